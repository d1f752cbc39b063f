"""The explore page: a store's runs as a map of regimes and a forest, or the results of claims as a table."""

from typing import Any

import pandas as pd
import solara

from sim.scenario import ScenarioError
from sim.scenario.errors import printable
from sim.view import links, maps
from sim.view.explore import (
    ExploreError,
    Found,
    best_axes,
    best_pair,
    command_of,
    contrast,
    opened,
    outcomes_of,
    regimes,
    run_of,
)
from sim.view.layout import Desk, Message, arrive, choice, desk_context, entry, main_part
from sim.view.markup import fill
from sim.view.offer import OFFER
from sim.view.setting import Setting
from sim.view.widgets import Board, Figure, Words

_FOREST = 40
_LABELS = {"scenario": "scenario of the map"}
_INVITATION = fill(
    "<h1>Explore</h1><p>Open a folder of results: the store of a sweep (<code>hoardshare sweep STUDY "
    "--store DIR</code>) or of claims (<code>hoardshare claims --out DIR</code>). Click a cell of the map to watch "
    "one of its runs.</p>"
)


@solara.component
def ExplorePage() -> None:
    """Results computed elsewhere."""
    desk: Desk = solara.use_context(desk_context)
    # Whoever was here and follows the same link again wants it again.
    arrive(desk, "explore", "", lambda search: None)
    (folder, turn), turn_to = solara.use_state((desk.store, 0), key="folder")
    # Each entry reads anew, also of the same name: what failed may have been mended meanwhile.
    store, message = solara.use_memo(lambda: _opened(folder), [folder, turn])

    def read(event: dict[str, Any]) -> None:
        desk.store = str(event["value"]).strip()
        turn_to(lambda now: (desk.store, now[1] + 1))

    with main_part("explore"):
        Words(_INVITATION, "lead")
        folders = entry("folder", "folder", folder, "A folder on the machine that serves this page.")
        Board(name="folder", controls=[folders], event_change=read, event_restore=lambda path: None)
        Message(message)
        if store is not None:
            _Results(store).key(f"{folder} {turn}")


@solara.component
def _Results(store: Found) -> None:
    """The contents of a folder, or a message if they cannot be drawn; the page stays usable."""
    failure, _ = solara.use_exception()
    if failure is not None:
        Message(f"{store.name}: cannot be drawn: {type(failure).__name__}: {printable(str(failure))}")
        return
    if store.claims is not None:
        _Claims(store.claims)
    if store.runs is not None:
        _Runs(store)


def _opened(folder: str) -> tuple[Found | None, str]:
    if not folder:
        return None, ""
    if not OFFER.may_open(folder):
        own = f"{printable(OFFER.store)} and folders in it" if OFFER.store else "none; start it with --store DIR"
        return None, f"others can reach this view, so it opens only what it was started with: {own}"
    try:
        return opened(folder), ""
    except ExploreError as error:
        return None, str(error)
    except Exception as error:  # what others wrote into a folder is of any kind
        return None, f"{printable(folder)}: cannot be read: {printable(str(error))}"


@solara.component
def _Claims(claims: pd.DataFrame) -> None:
    with solara.Div(classes=["panel", "wide"]):
        counts = ", ".join(f"{count} {verdict}" for verdict, count in claims["verdict"].value_counts().items())
        Words(fill("<h2>{} claims: {}</h2>{}", len(claims), counts, maps.claims_table(claims)))
    effects = claims.rename(columns={"effect": "difference"}).dropna(subset=["difference", "low", "high"])
    effects = effects.set_index(_apart(effects["id"].astype(str) + " " + effects["outcome"].astype(str)))
    with solara.Div(classes=["panel", "wide"]):
        Words(fill("<h3>Effects, each on its own scale</h3>"))
        Figure(maps.forest(effects, [str(name) for name in effects.index], "effects of claims"))


def _apart(names: "pd.Series[str]") -> "pd.Series[str]":
    """Names, with a number added to each repeat."""
    number = names.groupby(names).cumcount()
    return names.where(number == 0, names + " (" + (number + 1).astype(str) + ")")


@solara.component
def _Runs(store: Found) -> None:
    assert store.runs is not None
    first = solara.use_memo(lambda: _first(store), [id(store)])
    wanted, set_wanted = solara.use_state(first, key=f"wanted {store.name}")
    choices = _words(store)
    wanted = {**first, **{key: value for key, value in wanted.items() if value in choices[key]}}
    controls = [choice(key, _LABELS.get(key, key), wanted[key], words) for key, words in choices.items()]
    versions = store.runs["model_version"].nunique()
    note = f"; {versions} model versions are mixed" if versions > 1 else ""
    note += f"; {store.unread} parts of the store cannot be read" if store.unread else ""
    Words(fill("<h2>{:,} runs of {} scenarios{}</h2>", len(store.runs), store.runs["scenario"].nunique(), note))
    Board(
        name="explore",
        controls=controls,
        event_change=lambda event: set_wanted({**wanted, event["path"]: event["value"]}),
        event_restore=lambda path: None,
    )
    with solara.Div(classes=["panels"]):
        _Map(store, wanted)
        _Forest(store, wanted)


def _words(store: Found) -> dict[str, list[str]]:
    """Choices for each control."""
    assert store.runs is not None
    axes, scenarios = ["scenario", *store.paths], sorted(store.runs["scenario"].unique())
    return {"outcome": outcomes_of(store), "scenario": scenarios, "across": axes, "down": axes, "control": scenarios,
            "treatment": scenarios}  # fmt: skip


def _first(store: Found) -> dict[str, str]:
    """Initial choices: those that show the most."""
    outcomes = outcomes_of(store)
    control, treatment = best_pair(store)
    across, down = best_axes(store, treatment)
    outcome = "trust" if "trust" in outcomes else outcomes[0]
    return {"outcome": outcome, "scenario": treatment, "across": across, "down": down, "control": control,
            "treatment": treatment}  # fmt: skip


@solara.component
def _Map(store: Found, wanted: dict[str, str]) -> None:
    router = solara.use_router()
    across, down, outcome = wanted["across"], wanted["down"], wanted["outcome"]
    cells = regimes(store, across, down, outcome, wanted["scenario"])
    message, set_message = solara.use_state("", key="map message")

    def open_cell(number: str) -> None:
        try:
            cell = cells.iloc[int(number)]
            setting = run_of(cell)
            why = _unlike(setting, cell)
            text = f"this run cannot be opened: {why}; {command_of(cell, store.name)}" if why else ""
        except Exception as error:  # what others wrote into a store is of any kind
            why = text = f"this run cannot be opened: {printable(str(error))}"
        set_message(text)
        if not why:
            router.push(f"/live?{links.query(setting)}")

    with solara.Div(classes=["panel"]):
        whose = "all scenarios" if "scenario" in (across, down) else wanted["scenario"]
        name = f"{outcome.replace('_', ' ')}, {whose}"
        Words(fill("<h3>{}<small>mean; click a cell to open a run</small></h3>", name))
        Message(message)
        if len(cells):
            Figure(maps.regime_map(cells, across, down, outcome), open_cell)
        else:
            text = f"{across} and {down} were never changed together in runs of {whose}; choose other axes."
            Words(fill("<p>{}</p>", text))


def _unlike(setting: Setting, cell: Any) -> str:
    """Why a setting would not show the run of a cell; empty if it would."""
    if setting.scenario not in OFFER.scenarios:
        return f"{setting.scenario} is not a shipped scenario"
    try:
        return "" if setting.resolved().digest == cell["digest_of"] else f"it ran with another {setting.scenario}"
    except ScenarioError as error:
        return str(error)


@solara.component
def _Forest(store: Found, wanted: dict[str, str]) -> None:
    control, treatment = wanted["control"], wanted["treatment"]
    with solara.Div(classes=["panel"]):
        Words(fill("<h3>{} less {}<small>paired, 95 %</small></h3>", treatment, control))
        if control == treatment:
            Words(fill("<p>Choose two scenarios to see what differs.</p>"))
            return
        try:
            table = contrast(store, control, treatment)
        except ExploreError as error:
            Message(str(error))
            return
        differs = table[table["differs"]]
        Figure(maps.forest(table, [str(name) for name in differs.index[:_FOREST]], f"{treatment} less {control}"))
        rest = len(table) - min(len(differs), _FOREST)
        Words(fill("<p class='hint'>{} outcomes do not differ beyond noise, or did not fit.</p>", rest))
