"""Other programs as players: a line of JSON in, a line of JSON out, by pipes and without a shell.

Nothing that a program does may hold up a game: it is written to and read from in a thread of its own, and whoever asks
waits so long and no longer. A program that is late is not asked what has passed meanwhile.
"""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any

from sim.game.errors import GameError
from sim.scenario.errors import shown

LONGEST_LINE = 2**20
"""Bytes of a line that a program writes; what is longer is no reply."""
GRACE = 2.0
"""Seconds that a program has to end when nothing more is asked of it."""
_STARTED: dict[str, Any] = {"creationflags": 0x200} if os.name == "nt" else {"start_new_session": True}
"""A group of its own: Ctrl-C reaches us alone, and all that it has started can be ended."""


def close(programs: Sequence["Program"]) -> None:
    """End programs, and all that they have started, after a moment in which they may end by themselves."""
    for program in programs:
        program.dismiss()
    until = monotonic() + GRACE
    for program in programs:
        program.end(until)


class Lost(Exception):
    """A program has not replied; the message says why, as the end of a sentence about it."""


def ensure_is_there(seat: str, words: Sequence[Any]) -> None:
    """Check that a program can be started, before a game begins.

    Raises:
        GameError: it is no list of words, or there is no such program.
    """
    if not words or not all(isinstance(word, str) and word and "\0" not in word for word in words):
        raise GameError(f"{seat}: a program is a list of words, such as ['python3', 'bot.py'], not {shown(words)}")
    if shutil.which(words[0]) is None:
        raise GameError(f"{seat}: there is no program {shown(words[0])} that can be started")


class Program:
    """A program that runs beside the game.

    Args:
        seat: for whom it decides.
        words: the program and its arguments.

    Raises:
        GameError: it cannot be started.
    """

    def __init__(self, seat: str, words: Sequence[str]) -> None:
        # Programs in Python often forget to flush what they print, and would be waited for in vain.
        calm = os.environ | {"PYTHONUNBUFFERED": "1"}
        try:
            self._process = subprocess.Popen(
                list(words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=calm, **_STARTED
            )
        except OSError as error:
            raise GameError(f"{seat}: {shown(words[0])} cannot be started: {error.strerror or error}") from None
        self._asked: SimpleQueue[tuple[int, bytes] | None] = SimpleQueue()
        self._told: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        self._number = 0
        self._gone = ""
        self._talking = Thread(target=self._talk, daemon=True)
        self._talking.start()

    def ask(self, question: Mapping[str, Any]) -> None:
        """Send it a line; it does not wait."""
        self._number += 1
        self._asked.put((self._number, json.dumps(question, allow_nan=False).encode() + b"\n"))

    def reply(self, until: float) -> Any:
        """The reply to the last line.

        Args:
            until: how long to wait for it, on the clock that never jumps.

        Raises:
            Lost: it does not come.
        """
        while not self._gone:
            try:
                number, said = self._told.get(timeout=max(0.0, until - monotonic()))
            except Empty:
                raise Lost("did not reply in time") from None
            if isinstance(said, Lost):
                self._gone = str(said)
            elif number == self._number:
                return said
        raise Lost(self._gone)

    def dismiss(self) -> None:
        """Let it know that nothing more is asked."""
        self._asked.put(None)

    def end(self, until: float) -> None:
        """End it, and all that it has started; until then it may end by itself."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, until - monotonic()))
        if os.name == "nt":
            ended = ["taskkill", "/F", "/T", "/PID", str(self._process.pid)]
            subprocess.run(ended, capture_output=True, check=False)
        else:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        self._talking.join(GRACE)

    def _talk(self) -> None:
        """Write a line and read its reply, again and again, until there is nothing more to ask or nobody to reply."""
        assert self._process.stdin and self._process.stdout
        with self._process.stdout, suppress(OSError), self._process.stdin:
            while (job := self._newest()) is not None:
                number, line = job
                try:
                    self._process.stdin.write(line)
                    self._process.stdin.flush()
                    said = self._read()
                except OSError:
                    said = Lost(self._end())
                self._told.put((number, said))
                if isinstance(said, Lost):
                    return

    def _newest(self) -> tuple[int, bytes] | None:
        job = self._asked.get()
        while job is not None and not self._asked.empty():
            job = self._asked.get()
        return job

    def _read(self) -> Any:
        """The next line that is a reply: a table, or null. Others are what a program prints besides."""
        assert self._process.stdout
        while line := self._process.stdout.readline(LONGEST_LINE):
            try:
                said = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if said is None or isinstance(said, dict):
                return said
        return Lost(self._end())

    def _end(self) -> str:
        try:
            return f"has ended, with exit code {self._process.wait(GRACE)}"
        except subprocess.TimeoutExpired:
            return "has shut its output"
