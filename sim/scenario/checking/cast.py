"""The names that a scenario can refer to: actors, members of a group of identical actors, and slots for entrants."""

import re

from sim.scenario.errors import Finding, one_of, shown
from sim.scenario.reading.locate import KeyPath
from sim.scenario.schema.actors import ActorSpec
from sim.scenario.schema.enums import GOVERNING
from sim.scenario.schema.scenario import Scenario

ENTRANT = "entrant"
"""Slots for entrants are named ``entrant-1``, ``entrant-2``, ..."""
_MEMBER = re.compile(r"(?P<group>.+)-(?P<number>[1-9][0-9]{0,6})", re.DOTALL)


class Cast:
    """The actors of a scenario by name; a group ``lab`` of three has the members ``lab-1``, ``lab-2`` and ``lab-3``."""

    def __init__(self, scenario: Scenario) -> None:
        """Take the names from a scenario; the members of groups are not listed, because groups can be large."""
        self._actors = scenario.actors
        self._slots = scenario.entry.slots if scenario.entry.on else 0
        self.names = list(scenario.actors)
        self.blocs = sorted({spec.bloc for spec in scenario.actors.values()})
        self.size = sum(spec.count for spec in scenario.actors.values()) + self._slots

    def part(self, name: str) -> tuple[str, int] | None:
        """Return the actor's table and the number within it, 0 for the actor or the whole group; None if unknown."""
        if name in self._actors:
            return name, 0
        match = _MEMBER.fullmatch(name)
        if match is None or int(match["number"]) > self._members(match["group"]):
            return None
        return match["group"], int(match["number"])

    def known(self, name: str) -> tuple[str, int] | None:
        """As :meth:`part`, for names that a row of policies can use: None for entrants, who do not exist yet."""
        part = self.part(name)
        spec = self._actors.get(part[0]) if part else None
        return part if part and spec and part[1] <= _members(spec) else None

    def spec(self, name: str) -> ActorSpec | None:
        """Return the table of an actor, a group or a member; None for unknown names and entrants."""
        part = self.known(name)
        return self._actors[part[0]] if part else None

    def size_of(self, name: str) -> int:
        """Return how many actors a name stands for; an unknown name counts as one."""
        spec = self._actors.get(name)
        return spec.count if spec else 1

    def share(self, one: str, other: str) -> bool:
        """Whether two names have an actor in common: they are the same, or one is a member of the other."""
        first, second = self.known(one), self.known(other)
        if first is None or second is None or first[0] != second[0]:
            return False
        return first[1] == second[1] or 0 in (first[1], second[1])

    def is_member(self, name: str) -> bool:
        """Whether a name is also the name of a member of a group, or of a slot."""
        if name == ENTRANT:
            return self._slots > 0 and self._actors[name].count > 1
        match = _MEMBER.fullmatch(name)
        return match is not None and int(match["number"]) <= self._members(match["group"])

    def is_one(self, name: str) -> bool:
        """Whether a name stands for a single actor or slot."""
        part = self.part(name)
        return part is not None and (part[1] > 0 or self._actors[name].count == 1)

    def stranger(self, path: KeyPath, name: str) -> Finding:
        """Return the finding for a name that refers to no actor, or to several where one is required."""
        if name in self._actors:
            problem = f"{shown(name)} stands for {self._actors[name].count} actors"
            return Finding(path, problem, f"one of them, such as {shown(name + '-1')}")
        expected = "the name of an actor of the scenario"
        if self.part(name) is not None:
            return Finding(path, f"{shown(name)} is a slot for an entrant", expected)
        if name in self.blocs:
            return Finding(path, f"{shown(name)} is a bloc", expected, hint=self._of_bloc(name))
        return Finding(path, f"no actor {shown(name)}", expected, name, self.names)

    def stray_bloc(self, path: KeyPath, name: str) -> Finding:
        """Return the finding for a name that is not a bloc; if it is an actor, the hint gives the actor's bloc."""
        spec = self.spec(name)
        hint = f"{shown(name)} is an actor of the bloc {shown(spec.bloc)}" if spec else ""
        return Finding(path, f"no bloc {shown(name)}", "the bloc of an actor", "" if spec else name, self.blocs, hint)

    def _of_bloc(self, bloc: str) -> str:
        """Return a hint on which actors of a bloc to name: its nation, which acts for the bloc, and all others."""
        names = [name for name, spec in self._actors.items() if spec.bloc == bloc]
        nation = next((name for name in names if self._actors[name].kind in GOVERNING), "")
        speaker = f"its nation is {shown(nation)}; " if nation else ""
        return f"{speaker}its actors are {one_of(names).removeprefix('one of ')}"

    def _members(self, group: str) -> int:
        spec = self._actors.get(group)
        return max(_members(spec) if spec else 0, self._slots if group == ENTRANT else 0)


def _members(spec: ActorSpec) -> int:
    return spec.count if spec.count > 1 else 0
