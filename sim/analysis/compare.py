"""Compare scenarios over common random numbers, and find the differences that are larger than noise."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.analysis.gains import gains, gains_by
from sim.analysis.intervals import LEVEL
from sim.analysis.paired import bootstrap, holm, paired, succeeded
from sim.analysis.window import OVER, Window, measuring, window_of
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.scenario.brief import Brief
from sim.scenario.errors import Fault, ScenarioError, clean, did_you_mean, one_of, shown
from sim.scenario.load import written
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.study.design import Design
from sim.study.errors import all_or_nothing
from sim.study.failures import warn_of
from sim.study.outcome_names import in_groups, judged, known
from sim.study.store import Store
from sim.study.study_file import design as design_of
from sim.study.sweep import choose, complete, share_of
from sim.study.table import series, table
from sim.study.tally import Progress

if TYPE_CHECKING:
    from sim.world import Floats

if TYPE_CHECKING:
    from sim.analysis.conclusions import Conclusions

STORE = "results/store"
GROUPED = ("kind", "bloc", "actor")
"""What actors are grouped by when it is told who gains."""
REPLICATES = 100
_FIRST = 20
_FEWEST_DRAWS = 2
WITH_RELEASES = 20
"""Replicates whose releases are kept."""
_WITH_SERIES = 100
_FACTS = ("scenario", "point", "replicate", "seed", "key")


@dataclass(frozen=True, repr=False)
class Comparison(Brief):
    """Scenarios compared with one of them, over common random numbers.

    Attributes:
        design: The study that was run.
        against: Scenario with which the others are compared.
        window: Quarters over which outcomes are measured that summarise a series.
        table: One row per scenario and outcome: group, unit, better, over (how it stands for a run: its end, the mean
            or rise over the window, in all, or a figure of the whole run), levels, paired difference with interval,
            spread (standard deviation between runs), effect, agreement in sign, p-values, whether it differs, and the
            verdict: "better", "worse", "changed" where neither is better, or "no difference".
        gains: One row per scenario: share of actors with a higher mean payoff than in their paired run, with interval,
            and the shares of actors with the same payoff and with a lower payoff.
        gains_by: One row per scenario and group of actors, by kind, by bloc, and one by one: pairs of runs with such
            actors, number of them in both runs, shares that are better off, the same and worse off, and by how much
            the mean payoff of one of them over the whole run rises (bn USD a quarter), with its interval.
        outcomes: One row per run.
        series: Series of the first hundred replicates, with their scenario and replicate.
        releases: Releases of the first twenty replicates.
        failed: Number of replicates left out because one of their runs failed.
        conclusions: What holds under draws of all that nobody knows; None where none were asked for.
    """

    design: Design
    against: str
    window: Window
    table: pd.DataFrame
    gains: pd.DataFrame
    gains_by: pd.DataFrame
    outcomes: pd.DataFrame
    series: pd.DataFrame
    releases: pd.DataFrame
    failed: int
    conclusions: "Conclusions | None" = None

    def _facts(self) -> dict[str, object]:
        counts = self.table["verdict"].value_counts()
        verdicts = {verdict: int(counts.get(verdict, 0)) for verdict in ("better", "worse", "changed", "no difference")}
        names = ", ".join(clean(name) for name in self.scenarios if name != self.against)
        return {"of": names, "against": clean(self.against), "pairs": self.replicates, **verdicts}

    @property
    def scenarios(self) -> Mapping[str, Scenario]:
        """The scenarios by name; the one that the others are compared with comes first."""
        first = {self.against: self.design.scenarios[self.against]}
        return first | dict(self.design.scenarios)

    @property
    def replicates(self) -> int:
        """Number of paired runs of each scenario."""
        return self.design.replicates - self.failed


def compare(
    scenarios: Any,
    replicates: int = REPLICATES,
    against: str | None = None,
    *,
    seed: int = 0,
    quarters: int | None = None,
    settings: Mapping[str, object] | None = None,
    since: int | str | date | None = None,
    until: float | None = None,
    draws: int | None = None,
    outcomes: Sequence[str] | None = None,
    store: str | Path = STORE,
    executor: Executor | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """Run scenarios with common random numbers, and compare them with one of them.

    Args:
        scenarios: At least two names, paths or scenarios; or a mapping from your own names to these.
        replicates: Number of paired runs; with `until`, the maximum.
        against: Name of the scenario to compare the others with; the first by default.
        seed: Base seed of the replicates.
        quarters: Length of the runs; by default the scenarios' own lengths, which must then be equal.
        settings: Values to change in all scenarios, by dotted path.
        since: Year or day from which outcomes are measured that summarise a series; by default from the first quarter
            in which the scenarios can differ, which is the start unless they differ in dated rows alone.
        until: Stop when no interval of a difference is wider than this number of standard deviations between runs,
            checked after 20, 40, 80 ... runs (fixed-width sequential intervals, Chow & Robbins 1965).
        draws: Number of draws of all numbers that the scenarios leave open, in each structural form, from which
            conclusions are drawn (:class:`sim.analysis.conclusions.Conclusions`); none by default.
        outcomes: Names of the outcomes about which they are drawn; the dozen headline outcomes by default.
        store: Folder of finished runs.
        executor: Executor to run in; by default, processes on this machine.
        workers: Number of batches that run at once.
        retry_failed: Repeat runs that failed.
        progress: Called with a :class:`sim.study.tally.Tally` from time to time.

    Returns:
        What differs from the first scenario, outcome by outcome, each in its own unit (``sim.OUTCOMES[name].unit``,
        or ``sim.explain(name)``), with intervals over the pairs of runs.

    Raises:
        ScenarioError: a scenario or setting has an error; `since` is no day of the runs; there are fewer than two
            scenarios, two replicates, or two replicates without failures; `against` is not one of the scenarios; or
            runs differ in length.
        StoreError: the store cannot be used.

    Warns:
        FailedRuns: some runs failed; the warning says how many, and the most common reasons.
    """
    length = {} if quarters is None else {"quarters": quarters}
    changed = {} if settings is None else settings
    study = design_of(scenarios, replicates=replicates, seed=seed, set=changed, title="compare", **length)
    baseline = against or next(iter(study.scenarios))
    check(study, baseline, until)
    wanted = headlines(outcomes)
    if draws is not None:
        check_draws(draws)
    window = window_of(study, since)
    place, share = Store(store), share_of((0, 1), None, retry_failed)
    with measuring(window.first):
        for size in _rounds(replicates) if until is not None else [replicates]:
            study = replace(study, replicates=size, series=min(size, _WITH_SERIES), releases=min(size, WITH_RELEASES))
            study = replace(study, actors=size)
            tally = complete(study, place, lambda: choose(executor, workers, None), share, progress)
            with all_or_nothing():
                comparison = gathered(study, place, baseline, window)
            if until is not None and widest(comparison.table) <= until:
                break
        warn_of(tally)
        if draws is None:
            return comparison
        from sim.analysis.conclusions import conclude  # which needs much that a comparison at one point does not

        default = comparison.table.set_index(["scenario", "outcome"])["difference"].to_dict()
        found = conclude(
            {name: study.resolved(name) for name in study.scenarios}, baseline, draws, wanted, store,
            default=default, seed=seed, settings=changed, written=written_by(scenarios),
            executor=executor, workers=workers, retry_failed=retry_failed, progress=progress,
        )  # fmt: skip
        return replace(comparison, conclusions=found)


def headlines(outcomes: Sequence[str] | None) -> list[str]:
    """The outcomes about which conclusions are drawn.

    Raises:
        ScenarioError: one does not exist.
    """
    return known([each.name for each in displayed_on(Display.HEADLINE)] if outcomes is None else outcomes)


def written_by(scenarios: Any) -> set[str]:
    """Paths that the files of scenarios set; those of scenarios that are no files show in their values alone."""
    from sim.analysis.ensemble.draws import ROOTS

    each = scenarios.values() if isinstance(scenarios, Mapping) else scenarios
    files = [source for source in each if isinstance(source, str | Path)]
    return {path for file in files for path in written(file, ROOTS)}


def check(study: Design, against: str, until: float | None = None) -> None:
    """Refuse what says nothing.

    Raises:
        ScenarioError: it does.
    """
    names = list(study.scenarios)
    if len(names) < 2:
        raise _refused("scenarios", f"only {shown(names[0])} was given", "at least two to compare")
    if against not in names:
        hint = did_you_mean(against, names)
        raise _refused("against", f"{shown(against)} is not one of the scenarios", one_of(names), hint)
    if study.replicates < 2:
        raise _refused("replicates", "one pair of runs gives no interval", "at least 2, better 50")
    if until is not None and not until > 0:
        raise _refused(
            "until", f"{until} is not a width", "a number above 0, in standard deviations between runs, such as 0.2"
        )
    lengths = {name: study.quarters or scenario.quarters for name, scenario in study.scenarios.items()}
    if len(set(lengths.values())) > 1:
        text = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise _refused("quarters", f"runs differ in length ({text})", "equal ones; give the number of quarters")


def check_draws(draws: object) -> None:
    """Refuse so few draws that nothing varies.

    Raises:
        ScenarioError: they are.
    """
    if not isinstance(draws, int) or draws < _FEWEST_DRAWS:
        expected = "a whole number of at least 2; conclusions take 200, better 512"
        raise _refused("draws", f"{shown(draws)} of them say nothing of what varies", expected)


def _refused(field: str, problem: str, expected: str, hint: str = "") -> ScenarioError:
    return ScenarioError([Fault("compare", field=field, problem=problem, expected=expected, hint=hint)])


def gathered(study: Design, store: Store, against: str, window: Window) -> Comparison:
    """Return the comparison made from a store's finished runs of a study, measured over a window."""
    whole, failed = succeeded(table(study, store), len(study.scenarios), "compare")
    sides = {name: rows.set_index("replicate") for name, rows in whole.groupby("scenario", sort=False)}
    names = [name for name in study.scenarios if name != against]
    figures = pd.concat([_contrast(sides, against, name) for name in names], ignore_index=True)
    figures["p_holm"] = holm(figures["p"].to_numpy())
    figures["differs"] = figures["p_holm"] < 1 - LEVEL
    figures["verdict"] = [
        verdict(*row) for row in zip(figures["better"], figures["difference"], figures["differs"], strict=True)
    ]
    label = whole[list(_FACTS)]
    kept = {what: series(store, what, whole["key"].tolist()) for what in ("series", "releases", "actors")}
    joined = {what: label.merge(part, on="key") for what, part in kept.items() if len(part)}
    nothing = label.iloc[:0]
    gains, by = gains_of(joined["actors"], against, names), gains_by_of(joined["actors"], against, names)
    courses, releases = joined.get("series", nothing), joined.get("releases", nothing)
    return Comparison(study, against, window, figures, gains, by, whole, courses, releases, failed)


def _contrast(sides: Mapping[Any, pd.DataFrame], against: str, name: str) -> pd.DataFrame:
    figures = in_groups(figure for figure in OUTCOMES if figure in sides[against].columns)
    rows = paired(sides[against][figures], sides[name][figures], LEVEL).rename_axis("outcome").reset_index()
    outcomes = [OUTCOMES[figure] for figure in figures]
    rows.insert(0, "scenario", name)
    rows.insert(1, "against", against)
    rows.insert(3, "group", [outcome.group for outcome in outcomes])
    rows.insert(4, "unit", [outcome.unit for outcome in outcomes])
    rows.insert(5, "better", [outcome.better for outcome in outcomes])
    rows.insert(6, "over", [OVER[outcome.over] for outcome in outcomes])
    return rows


def gains_of(actors: pd.DataFrame, against: str, names: Sequence[str]) -> pd.DataFrame:
    """Return the shares of actors in both runs that are better off than in their paired run, equal, or worse off.

    Slots that were never filled are left out.

    Args:
        actors: Rows with scenario, replicate, actor, capability and payoff.
        against: Scenario with which the others are compared.
        names: The other scenarios. A scenario without a common actor gets no row.

    Returns:
        One row per scenario: mean shares over replicates, and the bootstrap interval of the share that gains.
    """
    sides = dict(list(actors.rename(columns={"replicate": "run"}).groupby("scenario")))
    rows = []
    for name in names:
        shares = gains(sides[against], sides[name])
        if len(shares):
            low, high = bootstrap(shares[["better"]].to_numpy(), LEVEL)
            better, same, worse = shares.mean()
            rows.append((name, better, low[0], high[0], same, worse))
    return pd.DataFrame(rows, columns=["scenario", "share", "low", "high", "same", "worse"])


def gains_by_of(actors: pd.DataFrame, against: str, names: Sequence[str]) -> pd.DataFrame:
    """Return what actors of each kind, those of each bloc, and each actor gain over their paired run.

    Args:
        actors: Rows with scenario, replicate, actor, kind, bloc, capability and payoff.
        against: Scenario with which the others are compared.
        names: The other scenarios.

    Returns:
        One row per scenario and group: see :attr:`Comparison.gains_by`.
    """
    sides = dict(list(actors.rename(columns={"replicate": "run"}).groupby("scenario")))
    rows = []
    for name in names:
        found = [(by, *each) for by in GROUPED for each in gains_by(sides[against], sides[name], by)]
        ends = _ends_of([runs["gain"].to_numpy() for *_, runs in found])
        rows += [
            (name, by, group, len(runs), *runs.mean(), *end) for (by, group, runs), end in zip(found, ends, strict=True)
        ]
    columns = ["scenario", "by", "group", "runs", "actors", "better", "same", "worse", "gain", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _ends_of(samples: "Sequence[Floats]") -> list[tuple[float, float]]:
    """The bootstrap interval of the mean of each; those of equal length at once, which gives the same."""
    ends: dict[int, tuple[float, float]] = {}
    for length in {len(sample) for sample in samples}:
        places = [place for place, sample in enumerate(samples) if len(sample) == length]
        low, high = bootstrap(np.column_stack([samples[place] for place in places]), LEVEL)
        ends |= dict(zip(places, zip(low, high, strict=True), strict=True))
    return [ends[place] for place in range(len(samples))]


def verdict(better: str, difference: float, differs: bool) -> str:
    """Whether a difference is better or worse."""
    if not differs:
        return "no difference"
    return judged(better, difference) or "changed"


def widest(figures: pd.DataFrame) -> float:
    """The widest interval of a difference, in standard deviations between runs."""
    varied = figures[figures["spread"] > 0]
    return float(((varied["high"] - varied["low"]) / varied["spread"]).max()) if len(varied) else 0.0


def _rounds(most: int) -> Iterator[int]:
    size = min(_FIRST, most)
    while size < most:
        yield size
        size *= 2
    yield most
