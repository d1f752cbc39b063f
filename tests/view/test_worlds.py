"""Two or three worlds side by side: one seed, one set of levers, and a difference that is the library's."""

import re
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.analysis.ensemble import ensemble_of
from sim.analysis.ensemble.forms import AS_WRITTEN
from sim.outcomes import OUTCOMES
from sim.scenario import ScenarioError
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.view.effect import effect
from sim.view.glossary import label, over
from sim.view.setting import Setting
from sim.view.worlds import Worlds

OPEN = ("pivot", {"actor": "alpha", "tier": "open"})


@pytest.fixture
def worlds():
    return Worlds([Setting("arms-race", 2), Setting("commons", 9)])


def test_all_have_the_seed_of_the_first(worlds):
    assert [each.seed for each in worlds.settings] == [2, 2]
    worlds.seed(5)
    assert [each.seed for each in worlds.settings] == [5, 5]


def test_they_step_go_and_reset_together(worlds):
    worlds.step()
    worlds.go_to(12)
    assert [each.quarter for each in worlds.all] == [12, 12] and worlds.when() == "2022 Q4"
    worlds.reset()
    assert worlds.quarter == 0 and worlds.differences() == []


def test_differences_are_those_of_the_librarys_runs(worlds):
    worlds.go_to(60)
    race, commons = (sim.run(sim.load(name), 2).outcomes for name in ("arms-race", "commons"))
    declared = [each.name for each in displayed_on(Display.DIFFERENCE)]
    assert [each.outcome for each in worlds.differences()] == [*declared, "catastrophe"]
    for each in worlds.differences():
        assert (each.first, each.second) == (race[each.outcome], commons[each.outcome])
    assert worlds.is_over


def test_a_change_that_does_not_fit_one_world_changes_neither():
    worlds = Worlds([Setting("base"), Setting("race-2019")])
    worlds.change("actors.alpha.strategy", "share")
    assert "alpha" in worlds.message
    assert [each.changes for each in worlds.settings] == [{}, {}]
    worlds.change("trust.gain", 0.2)
    assert not worlds.message and all(each.changes == {"trust.gain": 0.2} for each in worlds.settings)
    worlds.restore("trust.gain")
    assert all(each.changes == {} for each in worlds.settings)


def test_certainties_are_counted_over_seeds(worlds):
    assert worlds.certainties() == {}
    worlds.go_to(8)
    found = worlds.certainties()
    here = next(each.value for each in worlds.differences() if each.outcome == "frontier")
    expected = 0
    for seed in range(20):
        one, other = (sim.run(sim.load(name), seed, 8).outcomes["frontier"] for name in ("arms-race", "commons"))
        expected += (other - one) * here > 0
    assert (found["frontier"].agree, found["frontier"].of) == (expected, 20)
    assert set(found) == {each.outcome for each in worlds.differences()}


def test_a_third_world_comes_and_goes(worlds):
    worlds.go_to(20)
    worlds.change("trust.gain", 0.2)
    worlds.add_world("open-alliance")
    assert worlds.letters == "ABC" and worlds.named("C").scenario.title == sim.load("open-alliance").title
    assert {(each.seed, each.quarter, each.changes["trust.gain"]) for each in worlds.settings} == {(2, 20, 0.2)}
    a, c = (sim.run(sim.load(name, {"trust.gain": 0.2}), 2, 20).outcomes for name in ("arms-race", "open-alliance"))
    assert [(each.first, each.second) for each in worlds.differences("C")] == [
        (a[each.outcome], c[each.outcome]) for each in worlds.differences("C")
    ]
    worlds.add_world("base")
    assert worlds.letters == "ABC"
    worlds.drop_world("B")
    assert [each.scenario for each in worlds.settings] == ["arms-race", "open-alliance"]


def test_a_world_that_cannot_be_had_leaves_all_as_they_are(worlds):
    worlds.choose("B", "race-2099")
    assert "race-2099" in worlds.message and worlds.settings[1].scenario == "commons"
    worlds.choose("B", "base")
    assert not worlds.message and worlds.settings[1].scenario == "base"
    with pytest.raises(ScenarioError):
        Worlds([Setting("base"), Setting("race-2099")])


def test_policies_are_of_all_worlds_or_of_one(worlds):
    worlds.add(*OPEN, start=date(2022, 1, 1))
    worlds.add(*OPEN[:1], {"actor": "beta", "tier": "open"}, "B", date(2023, 1, 1), date(2024, 1, 1))
    assert not worlds.message
    assert [(each.letter, each.policy.actor, each.policy.end) for each in worlds.rows()] == [
        ("", "alpha", None),
        ("B", "beta", date(2024, 1, 1)),
    ]
    assert [len(each.put_in) for each in worlds.all] == [1, 2]
    common, own = worlds.rows()
    worlds.move(own.id, date(2023, 7, 1), None)
    assert [(each.policy.start, each.policy.end) for each in worlds.rows()][1] == (date(2023, 7, 1), None)
    worlds.withdraw(common.id)
    assert [each.letter for each in worlds.rows()] == ["B"] and [len(each.put_in) for each in worlds.all] == [0, 1]


def test_a_policy_that_does_not_fit_one_world_changes_none():
    worlds = Worlds([Setting("base"), Setting("race-2019")])
    worlds.add(*OPEN)
    assert "alpha" in worlds.message and "policies." not in worlds.message and worlds.rows() == []
    worlds.add(*OPEN, letter="A")
    assert not worlds.message and [each.letter for each in worlds.rows()] == ["A"]


def test_other_settings_come_all_at_once(worlds):
    before = worlds.settings
    worlds.change("trust.gain", 0.2)
    worlds.add(*OPEN, letter="B")
    worlds.watch(before)
    assert worlds.settings == before and worlds.rows() == []


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("arms-race", "commons", []),
        ("base", "race-2019", ["begin at different times (A: 2020 Q1, B: 2019 Q1)", "end at", "other actors (A: "]),
    ],
)
def test_unlike_worlds_are_told(first, second, told):
    found = Worlds([Setting(first), Setting(second)]).unlike()
    assert bool(found) == bool(told)
    for part in told:
        assert any(part in sentence for sentence in found), (part, found)


def test_nothing_is_better_or_worse_in_worlds_that_are_not_alike():
    pytest.importorskip("solara")
    from sim.view.certainty import Certainty
    from sim.view.counts import DONE, Counts
    from sim.view.stated import summary, table

    worlds = Worlds([Setting(name, quarter=8) for name in ("base", "race-2019", "commons")])
    assert worlds.apart() == {"B"}
    sure = {each.outcome: Certainty(20, 20) for each in worlds.differences("B")}
    counts = Counts(sure={"B": sure, "C": sure}, stage=DONE, apart=worlds.apart())
    assert "not alike" in summary("B", worlds.differences("B"), counts)
    assert not re.search('class="(better|worse)', table({"B": worlds.differences("B")}, counts))
    assert re.search('class="(better|worse)', table({"C": worlds.differences("C")}, counts))


def test_a_run_of_another_length_is_told():
    worlds = Worlds([Setting("base"), Setting("race-2019")])
    lengths = {each.quarters for each in worlds.all}
    assert any("different length" in sentence for sentence in worlds.unlike()) == (len(lengths) > 1)


def test_who_leaves_is_told():
    wild = {"investors.on": False, "entry.on": False, "effort.reaction": 0.9}
    worlds = Worlds([Setting("base", 3, wild, quarter=60), Setting("commons", 3)])
    left = [each.film.exits(each.quarter) for each in worlds.all]
    (told,) = worlds.exits()
    assert len(left[0]) > 0 and told.startswith("In A, ") and f"{left[0][0].name} ({left[0][0].when})" in told
    worlds.go_to(left[0][0].quarter)
    assert worlds.exits() == []


def test_draws_are_runs_of_the_library_at_draws_of_an_ensemble(worlds):
    worlds.go_to(12)
    worlds.change("quarters", 16)
    worlds.change("trust.gain", 0.2)
    found = worlds.draws(4, seed=7)
    arms = {letter: each.scenario for letter, each in zip("AB", worlds.all, strict=True)}
    left = {"trust.gain", "quarters"} | sim_written("arms-race") | sim_written("commons")
    rows = list(ensemble_of(arms, 4, seed=7, written=left, forms=False).rows(AS_WRITTEN))
    assert found.of == 4 and found.numbers == len(rows[0]) > 20 and "trust.gain" not in rows[0]
    for number, row in enumerate(rows):
        one, other = (sim.run(sim.load(arm, row), 7 + number, 12).outcomes for arm in arms.values())
        for name in ("frontier", "incidents"):
            assert found.differences("B", name)[number] == other[name] - one[name]
    runs = [sim.run(sim.load(arms["B"], row), 7 + number) for number, row in enumerate(rows)]
    for name in ("frontier", "incidents"):
        courses = np.array([run.series[OUTCOMES[name].series] for run in runs])
        shown = np.cumsum(courses, axis=1) if OUTCOMES[name].over == "sum" else courses
        np.testing.assert_array_equal(found.band("B", name), np.quantile(shown, [0.05, 0.95], axis=0))
    for shown in (1.0, -0.5):
        signs = np.sign(found.differences("B", "frontier"))
        assert found.agree("B", "frontier", shown) == np.count_nonzero(signs == np.sign(shown))
    assert worlds.draws(4, seed=7) is found


def sim_written(name):
    from sim.analysis.ensemble.draws import ROOTS
    from sim.scenario.load import written

    return set(written(name, ROOTS))


def test_draws_can_be_stopped(worlds):
    worlds.go_to(4)
    asked = []
    assert worlds.draws(50, seed=1, should_stop=lambda: asked.append(1) or len(asked) > 3) is None
    assert len(asked) == 4
    worlds.reset()
    assert worlds.draws(5) is None


def test_a_class_that_raises_is_told_and_still_there_after_reset():
    class Fragile(sim.Firm):
        def choose(self):
            if self.model.quarter == 3:
                raise ZeroDivisionError("by nothing")
            return None

    worlds = Worlds([Setting("base", quarter=60), Setting("commons", quarter=60)], {"alpha": Fragile})
    assert "2020 Q4 failed in Fragile, the class of alpha" in worlds.message and worlds.quarter == 3
    worlds.reset()
    assert not worlds.message and all(each.agents == {"alpha": Fragile} for each in worlds.all)
    assert worlds.certainties() == {} and worlds.draws() is None


def test_a_class_that_fits_no_actor_is_left_out_and_that_is_told(monkeypatch):
    pytest.importorskip("solara")
    from sim.view import introduced

    monkeypatch.setattr(introduced.OFFER, "agents", {"google": sim.Firm})
    assert introduced.worlds_in("").refused == "no actor 'google'. Your classes do not decide here: google"
    monkeypatch.setattr(introduced.OFFER, "agents", {"alpha": sim.Firm})
    pair = introduced.worlds_in("?scenario=race-2019"[1:])
    assert pair.refused == "no actor 'alpha'" and pair.base.agents == {"alpha": sim.Firm}


def test_a_difference_is_named_as_its_chart_and_says_what_it_is_of_the_run(worlds):
    worlds.step()
    assert all(each.label == label(each.outcome) for each in worlds.differences())
    assert [over(name) for name in ("incidents", "flaws", "frontier")] == ["in all", "mean", "end"]


def test_the_last_change_is_told_in_one_line():
    earlier, now = ({"trust": ("trust", trust), "misuse": ("misuses", 3.0)} for trust in (0.5, 0.25))
    assert effect(earlier, now) == "Changed: trust <b>\u22120.25</b>"
    assert "no difference" in effect(earlier, earlier)


def test_a_lever_moved_back_is_no_change_where_it_is_so_in_all_worlds():
    worlds = Worlds([Setting("base"), Setting("base", changes={})])
    worlds.change("trust.gain", 0.2)
    worlds.change("trust.gain", worlds.base.own.trust.gain)
    assert not any(each.changes for each in worlds.settings)
    apart = Worlds([Setting("arms-race"), Setting("commons")])
    own, other = (each.own.actors["alpha"].strategy.name.lower().replace("_", "-") for each in apart.all)
    assert own != other
    apart.change("actors.alpha.strategy", own)
    assert apart.settings[1].changes == {"actors.alpha.strategy": own}


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        (["Race", "EU and US agree"], "Race against EU and US agree"),
        (["Race", "Commons of AI", "AI for all"], "Race against commons of AI and AI for all"),
    ],
)
def test_a_title_inside_a_sentence_loses_only_the_capital_of_a_word(titles, told):
    pytest.importorskip("solara")
    from sim.view.introduced import title

    assert title(Worlds([Setting("base", changes={})] * len(titles))).count("against") == 1
    assert (
        title(SimpleNamespace(all=[SimpleNamespace(scenario=SimpleNamespace(title=each)) for each in titles])) == told
    )


def test_a_policy_keeps_its_name_when_another_goes_or_it_moves(worlds):
    for actor, letter in (("alpha", ""), ("beta", ""), ("gamma", "B")):
        worlds.add("pivot", {"actor": actor, "tier": "open"}, letter, date(2022, 1, 1))
    first, second, third = (each.id for each in worlds.rows())
    worlds.withdraw(first)
    assert [each.id for each in worlds.rows()] == [second, third]
    worlds.move(first, date(2030, 1, 1), None)
    assert [each.policy.start for each in worlds.rows()] == [date(2022, 1, 1)] * 2
    worlds.move(third, date(2026, 1, 1), None)
    assert [(each.id, each.policy.start.year) for each in worlds.rows()] == [(second, 2022), (third, 2026)]
    worlds.add("pivot", {"actor": "alpha", "tier": "open"}, start=date(2023, 1, 1))
    assert len({each.id for each in worlds.rows()} | {first}) == 4


def test_a_policy_that_cannot_be_moved_keeps_its_name(worlds):
    worlds.add(*OPEN, start=date(2022, 1, 1), end=date(2023, 1, 1))
    (before,) = worlds.rows()
    worlds.move(before.id, date(2024, 1, 1), date(2023, 1, 1))
    assert worlds.message and worlds.rows() == [before]


def test_a_policy_stands_in_the_quarters_of_its_own_world():
    pytest.importorskip("solara")
    from sim.scenario.schema.series import OUTCOMES as DECLARED
    from sim.view.compared import spec_of
    from sim.view.counts import SEEDS, Counts

    worlds = Worlds([Setting("race-2019"), Setting("arms-race")])
    worlds.add(*OPEN, letter="B", start=date(2027, 1, 1))
    worlds.add("standards", {}, start=date(2024, 1, 1))
    assert not worlds.message
    spans = spec_of(worlds, Counts(), SEEDS, DECLARED["trust"], "small")["policies"]
    assert [(each["letter"], each["from"]) for each in spans] == [("A", 20), ("B", 16), ("B", 28)]


def test_worlds_of_one_scenario_are_told_by_their_policies():
    pytest.importorskip("solara")
    from sim.view.introduced import introduced, title

    pivot = {"kind": "pivot", "actor": "alpha", "tier": "open", "start": "2024-01-01"}
    pair = Worlds([Setting("base"), Setting("base", own=(pivot,))])
    assert title(pair).endswith(": with and without a policy")
    said = str(introduced(pair))
    assert "<b>A</b> as it is." in said and "<b>B</b> alpha turns to open weights from 2024 Q1." in said
