"""The frozen intervals of the facts are what the data give."""

import csv
import io
import runpy
from pathlib import Path

import pytest

from sim.analysis.facts.declared import declared, folder

SCRIPT = Path(__file__).parents[2] / "seeds" / "evidence" / "intervals.py"


@pytest.fixture(scope="module")
def script():
    """The names of the script."""
    return runpy.run_path(str(SCRIPT), run_name="intervals")


def test_what_is_frozen_is_what_the_data_give(script):
    frozen = list(csv.DictReader(io.StringIO((folder() / "intervals.csv").read_text(encoding="utf-8"))))
    now = list(csv.DictReader(io.StringIO(script["text"]())))
    assert [row["figure"] for row in now] == [spec.name for fact in declared().facts for spec in fact.figures]
    for old, new in zip(frozen, now, strict=True):
        for name in ("value", "low", "high"):
            assert float(old.pop(name)) == pytest.approx(float(new.pop(name)), rel=1e-3), old
        assert old == new


def spec_of(number, name=""):
    """The specification of a figure."""
    return next(
        spec for fact in declared().facts if fact.number == number for spec in fact.figures if name in spec.name
    )
