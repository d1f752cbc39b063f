"""Outcomes that users name, and the direction in which they are better."""

from collections.abc import Iterable

from sim.outcomes import OUTCOMES
from sim.scenario.errors import Fault, ScenarioError, did_you_mean, shown


def chosen(text: str | None) -> list[str]:
    """Return the outcomes of a list such as ``frontier,trust``; all by default.

    Raises:
        ScenarioError: see :func:`known`.
    """
    return list(OUTCOMES) if text is None else known(part.strip() for part in text.split(","))


def known(names: Iterable[str]) -> list[str]:
    """Names of outcomes, each once.

    Raises:
        ScenarioError: a name is not an outcome; the message suggests the nearest one.
    """
    distinct = list(dict.fromkeys(names))
    expected = "outcomes that `hoardshare explain outcomes` lists, such as frontier,trust"
    faults = [
        Fault("outcomes", problem=f"no outcome {shown(name)}", expected=expected, hint=did_you_mean(name, OUTCOMES))
        for name in distinct
        if name not in OUTCOMES
    ]
    if faults:
        raise ScenarioError(faults)
    return distinct


def in_groups(names: Iterable[str]) -> list[str]:
    """Names of outcomes, those of a group together, in the order in which groups are declared."""
    groups = list(dict.fromkeys(outcome.group for outcome in OUTCOMES.values()))
    return sorted(names, key=lambda name: groups.index(OUTCOMES[name].group))


def judged(better: str, difference: float) -> str:
    """Whether a difference is "better" or "worse"; "" if neither applies, or nothing differs.

    Args:
        better: which way is better, see :class:`sim.outcomes.Outcome`.
        difference: value after the change minus value before.
    """
    if better == "neither" or difference == 0.0:
        return ""
    return "better" if (difference > 0.0) == (better == "more") else "worse"
