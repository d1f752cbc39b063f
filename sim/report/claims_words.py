"""What is said of a claim in a table: its effect, where it holds, on what it hangs."""

import json
from collections.abc import Mapping
from typing import Any

from sim.analysis.claims.claim import Claim, SideSpec
from sim.analysis.claims.verdict import CENTRAL
from sim.numbers import interval

Row = Mapping[str, Any]
"""A row of a table of :class:`sim.analysis.claims.findings.Findings`."""
EFFECT = f"effect [{100 * CENTRAL:.0f} % of points]"
"""Heading over effects."""
_UNNAMED = "1"


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
    """Text of the verdict, with "barely" and how a refuted claim fails, such as ``refuted, barely: too small``."""
    text = str(claim["verdict"]) if claim["firm"] else f"{claim['verdict']}, barely"
    return f"{text}: {claim['how']}" if claim["how"] else text


def shares(claim: Row) -> str:
    """Shares of points, such as ``92/3/5 %``."""
    return "/".join(f"{100 * claim[name]:.0f}" for name in ("holds", "fails", "unclear")) + " %"


def where(claim: Row) -> str:
    """Text of where a claim holds, or what it depends on, and other notes for readers."""
    parts = [_where_it_holds(claim), _what_turns_it(claim), _what_it_goes_with(claim), _what_failed(claim)]
    return "; ".join(part for part in parts if part)


def _where_it_holds(claim: Row) -> str:
    if claim["coverage"] != claim["coverage"]:
        return str(claim["rule"])
    return f"where {claim['rule']} ({_quality(claim, '')}; on unseen points {_quality(claim, 'tested_')})"


def _quality(claim: Row, prefix: str) -> str:
    coverage, density = claim[f"{prefix}coverage"], claim[f"{prefix}density"]
    return f"covers {100 * coverage:.0f} %, right in {100 * density:.0f} %"


def _what_turns_it(claim: Row) -> str:
    named = claim["depends_on"]
    if not claim["wired"]:
        return f"depends on {named}" if named else ""
    follows = f"follows from an assumption: {named}" if named else "the same everywhere, whatever mechanism is off"
    beyond = claim["turns_beyond"]
    return f"{follows}; beyond its ranges {f'turns at {beyond}' if beyond else 'no parameter alone turns it'}"


def _what_it_goes_with(claim: Row) -> str:
    name, correlation = claim["weightiest"], claim["correlation"]
    return f"goes most with {name} ({correlation:+.2f})" if name else ""


def _what_failed(claim: Row) -> str:
    return f"{claim['failed_runs']} runs failed: {claim['error']}" if claim["failed_runs"] else ""
