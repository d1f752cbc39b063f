"""Who and what a scenario names, in the order of the state's rows."""

from sim.scenario.schema.scenario import Scenario


def actor_names(scenario: Scenario) -> list[str]:
    """Names of all actors in the order of their rows; entrants' slots are ``entrant-1``, ``entrant-2``, ..."""
    names: list[str] = []
    for name, spec in scenario.actors.items():
        names += [name] if spec.count == 1 else [f"{name}-{k + 1}" for k in range(spec.count)]
    return names + [f"entrant-{k + 1}" for k in range(slots(scenario))]


def bloc_names(scenario: Scenario) -> list[str]:
    """Names of the blocs, in the order of their first actor."""
    return list(dict.fromkeys(spec.bloc for spec in scenario.actors.values()))


def slots(scenario: Scenario) -> int:
    """Number of slots for entrants."""
    return scenario.entry.slots if scenario.entry.on else 0


def home_names(scenario: Scenario) -> list[str]:
    """Names of the home nations, in the order of their first actor."""
    return list(dict.fromkeys(spec.home or spec.bloc for spec in scenario.actors.values()))
