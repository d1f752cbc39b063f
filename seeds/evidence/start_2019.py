"""Compute what everybody had in January 2019: the largest training run of its own, and money.

Runs come from `epoch_notable_models.csv`. Where none is known, or the known one certainly understates, a regression on
kind, year and number of models fills it in, and its residual standard deviation is kept as what is not known. Money
comes from `start_2019.csv`, which says row by row what was seen in a primary document, what is told by others, and
what is remembered. Nothing here uses a model that is younger than the start.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from statistics import median

import numpy as np
from notable_models import (
    MEMBER_OF,
    PAST_SINCE,
    RECENT_SINCE,
    START,
    Model,
    Organisation,
    between,
    made,
    organisations,
    rows,
    with_firms,
)

SOLVERS = {"DeepStack", "Libratus", "SmooCT"}
"""Their compute searches or solves a game and trains no model; game players that learn stay in."""
SINCE_YEAR = 2010
"""First year of the regression: deep learning had begun."""
OLD = 5
"""Years after which a run that lies below the fit says nothing of the start any more."""
DEEPMIND = {"DeepMind", "Google DeepMind"}
"""Names of the one part of a firm whose own budget is known."""
COLUMNS = ("ai_bn_usd", "computer_science_bn_usd", "research_bn_usd")
"""Yearly figures of `start_2019.csv`, the narrowest first."""
QUARTERS_OF_CASH = 4
"""Assumption: everybody has a year of its money in hand."""
QUARTERS_OF_FUNDS = 8
"""What a newcomer raised lasts two years, as that of the model's own entrants does (assumption)."""


def is_own(model: Model, name: str) -> bool:
    """Whether the compute of a model is that of this maker.

    It is when the maker is alone, or a firm, or when no firm takes part: behind a joint model of firms and others
    stands the machine of the firms. Solvers are no training, and a model built on another says little of its own.
    """
    return (
        model.flop is not None
        and name in (with_firms(model) or model.organisations)
        and model.name not in SOLVERS
        and not model.base
    )


def largest_run(name: str) -> Model | None:
    """The model with the largest training run of its own in the ten years before the start."""
    return max(
        (model for model in made(name, PAST_SINCE) if is_own(model, name)), key=lambda model: model.flop, default=None
    )


@dataclass(frozen=True)
class Fit:
    """log10 FLOP of the largest own run of a year = b0 + b1*firm + b2*(year - last) + b3*log10(models so far)."""

    coefficients: tuple[float, ...]
    errors: tuple[float, ...]
    """Standard errors, clustered by organisation."""
    spread: float
    """Residual standard deviation, OOM."""
    rows: int
    makers: int

    def at(self, kind: str, models: int) -> float:
        """What a maker of this kind and number of models ran in the last year before the start, log10 FLOP."""
        constant, firm, _, output = self.coefficients
        return constant + firm * (kind == "firm") + output * math.log10(models)


def sample() -> Iterator[tuple[str, int, float, list[float]]]:
    """Maker, year, log10 of its largest own run of that year, and the regressors, for every year with such a run."""
    makers = organisations()
    best: dict[tuple[str, int], float] = {}
    for model in between(PAST_SINCE, START):
        for name in model.organisations:
            if model.day.year >= SINCE_YEAR and name in makers and is_own(model, name):
                best[name, model.day.year] = max(model.flop or 0.0, best.get((name, model.day.year), 0.0))
    for (name, year), flop in best.items():
        so_far = sum(model.day.year <= year for model in made(name, PAST_SINCE))
        firm = float(makers[name].kind == "firm")
        yield name, year, math.log10(flop), [1.0, firm, float(year - START.year + 1), math.log10(so_far)]


@cache
def fit() -> Fit:
    """Least squares over organisation-years; errors by the sandwich over makers, G/(G-1)*(n-1)/(n-k)."""
    data = list(sample())
    x, y = np.array([row[3] for row in data]), np.array([row[2] for row in data])
    coefficients = np.linalg.lstsq(x, y, rcond=None)[0]
    residuals = y - x @ coefficients
    size, width = x.shape
    scores: dict[str, np.ndarray] = {}
    for (name, *_), line, residual in zip(data, x, residuals, strict=True):
        scores[name] = scores.get(name, np.zeros(width)) + line * residual
    bread = np.linalg.inv(x.T @ x)
    meat = sum(np.outer(score, score) for score in scores.values())
    makers = len(scores)
    variance = makers / (makers - 1) * (size - 1) / (size - width) * bread @ meat @ bread
    return Fit(
        coefficients=tuple(coefficients.tolist()),
        errors=tuple(np.sqrt(np.diag(variance)).tolist()),
        spread=math.sqrt(float(residuals @ residuals) / (size - width)),
        rows=size,
        makers=makers,
    )


@dataclass(frozen=True)
class Run:
    """Largest training run of its own at the start."""

    size: float
    """log10 FLOP."""
    spread: float
    """Standard deviation of what is imputed, OOM; 0 where the run was seen."""
    basis: str


def run_of(organisation: Organisation) -> Run:
    """The known run, or the fit: where none is known, and where the known one lies below the fit and understates.

    A published run is a lower bound, for the compute of many models is not known. It understates when it lies more
    than one residual standard deviation below what makers alike ran, or below it at all and is older than `OLD` years
    (assumption). Who has no model yet counts as having one.
    """
    model = largest_run(organisation.name)
    fitted = fit().at(organisation.kind, max(1, len(made(organisation.name, PAST_SINCE))))
    if model is None or model.flop is None:
        return Run(fitted, fit().spread, "imputed, no run of its own known")
    size = math.log10(model.flop)
    below = fitted - size
    told = f"{model.name} of {model.day} (10^{size:.1f} FLOP)"
    if below > fit().spread:
        return Run(fitted, fit().spread, f"imputed, for {told} is {below:.1f} OOM below makers alike")
    if below > 0 and model.day.replace(year=model.day.year + OLD) < START:
        return Run(fitted, fit().spread, f"imputed, for {told} is old and below makers alike")
    return Run(size, 0.0, f"seen, {told}; makers alike 10^{fitted:.1f}")


def mean_run(names: list[Organisation]) -> Run:
    """For who has no models at all, a state: the mean of others, in OOM, with the spread of what is imputed."""
    sizes = [run_of(organisation).size for organisation in names]
    return Run(sum(sizes) / len(sizes), fit().spread, "imputed, mean of the laboratories of its bloc")


@cache
def accounts() -> dict[str, dict[str, str]]:
    """Rows of `start_2019.csv` by organisation."""
    return {row["organisation"]: row for row in rows("start_2019.csv")}


def account(key: str) -> dict[str, str]:
    """The row of an organisation."""
    if key not in accounts():
        raise ValueError(f"start_2019.csv: no row for {key}")
    return accounts()[key]


def known(key: str, column: str) -> float:
    """A figure of `start_2019.csv` that must be there, billion dollars."""
    figure = amount(key, column)
    if figure is None:
        raise ValueError(f"start_2019.csv, {key}: no {column}")
    return figure


def amount(key: str, column: str) -> float | None:
    """A figure of `start_2019.csv`, billion dollars; none when it is not known."""
    text = account(key).get(column)
    if text is None:
        raise ValueError(f"start_2019.csv: no column {column}")
    try:
        return float(text) if text else None
    except ValueError:
        raise ValueError(f"start_2019.csv, {key}: {column} = {text!r}; expected a number") from None


@cache
def share_of_ai() -> float:
    """Share of a firm's research money that goes into AI: what is known of one firm, for no other firm tells.

    DeepMind's budget divided by its share of Google's notable models of the last three years is Google's money for AI;
    that divided by all of Alphabet's research is the share. Assumption: a notable model costs the rest of Google as
    much as DeepMind, and the other firms spend the same share of their research.
    """
    houses = [[name for name in model.named if MEMBER_OF.get(name, name) == "Google"] for model in recent("Google")]
    part = sum(sum(name in DEEPMIND for name in names) / len(names) for names in houses) / len(houses)
    return known("deepmind", "ai_bn_usd") / part / known("google", "research_bn_usd")


@cache
def share_of_computer_science() -> float:
    """Median share of computer science in the research money of the universities that tell both."""
    both = [key for key, row in accounts().items() if row["computer_science_bn_usd"] and row["research_bn_usd"]]
    return median(known(key, "computer_science_bn_usd") / known(key, "research_bn_usd") for key in both)


def recent(name: str) -> list[Model]:
    """What an organisation made in the three years before the start."""
    return made(name, RECENT_SINCE)


@dataclass(frozen=True)
class Money:
    """What comes in every quarter, and what is in hand, billion dollars."""

    endowment: float
    cash: float
    basis: str


def yearly(key: str) -> tuple[float, str] | None:
    """What an organisation spends on AI in a year, billion dollars, and how that is known; none when it is not.

    Its whole budget, where all of it is AI; computer science, of a university (the share of AI in it is not known: an
    upper bound); `share_of_ai` of a firm's research; `share_of_computer_science` of a university's.
    """
    row = account(key)
    whole, science, research = (amount(key, column) for column in COLUMNS)
    told = f"{row['period']} ({row['status']}: {row['source']})"
    if whole is not None:
        return whole, f"all of {whole} bn, {told}"
    if science is not None:
        return science, f"computer science, {science} bn, {told}"
    if research is None:
        return None
    share, name = (share_of_ai(), "AI") if row["kind"] == "firm" else (share_of_computer_science(), "computer science")
    return research * share, f"share of {name} {share:.3f} of {research} bn research, {told}"


def money_of(key: str) -> Money | None:
    """Endowment and cash; of a newcomer, what it had raised when it came; none when nothing is known of a firm.

    A laboratory of which nothing is known has the median of the other universities.
    """
    row = account(key)
    if (raised := amount(key, "raised_bn_usd")) is not None:
        return Money(
            raised / QUARTERS_OF_FUNDS, raised, f"raised {raised} bn {row['period']} ({row['status']}: {row['source']})"
        )
    found = yearly(key)
    if found is None and row["kind"] == "lab":
        found = median(universities()), "not known: the median of the other universities"
    if found is None:
        return None
    return Money(found[0] / 4, found[0] / 4 * QUARTERS_OF_CASH, found[1])


def universities() -> list[float]:
    """What the universities of which it is known spend in a year, billion dollars."""
    labs = [key for key, row in accounts().items() if row["kind"] == "lab" and not row["ai_bn_usd"]]
    return [found[0] for key in labs if (found := yearly(key)) is not None]


def public_money() -> Money:
    """What a state spends on AI of its own: the one budget known that was fixed before the start, for every state."""
    ((key, row),) = [(key, row) for key, row in accounts().items() if row["kind"] == "nation" and row["ai_bn_usd"]]
    a_quarter = known(key, "ai_bn_usd") / 4
    return Money(
        a_quarter, a_quarter * QUARTERS_OF_CASH, f"as the European Union, {row['ai_bn_usd']} bn, {row['period']}"
    )


def statuses() -> dict[str, list[str]]:
    """Organisations by how the figure that is used is known; "not known" where there is none."""
    known_as = {key: row["status"] if has_figure(key) else "not known" for key, row in accounts().items()}
    return {
        status: [key for key in known_as if known_as[key] == status]
        for status in ("seen", "secondary", "recalled", "not known")
    }


def has_figure(key: str) -> bool:
    """Whether any amount of an organisation is known."""
    return any(amount(key, column) is not None for column in (*COLUMNS, "raised_bn_usd"))
