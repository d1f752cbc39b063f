"""Every outcome: what it is, how it stands for a run, which rule computes it, what it depends on."""

from collections.abc import Iterator

from sim.explained import asked, drives, reading, texts
from sim.explained.entry import OUTCOME, Entry, told
from sim.scenario.schema.outcome import Outcome
from sim.scenario.schema.series import OUTCOMES

_BETTER = {"more": "more", "less": "less", "neither": "neither more nor less"}
_OVER = {
    "last": "the value in the last quarter",
    "mean": "the mean over all quarters",
    "sum": "the sum over all quarters",
    "rise": "the mean rise a quarter, from the first to the last",
    "log": "one figure of the whole run, from its releases",
    "own": "one figure of the whole run, by a function of your own",
}


def entries() -> Iterator[Entry]:
    """All outcomes, in the order of the tables."""
    return map(_entry, OUTCOMES.values())


def _entry(outcome: Outcome) -> Entry:
    name = outcome.name
    facts = told(
        ("Unit", texts.unit(outcome.unit)),
        ("Over a run", _OVER[outcome.over]),
        ("Better", _BETTER[outcome.better]),
        ("Range", outcome.within.rule),
        ("Group", outcome.group),
        ("Series", outcome.series if outcome.series != name else ""),
        ("What questions say", asked.of_outcome(name)),
        ("What moves it", drives.movers_of(name) or _nothing(name)),
    )
    definition = texts.sentences(texts.about("outcomes", name), outcome.definition)
    return Entry(
        OUTCOME, name, texts.label("outcomes", name), definition, facts,
        reading.computes(outcome.series, name), (*_siblings(outcome), *drives.numbers_that_move(name)),
    )  # fmt: skip


def _nothing(name: str) -> str:
    asked = drives.asking(name)
    return (
        f"no number is named in {', '.join(asked)}" if asked else "not asked: no shipped question or claim is about it"
    )


def _siblings(outcome: Outcome) -> tuple[str, ...]:
    """Other outcomes of the same series."""
    same = (each.name for each in OUTCOMES.values() if each.series == outcome.series and outcome.series)
    return tuple(name for name in same if name != outcome.name)
