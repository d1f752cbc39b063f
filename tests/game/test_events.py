"""What happened, in sentences: what everybody hears, and what one actor alone knows."""

import numpy as np
import pytest

from sim import load
from sim.game.events import events, own_events
from sim.game.knows import knows
from sim.game.seen import SERIES, public
from sim.game.standing import standing
from tests.worlds import day, small


def words(model, kind, first=0, last=99):
    return [(each["quarter"], each["words"]) for each in events(model, first, last) if each["kind"] == kind]


def test_rows_are_told_when_they_begin_and_when_they_end():
    actors = {"alpha": {"bloc": "west"}, "beta": {"bloc": "east"}, "gamma": {"bloc": "west"}}
    rows = [
        {"kind": "pivot", "actor": "alpha", "tier": "open", "start": day(1), "end": day(3)},
        {"kind": "export_control", "from_bloc": "west", "to_bloc": "east", "start": day(2), "end": day(4)},
        {"kind": "retaliation", "from_bloc": "east", "to_bloc": "west", "start": day(2)},
        {"kind": "alliance", "name": "pact", "members": ["alpha", "beta"], "start": day(1)},
        {"kind": "treaty", "parties": ["alpha", "beta"], "effort": 0.5, "start": day(3)},
        {"kind": "duty", "actors": ["beta"], "floor": 0.1, "start": day(2)},
        {"kind": "incident", "actor": "gamma", "start": day(2)},
    ]
    tables = {"clubs": {"reconsider": 0.0}, "pledges": {}, "incidents": {}}
    model = standing(small(actors, policies=rows, **tables), 0, 6)
    assert words(model, "commit") == [
        (1, "alpha commits itself to releasing open weights and methods."),
        (3, "alpha is no longer committed to releasing open weights and methods."),
    ]
    assert words(model, "control") == [
        (2, "Export controls from west to east take force."),
        (2, "Answers of east to export controls of west take force."),
        (4, "Export controls from west to east are lifted."),
        (4, "Answers of east to export controls of west are lifted."),
    ]
    assert words(model, "agreement") == [
        (1, "Alliance pact takes force: alpha, beta."),
        (3, "Treaty takes force: alpha, beta."),
    ]
    assert words(model, "law") == [(2, "Duty takes force: beta.")]
    assert words(model, "shock") == [(2, "Incident: gamma.")]
    assert words(model, "incident") == [(2, "gamma had an incident.")]


def control(first, last, strength=0.5, kind="export_control", **more):
    borders = {"from_bloc": "west", "to_bloc": "east"}
    if kind == "retaliation":
        borders = {"from_bloc": "east", "to_bloc": "west"}
    row = {"kind": kind, **borders, "strength": strength, "compute": strength, "start": day(first), **more}
    return row if last is None else row | {"end": day(last)}


SHUT = "Export controls from west to east take force."
OPENED = "Export controls from west to east are lifted."
ANSWERED = "Answers of east to export controls of west take force."
ANSWER_OVER = "Answers of east to export controls of west are lifted."
ANSWER = control(0, None, kind="retaliation")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([ANSWER, control(0, None, 0.0)], [(0, OPENED)]),
        ([ANSWER, control(2, 4)], [(2, SHUT), (2, ANSWERED), (4, OPENED), (4, ANSWER_OVER)]),
        ([control(1, None), control(3, None, kind="retaliation")], [(1, SHUT), (3, ANSWERED)]),
        ([control(1, 3, 0.75), control(3, 5, 0.25)], [(1, SHUT), (5, OPENED)]),
        ([control(1, 4, name="one"), control(2, None, name="another")], [(1, SHUT)]),
        ([control(0, None, 0.0)], [(0, OPENED)]),
        ([control(0, None, 0.0), control(0, 2)], [(0, SHUT), (2, OPENED)]),
        ([control(1, None, on=False)], []),
    ],
    ids=[
        "an answer to nothing", "an answer from the start", "a later answer", "only changed", "two on one border",
        "ended before it began", "ended before it began, and replaced", "switched off",
    ],
)  # fmt: skip
def test_borders_are_told_when_they_are_closed_and_when_they_are_opened(rows, told):
    actors = {"alpha": {"bloc": "west"}, "beta": {"bloc": "east"}}
    assert words(standing(small(actors, policies=rows), 0, 6), "control") == told


def test_who_withdraws_from_an_agreement_that_goes_on_is_named():
    crew = ["alpha", "beta", "gamma", "delta", "epsilon"]
    common = {"kind": "treaty", "effort": 0.5}
    rows = [
        {**common, "name": "pact", "parties": crew, "start": day(1), "end": day(2)},
        {**common, "name": "pact~2", "parties": ["alpha", "beta", "gamma", "delta"], "start": day(2), "end": day(4)},
        {**common, "name": "pact~3", "parties": ["alpha", "beta"], "start": day(4), "end": day(5)},
    ]
    model = standing(small(tuple(crew), policies=rows, pledges={}), 0, 6)
    assert words(model, "agreement") == [
        (1, "Treaty pact takes force: alpha, beta, gamma, delta, epsilon."),
        (2, "epsilon withdraws from the treaty pact."),
        (4, "gamma and delta withdraw from the treaty pact."),
        (5, "Treaty pact~3 ends."),
    ]


def test_a_row_whose_name_only_looks_like_one_that_goes_on_is_told_as_any_other():
    rows = [{"kind": "treaty", "name": "a~b", "parties": ["alpha", "beta"], "effort": 0.5, "start": day(1)}]
    model = standing(small(("alpha", "beta"), policies=rows, pledges={}), 0, 3)
    assert words(model, "agreement") == [(1, "Treaty a~b takes force: alpha, beta.")]


def test_only_what_lies_in_the_span_is_told_and_in_order():
    model = standing(load("open-alliance"), 1, 20)
    whole = events(model, 0, 20)
    assert [each["quarter"] for each in whole] == sorted(each["quarter"] for each in whole)
    assert events(model, 0, 9) + events(model, 9, 20) == whole
    assert all(set(each) == {"quarter", "kind", "who", "words"} for each in whole)
    assert public(model)["events"] == whole


@pytest.mark.parametrize(("name", "quarter"), [("open-alliance", 20), ("summit", 16)])
def test_every_release_of_an_actor_is_told_and_the_best_so_far(name, quarter):
    """What is out at the start counts: who releases first need not be ahead."""
    model = standing(load(name), 4, quarter)
    log = model.world.releases[: model.world.society["releases"][0]]
    told = [each for each in events(model, 0, quarter) if each["kind"] == "release"]
    assert len([each for each in told if each["who"]]) == (log["actor"] >= 0).sum() > 10
    best = [(each["quarter"], each["who"]) for each in told if each["words"].endswith(", the most capable so far.")]
    expected, most = [], model.past[0].actors["released"][model.past[0].actors["alive"] == 1].max()
    for t in range(quarter):
        news = log[log["quarter"] == t]
        top = news[np.argmax(news["capability"])] if len(news) else None
        if top is not None and top["capability"] > most:
            expected.append((t, model.names[top["actor"]]))
            most = top["capability"]
    assert best == expected
    assert 1 <= len(best) < len(told)


def test_who_joins_and_who_leaves_an_alliance_is_told():
    model = standing(load("open-alliance", {"clubs.reconsider": 1.0, "clubs.inertia": 0.0}), 1, 24)
    told = [text for _, text in words(model, "agreement")]
    members = {
        name
        for name, actor in zip(model.names, model.past[16].actors, strict=True)
        if actor["clubs"] & 1 and actor["alive"]
    }
    for before, after in zip(model.past[16:], model.past[17:], strict=False):
        joined = (after.actors["clubs"] & 1 == 1) & (before.actors["clubs"] & 1 == 0) & (after.actors["alive"] == 1)
        for row in joined.nonzero()[0].tolist():
            assert f"{model.names[row]} joined alliance." in told
    assert members
    assert any(" left alliance." in text for text in told)


def test_arrivals_and_who_gives_up_are_told():
    actors = {"alpha": {}, "late": {"enters": day(3)}}
    model = standing(small(actors), 0, 5)
    assert words(model, "entry") == [(2, "late enters the race.")]
    poor = {"alpha": {}, "poor": {"endowment": 0.0, "cash": 0.0, "users": 0.0}}
    model = standing(small(poor, exit={"rate": 1000.0}, finance={}), 0, 5)
    left = [row for row in (0, 1) if not model.actors[row].alive]
    assert [text for _, text in words(model, "exit")] == [
        f"{model.names[row]} gave up: it could not pay what it owed." for row in left
    ]


@pytest.mark.parametrize(("audit", "kinds"), [(1.0, ["breach"]), (0.0, [])])
def test_a_breach_that_is_found_is_news_and_one_that_is_not_is_a_secret(audit, kinds):
    row = {
        "kind": "ethics_framework",
        "signatories": ["alpha"],
        "floor": 0.9,
        "audit": audit,
        "penalty": 0.0,
        "start": day(2),
    }
    lab = {"kind": "lab", "endowment": 1.0}
    tables = {"pledges": {}, "research": {}, "payoff": {"prestige": 2.0}, "safety": {"form": "constant", "level": 0.3}}
    scenario = small({"alpha": lab, "beta": {}}, policies=[row], **tables)
    model = standing(scenario, 0, 3)
    assert [each["kind"] for each in events(model, 2, 3) if each["kind"] == "breach"] == kinds
    if kinds:
        assert words(model, "breach") == [(2, "alpha was found to have broken its word.")]
    assert knows(model, 0)["events"] == own_events(model, 0, 0, 3)
    secret = [each["words"] for each in knows(model, 0)["events"] if each["kind"] == "secret"]
    assert secret == ([] if kinds else ["You broke a promise or a law, and nobody found out."])
    assert not [each for each in own_events(model, 1, 0, 3) if each["kind"] == "secret"]


def test_what_is_decided_for_an_actor_is_no_news_but_what_it_does_is():
    row = {"kind": "decision", "actors": ["alpha"], "tier": "open", "effort": 0.3, "start": day(1)}
    other = {"kind": "decision", "actors": ["beta"], "effort": 0.9, "start": day(1)}
    model = standing(small(policies=[row, other]), 0, 3)
    seen = public(model)
    assert (seen["events"], seen["agreements"]) == ([], [])
    assert seen["actors"][0]["tier"] == "open"
    assert knows(model, 1)["rivals"][0]["tier"] == "open"
    assert knows(model, 0)["you"]["effort"] == 0.3


def test_catastrophes_are_told():
    doomed = load("base", {"incidents.danger": 0.0, "incidents.rate": 10.0, "incidents.ends_run": True})
    model = standing(doomed, 0, 12)
    assert [text for _, text in words(model, "catastrophe")] == ["There was a catastrophe."]


def test_what_one_found_and_learnt_is_told_to_oneself():
    model = standing(load("base"), 1, 6)
    for row in range(4):
        for each in own_events(model, row, 5, 6):
            me = model.world.actors[row]
            if each["kind"] == "research":
                factor = 10 ** me["researched"]
                assert each["words"] == f"What you found yourself is worth {factor:.2f} times the compute."
            if each["kind"] == "learning":
                factor = 10 ** me["learned"]
                assert each["words"].startswith(f"What you learnt from others is worth {factor:.2f} times the compute")
    kinds = {each["kind"] for row in range(4) for each in own_events(model, row, 0, 6)}
    assert {"research", "learning"} <= kinds


def test_what_the_room_sees_has_a_date_for_every_number():
    model = standing(load("open-alliance"), 1, 5)
    seen = public(model)
    assert seen["dates"] == ["2020-01-01", "2020-04-01", "2020-07-01", "2020-10-01", "2021-01-01"]
    assert list(seen["series"]) == list(SERIES)
    for name in SERIES:
        assert seen["series"][name] == model.series(name).tolist()
    assert {each["name"] for each in seen["actors"]} == {actor.name for actor in model.actors if actor.alive}
    before = public(standing(load("open-alliance"), 1, 0))
    assert (before["dates"], before["events"]) == ([], [])
    assert before["series"]["trust"] == []
