"""A strategy of one's own, and two outcomes that tell how the firm beta fares with it; for `afternoon.py`."""

import sim

FIRM = "beta"


class Underdog(sim.Firm):
    """Share while somebody is ahead; hoard in the lead."""

    def choose(self) -> sim.Tier:
        """Called every quarter, when the last quarter is known and no actor has moved."""
        best = max((partner.capability for partner in self.partners), default=0.0)
        return self.shares_as if self.capability < best else self.hoards_as


def _of_beta(run: sim.Run, column: str) -> float:
    return float(run.actors[column][run.actors["actor"].index(FIRM)])


@sim.outcome(unit="bn USD/quarter", better="more")
def beta_payoff(run: sim.Run) -> float:
    """Mean payoff of the firm beta."""
    return _of_beta(run, "payoff")


@sim.outcome(unit="OOM", better="more")
def beta_capability(run: sim.Run) -> float:
    """Capability of the firm beta at the end."""
    return _of_beta(run, "capability")
