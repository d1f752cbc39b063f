"""Read a file of the user's: its bytes, and its text whatever program has written it."""

import os
import stat
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from sim.own_data.faults import called, refused
from sim.scenario.errors import shown
from sim.scenario.reading.read import as_on_disk

MOST_BYTES = 16 << 20
"""Size limit of a file in bytes."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


def bytes_of(path: str | Path, expected: str) -> bytes:
    """Return the bytes of a file.

    Args:
        path: The file.
        expected: What kind of file it should be, for messages.

    Raises:
        ScenarioError: it is missing, a folder, unreadable, too large, empty, or of an old or protected workbook.
    """
    name = called(path)
    try:
        found = as_on_disk(Path(path))
        status = os.stat(found)
        if stat.S_ISDIR(status.st_mode):
            raise refused(name, "is a folder", expected)
        if not stat.S_ISREG(status.st_mode):
            raise refused(name, "is not an ordinary file", expected)
        if status.st_size > MOST_BYTES:
            raise refused(name, "is too large", f"at most {MOST_BYTES >> 20} MiB")
        content = found.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise refused(name, "no such file", expected) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise refused(name, f"cannot be read: {reason}", expected) from None
    if not content.strip():
        raise refused(name, "is empty", expected)
    if content.startswith(_OLD_OFFICE):
        raise refused(name, "is an old .xls file, or protected by a password", expected, "save it as .xlsx or .csv")
    return content


def text_of(content: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, with or without a mark, or in the UTF-16 that Excel calls Unicode text.

    Raises:
        ScenarioError: it is a workbook, another binary file, or in another encoding.
    """
    if content.startswith(_ZIP):
        raise refused(name, "is a workbook or an archive, not text", "text", "give a workbook the ending .xlsx")
    try:
        if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            if "\0" not in (text := content.decode("utf-16")):
                return text
        elif b"\0" not in content:
            return content.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        if not content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            raise _of_another_encoding(content, name, error.start) from None
    raise refused(name, "is a binary file, or text in an encoding without a mark", "text in UTF-8", "save it as UTF-8")


def _of_another_encoding(content: bytes, name: str, place: int) -> Exception:
    """Return the error for text that is not UTF-8, with the word at fault as Western European programs read it."""
    row = content.count(b"\n", 0, place) + 1
    line = content.splitlines()[row - 1] if row <= len(content.splitlines()) else content
    before = place - (content.rfind(b"\n", 0, place) + 1)
    word = line[max(0, before - 12) : before + 12].decode("latin-1")
    hint = "in Excel: save as CSV UTF-8; in LibreOffice: choose the character set UTF-8"
    return refused(name, f"is not UTF-8 text, at {shown(word)}: it may be Latin-1", "text in UTF-8", hint, row)
