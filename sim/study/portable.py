"""What is stored of a machine's words, without the folders of the machine: a store is given to others."""

import os
import re
import shlex
import sysconfig
import traceback
from functools import cache
from pathlib import Path

_FILE = re.compile(r'(?<=File ")[^"\n]+(?=", line )')


def trace_of(error: BaseException) -> str:
    """A traceback whose files are told as the packages that they belong to know them."""
    told = "".join(traceback.format_exception(error))
    return without_folders(_FILE.sub(lambda found: _short(found[0]), told))


def without_folders(text: str) -> str:
    """A text in which files of the packages, of the user, and of the folder of work are told from there on."""
    for folder in _roots():
        text = _replaced(text, folder, "")
    return _replaced(text, _home(), f"~{os.sep}") if _home() else text


def _replaced(text: str, folder: str, by: str) -> str:
    """A text with another beginning for the paths that begin with a folder, and not for those that go through one."""
    return re.sub(rf"(?<![\w./~-]){re.escape(folder)}", lambda _: by, text)


def portable_command(command: str) -> str:
    """A command as somebody types it who has the files in the folder of work."""
    try:
        words = shlex.split(command)
    except ValueError:
        return without_folders(command)
    portable = [_portable_word(word) for word in words]
    return command if portable == words else shlex.join(portable)


def _portable_word(word: str) -> str:
    option, equals, value = word.rpartition("=") if word.startswith("--") else ("", "", word)
    return f"{option}{equals}{_short(value)}"


def _short(file: str) -> str:
    """A path from one of the known folders on; elsewhere its name alone."""
    short = without_folders(file)
    return os.path.basename(short.rstrip(os.sep)) if os.path.isabs(short) else short


def _roots() -> list[str]:
    """Folders of packages and the folder of work, the deepest first."""
    try:
        here = [os.getcwd()]
    except OSError:  # it was removed
        here = []
    found = [*_packages(), *here]
    # A folder close to the root would take parts out of words.
    wanted = {folder.rstrip(os.sep) + os.sep for folder in found if folder.count(os.sep) > 1 or len(folder) > 3}
    return sorted(wanted, key=len, reverse=True)


@cache
def _packages() -> list[str]:
    known = sysconfig.get_paths()
    return [str(Path(__file__).parents[2]), *(known[name] for name in ("purelib", "platlib", "stdlib", "platstdlib"))]


@cache
def _home() -> str:
    try:
        home = str(Path.home())
    except RuntimeError:
        return ""
    return home.rstrip(os.sep) + os.sep if home.count(os.sep) > 1 or len(home) > 3 else ""
