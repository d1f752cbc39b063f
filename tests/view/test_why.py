"""Why worlds differ and when openness keeps itself, as pages say and draw it."""

import re
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
import solara

from sim.analysis.tipping.at_once import Beginning, Point, branches, ends, from_some, must_begin
from sim.analysis.tipping.dial import dial_of
from sim.analysis.tipping.runs import LAST
from sim.analysis.tipping.starts import adaptive, in_order
from sim.analysis.unlike import Unlike
from sim.analysis.why import why
from sim.scenario import load
from sim.study.execute import run
from sim.view import panel_tipping, panel_why
from sim.view.certainty import Certainty
from sim.view.counts import DONE, DRAWS, SEEDS, Counts
from sim.view.events import described
from sim.view.glossary import label
from sim.view.panel_drivers import Hanging
from sim.view.panel_tipping import Basis, drawn
from sim.view.panel_why import Explained, draws_agree, rows_of
from sim.view.say import say, told
from sim.view.session import Session
from sim.view.setting import Setting
from sim.view.side import Side
from sim.view.steps import Outdated, Steps
from sim.view.tipping_words import sentences as tipping_told
from sim.view.why_words import part_name, sentences

NAMES = ("trust", "misuse")
PIVOT = {"kind": "pivot", "start": "2024-01-01", "actor": "alpha", "tier": "open"}


def of(one, other, luck):
    """A waterfall of an outcome that is what sharing and trust make it, by seed."""

    def measure(scenario):
        sharing = sum(spec.tier == 3 for spec in scenario.actors.values())
        values = sharing + 100.0 * scenario.trust.gain + len(scenario.policies) * np.array(luck)
        return np.stack([values, values], axis=1)

    return why(one, other, measure=measure, names=NAMES)


def side(scenario, letter):
    return Side(scenario, letter, scenario.title, letter.lower(), letter)


def plain(html):
    return re.sub("<[^>]*>", "", str(html))


RACE = load("arms-race")
OTHER = load("commons", {"trust.gain": RACE.trust.gain - 0.02, "policies": [PIVOT]})
ROW = described(OTHER.policies[0])
LUCKY = [1.0] * 10 + [-0.5] * 10


def test_a_waterfall_leads_from_one_world_to_the_other():
    found = of(RACE, OTHER, LUCKY).of("trust")
    rows = rows_of(found, side(RACE, "A"), side(OTHER, "B"))
    assert (rows[0]["letter"], rows[-1]["letter"]) == ("A", "B")
    assert all(before["to"] == pytest.approx(after["from"]) for before, after in pairwise(rows))
    assert float(rows[-1]["size"]) - float(rows[0]["size"]) == pytest.approx(sum(bar.size for bar in found.bars))


def test_colour_and_the_words_better_and_worse_stand_only_where_seeds_agree():
    found = of(RACE, OTHER, LUCKY)
    more, less = (rows_of(found.of(name), side(RACE, "A"), side(OTHER, "B"))[1:-1] for name in NAMES)
    states = {row["label"]: (row["state"], row["spoken"]) for row in more}
    assert states["what firms do"] == ("better", "better") and states[label("trust.gain")] == ("worse", "worse")
    assert states[ROW] == ("", "")
    assert {row["label"]: row["state"] for row in less}["what firms do"] == "worse"


def test_sentences_name_what_does_most_what_works_the_other_way_and_what_is_luck():
    text = plain(sentences(of(RACE, OTHER, LUCKY).of("trust"), "A", "B"))
    assert "Most of it (+14 of +18.2) comes with what firms do, in 20 of 20 seeds." in text
    assert f"The other way work: {label('trust.gain')} (\u22122)." in text
    assert f"Seeds disagree on: {ROW} (+0.25)." in text


def test_a_part_that_others_undo_does_more_than_the_whole():
    other = load("arms-race", {"trust.gain": 0.0, "policies": [PIVOT]})
    text = plain(sentences(of(RACE, other, [3.0] * 20).of("trust"), "A", "B"))
    assert "More than all of it" in text and "Most of it" not in text


def test_where_luck_decides_nothing_is_called_a_finding():
    one = load("arms-race", {"policies": [PIVOT]})
    text = plain(sentences(of(RACE, one, [1.0] * 12 + [-0.5] * 8).of("trust"), "A", "B"))
    assert "luck decides the sign" in text and "Most of it" not in text and "12 of 20" in text


def test_worlds_that_do_not_differ_are_said_to_be_alike():
    assert "do not differ in trust" in plain(sentences(of(RACE, RACE, LUCKY).of("trust"), "A", "B"))


def test_names_from_a_file_are_text_on_the_page():
    evil = load("arms-race", {"policies": [{**PIVOT, "name": "<img src=x>", "actor": "alpha"}]})
    assert "<img" not in str(sentences(of(RACE, evil, [1.0] * 20).of("trust"), "<b>A", "B"))


def test_every_kind_of_part_has_a_name():
    changes = {"quarters": 50, "trust.on": False, "trust.gain": 0.01, "effort.reaction": 0.3, "policies": [PIVOT]}
    parts = Unlike(RACE, load("commons", {**changes, "actors.beta.cash": 2.0})).parts
    names = [part_name(part) for part in parts]
    assert {"what firms do", "what states do", "who takes part, and with what", "start and length"} <= set(names)
    assert len(set(names)) == len(names)


WORLD = adaptive(load("arms-race-norms", {"quarters": 24}))
ORDER = in_order(WORLD, 0)


def test_an_end_is_that_of_the_librarys_run():
    expected = [np.mean(run(WORLD, seed).series["open_actors"][-LAST:]) for seed in range(2)]
    assert ends(WORLD, 2) == pytest.approx(expected)


def test_the_card_holds_both_starts_at_all_values_this_worlds_own_first():
    dial = dial_of(WORLD, "conformity", 0.0, 2.0, 2, ORDER)
    points = list(branches(WORLD, dial))
    assert points[0].value == dial.own and len(points) == 6
    card = drawn(Basis("conformity", WORLD, ORDER, dial, 0.25, (0.4, 0.5)), points, side(WORLD, "A"))
    assert [value["at"] for value in card["values"]] == [0.0, 1.5, 2.0]
    assert card["own"]["end"] == 0.25 and card["lines"]["some"] == [None] * 3
    found = {(point.value, point.start): point.ends.mean() for point in points}
    assert card["lines"]["open"][2]["mean"] == pytest.approx(found[2.0, "open"])


def test_all_or_none_that_begin_open_are_the_two_starts():
    dial = dial_of(WORLD, "conformity", 0.0, 2.0, 2, ORDER)
    both = {(point.value, point.start): point.ends for point in branches(WORLD, dial)}
    for who, start in (((), "closed"), (tuple(ORDER), "open")):
        for point in from_some(WORLD, dial, Beginning(who)):
            assert np.array_equal(point.ends, both[point.value, start])


def test_who_must_begin_is_told_by_shares():
    below, above = must_begin(WORLD, ORDER)
    assert 0.0 <= below < above <= 1.0


@pytest.mark.parametrize(
    ("closed", "opened", "words"),
    [(0, 8, "keeps itself"), (8, 8, "comes by itself"), (0, 0, "does not keep itself"), (0, 4, "luck decides")],
)
def test_the_card_answers_in_a_sentence_with_its_certainty(closed, opened, words):
    own = {name: np.repeat([1.0, 0.0], [count, 8 - count]) for name, count in (("closed", closed), ("open", opened))}
    text = plain(tipping_told(own, (0.45, 0.5), "A"))
    assert words in text and f"{opened} of 8" in text and f"{closed} of 8" in text
    assert ("between 45 % and 50 %" in text) == (words == "keeps itself")


def test_what_some_can_tip_is_told():
    own = {"closed": np.zeros(8), "open": np.ones(8)}
    text = plain(tipping_told(own, (0.45, 0.5), "A", some=np.ones(8), share=0.3, quarters=16))
    assert "If 30 % are open for 4 years" in text and "That is enough." in text
    assert Point(1.0, "some", np.ones(8)).start == "some"


def test_what_ships_is_found_for_both_ways_and_not_for_other_rules(monkeypatch):
    from sim.analysis.questions.answers import Answer
    from sim.analysis.questions.stored import Answers
    from sim.view import panel_drivers

    told = {"outcome": "trust", "a": 0.3, "b": 0.4, "default": 0.1, "agree": 20, "median": 0.1, "low": 0.0, "high": 0.2,
            "more": 0.7, "less": 0.2, "least": 0.6, "robust_in": 1, "luck": 0.4, "verdict": "depends on knowledge",
            "drivers": "trust.gain 15%, knowledge 4%", "turns": ""}  # fmt: skip
    digests = {"a": RACE.digest, "b": OTHER.digest}
    answer = Answer.of({"digests": digests, "quarters": 60, "draws": 208, "seeds": 20, "forms": ["one", "two"],
                        "numbers": 3, "outcomes": [told], "bands": {}, "pairs": [], "failed": 0})  # fmt: skip
    ships = Answers(panel_drivers.answers().model_version, "", {"it": answer})
    monkeypatch.setattr(panel_drivers, "answers", lambda: ships)
    there, back = (panel_drivers.known(*pair, "trust") for pair in pairwise([RACE.digest, OTHER.digest, RACE.digest]))
    assert (there.more, there.less) == (0.7, 0.2) and (back.more, back.less) == (0.2, 0.7)
    assert there.drivers == (("trust.gain", 0.15), ("knowledge", 0.04)) and there.is_stored
    assert panel_drivers.known(RACE.digest, RACE.digest, "trust") is None
    assert panel_drivers.known(RACE.digest, OTHER.digest, "surplus") is None
    text = plain(panel_drivers._shown(there, "trust", "B"))
    assert "depends on how knowledge adds up" in text and "15 %" in text and "do not add up" in text and "208" in text
    monkeypatch.setattr(panel_drivers, "answers", lambda: Answers("of old", "", {"it": answer}))
    assert panel_drivers.known(RACE.digest, OTHER.digest, "trust") is None


def test_where_draws_disagree_nothing_is_better_or_worse():
    found = of(RACE, OTHER, LUCKY).of("trust")
    sides = side(RACE, "A"), side(OTHER, "B")
    for more, states in ((0.95, {"better", "worse", ""}), (0.6, {"sure", ""})):
        hangs = Hanging("luck", (), more, 1.0 - more, 0.5, 208, 12)
        agree = draws_agree(found, sides[1], hangs, None)
        assert {row["state"] for row in rows_of(found, *sides, agree)[1:-1]} == states
    for of_draws, agree in ((95, True), (60, False), (0, False)):
        draws = SimpleNamespace(of=100, agree=lambda letter, outcome, value, count=of_draws: count)
        counts = Counts(sure={"B": {"trust": Certainty(20, 20)}}, draws=draws, stage=DONE)
        for second in (sides[1], replace(sides[1], letter="")):
            assert draws_agree(found, second, None, counts) == agree
    assert draws_agree(found, sides[1], None, Counts(stage=DONE))
    assert not any(draws_agree(found, sides[1], None, Counts(stage=stage)) for stage in (SEEDS, DRAWS))


def shown(monkeypatch, module, component):
    """What a part says while only the answer to an earlier question is there."""
    words = []
    monkeypatch.setattr(module, "Words", lambda markup, style="": words.append(str(markup)))
    _, rendered = solara.render(component, handle_error=False)
    rendered.close()
    return " ".join(words)


def test_an_answer_about_other_worlds_is_not_told_of_these(monkeypatch):
    earlier = Explained(of(RACE, OTHER, LUCKY), side(RACE, "A"), side(OTHER, "B"))
    drawings = []
    monkeypatch.setattr(panel_why, "use_steps", lambda key, make, name: Steps("another", (earlier,), is_done=True))
    monkeypatch.setattr(panel_why, "displayed_on", lambda display: [SimpleNamespace(name="trust")])
    monkeypatch.setattr(panel_why, "_Drawn", lambda spec, busy, event_ask: drawings.append((spec, busy)))
    monkeypatch.setattr(panel_why.solara, "use_state", lambda value, key: (key == "open" or value, lambda _: None))
    other = replace(side(RACE, "B"), called="another world")
    said = shown(monkeypatch, panel_why, panel_why.WhyPanel([side(OTHER, "A"), other], 60))
    assert say("why.counting") in said and "another world" not in said
    spec, is_busy = drawings[-1]
    assert is_busy and {row["state"] for row in spec["rows"]} <= {"sure", ""}
    assert [row["label"] for row in spec["rows"] if row["isEnd"]] == [earlier.first.title, earlier.second.title]


def test_when_openness_keeps_itself_is_not_told_from_another_world(monkeypatch):
    dial = dial_of(WORLD, "conformity", 0.0, 2.0, 2, ORDER)
    basis = Basis("conformity", WORLD, ORDER, dial, 0.25, (0.4, 0.5))
    points = [Point(dial.own, start, np.ones(8)) for start in ("closed", "open")]
    specs = []
    monkeypatch.setattr(panel_tipping, "use_steps", lambda key, make, name: Steps("another", (basis, *points)))
    monkeypatch.setattr(panel_tipping, "_Drawn", lambda spec, busy, texts: specs.append(spec))
    monkeypatch.setattr(panel_tipping.solara, "use_state", lambda value, key: (key == "open" or value, lambda _: None))
    said = shown(monkeypatch, panel_tipping, panel_tipping.TippingPanel([side(RACE, "A")]))
    assert plain(told("why.tip_counting")) in plain(said) and specs[-1]["values"] == []


@pytest.mark.parametrize("rows", [(), ({**PIVOT, "start": "2022-01-01"},)])
def test_what_the_visitor_did_is_explained_from_the_grey_line_of_the_page(monkeypatch, rows):
    session = Session(Setting("base", changes={"trust.gain": 0.2}, policies=rows))
    asked = []
    monkeypatch.setattr(panel_why, "WhyPanel", lambda *given: asked.append(given))
    solara.render(panel_why.WhyLive(session, Counts()), handle_error=False)[1].close()
    (grey, this), *_ = asked[0]
    assert (grey.scenario, this.scenario) == (session.untouched, session.scenario)
    assert grey.changes == ({"trust.gain": 0.2} if rows else {}) and grey.style == "twin"


def test_one_visitors_runs_are_done_at_a_time(monkeypatch):
    from sim.view import panel_drivers

    monkeypatch.setattr(panel_drivers, "asked", lambda *_, **__: iter(["counting", "found"]))
    monkeypatch.setattr(panel_drivers, "_LOOK", 0.001)
    here, wanted = side(RACE, "A"), [True]

    def ensure_wanted():
        if not wanted[0]:
            raise Outdated

    one, other, third = (panel_drivers._found(here, here, ["trust"], [], ensure_wanted) for _ in range(3))
    assert [next(one), next(other), next(third)] == ["counting", panel_drivers.WAITING, panel_drivers.WAITING]
    assert list(one) == ["found"]
    assert list(other) == ["counting", "found"]
    wanted[0] = False
    with pytest.raises(Outdated):
        next(third)
    assert panel_drivers._turn.acquire(blocking=False)
    panel_drivers._turn.release()
