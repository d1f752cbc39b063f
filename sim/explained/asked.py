"""What the shipped questions say of an outcome, a policy or a scenario: two worlds each, in all that nobody knows."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from sim.explained import settings
from sim.scenario.reading.catalogue import shipped

_SECOND = "in the second world of a question, against the first"


class Answered(NamedTuple):
    """A question with its answers."""

    name: str
    question: str
    scenarios: tuple[str, str]
    """The shipped scenarios of its two worlds."""
    kinds: frozenset[str]
    """Kinds of rows of which one of the worlds has another number, or others, than the other."""
    outcomes: tuple[Mapping[str, Any], ...]
    """What each outcome answers, the one that it is about first."""


def of_outcome(name: str) -> str:
    """What the questions say of an outcome; "" if none is about it."""
    told = [f"{each.name}: it {_told(row)}" for each in questions() for row in each.outcomes if row["outcome"] == name]
    return f"{_SECOND}: {'; '.join(told)}" if told else ""


def of_policy(kind: str) -> str:
    """What the questions say whose two worlds differ in rows of a kind; "" if those of none do."""
    told = _answers(each for each in questions() if kind in each.kinds)
    return told and f"{_SECOND}, where these differ in it, alone or among other policies: {told}"


def of_scenario(name: str) -> str:
    """What the questions say in which a scenario is one of the worlds; "" if it is in none."""
    told = _answers(each for each in questions() if name in each.scenarios)
    return told and f"{_SECOND}: {told}"


def _answers(found: Iterator[Answered]) -> str:
    return "; ".join(f"{each.question} {each.outcomes[0]['outcome']} {_told(each.outcomes[0])}" for each in found)


def _told(row: Mapping[str, Any]) -> str:
    more, less = (f"{100 * row[side]:.0f}" for side in ("more", "less"))
    return f"is more in {more} % of draws, less in {less} % ({row['verdict']})"


@cache
def questions() -> tuple[Answered, ...]:
    """The questions that have been answered, in their order."""
    file = shipped("_evidence", "seeds/evidence") / "questions.json"
    asked = shipped("_questions", "seeds/questions") / "questions.toml"
    if not (file.exists() and asked.exists()):
        return ()
    answers = json.loads(file.read_text(encoding="utf-8"))["answers"]
    declared = tomllib.loads(asked.read_text(encoding="utf-8"))["questions"]
    return tuple(_answered(each, answers[each["id"]]) for each in declared if each["id"] in answers)


def _answered(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> Answered:
    a, b = (_rows(asked[world]) for world in "ab")
    kinds = frozenset(kind for kind, _ in (a - b) | (b - a))
    scenarios = str(asked["a"]["scenario"]), str(asked["b"]["scenario"]) if "b" in asked else ""
    return Answered(asked["id"], asked["question"], scenarios, kinds, tuple(answer["outcomes"]))


def _rows(world: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """The rows of a world by kind: those of its scenario that are on, and its own."""
    rows = Counter((row.kind, row.model_dump_json()) for row in settings.rows_in_force(world["scenario"]))
    return rows + Counter((row["kind"], str(row)) for row in world.get("policies", ()))
