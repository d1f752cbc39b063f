"""A game: what is decided becomes rows, rounds resolve by the compiled quarters, and nothing is lost."""

import json

import numpy as np
import pytest

import sim
from sim.game.debrief.sat import turns
from sim.game.errors import GameError
from sim.game.game import Game

OPEN, HOARD = {"tier": "open"}, {"tier": "closed", "effort": 1.5, "care": 0.1}


@pytest.fixture
def game(tmp_path):
    made = Game.new("base", seats=6, seed=7, rounds=4, file=tmp_path / "base.game")
    made.begin()
    return made


def outcomes(scenario, seed=7):
    return sim.run(scenario, seed).outcomes


def play(game, decisions=None):
    while game.stage == "deciding":
        for seat, action in (decisions or {}).items():
            game.decide(seat, action)
        game.resolve()


def test_a_game_in_which_nobody_decides_is_a_plain_run(game):
    play(game)
    assert game.played.digest == sim.load("base", {"quarters": 8}).digest
    assert outcomes(game.played) == outcomes(sim.load("base", {"quarters": 8}))


def test_what_is_decided_is_done(game):
    names = list(game.seats)
    game.decide(names[0], {"tier": "open", "effort": 1.25, "care": 0.875})
    game.resolve()
    result = sim.run(game.played, 7, 2)
    me = result.world.actors[0]
    assert (me["tier"], me["effort"], me["safety"]) == (sim.Tier.OPEN, 1.25, 0.875)
    game.resolve()
    plain = sim.run(game.played, 7, 4).world.actors[0]
    assert plain["effort"] != 1.25, "whoever decides nothing is led by its strategy again"


def test_the_file_of_a_game_is_a_scenario_with_the_same_bits(game):
    play(game, {"alpha": OPEN, "beta": HOARD})
    again = sim.load(game.file)
    assert again.digest == game.played.digest and outcomes(again) == outcomes(game.played)


def test_a_game_that_is_opened_again_stands_where_it_stood(game):
    first, second, *_ = game.seats
    game.decide(first, OPEN)
    game.resolve()
    game.decide(first, HOARD)
    offered = game.offer(first, {"kind": "treaty", "to": [second], "terms": {"effort": 0.5, "care": 0.6}})
    game.answer(second, offered, True)
    game.message(first, None, "Shall we?")
    again = Game.open(game.file)
    assert (again.round, again.stage, again.quarter, again.seed) == (2, "deciding", 2, 7)
    assert again.decision(first) == HOARD and again.messages(second) == game.messages(second)
    again.resolve()
    game.resolve()
    assert again.played.digest == game.played.digest
    kinds = [row.kind for row in again.played.policies]
    assert {"decision", "treaty", "ethics_framework"} <= set(kinds)


def test_a_torn_last_line_of_the_room_is_dropped(game):
    game.message("alpha", None, "one")
    room = game.file.with_suffix(".room")
    whole = room.read_bytes()
    game.message("alpha", None, "two")
    room.write_bytes(room.read_bytes()[:-5])
    torn = room.read_bytes()
    again = Game.open(game.file)
    assert len(again.messages("alpha")) == 1
    assert room.read_bytes() == torn, "who only reads changes nothing"
    again.message("alpha", None, "three")
    assert room.read_bytes().startswith(whole) and len(Game.open(game.file).messages("alpha")) == 2


def test_a_choice_that_goes_on_is_one_row(game):
    play(game, {"alpha": OPEN})
    rows = [row for row in game.played.policies if row.kind == "decision"]
    assert len(rows) == 1 and game.start.quarter_of(rows[0].end) == 8


def test_rows_of_later_rounds_change_no_earlier_quarter(game):
    game.decide("alpha", OPEN)
    game.resolve()
    before = sim.run(game.played, 7, 2)
    game.decide("alpha", HOARD)
    offered = game.offer("alpha", {"kind": "alliance", "to": ["beta", "gamma"], "terms": {"dues": 0.01}})
    game.answer("beta", offered, True)
    game.resolve()
    after = sim.run(game.played, 7, 2)
    for name, values in before.series.items():
        np.testing.assert_array_equal(values, after.series[name][:2], err_msg=name)


def test_members_join_and_leave_as_they_decide(game):
    offered = game.offer("alpha", {"kind": "alliance", "to": ["beta"], "terms": {"admission": "open"}})
    game.answer("beta", offered, True)
    game.resolve()
    assert game.alliances == [offered]
    game.decide("gamma", {"alliances": [offered]})
    game.decide("beta", {"alliances": []})
    game.resolve()
    belongs = sim.run(game.played, 7, 4).world.actors["clubs"]
    rows = {name: seat.row for name, seat in game.seats.items()}
    assert [int(belongs[rows[name]]) for name in ("alpha", "beta", "gamma")] == [1, 0, 1]


def test_who_withdraws_is_bound_no_more_and_the_others_are(game):
    offered = game.offer("alpha", {"kind": "treaty", "to": ["beta", "gamma"], "terms": {"effort": 0.9}})
    for seat in ("beta", "gamma"):
        game.answer(seat, offered, True)
    game.resolve()
    game.withdraw("beta", offered)
    game.resolve()
    treaties = [row for row in game.played.policies if row.kind == "treaty"]
    assert [(row.parties, row.end is None) for row in treaties] == [
        (["alpha", "beta", "gamma"], False),
        (["alpha", "gamma"], True),
    ]
    with pytest.raises(GameError, match="bound by no"):
        game.withdraw("beta", treaties[1].name)


@pytest.mark.parametrize("lands", [True, False], ids=["all of them", "one declines"])
def test_an_offer_to_all_or_nobody(game, lands):
    offered = game.offer("alpha", {"kind": "treaty", "to": ["beta", "gamma"], "terms": {"care": 0.7}, "all": True})
    game.answer("beta", offered, True)
    game.answer("gamma", offered, lands)
    game.resolve()
    assert bool(game.played.policies) == (lands or bool(game.start.policies))


def test_controls_data_and_commitments_last_until_they_are_changed(game):
    state = next(name for name, seat in Game.new("base").seats.items() if seat.governs)
    made = Game.new("base", seats=[state, "alpha"], seed=1, rounds=3)
    made.begin()
    other = next(bloc for bloc in made.blocs if bloc != made.seats[state].bloc)
    made.decide(state, {"controls": {other: 0.5}, "data": 0.25})
    made.decide("alpha", {"commit": "open"})
    made.resolve()
    made.resolve()
    made.decide(state, {"controls": {other: 0.0}})
    made.decide("alpha", {"commit": None})
    made.resolve()
    told = {row.kind: row for row in made.played.policies[len(made.start.policies) :]}
    assert made.start.quarter_of(told["export_control"].end) == 4 == made.start.quarter_of(told["pivot"].end)
    assert told["data_sharing"].end is None and told["data_sharing"].share == 0.25


def game_news(made, rounds_before):
    """What the room hears of export controls in the round after so many."""
    first = rounds_before * made.round_quarters
    span = range(first, first + made.round_quarters)
    news = made.public()["events"]
    return [each["words"] for each in news if each["kind"] == "control" and each["quarter"] in span]


@pytest.mark.parametrize("waits", [0, 1])
def test_a_state_lifts_the_controls_that_stood_at_the_start_and_the_answer_goes_with_them(tmp_path, waits):
    made = Game.new("summit", seed=1, rounds=4, file=tmp_path / "x.game")
    made.begin()
    for _ in range(waits):
        made.resolve()
    assert any(each["from"] == "north" for each in made.observe("norland")["controls"])
    made.decide("norland", {"controls": {"south": 0.0}})
    made.resolve()
    made.resolve()
    again = Game.open(made.file)
    assert again.facts == made.facts and again.lifted.keys() == made.lifted.keys() == {0}
    assert again.start.digest == made.start.digest and again.played.digest == made.played.digest
    assert again.observe("norland")["controls"] == []
    first = game_news(again, waits)
    assert first[0] == "Export controls from north to south are lifted."
    assert not any("from north to south take force" in each for each in first)
    told = {(turn.round, turn.seat): turn.decided.get("controls") for turn in turns(again)}
    assert told[waits + 1, "norland"] == told[waits + 2, "norland"] == {"south": 0.0}
    assert {at for at, controls in told.items() if controls} == {(waits + 1, "norland"), (waits + 2, "norland")}
    again.resolve()
    assert made.resolve() is None and again.played.digest == made.played.digest


def test_a_control_that_is_only_changed_is_not_said_to_be_lifted():
    made = Game.new("summit", seed=1, rounds=4)
    made.begin()
    made.decide("norland", {"controls": {"south": 0.25}})
    made.resolve()
    first = [each for each in game_news(made, 0) if "from north to south" in each]
    assert first == ["Export controls from north to south take force."]


def test_the_command_that_a_game_file_names_is_as_long_as_the_game(tmp_path):
    made = Game.new("summit", seed=1, rounds=4, file=tmp_path / "x.game")
    made.begin()
    made.resolve()
    made.end()
    assert "compare FILE summit --quarters 2\n" in made.file.read_text(encoding="utf-8")


def test_a_state_lifts_its_own_controls_and_not_those_of_another_with_a_longer_name():
    state = sim.load("base").actors["west-state"].model_dump(exclude_defaults=True)
    names = ("west-state", "west-state-1", "west-state-north")
    made = Game.new("base", seed=1, rounds=3, overrides={f"actors.{name}": state for name in names[1:]})
    made.begin()
    for name in names:
        made.decide(name, {"controls": {"east": 0.5}})
    made.resolve()
    made.decide("west-state", {"controls": {"east": 0.0}})
    made.resolve()
    ended = {row.name: row.end is not None for row in made.played.policies if row.kind == "export_control"}
    assert ended == {f"{name}-1-control-east": name == "west-state" for name in names}


def test_what_a_commitment_of_the_scenario_forbids_is_told_when_it_is_decided():
    pivot = {"kind": "pivot", "start": "2020-01-01", "actor": "alpha", "tier": "open"}
    made = Game.new("base", seed=1, rounds=2, overrides={"policies": [pivot]})
    made.begin()
    with pytest.raises(GameError, match="still committed"):
        made.decide("alpha", {"commit": "licensed"})
    made.resolve()


BAD = [
    ([], "a decision is a table"),
    ({"teir": "open"}, 'no "teir"'),
    ({"tier": "opne"}, 'tier: "opne" cannot be'),
    ({"tier": 3}, "tier: 3 cannot be"),
    ({"effort": -1}, "effort: -1 cannot be"),
    ({"effort": float("nan")}, "effort"),
    ({"care": True}, "care: "),
    ({"care": 1.5}, "from 0 to 1"),
    ({"alliances": ["x"]}, "no alliance"),
    ({"alliances": "x"}, "a list of names"),
    ({"controls": {"east": 0.5}}, "only a state"),
    ({"data": "much"}, "data"),
]


@pytest.mark.parametrize(("action", "message"), BAD, ids=[json.dumps(each[0], default=str) for each in BAD])
def test_what_cannot_be_decided_is_told(game, action, message):
    with pytest.raises(GameError, match=message):
        game.decide("alpha", action)
    assert game.decision("alpha") is None


OFFERS = [
    ({"kind": "war", "to": ["beta"]}, 'kind: "war"'),
    ({"kind": "treaty", "to": ["beta"]}, "asks a tier"),
    ({"kind": "treaty", "to": ["alpha"], "terms": {"care": 0.5}}, 'no other seat "alpha"'),
    ({"kind": "treaty", "to": [], "terms": {"care": 0.5}}, "at least one other seat"),
    ({"kind": "treaty", "to": ["beta"], "terms": {"dues": 0.5}}, 'no "dues"'),
    ({"kind": "alliance", "to": ["beta"], "terms": {"dues": 0.9}}, "from 0 to 0.5"),
    ({"kind": "alliance", "to": ["beta"], "terms": {"exclusive": "yes"}}, "one of true, false"),
    ({"kind": "partnership", "to": ["beta"], "terms": {"host": "zeta"}}, "terms.host"),
    ({"kind": "treaty", "to": ["beta"], "terms": {"care": 0.5}, "text": "x" * 1000}, "at most 300"),
]


@pytest.mark.parametrize(("offer", "message"), OFFERS, ids=[json.dumps(each[0])[:60] for each in OFFERS])
def test_what_cannot_be_offered_is_told(game, offer, message):
    with pytest.raises(GameError, match=message):
        game.offer("alpha", offer)


def test_a_file_is_not_overwritten(game):
    with pytest.raises(GameError, match="there is one already"):
        Game.new("base", file=game.file)


def test_facts_that_were_changed_are_refused(game):
    text = game.file.read_text(encoding="utf-8")
    game.file.write_text(text.replace('"rounds": 4', '"rounds": 5'), encoding="utf-8")
    with pytest.raises(GameError, match="was changed"):
        Game.open(game.file)


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": 2**63},
        {"seed": float("inf")},
        {"lifted": {"0": {"strength": 1.0, "compute": 1.0, "end": None}}},
        {"lifted": {"-1": {"strength": 1.0, "compute": 1.0, "end": None}}},
    ],
    ids=["a seed too large", "a seed that is none", "a row that was not ended", "a place before the first"],
)
def test_facts_of_a_stranger_are_refused_with_a_sentence(game, changed):
    before = json.dumps(game.facts)
    text = game.file.read_text(encoding="utf-8")
    assert before in text
    game.file.write_text(text.replace(before, json.dumps(game.facts | changed)), encoding="utf-8")
    with pytest.raises(GameError, match="was changed"):
        Game.open(game.file)


@pytest.mark.parametrize(
    "line",
    [
        '{"event": "opened"}',
        '{"event": "joined", "round": 1, "at": 1, "seat": ["alpha"], "key": "x", "consent": true}',
        '{"event": "message", "round": 1, "at": 1, "from": "alpha", "text": "words"}',
        '{"event": "offer", "round": 1, "at": 1, "seat": "alpha", "offer": {}, "number": 1}',
        '{"event": "set", "round": 1, "at": 1, "minutes": "six"}',
        "[" * 100_000,
    ],
    ids=["no facts", "a seat that is no word", "to nobody", "an offer of nothing", "no minutes", "too deep"],
)
def test_a_line_of_the_room_that_lacks_its_facts_is_named(game, line):
    game.decide("alpha", OPEN)
    room = game.file.with_suffix(".room")
    room.write_text(room.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(GameError, match=r"base\.room:2: is no event of a room"):
        Game.open(game.file)


def test_all_who_withdraw_in_one_round_are_bound_no_more(game):
    offered = game.offer("alpha", {"kind": "treaty", "to": ["beta", "gamma", "delta"], "terms": {"effort": 0.9}})
    for seat in ("beta", "gamma", "delta"):
        game.answer(seat, offered, True)
    game.resolve()
    for seat in ("alpha", "beta"):
        game.withdraw(seat, offered)
    game.resolve()
    treaties = [row for row in game.played.policies if row.kind == "treaty"]
    assert [(row.parties, row.end is None) for row in treaties] == [
        (["alpha", "beta", "gamma", "delta"], False),
        (["gamma", "delta"], True),
    ]


def test_what_does_not_go_with_all_that_is_agreed_is_told_to_who_agrees_and_the_round_can_end():
    game = Game.new("summit", seed=7, rounds=2)
    game.begin()
    refused = []
    for sender in game.seats:
        to = next(seat for seat in game.seats if seat != sender)
        offered = [game.offer(sender, {"kind": "alliance", "to": [to], "terms": {}}) for _ in range(10)]
        for each in offered:
            try:
                game.answer(to, each, True)
            except GameError as error:
                refused.append(str(error))
                game.answer(to, each, False)
    assert refused and all("too many" in each for each in refused)
    game.resolve()
    assert game.round == 2


def test_a_seat_that_is_called_like_an_offer_is_in_nobodys_way():
    start = sim.load("base")
    spec = start.actors["alpha"]
    others = {("treaty-alpha" if name == "beta" else name): each for name, each in start.actors.items()}
    assert spec in others.values()
    game = Game.new(start.model_copy(update={"actors": others}), seed=7, rounds=3)
    game.begin()
    game.decide("treaty-alpha", OPEN)
    game.resolve()
    first = game.offer("alpha", {"kind": "treaty", "to": ["treaty-alpha"], "terms": {"effort": 0.9}})
    second = game.offer("alpha", {"kind": "treaty", "to": ["treaty-alpha"], "terms": {"effort": 0.8}})
    game.decide("treaty-alpha", HOARD)
    for offered in (first, second):
        game.answer("treaty-alpha", offered, True)
    game.resolve()
    assert {first, second} <= {row.name for row in game.played.policies}


def test_a_seat_counts_its_own_offers_alone(game):
    """From the number of an offer nobody can tell how much others negotiate."""
    terms = {"effort": 0.9}
    made = [game.offer(*each) for each in [
        ("alpha", {"kind": "treaty", "to": ["beta"], "terms": terms}),
        ("gamma", {"kind": "treaty", "to": ["delta"], "terms": terms}),
        ("alpha", {"kind": "alliance", "to": ["beta"]}),
    ]]  # fmt: skip
    assert made == ["treaty-alpha-1", "treaty-gamma-1", "alliance-alpha-2"]
    game.resolve()
    assert Game.open(game.file).offer("gamma", {"kind": "treaty", "to": ["beta"], "terms": terms}) == "treaty-gamma-2"


def test_a_refusal_does_not_tell_how_many_rows_the_others_have():
    game = Game.new("summit", seed=7, rounds=2)
    game.begin()
    with pytest.raises(GameError, match="is not a firm") as told:
        game.offer("atlas", {"kind": "partnership", "to": ["norland"], "terms": {"host": "norland"}})
    assert "policies" not in str(told.value)
