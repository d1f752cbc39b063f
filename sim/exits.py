"""All exit codes, and the handling of SIGTERM.

0: success. 1: damaged data, or a problem with the machine. 2: a problem with the input, including a folder that cannot
be used and a package that is not installed. 130: interrupted. 143: terminated.
"""

import errno
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

NOT_WHOLE = 1
BAD_INPUT = 2
INTERRUPTED = 130
ENDED = 143

_CODES = {
    ("sim.commands.options", "Stopped"): INTERRUPTED,
    ("sim.extras", "MissingExtra"): BAD_INPUT,
    ("sim.compile", "NotCompiled"): BAD_INPUT,
    ("sim.explained.finding", "UnknownName"): BAD_INPUT,
    ("sim.extension", "ExtensionError"): BAD_INPUT,
    ("sim.scenario.errors", "ScenarioError"): BAD_INPUT,
    ("sim.divergence", "Diverged"): BAD_INPUT,
    ("sim.game.errors", "GameError"): BAD_INPUT,
    ("sim.console.streams", "OutputError"): NOT_WHOLE,
    ("sim.report.folder", "Unfinished"): NOT_WHOLE,
    ("sim.study.record", "RecordError"): BAD_INPUT,
    ("sim.study.errors", "DiskError"): NOT_WHOLE,
    ("sim.study.errors", "Damaged"): NOT_WHOLE,
    ("sim.study.errors", "StoreError"): BAD_INPUT,
    ("sim.study.pool", "AddressError"): BAD_INPUT,
    ("sim.study.pool", "PoolError"): NOT_WHOLE,
    ("sim.study.work", "WrongVersion"): NOT_WHOLE,
    ("sim.view.server", "ViewError"): BAD_INPUT,
}
"""Exit codes of errors by module and name, more specific ones first; a module that is not loaded cannot have raised."""
UNUSABLE = {errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EROFS, errno.EEXIST}
UNUSABLE |= {errno.ELOOP, errno.ENAMETOOLONG, errno.EINVAL, errno.ENOTEMPTY}
"""System error numbers for a path that cannot be used; all others are problems with the machine."""

_told_to_end = False


class Ended(KeyboardInterrupt):
    """SIGTERM was received; it is handled like an interruption."""


@contextmanager
def orders_to_end() -> Iterator[None]:
    """Handle SIGTERM like Ctrl-C, unless the parent process set it to be ignored."""
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _end(number: int, _: object) -> None:
    global _told_to_end
    _told_to_end = True
    # Once: what is being put in order then is not interrupted again.
    signal.signal(number, signal.SIG_IGN)
    raise Ended


def stopped() -> int:
    """Return the exit code of an interruption by Ctrl-C or SIGTERM."""
    return ENDED if _told_to_end else INTERRUPTED


def code_of(error: BaseException) -> int | None:
    """Return the exit code of an expected error; None for a bug."""
    for (home, name), code in _CODES.items():
        if home in sys.modules and isinstance(error, getattr(sys.modules[home], name)):
            if code == INTERRUPTED:
                return stopped()
            return _of_system(error, code) if name == "RecordError" else code
    return _of_system(error, NOT_WHOLE) if isinstance(error, OSError) else None


def _of_system(error: BaseException, code: int) -> int:
    """Correct the code by the system error: a full disk is not bad input, but an unusable path is."""
    for said in _chain(error):
        if isinstance(said, OSError) and said.errno:
            return BAD_INPUT if said.errno in UNUSABLE else NOT_WHOLE
    return code


def _chain(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__
