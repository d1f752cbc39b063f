"""While the rules are compiled, how far that is and how long it takes is said by one process, and not too often."""

import multiprocessing
import subprocess
import sys
from importlib import import_module
from types import SimpleNamespace

import pytest
from numba import njit
from numba.core.event import RecordingListener, install_listener

from sim import RaceModel, load, run, waiting
from sim.estimate import STEPS, TYPICAL, Estimate, spell
from sim.waiting import Watch
from tests.program import await_that


def heard(rule, compiler_pass, module="sim.rules.quarter"):
    return SimpleNamespace(data={"qualname": rule, "module": module, "name": f"{compiler_pass} [{rule}]"})


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(waiting, "_PLAIN_PAUSE", 0.01)
    monkeypatch.setattr(waiting, "_PAUSE", 0.01)


def listened(*events, meanwhile=lambda: None):
    watch = Watch()
    for event in events:
        watch.on_start(event)
        meanwhile()
        watch.on_end(event)
    return watch


def test_steps_are_passes_of_the_compiler_over_rules_that_there_are():
    with install_listener("numba:run_pass", RecordingListener()) as recorded:
        njit(lambda number: number + 1)(1)
    passes = {event.data["name"].partition(" ")[0] for _, event in recorded.buffer}
    assert {step for _, step in STEPS} <= passes
    known = [vars(import_module(module)) for module in waiting._RULES]
    assert all(any(callable(names.get(rule)) for names in known) for rule, _ in STEPS)
    shares = list(STEPS.values())
    assert shares == sorted(set(shares)) and shares[0] > 0.0 and shares[-1] < 1.0


def test_the_estimate_follows_the_pace_of_this_machine():
    estimate = Estimate(100.0, 0.0)
    assert estimate.left(100.0) == TYPICAL
    estimate.reach(160.0, 0.2)  # 60 s for a fifth: 300 s in all
    assert estimate.left(160.0) == pytest.approx(240.0)
    assert estimate.left(190.0) == pytest.approx(300.0 * (1.0 - estimate.done(190.0)))
    assert 0.2 < estimate.done(160.1) < estimate.done(165.0) <= 0.21


def test_a_step_that_takes_longer_is_not_passed_before_it_is_done():
    estimate = Estimate(0.0, 0.0)
    estimate.reach(10.0, 0.73)
    assert estimate.done(1e6) == 0.78 and estimate.left(1e6) > 0.0


def test_what_an_earlier_process_kept_does_not_spoil_the_pace():
    estimate = Estimate(0.0, 0.6)
    estimate.reach(50.0, 0.85)
    assert estimate.left(50.0) == pytest.approx(30.0)


@pytest.mark.parametrize(
    ("seconds", "told"), [(300, "about 5 min"), (80, "about 80 s"), (42, "about 40 s"), (3, "a few seconds")]
)
def test_times_are_round(seconds, told):
    assert spell(seconds) == told


def test_where_there_is_no_terminal_it_says_so_line_by_line(hurried, capsys):
    said = []

    def has_said_more():
        said.append(capsys.readouterr().err)
        return "".join(said).count("\n") > 1

    events = heard("prepare", "native_lowering"), heard("until_choice", "inline_inlinables")
    listened(*events, meanwhile=lambda: await_that(has_said_more, "no more is said")).close()
    first, *lines = "".join(said).splitlines()
    assert first.startswith("compiling the rules, once for this version on this machine") and "about 80 s" in first
    assert all(line.startswith("compiling the rules: ") and line.endswith(" left") for line in lines)


def test_at_most_one_line_in_ten_seconds(capsys):
    watch, pauses = Watch(), []
    # Three pauses, of no time.
    watch._over.wait = lambda seconds: pauses.append(seconds) or len(pauses) > 3
    watch.on_start(heard("prepare", "native_lowering"))
    await_that(lambda: not watch._teller.is_alive(), "it goes on")
    assert len(capsys.readouterr().err.splitlines()) == 1 + 3 and min(pauses) >= 10.0


def test_a_bar_on_a_terminal(hurried, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    drawn = []
    monkeypatch.setattr(Watch, "_draw", lambda self, estimate, now: drawn.append(estimate.words(now)))
    event = heard("prepare", "native_lowering")
    listened(event, meanwhile=lambda: await_that(lambda: drawn, "nothing is drawn")).close()
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_it_is_over_with_the_outermost_rule(hurried, capsys):
    stepped = listened(heard("quarter", "native_lowering"))
    assert stepped._over.is_set()
    within = listened(heard("advance", "translate_bytecode"), heard("face_consequences", "native_lowering"))
    assert not within._over.is_set()
    within.on_end(heard("advance", "native_lowering"))
    assert within._over.is_set()


def test_a_rule_that_calls_others_tells_nothing_before_it_is_its_turn(hurried, capsys):
    watch = listened(heard("advance", "translate_bytecode"), heard("advance", "inline_inlinables"))
    assert watch._estimate is None
    watch.on_start(heard("until_choice", "inline_inlinables"))
    assert watch._estimate.share == STEPS["prepare", "native_lowering"]
    watch.close()
    watch = Watch()
    watch.on_start(heard("advance", "native_lowering"))
    assert watch._estimate.share == STEPS["quarter", "native_lowering"]
    watch.close()


def test_other_functions_are_nobodys_business(hurried, capsys):
    listened(heard("prepare", "native_lowering", "elsewhere"), heard("fermi", "native_lowering")).close()
    assert capsys.readouterr().err == ""


def test_a_worker_leaves_the_telling_to_its_parent(hurried, monkeypatch, capsys):
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: object())
    watch = listened(heard("prepare", "native_lowering"), heard("quarter", "native_lowering"))
    assert watch._teller is None and capsys.readouterr().err == ""


def test_a_step_is_not_a_whole_run(monkeypatch):
    """A step compiles less than a run does: workers that took one for the other would each compile the rest."""
    marked = []
    monkeypatch.setattr("sim.compiled.mark", lambda: marked.append(True))
    for function in (waiting.hush, waiting.mark_compiled):
        function.cache_clear()
    RaceModel("base").step()
    assert not marked
    run(load("base"), 0, 1)
    assert marked == [True]


def test_what_is_compiled_is_not_announced():
    program = "from sim import load, run\nrun(load('base'), 0, 1)\nrun(load('base'), 0, 1)"
    for _ in range(2):
        made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert made.stderr == ""
