"""Where a parameter of a claim stands in a scenario, if at all, and how far the schema lets it go."""

from collections.abc import Iterable

from sim.scenario import Scenario, ScenarioError
from sim.scenario.errors import Fault
from sim.scenario.reading.assignments import parts
from sim.scenario.reading.outline import Spot, spot
from sim.scenario.reading.overrides import override
from sim.scenario.reading.tree import Node, Source, grow
from sim.scenario.schema.quantity import limits


def misfits(scenario: Scenario, paths: Iterable[str]) -> dict[str, Fault]:
    """Paths that lead nowhere in a scenario, with what is wrong with each."""
    tree = grow(scenario.model_dump(), Source(scenario.title))
    return {path: fault for path in paths for fault in _faults(tree, path)}


def _faults(tree: Node, path: str) -> tuple[Fault, ...]:
    try:
        override(tree, {path: 0})
    except ScenarioError as error:
        return error.faults
    return ()


def place_of(scenario: Scenario, path: str) -> Spot:
    """The place of the schema that belongs to a path; rows of policies go by name or number."""
    first, *rest = parts(path)
    if first != "policies" or not rest:
        return spot([first, *rest])
    kinds = {name: row.kind for number, row in enumerate(scenario.policies) for name in (str(number), row.name)}
    return spot([first, 0, kinds.get(rest[0], ""), *rest[1:]])


def is_whole(scenario: Scenario, path: str) -> bool:
    """Whether only whole numbers will do at a path."""
    return bool(place_of(scenario, path).type is int)


def bounds(scenario: Scenario, path: str) -> list[float]:
    """Ends of the range that the schema allows at a path, as far as it closes the range."""
    least, most, _ = limits(place_of(scenario, path).field)
    return [end for end in (least, most) if end is not None]
