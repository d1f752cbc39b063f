"""A store of very many small parts, made without runs."""

import hashlib

import pyarrow as pa

from sim.study.parts import FACTS, write_part
from sim.study.store import Store

OUTCOMES = [f"outcome_{number}" for number in range(68)]


def make(folder, count, rows=4, first=0, quarters=20):
    """Add parts of outcomes and series."""
    place = Store(folder)
    place.create()
    for number in range(first, first + count):
        keys = [hashlib.blake2b(f"{number} {row}".encode(), digest_size=16).hexdigest() for row in range(rows)]
        write_part(place.parts, {"outcomes": outcomes(keys, number), "series": series(keys, quarters)}, keys)
    return place


def outcomes(keys, number):
    fixed = {"scenario": "arms-race", "overrides": "{}", "digest": "0" * 32, "model_version": "0" * 12, "kept": 1}
    fixed |= {"seed": number, "quarters": 20, "machine": "none"}
    rows = [fixed | {"key": key} for key in keys]
    table = pa.Table.from_pylist(rows, schema=FACTS)
    for place, name in enumerate(OUTCOMES):
        table = table.append_column(name, pa.array([number / (place + 1)] * len(keys)))
    return table


def series(keys, quarters):
    names = [f"series_{number}" for number in range(20)]
    columns = {name: pa.array([float(len(name))] * quarters * len(keys), pa.float32()) for name in names}
    key = pa.array([key for key in keys for _ in range(quarters)])
    return pa.table({"key": key, "quarter": pa.array([*range(quarters)] * len(keys), pa.int32()), **columns})
