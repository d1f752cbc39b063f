"""Commands as they are printed: to be copied from the screen, and given again."""

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence


def command_line(words: Sequence[str]) -> str:
    """A command as the shell of this system takes it."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def given() -> str:
    """The command that was given, as it can be given again."""
    return command_line(["hoardshare", *sys.argv[1:]])
