"""What is said of a claim in a table: its effect, where it holds, on what it depends."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.analysis.claims.claim import Claim, SideSpec
from sim.analysis.claims.readings import Agreement
from sim.analysis.claims.verdict import CENTRAL, TOO_FEW, UNTESTABLE
from sim.numbers import interval

Row = Mapping[str, Any]
"""A row of a table of :class:`sim.analysis.claims.findings.Findings`."""
EFFECT = f"effect [{100 * CENTRAL:.0f} % of draws]"
"""Heading over effects."""
_UNNAMED = "1"
_MOST = 0.5
"""Share of the control's runs in which an outcome must have room, or that it has none is said."""


def effect(outcome: Row) -> str:
    """Text of the effect on one outcome, such as ``frontier -4 [-4.1, -3.9] OOM``."""
    of = " in the treatment" if outcome["of"] == "treatment" else ""
    figures = interval(outcome["effect"], outcome["low"], outcome["high"])
    return f"{outcome['outcome']}{of} {figures} {unit(outcome)}".rstrip()


def unit(outcome: Row) -> str:
    """The unit of an outcome, if its name does not already say it."""
    return "" if outcome["unit"] in (outcome["outcome"], _UNNAMED) else str(outcome["unit"])


def contrast(claim: Claim) -> str:
    """Text of what a claim compares, such as ``harmonized against harmonized (policies.data.on = false)``."""
    return f"{_side(claim.treatment)} against {_side(claim.control)}"


def _side(side: SideSpec) -> str:
    changes = ", ".join(f"{path} = {json.dumps(value, default=str)}" for path, value in side.set.items())
    return f"{side.scenario} ({changes})" if changes else side.scenario


def verdict(claim: Row) -> str:
    """Text of the verdict and how a refuted claim fails, such as ``refuted: too small``."""
    return f"{claim['verdict']}: {claim['how']}" if claim["how"] else str(claim["verdict"])


def shares(claim: Row) -> str:
    """Shares of draws over all forms, and of holding in single forms, such as ``92/8/0 %, by form 71 to 100 %``."""
    over = "/".join(f"{100 * claim[name]:.0f}" for name in ("holds", "fails", "unclear"))
    lowest, highest = (f"{100 * claim[name]:.0f}" for name in ("lowest", "highest"))
    return f"{over} %" if claim["forms"] == 1 else f"{over} %, by form {lowest} to {highest} %"


def where(claim: Row) -> str:
    """Text of where a claim holds, what its result rests on, and other notes for readers."""
    parts = [_where_it_holds(claim), basis(claim), _what_it_hangs_on(claim), *_what_else(claim), _what_failed(claim)]
    return "; ".join(part for part in parts if part)


def _where_it_holds(claim: Row) -> str:
    return f"holds where {claim['rule']}" if claim["rule"] else ""


def basis(claim: Row) -> str:
    """Text of what a result rests on, such as ``restates an input: eyes.rate``; "" where there is no verdict."""
    if claim["verdict"] in (UNTESTABLE, TOO_FEW):
        return ""
    return f"{claim['basis']}: {claim['restates']}" if claim["restates"] else str(claim["basis"])


def _what_it_hangs_on(claim: Row) -> str:
    return f"depends on {claim['hangs_on']}" if claim["hangs_on"] else "no single number or form explains it"


def _what_else(claim: Row) -> Iterator[str]:
    if claim["room"] < _MOST:
        yield f"no room: in {1.0 - claim['room']:.0%} of the control's runs it cannot move by as much"
    if "turns" in claim:
        told = "turns" if claim["turns"] else "does not turn"
        yield (
            f"{told} with {claim['prior']}: without {claim['without']}"
            if claim["prior"]
            else "has none of these numbers"
        )


def _what_failed(claim: Row) -> str:
    return f"{claim['failed_runs']} runs failed: {claim['error']}" if claim["failed_runs"] else ""


def agreement_rows(found: Agreement) -> pd.DataFrame:
    """Verdicts of both readings, a row a claim, and whether they agree."""
    return found.table.assign(agree=["yes" if same else "no" for same in found.table["agree"]])


def agreement_line(found: Agreement) -> str:
    """How many verdicts of two readings agree, and whose the second is."""
    left = f" Not compared, for the register splits it: {', '.join(found.left)}." if found.left else ""
    kappa = "is not defined" if found.kappa != found.kappa else f"{found.kappa:.2f}"
    return (
        f"{found.share:.0%} of {len(found.table)} verdicts agree; Cohen's kappa {kappa}. The second reading is the "
        "makers' own, written down without sight of the register or of results; it is no independent coder's."
        f"{left}"
    )
