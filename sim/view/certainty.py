"""How sure the sign of a difference is: over seeds and, once they are there, over draws of what nobody knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.sizes import nearly_all
from sim.outcomes import OUTCOMES
from sim.study.outcome_names import judged
from sim.view.luck import Luck
from sim.view.say import say


@dataclass(frozen=True)
class Certainty:
    """How many runs have a difference of the sign that is shown.

    Attributes:
        agree: number of seeds that agree.
        of: number of seeds; 0 before they are counted.
        drawn_agree: number of draws that agree.
        drawn_of: number of draws; 0 before they are run.
        awaits_draws: whether draws are on their way, which can turn what seeds say.
    """

    agree: int
    of: int
    drawn_agree: int = 0
    drawn_of: int = 0
    awaits_draws: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether seeds have been counted."""
        return self.of > 0

    @property
    def is_sure(self) -> bool:
        """Whether at least 18 of 20 seeds agree and, once there are draws, at least as many of them in proportion."""
        of_draws = nearly_all(self.drawn_agree, self.drawn_of)
        return self.is_counted and nearly_all(self.agree, self.of) and of_draws

    def words(self) -> str:
        """How many seeds and draws agree; empty before they are counted."""
        if not self.is_counted:
            return ""
        if not self.drawn_of:
            return say("certainty.seeds", agree=self.agree, of=self.of)
        return say("certainty.both", agree=self.agree, of=self.of, drawn_agree=self.drawn_agree, drawn_of=self.drawn_of)

    def with_draws(self, agree: int, of: int) -> "Certainty":
        """The same with draws counted too."""
        return replace(self, drawn_agree=agree, drawn_of=of)


UNCOUNTED = Certainty(0, 0)


def certainties(
    base: Luck,
    other: Luck,
    differences: Mapping[str, float],
    quarter: int | None = None,
    base_quarter: int | None = None,
    ensure_wanted: Callable[[], None] = lambda: None,
) -> dict[str, Certainty]:
    """How many seeds agree with differences of outcomes. A seed with a run that fails agrees with nothing.

    Args:
        base: luck of the world that is compared with.
        other: luck of the other world.
        differences: the other less the base, by outcome, as they are shown.
        quarter: number of quarters over which the other is measured; all by default.
        base_quarter: the same of the base; by default that of the other.
        ensure_wanted: called now and then; by an error it ends the work.
    """
    before = base.outcomes(quarter if base_quarter is None else base_quarter, ensure_wanted)
    after = other.outcomes(quarter, ensure_wanted)
    places = {name: place for place, name in enumerate(OUTCOMES)}
    return {
        name: Certainty(agreeing(after[:, places[name]] - before[:, places[name]], value), len(before))
        for name, value in differences.items()
    }


def agreeing(found: "np.ndarray[tuple[int], np.dtype[np.float64]]", shown: float) -> int:
    """How many differences have the sign of the one that is shown."""
    return int(np.count_nonzero(np.sign(found) == np.sign(shown)))


def verdict(outcome: str, difference: float, certainty: Certainty) -> str:
    """Whether a difference is "better" or "worse"; "" where it is not sure yet, or where neither is better."""
    is_final = certainty.is_sure and not certainty.awaits_draws
    return judged(OUTCOMES[outcome].better, difference) if is_final else ""
