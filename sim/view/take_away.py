"""What a visitor takes home: CSV, a picture, the scenario as TOML, the command that repeats the run."""

import csv
import io
import shlex
from pathlib import Path
from typing import Any

from sim.scenario import load
from sim.scenario.enums import Tier, word
from sim.scenario.series import SERIES
from sim.view import charts, toml
from sim.view.links import assignment
from sim.view.session import Agents, Session, column
from sim.view.setting import Setting

FILE = "changed.toml"
"""Name under which a changed scenario is offered."""


def series_csv(session: Session) -> str:
    """Every series so far, one row a quarter; figures in full, so that they read back to the same bits."""
    table = session.model.world.series[: session.quarter]
    return _csv(["quarter", *SERIES], ([quarter, *map(repr, row)] for quarter, row in enumerate(table.tolist())))


def releases_csv(session: Session) -> str:
    """The release log so far, one row a release."""
    world, actors = session.model.world, session.model.actors
    log = world.releases[: int(world.commons["releases"][0])]
    rows = (
        [number, int(row["quarter"]), actors[int(row["actor"])].name, _co_releaser(actors, int(row["co_releaser"])),
         int(row["base"]), repr(float(row["capability"])), word(Tier(int(row["tier"])))]
        for number, row in enumerate(log)
    )  # fmt: skip
    return _csv(["release", "quarter", "actor", "co_releaser", "base", "capability", "tier"], rows)


def _co_releaser(actors: list[Any], row: int) -> str:
    return str(actors[row].name) if row >= 0 else ""


def _csv(head: list[str], rows: Any) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def scenario_toml(setting: Setting, agents: Agents | None = None) -> str:
    """A scenario file that extends what is watched by what was changed and put in.

    Where a change lies in what no file that extends another can reach, such as a row of policies without a name, the
    file stands on its own.
    """
    note = [f"# {told}"] if (told := needed(agents or {})) else []
    rows = _changed_rows(setting)
    if rows is None:
        return "\n".join([*note, *toml.document({"extends": "nothing", **setting.resolved().model_dump()})]) + "\n"
    lines = [*note, f"extends = {toml.value(_extended(setting))}"]
    lines += [f"{path} = {toml.value(value)}" for path, value in setting.changes.items() if not _is_in_row(path)]
    for row in [*rows, *setting.policies]:
        lines += [
            "",
            "[[policies]]",
            *(f"{name} = {_field(name, value)}" for name, value in row.items() if value is not None),
        ]
    return "\n".join(lines) + "\n"


def _is_in_row(path: str) -> bool:
    return path.partition(".")[0] == "policies"


def _changed_rows(setting: Setting) -> list[dict[str, Any]] | None:
    """Rows that change those of their names, their fields dotted; None where names do not suffice."""
    rows: dict[str, dict[str, Any]] = {}
    names = [row.name for row in load(setting.scenario).policies]
    for path, value in setting.changes.items():
        if value is None:
            return None
        top, *keys = path.split(".")
        if top == "policies":
            name = names[int(keys[0])] if keys and keys[0].isdecimal() else (keys or [""])[0]
            if name not in names or not name or keys[1:] in ([], ["kind"], ["name"]) or _has_index(keys[1:]):
                return None
            rows.setdefault(name, {"name": name})[".".join(keys[1:])] = value
        elif _has_index(keys):
            return None
    return list(rows.values())


def _has_index(keys: list[str]) -> bool:
    return any(key.isdecimal() for key in keys)


def _extended(setting: Setting) -> str:
    return str(Path(setting.scenario).resolve()) if setting.scenario.endswith(".toml") else setting.scenario


def _field(name: str, value: object) -> str:
    """A field of a row; links and forms carry days as text, which is written as it stands."""
    return str(value) if name in ("start", "end") else toml.value(value)


def needed(agents: Agents) -> str:
    """What neither a command nor a file holds: the classes of the user's own."""
    told = ", ".join(f"{name} by {each.__name__}" for name, each in agents.items())
    return f"classes of your own decide: {told}; give them to sim.RaceModel(..., agents=...)" if told else ""


def command(session: Session) -> str:
    """The command that gives the same run."""
    setting = session.setting
    words = ["hoardshare", "run", FILE if setting.policies else setting.scenario, "--seed", str(setting.seed)]
    if not setting.policies:
        words += [part for path, value in setting.changes.items() for part in ("--set", assignment(path, value))]
    if 0 < session.quarter < session.quarters:
        words += ["--quarters", str(session.quarter)]
    return shlex.join(words)


def picture(session: Session) -> bytes:
    """The outcomes as a PNG, the untouched twin in grey, with what made it in its foot."""
    from matplotlib.figure import Figure

    from sim.plots.style import COLOURS, plain

    figure = Figure(figsize=(14, 5.6), layout="constrained")
    years = session.scenario.start.year
    for axes, name in zip(figure.subplots(2, 5).flat, charts.SHOWN, strict=True):
        twin = charts.shown_values(name, column(session.twin, name))
        run = charts.shown_values(name, session.series(name))
        if session.is_touched:
            axes.plot(
                [years + (q + 1) / 4 for q in range(len(twin))], twin, "--", color="#777777", label=session.baseline
            )
        axes.plot([years + (q + 1) / 4 for q in range(len(run))], run, color=COLOURS[0], label=session.scenario.title)
        axes.set_title(charts.LABELS[name], loc="left")
        axes.set_ylabel(charts.UNITS.get(name, ""))
        plain(axes)
    made = "; ".join(filter(None, [command(session), needed(session.agents)]))
    figure.supxlabel(f"{made} - model version {_version()}", fontsize=8)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=130, metadata={"Description": made, "Software": "hoardshare"})
    return file.getvalue()


def _version() -> str:
    from sim.version import model_version

    return model_version()
