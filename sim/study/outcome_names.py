"""Outcomes that users name, and which way they are better."""

from collections.abc import Iterable

from sim.outcomes import OUTCOMES
from sim.scenario.errors import Fault, ScenarioError, did_you_mean, shown


def chosen(text: str | None) -> list[str]:
    """The outcomes of a list such as ``frontier,trust``; all when None.

    Raises:
        ScenarioError: see :func:`known`.
    """
    return list(OUTCOMES) if text is None else known(part.strip() for part in text.split(","))


def known(names: Iterable[str]) -> list[str]:
    """Names of outcomes, each once.

    Raises:
        ScenarioError: one is none; the message has the nearest that is.
    """
    found = list(dict.fromkeys(names))
    expected = "names that `hoardshare run` prints, such as frontier,trust"
    faults = [
        Fault("outcomes", problem=f"no outcome {shown(name)}", expected=expected, hint=did_you_mean(name, OUTCOMES))
        for name in found
        if name not in OUTCOMES
    ]
    if faults:
        raise ScenarioError(faults)
    return found


def judged(better: str, difference: float) -> str:
    """Whether a difference is for "better" or "worse"; "" where neither is meant, or nothing differs.

    Args:
        better: which way is better, see :class:`sim.outcomes.Outcome`.
        difference: what came of it, less what was before.
    """
    if better == "neither" or difference == 0.0:
        return ""
    return "better" if (difference > 0.0) == (better == "more") else "worse"
