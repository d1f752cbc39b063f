"""Claims put to the test give the same findings on any workers, again, and after an interruption."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.claims.register import load_priors, load_register
from sim.analysis.claims.testing import Effort, ensemble, put_to_test, try_channels
from sim.scenario import ScenarioError
from sim.study.sweep import Interrupted
from tests.analysis.claims.registers import PRIOR, TRUSTING, write
from tests.study.sweeps import Here, stored

EFFORT = Effort(draws=3, replicates=2, pairs=4)
TABLES = ("claims", "outcomes", "forms", "draws", "numbers", "channels")


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    return load_register(write(tmp_path_factory.mktemp("register"))).questions


@pytest.fixture(scope="module")
def first(questions, tmp_path_factory):
    """Findings, with the store and the executor that made them."""
    store, executor = tmp_path_factory.mktemp("claims") / "store", Here()
    return put_to_test(questions, store, EFFORT, executor=executor), store, executor


def equal(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_every_form_and_draw_is_told(first):
    found = first[0]
    assert found.claims["verdict"].tolist() == ["too few draws"] * 2 and (found.claims["failed_runs"] == 0).all()
    trust = found.forms.query("id == 'T1'")
    assert len(trust) == found.claims["forms"][0] == 4 and trust["holds"].iloc[0] == 1.0
    assert set(found.forms.query("id == 'T2'")["form"]) == {"between, fixed, complete", "between, adaptive, complete"}
    assert len(found.draws) == 3 * (4 + 2 * 2) and len(found.numbers) == 6
    assert "quarters" not in found.numbers and "trust.gain" in found.numbers


def test_a_draw_is_measured_on_paired_runs(questions, first):
    drawn = ensemble(questions[0], EFFORT)
    form = drawn.forms[1]
    settings = list(drawn.rows(form))[2]
    sides = [sim.load(form.apply(name, side), settings) for name, side in questions[0].sides.items()]
    row = first[0].draws.query(f"id == 'T1' and form == '{form.name}' and draw == 2").iloc[0]
    gaps = []
    for seed in seeds_of(2):
        control, treatment = (sim.run(side, seed).outcomes["trust"] for side in sides)
        gaps.append(treatment - control)
    assert row["difference"] == pytest.approx(np.mean(gaps))


def seeds_of(draw):
    from sim.keys import derived_seed

    return [derived_seed(derived_seed(0, draw), number) for number in range(EFFORT.replicates)]


def test_a_number_of_a_policy_is_drawn_where_the_policy_is(questions, first):
    governance = first[0].numbers.query("id == 'T2'")["policies.alliance.governance"]
    assert governance.nunique() == 3 and (governance % 1 == 0).all() and governance.between(0, 40).all()
    without = [name for name in first[0].numbers.query("id == 'T1'").dropna(axis=1) if name.startswith("policies")]
    assert without == []


def test_a_range_of_the_register_goes_before_the_posterior(questions):
    drawn = ensemble(questions[0], Effort(draws=64))
    assert drawn.values["trust.gain"].between(0.02, 0.2).all() and drawn.origin["trust.gain"] == "given"


def test_put_to_the_test_again_nothing_is_run(questions, first):
    findings, store, executor = first
    assert executor.batches, "the first time something was"
    again = Here()
    equal(put_to_test(questions, store, EFFORT, executor=again), findings)
    assert again.batches == [] and stored(store)["key"].is_unique


def test_findings_do_not_depend_on_workers(tmp_path, questions, first):
    equal(put_to_test(questions, tmp_path / "store", EFFORT, workers=2), first[0])


def test_more_draws_begin_with_the_fewer(questions, first):
    more = put_to_test(questions[:1], first[1], Effort(draws=4, replicates=2, pairs=4), executor=Here())
    fewer = more.draws[more.draws["draw"] < 3].reset_index(drop=True)
    pd.testing.assert_frame_equal(fewer, first[0].draws.query("id == 'T1'").reset_index(drop=True))


def test_another_seed_draws_others(questions, first):
    other = ensemble(questions[0], Effort(draws=3, seed=1)).values["trust.gain"]
    assert not set(other) & set(ensemble(questions[0], EFFORT).values["trust.gain"])


def test_progress_is_told_over_all_claims(tmp_path, questions):
    told = []
    put_to_test(questions[:1], tmp_path / "store", EFFORT, progress=told.append, executor=Here())
    assert told[-1].left == 0 and told[0].planned == told[-1].planned == 2 * 4 + 2 * 4 * 3 * 2
    lefts = [tally.left for tally in told]
    assert lefts == sorted(lefts, reverse=True)


class Impatient(Here):
    """Is interrupted at its third batch."""

    def submit(self, function, *arguments, **named):
        if len(self.batches) == 2:
            raise KeyboardInterrupt
        return super().submit(function, *arguments, **named)


def test_interrupted_it_keeps_what_was_done_and_goes_on(tmp_path, questions, first):
    with pytest.raises(Interrupted, match=r"^[1-9]\d* of \d+ runs are kept$"):
        put_to_test(questions, tmp_path / "store", EFFORT, executor=Impatient())
    kept = len(stored(tmp_path / "store"))
    rest = Here()
    equal(put_to_test(questions, tmp_path / "store", EFFORT, executor=rest), first[0])
    assert kept > 0 and sum(map(len, rest.batches)) == len(stored(tmp_path / "store")) - kept


def test_draws_whose_runs_fail_are_unclear_and_counted(tmp_path, monkeypatch, questions):
    from sim.study import execute

    real = execute.run
    gains = ensemble(questions[0], EFFORT).values["trust.gain"].sort_values().to_list()

    def failing(scenario, seed, *rest):
        if scenario.trust.gain == gains[2]:
            raise RuntimeError("a world that cannot be")
        return real(scenario, seed, *rest)

    monkeypatch.setattr(execute, "fits", lambda *_: False)  # one by one
    monkeypatch.setattr(execute, "run", failing)
    with pytest.warns(sim.FailedRuns, match="RuntimeError: a world that cannot be"):
        found = put_to_test(questions[:1], tmp_path / "store", EFFORT, executor=Here())
    claim = found.claims.iloc[0]
    assert claim["unclear"] == pytest.approx(1 / 3) and claim["error"] == "RuntimeError: a world that cannot be"
    assert claim["failed_runs"] == 2 * 4 * EFFORT.replicates


def test_what_a_dose_moves_is_told_from_what_it_does_not(tmp_path, first):
    """Trust that is gained faster where all share moves trust, but not a million incidents."""
    dead = (
        TRUSTING
        + '\n    [[claims.outcomes]]\n    name = "incidents"\n    direction = "more"\n    least = 1e6\n    why = "."\n'
    )
    (question,) = load_register(write(tmp_path / "register", dead)).questions
    (live, still) = try_channels([question], first[1], EFFORT, executor=Here())["T1"]
    assert live.moved and live.form == "as written" and live.pairs == 4 and live.difference > 0.1
    assert not still.moved


def test_what_is_not_moved_is_not_testable_and_drags_a_conjunction_along(tmp_path, first):
    still = (
        '\n    [[claims.outcomes]]\n    name = "incidents"\n    direction = "more"\n    least = 1e6\n    why = "."\n'
    )
    both = TRUSTING.replace("quarters = 8", "quarters = 8\n    all = true") + still
    either = (TRUSTING + still).replace('"T1"', '"T0"')
    questions = load_register(write(tmp_path / "register", both, either)).questions
    found = put_to_test(questions, first[1], EFFORT, executor=Here())
    assert found.claims["verdict"].tolist() == ["not testable here", "too few draws"]
    assert found.outcomes["channel"].tolist() == ["moved", "not moved"] * 2


def test_without_a_dose_the_channel_is_not_tested(first):
    assert first[0].outcomes.query("id == 'T2'")["channel"].tolist() == ["no dose"] * 2
    assert set(first[0].channels["id"]) == {"T1"}


def test_a_range_of_ones_own_can_turn_a_verdict(tmp_path):
    """Trust two years after everybody began to share depends on how fast it is gained."""
    steep = TRUSTING.replace("least = 0.01", "least = 0.05").replace('{ knowledge = ["between"] }', ONE_FORM)
    (question,) = load_register(write(tmp_path / "register", steep, parameters=SLOW)).questions
    (tmp_path / "mine.toml").write_text(PRIOR)
    own = load_priors(tmp_path / "mine.toml", [question])
    found = put_to_test([question], tmp_path / "store", Effort(200, 1, 2), prior=own, executor=Here())
    claim = found.claims.iloc[0]
    assert (claim["without"], claim["verdict"], claim["turns"]) == ("refuted", "supported", True)
    assert claim["prior"] == "trust.gain"


ONE_FORM = '{ knowledge = ["between"], strategies = ["fixed"], network = ["complete"] }'
SLOW = """
    [parameters."trust.gain"]
    least = 0.001
    most = 0.002
    source = "assumed"
"""


def test_a_range_that_no_claim_has_is_refused(tmp_path, questions):
    for content, told in [
        ('[ranges."trust.gian"]\nleast = 0\nmost = 1\nsource = "me"', 'no claim that is tested has a "trust.gian"'),
        ('[ranges."trust.gain"]\nleast = 0\nmost = 7\nsource = "me"', "7 is out of range; expected 0 <= x <= 1"),
        ('[ranges."trust.gain"]\nleast = 1\nmost = 0\nsource = "me"', "0 is out of range; expected more than 1"),
        ("[ranges]", "ranges: is empty"),
        ("ranges = 3", "expected a table"),
        ("=", "mine.toml:1"),
    ]:
        (tmp_path / "mine.toml").write_text(content)
        with pytest.raises(ScenarioError) as caught:
            load_priors(tmp_path / "mine.toml", questions)
        assert told in str(caught.value)


@pytest.mark.parametrize("fields", [{"replicates": 0}, {"draws": 0}, {"pairs": 1}])
def test_an_effort_that_tells_nothing_is_refused(fields):
    with pytest.raises(ValueError, match="must be at least"):
        Effort(**fields)
