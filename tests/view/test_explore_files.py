"""Tables of a folder are read as they are, and refused where they would fill the memory."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from sim.view.explore import files
from sim.view.explore.found import ExploreError

TABLE = pd.DataFrame(
    {
        "option": ["wait", "act", None],
        "share": [0.5, 1.0, None],
        "count": [1, 2, 3],
        "kind": pd.Categorical(["a", "b", "a"]),
    }
)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(type(files.OFFER), "may_open", lambda *_: True)
    return tmp_path


def test_a_table_is_read_as_pandas_wrote_it(place):
    TABLE.to_parquet(place / "table.parquet")
    found, written = files.frame(place, "table"), pd.read_parquet(place / "table.parquet")
    pd.testing.assert_frame_equal(found, written, check_dtype=False)
    assert found["kind"].dtype == written["kind"].dtype and found["count"].dtype == written["count"].dtype


def test_a_text_that_every_row_repeats_is_kept_once(place):
    text = "x" * 2**10
    parquet.write_table(pa.table({"text": pa.array([text] * 5_000)}), place / "table.parquet")
    found = files.frame(place, "table")["text"]
    assert len(found) == 5_000 and len({id(each) for each in found}) == 1


@pytest.mark.parametrize(
    "table",
    [
        pa.table({f"column {number}": pa.array([0.0] * 1_000) for number in range(100)}),
        pa.table({"lists": pa.array([[0.0] * 1_000] * 100)}),
    ],
    ids=["many columns", "long lists"],
)
def test_a_small_file_that_unfolds_is_refused(place, monkeypatch, table):
    parquet.write_table(table, place / "table.parquet")
    monkeypatch.setattr(files, "_LARGEST_READ", 2**19)
    assert (place / "table.parquet").stat().st_size < 2**19
    with pytest.raises(ExploreError, match="in memory"):
        files.frame(place, "table")
