"""Who is claimed by what, and until when: whoever claims a group claims its members, and the other way round."""

from typing import NamedTuple

Part = tuple[str, int]
"""An actor's table and the number within it, as :meth:`sim.scenario.checking.cast.Cast.part` gives them."""
NEVER = 1 << 40
"""A quarter after all others: the claim does not end."""
_WHOLE = 0
_ANYBODY = -1


class Claim(NamedTuple):
    """A claim that stands until a quarter, and the number of the row, or of the entry of a list, that makes it."""

    end: int
    by: int


_NOTHING = Claim(-NEVER, 0)


class Claims:
    """The claims that have been made on actors, each asked for in a time that does not grow with their number."""

    def __init__(self) -> None:
        """Begin without a claim."""
        self._standing: dict[Part, Claim] = {}

    def on(self, part: Part) -> Claim:
        """The claim that ends last of those on an actor, or on anybody of a group when the part is the whole."""
        group, number = part
        keys = [(group, _ANYBODY)] if number == _WHOLE else [part, (group, _WHOLE)]
        return max(self._standing.get(key, _NOTHING) for key in keys)

    def add(self, part: Part, claim: Claim) -> None:
        """Put a claim on an actor, or on a group as a whole."""
        for key in (part, (part[0], _ANYBODY)):
            self._standing[key] = max(self._standing.get(key, _NOTHING), claim)
