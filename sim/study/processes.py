"""Processes on this machine. An error before a process is ready is a problem of the machine, never of a run."""

import os
import pickle
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager, suppress
from multiprocessing import get_context, reduction
from multiprocessing.connection import wait as await_ends
from threading import Thread
from typing import Any
from weakref import finalize

from sim.study.life import Watch
from sim.study.pool import KEPT, Pool, PoolError, is_done
from sim.study.work import Batch, Receipt, greeting, prove, unpack, warm, work

_WATCH_EVERY = 0.5
_GREETINGS = 3
_MOMENT = 2.0
"""Seconds to wait for processes that are about to end."""
_MOST_SAID = 1 << 20
_ELSE = "from Python, use executor= with another executor, such as a ThreadPoolExecutor"


class Processes(Pool):
    """Processes on this machine, which are reused for further batches."""

    is_shared = False
    name = "worker processes"

    def __init__(self, workers: int | None = None) -> None:
        """Start processes when they are needed.

        Raises:
            PoolError: this machine cannot start processes.
        """
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.workers = workers or cores
        self._murmurs = _Murmurs()
        self._open(self.workers)

    def _open(self, width: int) -> None:
        try:
            from concurrent.futures import ProcessPoolExecutor

            # A forked process would inherit the threads of compiled code half dead.
            context = get_context("spawn")
            voice = (self._murmurs.voice,)
            self._executor: Any = ProcessPoolExecutor(width, mp_context=context, initializer=warm, initargs=voice)
        except (OSError, ImportError, NotImplementedError, ValueError) as error:
            raise PoolError(f"this machine cannot start worker processes ({error}); {_ELSE}") from None
        self._murmurs.forget()
        self._watch = Watch()
        self._greeting: Future[Any] | None = None
        self._closing: Thread | None = None

    def submit(self, batch: Batch) -> "Future[Receipt]":
        """Submit a batch, and start a process for it if all are busy."""
        if self._greeting is None:
            self._greeting = self._send(work, greeting())
        return self._send(work, batch)

    def _send(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        try:
            with _deaf(), _nameless(), self._murmurs.heard():
                future: Future[Any] = self._executor.submit(unpack, function, pickle.dumps(arguments))
                return future
        except BrokenExecutor:
            raise
        except (OSError, RuntimeError, AssertionError) as error:
            # No further process, no further thread: whatever was to run there is as lost as if it had died.
            self._murmurs.say(str(error))
            raise BrokenExecutor(str(error)) from error

    def check(self) -> None:
        """Stop waiting for processes that are idle, or only use processor time, and never get ready."""
        if self._greeting is None or self._greeting.done():
            return
        why = self._watch.verdict([each.pid for each in self._processes])
        if why:
            self.stop()
            raise PoolError(f"worker processes cannot start here: {why}{self._murmurs.reason()}; {_advice()}")

    def narrow(self, fewer: bool, is_new: bool) -> None:
        """Start one new process after one died, and test it.

        Raises:
            PoolError: it does not work; no run is the cause.
        """
        self.workers = max(1, self.workers // 2) if fewer else self.workers
        for left in reversed(range(1 if is_new else _GREETINGS)):
            self.stop()
            self._open(1)
            self.is_narrow = True
            try:
                self._prove()
                return
            except BrokenExecutor:
                if not left:
                    raise PoolError(self._dead()) from None

    def _prove(self) -> None:
        self._greeting = self._send(work, greeting())
        while not is_done(self._greeting):
            self.check()
        self._greeting.result()
        self._send(prove).result()

    def widen(self) -> None:
        """Use as many processes as before."""
        self._shut()
        self._open(self.workers)
        self.is_narrow = False

    def _dead(self) -> str:
        codes = [code for each in self._processes if (code := _exit_code(each)) is not None]
        how = "" if not codes else f" ({_way(codes[0])})"
        return f"worker processes die before they can work{how}{self._murmurs.reason()}; {_advice()}"

    @property
    def _processes(self) -> list[Any]:
        return list((getattr(self._executor, "_processes", None) or {}).values())

    def stop(self) -> None:
        """End the processes at once."""
        processes = self._processes
        for each in processes:
            with suppress(ValueError, OSError):
                each.kill()
        self._shut().join(_MOMENT)
        for each in processes:
            each.join(1)

    def _shut(self) -> Thread:
        """Let the executor finish its batches and close, once; the thread ends afterwards.

        Wait for it: at its end Python wakes every executor, and must not find one that is just closing. Two callers
        that close it at the same time would close a file twice, and its number may then belong to another file.
        """
        if self._closing is None:
            self._closing = Thread(target=self._executor.shutdown, kwargs={"cancel_futures": True}, daemon=True)
            self._closing.start()
        return self._closing

    def close(self) -> None:
        """Finish the running batches and end the processes; do not wait for a process that hangs."""
        left = {each.sentinel: each for each in self._processes}
        closing = self._shut()
        watch = Watch()
        while left:
            for sentinel in await_ends(list(left), timeout=_WATCH_EVERY):
                del left[sentinel]
            if left and watch.stands_still([each.pid for each in left.values()]):
                self.stop()
                return
        closing.join(_MOMENT)


class WarmProcesses(Processes):
    """Processes that stay open after a sweep, for those that follow."""

    def close(self) -> None:
        """Stay open for the next sweep."""

    def end(self) -> None:
        """Finish the running batches and end the processes."""
        super().close()


def _exit_code(process: Any) -> int | None:
    """Return the exit code of a process, if it ends within a moment.

    The executor also waits for it, in its own thread; the second caller at first gets no exit code.
    """
    until = time.monotonic() + _MOMENT
    while process.exitcode is None and time.monotonic() < until:
        process.join(_MOMENT / 100)
        time.sleep(_MOMENT / 1000)
    code: int | None = process.exitcode
    return code


def _way(code: int) -> str:
    """How a process ended."""
    if code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"{name}, as when memory runs out" if name == "SIGKILL" else name


def _advice() -> str:
    return f"{KEPT}; check that `python -c 'import sim'` works here and that memory is free, then start again; {_ELSE}"


class _Murmurs:
    """Captures standard error of processes until they are ready; the message then gives one reason, no traceback."""

    def __init__(self) -> None:
        self.voice: _Voice | None = None
        if os.name != "posix":
            return
        with suppress(OSError), tempfile.TemporaryFile() as file:
            self._said = os.dup(file.fileno())
            finalize(self, os.close, self._said)
            self.voice = _Voice(os.dup(2))
            finalize(self, os.close, self.voice.number)

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Redirect standard error of processes started meanwhile into a file."""
        if self.voice is None:
            yield
            return
        os.dup2(self._said, 2)
        try:
            yield
        finally:
            os.dup2(self.voice.number, 2)

    def say(self, text: str) -> None:
        """Add a reason."""
        if self.voice is not None:
            os.write(self._said, f"{text}\n".encode())

    def forget(self) -> None:
        """Discard the captured text."""
        if self.voice is not None:
            os.ftruncate(self._said, 0)
            os.lseek(self._said, 0, os.SEEK_SET)

    def reason(self) -> str:
        """The last captured line, as the end of a sentence."""
        if self.voice is None:
            return ""
        os.lseek(self._said, 0, os.SEEK_SET)
        lines = os.read(self._said, _MOST_SAID).decode(errors="replace").strip().splitlines()
        return f": {lines[-1].strip()}" if lines else ""


class _Voice:
    """Our standard error, as a new process inherits it."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __reduce__(self) -> tuple[Any, ...]:
        return _voice_of, (reduction.DupFd(self.number),)


def _voice_of(handed: Any) -> _Voice:
    return _Voice(handed.detach())


@contextmanager
def _deaf() -> Iterator[None]:
    """Start processes that ignore Ctrl-C: a terminal sends it to all processes, and they would die while starting."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _nameless() -> Iterator[None]:
    """Start processes that do not import the running script: they receive only functions of this package.

    So a script can lack `if __name__ == "__main__"`, come from standard input, or no longer exist.
    """
    main = vars(sys.modules.setdefault("__main__", type(sys)("__main__")))
    hidden: dict[str, Any] = {name: main.pop(name) for name in ("__file__", "__spec__") if name in main}
    main["__spec__"] = None
    try:
        yield
    finally:
        main.update(hidden)
