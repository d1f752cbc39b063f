"""What figures ask of their tables, and how they name what stands in them."""

from collections.abc import Iterable

import pandas as pd

from sim.outcomes import OUTCOMES, Outcome
from sim.scenario.errors import did_you_mean, one_of
from sim.scenario.schema.series import summary_of

_ACRONYMS = {"hhi": "HHI", "cr4": "CR4", "gini": "Gini"}


def need(table: pd.DataFrame, *columns: str) -> None:
    """Check that a table has rows and columns.

    Raises:
        ValueError: it has no row, or lacks a column.
    """
    for column in columns:
        if column not in table.columns:
            names = [str(name) for name in table.columns]
            raise ValueError(told(f'the table has no column "{column}"', column, names))
    if table.empty:
        raise ValueError("the table has no rows; there is nothing to draw")


def only(values: Iterable[object], choices: Iterable[str], what: str) -> None:
    """Check that all values are among the choices.

    Raises:
        ValueError: one is not.
    """
    known = list(choices)
    for value in dict.fromkeys(values):
        if value not in known:
            raise ValueError(told(f'unknown {what} "{value}"', str(value), known))


def told(problem: str, word: str, choices: Iterable[str]) -> str:
    """What is wrong, what was expected, and what was probably meant."""
    names = list(choices)
    return "; ".join(part for part in (problem, f"expected {one_of(names)}", did_you_mean(word, names)) if part)


def of_quarter(table: pd.DataFrame, quarter: int) -> pd.DataFrame:
    """The rows of one quarter.

    Raises:
        ValueError: there are none.
    """
    need(table, "quarter")
    if not (table["quarter"] == quarter).any():
        there = [str(each) for each in sorted(table["quarter"].unique())]
        raise ValueError(f"the table has no quarter {quarter}; expected {one_of(there)}")
    return table[table["quarter"] == quarter]


def measured(series: str) -> Outcome:
    """The outcome that a series is summarised by.

    Raises:
        ValueError: no outcome summarises such a series.
    """
    found = summary_of(series)
    if found is None:
        known = dict.fromkeys(outcome.series for outcome in OUTCOMES.values() if outcome.series)
        raise ValueError(told(f'there is no outcome over the series "{series}"', series, known))
    return found


def spoken(name: str) -> str:
    """The name of an outcome as people write it (``hhi_revenue`` -> ``HHI revenue``)."""
    return " ".join(_ACRONYMS.get(part, part) for part in name.split("_"))


def titled(name: str) -> str:
    """The same, as a heading."""
    text = spoken(name)
    return text[:1].upper() + text[1:]
