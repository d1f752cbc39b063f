"""Faults of a file of data, which name the row and the column."""

from dataclasses import dataclass
from pathlib import Path

from sim.scenario.errors import Fault, ScenarioError, clean, printable

_LONGEST_NAME = 300


@dataclass(frozen=True)
class CellFault(Fault):
    """A fault of a table: `line` is the row, from 1 as spreadsheets count, and `field` the name of the column."""

    def __str__(self) -> str:
        """Return one line, such as ``my.csv, row 3, column value: "x" is not a number; expected a number``."""
        expected = f"expected {self.expected}" if self.expected else ""
        message = "; ".join(part for part in (self.problem, expected, self.hint) if part)
        row = "" if self.line is None else f"row {self.line}"
        column = f"column {clean(self.field)}" if self.field else ""
        return ", ".join(part for part in (self.where, row, column) if part) + f": {message}"


def called(path: str | Path) -> str:
    """Return what messages call a file: its name as the user gave it."""
    return printable(str(path)[:_LONGEST_NAME])


def refused(name: str, problem: str, expected: str = "", hint: str = "", row: int | None = None) -> ScenarioError:
    """Return the error for a file that cannot be read at all."""
    return ScenarioError([CellFault(name, row, None, "", problem, expected, hint)])
