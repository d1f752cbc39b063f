"""Halving brackets where an answer turns, at many places at once, and asks no more than it needs."""

import math

from hypothesis import given
from hypothesis import strategies as some

from sim.analysis.tipping.bisect import Bracket, bisected


def answering(turns, asked):
    """Answers yes from a number on at each place, and remembers what it was asked."""

    def does(counts):
        asked.append(dict(counts))
        return {place: count >= turns[place] for place, count in counts.items()}

    return does


@given(some.dictionaries(some.text(max_size=2), some.tuples(some.integers(1, 60), some.integers(0, 61)), max_size=4))
def test_the_turn_lies_between_neighbours(places):
    tops, turns = {p: top for p, (top, _) in places.items()}, {p: turn for p, (_, turn) in places.items()}
    asked = []
    found = bisected(tops, answering(turns, asked))
    for place, (below, above) in found.items():
        if turns[place] == 0:
            assert (below, above) == (None, 0)
        elif turns[place] > tops[place]:
            assert (below, above) == (tops[place], None)
        else:
            assert (below, above) == (turns[place] - 1, turns[place])
    assert set(found) == set(tops)
    assert len(asked) <= 2 + math.ceil(math.log2(max(tops.values(), default=1)))


def test_of_several_turns_one_from_no_to_yes_is_found():
    wavy = [False, True, False, False, True, True, False, True]
    below, above = bisected({"here": 7}, lambda counts: {place: wavy[count] for place, count in counts.items()})["here"]
    assert above == below + 1 and not wavy[below] and wavy[above]


def test_nowhere_nothing_is_asked_for():
    assert bisected({}, lambda counts: dict.fromkeys(counts, True)) == {}
    assert bisected({"x": 1}, lambda counts: {"x": counts.get("x") == 1}) == {"x": Bracket(0, 1)}
