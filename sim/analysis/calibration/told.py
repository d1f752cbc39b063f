"""What data say of a number, in words."""

INFORMED, WEAKLY = 0.2, 0.05
"""Contraction from which a number counts as informed, and as weakly informed."""


def verdict(contraction: float) -> str:
    """Whether the data inform a number: "informed", "weakly" or "not at all"."""
    return "informed" if contraction >= INFORMED else "weakly" if contraction >= WEAKLY else "not at all"
