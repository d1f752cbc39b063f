"""What gets out of what is hidden in the plain model: by talk, with staff who leave, by distillation of paid access."""

from sim.scenario.schema.enums import Tier


def talk(config):
    """Share of a hidden gap that gets out to whomever, as far as the law lets it."""
    return config.spillover.leak * (1.0 - config.spillover.protection)


def carried(one, other):
    """Share of a hidden gap that people who change between the two carry along in a quarter."""
    return one.model.config.spillover.mobility * (one.staff * other.staff)


def expect(model):
    """How many people come and go at each, what can be distilled of each, and what it expects to lose if it hoards."""
    p, outlays = model.config.spillover, [actor.outlay for actor in model.agents]
    usual, firms = sum(outlays) / len(outlays), set(model.firms)
    for actor in model.agents:
        actor.staff = 2.0 * actor.outlay / (actor.outlay + usual) if usual > 0.0 else 1.0
        actor.distillable = p.distillation * (1.0 - p.protection) if actor in firms else 0.0
    for actor in model.agents:
        moves = [carried(actor, other) for other in actor.trust]
        actor.leaving = min(1.0, sum(moves) / len(moves)) if moves else 0.0
        sold = actor.distillable if moves and actor.spec.hoards_as == Tier.ACCESS else 0.0
        actor.leaking = min(1.0, actor.leaving + sold)


def lose_staff(model):
    """Of remembered research, vacancy*leaving goes with the people."""
    for actor in model.agents:
        actor.experience *= 1.0 - model.config.spillover.vacancy * actor.leaving


def rates(mine, other):
    """Shares of what another hides that get to me by talk and people; and, of what it has released, by paid access."""
    steady = min(1.0, talk(mine.model.config) + carried(mine, other))
    return steady, other.distillable if other.released_tier == Tier.ACCESS else 0.0
