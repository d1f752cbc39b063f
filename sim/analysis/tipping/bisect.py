"""Where an answer turns from no to yes, found by halving; many places at once, whose runs are done together."""

from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)


class Bracket(NamedTuple):
    """Neighbouring whole numbers between which an answer turns.

    Attributes:
        below: the greatest number found that does not do; None where none is needed.
        above: the least number found that does; None where all of them do not.
    """

    below: int | None
    above: int | None


def bisected(tops: Mapping[K, int], does: Callable[[Mapping[K, int]], Mapping[K, bool]]) -> dict[K, Bracket]:
    """Bracket, at each place, the least number that does.

    Both ends are asked first: nothing is taken for granted but that the answer turns once in between. Where it turns
    several times, one of the turns from no to yes is found.

    Args:
        tops: the greatest number that there can be, by place.
        does: answers, for a number at each of some places.
    """
    none = does(dict.fromkeys(tops, 0))
    everything = does({place: top for place, top in tops.items() if not none[place]})
    found = {place: Bracket(None, 0) if none[place] else Bracket(tops[place], None) for place in tops}
    found |= {place: Bracket(0, tops[place]) for place, yes in everything.items() if yes}
    while asked := {place: _middle(each) for place, each in found.items() if _is_wide(each)}:
        for place, yes in does(asked).items():
            below, above = found[place]
            found[place] = Bracket(below, asked[place]) if yes else Bracket(asked[place], above)
    return found


def _is_wide(bracket: Bracket) -> bool:
    return bracket.below is not None and bracket.above is not None and bracket.above - bracket.below > 1


def _middle(bracket: Bracket) -> int:
    assert bracket.below is not None and bracket.above is not None
    return (bracket.below + bracket.above) // 2
