"""The live page: how sure a difference from the untouched twin is, over seeds and draws."""

import json
import re
from datetime import date

import numpy as np
import pytest

pytest.importorskip("solara")
import sim
from sim.scenario.schema.series import OUTCOMES, SERIES
from sim.view import lived
from sim.view.certainty import UNCOUNTED, Certainty
from sim.view.counts import DONE, DRAWS, Counts
from sim.view.luck import luck_of
from sim.view.page_live import _compared, session_of

TRUST = OUTCOMES["trust"]


def counted(session, **values):
    return Counts(lucks={"run": luck_of(session.scenario), "twin": luck_of(session.untouched)}, **values)


@pytest.mark.parametrize(("changes", "at"), [("quarters=80", 80), ("quarters=80", 40), ("quarters=40", 40)])
def test_a_run_of_another_length_than_its_twin_is_not_judged(changes, at):
    session = session_of(f"scenario=arms-race&set=trust.gain=0.2&set={changes}&at={at}")
    counts = counted(session, stage=DONE)
    drawn = str(lived._card(session, session.twin, counts, TRUST))
    assert not re.search('class="(better|worse)', drawn)
    assert session.quarter == at and not session.is_comparable
    assert ("not alike" in drawn) == (at <= 60)


def test_certainty_is_that_of_the_librarys_runs_in_the_quarter_on_the_page():
    session = session_of("scenario=base&set=trust.gain=0.2&at=12")
    runs = [
        [sim.run(each, seed).series["trust"][11] for seed in range(20)]
        for each in (session.untouched, session.scenario)
    ]
    agree = sum(other > one for one, other in zip(*runs, strict=True))
    assert lived.certainty(counted(session, stage=DONE), TRUST, 12, 0.1) == Certainty(agree, 20)
    assert lived.certainty(Counts(stage=DONE), TRUST, 12, 0.1) == UNCOUNTED
    assert lived.certainty(counted(session, stage=DRAWS), TRUST, 12, 0.1).awaits_draws


def test_draws_leave_what_was_changed_and_are_of_the_quarter_on_the_page():
    session = session_of("scenario=base&set=trust.gain=0.2")
    found = session.draws(3)
    course = {letter: found.courses[letter][..., _column("trust")] for letter in "AB"}
    assert (course["A"] != course["B"]).any()
    difference = course["B"][:, 11] - course["A"][:, 11]
    assert found.agree_in("B", "trust", 12, 0.1) == np.count_nonzero(difference > 0.0)
    sure = lived.certainty(counted(session, draws=found, stage=DONE), TRUST, 12, 0.1)
    assert (sure.drawn_agree, sure.drawn_of) == (found.agree_in("B", "trust", 12, 0.1), 3) and not sure.awaits_draws


def _column(name):
    from sim.view.draws import _charted

    return _charted().index(SERIES.index(name))


def test_a_policy_of_one_world_alone_is_what_the_grey_line_is_without():
    row = {"kind": "pivot", "actor": "alpha", "tier": "open", "start": "2024-01-01"}
    session = session_of("scenario=base&policy.a=" + json.dumps(row))
    assert session.setting.own and not session.setting.policies and session.put_in[0].start == date(2024, 1, 1)
    assert "without your policies" in _compared(session)
    assert "against without policies" in lived._card(session, session.twin, Counts(), TRUST)
