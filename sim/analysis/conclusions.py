"""What can be concluded of a difference when nobody knows the numbers: how sure its sign is, and on what it turns.

A difference between two scenarios varies over structural forms, over draws of the numbers, and by luck. *Robust* means
that in each form at least 90 % of at least 200 draws agree in its sign, with Wilson's lower bound above .85. What is
not robust turns on something: the form or number that explains most of the variance of its sign.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.compare import check_draws
from sim.analysis.ensemble.draws import Ensemble, ensemble_of
from sim.analysis.ensemble.forms import Arms, Settings
from sim.analysis.ensemble.sampled import Sampled
from sim.analysis.ensemble.sensitivity import shares
from sim.analysis.intervals import SPAN
from sim.analysis.paired import ROUNDING
from sim.analysis.robust import ENOUGH, are_sure
from sim.analysis.sizes import AGREE
from sim.analysis.window import OVER
from sim.outcomes import OUTCOMES
from sim.study.tally import Progress
from sim.world import Floats

TOLD = 3
"""Drivers that are named."""
TURNS = 0.05
"""Share of the variance of the sign from which it depends on a form or number."""
NOISE = 0.01
"""Share of the variance below which nothing is said to drive an outcome."""
ROBUST, LUCK, NO_ROOM, FEW, HANGS = "robust", "luck", "no room", "too few draws", "depends on "
MANY = f"{HANGS}many numbers"
_FEWEST, _PAIRED = 2, 8
"""Fewest draws, and of how many draws one is run twice to tell luck apart."""
_MAJOR = 0.5
_FORM, _NUMBER = "form", "number"


@dataclass(frozen=True)
class Conclusions:
    """Differences between scenarios under draws of all that nobody knows.

    Attributes:
        ensemble: scenarios, forms and draws.
        table: one row per scenario and outcome: unit, over, better; default, the mean difference at default numbers;
            median, low and high, between which 90 % of draws over all forms lie; sign, the share of draws that have
            the sign that more of them have, and least, that share in the form where it is lowest; parameters, forms and
            luck, shares of the variance; drivers, up to three with shares; verdict; and turns, how the sign turns.
        by_form: one row per scenario, outcome and form: median, low, high; more and less, shares of draws; and robust:
            "more" or "less" where the sign is robust in this form, else "".
        drivers: one row per scenario, outcome, and number or form: kind ("number" or "form"), share of the variance of
            the difference, its standard error, rho, Spearman's correlation (NaN for a form), told, what history says of
            the number, and drives, whether it is beyond noise.
        failed: number of runs that failed; their draws are left out.
    """

    ensemble: Ensemble
    table: pd.DataFrame
    by_form: pd.DataFrame
    drivers: pd.DataFrame
    failed: int

    @property
    def draws(self) -> int:
        """Number of draws of each form."""
        return len(self.ensemble)


def conclude(
    arms: Arms,
    against: str,
    draws: int,
    outcomes: Sequence[str],
    store: str | Path,
    *,
    default: Mapping[tuple[str, str], float] | None = None,
    seed: int = 0,
    settings: Settings | None = None,
    written: Collection[str] = (),
    executor: Executor | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Conclusions:
    """Run scenarios in every form at every draw, and draw conclusions about their differences.

    Args:
        arms: the scenarios by name, settings included.
        against: the one with which the others are compared.
        draws: number of draws of each form, at least 2.
        outcomes: names of the outcomes.
        store: folder of finished runs.
        default: mean difference at the default numbers, by arm and outcome.
        seed: base seed of draws and runs.
        settings: what was set in all arms.
        written: paths that files of the arms set.
        executor: executor to run in; by default, processes on this machine.
        workers: number of batches that run at once.
        retry_failed: repeat runs that failed.
        progress: called with a tally from time to time.

    Raises:
        ScenarioError: fewer than two draws are asked for.
        StoreError: the store cannot be used.
    """
    check_draws(draws)
    found = ensemble_of(arms, draws, seed=seed, settings=settings, written=written)
    run = partial(
        found.run, store, outcomes,
        executor=executor, workers=workers, retry_failed=retry_failed, progress=progress,
    )  # fmt: skip
    runs = run()
    again = run(first=min(draws, max(_FEWEST, draws // _PAIRED)), replicates=2)
    return concluded(found, runs, again, against, default or {})


def concluded(
    found: Ensemble, runs: Sampled, again: Sampled, against: str, default: Mapping[tuple[str, str], float]
) -> Conclusions:
    """Draw conclusions from the runs of an ensemble.

    Args:
        found: the ensemble.
        runs: one run of each arm, form and draw.
        again: two runs of each arm and form at some of the draws, which tell luck apart.
        against: arm with which the others are compared.
        default: mean difference at the default numbers, by arm and outcome.
    """
    tables: list[dict[str, object]] = []
    forms: list[dict[str, object]] = []
    drivers: list[pd.DataFrame] = []
    for arm in (name for name in found.arms if name != against):
        once, twice = runs.differences(against, arm), again.differences(against, arm)
        levels = np.maximum(np.abs(runs.levels[against]), np.abs(runs.levels[arm]))
        for place, outcome in enumerate(runs.outcomes):
            d = np.where(np.abs(once) <= ROUNDING * levels, 0.0, once)[:, :, 0, place]
            each = Difference(found, d, twice[..., place])
            label = {"scenario": arm, "outcome": outcome, "unit": OUTCOMES[outcome].unit}
            forms += [label | row for row in each.forms()]
            drivers.append(each.drivers.assign(**label))
            tables.append(label | _told(outcome, each, default.get((arm, outcome), np.nan)))
    columns = ["scenario", "outcome", "unit", "kind", "name", "share", "error", "rho", "told", "drives"]
    return Conclusions(
        found, pd.DataFrame(tables), pd.DataFrame(forms), pd.concat(drivers, ignore_index=True)[columns],
        len(runs.errors),
    )  # fmt: skip


def _told(outcome: str, each: "Difference", default: float) -> dict[str, object]:
    low, median, high = each.span
    return {
        "over": OVER[OUTCOMES[outcome].over],
        "better": OUTCOMES[outcome].better,
        "default": default,
        "median": median,
        "low": low,
        "high": high,
        "sign": each.agreeing.mean(),
        "least": each.agreeing.min(),
        **each.variance,
        "drivers": ", ".join(each.named),
        "verdict": each.verdict,
        "turns": each.turns,
    }


class Difference:
    """One outcome's difference between two arms in every form at every draw."""

    def __init__(self, found: Ensemble, d: Floats, again: Floats) -> None:
        """Take differences.

        Args:
            found: the ensemble.
            d: differences, shape (forms, draws); NaN where a run failed.
            again: the same of two runs at some of the draws, shape (forms, some draws, 2).
        """
        self._found, self._d = found, d
        self._known = np.isfinite(d)
        self._signs = np.where(self._known, np.sign(d), np.nan)
        self._luck = float(np.nanmean((again[..., 0] - again[..., 1]) ** 2) / 2.0) if again.size else 0.0
        self._spread = float(np.nanvar(d))
        self.drivers = self._drivers(d)

    @property
    def span(self) -> tuple[float, float, float]:
        """Low, median and high over all draws of all forms."""
        low, median, high = np.nanquantile(self._d, [SPAN[0], 0.5, SPAN[1]])
        return float(low), float(median), float(high)

    @property
    def sign(self) -> float:
        """The sign that most draws have: 1 or -1."""
        return 1.0 if np.nanmean(self._signs) >= 0.0 else -1.0

    @property
    def agreeing(self) -> Floats:
        """Share of the draws of each form that have the sign, shape (forms,)."""
        return self._share(self.sign)

    @property
    def variance(self) -> dict[str, float]:
        """Shares of the variance that numbers, forms and luck make; numbers with what they do in some forms only."""
        if self._spread <= 0.0:
            return {"parameters": 0.0, "forms": 0.0, "luck": 0.0}
        means = np.nanmean(self._d, axis=1)
        # The means of few draws differ by chance as well.
        chance = np.nanmean(np.nanvar(self._d, axis=1) / np.maximum(self._known.sum(axis=1), 1))
        forms = min(max(float(np.var(means) - chance * (1 - 1 / len(means))), 0.0), self._spread)
        luck = min(self._luck, self._spread - forms)
        parts = {"parameters": self._spread - forms - luck, "forms": forms, "luck": luck}
        return {name: part / self._spread for name, part in parts.items()}

    @property
    def named(self) -> list[str]:
        """The forms and numbers that explain most of the variance, with their shares."""
        some = self.drivers[self.drivers["drives"]].head(TOLD)
        return [f"{name} {share:.0%}" for name, share in zip(some["name"], some["share"], strict=True)]

    @cached_property
    def verdict(self) -> str:
        """Whether the sign is robust, or on what it depends."""
        if self._known.sum(axis=1).min() < ENOUGH:
            return FEW
        if (self._share(0.0) >= AGREE).all():
            return NO_ROOM
        if self._are_sure(self.sign).all():
            return ROBUST
        if self._turner is not None:
            return f"{HANGS}{self._turner['name']}"
        return LUCK if self.variance["luck"] > _MAJOR else MANY

    @property
    def turns(self) -> str:
        """How the sign turns with what it depends on; "" where it depends on nothing by itself."""
        turner = self._turner
        if not self.verdict.startswith(HANGS) or turner is None:
            return ""
        if turner["kind"] == _FORM:
            told = [f"{self._tendency(places)} with {option}" for option, places in self._options(turner["name"])]
            return "; ".join([*told, *self._sure_forms(), self._explained(turner)])
        values = self._found.values[turner["name"]].to_numpy(float)
        lowest, highest = np.quantile(values, [1 / 3, 2 / 3])
        more = [np.nanmean(self._signs[:, which] > 0.0) for which in (values <= lowest, values >= highest)]
        low, high = (f"{share:.0%}" for share in more)
        return f"more in {low} of draws where it is low, in {high} where it is high; {self._explained(turner)}"

    def forms(self) -> Iterator[dict[str, object]]:
        """A row for each form."""
        more, less = self._share(1.0), self._share(-1.0)
        sure = {1.0: self._are_sure(1.0), -1.0: self._are_sure(-1.0)}
        for place, form in enumerate(self._found.forms):
            known = self._d[place][self._known[place]]
            low, median, high = np.quantile(known, [SPAN[0], 0.5, SPAN[1]]) if len(known) else [np.nan] * 3
            robust = "more" if sure[1.0][place] else "less" if sure[-1.0][place] else ""
            yield {
                **{"form": form.name, **form.choices, "median": median, "low": low, "high": high},
                **{"more": more[place], "less": less[place], "draws": len(known), "robust": robust},
            }

    @cached_property
    def _turner(self) -> "pd.Series[Any] | None":
        """The form or number that explains most of the variance of the sign; None where none explains enough."""
        by_sign = self._drivers(self._signs)
        some = by_sign[by_sign["drives"] & (by_sign["share"] >= TURNS)]
        return some.iloc[0] if len(some) else None

    def _drivers(self, d: Floats) -> pd.DataFrame:
        """First-order shares of what is given of numbers and forms, the most influential first."""
        spread = float(np.nanvar(d))
        mean = _over_forms(d)
        numbers = shares(self._found.values, mean, self._found.seed)
        # Draws are the same in all forms, so that what a number does in all of them shows in the mean over forms.
        part = float(np.nanvar(mean)) / spread if spread > 0.0 else 0.0
        numbers = numbers.rename(columns={"path": "name"})
        numbers[["share", "error"]] *= part
        numbers["kind"], numbers["told"] = _NUMBER, [self._found.told(path) for path in numbers["name"]]
        numbers["drives"] &= numbers["share"] >= NOISE
        forms = pd.DataFrame([self._of_choice(d, name, spread) for name in self._found.forms[0].choices])
        both = pd.concat([forms, numbers], ignore_index=True) if len(forms) else numbers
        return both.sort_values("share", ascending=False, kind="stable", ignore_index=True)

    def _of_choice(self, d: Floats, name: str, spread: float) -> dict[str, object]:
        """The share of a choice: of the variance between its options, over draws that are common to them."""
        means = np.array([_over_forms(d[places]) for _, places in self._options(name)])
        means = means[:, np.isfinite(means).all(axis=0)]
        share = float(np.var(means.mean(axis=1))) / spread if spread > 0.0 and means.size else 0.0
        centred = means - means.mean(axis=0)
        error = float(np.sqrt(np.mean(np.var(centred, axis=1)) / max(means.shape[1], 1)))
        # By the delta method: the variance of options' means moves by twice their spread times their error.
        of_share = 2.0 * np.sqrt(share * spread) * error / spread if spread > 0.0 else 0.0
        drives = share >= NOISE and share >= 2.0 * of_share
        return {
            "name": name,
            "kind": _FORM,
            "share": share,
            "error": of_share,
            "rho": np.nan,
            "told": "",
            "drives": drives,
        }

    def _options(self, name: str) -> list[tuple[str, list[int]]]:
        """The options of a choice, each with the places of its forms."""
        taken = [form.choices[name] for form in self._found.forms]
        options = dict.fromkeys(taken)
        return [(option, [place for place, each in enumerate(taken) if each == option]) for option in options]

    def _explained(self, turner: "pd.Series[Any]") -> str:
        return f"{turner['share']:.0%} of the variance of the sign"

    def _sure_forms(self) -> Iterator[str]:
        """In how many forms the sign is robust, where it is in some."""
        for sign, word in ((1.0, "more"), (-1.0, "less")):
            if count := int(self._are_sure(sign).sum()):
                yield f"robustly {word} in {count} of {len(self._found.forms)} forms"

    def _tendency(self, places: Sequence[int]) -> str:
        """What the sign is in some forms: robustly one, or more in a share of draws."""
        for sign, word in ((1.0, "more"), (-1.0, "less")):
            if self._are_sure(sign)[places].all():
                return f"robustly {word}"
        return f"more in {self._share(1.0)[places].mean():.0%} and less in {self._share(-1.0)[places].mean():.0%}"

    def _share(self, sign: float) -> Floats:
        """Share of the draws of each form with a sign, shape (forms,)."""
        count = np.maximum(self._known.sum(axis=1), 1)
        found: Floats = (self._signs == sign).sum(axis=1) / count
        return found

    def _are_sure(self, sign: float) -> Floats:
        """Whether a sign is robust in each form, shape (forms,)."""
        sure: Floats = are_sure(self._signs == sign, self._known)
        return sure


def _over_forms(d: Floats) -> Floats:
    """Mean over forms at each draw, NaN where all failed, shape (draws,)."""
    known = np.isfinite(d)
    count = known.sum(axis=0)
    found: Floats = np.where(count > 0, np.where(known, d, 0.0).sum(axis=0), np.nan) / np.maximum(count, 1)
    return found
