"""What a number or a policy drives, and what moves an outcome: from the answers and verdicts that are shipped."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from sim.explained.settings import kind_of_row
from sim.scenario.reading.catalogue import shipped
from sim.scenario.schema.series import OUTCOMES

_PART = re.compile(r"(?P<name>\S+) (?P<share>\d+)%")
_MOST = 8


class Part(NamedTuple):
    """How much of the variance of a difference between two worlds one number or choice of form explains."""

    name: str
    outcome: str
    share: int
    asked: str
    """The question or claim that was asked, and where."""


def driven_by(name: str) -> str:
    """What a number drives, the largest share first, over the shipped questions and claims; "" if it drives nothing."""
    parts = _largest(part for part in _all() if part.name == name)
    told = _listed(f"{part.outcome}: {part.share} % in {part.asked}" for part in parts)
    return told and f"share of the variance of what differs between two worlds: {told}"


def movers_of(outcome: str) -> str:
    """What the differences of an outcome depend on the most, the largest share first."""
    parts = _largest(part for part in _all() if part.outcome == outcome and part.name)
    told = _listed(f"{part.name}: {part.share} % in {part.asked}" for part in parts)
    return told and f"share of the variance of its difference between two worlds: {told}"


def _listed(texts: Iterable[str]) -> str:
    """The first texts, and how many more there are."""
    told = list(texts)
    rest = len(told) - _MOST
    return "; ".join(told[:_MOST]) + (f"; and {rest} more" if rest > 0 else "")


def _largest(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: -part.share)


def outcomes_driven_by(name: str) -> tuple[str, ...]:
    """Names of the outcomes that a number drives."""
    return tuple(dict.fromkeys(part.outcome for part in _all() if part.name == name and part.outcome in OUTCOMES))


def numbers_that_move(outcome: str) -> tuple[str, ...]:
    """Paths of the numbers that an outcome depends on."""
    return tuple(dict.fromkeys(part.name for part in _all() if part.outcome == outcome and "." in part.name))


def asking(outcome: str) -> tuple[str, ...]:
    """The shipped questions and claims that an outcome answers."""
    return tuple(dict.fromkeys(part.asked for part in _all() if part.outcome == outcome))


def count() -> str:
    """In how much was looked, in words."""
    asked = {part.asked for part in _all()}
    questions = sum(each.startswith("the question") for each in asked)
    return f"{questions} shipped questions and {len(asked) - questions} claims"


@cache
def _all() -> tuple[Part, ...]:
    return (*_of_questions(), *_of_claims())


def _of_questions() -> Iterator[Part]:
    file = shipped("_evidence", "seeds/evidence") / "questions.json"
    if not file.exists():
        return
    for name, answer in json.loads(file.read_text(encoding="utf-8"))["answers"].items():
        for row in answer["outcomes"]:
            yield from _read(row["drivers"], row["outcome"], f"the question {name}")


def _of_claims() -> Iterator[Part]:
    file = shipped("_claims", "seeds/claims") / "verdicts.csv"
    if not file.exists():
        return
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield from _read(row["hangs_on"], row["outcome"], f"the claim {row['article']} {row['id']}")


def _read(text: str, outcome: str, asked: str) -> Iterator[Part]:
    yield Part("", outcome, 0, asked)
    for each in _PART.finditer(text):
        yield Part(_path(each["name"]), outcome, int(each["share"]), asked)


def _path(name: str) -> str:
    """The path of a number of a row goes by the row's kind, as its entry does."""
    table, _, rest = name.partition(".")
    row, _, field = rest.partition(".")
    return f"policies.{kind_of_row(row) or row}.{field}" if table == "policies" else name
