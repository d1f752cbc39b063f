"""What is held of the numbers of a scenario before any run: the priors that the schema declares, by dotted path."""

from collections.abc import Iterator
from functools import cache

from sim.scenario.reading.assignments import path_of
from sim.scenario.schema.quantity import Prior, Section, prior_of, priors_within
from sim.scenario.schema.scenario import Scenario

_Path = tuple[str, ...]


def priors(scenario: Scenario) -> dict[str, Prior]:
    """The prior of each number of a scenario that has one.

    Returns:
        Priors by the path at which an override sets the number, such as ``trust.gain``, ``tiers.open.appeal`` or
        ``policies.alliance.dues``, in the order of the schema; a row without a name goes by its number. Numbers of
        actors are data of a scenario, and have none.
    """
    return {path_of(path): prior for path, prior in _of_table(scenario, ())}


def _of_table(table: Section, path: _Path) -> Iterator[tuple[_Path, Prior]]:
    for name, (prior, within) in _declared(type(table)).items():
        if prior is not None:
            yield (*path, name), prior
        yield from (((*path, name, inner), each) for inner, each in within.items())
        yield from _of_value(getattr(table, name), (*path, name))


def _of_value(value: object, path: _Path) -> Iterator[tuple[_Path, Prior]]:
    if isinstance(value, Section):
        yield from _of_table(value, path)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _of_value(item, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _of_value(item, (*path, getattr(item, "name", "") or str(number)))


@cache
def _declared(table: type[Section]) -> dict[str, tuple[Prior | None, dict[str, Prior]]]:
    """The priors of a table's fields, and of numbers within them."""
    return {name: (prior_of(field), priors_within(field)) for name, field in table.model_fields.items()}
