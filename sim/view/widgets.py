"""The few parts of a page that run in the browser: clickable figures, controls, the player, the address."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import solara
from reacton.core import get_render_context

from sim.view.markup import Markup, escape
from sim.view.say import decimal, say
from sim.view.turns import answering


@solara.component_vue("vue/figure.vue")
def _Figure(drawn: str, event_pick: Callable[[str], None]) -> None: ...


@solara.component_vue("vue/board.vue")
def _Board(
    name: str,
    told: str,
    answered: int,
    texts: dict[str, str],
    event_change: Callable[[dict[str, Any]], None],
    event_restore: Callable[[str], None],
) -> None: ...


@solara.component
def Board(
    name: str,
    controls: Sequence[dict[str, Any]],
    event_change: Callable[[dict[str, Any]], None],
    event_restore: Callable[[str], None],
) -> None:
    """Controls, each as :meth:`sim.view.controls.Control.told` gives it, with ``changed``.

    Answers are counted, so that a control returns to its old value when the new one is refused.
    """
    answered, answer = solara.use_state(0, key="answered")
    page = get_render_context(required=True)

    def change(event: dict[str, Any]) -> None:
        with answering(), page:  # else each part that a change concerns would draw the whole page again
            event_change(event)
            answer(lambda count: count + 1)

    _Board(
        name=name,
        told=json.dumps(controls, default=str),
        answered=answered,
        texts=_board_texts(),
        event_change=change,
        event_restore=event_restore,
    )


def _board_texts() -> dict[str, str]:
    """Words of a board; ``was`` keeps its field, which the browser fills in."""
    words = ("restore", "about", "exactly", "none", "on", "off")
    return {word: say(f"levers.{word}") for word in words} | {
        "was": say("levers.was", value="{value}"),
        "decimal": decimal(),
    }


@solara.component_vue("vue/player.vue")
def Player(
    quarter: int,
    quarters: int,
    start: float | None,
    heard: int,
    texts: dict[str, str],
    event_go: Callable[[dict[str, int]], None],
) -> None:
    """Play, pause, step, reset, the quarter and the speed."""


@solara.component_vue("vue/chart.vue")
def _Charts(told: str, look: str) -> None: ...


def Charts(specs: Sequence[dict[str, Any]], look: str = "") -> Any:
    """Charts, each as :func:`sim.view.charts.spec` gives it; ``look`` is a class of the style sheet.

    They go as text: Solara looks into lists and tables for elements at each drawing, and in these are only numbers.
    """
    return _Charts(told=json.dumps(specs), look=look)


@solara.component_vue("vue/tabs.vue")
def Tabs(names: Sequence[str], chosen: str, event_choose: Callable[[str], None]) -> None:
    """A choice of one from a few, as buttons."""


@solara.component_vue("vue/address.vue")
def Address(link: str, page: str) -> None:
    """Puts a link into the address bar without leaving the page, as long as the page of that path is open."""


@solara.component_vue("vue/jump.vue")
def _Jump(target: str, text: str, kind: str) -> None: ...


def Jump() -> Any:
    """A link to the levers when they are below the figures."""
    return _Jump(target="levers", text=say("page.to_levers"), kind="jump")


def Skip() -> Any:
    """A link over the menu, for those who go by keyboard."""
    return _Jump(target="main", text=say("page.skip"), kind="skip")


@solara.component_vue("vue/offline.vue")
def Offline(texts: Mapping[str, str]) -> None:
    """Reports when the server no longer answers."""


@solara.component_vue("vue/menu.vue")
def Menu(texts: Mapping[str, str]) -> None:
    """Buttons of the head: larger for a room, and what opens the panel that shares."""


@solara.component_vue("vue/links.vue")
def ShareLinks(texts: Mapping[str, str]) -> None:
    """The link of the page, and the lines that show it inside another."""


@solara.component_vue("vue/named.vue")
def Named(selector: str, name: str) -> None:
    """Names an element that a library left without a name, for screen readers."""


@solara.component_vue("vue/terms.vue")
def Terms(texts: Mapping[str, str]) -> None:
    """Shows what a term means (:func:`sim.view.glossary.term`) when it is clicked."""


def Figure(drawn: Markup, on_pick: Callable[[str], None] | None = None) -> Any:
    """A figure; marks with ``data-pick`` can be clicked, or chosen with the keyboard."""
    return _Figure(drawn=str(escape(drawn)), event_pick=on_pick or (lambda name: None))


def Words(html: Markup, style: str = "") -> Any:
    """Text and tables that are not clickable; anything other than Markup is shown as text."""
    return solara.HTML(tag="div", unsafe_innerHTML=str(escape(html)), classes=[style] if style else [])
