"""The file of a published page: checked before long work, and written completely or not at all."""

from pathlib import Path

from sim.report.folder import ensure_writable
from sim.study.record import RecordError, writing
from sim.view.publish.page import GENERATOR
from sim.whole import whole

_HEAD = 4096
"""Bytes in which a page says what made it."""


def ensure_free(target: Path) -> None:
    """Check that a page can be written to a path: nothing is there, or a page that this program wrote.

    Raises:
        RecordError: something else is there, or its folder cannot be written to.
    """
    if not target.name:
        raise RecordError("--out: the file needs a name, such as hoardshare.html")
    with writing(target):
        if target.is_dir():
            raise RecordError(
                f"{target}: is a folder; expected the name of a file, such as {target / 'hoardshare.html'}"
            )
        if target.exists() and not _is_page(target):
            raise RecordError(f"{target}: is there already, and is no page of `{GENERATOR}`; choose another name")
    ensure_writable(target.parent)


def _is_page(target: Path) -> bool:
    with target.open("rb") as file:
        return f'content="{GENERATOR}"'.encode() in file.read(_HEAD)


def put(target: Path, text: str) -> None:
    """Write a page.

    Raises:
        RecordError: it cannot be written; what was there is unchanged.
    """
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole(target, ".tmp") as draft:
            draft.write_bytes(text.encode())
