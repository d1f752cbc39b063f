"""Strategies that ask nobody: always hoard, always share (Axelrod 1984: ALL D, ALL C)."""

from sim.compile import rule


@rule
def hoard() -> bool:
    """Never shares (Axelrod 1984, ALL D)."""
    return False


@rule
def share() -> bool:
    """Always shares (Axelrod 1984, ALL C)."""
    return True
