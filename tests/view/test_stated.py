"""What pages state of differences: colour only where it is sure, and plain words."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sim.view.cards import card
from sim.view.certainty import UNCOUNTED, Certainty
from sim.view.counts import DONE, DRAWS, SEEDS, TOO_LARGE, Counts, _tried
from sim.view.differences import Difference
from sim.view.setting import Setting
from sim.view.stated import draws_wanted, in_words, is_too_large, stage, summary, table
from sim.view.worlds import Worlds

SURE, UNSURE = Certainty(18, 20), Certainty(17, 20)


class Drawn:
    """A hundred draws of which so many agree."""

    of = 100

    def __init__(self, agree):
        self.count = agree

    def agree(self, letter, outcome, value):
        return self.count


def counted(certainty, draws=None):
    names = ("trust", "misuse", "frontier")
    return Counts(sure={"B": dict.fromkeys(names, certainty)}, draws=draws, stage=DONE)


TRUST, MISUSE = Difference("trust", 0.25, 0.75), Difference("misuse", 1.0, 4.0)
VALUES, TWIN = np.array([0.1, 0.2, 0.3, 0.4, 0.5]), np.full(5, 0.75)


def test_nothing_is_better_or_worse_before_it_is_counted():
    drawn = table({"B": [TRUST, MISUSE]}, Counts()) + summary("B", [TRUST, MISUSE], Counts())
    assert not re.search("class=.(better|worse)|\u2713|\u2717", drawn)


def test_what_at_least_eighteen_of_twenty_seeds_have_is_better_or_worse():
    drawn = table({"B": [TRUST, MISUSE]}, counted(SURE))
    assert drawn.count("\u2713") == 1 and drawn.count("\u2717") == 1 and ">18<" in drawn
    said = summary("B", [TRUST, MISUSE], counted(SURE))
    assert "B is better</b> in trust (0.75 against 0.25)" in said
    assert "B is worse</b> in misuses (4 against 1)" in said


def test_what_seventeen_seeds_have_is_not_sure():
    drawn, said = table({"B": [TRUST]}, counted(UNSURE)), summary("B", [TRUST], counted(UNSURE))
    assert "\u2713" not in drawn and 'class=""' in drawn and ">17<" in drawn
    assert "Not sure</b>: trust" in said and "surely better in nothing" in said


def test_draws_can_take_the_certainty_away():
    assert "\u2713" in table({"B": [TRUST]}, counted(SURE, Drawn(90)))
    drawn = table({"B": [TRUST]}, counted(SURE, Drawn(89)))
    assert "\u2713" not in drawn and ">89<" in drawn


def test_what_was_asked_is_better_or_worse_only_if_it_is_robust_in_every_form():
    asked = {"trust": SimpleNamespace(verdict="luck", robust_in=6)}
    drawn = table({"B": [TRUST, MISUSE]}, replace(counted(SURE), answered=asked, forms=12))
    assert "\u2713" not in drawn and "\u2717" in drawn and "6 of 12 forms" in drawn and "in all 12 forms" in drawn
    asked = {"trust": SimpleNamespace(verdict="robust", robust_in=12)}
    assert "\u2713" in table({"B": [TRUST]}, replace(counted(SURE), answered=asked, forms=12))
    assert (
        "in this one form of the model" in (drawn := table({"B": [TRUST]}, counted(SURE))) and "data-forms" not in drawn
    )


def test_before_the_end_a_table_says_up_to_when_it_is_measured():
    surplus = Difference("surplus", 1.0, 2.0)
    drawn = table({"B": [TRUST, MISUSE, surplus]}, Counts(), when="2027 Q1")
    assert re.findall(r"<small>([a-z]+ (?:until )?2027 Q1)", drawn) == [
        "at 2027 Q1",
        "until 2027 Q1",
        "mean until 2027 Q1",
    ]
    assert "Values are at 2027 Q1" in drawn and "of the whole run" not in drawn
    assert "until" not in table({"B": [TRUST, MISUSE, surplus]}, Counts())


def test_luck_alone_is_told_as_such_and_calls_nothing_better():
    said = summary("B", [TRUST, MISUSE], replace(counted(SURE), stage=DRAWS))
    assert said.startswith("So far only luck is counted:") and "<b" not in said and "better" not in said


def test_a_table_states_all_values_of_two_or_three_worlds():
    drawn = table({"B": [TRUST], "C": [Difference("trust", 0.25, 0.5)]}, Counts())
    assert 'data-outcome="trust" data-a="0.25" data-b="0.75" data-c="0.5"' in drawn
    assert drawn.count("data-draws") == 2 and "C minus A" in drawn


def test_capability_is_told_as_a_factor_of_who_is_ahead():
    assert "B&#39;s is 10,000 times A&#39;s in" in in_words("B", Difference("frontier", 8.0, 12.0))
    assert "A&#39;s is 10,000 times C&#39;s in" in in_words("C", Difference("frontier", 12.0, 8.0))


def test_the_end_the_mean_and_the_sum_are_told_apart():
    drawn = table({"B": [TRUST, MISUSE, Difference("surplus", 1.0, 2.0)]}, Counts())
    assert re.findall(r"<small>(end|mean|in all)", drawn) == ["end", "in all", "mean"]


def test_before_the_first_quarter_there_is_nothing_to_state():
    assert table({"B": []}, Counts()).count('data-a="nan"') == table({"B": []}, Counts()).count("<tr data-outcome")
    assert "Nothing has happened yet" in summary("B", [], Counts())


@pytest.mark.parametrize(
    ("counts", "told"), [(Counts(stage=SEEDS), "20 runs"), (Counts(stage=DRAWS, asked=40), "40 draws")]
)
def test_what_is_being_counted_is_told(counts, told):
    assert told in stage(counts)


def test_a_card_tells_its_value_its_change_and_how_sure_its_distance_from_the_twin_is():
    drawn = card("trust", VALUES, TWIN, SURE, "untouched", "2021 Q1")
    assert "2021 Q1; \u25b2 0.4 in a year" in drawn and "\u22120.25 against untouched" in drawn
    assert 'class="worse"' in drawn and "18 of 20 seeds" in drawn
    for sure in (UNSURE, UNCOUNTED):
        assert "worse" not in card("trust", VALUES, TWIN, sure, "untouched", "2021 Q1")
    assert "against" not in card("trust", VALUES, np.empty(0), UNCOUNTED, "untouched", "2021 Q1")


def test_a_band_is_of_seeds_until_draws_are_asked_for_and_there():
    assert Counts().band("A", "trust") is None


def test_differences_that_cannot_be_explained_are_no_buttons():
    assert "<button" in (asking := table({"B": [TRUST]}, Counts())) and "data-why" in asking
    assert "data-why" not in table({"B": [TRUST]}, Counts(), is_asking=False)


def test_a_page_asks_for_fewer_draws_of_large_worlds_and_says_so():
    small, large = (Worlds([Setting(name, 0)] * 2, {}) for name in ("base", "race-2019"))
    assert draws_wanted(small) == 100 > draws_wanted(large) == 40
    assert "of 40 with other numbers" in table({"B": [TRUST]}, Counts(asked=40))


def test_where_draws_cannot_be_counted_seeds_alone_have_colour_and_that_is_told():
    found = counted(SURE)
    assert "\u2713" in table({"B": [TRUST]}, found) and "rest on seeds alone" in stage(found)
    assert "could not be counted" in stage(Counts(stage=DONE))


def test_runs_that_fail_are_told():
    luck = SimpleNamespace(failed=3)
    assert "In 3 of 40 runs" in stage(Counts(lucks={"A": luck, "B": SimpleNamespace(failed=0)}))
    assert "In " not in stage(Counts(lucks={"A": SimpleNamespace(failed=0)}))


def test_a_card_has_no_colour_before_its_draws_are_there_and_says_why_it_has_no_certainty():
    awaiting = replace(SURE, awaits_draws=True)
    drawn = card("trust", VALUES, TWIN, awaiting, "untouched", "2021 Q1")
    assert "worse" not in drawn and "18 of 20 seeds" in drawn
    drawn = card("trust", VALUES, TWIN, SURE.with_draws(89, 100), "untouched", "2021 Q1")
    assert "worse" not in drawn and "89 of 100 draws" in drawn
    assert "not alike" in card("trust", VALUES, TWIN, UNCOUNTED, "untouched", "2021 Q1", "not alike")


def test_an_error_in_draws_leaves_seeds():
    def fail(should_stop):
        raise ValueError("no number can be drawn")

    assert _tried(fail, lambda: False) is None


def test_luck_is_not_counted_of_worlds_that_are_too_large():
    def worlds(actors):
        film = SimpleNamespace(names=["anybody"] * actors)
        return SimpleNamespace(all=[SimpleNamespace(film=film, quarters=1000)] * 3)

    assert not is_too_large(worlds(100)) and is_too_large(worlds(101))
    assert "too large" in stage(Counts(stage=TOO_LARGE))


def test_no_outcome_ends_in_a_comma_where_its_unit_needs_no_word():
    drawn = table({"B": []}, Counts())
    names = re.findall(r'<th scope="row">.*?</small>', drawn)
    assert len(names) > 10 and not [name for name in names if name.endswith((", </small>", ",</small>"))]
