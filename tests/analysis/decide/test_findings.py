"""What comes of a choice, on levels that can be worked out by hand."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from sim.analysis.decide.choice import choice_of
from sim.analysis.decide.fails import EVERYWHERE, NO_RULE, NOWHERE, failure
from sim.analysis.decide.findings import Measured, decided, meets
from sim.analysis.decide.study import ObjectiveSpec
from sim.report.decide_words import drivers_line, spread_line
from sim.scenario import ScenarioError

NAMES = ["nothing", "law"]


def objective(satisfice, direction="more", outcome="surplus", **fields):
    return ObjectiveSpec(outcome=outcome, direction=direction, satisfice=satisfice, **fields)


@pytest.mark.parametrize(
    ("spec", "good"),
    [
        (objective(5.0), [[False, True], [True, False]]),
        (objective(5.0, "less"), [[True, False], [True, True]]),
        (objective(-1.0, than="nothing"), [[True, True], [True, False]]),
        (objective(1.0, "less", than="nothing"), [[True, True], [True, True]]),
        (objective(1.25, than="nothing", by="factor"), [[False, False], [True, False]]),
    ],
)
def test_what_is_good_enough(spec, good):
    levels = np.array([[4.0, 8.0], [5.0, 2.0]])[:, :, None]
    assert meets(levels, [spec], NAMES)[..., 0].tolist() == good


def test_a_tenth_less_of_a_loss_is_better():
    levels = np.array([[-10.0], [-9.5]])[:, :, None]
    # 0.9 of -10 as an amount that may be lost: down to -11.
    assert meets(levels, [objective(0.9, than="nothing", by="factor")], NAMES)[..., 0].tolist() == [[True], [True]]
    assert meets(levels, [objective(1.1, than="nothing", by="factor")], NAMES)[..., 0].tolist() == [[False], [False]]


STUDY = {
    "title": "By hand",
    "scenario": "base",
    "quarters": 4,
    "options": [{"name": name, "source": "made up"} for name in ("nothing", "law", "grants")],
    "objectives": [
        {"outcome": "surplus", "direction": "more", "satisfice": 0.0, "than": "nothing"},
        {"outcome": "incidents", "direction": "less", "satisfice": 5.0},
    ],
}
DRAWS, FORMS = 40, 2


def measured(levels=None):
    """Law costs 1 of surplus where x is above a half and the form is ladder, else gives 1; it has no incidents."""
    x = (np.arange(DRAWS) * 7 % DRAWS + 0.5) / DRAWS
    if levels is None:
        levels = np.zeros((3, FORMS, DRAWS, 2))
        levels[:, :, :, 0], levels[:, :, :, 1] = 10.0, 8.0
        levels[1, :, :, 0] += np.where((x > 0.5) & (np.arange(FORMS)[:, None] == 0), -1.0, 1.0)
        levels[1, :, :, 1] = 0.0
        levels[2, :, :, 0] += 2.0
    values = pd.DataFrame({"x": x, "y": (np.arange(DRAWS) * 11 % DRAWS + 0.5) / DRAWS})
    forms = [{"knowledge": "ladder"}, {"knowledge": "bricks"}]
    return Measured(levels, values, forms, ["ladder", "bricks"], {"x": "informed", "y": "not at all"})


@pytest.fixture(scope="module")
def found():
    return decided(choice_of(STUDY), measured())


def test_the_robust_choice_is_found_with_its_share_of_worlds(found):
    table = found.options.set_index("option")
    assert found.robust == "law" and found.draws == DRAWS and found.failed == 0
    assert table["satisfied"].tolist() == [0.0, 0.75, 0.0]
    assert table["chosen"].tolist() == [0.0, 1.0, 0.0] and table["forms_chosen"].tolist() == [0.0, 1.0, 0.0]
    low, high = table.loc["law", ["satisfied_low", "satisfied_high"]]
    assert 0.65 < low < 0.75 < high < 0.85


def test_regret_is_told_in_the_units_of_outcomes_and_in_stakes(found):
    rows = found.objectives.set_index(["option", "outcome"])
    # Best of surplus is grants' 12 everywhere; law trails by 1, or by 3 in a quarter of the worlds.
    law = rows.loc[("law", "surplus")]
    assert (law["regret_median"], law["regret_90"], law["regret_worst"]) == (1.0, 3.0, 3.0)
    # The worst option of a world is nothing's 10, or law's 9 in a quarter: 2.25 in a mean world.
    assert law["stake"] == pytest.approx(2.25) and law["regret_90_scaled"] == pytest.approx(3.0 / 2.25)
    assert rows.loc[("grants", "surplus"), "regret_worst"] == 0.0
    assert rows.loc[("nothing", "incidents"), "stake"] == 8.0
    table = found.options.set_index("option")
    assert table.loc["law", "regret_worst"] == pytest.approx(3.0 / 2.25)
    assert table.loc["grants", "regret_90"] == 1.0  # all the incidents that law prevents


def test_the_front_holds_what_nothing_beats(found):
    table = found.options.set_index("option")
    assert table["on_front"].tolist() == [False, True, True]
    assert table["undominated"].tolist() == [0.0, 1.0, 1.0]


def test_differences_are_from_the_first_option(found):
    rows = found.objectives.set_index(["option", "outcome"])
    assert rows.loc[("law", "surplus"), ["difference_low", "difference_median"]].tolist() == [-1.0, 1.0]
    assert not rows.loc["nothing", ["difference_low", "difference_high"]].to_numpy().any()


def test_where_it_fails_is_a_rule_in_words_that_holds_on_other_draws(found):
    fails = found.fails
    assert fails.share == 0.25 and fails.box is not None and not fails.mostly
    assert "knowledge is ladder" in fails.rule and fails.box.limits["x"][0] == pytest.approx(0.5, abs=0.05)
    assert fails.box.tested_density > 0.8


def test_of_what_mostly_fails_the_rule_tells_where_it_does_not():
    found = measured()
    x = found.values["x"].to_numpy()
    failing = np.tile(x < 0.75, (FORMS, 1))
    fails = failure(failing, found.known, found.values, found.forms)
    assert fails.mostly and fails.share == 0.75 and fails.rule.startswith("x >= 0.7")


def test_each_form_has_its_choice_and_each_world_its_row(found):
    assert found.by_form[found.by_form["choice"]]["option"].tolist() == ["law", "law"]
    assert len(found.worlds) == 3 * DRAWS * FORMS
    assert found.worlds.groupby("option", sort=False)["satisfied"].mean().tolist() == [0.0, 0.75, 0.0]


def test_worlds_in_which_a_run_failed_are_left_out_for_all_options():
    levels = measured().levels.copy()
    levels[2, 1, :10, 0] = np.nan
    found = decided(choice_of(STUDY), measured(levels))
    assert found.failed == 10 and len(found.worlds) == 3 * (DRAWS * FORMS - 10)
    levels[0, :, 1:, 1] = np.nan
    with pytest.raises(ScenarioError, match="fewer than two draws"):
        decided(choice_of(STUDY), measured(levels))


def test_a_rule_is_not_made_up():
    """What fails is a matter of the draw, alike in all its forms, and of none of the numbers."""
    draws = np.random.default_rng(3)
    values = pd.DataFrame(draws.random((100, 4)), columns=list("abcd"))
    known, forms = np.ones((2, 100), bool), [{"form": name} for name in ("one", "two")]
    found = [failure(np.tile(draws.random(100) < 0.4, (2, 1)), known, values, forms) for _ in range(2)]
    assert [each.rule for each in found] == [NO_RULE] * 2


def test_what_fails_nowhere_or_everywhere_needs_no_rule():
    known, values = np.ones((1, 9), bool), pd.DataFrame({"a": np.arange(9.0)})
    assert failure(~known, known, values, [{}]).rule == NOWHERE
    assert failure(known, known, values, [{}]).rule == EVERYWHERE


def test_few_draws_name_no_number(found):
    """Among hundreds of numbers some explain much of few draws by chance."""
    assert found.drivers["drives"].any()
    assert drivers_line(found) == "Too few draws to tell on which numbers that depends: 200 are needed."


def test_how_often_it_is_good_enough_is_told_from_form_to_form(found):
    assert spread_line(found) == "From form to form, it is good enough in 50% of draws (ladder) to 100% (bricks)."
    assert spread_line(dataclasses.replace(found, robust="nothing")) == ""
