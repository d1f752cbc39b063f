"""Racing to the precipice: closed forms against known numbers and direct draws, the rules against the closed forms."""

import numpy as np
import pytest

from sim.scenario import load
from sim.theory import precipice, racing
from sim.theory.precipice import measured, point, settled
from sim.theory.racing import Information, Race, equilibrium, first, level, play, risk
from sim.theory.replies import found_level, largest_gain

KNOWN = {
    (2, 0.5, 1.0): (0.75, 0.83333, 0.83333),
    (2, 1.0, 0.5): (0.0, 0.55556, 0.41667),
    (5, 1.0, 0.5): (0.6, 0.72222, 0.67188),
    (5, 2.0, 1.0): (0.6, 0.66667, 0.67188),
    (10, 5.0, 1.0): (0.5, 0.54545, 0.58450),
}
FEW = 20_000
RACES = [Race(3, 1.5, 0.8, information) for information in Information]


def known():
    return [(Race(*row, i), value) for row, risks in KNOWN.items() for i, value in zip(Information, risks, strict=True)]


@pytest.fixture
def changed(monkeypatch):
    """Changes the scenario of the races, as a mutation of what the rules execute."""

    def change(**values):
        original = racing.scenario
        monkeypatch.setattr(racing, "scenario", lambda *race: load(original(*race), values))
        racing._start.cache_clear()

    yield change
    racing._start.cache_clear()


@pytest.mark.parametrize(("race", "expected"), known())
def test_the_closed_forms_give_the_known_numbers(race, expected):
    assert risk(race) == pytest.approx(expected, abs=6e-6)


def test_the_rows_compared_are_the_known_ones():
    assert set(precipice.ROWS) == set(KNOWN)


@pytest.mark.parametrize(
    "race", [*RACES, Race(2, 5.0, 0.3, Information.PRIVATE), Race(4, 0.3, 0.6, Information.PUBLIC)]
)
def test_the_closed_risk_is_that_of_the_equilibrium_drawn_directly(race):
    capability = race.mu * np.random.default_rng(5).random((400_000, race.n))
    care = equilibrium(race, capability)
    winner = first(capability - care, capability)
    assert np.mean(1 - care[np.arange(len(care)), winner]) == pytest.approx(risk(race), abs=0.003)


def test_the_two_branches_of_private_knowledge_meet():
    own = 0.5 * 3 + 1
    below, above = (risk(Race(4, own * factor, 0.5, Information.PRIVATE)) for factor in (1 - 1e-9, 1 + 1e-9))
    assert below == pytest.approx(above, abs=1e-8)
    assert below == pytest.approx(1 / 5, abs=1e-8)


def test_more_capability_makes_a_race_safer_and_more_enmity_does_not():
    for information in Information:
        assert risk(Race(4, 2.0, 0.5, information)) <= risk(Race(4, 1.0, 0.5, information))
        assert risk(Race(4, 1.0, 0.4, information)) <= risk(Race(4, 1.0, 0.8, information))


@pytest.mark.parametrize("race", RACES)
def test_the_rules_play_the_equilibrium(race):
    played = play(race, level(race), 3_001)
    assert played.capability.shape == (3_001, race.n)
    assert played.care == pytest.approx(equilibrium(race, played.capability), abs=1e-12)
    assert played.reached == pytest.approx(played.capability + 1 - played.care, abs=1e-12)


@pytest.mark.parametrize("race", RACES)
def test_the_rules_give_the_risk(race):
    told = point(race.n, race.mu, race.e, race.information.value)
    assert told["risk, theory"] == risk(race)
    assert told["risk, model"] == pytest.approx(risk(race), abs=0.004)
    assert told["disasters counted, model"] == pytest.approx(risk(race), abs=0.004)


def test_equal_seeds_give_equal_races_and_other_seeds_others():
    one, same, other = (play(RACES[1], 0.0, 500, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.reached, same.reached)
    assert one.disasters == same.disasters
    assert not np.array_equal(one.reached, other.reached)


def test_races_in_one_world_do_not_see_each_other():
    alone, among = play(RACES[2], 0.0, 1, 3), play(RACES[2], 0.0, 400, 3)
    assert np.array_equal(alone.capability[0], among.capability[0])
    assert np.array_equal(alone.care[0], among.care[0])


def test_ties_go_to_the_more_capable():
    assert first(np.array([[1.0, 1.0 + 1e-12, 0.5]]), np.array([[0.8, 0.3, 0.9]])).tolist() == [0]
    assert first(np.array([[1.0, 1.1]]), np.array([[0.8, 0.3]])).tolist() == [1]


@pytest.mark.parametrize(("n", "mu", "e"), [(2, 0.5, 1.0), (4, 1.0, 0.4), (3, 9.0, 1.0)])
def test_the_level_found_is_that_of_the_closed_form(n, mu, e):
    race = Race(n, mu, e)
    assert found_level(race, FEW) == pytest.approx(level(race), abs=0.012)


@pytest.mark.parametrize("race", RACES)
def test_no_deviation_pays(race):
    assert largest_gain(race, settled(race, FEW)) <= 1e-9


def test_a_level_that_is_too_high_or_too_low_is_left():
    race = RACES[0]
    assert all(largest_gain(race, play(race, level(race) + shift, FEW)) > 1e-3 for shift in (-0.25, 0.25))


@pytest.mark.parametrize("information", [Information.PRIVATE, Information.PUBLIC])
def test_care_that_is_not_in_equilibrium_is_left(changed, information):
    race = Race(3, 1.5, 0.8, information)
    changed(**{"safety.enmity": 0.4})
    assert largest_gain(race, play(race, 0.0, FEW)) > 1e-3


@pytest.mark.parametrize(
    ("information", "change", "red"),
    [
        ("none", {"safety.cost": 0.99}, "research ends"),
        ("private", {"research.productivity": 1.01}, "research ends"),
        ("private", {"research.returns": 0.9}, "research ends"),
        ("public", {"research.hardening": 0.01}, "research ends"),
        ("private", {"safety.spread": 1.4}, "care in equilibrium"),
        ("public", {"safety.enmity": 0.81}, "care in equilibrium"),
        ("public", {"incidents.danger": 1e3}, "counted"),
        ("private", {"safety.form": "gap"}, "risk, mean"),
    ],
)
def test_the_comparisons_see_a_changed_rule(monkeypatch, changed, information, change, red):
    monkeypatch.setattr(precipice, "settled", lambda race: settled(race, FEW))
    changed(**change)
    failing = [
        check.what for check in precipice._checks_of(Race(3, 1.5, 0.8, Information(information))) if not check.passed
    ]
    assert any(what.startswith(red) or red in what for what in failing)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"n": 1}, "2 to 50 teams"),
        ({"n": 51}, "2 to 50 teams"),
        ({"mu": 0.0}, "mu must lie"),
        ({"mu": float("nan")}, "mu must lie"),
        ({"enmity": -1.0}, "enmity must lie"),
        ({"enmity": 0.0}, "enmity must lie"),
        ({"enmity": 1.5}, "enmity must lie"),
        ({"information": "some"}, "none, private or public"),
        ({"draws": 0}, "draws must be"),
        ({"seed": -1}, "draws must be"),
    ],
)
def test_wrong_races_are_refused(wrong, told):
    with pytest.raises(ValueError, match=told):
        point(**{"n": 3, "mu": 1.0, "enmity": 0.5} | wrong)


def test_the_curve_holds_theory_and_model():
    table = precipice.curve(200)
    assert set(table["source"]) == {"theory", "model"}
    assert table["risk"].between(0, 1).all()
    assert set(table["axis"]) == {"n", "enmity"}


def test_counted_disasters_are_those_of_the_winner():
    played = play(RACES[1], 0.0, FEW)
    assert measured(played).counted == pytest.approx(measured(played).mean, abs=0.012)
