"""Write commands as text that a user can copy and run again."""

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence


def command_line(words: Sequence[str]) -> str:
    """Quote a command for the shell of this system."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def given() -> str:
    """Return the command that was given, ready to be run again."""
    return command_line(["hoardshare", *sys.argv[1:]])
