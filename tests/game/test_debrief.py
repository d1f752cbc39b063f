"""After the game: its numbers are the library's, what was hidden is what was hidden, and one thing alone is changed."""

import json

import numpy as np
import pytest

import sim
from sim.game.debrief import debrief, told
from sim.game.debrief.lucks import BAND, seeds_of
from sim.game.debrief.otherwise import _words
from sim.game.debrief.walk import Walk
from sim.game.debrief.worlds import by_strategy, worlds
from sim.game.game import Game
from tests.game import played

KNOWN = ("you", "rivals", "default", "alliances", "promises", "controls", "events")


@pytest.fixture(scope="module")
def seen():
    """What every seat saw in each round, as it was shown."""
    return {}


@pytest.fixture(scope="module")
def game(seen):
    def look(game, number):
        seen.update({(number, seat): game.observe(seat) for seat in game.seats})

    return played.play(played.new(), look)


@pytest.fixture(scope="module")
def found(game):
    return debrief(game)


@pytest.fixture(scope="module")
def others(game):
    return {world.name: world for world in worlds(game, Walk(game))}


def test_the_numbers_are_those_of_the_library(game, found):
    run = sim.run(game.played, game.seed, game.quarter)
    assert {each["name"]: each["value"] for each in found.world}.items() <= run.outcomes.items()
    for seat in found.seats:
        mine = run.world.actors[game.seats[seat["name"]].row]
        for name in ("payoff_sum", "capability", "released", "users", "cash", "reputation"):
            assert seat["values"][name] == mine[name], (seat["name"], name)
    caused = sum(seat["values"]["incidents"] for seat in found.seats)
    assert caused == pytest.approx(run.outcomes["incidents"])


def test_a_game_that_ended_early_is_told_up_to_there():
    game = played.new()
    game.begin()
    for moves in played.rounds()[:2]:
        moves(game)
        game.resolve()
    game.decide("atlas", played.RACE)
    game.end()
    found = debrief(game)
    outcomes = sim.run(game.played, game.seed, 4).outcomes
    assert {each["name"]: each["value"] for each in found.world}.items() <= outcomes.items()
    assert [each["round"] for each in found.happened] == [1, 2] and found.about["until"] == "2027-01-01"
    nobody = next(each for each in found.counterfactuals if each["name"] == "nobody")
    row = next(each for each in nobody["rows"] if each["name"] == "frontier")
    assert row["other"] == sim.run(game.start, game.seed, 4).outcomes["frontier"]


def test_before_a_round_is_over_there_is_nothing_to_tell():
    game = played.new()
    game.begin()
    game.decide("atlas", played.OPEN)
    game.end()
    found = debrief(game)
    assert not found.seats and not found.counterfactuals and "No round" in found.about["words"]["nothing"]
    assert "No round" in told(game)


def test_what_seats_saw_is_what_they_were_shown(game, seen):
    walk = Walk(game)
    assert len(seen) == 4 * len(game.seats) and walk.known.keys() == seen.keys()
    for place, shown in seen.items():
        assert walk.known[place] == {name: shown[name] for name in KNOWN}, place


def test_beliefs_stand_beside_the_truth(game, found, seen):
    about = {seat["name"]: seat["rounds"] for seat in found.hidden}
    rival = next(each for each in seen[3, "atlas"]["rivals"] if each["name"] == "cobalt")
    assert about["cobalt"][2]["believed"]["atlas"] == rival["estimate"]
    assert about["cobalt"][2]["capability"] == seen[3, "cobalt"]["you"]["capability"]
    assert about["cobalt"][2]["care"] == 0.2 and about["cobalt"][2]["effort"] == 1.3
    assert any(each["who"] == "cobalt" and "times the compute that" in each["words"] for each in found.secrets)


def test_every_breach_is_found_again_and_no_other(game):
    walk = Walk(game)
    series = sim.run(game.played, game.seed).series["breaches"]
    for t, page in enumerate(walk.model.past[1:]):
        now = [breach for breach in walk.breaches if breach.quarter == t]
        assert len(now) == series[t] == page.duties["broken"].sum()
        caught = {breach.who for breach in now if breach.found}
        assert caught == {walk.model.names[i] for i in np.flatnonzero(page.duties["convicted"])}
    assert walk.breaches and any(breach.found for breach in walk.breaches)


def test_who_gave_up_is_told_up_to_then():
    game = played.play(played.new(seed=3))
    cobalt = next(seat for seat in debrief(game).seats if seat["name"] == "cobalt")
    rounds = next(seat["rounds"] for seat in debrief(game).hidden if seat["name"] == "cobalt")
    assert not cobalt["alive"] and 1 <= len(rounds) < 4
    assert any(event["kind"] == "exit" for each in debrief(game).happened for event in each["events"])


def test_promises_are_told_with_who_broke_them(found):
    treaty = next(each for each in found.promises if each["row"] == "treaty-atlas-1")
    assert treaty["parties"] == ["atlas", "cobalt", "borealis"]
    assert treaty["words"] == "It asked for a tier of at least paid access and effort of at most 0.8."
    broken = {each["who"]: each for each in treaty["broken"]}
    assert broken["cobalt"]["quarters"] == 4 and broken["cobalt"]["date"] == "2026-01-01"
    assert len(broken["cobalt"]["found_on"]) == broken["cobalt"]["found"]


def test_agreements_have_their_parties_and_their_days(found):
    about = {each["row"]: each for each in found.agreements}
    assert about["treaty-atlas-1"]["until"] == "2027-01-01" and about["treaty-atlas-1~2"]["parties"] == [
        "atlas",
        "cobalt",
    ]
    assert about["alliance-ember-1"]["parties"] == ["ember", "falcon"]
    assert about["dynamo-2-data"]["parties"] == ["dynamo"] and about["dynamo-2-commit"]["until"] == "2027-07-01"


def test_what_happened_is_told_round_by_round(found):
    first, second, *_ = found.happened
    assert {"seat": "cobalt", "by": "program", "words": "tier closed, effort 1.3, care 0.2"} in first["decisions"]
    assert first["offers"][0]["accepted"] == ["cobalt", "borealis"] and second["offers"][0]["accepted"] == ["falcon"]
    assert {"2026-07-01", "2026-10-01"} >= {event["date"] for event in second["events"]}


def test_each_world_is_a_run_of_its_scenario(game, found, others):
    told = {each["name"]: each for each in found.counterfactuals}
    assert told.keys() == others.keys() and len(told) == 6 + 2 * len(game.seats)
    for name, world in others.items():
        run = sim.run(world.scenario, game.seed, game.quarter)
        for row in told[name]["rows"]:
            what, _, seat = row["name"].partition(":")
            value = run.world.actors[game.seats[seat].row][what] if seat else run.outcomes[what]
            assert row["other"] == value, (name, row["name"])


def test_other_lucks_are_counted_pair_by_pair(game, found, others):
    seeds = seeds_of(game)
    assert seeds[0] == game.seed and len(set(seeds)) == 21
    world = others["cobalt shared"]
    pairs = [[sim.run(each, seed).outcomes["trust"] for each in (game.played, world.scenario)] for seed in seeds]
    own, *rest = (after - before for before, after in pairs)
    row = next(row for row in _of(found, "cobalt shared")["rows"] if row["name"] == "trust")
    assert row["difference"] == own and row["played"] == pairs[0][0]
    assert row["agree"] == sum(np.sign(each) == np.sign(own) for each in rest) and row["of"] == 20
    assert [row["low"], row["high"]] == np.quantile(rest, BAND).tolist()


def test_had_nobody_decided_is_the_scenario(game, others):
    assert others["nobody"].scenario.digest == game.start.digest


@pytest.mark.parametrize(("name", "tier"), [("cobalt shared", "OPEN"), ("atlas hoarded", "ACCESS")])
def test_a_seat_holds_one_tier_and_all_else_it_decided_stays(game, others, name, tier):
    seat = name.split()[0]
    mine = passed(others[name].scenario, game)
    own = [page.actors[game.seats[seat].row] for page in mine.past[1:]]
    assert {sim.Tier(int(each["tier"])).name for each in own} == {tier}
    assert _decided(others[name].scenario, seat) == _decided(game.played, seat)
    for other in set(game.seats) - {seat}:
        assert _decided(others[name].scenario, other, ("tier", "effort", "care")) == _decided(
            game.played, other, ("tier", "effort", "care")
        )


def test_a_commitment_does_not_stop_who_would_have_hoarded(game, others):
    mine = passed(others["dynamo hoarded"].scenario, game)
    assert {int(page.actors[game.seats["dynamo"].row]["tier"]) for page in mine.past[1:]} == {sim.Tier.ACCESS}


def test_all_at_once_is_each_of_them(game, others):
    for name, what in (("all shared", "shares_as"), ("all hoarded", "hoards_as")):
        past = passed(others[name].scenario, game).past[1:]
        for seat in game.seats.values():
            assert {int(page.actors[seat.row]["tier"]) for page in past} == {past[0].actors[seat.row][what]}


def test_promises_are_kept_by_who_decides_all_that_they_ask(game, others):
    def broken(scenario):
        copy = played.new()
        copy.played, copy.rounds_over = scenario, game.rounds_over
        return {(breach.quarter, breach.row) for breach in Walk(copy).breaches if breach.who == "cobalt"}

    decided = range(0, 6)  # cobalt decides tier, effort and care in three rounds
    assert any(quarter in decided for quarter, _ in broken(game.played))
    assert not any(quarter in decided for quarter, _ in broken(others["kept"].scenario))


def test_what_keeps_its_promises_is_left_alone():
    game = played.new()
    game.begin()
    game.decide("ember", played.OPEN)
    game.resolve()
    game.end()
    names = [world.name for world in worlds(game, Walk(game))]
    assert "kept" not in names and "nothing agreed" not in names and "no controls" in names


def test_had_nothing_been_agreed_nobody_joins_what_is_not_there(game, others):
    rows = others["nothing agreed"].scenario.policies
    names = {row.name for row in rows}
    assert "concord" in names and not names & {
        "treaty-atlas-1",
        "treaty-atlas-1~2",
        "treaty-atlas-1-care",
        "alliance-ember-1",
    }
    decided = [row for row in rows if row.kind == "decision"]
    assert all("alliance-ember-1" not in [*row.join, *row.leave] for row in decided)
    assert any("concord" in row.join for row in decided)


def test_had_there_been_no_controls_there_is_no_answer_to_them(others):
    kinds = {row.kind for row in others["no controls"].scenario.policies}
    assert "treaty" in kinds and not kinds & {"export_control", "retaliation"}


def test_who_shared_all_the_time_is_told_so(found):
    secretary = _of(found, "secretary shared")
    assert secretary["words"] == "Nothing would have been different: so it was played."
    assert all(row["difference"] == 0.0 for row in secretary["rows"])


def test_strategies_are_runs_without_anything_that_was_decided(game, found):
    rows = {row["name"]: row for row in found.strategies["rows"]}
    assert rows.keys() >= {"this room", "hoard", "share", "tit-for-tat", "best-reply"} and "python" not in rows
    hoarders = sim.load("summit", {"quarters": 8} | {f"actors.{seat}.strategy": "hoard" for seat in game.seats})
    outcomes = sim.run(hoarders, game.seed).outcomes
    assert rows["hoard"]["values"].items() <= outcomes.items()
    assert rows["this room"]["values"].items() <= sim.run(game.played, game.seed).outcomes.items()
    payoffs = [sim.run(each, game.seed).world.actors["payoff_sum"] for each in (game.played, hoarders)]
    assert rows["hoard"]["ahead"] == int((payoffs[0] > payoffs[1]).sum())


def test_only_seats_are_led_by_another_strategy():
    game = Game.new("summit", seats=["atlas"], seed=1, rounds=1)
    world = next(each for each in by_strategy(game) if each.name == "grim")
    assert world.scenario.actors["atlas"].strategy == sim.Strategy.GRIM
    assert world.scenario.actors["cobalt"] == game.start.actors["cobalt"]


def test_a_game_in_which_nobody_decides_is_beside_itself():
    game = played.new(rounds=1)
    game.begin()
    game.resolve()
    found = debrief(game)
    assert "nobody" not in {each["name"] for each in found.counterfactuals}
    room, mixed, *_ = found.strategies["rows"]
    assert room["values"] == mixed["values"] and mixed["ahead"] == 0
    assert not any(seat["person"] for seat in found.seats)


def test_all_of_it_is_json(found):
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False)) == found.as_dict()


def test_it_is_reckoned_once_until_something_changes():
    game = played.new(rounds=2)
    game.begin()
    game.resolve()
    first = debrief(game)
    assert debrief(game) is first
    game.decide("atlas", played.OPEN)
    game.resolve()
    assert debrief(game) is not first and debrief(game).about["rounds_over"] == 2


def test_it_is_told_round_by_round_in_plain_text(game):
    lines = told(game).splitlines()
    assert lines[0] == "The summit: 4 of 4 rounds of 2 quarters were played, seed 7, over"
    assert [line for line in lines if line.startswith("Round ")][1] == "Round 2, 2026-07-01 to 2027-01-01"
    assert "  cobalt: tier closed, effort 1.3, care 0.2" in lines
    assert any(line.endswith("accepted by cobalt, borealis") for line in lines)
    assert any(line.startswith("Had cobalt shared: On this luck") for line in lines)
    assert "Peace" not in told(game) and "A private word" not in told(game)


def test_while_it_goes_on_nobody_is_told_what_would_have_been():
    game = played.new(rounds=2)
    game.begin()
    game.resolve()
    assert "Had " not in told(game) and "Now" in told(game).splitlines()


def test_a_file_without_its_room_tells_what_rows_tell(tmp_path):
    game = played.play(played.new(tmp_path / "x.game"))
    game.file.with_suffix(".room").unlink()
    again = Game.open(game.file)
    found = debrief(again)
    assert found.world == debrief(game).world and found.promises == debrief(game).promises
    assert {"seat": "cobalt", "by": "somebody", "words": "tier closed, effort 1.3, care 0.2"} in found.happened[0][
        "decisions"
    ]
    assert {"seat": "atlas", "by": "program", "words": "tier open, care 0.1"} in debrief(game).happened[3]["decisions"]


def _of(found, name):
    return next(each for each in found.counterfactuals if each["name"] == name)


def _decided(scenario, seat, fields=("effort", "care")):
    rows = (row for row in scenario.policies if row.kind == "decision" and seat in row.actors)
    told = ((*(getattr(row, field) for field in fields), row.start, row.end) for row in rows)
    return sorted((each for each in told if any(each[:-2])), key=str)


def passed(scenario, game):
    """A race that remembers, to where the game stands."""
    from sim.game.standing import Standing

    model = Standing(scenario, rng=game.seed)
    for _ in range(game.quarter):
        model.pass_quarter()
    return model


def test_a_sentence_names_who_gains_and_says_no_number_twice():
    def payoff(seat, played, difference):
        told = {"name": f"payoff_sum:{seat}", "unit": "bn USD", "played": played, "other": played + difference}
        return told | {"difference": difference, "low": -1.0, "high": 1.0, "agree": 10, "of": 20}

    rows = [payoff("atlas", -3.0, 1.0), payoff("quill", 2.0, -1.0), payoff("ember", 2.0, 0.0)]
    assert next(_words(rows, "")) == "On this luck the payoff would have been higher for atlas; lower for quill."
    assert next(_words([payoff("atlas", -14.2, 1e-4)], "atlas")) == (
        "On this luck the payoff of atlas would have been nearly the same, −14.2 bn USD."
    )
