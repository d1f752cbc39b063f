"""What a shell offers when the tab key is pressed: names of scenarios, outcomes, paths of parameters.

A shell waits for each answer, so nothing here compiles or imports what runs the model.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from sim.scenario import Scenario


def scenarios(incomplete: str) -> list[str]:
    """Shipped scenarios; a shell offers files where none begins like this."""
    from sim.scenario.reading.catalogue import names

    return _beginning(incomplete, names())


def playable(incomplete: str) -> list[str]:
    """Shipped scenarios, and the games of the present folder."""
    from pathlib import Path

    return scenarios(incomplete) + _beginning(incomplete, sorted(file.name for file in Path().glob("*.game")))


def outcomes(incomplete: str) -> list[str]:
    """The last outcome of a list such as ``frontier,tr``."""
    from sim.scenario.schema.series import OUTCOMES

    return _last_of(incomplete, OUTCOMES)


def series(incomplete: str) -> list[str]:
    """The last series of a list."""
    from sim.scenario.schema.series import SERIES

    return _last_of(incomplete, SERIES)


def explained(incomplete: str) -> list[str]:
    """All that can be explained."""
    from sim.explained.finding import known_names

    return _beginning(incomplete, known_names())


def settings(ctx: typer.Context, incomplete: str) -> list[str]:
    """Paths that ``--set`` can change, with the names of actors and rows of the scenario that the command names.

    Behind a word that is alone a shell puts a blank: so that one stays at the equals sign, a path that is alone is
    there with its present value as well.
    """
    found = _beginning(incomplete, (f"{path}=" for path in _paths(ctx)))
    return found + [f"{each}{now}" for each in found if len(found) == 1 and (now := _now(ctx, each[:-1]))]


def paths(ctx: typer.Context, incomplete: str) -> list[str]:
    """The same without the equals sign."""
    return _beginning(incomplete, _paths(ctx))


def studies(incomplete: str) -> list[str]:
    """Shipped studies of a choice."""
    from sim.scenario.reading.catalogue import shipped

    return _beginning(incomplete, (file.stem for file in shipped("_decisions", "seeds/decisions").glob("*.toml")))


def claims(incomplete: str) -> list[str]:
    """Shipped claims by their ids."""
    import tomllib

    from sim.scenario.reading.catalogue import shipped

    files = sorted(shipped("_claims", "seeds/claims").glob("*.toml"))
    read = (tomllib.loads(file.read_text(encoding="utf-8")) for file in files)
    return _beginning(incomplete, (each["id"] for file in read for each in file.get("claims", ())))


def _paths(ctx: typer.Context) -> Iterator[str]:
    from sim.explained.parameters import own_fields, paths

    known = list(paths())
    yield from (path for path in known if "NAME" not in path and not path.startswith("policies."))
    scenario = _scenario_of(ctx)
    if scenario is None:
        return
    for table in ("actors", "domains"):
        fields = [path.rpartition(".")[2] for path in known if path.startswith(f"{table}.NAME.")]
        yield from (f"{table}.{name}.{field}" for name in getattr(scenario, table) for field in fields)
    named = [row for row in scenario.policies if row.name]
    yield from (f"policies.{row.name}.{field}" for row in named for field in ("on", "start", *own_fields(type(row))))


def _now(ctx: typer.Context, path: str) -> str:
    """The value of a path as ``--set`` takes it; "" where there is none."""
    from sim.explained.parameters import shown
    from sim.scenario.reading.assignments import parts

    here: Any = _scenario_of(ctx)
    for key in parts(path):
        if isinstance(here, Mapping):
            here = here.get(key)
        elif isinstance(here, Sequence):
            here = next((row for row in here if row.name == key), None)
        else:
            here = getattr(here, key, None)
    if here is None or isinstance(here, list | dict) or here == "":
        return ""
    return repr(here) if isinstance(here, float) else shown(here)


def _scenario_of(ctx: typer.Context) -> "Scenario | None":
    """The scenario on the line so far; the one that others extend if there is none, None if it cannot be read."""
    from sim.scenario import ScenarioError, load

    # As long as an option lacks its value, arguments are not told apart.
    words = [ctx.params.get("scenario"), *(ctx.params.get("scenarios") or ()), *ctx.args, "base"]
    try:
        return load(next(word for word in words if word and not word.startswith("-")))
    except (ScenarioError, OSError):
        return None


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _last_of(incomplete: str, names: Iterable[str]) -> list[str]:
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in names if name.startswith(last)]
