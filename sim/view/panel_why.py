"""Why two worlds differ: a waterfall from the one to the other, and what it says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import solara

from sim.analysis.why import Bar, Waterfall, Why, measured, why
from sim.numbers import on_page, signed_on_page
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.view.choices import Choose
from sim.view.glossary import label
from sim.view.markup import fill
from sim.view.panel_drivers import Drivers
from sim.view.panel_tipping import TippingPanel
from sim.view.say import say, told
from sim.view.session import Session
from sim.view.side import Side
from sim.view.steps import Steps, use_steps
from sim.view.why_words import detail_of, name_of, sentences, verdict
from sim.view.widgets import Words
from sim.view.worlds import Worlds

MOST_BARS = 8
"""Parts that have a bar of their own."""


@solara.component_vue("vue/waterfall.vue")
def _Drawn(spec: Mapping[str, Any], busy: bool, event_ask: Callable[[Mapping[str, str]], None]) -> None: ...


@solara.component
def WhyPanels(worlds: Worlds) -> None:
    """Why the worlds of the page differ, and when openness keeps itself in them; not where users' classes decide."""
    if any(each.agents for each in worlds.all):
        return
    sides = [_side(each, letter) for letter, each in zip(worlds.letters, worlds.all, strict=True)]
    if len(sides) > 1:
        WhyPanel(sides, worlds.quarter)
    TippingPanel(sides)


@solara.component
def WhyLive(session: Session) -> None:
    """What each of the visitor's changes and policies does in one world; nothing where users' classes decide."""
    if session.agents:
        return
    own = Side(session.own, "", say("why.untouched"), "twin", say("why.untouched_called"))
    this = replace(_side(session, ""), title=say("why.touched"), style="run", called=say("why.touched_called"))
    WhyPanel([own, this], session.quarter)


def _side(session: Session, letter: str) -> Side:
    setting, scenario = session.setting, session.scenario
    return Side(scenario, letter, scenario.title, letter.lower(), letter, setting.changes, setting.scenario)


@solara.component
def WhyPanel(sides: Sequence[Side], quarter: int) -> None:
    """Why other worlds differ from the first.

    Args:
        sides: two worlds or three.
        quarter: number of quarters over which they are compared.
    """
    outcomes = [each.name for each in displayed_on(Display.DIFFERENCE)]
    asked, ask = solara.use_state((outcomes[0], sides[1].letter), key="why")
    is_open, be_open = solara.use_state(False, key="open")
    outcome = asked[0] if asked[0] in outcomes else outcomes[0]
    first, second = sides[0], next((each for each in sides[1:] if each.letter == asked[1]), sides[1])
    key = (first.scenario.digest, second.scenario.digest, quarter) if is_open and quarter else None
    found: Steps[Why] = use_steps(key, partial(_explained, first.scenario, second.scenario, quarter), "found")
    shown = found.found[0] if found.found and key else None

    def follow(event: Mapping[str, str]) -> None:
        ask((event["outcome"], event.get("letter") or second.letter))
        be_open(True)

    with solara.v.Html(tag="section", class_="panel why", attributes={"aria-label": say("why.title"), "id": "why"}):
        with solara.Div(classes=["why-head"]):
            Words(fill("<h2>{}</h2>", say("why.title")))
            Choose(
                name="outcome", label=say("why.outcome"), chosen=outcome, choices=_labelled(outcomes),
                event_choose=lambda name: follow({"outcome": name}),
            )  # fmt: skip
            if len(sides) > 2:
                Choose(
                    name="world", label=say("why.world"), chosen=second.letter,
                    choices=[{"name": each.letter, "label": f"{each.letter} {each.title}"} for each in sides[1:]],
                    event_choose=lambda letter: follow({"outcome": outcome, "letter": letter}),
                )  # fmt: skip
            if not is_open:
                solara.Button(say("why.ask"), on_click=lambda: be_open(True), outlined=True, small=True)
        Words(_told(shown, found.message, first, second, outcome, quarter, is_open), "why-told")
        drawn = {"outcome": outcome, "rows": rows_of(shown.of(outcome, MOST_BARS), first, second) if shown else []}
        _Drawn(spec=drawn, busy=is_open and found.of != key, event_ask=follow)
        if shown:
            Words(fill("<p class='hint'>{}</p>", told("why.method")))
            Drivers(first, second, outcome, outcomes)


def _explained(one: Scenario, other: Scenario, quarter: int, ensure_wanted: Callable[[], None]) -> Iterator[Why]:
    def measure(scenario: Scenario) -> Any:
        ensure_wanted()
        return measured(scenario, tuple(OUTCOMES), quarter)

    yield why(one, other, measure=measure)


def _told(shown: Why | None, message: str, first: Side, second: Side, outcome: str, quarter: int, is_open: bool) -> Any:
    if not quarter:
        return told("why.nothing_yet")
    if not is_open:
        return told("why.invitation", first=first.called, second=second.called)
    if message:
        return told("why.cannot", problem=message)
    if shown is None:
        return told("why.counting")
    return sentences(shown.of(outcome, MOST_BARS), first.called, second.called)


def _labelled(outcomes: Sequence[str]) -> list[dict[str, str]]:
    return [{"name": name, "label": label(name)} for name in outcomes]


def rows_of(found: Waterfall, first: Side, second: Side) -> list[dict[str, Any]]:
    """A waterfall as a drawing takes it: where each bar begins and ends, and what stands beside it."""
    at, rows = found.before, [_end(first, found.before)]
    for bar in found.bars:
        rows.append(_bar(bar, at, found.outcome))
        at += bar.size
    return [*rows, _end(second, found.after)]


def _end(side: Side, value: float) -> dict[str, Any]:
    row = {"isEnd": True, "letter": side.letter, "style": side.style, "label": side.title, "from": value, "to": value}
    return row | {"text": on_page(value), "state": "", "detail": "", "seeds": "", "spoken": "", "size": repr(value)}


def _bar(bar: Bar, at: float, outcome: str) -> dict[str, Any]:
    state = verdict(bar, outcome)
    row = {"isEnd": False, "letter": "", "style": "", "label": name_of(bar), "from": at, "to": at + bar.size}
    spoken = say(f"why.{state}") if state in ("better", "worse") else ""
    return row | {"text": signed_on_page(bar.size), "state": state, "detail": detail_of(bar), "spoken": spoken,
                  "seeds": say("why.seeds", agree=bar.agree, of=bar.of), "size": repr(bar.size)}  # fmt: skip
