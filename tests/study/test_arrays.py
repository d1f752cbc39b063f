"""Columns made by their bytes are those that pyarrow makes, and pandas is not asked."""

import numpy as np
import pyarrow as pa
import pytest

from sim.study.arrays import numbers, words
from tests import program

WORK = """
import sys
from sim import design
from sim.study.plan import Plan, Share
from sim.study.store import Store
from sim.study.work import work
place = Store("store")
place.create()
study = design("base", replicates=2, quarters=1, series="all", releases="all", actors="all")
print(work(Plan(study, place.scan().index, Share()).batch(place.parts, 2)).failed, "pandas" in sys.modules)
"""


@pytest.mark.parametrize(
    "values",
    [["here", None, "", "\u00e4 \u4e2d"], ["all", "there"], [None, None], []],
    ids=["some", "all", "none", "nothing"],
)
def test_words_are_as_they_were(values):
    made = words(values)
    made.validate(full=True)
    assert made.equals(pa.array(values, pa.string())) and made.null_count == values.count(None)


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64, np.int32, np.int8, bool])
@pytest.mark.parametrize("count", [0, 1, 9])
def test_numbers_are_as_they_were(kind, count):
    values = (np.arange(2 * count) % 3).astype(kind)[::2]
    missing = np.arange(count) % 4 == 1
    for made, expected in [
        (numbers(values), pa.array(values)),
        (numbers(values, missing), pa.array(values, mask=missing)),
    ]:
        made.validate(full=True)
        assert made.equals(expected) and made.type == expected.type


def test_a_worker_needs_no_pandas(tmp_path):
    assert program.finish(program.start("-c", WORK, cwd=tmp_path)).stdout == "0 False\n"
