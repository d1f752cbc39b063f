"""The coverage of all intervals in comparisons, and the interval of a share."""

LEVEL = 0.95
"""Coverage of every interval of a comparison, an ablation or a claim."""

SPAN = (0.05, 0.95)
"""Quantiles between which 90 % of draws lie."""


def wilson(count: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """Interval of a share (Wilson 1927)."""
    from scipy.stats import binomtest

    interval = binomtest(count, of).proportion_ci(level, method="wilson")
    return float(interval.low), float(interval.high)
