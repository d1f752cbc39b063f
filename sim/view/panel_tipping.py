"""The tipping card: when openness keeps itself, from two starts, over a lever; how many must begin, for how long."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import solara

from sim.analysis.sizes import SEEDS
from sim.analysis.tipping.at_once import SOME, Beginning, Point, branches, end_of, from_some, must_begin
from sim.analysis.tipping.dial import CONFORMITY, RECIPROCATORS, Dial, dial_of
from sim.analysis.tipping.starts import SUPPORT, in_order
from sim.analysis.tipping.tipping import CLOSED, HOLDS, LEVER, OPEN, adapted
from sim.scenario import Scenario
from sim.view.choices import Choose, Reach
from sim.view.markup import Markup, fill
from sim.view.say import say, told
from sim.view.side import Side
from sim.view.steps import Steps, use_steps
from sim.view.tipping_words import ends_told, sentences, shown_value
from sim.view.widgets import Words

LEVERS = (CONFORMITY, RECIPROCATORS, SUPPORT, LEVER)
VALUES = 11


@dataclass(frozen=True)
class Wish:
    """What is asked.

    Attributes:
        letter: of the world.
        lever: what is turned.
        share: of actors that begin open; 0 shows both starts alone.
        quarters: for how long they are bound to it; 0: they only begin so.
    """

    letter: str
    lever: str = CONFORMITY
    share: float = 0.0
    quarters: int = 0


@dataclass(frozen=True)
class Basis:
    """A world in which everybody may change, and what is turned in it.

    Attributes:
        lever: what is turned, as it was asked for.
        world: the world.
        order: its actors in the order in which they begin.
        dial: what is turned.
        own_end: how open the scenario ends as it is.
        begin: shares of actors that must begin open: not enough, and enough.
    """

    lever: str
    world: Scenario
    order: Sequence[str]
    dial: Dial
    own_end: float
    begin: tuple[float, float]


@solara.component_vue("vue/tipping.vue")
def _Drawn(spec: Mapping[str, Any], busy: bool, texts: Mapping[str, str]) -> None: ...


@solara.component_vue("vue/arrived.vue")
def _Arrived(target: str, event_arrive: Callable[..., None]) -> None: ...


@solara.component
def TippingPanel(sides: Sequence[Side]) -> None:
    """When openness keeps itself in one of the worlds on the page."""
    is_open, be_open = solara.use_state(False, key="open")
    wish, want = solara.use_state(Wish(sides[0].letter), key="wish")
    side = next((each for each in sides if each.letter == wish.letter), sides[0])
    key = (side.scenario.digest, wish.lever) if is_open else None
    found: Steps[Basis | Point] = use_steps(key, partial(_both, side.scenario, wish.lever), "both")
    some_key = (*key, wish.share, wish.quarters) if key and wish.share else None
    some: Steps[Basis | Point] = use_steps(some_key, partial(_some, side.scenario, wish), "some")
    basis = next((each for each in found.now(key) if isinstance(each, Basis)), None)
    points = [each for each in found.now(key) if isinstance(each, Point)]
    if basis:
        points += [each for each in some.now(some_key) if isinstance(each, Point)]
    message = found.message if found.of == key else ""

    with solara.v.Html(
        tag="section", class_="panel why tipping", attributes={"aria-label": say("why.tip_title"), "id": "tipping"}
    ):
        _Arrived(target="tipping", event_arrive=lambda *_: be_open(True))
        with solara.Div(classes=["why-head"]):
            Words(fill("<h2>{}</h2>", say("why.tip_title")))
            if is_open:
                _Wishes(sides, wish, side, want)
            else:
                solara.Button(say("why.tip_ask"), on_click=lambda: be_open(True), outlined=True, small=True)
        Words(_told(basis, points, message, side, wish) if is_open else told("why.tip_invitation"), "why-told")
        if is_open:
            is_busy = not found.has_all(key) or (some_key is not None and not some.has_all(some_key))
            _Drawn(spec=drawn(basis, points, side), busy=is_busy, texts=_texts(basis.lever if basis else wish.lever))
            _Begin(wish, want)
            Words(fill("<p class='hint'>{}</p>", told("why.tip_method")))


@solara.component
def _Wishes(sides: Sequence[Side], wish: Wish, side: Side, want: Callable[[Wish], None]) -> None:
    if len(sides) > 1:
        worlds = [{"name": each.letter, "label": f"{each.letter} {each.title}".strip()} for each in sides]
        Choose(
            name="tip-world", label=say("why.world"), chosen=side.letter, choices=worlds,
            event_choose=lambda letter: want(replace(wish, letter=letter)),
        )  # fmt: skip
    levers = [{"name": lever, "label": say(f"why.lever_{place}")} for place, lever in enumerate(LEVERS)]
    Choose(
        name="tip-lever", label=say("why.tip_lever"), chosen=wish.lever, choices=levers,
        event_choose=lambda lever: want(replace(wish, lever=lever)),
    )  # fmt: skip


@solara.component
def _Begin(wish: Wish, want: Callable[[Wish], None]) -> None:
    """How many begin, for how long."""
    with solara.Div(classes=["why-head"]):
        Reach(
            name="tip-share", label=say("why.tip_share"), value=round(100 * wish.share), least=0, most=100, step=5,
            unit="%", event_reach=lambda value: want(replace(wish, share=float(value) / 100.0)),
        )  # fmt: skip
        holds = [{"name": str(quarters), "label": say("why.tip_years", n=f"{quarters / 4:g}")} for quarters in HOLDS]
        Choose(
            name="tip-quarters", label=say("why.tip_held"), chosen=str(wish.quarters),
            choices=[{"name": "0", "label": say("why.tip_free")}, *holds],
            event_choose=lambda quarters: want(replace(wish, quarters=int(quarters))),
        )  # fmt: skip


def _basis(scenario: Scenario, lever: str) -> tuple[Scenario, list[str], Dial]:
    world = adapted(scenario, None)
    order = in_order(world, 0)
    return world, order, dial_of(world, lever, None, None, VALUES, order)


def _both(scenario: Scenario, lever: str, ensure_wanted: Callable[[], None]) -> Iterator[Basis | Point]:
    """What stands on the card, one by one, the most important first."""
    world, order, dial = _basis(scenario, lever)
    begin = must_begin(world, order)
    ensure_wanted()
    yield Basis(lever, world, order, dial, end_of(scenario, SEEDS), begin)
    yield from branches(world, dial)


def _some(scenario: Scenario, wish: Wish, ensure_wanted: Callable[[], None]) -> Iterator[Basis | Point]:
    world, order, dial = _basis(scenario, wish.lever)
    who = tuple(order[: round(wish.share * len(order))])
    yield from from_some(world, dial, Beginning(who, wish.quarters))


def _told(basis: Basis | None, points: Sequence[Point], message: str, side: Side, wish: Wish) -> Markup:
    if message:
        return told("why.tip_cannot", problem=message)
    own = {point.start: point.ends for point in points if basis and point.value == basis.dial.own}
    if basis is None or CLOSED not in own or OPEN not in own:
        return told("why.tip_counting")
    return sentences(own, basis.begin, side.called, some=own.get(SOME), share=wish.share, quarters=wish.quarters)


def _texts(lever: str) -> dict[str, str]:
    keys = ("closed", "open", "some", "gap", "own", "own_world", "share_open", "no_value")
    return {each: say(f"why.tip_{each}") for each in keys} | {"lever": say(f"why.lever_{LEVERS.index(lever)}")}


def drawn(basis: Basis | None, points: Sequence[Point], side: Side) -> dict[str, Any]:
    """The card as its drawing takes it."""
    if basis is None:
        return {"values": [], "lines": {}, "own": None}
    known = {start: {each.value: each for each in points if each.start == start} for start in (CLOSED, OPEN, SOME)}
    values = sorted({*basis.dial.values, basis.dial.own})
    lines = {start: [_of(own.get(value)) for value in values] for start, own in known.items()}
    end = None if np.isnan(basis.own_end) else basis.own_end
    return {"values": [{"at": value, "text": shown_value(basis.dial.name, value)} for value in values], "lines": lines,
            "own": {"at": basis.dial.own, "end": end, "letter": side.letter, "style": side.style}}  # fmt: skip


def _of(point: Point | None) -> dict[str, Any] | None:
    if point is None or not np.isfinite(point.ends).any():
        return None
    low, high = np.nanquantile(point.ends, (0.05, 0.95))
    mean = float(np.nanmean(point.ends))
    return {"mean": mean, "low": float(low), "high": float(high), "text": ends_told(point.ends)}
