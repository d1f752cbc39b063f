"""What is said of one name."""

from dataclasses import dataclass

PARAMETER, OUTCOME, POLICY, STRATEGY, SCENARIO = "parameter", "outcome", "policy", "strategy", "scenario"
KINDS = {
    SCENARIO: "a world to run: who takes part, and by which rules and numbers",
    OUTCOME: "what a run is measured by",
    PARAMETER: "a number, word or switch of a scenario, by the path at which --set changes it",
    POLICY: "a kind of dated row: a policy, an institution or a shock",
    STRATEGY: "how an actor decides to hoard or to share",
}
"""The kinds of entries, each with what it is."""


@dataclass(frozen=True)
class Entry:
    """One parameter, outcome, policy, strategy or scenario, explained.

    Attributes:
        kind: one of :data:`KINDS`.
        name: its name as files and commands write it, such as ``trust.gain``; a word in capitals stands for any name.
        title: a few words for a heading.
        definition: what it is.
        facts: labels and texts in the order in which they are read: unit, default, range, prior, source and so on.
        used_in: the functions that read it or compute it, each with its first sentence.
        related: names of other entries.
    """

    kind: str
    name: str
    title: str
    definition: str
    facts: tuple[tuple[str, str], ...]
    used_in: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    @property
    def whole_name(self) -> str:
        """Its name, by which no other entry goes: an outcome and a policy can have the same name."""
        return f"policies.{self.name}" if self.kind == POLICY else self.name

    def __str__(self) -> str:
        """Return it as lines of text, for a prompt or a notebook."""
        from sim.explained.words import lines

        return "\n".join(lines(self))


def one_line(text: str) -> str:
    """A text without the line breaks of its source."""
    return " ".join(text.split())


def told(*facts: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The facts of which something is known."""
    return tuple((label, one_line(text)) for label, text in facts if text)
