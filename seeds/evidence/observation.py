"""Fit how likely a model is to be recorded as notable, and to get a score, and write it to `observation.toml`.

    .venv/bin/python seeds/evidence/observation.py            writes the file
    .venv/bin/python seeds/evidence/observation.py --check    says whether the committed file is what the data give

Of all models, Epoch's list of notable models names some, and the Epoch Capabilities Index scores some. Epoch's list of
large models, all that are known to have taken 1e23 FLOP or more, is nearly a census of those. So the share of it that
the other two lists name tells how they select.

The chance is logistic in up to five terms:
  distance  OOM by which the model's training compute is below the largest known training run up to its day
  open      1 if its weights are out, else 0
  year      years after the beginning of 2024, at the earliest YEAR_SINCE: before that there are too few models
  rise      1 if no larger run of one of its makers is known up to its day: as releases of an actor are in a run
  established  1 if one of its makers is an organisation that race_2019.py makes an actor, 0 for others, as entrants are
The distance is always a term; of the sixteen choices that this gives, the one with the lowest criterion of Akaike is
taken.

Compute is known for six in ten models of the census, more often for open ones and, among closed ones, for notable ones;
to leave out the others would bias the fit. They take part with the distances of the models of their year, access and
kind of maker whose compute is known, each weighted by how likely it is given the outcome (EM by the method of weights,
Ibrahim 1990, JASA 85:765). So the assumption is that, given these three and whether a model is in the list, its compute
is not more often unknown because it is large or small. `complete` in the file is the fit without these models. Standard
errors are those of RESAMPLES bootstrap samples of models; makers have several models each, and the choice of terms is
not repeated, so that they are too small.
"""

import csv
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from notable_models import MEMBER_OF
from race_2019 import chosen
from writing import write_or_check

HERE = Path(__file__).resolve().parent
TARGET = HERE / "observation.toml"
CENSUS = "epoch_large_scale_models.csv"
LISTS = {"notable": "epoch_notable_models.csv", "scored": "epoch_eci_models.csv"}
SINCE = {"notable": date(2019, 1, 1), "scored": date(2023, 2, 24)}
"""First day from which a list is kept: no model before 2023-02-24 has a score."""
BEFORE = date(2026, 1, 1)
"""Scores of 2026 are set aside for a later test, and have no part in this."""
THRESHOLD = 1e23
ORIGIN, YEAR_SINCE = 2024.0, 2022.0
OPTIONAL = ("open", "year", "rise", "established")
EQUAL = 1e-9
"""OOM up to which runs are equally large."""
SAME_NAME, SAME_RELEASE = 366, 31
"""Days by which two lists may differ on the day of a model of one name, and of one name but for a month in brackets."""
REACH = range(2019, 2026)
"""Years for which it is told how far the census reaches behind the largest run."""
PARTS = 5
"""Parts of the table of calibration."""
FIRST_STRATUM, LAST_STRATUM = 2022, 2025
"""Years that have their own distribution of distances for each access; earlier ones count with the first."""
RESAMPLES = 200
ENOUGH, MOST_STEPS = 1e-8, 5000

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """A model of a list."""

    name: str
    makers: frozenset[str]
    day: date
    compute: float
    is_open: float


@dataclass(frozen=True)
class Table:
    """Models of the census whose access is known, one row each.

    Attributes:
        terms: by name but for "rise", shape (rows,); the distance is NaN where compute is not known.
        limit: distance up to which a model is the largest of one of its makers.
        stratum: number of the models that share a distribution of distances.
        seen: whether the list names it, 1 or 0.
    """

    terms: dict[str, Floats]
    limit: Floats
    stratum: npt.NDArray[np.int64]
    seen: Floats

    @property
    def is_known(self) -> npt.NDArray[np.bool_]:
        """Whether compute is known."""
        return np.isfinite(self.terms["distance"])

    def part(self, rows: npt.NDArray[Any]) -> "Table":
        """Some of its rows, or rows drawn from it."""
        terms = {name: column[rows] for name, column in self.terms.items()}
        return Table(terms, self.limit[rows], self.stratum[rows], self.seen[rows])


@dataclass(frozen=True)
class Fit:
    """A fitted logistic chance: its terms and coefficients, the criterion of Akaike, and the chance of each row."""

    terms: tuple[str, ...]
    coefficients: Floats
    criterion: float
    chances: Floats


def models(file: str) -> list[Model]:
    """The models of a list before :data:`BEFORE`, in order of time; the houses of an organisation are one maker."""
    with (HERE / file).open(encoding="utf-8", newline="") as lines:
        rows = [_model(row) for row in csv.DictReader(lines)]
    return sorted((row for row in rows if row.day < BEFORE), key=lambda model: (model.day, model.name))


def _model(row: dict[str, str]) -> Model:
    makers = [name.strip() for name in row["organization"].split(",") if name.strip()]
    return Model(
        row.get("model") or row["name"],
        frozenset(MEMBER_OF.get(name, name) for name in makers),
        date.fromisoformat(row["date"]),
        float(row.get("training_compute_flop") or "nan"),
        float(row["open_weights"] or "nan"),
    )


def is_in(model: Model, others: Sequence[Model]) -> bool:
    """Whether a list names a model: a maker in common, and the same name within a year.

    Only letters and digits count. Names that differ in a month in brackets, such as "GPT-4o (May 2024)", are the same
    within a month.
    """
    for other in others:
        apart = abs((model.day - other.day).days)
        if apart > SAME_NAME or not model.makers & other.makers:
            continue
        one, two = _letters(model.name), _letters(other.name)
        if one == two or (apart <= SAME_RELEASE and _letters(_bare(model.name)) == _letters(_bare(other.name))):
            return True
    return False


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _bare(name: str) -> str:
    return re.sub(r"\([A-Z][a-z]+ 20\d\d\)", "", name)


def largest_run(day: date, pool: Sequence[Model]) -> float:
    """The largest known training run up to a day, FLOP."""
    return max((model.compute for model in pool if model.day <= day and model.compute == model.compute), default=0.0)


def reach(year: int) -> float:
    """OOM by which the threshold of the census was below the largest known run in the middle of a year, at least 0."""
    largest = largest_run(date(year, 7, 1), [*models(CENSUS), *models(LISTS["notable"])])
    return max(0.0, float(np.log10(largest / THRESHOLD)))


@cache
def established() -> frozenset[str]:
    """The organisations that race-2019 names."""
    return frozenset(organisation.name for organisation in chosen())


def terms_of(model: Model, pool: Sequence[Model]) -> dict[str, float]:
    """The terms of a model, but for "rise"; NaN where not known."""
    begin = date(model.day.year, 1, 1)
    year = model.day.year + (model.day - begin).days / (date(model.day.year + 1, 1, 1) - begin).days
    return {
        "constant": 1.0,
        "distance": float(np.log10(largest_run(model.day, pool) / model.compute)),
        "open": model.is_open,
        "year": max(year, YEAR_SINCE) - ORIGIN,
        "established": float(bool(model.makers & established())),
    }


def limit_of(model: Model, pool: Sequence[Model]) -> float:
    """Distance up to which a model is the largest of one of its makers; infinite for the first one of a maker."""
    own = [[other for other in pool if maker in other.makers] for maker in model.makers]
    least = min((largest_run(model.day, models_made) for models_made in own), default=0.0)
    return float(np.log10(largest_run(model.day, pool) / least)) if least else float("inf")


def table_of(census: Sequence[Model], named: Sequence[Model], pool: Sequence[Model]) -> Table:
    """The models of the census with known access."""
    known = [model for model in census if model.is_open == model.is_open]
    rows = [terms_of(model, pool) for model in known]
    return Table(
        {term: np.array([row[term] for row in rows]) for term in rows[0]},
        np.array([limit_of(model, pool) for model in known]),
        np.array([_stratum(model) for model in known]),
        np.array([float(is_in(model, named)) for model in known]),
    )


def _stratum(model: Model) -> int:
    """Number of the year, access and kind of maker."""
    year = min(max(model.day.year, FIRST_STRATUM), LAST_STRATUM)
    return 4 * year + 2 * int(model.is_open) + bool(model.makers & established())


def fitted(table: Table, terms: tuple[str, ...]) -> Fit:
    """Maximum likelihood of the logistic chance and of the distances by stratum (EM with one Newton step each).

    Each row stands once for every distance that it may have: its own, or those known in its stratum. `within` is the
    probability of each known distance in its stratum.
    """
    is_known = table.is_known
    pairs = [(row, k) for row in range(len(is_known)) for k in _candidates(table, row)]
    row, candidate = np.array(pairs).T
    distance = table.terms["distance"][candidate]
    columns = {term: column[row] for term, column in table.terms.items()}
    columns |= {"distance": distance, "rise": (distance <= table.limit[row] + EQUAL).astype(float)}
    given = np.column_stack([columns[term] for term in terms])
    seen, fixed = table.seen[row], is_known[row]
    within = _shares(is_known.astype(float), table.stratum)
    coefficients, before = np.zeros(len(terms)), -np.inf
    for _ in range(MOST_STEPS):
        chances = 1.0 / (1.0 + np.exp(-given @ coefficients))
        joint = np.where(seen == 1.0, chances, 1.0 - chances) * within[candidate]
        total = np.bincount(row, joint)
        likelihood = float(np.log(total).sum())
        if abs(likelihood - before) < ENOUGH:
            break
        before, weight = likelihood, joint / total[row]
        within = _shares(np.bincount(candidate, weight, len(is_known)), table.stratum)
        information = given.T @ (given * (weight * chances * (1.0 - chances))[:, None])
        coefficients = coefficients + np.linalg.solve(information, given.T @ (weight * (seen - chances)))
    else:
        raise ArithmeticError(f"the fit of {terms} does not converge")
    expected = np.bincount(row, np.where(fixed, 1.0, within[candidate]) * chances)
    return Fit(terms, coefficients, 2.0 * len(terms) - 2.0 * likelihood, expected)


def _candidates(table: Table, row: int) -> npt.NDArray[np.int64]:
    if table.is_known[row]:
        return np.array([row])
    return np.flatnonzero(table.is_known & (table.stratum == table.stratum[row]))


def _shares(mass: Floats, stratum: npt.NDArray[np.int64]) -> Floats:
    """Mass as shares of its stratum."""
    _, place = np.unique(stratum, return_inverse=True)
    shares: Floats = mass / np.maximum(np.bincount(place, mass), np.finfo(float).tiny)[place]
    return shares


def all_fits(table: Table) -> list[Fit]:
    """The fits of all choices of terms, best criterion first."""
    chosen = (added for size in range(len(OPTIONAL) + 1) for added in combinations(OPTIONAL, size))
    fits = [fitted(table, ("constant", "distance", *added)) for added in chosen]
    return sorted(fits, key=lambda fit: fit.criterion)


def errors(table: Table, terms: tuple[str, ...]) -> Floats:
    """Standard errors of the coefficients: standard deviation over bootstrap samples of models.

    A sample in which some stratum has models of unknown compute only is drawn again.
    """
    random, found = np.random.default_rng(0), list[Floats]()
    while len(found) < RESAMPLES:
        drawn = table.part(np.sort(random.integers(len(table.seen), size=len(table.seen))))
        if set(drawn.stratum) == set(drawn.stratum[drawn.is_known]):
            found.append(fitted(drawn, terms).coefficients)
    spread: Floats = np.std(found, axis=0, ddof=1)
    return spread


def section(name: str) -> Iterator[str]:
    """The lines of a list."""
    census = [model for model in models(CENSUS) if model.day >= SINCE[name]]
    named = [model for model in models(LISTS[name]) if model.day >= SINCE[name]]
    table = table_of(census, named, [*models(CENSUS), *models(LISTS["notable"])])
    best, *others = all_fits(table)
    known = table.part(table.is_known)
    yield f"[{name}]"
    yield f"models = {len(table.seen)}  # of the census, since {SINCE[name]}, whose access is known"
    yield f"seen = {table.seen.sum():.0f}  # of these, in the list"
    yield f"known = {{ models = {len(known.seen)}, seen = {known.seen.sum():.0f} }}  # of these, with known compute"
    yield f"largest_distance = {np.nanmax(table.terms['distance']):.4g}"
    yield f"criterion = {best.criterion:.1f}"
    yield from _numbers(f"[{name}.coefficients]", best.terms, best.coefficients)
    yield from _numbers(f"[{name}.errors]", best.terms, errors(table, best.terms))
    yield from _numbers(f"[{name}.complete]", best.terms, fitted(known, best.terms).coefficients)
    for fit in others:
        yield from _numbers(f"[[{name}.others]]\ncriterion = {fit.criterion:.1f}", fit.terms, fit.coefficients)
    yield from _calibration(name, best.chances, table.seen)
    yield from _coverage(name, census, named)


def _numbers(heading: str, terms: Sequence[str], numbers: Floats) -> Iterator[str]:
    yield f"\n{heading}"
    yield from (f"{term} = {number:.3g}" for term, number in zip(terms, numbers, strict=True))


def _calibration(name: str, chances: Floats, seen: Floats) -> Iterator[str]:
    for part in np.array_split(np.argsort(chances, kind="stable"), PARTS):
        yield f"\n[[{name}.calibration]]"
        yield f"chances = [{chances[part].min():.3f}, {chances[part].max():.3f}]"
        yield f"models = {len(part)}\nexpected = {chances[part].sum():.1f}\nseen = {seen[part].sum():.0f}"


def _coverage(name: str, census: Sequence[Model], named: Sequence[Model]) -> Iterator[str]:
    """How complete the census is: how many models of the list it has; of notable ones, those known to be as large."""
    large = [
        model for model in named if name == "scored" or (model.compute >= THRESHOLD and model.day >= census[0].day)
    ]
    listed = sum(is_in(model, census) for model in large)
    yield f"\n[{name}.census]\nlisted = {listed}\nof = {len(large)}\n"


def text() -> str:
    """The whole file."""
    head = [
        "# How likely a model is to be recorded as notable, and to get a score.",
        "# Written by seeds/evidence/observation.py, which says how; data by Epoch AI (epoch.ai), CC BY 4.0.",
        "#",
        "# logit of the chance = constant + distance x OOM below the largest run of the day + open x (weights are out)",
        f"# + year x (years after {ORIGIN:.0f}, from {YEAR_SINCE:.0f} on) + rise x (largest of its maker so far)",
        "# + established x (by an organisation that race-2019 names). A term that is not listed is 0.",
        "# `reach` is how many OOM the threshold of the census was below the largest run in the middle of each year",
        "# from `reach_since` on: nothing is known of models further behind.",
        "# `errors` are standard errors, `complete` is the fit to models of known compute alone, `others` are fits",
        "# with other terms, `calibration` compares expected and seen in fifths of the chance, and `census` says how",
        "# many models of the list itself, of notable ones those known to be as large, the census has.",
        "",
        f"origin = {ORIGIN}",
        f"year_since = {YEAR_SINCE}",
        f"reach_since = {REACH[0]}",
        f"reach = [{', '.join(f'{reach(year):.2f}' for year in REACH)}]",
        "",
    ]
    return "\n".join([*head, *section("notable"), *section("scored")])


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or compare it with the committed one."""
    return write_or_check(TARGET, text, lambda: f"wrote {TARGET.name}", "observation.py", arguments)


if __name__ == "__main__":
    sys.exit(main())
