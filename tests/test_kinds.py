"""What a kind of actor wants and does is declared once; a place that was forgotten is an error, by name."""

from enum import IntEnum

import numpy as np
import pytest

from sim.compile import ensure_branches
from sim.rules.objectives import AIMS, aim_of, appraise, payoff, worth_of_lead
from sim.scenario.schema.enums import COUNTS, KINDS, Aim, Kind, of_every
from tests.worlds import numbers, record


class Made(IntEnum):
    """Kinds, and aims, as they might come to be."""

    FIRM = 0
    GUILD = 3


def test_a_kind_without_a_row_of_what_it_does_is_named():
    with pytest.raises(NotImplementedError, match=r"^GUILD: has no row in KINDS of here$"):
        of_every(Made, {Made.FIRM: KINDS[Kind.FIRM]}, "KINDS of here")


@pytest.mark.parametrize("rule", [payoff, worth_of_lead, appraise])
def test_an_aim_without_a_branch_is_named_and_those_that_are_have_one(rule):
    with pytest.raises(NotImplementedError, match=rf"^FIRM, GUILD: has no branch in {rule.__name__} of "):
        ensure_branches(Made, rule)
    ensure_branches(Aim, rule)


def test_every_kind_has_the_aim_of_its_row():
    assert [KINDS[kind].aim for kind in Kind] == [Aim.PROFIT, Aim.SECURITY, Aim.PRESTIGE]
    assert [aim_of(record(kind=kind)) for kind in Kind] == AIMS.tolist()


def test_an_actor_is_paid_by_the_aim_of_its_kind():
    p = numbers("payoff", prestige=2.0, security=3.0, economy=0.0, welfare=0.0)
    had = {"profit": 4.0, "outlay": 1.0, "openness": 0.5, "researched": 4.0, "capability": 3.0}
    paid = [payoff(record(kind=kind, **had), 0.0, 0.0, p) for kind in Kind]
    assert np.allclose(paid, [4.0, 3.0 * 3.0 - 1.0, 2.0 * 0.5 * 4.0 - 1.0])


def test_every_aim_says_what_counts():
    assert list(COUNTS) == list(Aim) and all(COUNTS.values())
