"""The runs of a store on the explore page: choices, the map, the runs of a cell, and what differs."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import solara

from sim.outcomes import OUTCOMES
from sim.scenario.errors import printable
from sim.view.explore import figures, where
from sim.view.explore.found import ExploreError, Panel, Runs
from sim.view.explore.runs import link_to
from sim.view.explore.store import spoken
from sim.view.explore.tables import counted
from sim.view.layout import Message, choice
from sim.view.markup import fill
from sim.view.say import say
from sim.view.widgets import Board, Figure, Words

T = TypeVar("T")
_WORDS = {
    where.LEVELS: "explore.level", where.DIFFERENCES: "explore.difference_shown", where.COMMON: "explore.common",
    where.OWN: "explore.own", "level": "explore.by_level", "spread": "explore.by_spread",
}  # fmt: skip


def attempt(draw: Callable[[], T]) -> tuple[T | None, str]:
    """Something drawn, or why it cannot be; the page goes on either way."""
    try:
        return draw(), ""
    except ExploreError as error:
        return None, str(error)
    except Exception as error:  # what others wrote into a store is of any kind
        return None, say("explore.cannot_draw", why=printable(f"{type(error).__name__}: {error}"))


@solara.component
def Drawn(panel: Panel, is_wide: bool = False) -> None:
    """A part of results that is not clickable."""
    with solara.Div(classes=["panel", "wide"] if is_wide else ["panel"]):
        Words(fill("<h3>{}<small>{}</small></h3>{}{}", panel.title, panel.note, panel.drawn, panel.under))


def runs_title(store: Runs) -> str:
    """How many runs there are of how many scenarios."""
    return say("explore.runs_title", runs=counted(len(store.runs)), scenarios=store.runs["scenario"].nunique())


@solara.component
def StoreOf(store: Runs, wanted: Mapping[str, str], choose: Callable[[str, str], None]) -> None:
    """The runs of a store.

    Args:
        store: the runs.
        wanted: what was chosen.
        choose: called with a choice and its new value.
    """
    ready, message = solara.use_memo(
        lambda: attempt(lambda: (where.choices_of(store), where.first(store))), [id(store)]
    )
    versions = store.runs["model_version"].nunique()
    note = say("explore.versions", count=versions) if versions > 1 else ""
    note += say("explore.unread", count=store.unread) if store.unread else ""
    Words(fill("<h3>{}{}</h3>", runs_title(store), note))
    Message(message)
    if ready is None:
        return
    choices, first = ready
    settled = where.settled(wanted, choices, first)
    Board(
        name="explore",
        controls=[_control(key, settled[key], choices[key]) for key in where.CHOICES],
        event_change=lambda event: choose(event["path"], str(event["value"])),
        event_restore=lambda path: None,
    )
    with solara.Div(classes=["panels"]):
        _Map(store, settled)
        _Forest(store, settled)


def _control(key: str, value: str, choices: list[str]) -> dict[str, Any]:
    """A choice, whose values are told in the words of the language."""
    label = say(f"explore.{key}")
    if key in where.CODED:
        return choice(key, label, value, choices) | {
            "groups": [_options(label, choices, lambda code: say(_WORDS[code]))]
        }
    if key == "outcome":
        return choice(key, label, value, choices) | {"groups": _outcomes(choices)}
    return choice(key, label, value, choices)


def _options(label: str, values: list[str], named: Callable[[str], str]) -> dict[str, Any]:
    return {"label": label, "options": [{"value": value, "title": named(value)} for value in values]}


def _outcomes(names: list[str]) -> list[dict[str, Any]]:
    """Outcomes under the headings of their declarations."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(OUTCOMES[name].group if name in OUTCOMES else say("explore.others"), []).append(name)
    return [_options(group, some, spoken) for group, some in groups.items()]


@solara.component
def _Map(store: Runs, wanted: dict[str, str]) -> None:
    router = solara.use_router()
    shows = tuple(wanted[key] for key in ("outcome", "shows", "scenario", "across", "down", "control", "treatment"))
    (of, number), pick = solara.use_state(((), -1), key="cell")
    chosen = number if of == shows else -1
    map_key = [id(store), *shows, wanted["colours"], chosen]
    shown, message = solara.use_memo(lambda: attempt(lambda: figures.mapped(store, wanted, chosen)), map_key)
    closed, tell = solara.use_state("", key="closed")

    def open_run(place: str) -> None:
        link, why = link_to(store.runs.loc[int(place)].to_dict(), store.name)
        tell(why)
        if link:
            router.push(link)

    with solara.Div(classes=["panel"]):
        if shown is None:
            Words(fill("<h3>{}</h3><p role='status'>{}</p>", wanted["outcome"], message))
            return
        Words(fill("<h3>{}<small>{}</small></h3>", shown.title, say("explore.map_note")))
        Figure(shown.drawn, lambda name: pick((shows, int(name))))
        if chosen >= 0:
            _Cell(store, shown, chosen, wanted["outcome"], open_run, lambda: pick(((), -1)))
        Message(closed)


@solara.component
def _Cell(
    store: Runs,
    shown: figures.Mapped,
    chosen: int,
    outcome: str,
    open_run: Callable[[str], None],
    close: Callable[[], None],
) -> None:
    """The runs of a cell, each of which can be opened."""
    panel, message = attempt(lambda: figures.listed(figures.members(store, shown, chosen), store, outcome))
    with solara.Div(classes=["runs"]):
        if panel is None:
            Words(fill("<p role='status'>{}</p>", message))
            return
        Words(fill("<h4>{}</h4><div role='status'>{}</div>", panel.title, panel.under))
        Figure(panel.drawn, open_run)
        solara.Button(say("explore.close_cell"), on_click=close, outlined=True, small=True)


@solara.component
def _Forest(store: Runs, wanted: dict[str, str]) -> None:
    key = [id(store), wanted["control"], wanted["treatment"], wanted["scale"]]
    panel, message = solara.use_memo(lambda: attempt(lambda: figures.differing(store, wanted)), key)
    if panel is not None:
        Drawn(panel)
        return
    with solara.Div(classes=["panel"]):
        Words(fill("<p role='status'>{}</p>", message))
