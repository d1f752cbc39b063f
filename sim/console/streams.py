"""Handle standard output and standard error that are closed, full, of another encoding, or no longer read."""

import io
import os
import sys
from contextlib import suppress
from typing import Any

_OUTPUT, _ERRORS = 1, 2


class OutputError(Exception):
    """Output cannot be printed; the message says why."""


class _Outlet(io.RawIOBase):
    """Standard output of this process. If its reader has gone (``| head``), further output is dropped."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def isatty(self) -> bool:
        return os.isatty(self._number)

    def write(self, data: Any) -> int:
        try:
            return os.write(self._number, data)
        except OSError as error:
            # Whatever comes of it, nothing shall be told twice, nor when the interpreter ends.
            _plug(self._number)
            if isinstance(error, BrokenPipeError) or self._number == _ERRORS:
                return len(data)
            raise OutputError(f"standard output: {error.strerror or error}") from None


def open_streams() -> None:
    """Prepare the streams for any text: letters that an encoding lacks become escapes, closed streams discard it."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # Else the next file that is opened would have its number, and be printed into.
            if not _is_open(number):
                _plug(number)
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115
    sys.stdout = _opened(sys.stdout, _OUTPUT)
    sys.stderr = _opened(sys.stderr, _ERRORS)


def flush_streams() -> str:
    """Print all buffered output; return an error message, or "" if there was no error."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OutputError, OSError, ValueError) as error:
            return str(error)
    return ""


def _opened(stream: Any, number: int) -> Any:
    """Return a stream that can print letters outside its encoding, and does not fail if its reader has gone."""
    if not isinstance(stream, io.TextIOWrapper) or not _is_ours(stream, number) or stream.isatty():
        with suppress(AttributeError, OSError):
            stream.reconfigure(errors="backslashreplace")
        return stream
    stream.flush()
    outlet = io.BufferedWriter(_Outlet(number))
    return io.TextIOWrapper(
        outlet, stream.encoding, "backslashreplace", None, stream.line_buffering, stream.write_through
    )


def _is_ours(stream: Any, number: int) -> bool:
    with suppress(OSError, ValueError):
        return bool(stream.fileno() == number)
    return False


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _plug(number: int) -> None:
    """Redirect a file descriptor to the null device."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
