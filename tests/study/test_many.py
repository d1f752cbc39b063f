"""Thousands of small parts cost hardly more memory than a few."""

import pyarrow as pa
import pytest

from sim.study import gather, store
from tests.study.many import make

FEW, MANY = 100, 400
MOST_A_PART = 4000
"""Bytes: the rows of a part are half of it; its table in memory, with a buffer or two a column, is five times that."""
DEEDS = {
    "sweep": lambda place: place.scan(repair=True),
    "status": lambda place: place.counts(),
    "rows": lambda place: place.look(lambda seen: sum(len(table) for table in place.rows(seen))),
    "compact": lambda place: place.compact(),
}


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    place = tmp_path_factory.mktemp("many")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        return {count: make(place / str(count), count, rows=2, quarters=2) for count in (FEW, MANY)}


def peak(deed, place, monkeypatch):
    """The most memory that tables take while something is done."""
    begun, seen = pa.total_allocated_bytes(), []

    def noting(call):
        def noted(*arguments, **named):
            seen.append(pa.total_allocated_bytes() - begun)
            return call(*arguments, **named)

        return noted

    with monkeypatch.context() as patch:
        for module in (store, gather):
            for name in ("read", "open_part"):
                patch.setattr(module, name, noting(getattr(module, name)))
        deed(place)
    return max(seen)


@pytest.mark.parametrize("deed", DEEDS)
def test_memory_hardly_grows_with_the_number_of_parts(stores, monkeypatch, deed):
    few, many = (peak(DEEDS[deed], stores[count], monkeypatch) for count in (FEW, MANY))
    assert (many - few) / (MANY - FEW) < MOST_A_PART
    if deed == "compact":
        for count, each in stores.items():
            seen = each.scan(repair=True)
            assert (len(seen.parts), len(seen.index), seen.damaged) == (1, 2 * count, 0)
