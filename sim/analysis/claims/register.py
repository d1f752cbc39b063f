"""The register: all claims of a folder, each fault in it told with its file, line, claim and field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from sim.analysis.claims.claim import Article, Parameter
from sim.analysis.claims.faults import fault, invalid, unknown
from sim.analysis.claims.question import Question, Wrong, question_of
from sim.scenario import Fault, ScenarioError
from sim.scenario.errors import did_you_mean, one_of, shown
from sim.scenario.reading.catalogue import shipped
from sim.scenario.reading.locate import KeyPath
from sim.scenario.reading.read import read
from sim.scenario.reading.tree import Node, plain
from sim.scenario.schema.quantity import Section

PARAMETERS = "parameters.toml"
"""Name of the file of ranges in a folder of claims."""
_FOLDER = f"a folder with {PARAMETERS} and one .toml file an article"
T = TypeVar("T", bound=Section)


@dataclass(frozen=True)
class Register:
    """All claims, in the order of their files."""

    questions: tuple[Question, ...]

    def pick(self, ids: Iterable[str] = (), article: str | None = None) -> tuple[Question, ...]:
        """Claims by id and by article; all when neither is given.

        Raises:
            ScenarioError: there is no such claim or article, or no claim is both.
        """
        wanted = list(dict.fromkeys(ids))
        known = [question.id for question in self.questions]
        articles = list(dict.fromkeys(question.article for question in self.questions))
        faults = [unknown("claim", word, known) for word in wanted if word not in known]
        if article is not None and article not in articles:
            # Numbers are no misspellings of each other.
            faults.append(Fault(f"article {article}", problem="no such article", expected=one_of(articles)))
        if faults:
            raise ScenarioError(faults)
        of_article = [question for question in self.questions if article in (None, question.article)]
        found = tuple(question for question in of_article if not wanted or question.id in wanted)
        if not found:
            there = one_of(question.id for question in of_article)
            raise ScenarioError([Fault(f"article {article}", problem="has none of these claims", expected=there)])
        return found


def load_register(folder: str | Path | None = None) -> Register:
    """Read, resolve and check all claims of a folder.

    Args:
        folder: holds ``parameters.toml`` and one file an article; the shipped claims when None.

    Raises:
        ScenarioError: there is no such folder, or something is wrong in one of its files; of each claim the first
            fault is told.
    """
    place = shipped("_claims", "seeds/claims") if folder is None else Path(folder)
    if not place.is_dir():
        problem = "is not a folder" if place.exists() else "no such folder"
        raise ScenarioError([Fault(str(place), problem=problem, expected=_FOLDER)])
    faults: list[Fault] = []
    ranges = dict(_ranges(place / PARAMETERS, faults))
    questions: list[Question] = []
    for path in sorted(set(place.glob("*.toml")) - {place / PARAMETERS}):
        questions += _questions(path, ranges, {question.id for question in questions}, faults)
    if not questions and not faults:
        faults.append(Fault(str(place), problem="holds no claims", expected=_FOLDER))
    if faults:
        raise ScenarioError(faults)
    return Register(tuple(questions))


def _read(path: Path, faults: list[Fault]) -> Node | None:
    try:
        return read(path, path.name)
    except ScenarioError as error:
        faults += error.faults
        return None


def _valid(kind: type[T], tree: Node, path: KeyPath, node: Node, faults: list[Fault]) -> T | None:
    try:
        return kind.model_validate(plain(node))
    except ValidationError as error:
        faults += invalid(tree, path, kind, error)
        return None


def _ranges(path: Path, faults: list[Fault]) -> Iterator[tuple[str, Parameter]]:
    tree = _read(path, faults)
    node = tree.child("parameters") if tree else None
    if tree is None or node is None:
        return
    for name, child in node.table.items():
        found = _valid(Parameter, tree, ("parameters", name), child, faults)
        if found is not None:
            yield name, found


def _questions(path: Path, ranges: Mapping[str, Parameter], seen: set[str], faults: list[Fault]) -> Iterator[Question]:
    tree = _read(path, faults)
    article = _valid(Article, tree, (), tree, faults) if tree else None
    if tree is None or article is None:
        return
    for number, claim in enumerate(article.claims):
        if claim.id in seen:
            faults.append(
                fault(tree, ("claims", number, "id"), f"{shown(claim.id)} is there twice", "ids of their own")
            )
        seen.add(claim.id)
        try:
            yield question_of(article, claim, ranges)
        except Wrong as wrong:
            finding = wrong.finding
            hint = did_you_mean(finding.word, finding.choices) or finding.hint
            faults.append(fault(tree, ("claims", number, *finding.path), finding.problem, finding.expected, hint))
