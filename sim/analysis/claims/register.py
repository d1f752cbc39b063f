"""The register: all claims of a folder; every error names its file, line, claim and field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sim.analysis.claims.claim import Article, Priors, Ranges
from sim.analysis.claims.question import Question, fitting, question_of
from sim.scenario import Fault, ScenarioError
from sim.scenario.errors import Finding, Wrong, did_you_mean, one_of, shown
from sim.scenario.reading.catalogue import shipped
from sim.scenario.reading.explain import raise_if_any, validated
from sim.scenario.reading.read import read
from sim.scenario.reading.tree import Node
from sim.scenario.schema.quantity import Prior

PARAMETERS = "parameters.toml"
"""Name of the file of a folder of claims whose ranges go before the priors of the schema; it need not be there."""
SECOND = "second-reading"
"""Folder of a register in which claims are written once more, by somebody who saw neither it nor results."""
_FOLDER = "a folder with one .toml file per article"


@dataclass(frozen=True)
class Register:
    """All claims, in the order of their files."""

    questions: tuple[Question, ...]

    def pick(self, ids: Iterable[str] = (), article: str | None = None) -> tuple[Question, ...]:
        """Return claims by id and by article; all by default. The id of a claim that was split is that of its parts.

        Raises:
            ScenarioError: a claim or article does not exist, or no claim matches both.
        """
        wanted = list(dict.fromkeys(ids))
        known = [question.id for question in self.questions]
        articles = list(dict.fromkeys(question.article for question in self.questions))
        parts = {word: [word] if word in known else [each for each in known if _is_part(each, word)] for word in wanted}
        faults = [_unknown("claim", word, known) for word in wanted if not parts[word]]
        if article is not None and article not in articles:
            # Numbers are no misspellings of each other.
            faults.append(Fault(f"article {article}", problem="no such article", expected=one_of(articles)))
        if faults:
            raise ScenarioError(faults)
        of_article = [question for question in self.questions if article in (None, question.article)]
        named = {each for found in parts.values() for each in found}
        chosen = tuple(question for question in of_article if not wanted or question.id in named)
        if not chosen:
            there = one_of(question.id for question in of_article)
            raise ScenarioError([Fault(f"article {article}", problem="has none of these claims", expected=there)])
        return chosen


def _is_part(known: str, word: str) -> bool:
    """Whether a claim is a part of another: H7a of H7."""
    return known[:-1] == word and known[-1].isalpha() and known[-1].islower()


def load_register(folder: str | Path | None = None) -> Register:
    """Read, resolve and check all claims of a folder.

    Args:
        folder: contains one file per article, and ``parameters.toml`` where ranges of its own go before the priors of
            the schema; the shipped claims by default.

    Raises:
        ScenarioError: there is no such folder, or something is wrong in one of its files; of each claim the first
            fault is told.
    """
    place = _place(folder)
    if not place.is_dir():
        problem = "is not a folder" if place.exists() else "no such folder"
        raise ScenarioError([Fault(str(place), problem=problem, expected=_FOLDER)])
    ranges = _ranges(place / PARAMETERS)
    faults: list[Fault] = []
    questions: list[Question] = []
    for path in sorted(set(place.glob("*.toml")) - {place / PARAMETERS}):
        try:
            questions += _questions(read(path, path.name), ranges, {each.id for each in questions})
        except ScenarioError as error:
            faults += error.faults
    if not questions and not faults:
        faults.append(Fault(str(place), problem="holds no claims", expected=_FOLDER))
    if faults:
        raise ScenarioError(faults)
    return Register(tuple(questions))


def load_second(folder: str | Path | None = None) -> Register:
    """Read the second reading of a register: some of its claims, by the same ids, written down independently.

    Raises:
        ScenarioError: there is none, or something is wrong in it.
    """
    return load_register(_place(folder) / SECOND)


def load_priors(file: str | Path, questions: Iterable[Question]) -> dict[str, Prior]:
    """Read somebody's own ranges of numbers.

    Args:
        file: a table ``[ranges."trust.gain"]`` of least, most, scale and source for each number.
        questions: the claims that are tested with them.

    Raises:
        ScenarioError: the file cannot be read, a range is not valid, or none of the claims has such a number.
    """
    if not Path(file).exists():
        raise ScenarioError([Fault(str(file), problem="no such file", expected="a .toml file of ranges")])
    tree = read(Path(file), str(file))
    ranges = {path: each.prior for path, each in validated(Priors, tree).ranges.items()}
    sides = [tuple(question.sides.values()) for question in questions]
    problems: list[Finding] = []
    for path, prior in ranges.items():
        try:
            if not any(fitting({path: prior}, pair) for pair in sides):
                expected = "the dotted path of a number that both sides of a claim have"
                problems.append(Finding(("ranges", path), f"no claim that is tested has a {shown(path)}", expected))
        except Wrong as wrong:
            problems.append(replace(wrong.finding, path=("ranges", path)))
    raise_if_any(problems, tree)
    return ranges


def _place(folder: str | Path | None) -> Path:
    return shipped("_claims", "seeds/claims") if folder is None else Path(folder)


def _ranges(file: Path) -> dict[str, Prior]:
    if not file.exists():
        return {}
    return {name: range_.prior for name, range_ in validated(Ranges, read(file, file.name)).parameters.items()}


def _questions(tree: Node, ranges: Mapping[str, Prior], seen: set[str]) -> list[Question]:
    article = validated(Article, tree)
    questions: list[Question] = []
    problems: list[Finding] = []
    for number, claim in enumerate(article.claims):
        if claim.id in seen:
            problems.append(Finding(("claims", number, "id"), f"{shown(claim.id)} occurs twice", "ids of their own"))
        seen.add(claim.id)
        try:
            questions.append(question_of(article, claim, ranges))
        except Wrong as wrong:
            problems.append(replace(wrong.finding, path=("claims", number, *wrong.finding.path)))
    raise_if_any(problems, tree)
    return questions


def _unknown(kind: str, word: str, known: list[str]) -> Fault:
    return Fault(f"{kind} {word}", problem=f"no such {kind}", expected=one_of(known), hint=did_you_mean(word, known))
