"""What a finding is worth to all, against what it is worth to its finder: the model's beside what is published.

The published figures are in dollars of firms in the United States and set nothing here; the model's are in know-how. A
firm is given one standard deviation of luck more in one quarter, all other luck the same, and know-how is compared two
years on. In that quarter nobody turns to another field. Discrete choices (releases, entry, exit) may fall otherwise, so
a single comparison says little.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.noise import Noise, noise_of
from sim.rules.quarter import advance
from sim.scenario import Scenario, load
from sim.scenario.schema.enums import SELLING
from sim.start import begin
from sim.world import NOBODY, Floats, World, copied

SCENARIOS = ("arms-race", "commons")
VARIETIES = (0.0, 0.1, 1.0)
"""Both ends of knowledge, and the default."""
SEEDS = range(10)
LUCKY = (12, 20, 28, 36)
"""Quarters in which a firm is luckier."""
LATER = 8
"""Quarters after which know-how is compared."""
LEADERS = 3
"""So many most capable firms are leaders."""


@dataclass(frozen=True)
class Published:
    """A published ratio of gross social to private returns to research.

    Attributes:
        ratio: the ratio.
        source: who says so.
        status: seen in a primary document, secondary (told by others), or recalled.
    """

    ratio: float
    source: str
    status: str


PUBLISHED = (
    Published(55.0 / 21.0, "Bloom, Schankerman & Van Reenen 2013: 55 % over 21 %", "secondary"),
    Published(4.0, "Lucking, Bloom & Van Reenen 2019", "secondary"),
)


class Gain(NamedTuple):
    """What one firm's luck brings, in OOM of know-how weighted over domains."""

    own: float
    everybody: float
    leads: bool


class Returns(NamedTuple):
    """Gross social over private return: of all firms, of those that lead, of the rest."""

    all: float
    leaders: float
    rest: float


def gains(scenario: Scenario, seed: int) -> Iterator[Gain]:
    """What each firm's luck brings in each of the quarters :data:`LUCKY`, one at a time."""
    world, noise, spread = begin(scenario, seed, max(LUCKY) + LATER), noise_of(seed), scenario.research.luck
    now = 0
    for quarter in LUCKY:
        advance(world, noise, now, quarter)
        now = quarter
        usual = _later(world, noise, now)
        firms = [i for i in range(len(world.actors)) if world.actors["alive"][i] and world.actors["kind"][i] in SELLING]
        leaders = sorted(firms, key=lambda i: -float(world.actors["capability"][i]))[:LEADERS]
        for firm in firms:
            more = _more(usual, _later(world, noise, now, firm, spread))
            yield Gain(float(more[firm]), float(more.sum()), firm in leaders)


def _later(world: World, noise: Noise, now: int, firm: int = NOBODY, luck: float = 0.0) -> World:
    """The world some quarters on, where a firm's luck was greater by so much in the first of them."""
    later = copied(world)
    drive, turning = later.knowledge["drive"].copy(), later.parameters["direction"]["turning"].copy()
    later.parameters["direction"]["turning"] = 0.0  # else drive is set anew before it is used
    if firm != NOBODY:
        later.knowledge["drive"][firm] *= math.exp(luck)  # it enters what is found as luck does
    advance(later, noise, now, now + 1)
    later.knowledge["drive"][:], later.parameters["direction"]["turning"] = drive, turning
    advance(later, noise, now + 1, now + LATER)
    return later


def _more(usual: World, lucky: World) -> Floats:
    """How much more each actor knows that is there in both worlds, OOM."""
    there = usual.actors["alive"] * lucky.actors["alive"]
    more = (lucky.knowledge["know_how"] - usual.knowledge["know_how"]) @ usual.domains["weight"]
    return np.asarray(more * there)


def ratio(found: Iterable[Gain]) -> float:
    """All that everybody gains over all that the finders gain."""
    own, everybody = 0.0, 0.0
    for gain in found:
        own += gain.own
        everybody += gain.everybody
    return everybody / own


def returns(scenario: Scenario, seeds: Sequence[int] = SEEDS) -> Returns:
    """Gross social over private return in a scenario."""
    found = [gain for seed in seeds for gain in gains(scenario, seed)]
    leading = [gain for gain in found if gain.leads]
    return Returns(ratio(found), ratio(leading), ratio(gain for gain in found if not gain.leads))


def measured() -> dict[str, dict[str, list[float]]]:
    """Returns by scenario and by the share of a result that nobody else would have found."""
    return {
        name: {f"{variety:g}": [*returns(load(name, {"sharing.variety": variety}))] for variety in VARIETIES}
        for name in SCENARIOS
    }
