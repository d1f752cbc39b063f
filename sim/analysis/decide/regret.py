"""What options are worth over worlds: regret, thresholds, trade-offs, the robust choice. Arrays in, arrays out.

Terms and rules are those of robust decision making (Lempert, Popper & Bankes 2003; Lempert & Collins 2007). Regret is
Savage's (1951), and a satisfactory outcome Simon's (1956). Values are oriented: more is better.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.world import Floats

Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

SHARE = 0.9
"""The regret by which options are told apart is exceeded in a tenth of the worlds."""
RESAMPLES = 1000
"""Bootstrap resamples of the draws (Efron 1979)."""


def regret(values: Floats) -> Floats:
    """How far each option is from the best one in the same world.

    Args:
        values: oriented values, shape (options, worlds, objectives).

    Returns:
        Regret in the units of the objectives, at least 0, same shape.
    """
    best: Floats = values.max(axis=0) - values
    return best


def stakes(regrets: Floats) -> Floats:
    """How far the worst option is from the best one in a mean world: what the choice is about.

    Args:
        regrets: shape (options, worlds, objectives).

    Returns:
        One number an objective, in its unit; 0 where all options are alike in all worlds.
    """
    apart: Floats = regrets.max(axis=0).mean(axis=0)
    return apart


def scaled(regrets: Floats, stake: Floats) -> Floats:
    """Regret in stakes, so that objectives can be put side by side; 0 where nothing is at stake."""
    return np.divide(regrets, stake, out=np.zeros_like(regrets), where=stake > 0)


def greatest(scaled_regrets: Floats, weights: Floats) -> Floats:
    """The regret of an option in a world: in stakes, that of the objective in which it is greatest, by weight.

    A mean would need weights that say how objectives make up for each other; the greatest regret needs none.

    Args:
        scaled_regrets: shape (options, worlds, objectives).
        weights: one an objective, 1 if all count alike.

    Returns:
        Shape (options, worlds).
    """
    most: Floats = (scaled_regrets * weights).max(axis=2)
    return most


def upper(regrets: Floats, weights: Floats) -> Floats:
    """The regret that an option does not exceed in nine tenths of the worlds.

    Args:
        regrets: shape (options, worlds).
        weights: how often each world counts.

    Returns:
        One number an option.
    """
    order = np.argsort(regrets, axis=1, kind="stable")
    below = np.cumsum(weights[order], axis=1)
    places = (below >= SHARE * below[:, -1:] - 1e-9).argmax(axis=1)
    chosen: Floats = np.take_along_axis(regrets, np.take_along_axis(order, places[:, None], 1), 1)[:, 0]
    return chosen


def undominated(values: Floats) -> Flags:
    """Whether no other option is at least as good in every objective and better in one.

    Args:
        values: oriented values, shape (options, ..., objectives); each place of the axes between is a world.

    Returns:
        Shape (options, ...).
    """
    free = np.ones(values.shape[:-1], bool)
    for one in range(len(values)):
        for other in range(len(values)):
            no_worse = (values[other] >= values[one]).all(axis=-1)
            free[one] &= ~(no_worse & (values[other] > values[one]).any(axis=-1))
    return free


def robust(satisfied: Flags, regrets: Floats, weights: Floats) -> int:
    """The robust choice: satisfied in most worlds; among equals the smallest regret that nine tenths do not exceed.

    Args:
        satisfied: whether an option meets all thresholds, shape (options, worlds).
        regrets: its regret there (:func:`greatest`), same shape.
        weights: how often each world counts.

    Returns:
        Number of the option; the first of those that are equal in both.
    """
    counts = satisfied @ weights
    equal = np.flatnonzero(counts >= counts.max() - 1e-9)
    return int(equal[upper(regrets[equal], weights).argmin()]) if len(equal) > 1 else int(equal[0])


@dataclass(frozen=True)
class Worlds:
    """Options in the same worlds, each a draw in a form.

    Attributes:
        satisfied: whether an option meets all thresholds, shape (options, forms, draws).
        regrets: its regret there, same shape.
        known: worlds in which no option failed to run, shape (forms, draws).
    """

    satisfied: Flags
    regrets: Floats
    known: Flags

    def choice(self, forms: slice | int = slice(None), draws: Floats | None = None) -> int:
        """The robust choice over some forms, with draws that count so often; over all, each once, by default."""
        often = self.known * (np.ones(self.known.shape[1]) if draws is None else draws)
        options = len(self.satisfied)
        picked = self.satisfied[:, forms].reshape(options, -1), self.regrets[:, forms].reshape(options, -1)
        return robust(*picked, often[forms].ravel())

    def resampled(self, seed: int = 0) -> Floats:
        """How often each option is the choice when draws are drawn anew: share of resamples, one an option.

        Draws are resampled whole, in all forms at once, for a draw is no other draw in another form.
        """
        draws = self.known.shape[1]
        generator = np.random.default_rng(seed)
        chosen = np.zeros(len(self.satisfied))
        for _ in range(RESAMPLES):
            often = np.bincount(generator.integers(draws, size=draws), minlength=draws).astype(float)
            if (self.known * often).any():
                chosen[self.choice(draws=often)] += 1.0
        shares: Floats = chosen / max(1.0, chosen.sum())
        return shares
