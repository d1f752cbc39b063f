"""The golden file holds every comparison with published results; the model document tells them.

Write it anew with `python -m tests.theory.test_golden`, and then `make docs`.
"""

import json
from importlib import import_module
from pathlib import Path

import pytest

from sim.theory import table
from sim.theory.table import Check

GOLDEN = Path(__file__).parents[1] / "golden" / "reductions.json"
DIGITS = 1e-9
"""Rounding of another build of the same arithmetic."""


def rows():
    return json.loads(GOLDEN.read_text())


def on_file(name):
    """The comparisons of one case as they are kept."""
    return [Check(**row) for row in rows() if row["case"] == name]


def test_the_golden_file_holds_every_case_and_all_of_it_holds():
    assert list(dict.fromkeys(row["case"] for row in rows())) == list(table.summaries())
    assert all(Check(**row).passed for row in rows())


@pytest.mark.parametrize("name", table.summaries())
def test_the_comparisons_hold_and_are_those_on_file(name):
    found, kept = import_module(f"sim.theory.{name}").checks(), on_file(name)
    assert [check.what for check in found if not check.passed] == []
    assert [(check.what, check.source, check.tolerance) for check in found] == [
        (check.what, check.source, check.tolerance) for check in kept
    ]
    assert [check.got for check in found] == pytest.approx([check.got for check in kept], rel=DIGITS, abs=DIGITS)
    assert [check.expected for check in found] == pytest.approx([check.expected for check in kept], rel=DIGITS)


if __name__ == "__main__":
    found = table.all_checks()
    fields = ("case", "what", "source", "expected", "got", "tolerance")
    GOLDEN.write_text(json.dumps([{name: getattr(check, name) for name in fields} for check in found], indent=1) + "\n")
