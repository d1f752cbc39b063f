"""Commands that repeat a run, checked to give the same scenario."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.console.command import command_line
from sim.extension import sources
from sim.scenario import Scenario, ScenarioError, load, names
from sim.scenario.errors import printable, shown
from sim.scenario.reading import toml
from sim.scenario.reading.assignments import assignment
from sim.scenario.reading.read import MOST_BYTES
from sim.study.files import json_object, put
from sim.version import model_version, rules_version

SCENARIOS = "scenarios"
"""Folder of a store with the scenarios of its runs that are not shipped, each a complete file."""


class Unrepeatable(ValueError):
    """No command can repeat the run; the message says why."""


def command(scenario: str, seed: int, quarters: int | None = None, settings: Mapping[str, object] | None = None) -> str:
    """Return the command that runs a scenario with some settings, quoted for the shell of this system.

    Args:
        scenario: a shipped name, or a file.
        seed: seed of the random numbers.
        quarters: length; the scenario's own by default.
        settings: values by dotted path, as files, stores and links give them.
    """
    # A file whose name begins with a dash would be taken for an option.
    words = ["hoardshare", "run", f"./{scenario}" if scenario.startswith("-") else scenario, "--seed", str(seed)]
    words += [part for source in sources() for part in ("--with", source.path)]
    words += [part for path, value in (settings or {}).items() for part in ("--set", assignment(path, value))]
    return command_line([*words, *([] if quarters is None else ["--quarters", str(quarters)])])


def command_of(row: Mapping[str, Any], store: str | Path) -> str:
    """Return the command that repeats one row of a store.

    Args:
        row: its columns, see :data:`sim.study.parts.FACTS`.
        store: the folder of the store.

    Raises:
        Unrepeatable: the row has another model version, or its scenario no longer exists.
        ValueError: the row was not written by a sweep.
    """
    if row["model_version"] != model_version():
        problem = f"has model version {row['model_version']}, and this is {model_version()}"
        raise Unrepeatable(f"this run {problem}; {_advice(row['model_version'], Path(store))}")
    settings = json_object(row["overrides"])
    for source in _sources(row, Path(store)):
        if _leads_there(source, settings, row):
            return command(source, int(row["seed"]), int(row["quarters"]), settings)
    name = shown(row["scenario"])
    raise Unrepeatable(f"the scenario {name} has changed since this run was done, and the store has no copy of it")


def _advice(version: str, store: Path) -> str:
    rules, *modules = version.split("+")
    if rules != rules_version() or not all(re.fullmatch(r"\w+\.[0-9a-f]{8}", module) for module in modules):
        return "install the hoardshare version that did it"
    given = [f"--with {store / SCENARIOS / module}.py" for module in modules]
    return f"give {' '.join(given)}" if given else "leave out --with"


def keep_extensions(store: Path) -> None:
    """Store the users' modules in use, so that runs with them can be repeated.

    Raises:
        OSError: they cannot be written.
    """
    for source in sources():
        file = store / SCENARIOS / f"{source.label}.py"
        if not file.exists():
            _keep(file, source.text.encode())


def keep(scenarios: Mapping[str, Scenario], store: Path) -> None:
    """Store the scenarios of a study that are not shipped, so that their runs can be repeated.

    Raises:
        OSError: they cannot be written.
    """
    for name, scenario in scenarios.items():
        file = _file(store, scenario.digest)
        if not file.exists() and not (name in names() and load(name).digest == scenario.digest):
            text = f"# {printable(name)}\n{alone(scenario)}".encode()
            if len(text) <= MOST_BYTES:
                _keep(file, text)


def alone(scenario: Scenario) -> str:
    """Write a scenario as a complete file; it omits only the schema's defaults of actors and rows."""
    table = scenario.model_dump()
    actors = {name: spec.model_dump(exclude_defaults=True) for name, spec in scenario.actors.items()}
    rows = [{"kind": row.kind, **row.model_dump(exclude_defaults=True)} for row in scenario.policies]
    return "\n".join(toml.document({"extends": "nothing", **table, "actors": actors, "policies": rows})) + "\n"


def _keep(file: Path, text: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    put(file, text)


def _file(store: Path, digest: str) -> Path:
    return store / SCENARIOS / f"{digest}.toml"


def _sources(row: Mapping[str, Any], store: Path) -> list[str]:
    """Where the scenario of a row can be: shipped, or in the store."""
    digest = str(row.get("scenario_digest"))
    # Whoever wrote the store, its digest leads to no file outside of it.
    copies = [_file(store, digest)] if re.fullmatch("[0-9a-f]{32}", digest) else []
    shipped = [str(row["scenario"])] if row["scenario"] in names() else []
    return [*shipped, *(str(copy) for copy in copies if copy.exists())]


def _leads_there(source: str, settings: Mapping[str, object], row: Mapping[str, Any]) -> bool:
    """Whether a scenario with the settings of a row is that of the row; if they are not valid, the row failed too."""
    try:
        scenario = load(source, settings)
    except ScenarioError:
        return row.get("error") is not None and load(source).digest == row.get("scenario_digest")
    return scenario.digest == str(row["digest"])
