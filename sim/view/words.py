"""Texts of the live page: events, an actor's state, and the reasons for its choice."""

from collections.abc import Sequence

from sim.agents import Actor
from sim.numbers import on_page, signed_on_page
from sim.scenario import Scenario
from sim.scenario.schema.enums import word
from sim.view.events import Event
from sim.view.markup import NOTHING, Markup, escape, fill, joined
from sim.view.reasons import BILLION, Reasons

_MARKS = {
    "policy": "\u2691", "opens": "\u25d5", "closes": "\u25d4", "entry": "\u2192", "exit": "\u2190", "club": "\u222a",
    "record": "\u2191", "incident": "\u26a0", "misuse": "\u26a0", "breach": "\u2260", "leader": "\u2605",
    "catastrophe": "\u2622",
}  # fmt: skip
_LOGGED = 60


def strip(events: Sequence[Event], quarter: int) -> Markup:
    """Events of the last quarter, in one line."""
    now = [event for event in events if event.quarter == quarter - 1]
    marks = joined((fill("<span>{}</span>", _marked(event)) for event in now[:6]), " \u00b7 ")
    more = f" \u00b7 and {len(now) - 6} more" if len(now) > 6 else ""
    marks = marks or escape("nothing out of the ordinary")
    return fill("<div class='strip' data-events='{}'>{}{}</div>", len(now), marks, more)


def log(events: Sequence[Event], scenario: Scenario) -> Markup:
    """Events so far, the latest first."""
    rows = joined(_logged(event, scenario) for event in reversed(events[-_LOGGED:]))
    hint = "Pick an actor in the network to see its state and the reasons for its choice."
    return fill("<h3>What happened</h3><p class='hint'>{}</p><ol class='log'>{}</ol>", hint, rows)


def _logged(event: Event, scenario: Scenario) -> Markup:
    day = scenario.date_of(event.quarter)
    return fill("<li><time>{} Q{}</time>{}</li>", day.year, (day.month + 2) // 3, _marked(event))


def _marked(event: Event) -> Markup:
    return fill("<i class='mark-{}' aria-hidden='true'>{}</i> {}", event.kind, _MARKS[event.kind], event.text)


def state(actor: Actor) -> Markup:
    """The state of an actor."""
    rows = [
        ("tier", word(actor.tier)),
        ("capability", f"{actor.capability:.2f} OOM"),
        ("released", f"{actor.released:.2f} OOM"),
        ("reputation", f"{actor.reputation:.2f}"),
        ("effort", f"{actor.effort:.2f}"),
        ("care", f"{actor.safety:.2f}"),
        ("undiscovered flaws", f"{actor.flaws:.2f}"),
        ("users", f"{actor.users:.1%}"),
        ("revenue", f"{on_page(actor.revenue)} bn/q"),
        ("outlay", f"{on_page(actor.outlay)} bn/q"),
        ("cash", f"{on_page(actor.cash)} bn USD"),
    ]
    if actor.scar > 0.0:
        rows.insert(4, ("trust lost for good", f"{actor.scar:.0%}"))
    cells = joined(fill("<div><dt>{}</dt><dd>{}</dd></div>", name, value) for name, value in rows)
    gone = NOTHING if actor.alive else fill("<p>It is not active.</p>")
    kind = fill("<p>{} of {}</p>", word(actor.kind), actor.bloc_name)
    return fill("{}{}<dl class='state'>{}</dl>", kind, gone, cells)


def why(reasons: Reasons | None) -> Markup:
    """The value of each option, and what decided."""
    if reasons is None:
        return fill("<p>It was not active, so it decided nothing.</p>")
    rows = [
        ("", f"hoard ({reasons.hoards_as})", "0"),
        ("", f"share ({reasons.shares_as})", signed_on_page(reasons.gain)),
    ]
    rows += [("part", name, signed_on_page(worth)) for name, worth in reasons.parts]
    table = joined(fill("<tr class='{}'><th scope='row'>{}</th><td>{}</td></tr>", *row) for row in rows)
    again = "" if reasons.considered else " It did not reconsider this quarter and kept its choice."
    note = fill("<p class='hint'>Its strategy does not use this sum; the rules calculate it.</p>")
    return fill(
        "<h3>Why: {}</h3><p>{}{}</p><table data-table='reasons' data-gain='{!r}'><thead><tr><th>option</th>"
        "<th>worth, {}</th></tr></thead><tbody>{}</tbody></table>{}",
        reasons.strategy, reasons.told, again, reasons.gain, BILLION, table, NOTHING if reasons.weighed else note,
    )  # fmt: skip
