"""Downloads for a visitor: CSV, a picture, the scenario as TOML, the command that repeats the run."""

import io
import textwrap
from collections.abc import Iterator, Mapping
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd

from sim.result import releases_of
from sim.scenario import load
from sim.scenario.reading import toml
from sim.scenario.reading.assignments import parts
from sim.scenario.reading.outline import spot
from sim.scenario.reading.values import fitted
from sim.scenario.schema.outcome import Display, Outcome
from sim.scenario.schema.series import SERIES, displayed_on
from sim.study import repeat
from sim.study.formats import guarded
from sim.study.repeat import alone
from sim.view.film import Agents
from sim.view.say import say
from sim.view.session import Session
from sim.view.setting import Setting

FILE = "changed.toml"
"""File name of a changed scenario."""
_OF_THE_ROW: tuple[list[str], ...] = ([], ["kind"], ["name"])
"""Fields that a row cannot change in the row of the same name."""
_ACROSS = 5
"""Number of charts in a row of a picture."""
_FOOT = 200
"""Number of characters in a line below a picture."""


def series_csv(session: Session) -> str:
    """Every series so far, one row per quarter, with full precision, so that it reads back to the same bits."""
    table = pd.DataFrame(session.film.series[: session.quarter], columns=[*SERIES])
    return str(table.to_csv(index_label="quarter", na_rep="nan", lineterminator="\n"))


def releases_csv(session: Session) -> str:
    """The release log so far, one row per release."""
    scene = session.scene
    log = releases_of(scene.world, [*map(guarded, scene.names)], [*map(guarded, scene.bloc_names)])
    return str(pd.DataFrame(log).to_csv(index=False, lineterminator="\n"))


def scenario_toml(setting: Setting, agents: Agents | None = None) -> str:
    """A scenario file that extends the current scenario with its changes and added policies.

    If a change is out of reach for a file that extends another, such as one in a policy row without a name, the file
    is complete in itself.
    """
    note = [f"# {classes}"] if (classes := needed(agents or {})) else []
    changed = _changed(setting)
    if changed is None:
        return "\n".join([*note, alone(setting.resolved())])
    values, rows = changed
    if _is_file(setting):
        note.append(f"# to be kept beside {Path(setting.scenario).name}, which it extends")
    lines = [*note, f"extends = {toml.value(Path(setting.scenario).name)}", *values]
    for row in [*rows, *map(_fields, setting.rows)]:
        lines += ["", "[[policies]]", *row]
    return "\n".join(lines) + "\n"


def _changed(setting: Setting) -> tuple[list[str], list[list[str]]] | None:
    """Lines for the changes, and for rows that change the row of the same name; None if a file cannot express them."""
    scenario = load(setting.scenario)
    known = {row.name: row for row in scenario.policies if row.name}
    by_number = {str(number): row for number, row in enumerate(scenario.policies) if row.name}
    values: list[str] = []
    rows: dict[str, list[str]] = {}
    changes = _leaves(setting.changes)
    for (top, *keys), value in changes.items():
        row = known.get(keys[0], by_number.get(keys[0])) if top == "policies" and keys else None
        inside = keys[1:] if row else keys
        if any(key.isdecimal() for key in inside) or (top == "policies" and (not row or inside[:1] in _OF_THE_ROW)):
            return None
        place = spot(["policies", 0, row.kind, *inside] if row else [top, *keys])
        line = f"{'.'.join(map(toml.key, inside if row else [top, *keys]))} = {toml.value(fitted(place, value))}"
        if row:
            rows.setdefault(row.name, [f"name = {toml.text(row.name)}"]).append(line)
        else:
            values.append(line)
    return None if _is_twofold(changes) else (values, list(rows.values()))


def _leaves(changes: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
    """Changes value by value; a table that changes another in part is split into its values."""
    leaves: dict[tuple[str, ...], Any] = {}
    for path, value in changes.items():
        for keys, leaf in _within(tuple(parts(path)), value):
            leaves.pop(keys, None)
            leaves[keys] = leaf
    return leaves


def _within(keys: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _within((*keys, str(key)), item)
    else:
        yield keys, value


def _is_twofold(changes: Mapping[tuple[str, ...], Any]) -> bool:
    """Whether a table is changed both as a whole and in part; TOML allows only one of them."""
    return any(keys[:length] in changes for keys in changes for length in range(1, len(keys)))


def _is_file(setting: Setting) -> bool:
    return setting.scenario.endswith(".toml")


def named(setting: Setting) -> str:
    """The scenario's name without the folder of its file, which stays private to this machine."""
    path = Path(setting.scenario)
    return path.name if _is_file(setting) and path.is_absolute() else setting.scenario


def _fields(row: Mapping[str, Any]) -> Iterator[str]:
    """Fields of a row; days come from links and forms as text and are written unchanged."""
    for name, value in row.items():
        if value is not None:
            yield f"{name} = {value if name in ('start', 'end') else toml.value(value)}"


def needed(agents: Agents) -> str:
    """What neither a command nor a file contains: the user's own classes."""
    classes = ", ".join(f"{name} by {each.__name__}" for name, each in agents.items())
    return say("levers.own_classes", classes=classes) if classes else ""


def command(session: Session) -> str:
    """The command that gives the same run."""
    setting = session.setting
    quarters = session.quarter if 0 < session.quarter < session.quarters else None
    if setting.rows:
        return repeat.command(FILE, setting.seed, quarters)
    return repeat.command(named(setting), setting.seed, quarters, setting.changes)


def picture(session: Session) -> bytes:
    """The outcomes as a PNG, with the twin in grey and its origin at the foot."""
    from matplotlib.figure import Figure

    from sim.plots.style import as_written

    charted = displayed_on(Display.CHART)
    rows = ceil(len(charted) / _ACROSS)
    figure = Figure(figsize=(14, 3.1 * rows), layout="constrained")
    places = list(figure.subplots(rows, _ACROSS, squeeze=False).flat)
    for axes, outcome in zip(places, charted, strict=False):
        _outcome(axes, outcome, session)
    for axes in places[len(charted) :]:
        axes.remove()
    figure.legend(*places[0].get_legend_handles_labels(), loc="outside upper center", ncols=2, frameon=False)
    figure.supxlabel("\n".join(_foot(session)), fontsize=8)
    file = io.BytesIO()
    as_written(figure).savefig(
        file, format="png", dpi=130, metadata={"Description": "; ".join(_made(session)), "Software": "hoardshare"}
    )
    return file.getvalue()


def _outcome(axes: Any, outcome: Outcome, session: Session) -> None:
    from matplotlib.ticker import MaxNLocator

    from sim.plots.style import COLOURS, plain

    twin = session.twin.shown(outcome.name)
    run = session.film.shown(outcome.name)[: session.quarter]
    start = session.scenario.start
    first = start.year + (start.month - 1) // 3 / 4
    if session.is_touched:
        axes.plot([first + (q + 1) / 4 for q in range(len(twin))], twin, "--", color="#777777", label=session.baseline)
    axes.plot([first + (q + 1) / 4 for q in range(len(run))], run, color=COLOURS[0], label=session.scenario.title)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3, integer=True, min_n_ticks=1))
    axes.set_title(outcome.label, loc="left")
    axes.set_ylabel(outcome.chart_unit)
    plain(axes)


def _made(session: Session) -> list[str]:
    """The command and the classes that it needs."""
    return list(filter(None, [command(session), needed(session.agents)]))


def _foot(session: Session) -> Iterator[str]:
    """The origin of a picture: the command and, if that names only a file, each change and policy."""
    yield "; ".join([*_made(session), f"model version {_version()}"])
    setting = session.setting
    if setting.rows:
        changed = "; ".join(f"{path} = {toml.value(value)}" for path, value in setting.changes.items())
        notes = [f"Changed: {changed}"] if changed else []
        notes += [f"Policy: {', '.join(_fields(row))}" for row in setting.rows]
        for each in notes:
            yield from textwrap.wrap(each, _FOOT)


def _version() -> str:
    from sim.version import model_version

    return model_version()
