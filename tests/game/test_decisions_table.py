"""The table of decisions: what was seen, decided and done, a row a seat and round, and nobody's name."""

import io
import re

import pandas as pd
import pytest

import sim
from sim.game.decisions import COLUMNS, csv_of, decisions_table
from sim.game.game import Game
from tests.game import played
from tests.program import ROOT


@pytest.fixture(scope="module")
def seen():
    return {}


@pytest.fixture(scope="module")
def game(seen, tmp_path_factory):
    """A game in which Ada sits for cobalt in two rounds, and agrees to be studied; the rest are programs."""

    def look(game, number):
        seen.update({(number, seat): game.observe(seat) for seat in game.seats})
        if number == 2:
            game.note("left", seat="cobalt")

    made = played.new(tmp_path_factory.mktemp("game") / "x.game")
    made.note("joined", seat="cobalt", key="0", consent=True, name="Ada")
    return played.play(made, look)


@pytest.fixture(scope="module")
def table(game):
    return decisions_table(game).set_index(["round", "seat"], drop=False)


def test_it_has_a_row_for_each_seat_and_round(game, table):
    assert list(table.columns) == list(COLUMNS)
    assert list(table.index) == [(number, seat) for number in (1, 2, 3, 4) for seat in game.seats]


def test_what_was_decided_stands_beside_what_was_done(table):
    row = table.loc[1, "cobalt"]
    assert (row["decided_tier"], row["decided_effort"], row["decided_care"]) == ("closed", 1.3, 0.2)
    assert (row["done_tier"], row["done_effort"], row["done_care"]) == ("closed", 1.3, 0.2)
    assert table.loc[1, "norland"]["controls"] == "south=0.75" == table.loc[3, "norland"]["controls"]
    assert table.loc[4, "norland"]["controls"] == "south=0" and pd.isna(table.loc[1, "quill"]["decided_tier"])
    assert table.loc[2, "dynamo"]["commit"] == "open" and table.loc[2, "dynamo"]["data"] == 0.25
    assert (
        table.loc[3, "quill"]["decided_join"] == "alliance-ember-1"
        and table.loc[3, "quill"]["decided_leave"] == "concord"
    )


def test_what_it_saw_is_what_it_was_shown(table, seen):
    for place, shown in seen.items():
        row, best = (
            table.loc[place],
            max((each for each in shown["rivals"] if each["tied"]), key=lambda r: r["estimate"]),
        )
        assert (row["saw_best_rival"], row["saw_estimate"], row["saw_trust"]) == (
            best["name"],
            best["estimate"],
            best["trust"],
        )
        assert row["default_tier"] == shown["default"]["tier"] and row["default_care"] == shown["default"]["care"]
        assert row["saw_cash"] == shown["you"]["cash"] and row["saw_promises"] == len(shown["promises"])


def test_what_its_strategy_would_have_done_is_done_where_nobody_decides(table):
    led = table[(table["by"] == "strategy") & (table["saw_promises"] == 0)]
    assert len(led) > 10 and (led["done_tier"] == led["default_tier"]).mean() > 0.9


def test_appraisal_is_what_a_seat_can_ask(game, table):
    fresh = played.new()
    fresh.begin()
    for seat in fresh.seats.values():
        spec, row = fresh.start.actors[seat.name], table.loc[1, seat.name]
        worth = fresh.worth(seat.name, {})["tier"]
        shares, hoards = (tier.name.lower() for tier in (spec.shares_as, spec.hoards_as))
        # Before the first quarter a seat is told nothing where the rules make nothing of anything.
        assert row["appraisal"] == (0.0 if worth[shares] is None else worth[shares] - worth[hoards])


def test_payoffs_of_the_rounds_are_the_payoff_of_the_game(game, table):
    actors = sim.run(game.played, game.seed).world.actors
    for name, seat in game.seats.items():
        own = table[table["seat"] == name]["payoff"]
        assert own.sum() == pytest.approx(actors["payoff_sum"][seat.row])


def test_offers_and_promises_are_counted(game, table):
    first = table.loc[1]
    assert (first.loc["atlas", "offers_made"], first.loc["atlas", "offers_agreed"]) == (1, 1)
    assert (first.loc["cobalt", "offers_received"], first.loc["cobalt", "offers_accepted"]) == (1, 1)
    assert table.loc[2, "quill"]["offers_accepted"] == 0 == table.loc[2, "secretary"]["offers_received"]
    assert table["promises_broken"].sum() == sim.run(game.played, game.seed).outcomes["breaches"]
    assert (table["breaches_found"] <= table["promises_broken"]).all() and (table["promises_kept"] >= 0).all()


def test_who_decided_is_told_and_nobody_is_named(game, table):
    assert list(table.xs("cobalt", level="seat", drop_level=False)["by"]) == ["person", "person", "program", "strategy"]
    assert list(table["consent"].dropna()) == [True, True] and table.loc[1, "quill"]["by"] == "strategy"
    text = csv_of(game)
    assert "Ada" not in text and "Peace" not in text and "A private word" not in text


def test_seconds_are_those_of_people_since_the_round_began():
    game = played.new(rounds=1)
    game.note("joined", seat="atlas", key="0", consent=False)
    game.begin()
    game.note("time", left=60, runs=True)
    game.decide("atlas", {"tier": "open"})
    game.decide("cobalt", {"tier": "open"})
    game.events()  # a copy: the room's own are changed below
    events = list(game._room)
    next(each for each in events if each["event"] == "decide" and each["seat"] == "atlas")["at"] += 42
    game.resolve()
    told = decisions_table(game).set_index("seat")
    began = next(each["at"] for each in events if each["event"] == "time")
    decided = next(each["at"] for each in events if each["event"] == "decide")
    assert told.loc["atlas", "seconds"] == decided - began >= 42
    assert pd.isna(told.loc["cobalt", "seconds"]) and told.loc["atlas", "consent"] is not True


def test_files_give_it_back(game, table, tmp_path):
    flat = table.reset_index(drop=True)
    flat.to_parquet(tmp_path / "x.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "x.parquet"), flat)
    read = pd.read_csv(io.StringIO(csv_of(game)))
    assert list(read.columns) == list(COLUMNS) and len(read) == len(flat)
    assert read["payoff"].to_list() == flat["payoff"].to_list()


def test_several_games_are_one_table(game):
    other = played.new(rounds=1, seed=5)
    other.begin()
    other.resolve()
    both = decisions_table([game.file, other])
    assert both["game"].nunique() == 2 and len(both) == 5 * len(game.seats)
    assert decisions_table(Game.open(game.file)).equals(decisions_table(game.file))


def test_no_cell_is_a_formula():
    game = Game.new("summit", seats=1, seed=1, rounds=1, overrides={"title": "=HYPERLINK(1)"})
    game.begin()
    game.resolve()
    assert ",'=HYPERLINK" in csv_of(game) and decisions_table(game)["scenario"][0] == "=HYPERLINK(1)"


def test_the_page_on_the_table_explains_every_column():
    page = (ROOT / "docs/howto/play/decisions.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE)) == COLUMNS


def test_a_game_that_is_read_from_its_file_has_the_same_table(game, table):
    again = decisions_table(Game.open(game.file)).set_index(["round", "seat"], drop=False)
    pd.testing.assert_frame_equal(again, table)
