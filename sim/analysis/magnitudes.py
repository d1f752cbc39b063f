"""Orders of magnitude: what `race-2019` comes to at the end of 2025 beside what is known of the world.

They are no stylised facts: a factor of three is as near as the world's figures agree with each other. A number of the
model that has no counterpart in the world is an index, and says why.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.result import Run
from sim.scenario.reading.catalogue import shipped
from sim.world import Floats

SCENARIO = "race-2019"
WITHIN = 3.0
"""Largest factor by which a magnitude may differ from the world's."""
SEEDS = range(20)
YEAR = 4
"""Quarters in a year."""
FIRST = 2019
LAST = 2025
QUARTERS = YEAR * (LAST - FIRST + 1)
FILE = "world_magnitudes.csv"
LARGEST = 2
"""Of so many largest makers revenue is known."""


@dataclass(frozen=True)
class Known:
    """A figure of the world.

    Attributes:
        value: the figure.
        unit: its unit.
        source: who says so.
        status: seen in a primary document, secondary (told by others), or recalled.
    """

    value: float
    unit: str
    source: str
    status: str


@cache
def world() -> dict[tuple[str, int], Known]:
    """All figures of the world, by quantity and year."""
    with open(shipped("_evidence", "seeds/evidence") / FILE, encoding="utf-8", newline="") as file:
        return {
            (row["quantity"], int(row["year"])): Known(float(row["value"]), row["unit"], row["source"], row["status"])
            for row in csv.DictReader(file)
        }


def product(year: float) -> float:
    """World product of a year, bn USD: that of 2019, growing as it did from 2019 to 2025 in current dollars."""
    first, last = (world()["world product", each].value for each in (FIRST, LAST))
    return float(first * (last / first) ** ((year - FIRST) / (LAST - FIRST)))


@dataclass(frozen=True)
class Magnitude:
    """A number of the model beside the world's.

    Attributes:
        name: what it is.
        unit: its unit.
        year: of which year.
        figures: the world's figures by quantity, all of that year.
        known: what they come to, from their values.
        of: the same from a run of :data:`QUARTERS` quarters; None where it is not measured.
        at_end: whether it is of the end of such a run, and not of a quarter of any run that is as long.
        index: why it is an index, and no magnitude; "" for a magnitude.
        caveat: in what the two differ.
    """

    name: str
    unit: str
    year: int
    figures: Sequence[str]
    known: Callable[[Sequence[float]], float]
    of: Callable[[Run], float] | None
    caveat: str
    index: str = ""
    at_end: bool = False

    @property
    def world(self) -> float:
        """The world's figure."""
        return self.known([world()[name, self.year].value for name in self.figures])

    @property
    def sources(self) -> list[Known]:
        """Where it is from."""
        return [world()[name, self.year] for name in self.figures]


def _over(name: str, year: int) -> Callable[[Run], float]:
    """Sum of a series of money a quarter over the quarters of a year."""
    return lambda run: float(_in(run.series[name], year).sum())


def _in(series: Floats, year: int) -> Floats:
    first = YEAR * (year - FIRST)
    return series[first : first + YEAR]


def _largest_sales(run: Run) -> float:
    """What users pay the largest makers, bn USD a year at the rate of the last quarter."""
    return float(YEAR * np.sort(run.world.actors["sales"])[-LARGEST:].sum())


def _cost_of_a_run(run: Run) -> float:
    """What a final run costs, bn USD: wear of the largest owner's compute in a quarter, and of that the run's part."""
    share = world()["share of final runs in R&D compute, OpenAI", 2024].value / 100.0
    return float(share * run.scenario.compute.decay * run.series["largest_run_cost"][QUARTERS - 1])


def _spent_by_a_user(run: Run) -> float:
    """USD a user and quarter: all that users pay over those who use AI, the year through."""
    users = run.scenario.prices.potential * _in(run.series["use"], LAST)
    return float(_in(run.series["market"], LAST).sum() / users.sum())


def _fall(run: Run) -> float:
    """How many times less a fixed capability costs each year, over the last three years."""
    price, years = run.series["fixed_price"][:QUARTERS], 3
    return float((price[-1 - YEAR * years] / price[-1]) ** (1.0 / years))


def _market_of_a_user(known: Sequence[float]) -> float:
    """The world's spending over its users, of all that there can be, USD a user and quarter."""
    enterprises, consumers, use = known
    return (enterprises + consumers) / (WORKING_AGE * use / 100.0) / YEAR


WORKING_AGE = 5.4
"""Billion people aged 15 to 64, of whom the share of users is a share; the default of ``prices.potential``."""
_SPENDING = ("enterprise spending on generative AI", "consumer spending on AI")
_USE = "share of people who use generative AI, world"

MAGNITUDES = (
    Magnitude(
        "market", "bn USD a year", LAST, _SPENDING, sum, _over("market", LAST),
        "all that users pay, what goes with open use included; the world's has infrastructure and applications in it",
    ),
    Magnitude(
        "revenue of the two largest makers", "bn USD a year", LAST,
        ("OpenAI revenue run-rate", "Anthropic revenue run-rate"), sum, _largest_sales,
        "year-end rate; OpenAI's net of what a partner keeps, Anthropic's gross", at_end=True,
    ),
    Magnitude(
        "users", "% of potential users", LAST, (_USE,), sum, lambda run: 100.0 * float(run.series["use"][QUARTERS - 1]),
        "the world's from telemetry of one firm, people of working age; other counts differ by half",
    ),
    Magnitude(
        "price: spending of a user", "USD a quarter", LAST, (*_SPENDING, _USE), _market_of_a_user, _spent_by_a_user,
        "mean over paid and open use, those included who pay nothing",
    ),
    Magnitude(
        "price of a fixed capability falls", "times a year", LAST, ("fall of price at fixed capability",), sum, _fall,
        "the model's over the last three years: what serving the capability that led in 2019 costs whoever can do so "
        "for least; the world's is of prices on benchmarks, 5 to 10",
    ),
    Magnitude(
        "investment", "bn USD a year", LAST, ("corporate AI investment",), sum, _over("investment", LAST),
        "the model's is what is spent on AI, whoever it goes to, the world's mergers and rounds of financing",
    ),
    Magnitude(
        "equity raised", "bn USD a year", LAST, ("private AI investment, world",), sum, _over("equity", LAST),
        "the world's has firms of applications in it",
    ),
    Magnitude(
        "outlay", "bn USD a year", 2022, ("business R&D in AI performed in the United States",), sum,
        _over("outlay", 2022), "of 2022, the last year known; the world's is of the United States alone",
    ),
    Magnitude(
        "cost of the largest run", "bn USD", LAST, ("cost of the most costly known training run, amortised",),
        lambda known: sum(known) / 1000.0, _cost_of_a_run,
        "the model's is what a quarter wears out of all compute that the largest owner has, of which a final run takes "
        "a tenth (Epoch AI, of OpenAI 2024): its compute is a stock, a run is its use; the world's is a final run, "
        "hardware amortised",
    ),
    Magnitude(
        "consumer surplus", "bn USD a year", LAST, ("consumer surplus of generative AI, United States",), sum,
        _over("surplus", LAST), "the world's is of the United States alone",
    ),
    Magnitude(
        "incidents", "a year", LAST, ("reported AI incidents",), sum, None,
        "not measured here: how incidents grow is a fact that is held out",
        index="an actor has at most one incident a quarter, of some severity, and who makes AI is some tens of actors: "
        "the number can be compared between regimes, not with reports of the press",
    ),
)  # fmt: skip


def medians(runs: Sequence[Run]) -> dict[str, float]:
    """The median over runs of each magnitude that is measured, by name."""
    measured = [each for each in MAGNITUDES if each.of is not None]
    return {each.name: float(np.median([each.of(run) for run in runs])) for each in measured if each.of}
