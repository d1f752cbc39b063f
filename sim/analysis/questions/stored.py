"""Answers that come with the package, and whether they are still the model's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.analysis.facts.declared import folder
from sim.analysis.questions.answers import Answer
from sim.version import rules_version

FILE = "questions.json"


@dataclass(frozen=True)
class Answers:
    """Answers to questions, and what they come from.

    Attributes:
        model_version: version of the rules that gave them.
        command: what wrote them.
        answers: by the question's id.
    """

    model_version: str
    command: str
    answers: Mapping[str, Answer]

    @property
    def are_todays(self) -> bool:
        """Whether the rules are still those that gave them."""
        return self.model_version == rules_version()


@cache
def answers() -> Answers:
    """The answers that come with the package; none of no version where there is no file."""
    return read(folder() / FILE)


def read(file: Path) -> Answers:
    """The answers in a file."""
    if not file.exists():
        return Answers("", "", {})
    told = json.loads(file.read_text(encoding="utf-8"))
    found = {name: Answer.of(each) for name, each in told["answers"].items()}
    return Answers(told["model_version"], told["command"], found)


def write(file: Path, found: Answers) -> None:
    """Write answers, a question a line."""
    lines = [f"  {json.dumps(name)}: {json.dumps(each.told())}" for name, each in found.answers.items()]
    head = f' "model_version": {json.dumps(found.model_version)},\n "command": {json.dumps(found.command)},\n'
    body = ",\n".join(lines)
    file.write_text(f'{{\n{head} "answers": {{\n{body}\n }}\n}}\n', encoding="utf-8")
