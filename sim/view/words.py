"""Texts of the live page: events, an actor's state, and the reasons for its choice."""

from collections.abc import Callable, Mapping, Sequence

from sim.numbers import fixed_on_page, on_page, percent_on_page, signed_on_page
from sim.scenario import Scenario
from sim.scenario.schema.enums import Kind, Tier, word
from sim.view.events import Event
from sim.view.glossary import label, term
from sim.view.markup import NOTHING, Markup, fill, joined
from sim.view.reasons import Reasons
from sim.view.say import say
from sim.view.scene import Scene, in_words
from sim.world import Record

_MARKS = {
    "policy": "\u2691", "opens": "\u25d5", "closes": "\u25d4", "entry": "\u2192", "exit": "\u2190", "club": "\u222a",
    "record": "\u2191", "incident": "\u26a0", "misuse": "\u26a0", "breach": "\u2260", "leader": "\u2605",
    "catastrophe": "\u2622",
}  # fmt: skip
_LOGGED, _IN_LINE = 60, 6
"""Events in the log, and in one line."""


def strip(events: Sequence[Event], quarter: int) -> Markup:
    """Events of the last quarter, in one line."""
    now = [event for event in events if event.quarter == quarter - 1]
    marks = joined((fill("<span>{}</span>", _marked(event)) for event in now[:_IN_LINE]), " \u00b7 ")
    rest = len(now) - _IN_LINE
    more = f" \u00b7 {say('events.more', count=rest)}" if rest > 0 else ""
    return fill("<div class='strip' data-events='{}'>{}{}</div>", len(now), marks or say("events.nothing"), more)


def log(events: Sequence[Event], scenario: Scenario) -> Markup:
    """Events so far, the latest first."""
    rows = joined(_logged(event, scenario) for event in reversed(events[-_LOGGED:]))
    title, hint = say("events.log"), say("events.pick")
    return fill("<h3>{}</h3><p class='hint'>{}</p><ol class='log'>{}</ol>", title, hint, rows)


def _logged(event: Event, scenario: Scenario) -> Markup:
    return fill("<li><time>{}</time>{}</li>", in_words(scenario.date_of(event.quarter)), _marked(event))


def _marked(event: Event) -> Markup:
    return fill("<i class='mark-{}' aria-hidden='true'>{}</i> {}", event.kind, _MARKS[event.kind], event.text)


def state(scene: Scene, row: int) -> Markup:
    """The state of an actor."""
    actor = scene.actors[row]
    rows = [(term(f"tier.{word(Tier(int(actor['tier'])))}", say("state.tier")), _tier(int(actor["tier"])))]
    rows += [(_named(name), _SHOWN[name](float(actor[field]))) for name, field in _FIELDS if _is_shown(actor, field)]
    cells = joined(fill("<div><dt>{}</dt><dd>{}</dd></div>", *each) for each in rows)
    gone = NOTHING if actor["alive"] else fill("<p>{}</p>", say("state.gone"))
    kind = say("state.kind", kind=word(Kind(int(actor["kind"]))), bloc=scene.bloc_names[int(actor["bloc"])])
    return fill("<p>{}</p>{}<dl class='state'>{}</dl>", kind, gone, cells)


def _is_shown(actor: Record, field: str) -> bool:
    """What stays 0 in most worlds is told only where it is not."""
    return field != "scar" or bool(actor["scar"] > 0.0)


def _named(name: str) -> Markup:
    shown, told = say(f"state.{name}"), say(f"state.{name}_about")
    return fill('<button type="button" class="term" data-about="{}">{}</button>', told, shown)


def _tier(tier: int) -> str:
    return label(f"tier.{word(Tier(tier))}")


def _money(value: float) -> str:
    return say("state.money", value=on_page(value))


def _a_quarter(value: float) -> str:
    return say("state.a_quarter", value=on_page(value))


def _two(value: float) -> str:
    return fixed_on_page(value, 2)


_FIELDS = (
    ("capability", "capability"), ("released", "released"), ("reputation", "reputation"), ("scar", "scar"),
    ("effort", "effort"), ("care", "safety"), ("flaws", "flaws"), ("users", "users"), ("revenue", "revenue"),
    ("outlay", "outlay"), ("cash", "cash"),
)  # fmt: skip
"""What is told of an actor: its name in the texts, and its field in the record."""
_SHOWN: Mapping[str, Callable[[float], str]] = {
    "capability": _two, "released": _two, "reputation": _two, "effort": _two, "care": _two, "flaws": _two,
    "scar": lambda value: percent_on_page(value, 0), "users": lambda value: percent_on_page(value, 1),
    "revenue": _a_quarter, "outlay": _a_quarter, "cash": _money,
}  # fmt: skip


def why(reasons: Reasons | None) -> Markup:
    """The value of each option, and what decided."""
    if reasons is None:
        return fill("<p>{}</p>", say("reasons.inactive"))
    rows = [
        ("", say("reasons.hoards", tier=label(f"tier.{reasons.hoards_as}")), "0"),
        ("", say("reasons.shares", tier=label(f"tier.{reasons.shares_as}")), signed_on_page(reasons.gain)),
    ]
    rows += [("part", say(f"reasons.part_{name}"), signed_on_page(worth)) for name, worth in reasons.parts]
    table = joined(fill("<tr class='{}'><th scope='row'>{}</th><td>{}</td></tr>", *row) for row in rows)
    told = reasons.told if reasons.considered else f"{reasons.told} {say('reasons.kept')}"
    note = fill("<p class='hint'>{}</p>", say("reasons.not_used"))
    return fill(
        "<h3>{}</h3><p>{}</p><table data-table='reasons' data-gain='{!r}'><thead><tr><th>{}</th>"
        "<th>{}</th></tr></thead><tbody>{}</tbody></table>{}",
        say("reasons.title", strategy=label(f"strategy.{reasons.strategy}")), told, reasons.gain,
        say("reasons.option"), say("reasons.worth"), table, NOTHING if reasons.weighed else note,
    )  # fmt: skip
