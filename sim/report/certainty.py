"""How sure a comparison is: what its intervals hold, what of history the model hits, and how much is assumed."""

from collections import Counter

from sim.analysis.calibration.known import told
from sim.analysis.calibration.shipped import posterior
from sim.analysis.calibration.space import assumed
from sim.analysis.compare import Comparison
from sim.analysis.facts.declared import declared
from sim.report.conclusions_words import holds
from sim.scenario import load
from sim.scenario.errors import clean

_WHICH = {
    "default_hits": "the numbers as written",
    "mode_hits": "the most likely fitted numbers",
    "posterior_hits": "draws from the posterior",
}
_INPUT = "input"


def certainty(comparison: Comparison) -> dict[str, str]:
    """Lines of the box on top of a report, by their headings."""
    return {
        "In the intervals": _inside(comparison),
        "Beside history": _history(),
        "Assumed": _assumed(comparison),
        "No forecast": (
            "This is not a forecast. It says what follows from the model's rules and numbers when all else is equal, "
            "and not what will happen."
        ),
    }


def _inside(comparison: Comparison) -> str:
    pairs = f"{comparison.replicates} pairs of runs"
    found = comparison.conclusions
    if found is None:
        return (
            f"Luck at one point, and nothing else: {pairs} that differ in their random numbers. Every number and every "
            "structural choice of the model is as the scenarios have it."
        )
    return (
        f"In the conclusions: luck, numbers and forms. {holds(found)} In all other tables, and in the figures: luck at "
        f"one point alone, {pairs} with the numbers and forms of the scenarios."
    )


def _history() -> str:
    """Facts that the baseline hits and misses; those held out are not looked at here."""
    about = posterior().about
    facts = {str(fact.number): fact for fact in declared().facts}
    tallies = []
    for key, numbers in _WHICH.items():
        hits = about[key]
        missed = [facts[number].name for number, hit in hits.items() if not hit]
        names = f" (not: {', '.join(missed)})" if missed else ""
        tallies.append(f"with {numbers} {sum(hits.values())}{names}")
    given = sum(facts[number].role == _INPUT for number in about["default_hits"])
    return (
        f"Of {len(about['default_hits'])} facts of 2019 to mid 2026 that are not held out, {given} of them inputs, the "
        f"baseline {about['scenario']} hits {'; '.join(tallies)}."
    )


def _assumed(comparison: Comparison) -> str:
    scenario = load(comparison.scenarios[comparison.against], comparison.design.settings)
    counts = Counter(map(told, assumed(scenario)))
    return (
        f"{counts['not at all']} of {sum(counts.values())} numbers of {clean(scenario.title)} are assumed within a "
        f"range, for history says nothing of them; it informs {counts['informed']}, and {counts['weakly']} weakly. "
        "Which ranges these are, and from where, the project's docs/ODD.md tells."
    )
