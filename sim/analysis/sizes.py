"""How much is run and drawn unless somebody asks otherwise, and what counts as nearly all; it imports nothing heavy."""

from math import ceil

DRAWS = 512
"""Draws of each form from which conclusions are drawn."""
ASKED = 208
"""Draws of each form for one question: some more than conclusions take, for some may fail."""
SEEDS = 20
"""Seeds of a scenario as it is written, from 0 on."""
AGREE = 0.9
"""Share of seeds, or of draws, that are nearly all."""


def fewest(of: int) -> int:
    """Least number of seeds, or of draws, that are nearly all: 18 of 20."""
    return ceil(AGREE * of - 1e-9)


def nearly_all(count: int, of: int) -> bool:
    """Whether so many are nearly all."""
    return count >= fewest(of)
