"""Compile all rules before the first run: part by part, in two processes where there are two processors.

What one run needs comes first; what eight replicates at once need besides waits for the first sweep. Whoever is free
takes the next part. The second process leaves what it compiles in the folder of compiled code; if it dies, this one
goes on alone.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import cache, partial
from types import CodeType
from typing import Any, NamedTuple

from sim import compiled
from sim.extension import here
from sim.waiting import Waiting

_TYPICAL, _TYPICAL_OF_EIGHT = "about a minute", "about 20 seconds"
"""On an idle machine with two processors."""
_HELPER = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from sim.compiling import help_out; "
    "help_out(json.loads(sys.argv[2]))"
)
RUN, EIGHT = "run", "eight"
"""What is compiled at a time: one run, and eight replicates at once."""


class Part(NamedTuple):
    """Something to compile, or to load from the folder of compiled code."""

    name: str
    compile: Callable[[], object]


class Parts(NamedTuple):
    """What there is to compile.

    Attributes:
        alone: rules, those that take longest first, and callers last, for whom what they call is there already.
        last: what loads them all.
    """

    alone: list[Part]
    last: list[Part]


def parts(wanted: Sequence[str] = (RUN, EIGHT)) -> Parts:
    """Every part of what is wanted; a rule that is not listed is compiled with the first that calls it."""
    each = [{RUN: _parts_of_run, EIGHT: _parts_of_eight}[what]() for what in wanted]
    return Parts([part for some in each for part in some.alone], [part for some in each for part in some.last])


def _parts_of_run() -> Parts:
    import numba

    from sim.divergence import examined, words_of
    from sim.noise import noise_of
    from sim.result import result
    from sim.rules import quarter
    from sim.rules.eve import prepare
    from sim.scenario.load import load
    from sim.scenario.schema.series import SERIES
    from sim.world import build

    base, noise = load("base"), noise_of(0)
    world = build(base, 0, 1, len(SERIES))
    known = dict.fromkeys(("t", "first", "last", "quarters"), numba.int64)
    known |= {"w": numba.typeof(world), "noise": numba.typeof(noise)}
    known |= zip(("actors", "knowledge", "society"), map(numba.typeof, words_of(world)), strict=True)

    def run() -> None:
        prepare(world, noise)
        quarter.advance(world, noise, 0, 1)
        result(base, 0, 1, world)

    alone = [
        *_rules(known, quarter.choose, quarter.open_quarter, quarter.close_quarter, examined, quarter.sell),
        *_rules(known, quarter.pay, quarter.bring_out, prepare, quarter.suffer, quarter.search, quarter.exchange),
        *_rules(known, quarter.look, quarter.rest_of_quarter, quarter.judge, quarter.guess),
        *_rules(known, quarter.advance),  # it calls those above
    ]
    return Parts(alone, [Part("run", run)])


def _parts_of_eight() -> Parts:
    import numba

    from sim.lanes import WORDS
    from sim.noise import Noise
    from sim.rules import eight
    from sim.scenario.load import load
    from sim.together import eight_of, run_eight

    base = load("base")
    known = dict.fromkeys(("t", "first", "last"), numba.int64)
    known["e"] = numba.typeof(eight_of(base, [0], 1)[1])
    known["noise"] = numba.types.BaseTuple.from_types((WORDS, WORDS), Noise)
    alone = [
        *_rules(known, eight.sell_at_prices, eight.exchange, eight.search, eight.judge, eight.look),
        *_rules(known, eight.advance_eight, eight.prepare_eight),  # they call those above
    ]
    return Parts(alone, [Part("eight runs", partial(run_eight, base, [0], 1))])


def _rules(kinds: Mapping[str, Any], *rules: Any) -> list[Part]:
    """Rules that are compiled by themselves, for arguments of these types by name."""
    return [Part(_name(each), partial(each.compile, _kinds(kinds, each.py_func.__code__))) for each in rules]


def _name(rule: Any) -> str:
    name = str(rule.__name__).replace("_", " ")
    return f"{name} of eight" if rule.__module__ == "sim.rules.eight" and "eight" not in name else name


def _kinds(kinds: Mapping[str, Any], code: CodeType) -> tuple[Any, ...]:
    return tuple(kinds[name] for name in code.co_varnames[: code.co_argcount])


@cache
def ensure_compiled(*, eight: bool = False) -> None:
    """Compile all rules, unless that was done on this machine; say so, and where they are stored if that is unusual.

    A worker leaves it to its parent, and otherwise compiles what it needs when it needs it.

    Args:
        eight: also what eight replicates at once need.
    """
    compiled.tell_where()
    wanted = [what for what in (RUN, EIGHT)[: 1 + eight] if not compiled.is_compiled(what)]
    if not wanted or compiled.is_worker():
        return
    folder, processes = compiled.cache_folder(), _processes()
    compiled.tell(
        f"compiling the rules{'' if RUN in wanted else ' for sweeps'}, once for this version on this machine"
        + (f", into {folder}" if folder else "")
        + f": {_TYPICAL if RUN in wanted else _TYPICAL_OF_EIGHT} when nothing else is running"
    )
    with here(()):  # a user's outcomes cannot be asked of the run of one quarter that loads everything
        these = parts(wanted)
        # What cannot be stored is compiled as far as a run needs it.
        compile_all(these if folder else Parts([], these.last), wanted, processes)
    for what in wanted:
        compiled.mark(what)


def _processes() -> int:
    """How many processes are to compile: two need a folder to exchange what they compile, and a processor each."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    is_program = bool(sys.executable) and not getattr(sys, "frozen", False)
    return 2 if processors > 1 and is_program and compiled.cache_folder() else 1


def compile_all(these: Parts, wanted: Sequence[str], processes: int) -> None:
    """Compile parts, which are those of what is wanted, in one process or two."""
    waiting = Waiting(len(these.alone) + len(these.last))
    left = deque(these.alone)
    with waiting.told(), _helped(these.alone, wanted, left, waiting) if processes > 1 else nullcontext() as dealer:
        while part := _next(left):
            with waiting.part(part.name):
                part.compile()
        if dealer is not None:
            dealer.join()
        for part in (*left, *these.last):  # one is left if the other process died of it
            with waiting.part(part.name):
                part.compile()


def _next(left: "deque[Part]") -> Part | None:
    with suppress(IndexError):  # the other process may have taken the last one
        return left.popleft()
    return None


@contextmanager
def _helped(
    alone: list[Part], wanted: Sequence[str], left: "deque[Part]", waiting: Waiting
) -> Iterator[threading.Thread | None]:
    """Let another process compile parts as well while the body runs; the thread that deals with it ends with it."""
    command = [sys.executable, "-c", _HELPER, json.dumps(sys.path), json.dumps(list(wanted))]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    try:
        process = subprocess.Popen(command, text=True, bufsize=1, **pipes)
    except OSError:
        yield None
        return
    dealer = threading.Thread(target=_deal, args=(process, alone, left, waiting), daemon=True)
    dealer.start()
    try:
        yield dealer
    finally:
        process.kill()
        process.wait()
        dealer.join()


def _deal(process: Any, alone: list[Part], left: "deque[Part]", waiting: Waiting) -> None:
    """Give a process the next part each time that it asks; a part that it does not finish is left."""
    with suppress(OSError), process.stdout as asking, process.stdin as answers:
        is_there = asking.readline()
        while is_there and (part := _next(left)):
            try:
                with waiting.part(part.name):
                    answers.write(f"{alone.index(part)}\n")
                    is_there = asking.readline()
                    if not is_there:
                        raise BrokenPipeError
            except OSError:
                left.append(part)
                raise


def help_out(wanted: Sequence[str]) -> None:
    """Compile the parts that the parent names by their numbers, one a line; an empty line asks for the next."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    alone = parts(wanted).alone
    print(flush=True)
    for line in sys.stdin:
        alone[int(line)].compile()
        print(flush=True)
