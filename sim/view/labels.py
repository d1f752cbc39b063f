"""Names beside marks, where they cover neither each other nor the edge of a figure."""

from collections.abc import Sequence

Label = tuple[float, float, str]
"""Centre, foot and text of a name."""
Mark = tuple[float, float, float]
"""Centre and size of a mark."""
_LETTER, _TALL = 5.4, 10.0
"""Width of a letter and height of a line."""
_GAP = 2.0

_Box = tuple[float, float, float, float]


def placed(
    names: Sequence[tuple[str, tuple[float, float], float]],
    marks: Sequence[Mark],
    size: tuple[float, float],
    *,
    keep_all: bool,
) -> list[Label]:
    """Place names below, above, right or left of their marks, the most important first.

    Args:
        names: names, the places and the sizes of their marks.
        marks: all marks, which a name should not cover where there is another place.
        size: width and height of the figure.
        keep_all: whether a name without a free place stands below its mark all the same; else it is left out.
    """
    taken: list[_Box] = []
    labels: list[Label] = []
    for name, (x, y), far in names:
        spots = [_within(name, *spot, size) for spot in _around(x, y, far, len(name) * _LETTER / 2)]
        free = [spot for spot in spots if not any(_overlap(_box(name, *spot), other) for other in taken)]
        if free or keep_all:
            spot = min(free, key=lambda each: _covered(_box(name, *each), marks), default=spots[0])
            taken.append(_box(name, *spot))
            labels.append((*spot, name))
    return labels


def _around(x: float, y: float, far: float, half: float) -> list[tuple[float, float]]:
    """Centre and foot of a name below, above, right and left of a mark."""
    beside = far + half + _GAP
    return [(x, y + far + _TALL), (x, y - far - _GAP), (x + beside, y + _TALL / 3), (x - beside, y + _TALL / 3)]


def _within(name: str, x: float, y: float, size: tuple[float, float]) -> tuple[float, float]:
    """The nearest spot at which none of a name is cut off."""
    half = len(name) * _LETTER / 2
    return min(max(x, half), max(half, size[0] - half)), min(max(y, _TALL), size[1] - _GAP)


def _box(name: str, x: float, y: float) -> _Box:
    half = len(name) * _LETTER / 2
    return x - half, y - _TALL + _GAP, x + half, y + _GAP


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _covered(box: _Box, marks: Sequence[Mark]) -> int:
    """Number of marks that a name would cover."""
    return sum(_overlap(box, (x - far, y - far, x + far, y + far)) for x, y, far in marks)
