"""Read several files for one scenario: actors first, then numbers, then ties."""

from collections.abc import Callable
from pathlib import Path

from sim.own_data.actors import actors_of
from sim.own_data.network import network_of
from sim.own_data.numbers import numbers_of
from sim.own_data.put import OwnData, put
from sim.own_data.said import Said
from sim.scenario import Scenario, ScenarioError
from sim.scenario.schema.quantity import NONE


def own_data(
    scenario: Scenario,
    *,
    actors: str | Path | None = None,
    numbers: str | Path | None = None,
    network: str | Path | None = None,
    only: bool = False,
    least_weight: float = 0.0,
) -> OwnData:
    """Return the overrides that some files ask for together: numbers and ties may be of actors that the table adds.

    Args:
        scenario: The scenario that the data go to.
        actors: A table of actors, see :func:`sim.read_actors`.
        numbers: A sheet of numbers, see :func:`sim.read_numbers`.
        network: An edge list, see :func:`sim.read_network`.
        only: Whether actors that the table does not name are taken away.
        least_weight: An edge with less weight is left out.

    Raises:
        ScenarioError: a file has an error; all of all files are listed, by row and column.
    """
    said = Said()
    if actors is not None:
        said = _tried(said, lambda: actors_of(actors, scenario, only))
    names = _names(scenario, said)
    if numbers is not None:
        said = _tried(said, lambda: numbers_of(numbers, scenario))
    if network is not None:
        said = _tried(said, lambda: network_of(network, scenario, least_weight, names))
    return put(scenario, said)


def _tried(said: Said, read: Callable[[], Said]) -> Said:
    try:
        return said.and_(read())
    except ScenarioError as error:
        return said.and_(Said(faults=error.faults))


def _names(scenario: Scenario, said: Said) -> list[str]:
    """Return the names of the actors after a table of actors."""
    told = {str(entry.path[1]): entry.value for entry in said.entries if len(entry.path) == 2}
    return [name for name in dict.fromkeys([*scenario.actors, *told]) if told.get(name) != NONE]
