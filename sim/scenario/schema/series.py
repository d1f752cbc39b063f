"""What is observed each quarter, by name, and the range in which each number means something.

A number outside its range belongs to a run whose numbers diverge. Shares and counts have their ranges by definition.
Levels and sums have none, so that theirs is one that only runaway growth reaches, and it says so.
"""

from collections import namedtuple
from typing import TYPE_CHECKING, Any, NamedTuple

ROUNDING = 1e-8
"""How far a share may lie outside [0, 1]: shares of users may sum to 1 + 1e-9 at the start, a sum over a million actors
rounds to 1e-10, and a utility of 20/OOM times 1,000 OOM rounds its share to 1e-12."""


class Range(NamedTuple):
    """Where a number means something.

    Attributes:
        least: lower end, which belongs to it.
        most: upper end, which belongs to it. NaN lies in no range, infinity in none that is declared.
        rule: what the number is and between what it must lie, for a message.
    """

    least: float
    most: float
    rule: str

    def times(self, count: float) -> "Range":
        """The range of a sum of so many."""
        return Range(self.least * count, self.most * count, f"{self.rule}, times {count:g}")


SHARE = Range(-ROUNDING, 1.0 + ROUNDING, "a share must lie in [0, 1]")
INDEX = Range(-ROUNDING, 1.0 + ROUNDING, "an index of concentration or inequality must lie in [0, 1]")
COUNT = Range(
    0.0, 1e10, "a count must lie in [0, 1e10], which a million actors reach in 4,000 quarters at the earliest"
)
FLAWS = Range(-ROUNDING, 1e12, "flaws must lie in [0, 1e12], beyond which they only breed each other")
LEVEL = Range(-1e3, 1e3, "know-how must lie in [-1000, 1000] OOM, the largest that a scenario can speak of")
GAIN = Range(-ROUNDING, 1e3, "a rise or distance of know-how must lie in [0, 1000] OOM, all that there is")
LEAD = Range(-2e3, 2e3, "a lead must lie in [-2000, 2000] OOM, twice the largest know-how")
EFFORT = Range(-1e9, 1e9, "effort must lie in [-1e9, 1e9], a thousand times the most that a scenario can set")
MONEY = Range(-1e100, 1e100, "money must lie in [-1e100, 1e100] bn USD, beyond which its squares leave the numbers")
SPENDING = Range(-ROUNDING, 1e100, "spending must lie in [0, 1e100] bn USD, beyond which its squares leave the numbers")
DIRECTIONS = Range(0.0, 1e5, "a number of directions must lie in [0, 1e5], more than a scenario has domains")
ACTOR = Range(-1.0, 1e6, "a leader must be the row of an actor, or -1 for nobody")

RANGES: dict[str, Range] = {
    "frontier": LEVEL,
    "mean_capability": LEVEL,
    "commons_capability": LEVEL,
    "released_frontier": LEVEL,
    "open_frontier": LEVEL,
    "gini_capability": INDEX,
    "leader": ACTOR,
    "contenders": COUNT,
    "active": COUNT,
    "openness": SHARE,
    "open_actors": SHARE,
    "trust": SHARE,
    "trust_within": SHARE,
    "trust_across": SHARE,
    "effort": EFFORT,
    "safety": SHARE,
    "safety_leader": SHARE,
    "flaws": FLAWS,
    "find_rate": SHARE,
    "incidents": COUNT,
    "misuse": COUNT,
    "catastrophes": COUNT,
    "regulation": SHARE,
    "duplicated": SHARE,
    "outlay": SPENDING,
    "research_gain": GAIN,
    "learning_gain": GAIN,
    "absorption": SHARE,
    "absorption_spread": SHARE,
    "variety": DIRECTIONS,
    "community": SHARE,
    "market": MONEY,
    "hhi_revenue": INDEX,
    "cr4_revenue": SHARE,
    "users": SHARE,
    "open_use": SHARE,
    "surplus": MONEY,
    "profits": MONEY,
    "welfare": MONEY,
    "challenge": SHARE,
    "service_loss": SHARE,
    "dependence": GAIN,
    "entrants": COUNT,
    "exits": COUNT,
    "releases": COUNT,
    "joint_releases": COUNT,
    "interoperability": SHARE,
    "literacy": SHARE,
    "catalogue": SHARE,
    "foundation": SHARE,
    "partnerships": COUNT,
    "members": SHARE,
    "members_ahead": LEAD,
    "internal_stability": SHARE,
    "external_stability": SHARE,
    "breaches": COUNT,
    "projects": COUNT,
    "overhead": SHARE,
}
"""The range of each series, in the order of their columns."""

SERIES = tuple(RANGES)
"""Names of the series: outcomes that a scenario's conditions can name."""

if TYPE_CHECKING:
    at: Any
else:
    at = namedtuple("Series", SERIES)(*range(len(SERIES)))
    """Columns of the series by name: ``row[at.trust]`` in a rule is a number when it is compiled."""
