"""A module of one's own: two strategies, an outcome, a phase with luck, and a policy.

Use it so:

hoardshare run arms-race --with experiments/own_module.py --set actors.alpha.strategy=cautious
"""

import sim

FADING = 0.02
"""Share of trust that an actor's ties lose in each quarter in which its draw is below 0.5."""
REVIEW_FROM, REVIEW_CARE, REVIEW_COST = 20, 0.3, 0.01
"""Quarter in which reviews begin, the least care that reviewers accept, and the cost, bn USD a quarter and actor."""


class Cautious(sim.Actor):
    """Share until somebody has an incident; hoard from then on. For actors of any kind."""

    def choose(self) -> sim.Tier:
        """Called every quarter, when the last quarter is known and no actor has moved."""
        return self.hoards_as if self.model.incidents > 0 else self.shares_as


class FollowTheLeader(sim.Firm):
    """Do as the most capable actor did last quarter: ``strategy = "follow-the-leader"``, for firms alone."""

    def choose(self) -> sim.Tier:
        """The leader's tier, but not above the tier at which this firm shares."""
        leader = max(self.model.agents, key=lambda agent: agent.capability)
        return min(leader.tier, self.shares_as)


@sim.outcome(unit="share", better="more", within=(0, 1))
def calm(run: sim.Run) -> float:
    """Share of quarters without an incident."""
    return float((run.series["incidents"] == 0).mean())


@sim.phase(after="trust")
def fading(w, luck):
    """Trust fades for half of the actors by chance: compiled, with its own luck, one draw per actor and quarter."""
    for i in range(w.actors.size):
        if luck[i] < 0.5:
            for e in range(w.ties.start[i], w.ties.stop[i]):
                w.ties.trust[e] *= 1.0 - FADING


@sim.phase(after="decide")
def review(w, t):
    """A policy: from a quarter on, reviewers raise the care of actors that take too little, who pay for the review."""
    if t >= REVIEW_FROM:
        for i in range(w.actors.size):
            me = w.actors[i]
            if me.alive and me.safety < REVIEW_CARE:
                me.safety = REVIEW_CARE
                me.cash -= REVIEW_COST
