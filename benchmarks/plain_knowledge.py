"""What is new, what is learnt from whom, and how the public stock grows: once more, for the plain model.

A share ``sharing.variety`` of each result is a brick that nobody else would have found; the rest is a rung of a ladder
that all climb.
"""

from benchmarks import plain_leaks as leaks


def level_of_search(level, public, config):
    """How high the ideas are that one looks for: bricks that are public are taken, whether one has them or not."""
    taken = config.sharing.variety * config.research.fishing
    return level + taken * max(0.0, public - level)


def flows(me, other, border, openness):
    """By domain: (what the gap to another offers, what its new results offer, how far it is ahead)."""
    speed, found = me.model.config.sharing.speed, {}
    steady, bought = leaks.rates(me, other)
    leak = min(1.0, steady + bought)
    for d, level in me.know_how.items():
        disclosed, hidden = max(0.0, other.disclosed[d] - level), max(0.0, other.know_how[d] - level)
        seeps = min(hidden, steady * hidden + bought * min(hidden, disclosed))
        gap = border * (speed * openness * disclosed + (1.0 - openness) * seeps)
        found[d] = gap, border * ((speed * openness + leak * (1.0 - openness)) * other.found[d]), hidden
    return found


def mixed(rungs, bricks, config):
    """Rungs and bricks by their shares."""
    return (1.0 - config.sharing.variety) * rungs + config.sharing.variety * bricks


def offered(heard, public, mine, config):
    """By domain, what all partners together offer, or the commons if they have more; and what the commons have.

    Args:
        heard: what each partner offers, from :func:`flows`.
        public: public know-how by domain.
        mine: own know-how by domain.
        config: the scenario.
    """
    commons = {d: config.commons.speed * max(0.0, public[d] - level) for d, level in mine.items()}
    offer = {}
    for d in mine:
        gaps, results, leads = zip(*(flow[d] for flow in heard), strict=True) if heard else ((), (), ())
        rungs, pooling = max(gaps, default=0.0), config.sharing.pooling
        if pooling > 0.0:
            rungs = min((1.0 - pooling) * rungs + pooling * sum(gaps), max(leads, default=0.0))
        offer[d] = max(mixed(rungs, sum(results), config), commons[d])
    return offer, commons


def taken_in(offer, absorption, experience, config):
    """What is understood of an offer, and read in time."""
    understood, crowding = absorption * offer, config.absorption.crowding
    if understood == 0.0 or crowding == 0.0:
        return understood
    return understood * experience / (experience + crowding * understood)


def risen(public, opened, config):
    """Public know-how after releases: (openness, know-how, own finds never yet published) of whoever opens."""
    adds = config.commons.union * config.sharing.variety
    highest = max([0.0, *(openness * (level - public) for openness, level, _ in opened)])
    return public + (1.0 - adds) * highest + adds * sum(openness * finds for openness, _, finds in opened)
