"""Where a number that is observed means something.

A number outside its range belongs to a run whose numbers diverge. Shares and counts have their ranges by definition.
Levels and sums have none, so that theirs is one that only runaway growth reaches, and it says so.
"""

from typing import NamedTuple

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
COMPUTE = Range(0.0, 1e200, "compute and its cost must lie in [0, 1e200], beyond which their squares leave the numbers")
EFFORT = Range(-1e9, 1e9, "effort must lie in [-1e9, 1e9], a thousand times the most that a scenario can set")
MONEY = Range(-1e100, 1e100, "money must lie in [-1e100, 1e100] bn USD, beyond which its squares leave the numbers")
SPENDING = Range(-ROUNDING, 1e100, "spending must lie in [0, 1e100] bn USD, beyond which its squares leave the numbers")
PRICE = Range(
    0.0, 1e12, "a price or cost a user must lie in [0, 1e12] USD, a million times the most that AI can be worth"
)
FACTOR = Range(0.0, 1e200, "a factor must lie in [0, 1e200], beyond which its square leaves the numbers")
DIRECTIONS = Range(0.0, 1e5, "a number of directions must lie in [0, 1e5], more than a scenario has domains")
ACTOR = Range(-1.0, 1e6, "a leader must be the row of an actor, or -1 for nobody")
CORRELATION = Range(-1.0 - ROUNDING, 1.0 + ROUNDING, "a correlation must lie in [-1, 1]")
RATE = Range(0.0, 1e200, "a rate must lie in [0, 1e200], beyond which its square leaves the numbers")
TIME = Range(0.0, 1e7, "a time must lie in [0, 1e7] quarters or months, longer than any run")
