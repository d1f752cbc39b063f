"""Conclusions in words and rows: what is robust, what depends on what, and what an interval holds."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pandas as pd

from sim.analysis.conclusions import FEW, HANGS, LUCK, MANY, NO_ROOM, ROBUST, Conclusions
from sim.analysis.robust import ENOUGH
from sim.analysis.tables import in_markdown, markdown_of
from sim.numbers import plain

signed = partial(plain, sign=True)

HEADS = (
    "outcome",
    "unit",
    "over",
    "default",
    "median [90 %]",
    "same sign",
    "numbers / forms / luck",
    "depends most on",
    "",
)
NUMBERS = (3, 4, 5, 6)
FORM_HEADS = ("form", "median [90 %]", "more", "less", "")
FORM_NUMBERS = (1, 2, 3)
DRIVER_HEADS = ("outcome", "depends on", "share of variance", "rank correlation", "history says")
DRIVER_NUMBERS = (2, 3)


def rows(found: Conclusions, scenario: str) -> list[tuple[str, ...]]:
    """A row for each outcome of a scenario, as in :data:`HEADS`."""
    return [
        (
            *(row["outcome"], row["unit"], row["over"], _or_dash(row["default"])),
            *(_interval(row), _agreeing(row), _parts(row), row["drivers"], verdict(row)),
        )
        for row in _of(found.table, scenario)
    ]


def verdict(row: dict[str, Any]) -> str:
    """The verdict with the sign that it is about."""
    if row["verdict"] != ROBUST:
        return str(row["verdict"])
    return f"{ROBUST}: {'more' if row['median'] > 0 else 'less'}"


def form_rows(found: Conclusions, scenario: str, outcome: str) -> list[tuple[str, ...]]:
    """A row for each form, as in :data:`FORM_HEADS`."""
    some = [row for row in _of(found.by_form, scenario) if row["outcome"] == outcome]
    return [
        (
            row["form"],
            _interval(row),
            f"{row['more']:.0%}",
            f"{row['less']:.0%}",
            row["robust"] and f"robust: {row['robust']}",
        )
        for row in some
    ]


def driver_rows(found: Conclusions, scenario: str, outcome: str, most: int) -> list[tuple[str, ...]]:
    """What an outcome depends on the most, as in :data:`DRIVER_HEADS`; one row says so where all is noise."""
    some = [row for row in _of(found.drivers, scenario) if row["outcome"] == outcome and row["drives"]][:most]
    if not some:
        return [(outcome, "nothing by itself", "-", "-", "-")]
    return [
        (
            outcome if place == 0 else "", row["name"], f"{row['share']:.0%} ± {row['error']:.0%}",
            "-" if row["kind"] == "form" else f"{row['rho']:+.2f}",
            "no data tell" if row["kind"] == "form" else str(row["told"]),
        )
        for place, row in enumerate(some)
    ]  # fmt: skip


def turn_lines(found: Conclusions, scenario: str) -> Iterator[str]:
    """How the sign of what is not robust turns, an outcome a line."""
    for row in _of(found.table, scenario):
        if row["turns"]:
            yield f"{row['outcome']} {row['verdict']}: {row['turns']}."


def holds(found: Conclusions) -> str:
    """What the intervals hold, in a sentence."""
    known, forms = found.ensemble.known, len(found.ensemble.forms)
    told = (
        f"{known['informed']} that history informs, {known['weakly']} weakly, {known['not at all']} of which it says "
        "nothing"
    )
    shapes = f"{forms} structural forms" if forms > 1 else "one structural form"
    return (
        f"{found.draws} draws of {len(found.ensemble.paths)} numbers ({told}) in each of {shapes}, each with luck of "
        "its own: intervals hold 90 % of all of these."
    )


def summary(found: Conclusions, scenario: str) -> str:
    """How many outcomes are robust, depend on something, or cannot be told."""
    verdicts = [str(row["verdict"]) for row in _of(found.table, scenario)]
    if all(each == FEW for each in verdicts):
        return f"Too few draws to conclude anything: {ENOUGH} are needed in each form."
    hangs = sum(each.startswith(HANGS) and each != MANY for each in verdicts)
    counts = [
        (verdicts.count(ROBUST), "robust"), (hangs, "depending on one form or number"),
        (verdicts.count(MANY), "on many numbers together"), (verdicts.count(LUCK), "a matter of luck"),
        (verdicts.count(NO_ROOM), "without room to differ"), (verdicts.count(FEW), "with too few draws"),
    ]  # fmt: skip
    return f"Of {len(verdicts)} outcomes, " + ", ".join(f"{count} {word}" for count, word in counts if count) + "."


def markdown(found: Conclusions) -> str:
    """Conclusions as a text in Markdown, every scenario, every form."""
    parts = [holds(found) + "\n"]
    for scenario in dict.fromkeys(found.table["scenario"]):
        table = pd.DataFrame(rows(found, scenario), columns=pd.Index(HEADS))
        parts += [f"## {in_markdown(scenario)}\n", markdown_of(table, tuple(HEADS[place] for place in NUMBERS))]
        parts += [f"- {in_markdown(line)}" for line in turn_lines(found, scenario)]
        for outcome in dict.fromkeys(found.table["outcome"]):
            forms = pd.DataFrame(form_rows(found, scenario, outcome), columns=pd.Index(FORM_HEADS))
            parts += [f"\n### {outcome}\n", markdown_of(forms, tuple(FORM_HEADS[place] for place in FORM_NUMBERS))]
    return "\n".join(parts) + "\n"


def _of(table: pd.DataFrame, scenario: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table[table["scenario"] == scenario].to_dict("records")
    return found


def _interval(row: dict[str, Any]) -> str:
    return f"{signed(row['median'])} [{signed(row['low'])}, {signed(row['high'])}]"


def _agreeing(row: dict[str, Any]) -> str:
    return f"{row['sign']:.0%}, at least {row['least']:.0%}"


def _parts(row: dict[str, Any]) -> str:
    return " / ".join(f"{100 * row[name]:.0f}" for name in ("parameters", "forms", "luck"))


def _or_dash(value: float) -> str:
    return signed(value) if value == value else "-"
