"""What comes of a choice, as tables: from levels of outcomes in worlds to the robust choice and where it fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.analysis.decide.choice import Choice
from sim.analysis.decide.fails import Failure, failure
from sim.analysis.decide.regret import Flags, Worlds, greatest, regret, scaled, stakes, undominated, upper
from sim.analysis.decide.study import ObjectiveSpec
from sim.analysis.ensemble.sensitivity import shares
from sim.analysis.intervals import SPAN
from sim.analysis.paired import bootstrap
from sim.scenario import Fault, ScenarioError
from sim.scenario.brief import Brief
from sim.scenario.errors import clean
from sim.world import Floats

_HINT = "--retry-failed repeats the runs that failed; or ask for more draws"


@dataclass(frozen=True)
class Measured:
    """Outcomes of all options in all worlds.

    Attributes:
        levels: shape (options, forms, draws, objectives), in the units of the outcomes; NaN where a run failed.
        values: what was drawn, one row a draw, one column a number.
        forms: what each form chooses, by the name of the choice.
        names: names of the forms.
        told: what history says of each number that was drawn: "informed", "weakly" or "not at all".
        replicates: runs of each option in each world, of which levels are the mean.
    """

    levels: Floats
    values: pd.DataFrame
    forms: Sequence[Mapping[str, str]]
    names: Sequence[str]
    told: Mapping[str, str]
    replicates: int = 1

    @cached_property
    def known(self) -> Flags:
        """Worlds in which no option failed to run, shape (forms, draws)."""
        return np.asarray(np.isfinite(self.levels).all(axis=(0, 3)), bool)

    @property
    def flat(self) -> Floats:
        """Levels in known worlds, shape (options, worlds, objectives)."""
        return self.levels[:, self.known]


@dataclass(frozen=True, repr=False)
class Decided(Brief):
    """What comes of a choice.

    Attributes:
        choice: the choice that was studied.
        measured: outcomes of all options in all worlds.
        robust: name of the robust choice: satisfied in most worlds, ties by the regret that nine tenths do not exceed.
        options: one row an option: `satisfied`, share of worlds in which it meets all thresholds, with its 95 %
            interval over draws; `regret_90` and `regret_worst`, the regret that nine tenths of the worlds, and all, do
            not exceed, in stakes; `chosen`, share of resamples of the draws in which it is the robust choice;
            `forms_chosen`, share of forms in which it is; `on_front`, whether no other has median differences from the
            first option that are at least as good in all objectives and better in one; `undominated`, share of worlds
            in which no other option is so.
        objectives: one row an option and objective: median, low and high over worlds (central 90 %), the same of the
            difference from the first option, `satisfied`, and regret: median, 90 %, worst, in the outcome's unit, and
            `regret_90_scaled` in stakes; `stake`, distance from best to worst option in a mean world.
        by_form: one row a form and option: `satisfied`, `regret_90`, whether it is the `choice` there.
        signposts: one row a condition of an option: share of worlds in which it held, and the middle and the central
            90 % of the days on which it first did.
        worlds: one row a world and option: form, draw, outcomes, regret, whether it meets all thresholds.
        fails: where the robust choice does not meet all thresholds.
        drivers: numbers by the share that each explains of the variance, over draws, of how many forms it is good
            enough in: see :func:`sim.analysis.ensemble.sensitivity.shares`; and what history tells of each.
    """

    choice: Choice
    measured: Measured
    robust: str
    options: pd.DataFrame
    objectives: pd.DataFrame
    by_form: pd.DataFrame
    signposts: pd.DataFrame
    worlds: pd.DataFrame
    fails: Failure
    drivers: pd.DataFrame

    def _facts(self) -> dict[str, object]:
        row = self.options.set_index("option").loc[self.robust]
        facts = {"of": clean(self.choice.title), "worlds": int(self.measured.known.sum()), "robust": clean(self.robust)}
        return {**facts, "satisfied": f"{row['satisfied']:.0%}", "chosen": f"{row['chosen']:.0%} of resamples"}

    @property
    def failed(self) -> int:
        """Worlds that are left out because a run of an option failed in them."""
        return int((~self.measured.known).sum())

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.measured.values)


def meets(levels: Floats, objectives: Sequence[ObjectiveSpec], names: Sequence[str]) -> Flags:
    """Whether options are good enough.

    Args:
        levels: shape (options, ..., objectives).
        objectives: what is good enough.
        names: names of the options.

    Returns:
        The same shape.
    """
    good = np.zeros(levels.shape, bool)
    for number, objective in enumerate(objectives):
        level = levels[..., number]
        bar = _bar(objective, level, names)
        good[..., number] = level >= bar if objective.sign > 0 else level <= bar
    return good


def _bar(objective: ObjectiveSpec, level: Floats, names: Sequence[str]) -> Floats:
    """What is good enough in each world, in the outcome's unit."""
    if not objective.than:
        return np.full(level.shape[1:], objective.satisfice)
    other: Floats = level[names.index(objective.than)]
    # A factor of a loss is told so that less of it is better, as of a gain more is.
    return other + ((objective.satisfice - 1.0) * np.abs(other) if objective.by == "factor" else objective.satisfice)


def decided(choice: Choice, measured: Measured, signposts: pd.DataFrame | None = None) -> Decided:
    """Put what was measured into tables, and find the robust choice.

    Raises:
        ScenarioError: fewer than two draws ran in all options.
    """
    known, signs = measured.known, np.array([objective.sign for objective in choice.objectives])
    if known.any(axis=0).sum() < 2:
        problem = "fewer than two draws ran in all options"
        raise ScenarioError(
            [Fault("decide", field="draws", problem=problem, expected="two draws at least", hint=_HINT)]
        )
    regrets = regret(measured.flat * signs)
    stake = stakes(regrets)
    in_stakes = scaled(regrets, stake)
    weights = np.array([objective.weight for objective in choice.objectives])
    shape = len(choice.options), *known.shape
    satisfied, most = np.zeros(shape, bool), np.zeros(shape)
    good = meets(measured.flat, choice.objectives, choice.names)
    satisfied[:, known], most[:, known] = good.all(axis=2), greatest(in_stakes, weights)
    worlds = Worlds(satisfied, most, known)
    number = worlds.choice()
    return Decided(
        choice, measured, choice.names[number],
        _options(choice, measured, worlds, signs),
        _objectives(choice, measured, good, regrets, stake),
        _by_form(choice, measured, worlds),
        pd.DataFrame() if signposts is None else signposts,
        _worlds(choice, measured, worlds),
        failure(~satisfied[number], known, measured.values, measured.forms),
        _drivers(measured, satisfied[number]),
    )  # fmt: skip


def _options(choice: Choice, measured: Measured, worlds: Worlds, signs: Floats) -> pd.DataFrame:
    known = worlds.known
    ran = known.any(axis=0)
    # A draw counts as one: its forms are no further draws.
    by_draw = (worlds.satisfied & known)[:, :, ran].sum(axis=1) / known[:, ran].sum(axis=0)
    low, high = bootstrap(by_draw.T)
    flat = worlds.regrets[:, known]
    # Medians of what differs in the same world: those of levels would mostly tell worlds apart.
    medians = np.median(measured.flat - measured.flat[0], axis=1) * signs
    chosen_in = [worlds.choice(form) for form in range(len(known)) if known[form].any()]
    return pd.DataFrame(
        {
            "option": choice.names,
            "satisfied": worlds.satisfied[:, known].mean(axis=1),
            "satisfied_low": low,
            "satisfied_high": high,
            "regret_90": upper(flat, np.ones(flat.shape[1])),
            "regret_worst": flat.max(axis=1),
            "chosen": worlds.resampled(),
            "forms_chosen": [chosen_in.count(number) / len(chosen_in) for number in range(len(choice.names))],
            "on_front": undominated(medians),
            "undominated": undominated(measured.flat * signs).mean(axis=1),
            "about": [option.spec.about for option in choice.options],
            "source": [option.spec.source for option in choice.options],
        }
    )


def _drivers(measured: Measured, satisfied: Flags) -> pd.DataFrame:
    known = measured.known
    forms = known.sum(axis=0)
    often = np.where(forms > 0, (satisfied & known).sum(axis=0) / np.maximum(forms, 1), np.nan)
    table = shares(measured.values, often)
    return table.assign(told=[measured.told.get(path, "") for path in table["path"]])


def _objectives(choice: Choice, measured: Measured, good: Flags, regrets: Floats, stake: Floats) -> pd.DataFrame:
    flat = measured.flat
    rows = []
    for number, name in enumerate(choice.names):
        for k, objective in enumerate(choice.objectives):
            rows.append(
                {
                    "option": name,
                    "outcome": objective.outcome,
                    "unit": choice.units[k],
                    "direction": objective.direction,
                    "satisfice": objective.satisfice,
                    "than": objective.than,
                    "by": objective.by,
                    **_spread(flat[number, :, k]),
                    **{
                        f"difference_{end}": value for end, value in _spread(flat[number, :, k] - flat[0, :, k]).items()
                    },
                    "satisfied": good[number, :, k].mean(),
                    "stake": stake[k],
                    **_regret(regrets[number, :, k], stake[k]),
                }
            )
    return pd.DataFrame(rows)


def _spread(values: Floats) -> dict[str, float]:
    low, median, high = np.quantile(values, [SPAN[0], 0.5, SPAN[1]])
    return {"median": float(median), "low": float(low), "high": float(high)}


def _regret(values: Floats, stake: float) -> dict[str, float]:
    ninety = float(upper(values[None], np.ones(len(values)))[0])
    return {
        "regret_median": float(np.median(values)),
        "regret_90": ninety,
        "regret_worst": float(values.max()),
        "regret_90_scaled": ninety / stake if stake > 0 else 0.0,
    }


def _by_form(choice: Choice, measured: Measured, worlds: Worlds) -> pd.DataFrame:
    rows = []
    for form, name in enumerate(measured.names):
        known = worlds.known[form]
        if not known.any():
            continue
        best, ninety = worlds.choice(form), upper(worlds.regrets[:, form, known], np.ones(int(known.sum())))
        for number, option in enumerate(choice.names):
            satisfied = float(worlds.satisfied[number, form, known].mean())
            rows.append((name, option, satisfied, float(ninety[number]), number == best))
    return pd.DataFrame(rows, columns=["form", "option", "satisfied", "regret_90", "choice"])


def _worlds(choice: Choice, measured: Measured, worlds: Worlds) -> pd.DataFrame:
    forms, draws = np.nonzero(worlds.known)
    tables = []
    for number, name in enumerate(choice.names):
        table = pd.DataFrame({"form": np.array(measured.names)[forms], "draw": draws, "option": name})
        table[choice.outcomes] = measured.levels[number][worlds.known]
        table["regret"] = worlds.regrets[number][worlds.known]
        table["satisfied"] = worlds.satisfied[number][worlds.known]
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
