"""Pieces of the live page that are text: what happened, how an actor stands, and why it chose what it chose."""

from collections.abc import Sequence
from html import escape

from sim.agents import Actor
from sim.scenario import Scenario
from sim.scenario.enums import word
from sim.view.events import Event
from sim.view.reasons import BILLION, Reasons
from sim.view.svg import short, signed

_MARKS = {
    "policy": "\u2691", "opens": "\u25d5", "closes": "\u25d4", "entry": "\u2192", "exit": "\u2190", "club": "\u222a",
    "record": "\u2191", "incident": "\u26a0", "misuse": "\u26a0", "breach": "\u2260", "leader": "\u2605",
    "catastrophe": "\u2622",
}  # fmt: skip
_LOGGED = 60


def strip(events: Sequence[Event], quarter: int) -> str:
    """What happened in the quarter that was stepped last, in one line."""
    now = [event for event in events if event.quarter == quarter - 1]
    told = " \u00b7 ".join(f"<span>{_marked(event)}</span>" for event in now[:6])
    more = f" \u00b7 and {len(now) - 6} more" if len(now) > 6 else ""
    return f"<div class='strip' data-events='{len(now)}'>{told or 'nothing out of the ordinary'}{more}</div>"


def log(events: Sequence[Event], scenario: Scenario) -> str:
    """What has happened, the latest first."""
    rows = "".join(
        f"<li><time>{scenario.date_of(event.quarter).year} Q{(scenario.date_of(event.quarter).month + 2) // 3}</time>"
        f"{_marked(event)}</li>"
        for event in reversed(events[-_LOGGED:])
    )
    hint = "<p class='hint'>Pick an actor in the network to see how it stands, and why it chose what it chose.</p>"
    return f"<h3>What happened</h3>{hint}<ol class='log'>{rows}</ol>"


def _marked(event: Event) -> str:
    return f"<i class='mark-{event.kind}' aria-hidden='true'>{_MARKS[event.kind]}</i> {escape(event.text)}"


def state(actor: Actor) -> str:
    """How an actor stands."""
    rows = [
        ("tier", word(actor.tier)),
        ("capability", f"{actor.capability:.2f} OOM"),
        ("released", f"{actor.released:.2f} OOM"),
        ("reputation", f"{actor.reputation:.2f}"),
        ("effort", f"{actor.effort:.2f}"),
        ("care", f"{actor.safety:.2f}"),
        ("undiscovered flaws", f"{actor.flaws:.2f}"),
        ("users", f"{actor.users:.1%}"),
        ("revenue", f"{short(actor.revenue)} bn/q"),
        ("outlay", f"{short(actor.outlay)} bn/q"),
        ("cash", f"{short(actor.cash)} bn USD"),
    ]
    cells = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)
    gone = "" if actor.alive else "<p>It is not active.</p>"
    return f"<p>{word(actor.kind)} of {escape(actor.bloc_name)}</p>{gone}<dl class='state'>{cells}</dl>"


def why(found: Reasons | None) -> str:
    """What each option was worth, and what decided."""
    if found is None:
        return "<p>It was not there to decide.</p>"
    rows = [("", f"hoard ({found.hoards_as})", "0"), ("", f"share ({found.shares_as})", signed(found.gain))]
    rows += [("part", name, signed(worth)) for name, worth in found.parts]
    told = "".join(
        f"<tr class='{style}'><th scope='row'>{name}</th><td>{worth}</td></tr>" for style, name, worth in rows
    )
    again = "" if found.considered else " It did not reconsider this quarter, and stayed as it was."
    note = (
        "" if found.weighed else "<p class='hint'>Its strategy does not look at this sum; the rules would give it.</p>"
    )
    return (
        f"<h3>Why: {found.strategy}</h3><p>{escape(found.told)}{again}</p>"
        f"<table data-table='reasons' data-gain='{found.gain!r}'><thead><tr><th>option</th><th>worth, {BILLION}</th>"
        f"</tr></thead><tbody>{told}</tbody></table>{note}"
    )
