"""The timeline of policies: add, drag, stretch and remove them, for one world or for all."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import solara

from sim.scenario import Scenario
from sim.view import glossary
from sim.view.alone import Stage
from sim.view.layout import choice
from sim.view.markup import fill
from sim.view.plans import added_bars, fields_for, kinds_of, own_bars, quarter_names, years
from sim.view.redraw import force_update, update_counter
from sim.view.say import say
from sim.view.widgets import Board, Words

_FEW = 3
"""More policies than these of the scenario itself are shown only when asked for."""
_WORDS = ("all", "remove", "from", "until", "endless", "earlier", "later", "shorter", "longer", "hint")


@solara.component_vue("vue/timeline.vue")
def _Timeline(
    bars: Sequence[dict[str, Any]],
    names: Sequence[str],
    years: Sequence[dict[str, int]],
    quarters: int,
    several: bool,
    at: int,
    answered: int,
    texts: dict[str, str],
    event_move: Callable[[dict[str, Any]], None],
    event_remove: Callable[[str], None],
) -> None: ...


@solara.component
def Timeline(worlds: Stage) -> None:
    """Policies over the years of the run."""
    update_counter.get()
    answered, answer = solara.use_state(0, key="answered")
    is_adding, set_adding = solara.use_state(False, key="adding")
    is_open, set_open = solara.use_state(False, key="open")
    calendar = max((each.scenario for each in worlds.all), key=lambda scenario: scenario.quarters)
    letters = [""] if len(worlds.all) == 1 else list("ABC"[: len(worlds.all)])
    owned = own_bars([(letter, each.own) for letter, each in zip(letters, worlds.all, strict=True)], calendar)

    def act(action: Callable[[], None]) -> None:
        action()
        answer(lambda count: count + 1)
        force_update()

    def move(event: dict[str, Any]) -> None:
        # One that is gone is answered too: bars stay where they were put until all is answered.
        act(lambda: worlds.move(event["id"], *_days(calendar, event["from"], event["to"])))

    def remove(name: str) -> None:
        act(lambda: worlds.withdraw(name))

    with solara.v.Html(tag="section", class_="panel plans", attributes={"aria-label": say("timeline.title")}):
        Words(fill("<h2>{}</h2>", say("timeline.title")))
        shown = owned if is_open or len(owned) <= _FEW else []
        _Timeline(
            bars=[bar.told() for bar in [*added_bars(worlds.rows(), calendar), *shown]],
            names=quarter_names(calendar),
            years=years(calendar),
            quarters=calendar.quarters,
            several=len(letters) > 1,
            at=worlds.quarter,
            answered=answered,
            texts={word: say(f"timeline.{word}") for word in _WORDS},
            event_move=move,
            event_remove=remove,
        )
        with solara.Row(gap="8px"):
            label = say("timeline.close" if is_adding else "timeline.add")
            solara.Button(label, on_click=lambda: set_adding(not is_adding), outlined=True, small=True)
            if len(owned) > _FEW:
                asked = say("timeline.fewer" if is_open else "timeline.more", n=len(owned))
                solara.Button(asked, on_click=lambda: set_open(not is_open), text=True, small=True)
        if is_adding:
            _New(worlds, calendar, letters, lambda: set_adding(False))


def _days(calendar: Scenario, start: int, end: int | None) -> tuple[date, date | None]:
    return calendar.date_of(int(start)), None if end is None else calendar.date_of(int(end))


@solara.component
def _New(worlds: Stage, calendar: Scenario, letters: Sequence[str], close: Callable[[], None]) -> None:
    """The form of a new policy."""
    kind, set_kind = solara.use_state("pivot", key="kind")
    given, set_given = solara.use_state({}, key="given")
    place, set_place = solara.use_state({"world": "B" if "B" in letters else "", "from": "", "until": ""}, key="place")
    having = [each.scenario for letter, each in zip(letters, worlds.all, strict=True) if place["world"] in ("", letter)]
    kinds = [name for name in kinds_of(having[0]) if all(name in kinds_of(each) for each in having[1:])]
    kinds.sort(key=lambda name: glossary.label(f"policy.{name}"))
    names = quarter_names(calendar)
    start = names.index(place["from"]) if place["from"] in names else min(worlds.quarter, calendar.quarters - 1)
    start = start if worlds.quarter < calendar.quarters or place["from"] else calendar.quarters // 2
    ends = names[start + 1 :]
    end = names.index(place["until"]) if place["until"] in ends else None
    fields = solara.use_memo(lambda: fields_for(having, kind, start), [kind, *(each.digest for each in having)])

    def add() -> None:
        values = {each.path: given.get(each.path, each.value) for each in fields}
        worlds.add(kind, values, place["world"], *_days(calendar, start, end))
        if not worlds.message:
            set_given({})
            close()
        force_update()

    def choose(event: dict[str, Any]) -> None:
        if event["path"] == "kind":
            set_given({})
            set_kind(event["value"])
        else:
            set_place({**place, event["path"]: event["value"]})

    controls = [
        _options("kind", [(name, glossary.label(f"policy.{name}")) for name in kinds], kind, about=_about(kind)),
        _options("from", [(name, name) for name in names], names[start]),
        _options("until", [("", say("timeline.endless")), *((name, name) for name in ends)], place["until"]),
    ]
    if len(letters) > 1:
        among = [("", say("timeline.all")), *((letter, letter) for letter in letters)]
        controls.append(_options("world", among, place["world"]))
    with solara.Div(classes=["new-policy"]):
        Board(name="plan", controls=controls, event_change=choose, event_restore=lambda path: None)
        rows = [
            {**each.told(), "value": given.get(each.path, each.value), "own": None, "changed": False} for each in fields
        ]
        Board(
            name="policy",
            controls=rows,
            event_change=lambda event: set_given({**given, event["path"]: event["value"]}),
            event_restore=lambda path: None,
        )
        solara.Button(say("timeline.put"), on_click=add, outlined=True, small=True)


def _options(path: str, options: Sequence[tuple[str, str]], chosen: str, about: str = "") -> dict[str, Any]:
    control = choice(path, say(f"timeline.{path}"), chosen, [value for value, _ in options])
    return {**control, "options": [{"value": value, "title": title} for value, title in options], "about": about}


def _about(kind: str) -> str:
    return glossary.about(f"policy.{kind}")
