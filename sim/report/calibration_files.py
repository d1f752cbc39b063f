"""The folder of a calibration: its tables, what it was done with, and the fitted scenario."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.calibration.calibrate import Calibration
from sim.analysis.calibration.tables import all_of
from sim.analysis.calibration.target import DISCREPANCY
from sim.analysis.tables import write_tables
from sim.report.folder import results
from sim.scenario import load, names
from sim.scenario.errors import printable
from sim.study.provenance import versions
from sim.study.repeat import alone
from sim.version import model_version

ABOUT = "calibration.json"
SCENARIO = "fitted.toml"


def write(found: Calibration, target: Path, command: str, until: date | None, scenario: str) -> None:
    """Write tables, what they come from, and the fitted scenario as a file.

    Args:
        found: the calibration.
        target: folder.
        command: that repeats it.
        until: last day of the data, if they were cut.
        scenario: name or path of the scenario; the file extends it if it is shipped and was not changed.

    Raises:
        RecordError: the folder cannot be written; nothing is left half written.
    """
    with results(target) as folder:
        write_tables(folder, all_of(found))
        about = json.dumps(about_of(found, command, until, scenario), indent=2, allow_nan=False)
        (folder / ABOUT).write_text(about + "\n", encoding="utf-8")
        (folder / SCENARIO).write_text(_fitted(found, scenario, command), encoding="utf-8")


def about_of(found: Calibration, command: str, until: date | None, scenario: str) -> dict[str, Any]:
    """What a calibration was done with, and what became of it."""
    return {
        "command": command,
        "scenario": scenario,
        "digest": found.scenario.digest,
        "model_version": model_version(),
        "versions": versions(),
        "quarters": found.quarters,
        "budget": found.budget,
        "seed": found.seed,
        "until": None if until is None else until.isoformat(),
        "runs": found.runs,
        "failed": found.failed,
        "numbers": len(found.space.axes),
        "active": len(found.active),
        "told": len(found.draws.told),
        "draws": len(found.draws.weights),
        "effective": found.draws.effective,
        "kept": found.waves[-1].left,
        "discrepancy": DISCREPANCY if any(target.fact for target in found.targets) else None,
        "default_hits": _by_name(found.default.hits),
        "mode_hits": _by_name(found.of_point.hits),
        "posterior_hits": _by_name(found.foretold.hits),
    }


def _by_name(hits: Mapping[int, bool]) -> dict[str, bool]:
    return {str(number): bool(hit) for number, hit in hits.items()}


def fitted_file(
    settings: Mapping[str, object], scenario: str, command: str, about: Mapping[str, str] | None = None
) -> str:
    """A scenario file that extends the scenario and sets numbers, table by table."""
    tables: dict[str, list[str]] = {}
    for path, value in settings.items():
        *table, name = path.split(".")
        tables.setdefault(".".join(table), []).append(f"{name} = {_number(value)}")
    head = [
        *_told(scenario, command),
        "",
        f"extends = {json.dumps(scenario)}",
        *(f"{name} = {json.dumps(text)}" for name, text in (about or {}).items()),
    ]
    body = [
        f"\n[{table}]\n" + "\n".join(lines) if table else "\n" + "\n".join(lines) for table, lines in tables.items()
    ]
    return "\n".join(head) + "\n" + "\n".join(body) + "\n"


def _fitted(found: Calibration, scenario: str, command: str) -> str:
    """The fitted scenario: what it changes of a shipped one, or complete where there is none, or rows are changed."""
    is_shipped = scenario in names() and load(scenario).digest == found.scenario.digest
    if is_shipped and not any(path.startswith("policies.") for path in found.fitted):
        return fitted_file(found.fitted, scenario, command)
    return "\n".join([*_told(scenario, command), "", alone(load(found.scenario, found.fitted))])


def _told(scenario: str, command: str) -> list[str]:
    """What a fitted scenario is, as comments."""
    return [
        f"# {json.dumps(scenario)} with the numbers of the draw from a posterior that makes the data the most likely.",
        f"# Written by: {printable(command)}",
        f"# Model version {model_version()}. Numbers that move no fitted figure stay as they are;",
        "# of some of these the data say nothing all the same: what is set here is one whole draw (numbers.csv tells).",
    ]


def _number(value: object) -> str:
    # Four digits: the posterior is wider than that, and the file is read by people.
    return str(value) if isinstance(value, int) else repr(float(f"{value:.4g}"))


def read_tables(folder: Path) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """What a calibration was done with, and its tables by name."""
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    return about, {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
