"""Remove the folders of this machine from stored texts, because stores are shared with others."""

import os
import re
import shlex
import sysconfig
import traceback
from functools import cache
from pathlib import Path

_FILE = re.compile(r'(?<=File ")[^"\n]+(?=", line )')


def trace_of(error: BaseException) -> str:
    """A traceback with file names relative to their packages."""
    text = "".join(traceback.format_exception(error))
    return without_folders(_FILE.sub(lambda match: _short(match[0]), text))


def without_folders(text: str) -> str:
    """A text with file names relative to their package, the home folder or the working folder."""
    for folder in _roots():
        text = _replaced(text, folder, "")
    return _replaced(text, _home(), f"~{os.sep}") if _home() else text


def _replaced(text: str, folder: str, by: str) -> str:
    """Replace a folder at the beginning of paths in a text, but not in the middle of paths."""
    return re.sub(rf"(?<![\w./~-]){re.escape(folder)}", lambda _: by, text)


def portable_command(command: str) -> str:
    """A command for a user who has the files in the working folder."""
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
    """A path relative to one of the known folders; otherwise only the file name."""
    short = without_folders(file)
    return os.path.basename(short.rstrip(os.sep)) if os.path.isabs(short) else short


def _roots() -> list[str]:
    """Folders of packages and the working folder, the deepest first."""
    try:
        here = [os.getcwd()]
    except OSError:  # it was removed
        here = []
    folders = [*_packages(), *here]
    # A folder close to the root would take parts out of words.
    wanted = {folder.rstrip(os.sep) + os.sep for folder in folders if folder.count(os.sep) > 1 or len(folder) > 3}
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
