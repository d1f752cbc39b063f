"""All rules are compiled before the first run, in two processes where it helps, and it is said how far that is."""

import multiprocessing
import os
import signal
import subprocess
import sys

import pytest

from sim import compiled, compiling, waiting
from sim.analysis.window import measuring
from sim.compiling import Part, Parts, compile_all
from sim.extension import in_use
from sim.rules import eight, quarter
from sim.waiting import Waiting
from tests.program import await_that

TALKS = "import sys\nprint(flush=True)\nfor line in sys.stdin:\n    {work}\n    print(flush=True)\n"
"""Another process, as the helper talks with its parent."""


@pytest.fixture
def done():
    return []


@pytest.fixture
def some(done):
    """Eight parts and a last one that only note their names."""
    names = [f"part {number}" for number in range(8)]
    return Parts(
        [Part(name, lambda name=name: done.append(name)) for name in names], [Part("last", lambda: done.append("last"))]
    )


def helper(monkeypatch, work):
    monkeypatch.setattr(compiling, "_HELPER", TALKS.format(work=work))


# What there is


def test_every_rule_that_a_quarter_calls_is_a_part():
    def rules_of(caller):
        known = {**vars(quarter), **vars(eight)} if caller.__module__ == eight.__name__ else vars(quarter)
        called = [known[name] for name in caller.py_func.__code__.co_names if hasattr(known.get(name), "py_func")]
        return [each for each in called if each.targetoptions.get("inline") != "always"]

    listed = {part.compile.func.__self__ for part in compiling.parts().alone}
    helpers = {"any_ended", "before_search", "before_judging"}
    needed = {*rules_of(quarter.quarter), *rules_of(eight.advance_eight), quarter.advance, eight.advance_eight}
    assert {each for each in needed if each.__name__ not in helpers} <= listed


def test_parts_have_names_of_their_own():
    named = [part.name for group in compiling.parts() for part in group]
    assert len(named) == len(set(named)) and {"look", "look of eight"} <= set(named)


# One process, and two


def test_one_process_compiles_all_in_order(some, done):
    compile_all(some, (), 1)
    assert done == [*(part.name for part in some.alone), "last"]


def test_two_processes_compile_each_part_once_and_then_what_links_them(some, done, tmp_path, monkeypatch):
    place = tmp_path / "done"
    place.touch()
    helper(monkeypatch, f"open({str(place)!r}, 'a').write(line)")
    first, *others = some.alone
    waits = Part(first.name, lambda: (await_that(lambda: place.read_text(), "no help"), first.compile()))
    compile_all(Parts([waits, *others], some.last), (), 2)
    helped = [f"part {number}" for number in place.read_text().split()]
    assert helped and sorted([*done, *helped]) == sorted([*(part.name for part in some.alone), "last"])
    assert done[-1] == "last"


@pytest.mark.parametrize("work", ["sys.exit()", "raise MemoryError", "import os; os.kill(os.getpid(), 9)"])
def test_what_another_process_dies_of_is_compiled_here(some, done, monkeypatch, work):
    helper(monkeypatch, work)
    compile_all(some, (), 2)
    assert sorted(done[:-1]) == sorted(part.name for part in some.alone) and done[-1] == "last"


@pytest.mark.parametrize("program", ["import sys; sys.exit()", "raise ImportError"])
def test_a_process_that_does_not_come_up_is_not_waited_for(some, done, monkeypatch, program):
    monkeypatch.setattr(compiling, "_HELPER", program)
    compile_all(some, (), 2)
    assert done == [*(part.name for part in some.alone), "last"]


def test_where_no_process_can_be_started_one_does_it(some, done, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    compile_all(some, (), 2)
    assert done == [*(part.name for part in some.alone), "last"]


def test_an_interruption_ends_the_other_process(some, monkeypatch):
    helper(monkeypatch, "import time; time.sleep(600)")
    started, real = [], subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *given, **more: started.append(real(*given, **more)) or started[-1])

    def stop():
        raise KeyboardInterrupt

    # The other process may ask first, and take one: whichever part this one takes, it is interrupted in it.
    with pytest.raises(KeyboardInterrupt):
        compile_all(Parts([Part(part.name, stop) for part in some.alone], some.last), (), 2)
    assert started[0].poll() is not None


def test_the_helper_compiles_the_parts_that_it_is_told(some, done, monkeypatch, capsys):
    monkeypatch.setattr(compiling, "parts", lambda _: some)
    monkeypatch.setattr(sys, "stdin", ["3\n", "0\n"])
    before = signal.getsignal(signal.SIGINT)
    try:
        compiling.help_out((compiling.RUN,))
    finally:
        signal.signal(signal.SIGINT, before)
    assert done == ["part 3", "part 0"] and capsys.readouterr().out == "\n" * 3


@pytest.mark.parametrize(
    ("change", "count"),
    [
        (lambda patch: None, 2),
        (lambda patch: patch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False), 1),
        (lambda patch: patch.setattr(compiled, "cache_folder", lambda: None), 1),
        (lambda patch: patch.setattr(sys, "frozen", True, raising=False), 1),
        (lambda patch: patch.setattr(sys, "executable", None), 1),
    ],
    ids=["two", "processor", "folder", "frozen", "embedded"],
)
def test_two_processes_only_where_there_are_two_processors_a_folder_and_a_python(monkeypatch, tmp_path, change, count):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(compiled, "cache_folder", lambda: tmp_path)
    change(monkeypatch)
    assert compiling._processes() == count


# When


@pytest.fixture
def counted(monkeypatch):
    """How often all is compiled and marked."""
    events = []
    monkeypatch.setattr(compiling, "compile_all", lambda *_: events.append("compiled"))
    monkeypatch.setattr(compiling, "parts", lambda _: Parts([], []))
    monkeypatch.setattr(compiled, "mark", lambda what: events.append(f"{what} marked"))
    monkeypatch.setattr(compiled, "is_compiled", lambda what: False)
    return events


def test_all_is_compiled_and_marked_once_and_announced(counted, capsys):
    compiling.ensure_compiled.__wrapped__()
    assert counted == ["compiled", "run marked"]
    assert capsys.readouterr().err.startswith("compiling the rules, once for this version on this machine")


def test_a_sweep_compiles_what_eight_at_once_need_besides(counted, monkeypatch, capsys):
    compiling.ensure_compiled.__wrapped__(eight=True)
    assert counted == ["compiled", "run marked", "eight marked"]
    capsys.readouterr()
    monkeypatch.setattr(compiled, "is_compiled", lambda what: what == compiling.RUN)
    compiling.ensure_compiled.__wrapped__(eight=True)
    assert counted[3:] == ["compiled", "eight marked"]
    assert capsys.readouterr().err.startswith("compiling the rules for sweeps, once")


def test_what_is_compiled_is_left_alone(counted, monkeypatch, capsys):
    monkeypatch.setattr(compiled, "is_compiled", lambda what: True)
    compiling.ensure_compiled.__wrapped__()
    assert counted == [] and capsys.readouterr().err == ""


def test_a_worker_leaves_it_to_its_parent(counted, monkeypatch, capsys):
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: object())
    compiling.ensure_compiled.__wrapped__()
    assert counted == [] and capsys.readouterr().err == ""


def test_what_is_compiled_is_not_announced():
    program = "from sim import load, run\nrun(load('base'), 0, 1)\nrun(load('base'), 0, 1)"
    for _ in range(2):
        made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert made.stderr == ""


# What is said


def test_it_says_what_is_done_and_what_is_under_way(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(waiting.time, "monotonic", lambda: now[0])
    said = Waiting(3)
    with said.part("look"), said.part("sell"):
        now[0] += 7.4
        assert said.words() == "compiling the rules: 0 of 3 parts, 7 s; now look and sell, which take longest"
    assert said.words() == "compiling the rules: 2 of 3 parts, 7 s"


def test_a_part_that_fails_is_not_done():
    said = Waiting(3)
    with pytest.raises(BrokenPipeError), said.part("look"):
        raise BrokenPipeError
    assert said.words().startswith("compiling the rules: 0 of 3 parts, ")


def test_where_there_is_no_terminal_it_says_so_line_by_line_and_seldom(monkeypatch, capsys):
    said, pauses = Waiting(3), []
    # Three pauses, of no time.
    monkeypatch.setattr(said._over, "wait", lambda seconds: pauses.append(seconds) or len(pauses) > 3)
    with said.told():
        await_that(lambda: len(pauses) > 3, "it goes on")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3 and min(pauses) >= 10.0
    assert all(line.startswith("compiling the rules: 0 of 3 parts, ") for line in lines)


def test_a_bar_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(waiting, "_PAUSE", 0.01)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    said, drawn = Waiting(3), []
    monkeypatch.setattr(said._bar, "show", lambda *shown: drawn.append(shown))
    with said.told(), said.part("look"):
        await_that(lambda: drawn, "nothing is drawn")
    assert drawn[0][:2] == (0, 3) and drawn[0][2].endswith("now look, which take longest")
    assert capsys.readouterr().err == ""


# Users' modules


def test_outcomes_of_ones_own_are_not_asked_of_the_run_that_loads_everything(monkeypatch):
    """Such as those of ``compare --from 2027`` as the first command on a machine: the run has one quarter."""
    asked = []
    monkeypatch.setattr(compiled, "is_compiled", lambda what: False)
    monkeypatch.setattr(compiled, "is_worker", lambda: False)
    monkeypatch.setattr(compiled, "mark", lambda what: None)
    monkeypatch.setattr(compiling, "compile_all", lambda *_: asked.append(in_use()))
    with measuring(32):
        assert in_use()
        compiling.ensure_compiled.__wrapped__()
    assert asked == [()]
