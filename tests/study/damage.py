"""Ways to harm a store, and what its runs were before."""

import json
import socket
from contextlib import chdir

import pyarrow.parquet as parquet

from sim.study.files import checksum
from sim.study.parts import COMPANIONS, checksum_of

KEPT = {"series": "all", "releases": "all", "actors": "all"}
"""A study that keeps all there is to keep, so that all of it can be harmed."""


def flipped(content, place=None, bit=1):
    """Bytes with one of them changed."""
    place = len(content) // 8 if place is None else place
    return content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]


HARMS = {"flip": flipped, "cut": lambda content: content[: len(content) // 2], "empty": lambda content: b""}


def a_socket(path):
    """A socket, made by a name short enough for one."""
    with chdir(path.parent), socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


def renamed(path):
    """A file under the name that its present content should have, as somebody who knows the rules would forge it."""
    with path.open("rb") as file:
        name = path.name.replace(checksum_of(path), checksum(file), 1)
    return path.rename(path.with_name(name))


def forged(path, table=None, metadata=None, companions=None, **options):
    """A part of outcomes with another table or other metadata, and a checksum that fits."""
    table = parquet.read_table(path) if table is None else table
    told = {**(parquet.read_schema(path).metadata or {}), **(metadata or {})}
    if companions is not None:
        told[COMPANIONS] = companions if isinstance(companions, bytes) else json.dumps(companions).encode()
    parquet.write_table(table.replace_schema_metadata(told), path, **options)
    return renamed(path)


def outcomes(folder):
    """The files of outcomes of a store, sorted."""
    return sorted((folder / "parts").glob("*.outcomes.parquet"))
