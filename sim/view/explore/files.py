"""Tables and pictures of results, read from files that anybody may have written."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow.parquet as parquet
from pyarrow.types import is_dictionary

from sim.scenario.errors import printable
from sim.view.explore.found import ExploreError, Panel
from sim.view.explore.tables import counted
from sim.view.markup import fill
from sim.view.offer import OFFER
from sim.view.say import say

_LARGEST, _MOST_ROWS = 64 * 2**20, 200_000
_LARGEST_READ = 512 * 2**20
"""Bytes that a table may take in memory: a small file can repeat a value as often as it likes."""
_NUMBER, _TEXT = 8, "BYTE_ARRAY"
_LARGEST_PICTURE, _MOST_PICTURES = 2 * 2**20, 8
_PNG = b"\x89PNG\r\n\x1a\n"


def frame(place: Path, name: str, needed: Sequence[str] = ()) -> pd.DataFrame:
    """A table of a folder.

    Args:
        place: the folder.
        name: its name, without the ending.
        needed: columns that it must have.

    Raises:
        ExploreError: it cannot be read, is too large, or lacks a column.
    """
    file = place / f"{name}.parquet"
    told = printable(str(file))
    try:
        table = _read(file, told)
    except ExploreError:
        raise
    except PermissionError:
        raise ExploreError(say("explore.forbidden", folder=told)) from None
    except Exception as error:  # what is raised of a damaged file is of many kinds
        raise ExploreError(say("explore.damaged", file=told, why=_first_line(error))) from error
    lacking = [column for column in needed if column not in table.columns]
    if lacking:
        expected = ", ".join(needed)
        raise ExploreError(say("explore.lacks", file=told, column=lacking[0], expected=expected))
    return table


def _read(file: Path, told: str) -> pd.DataFrame:
    _check(file, told, _LARGEST)
    with file.open("rb") as opened:
        source = parquet.ParquetFile(opened)
        if source.metadata.num_rows > _MOST_ROWS:
            raise ExploreError(say("explore.many_rows", file=told, most=counted(_MOST_ROWS)))
        if _size(source.metadata) > _LARGEST_READ:
            raise ExploreError(say("explore.large_read", file=told, most=_LARGEST_READ // 2**20))
        return _decoded(source, opened)


def _size(told: parquet.FileMetaData) -> int:
    """Bytes of a table in memory, if every text is kept once."""
    groups = (told.row_group(number) for number in range(told.num_row_groups))
    columns = ((place, group.column(place)) for group in groups for place in range(group.num_columns))
    widths = [max(_NUMBER, told.schema.column(place).length or 0) for place in range(told.num_columns)]
    return sum(each.num_values * widths[place] + each.total_uncompressed_size for place, each in columns)


def _decoded(source: parquet.ParquetFile, opened: BinaryIO) -> pd.DataFrame:
    """A table in which rows with the same text share it; columns of lists of texts are left out."""
    leaves = [source.schema.column(place) for place in range(source.metadata.num_columns)]
    texts = {each.path for each in leaves if each.physical_type == _TEXT}
    nested = {path.partition(".")[0] for path in texts if "." in path}
    own = source.schema_arrow
    names = [name for name in own.names if name not in nested]
    shared = parquet.ParquetFile(opened, read_dictionary=sorted(texts))
    found: pd.DataFrame = shared.read(columns=names).to_pandas()
    once = [name for name in names if name in texts and not is_dictionary(own.field(name).type)]
    return found.astype({name: object for name in once if name in found.columns})


def _check(file: Path, told: str, largest: int) -> None:
    """Refuse what a link leads out of the folder to, and what is too large."""
    if not OFFER.may_open(str(file)):
        raise ExploreError(say("explore.elsewhere", file=told))
    if file.stat().st_size > largest:
        raise ExploreError(say("explore.large", file=told, most=largest // 2**20))


def _first_line(error: Exception) -> str:
    return printable((str(error) or type(error).__name__).splitlines()[0])


def pictures(place: Path, names: set[str]) -> Iterator[Panel]:
    """Pictures of a folder, as parts of the page; what is no picture, or too large, is left out."""
    files = sorted(name for name in names if name.endswith(".png"))[:_MOST_PICTURES]
    for name in files:
        try:
            _check(place / name, name, _LARGEST_PICTURE)
            content = (place / name).read_bytes()
        except (OSError, ExploreError):
            continue
        if content.startswith(_PNG):
            told = printable(name)
            source = f"data:image/png;base64,{b64encode(content).decode()}"
            label = say("explore.picture", name=told)
            yield Panel(told, fill('<img class="drawn" src="{}" alt="{}">', source, label))
