"""Misuse of the plain model: what several have out is misused once, and divided among them."""


def slices_of(releases):
    """Capability above the start in slices (bottom, top, part): who reaches a slice keeps that part of it as its own.

    A release is a pair (rise, how easily it is misused). The easiest one decides how much misuse a slice brings; all
    who reach the slice divide that in proportion to how easily theirs is misused.
    """
    slices, bottom = [], 0.0
    for top in sorted({rise for rise, _ in releases if rise > 0.0}):
        easy = [exposed for rise, exposed in releases if rise >= top]
        slices.append((bottom, top, max(easy) / sum(easy) if sum(easy) > 0.0 else 1.0))
        bottom = top
    return slices


def own_part(rise, slices):
    """What counts as its own of a rise, OOM."""
    return sum(part * (top - bottom) for bottom, top, part in slices if top <= rise)
