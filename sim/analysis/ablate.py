"""Find what a difference depends on: each mechanism, and each row of policies, is switched off in turn."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.compare import STORE, written_by
from sim.analysis.ensemble import Sampled, ensemble_of
from sim.analysis.intervals import LEVEL, SPAN
from sim.analysis.paired import paired, succeeded
from sim.analysis.robust import are_sure
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.errors import Fault, did_you_mean, one_of, shown
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.scenario import MECHANISMS
from sim.scenario.schema.series import displayed_on
from sim.study.errors import all_or_nothing
from sim.study.outcome_names import known
from sim.study.study_file import design
from sim.study.sweep import sweep
from sim.study.tally import Progress

REPLICATES = 50
_WHOLE, _AGAINST = "scenario", "against"


@dataclass(frozen=True)
class Part:
    """What can be switched off.

    Attributes:
        name: mechanism, or row of policies.
        kind: "mechanism", which goes in both scenarios, or "row", which goes in the one that has it.
        path: its switch.
    """

    name: str
    kind: str
    path: str


@dataclass(frozen=True)
class Ablation:
    """How much of the differences between two scenarios each part carries.

    Attributes:
        scenario: name of the first scenario.
        against: name of the second scenario.
        table: one row per outcome and part: unit; full, the mean paired difference scenario - against, with its
            interval and whether it differs; without, the same with the part off; carried = full - without with its
            interval and its p-value, corrected for the number of parts (Holm 1979); differs, whether that is beyond
            noise; and share = 1 - without/full, NaN where the full difference is within noise.
        refused: parts that cannot be switched off, and why.
        replicates: paired runs; of draws, their number.
        failed: number of replicates, or of runs of draws, left out because a run failed.
        draws: whether numbers were drawn. Then full, without and carried are medians over draws, the interval holds
            90 % of them, luck included; differs says whether the sign of what is carried is robust; and share is 1 -
            without/full of the medians, where the sign of the full difference is robust.
    """

    scenario: str
    against: str
    table: pd.DataFrame
    refused: Mapping[str, str]
    replicates: int
    failed: int
    draws: bool = False


def ablate(
    scenario: str | Path | Scenario,
    against: str | Path | Scenario = "base",
    replicates: int = REPLICATES,
    outcomes: Sequence[str] | None = None,
    *,
    mechanisms: Sequence[str] | None = None,
    draws: int | None = None,
    seed: int = 0,
    store: str | Path = STORE,
    executor: Executor | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Ablation:
    """Report how much of the difference between two scenarios depends on each of their parts.

    An ablation shows what a result depends on, not that a mechanism is right. Shares need not add up to one: an effect
    that needs two parts disappears with either of them.

    Args:
        scenario: name, path or scenario.
        against: scenario to compare with.
        replicates: paired runs, over the same seeds with and without each part.
        outcomes: names of outcomes; by default those that :attr:`Display.ABLATION` displays.
        mechanisms: mechanisms to switch off; by default all that are on in either scenario.
        draws: number of draws of all numbers that the scenarios leave open (:mod:`sim.analysis.ensemble`), in the form
            in which they are written, instead of `replicates` at the default numbers.
        seed: base seed of the replicates.
        store: folder of finished runs.
        executor: executor to run in; by default, processes on this machine.
        workers: number of batches that run at once.
        retry_failed: repeat runs that failed.
        progress: called with a tally from time to time.

    Raises:
        ScenarioError: a scenario, outcome or mechanism is wrong, fewer than two replicates are requested or succeed,
            or the runs differ in length.
        StoreError: the store cannot be used.
    """
    wanted = [each.name for each in displayed_on(Display.ABLATION)] if outcomes is None else outcomes
    figures, one, other = known(wanted), load(scenario), load(against)
    _check(one, other, replicates)
    parts = list(parts_of(one, other, mechanisms))
    variants, refused = _variants(one, other, parts)
    left = [part for part in parts if part.name not in refused]
    if draws is not None:
        found = ensemble_of(variants, draws, seed=seed, written=written_by([scenario, against]), forms=False)
        drawn = found.run(
            store, figures, executor=executor, workers=workers, retry_failed=retry_failed, progress=progress
        )
        table = pd.concat([_carried_by_draws(drawn, figure, left) for figure in figures], ignore_index=True)
        return Ablation(_name(scenario), _name(against), table, refused, draws, len(drawn.errors), draws=True)
    study = design(variants, replicates=replicates, seed=seed, title="ablate")
    with all_or_nothing():
        runs = sweep(study, store, executor, workers=workers, retry_failed=retry_failed, progress=progress)
    good, failed = succeeded(runs, len(study.scenarios), "ablate")
    sides = {str(name): rows.set_index("replicate")[figures] for name, rows in good.groupby("scenario")}
    table = pd.concat([_carried(sides, figure, left) for figure in figures], ignore_index=True)
    whole = paired(sides[_AGAINST][figures], sides[_WHOLE][figures], LEVEL)[["low", "high", "differs"]]
    table = table.join(whole.add_prefix("full_"), on="outcome")
    # Nothing carried of a negative difference would be a share of -0.
    table["share"] = (table["carried"] / table["full"] + 0.0).where(table["full_differs"])
    return Ablation(_name(scenario), _name(against), table, refused, replicates - failed, failed)


def parts_of(one: Scenario, other: Scenario, mechanisms: Sequence[str] | None = None) -> Iterator[Part]:
    """Return the mechanisms that are on in either scenario, or those named, and the rows that only one scenario has.

    Raises:
        ScenarioError: a mechanism does not exist.
    """
    switchable = [name for name, section in MECHANISMS.items() if "on" in section.model_fields]
    for name in mechanisms or ():
        if name not in switchable:
            raise _refused(
                "mechanisms", f"no mechanism {shown(name)}", one_of(switchable), did_you_mean(name, switchable)
            )
    on = [name for name in switchable if getattr(one, name).on or getattr(other, name).on]
    for name in on if mechanisms is None else mechanisms:
        yield Part(name, "mechanism", f"{name}.on")
    for number, row in enumerate(one.policies):
        if row.on and row not in other.policies:
            yield Part(row.name or f"{row.kind} ({number})", "row", f"policies.{number}.on")


def _check(one: Scenario, other: Scenario, replicates: int) -> None:
    if replicates < 2:
        raise _refused("replicates", "one pair of runs has no variance", "at least 2, better 50")
    if one.quarters != other.quarters:
        raise _refused(
            "quarters", f"runs differ in length ({one.quarters}, {other.quarters})", "scenarios of equal length"
        )
    if one.digest == other.digest:
        raise _refused("against", "the two scenarios are the same", "another scenario")


def _refused(field: str, problem: str, expected: str, hint: str = "") -> ScenarioError:
    return ScenarioError([Fault("ablate", field=field, problem=problem, expected=expected, hint=hint)])


def _name(source: str | Path | Scenario) -> str:
    return source.title if isinstance(source, Scenario) else Path(source).name.removesuffix(".toml")


def _variants(one: Scenario, other: Scenario, parts: Iterable[Part]) -> tuple[dict[str, Scenario], dict[str, str]]:
    """Return both scenarios, complete and without each part; and the parts that cannot be switched off."""
    variants, refused = {_WHOLE: one, _AGAINST: other}, {}
    for part in parts:
        try:
            without = load(one, {part.path: False})
            control = load(other, {part.path: False}) if part.kind == "mechanism" else other
        except ScenarioError as error:
            refused[part.name] = str(error)
            continue
        variants |= {_without(_WHOLE, part): without, _without(_AGAINST, part): control}
    return variants, refused


def _without(side: str, part: Part) -> str:
    return f"{side} without {part.kind} {part.name}"


def _carried(sides: Mapping[str, pd.DataFrame], figure: str, parts: Sequence[Part]) -> pd.DataFrame:
    """How much of the difference of one outcome each part carries."""
    full = sides[_WHOLE][figure] - sides[_AGAINST][figure]
    rest = {
        place: sides[_without(_WHOLE, part)][figure] - sides[_without(_AGAINST, part)][figure]
        for place, part in enumerate(parts)
    }
    without = pd.DataFrame(rest, index=full.index)
    found = paired(without, pd.DataFrame(dict.fromkeys(rest, full), index=full.index), LEVEL)
    named = found.rename(columns={"control": "without", "treatment": "full", "difference": "carried"})
    named = named[["full", "without", "carried", "low", "high", "p_holm", "differs"]].reset_index(drop=True)
    named.insert(0, "outcome", figure)
    named.insert(1, "unit", OUTCOMES[figure].unit)
    named.insert(2, "part", [part.name for part in parts])
    named.insert(3, "kind", [part.kind for part in parts])
    return named


def _carried_by_draws(runs: Sampled, figure: str, parts: Sequence[Part]) -> pd.DataFrame:
    """How much of the difference of one outcome each part carries at each draw, with the same seeds."""
    full = runs.of(_WHOLE, figure)[0, :, 0] - runs.of(_AGAINST, figure)[0, :, 0]
    span = [SPAN[0], 0.5, SPAN[1]]
    low_full, median_full, high_full = np.nanquantile(full, span)
    is_sure = _sure_sign(full) != 0
    rows = []
    for part in parts:
        rest = runs.of(_without(_WHOLE, part), figure)[0, :, 0] - runs.of(_without(_AGAINST, part), figure)[0, :, 0]
        low, carried, high = np.nanquantile(full - rest, span)
        without = float(np.nanmedian(rest))
        row: dict[str, object] = {
            "outcome": figure,
            "unit": OUTCOMES[figure].unit,
            "part": part.name,
            "kind": part.kind,
        }
        row |= {"full": median_full, "without": without, "carried": carried, "low": low, "high": high}
        row |= {"differs": _sure_sign(full - rest) != 0, "full_low": low_full, "full_high": high_full}
        share = 1.0 - without / median_full if is_sure and median_full else np.nan
        rows.append({**row, "full_differs": is_sure, "share": share})
    return pd.DataFrame(rows)


def _sure_sign(values: Any) -> int:
    """The sign that is robust over draws; 0 where none is."""
    known = np.isfinite(values)[None]
    return next((sign for sign in (1, -1) if are_sure((np.sign(values) == sign)[None], known)[0]), 0)
