"""The program in processes of its own, as a terminal starts them, whatever the tests themselves were started from."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 600
"""Seconds after which something hangs: far more than the busiest machine needs, since no test is about speed."""
MUTED = ("FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "GITHUB_ACTIONS", "TERMINAL_WIDTH", "LINES")
"""Variables by which terminals and builders change what is printed."""
PLAIN = {"NO_COLOR": "1", "COLUMNS": "160", "TERM": "dumb", "PYTHONPATH": str(ROOT)}
_HEARD = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def plainly():
    """Let this process and all that it starts print alike everywhere, also where standard input is closed."""
    for name in MUTED:
        os.environ.pop(name, None)
    os.environ.update(PLAIN)
    if sys.__stdin__ is None:
        sys.__stdin__ = open(os.devnull)  # noqa: SIM115 - as long as this process


@contextmanager
def _hearing():
    """What is started meanwhile hears signals that this process must ignore, as a job in the background does."""
    deaf = [one for one in _HEARD if signal.getsignal(one) == signal.SIG_IGN]
    for one in deaf:
        signal.signal(one, signal.SIG_DFL)
    try:
        yield
    finally:
        for one in deaf:
            signal.signal(one, signal.SIG_IGN)


def start(*command, environment=None, **options):
    """Start Python on a command; what it says can be read, unless ``options`` of Popen say otherwise."""
    piped = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    text = {"text": True, "encoding": "utf-8", "errors": "surrogateescape"}
    with _hearing():
        return subprocess.Popen(
            [sys.executable, *map(str, command)], env=os.environ | (environment or {}), **piped | text | options
        )


def finish(running, code=0):
    """What a process says until its end, without a traceback and with this exit code."""
    out, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == code, out + told
    assert "Traceback" not in out + told, out + told
    return subprocess.CompletedProcess(running.args, code, out, told)


def hoardshare(*arguments, code=0, **options):
    """Run a command of the program to its end."""
    return finish(start("-m", "sim.cli", *arguments, **options), code)


def parts(store):
    """Finished files of outcomes in a store."""
    return sorted((Path(store) / "parts").glob("[!.]*.outcomes.parquet"))


def await_parts(running, store, count=1):
    """Wait until a process has written so many files of outcomes."""
    await_that(lambda: len(parts(store)) >= count or running.poll() is not None, "nothing was written")
    assert len(parts(store)) >= count, running.communicate()


def await_that(holds, otherwise):
    """Wait until something holds, however busy the machine is; ``otherwise`` is what went wrong."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, otherwise
        time.sleep(0.01)
