"""A choice in words and cells, the same in the terminal, in Markdown and on a page."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.analysis.decide.findings import Decided
from sim.analysis.decide.regret import RESAMPLES
from sim.analysis.decide.study import ObjectiveSpec
from sim.analysis.robust import ENOUGH
from sim.numbers import interval, level
from sim.outcomes import OUTCOMES
from sim.scenario.errors import clean

OPTIONS = ("option", "good enough [95 %]", "regret, 9 in 10", "regret, worst", "chosen", "unbeaten")
"""Heads of the table of options."""
SIGNPOSTS = ("option", "row", "condition", "held in", "first day [90 %]")
"""Heads of the table of signposts."""
FIRM = 0.9
"""Share of resamples above which a choice is called certain as far as draws go."""
_TIED = 1e-9
_MOST_WORLDS = 0.5


def title(found: Decided) -> str:
    """What was decided over which worlds."""
    forms = len(found.measured.names)
    in_forms = f" in {forms} forms of the model" if forms > 1 else ""
    return f"{clean(found.choice.title)} ({len(found.choice.options)} options, {found.draws} draws{in_forms})"


def option_rows(found: Decided) -> list[tuple[str, ...]]:
    """The options under :data:`OPTIONS`, those that are good enough in most worlds first."""
    rows = found.options.sort_values(["satisfied", "regret_90"], ascending=[False, True], kind="stable")
    return [
        (
            clean(row["option"]),
            f"{row['satisfied']:.0%} [{row['satisfied_low']:.0%}, {row['satisfied_high']:.0%}]",
            level(row["regret_90"]),
            level(row["regret_worst"]),
            f"{row['chosen']:.0%}",
            f"{row['undominated']:.0%}" + ("" if row["on_front"] else ", not in medians"),
        )
        for row in rows.to_dict("records")
    ]


def objective_heads(found: Decided) -> tuple[str, ...]:
    """Heads of the table of objectives: an outcome each, with its unit."""
    units = zip(found.choice.outcomes, found.choice.units, strict=True)
    return ("option", *(f"{name}, {unit}" if unit not in ("1", name) else name for name, unit in units))


def objective_rows(found: Decided) -> list[tuple[str, ...]]:
    """Medians and central 90 % over worlds: of the first option, and of the difference from it of the others."""
    rows = []
    for number, name in enumerate(found.choice.names):
        own = found.objectives[found.objectives["option"] == name].to_dict("records")
        rows.append((clean(name), *(_level(row) if number == 0 else _difference(row) for row in own)))
    return rows


def _level(row: dict[str, Any]) -> str:
    return f"{level(row['median'])} [{level(row['low'])}, {level(row['high'])}]"


def _difference(row: dict[str, Any]) -> str:
    return interval(row["difference_median"], row["difference_low"], row["difference_high"])


def bars(found: Decided) -> list[tuple[str, ...]]:
    """What is good enough, what is at stake, and who meets it most and least often: a row an objective."""
    rows = []
    for objective in found.choice.objectives:
        own = found.objectives[found.objectives["outcome"] == objective.outcome].set_index("option")
        shares = own["satisfied"]
        ends = [f"{shares[name]:.0%} ({clean(name)})" for name in (shares.idxmax(), shares.idxmin())]
        rows.append((objective.outcome, bar(objective), level(own["stake"].iloc[0]), *ends))
    return rows


BARS = ("objective", "good enough", "at stake", "met most", "met least")
"""Heads of the table of what is good enough."""


def bar(objective: ObjectiveSpec) -> str:
    """What is good enough, such as ``at most 0.9 times that of nothing``."""
    side, unit = ("at least", "at most")[objective.sign < 0], OUTCOMES[objective.outcome].unit
    unit = "" if unit in ("1", objective.outcome) else f" {unit}"
    if not objective.than:
        return f"{side} {objective.satisfice:g}{unit}"
    than = clean(objective.than)
    if objective.by == "factor":
        return f"{side} {objective.satisfice:g} times that of: {than}"
    if objective.satisfice == 0:
        return f"{side} that of: {than}"
    asked = "at least" if objective.sign * objective.satisfice > 0 else "at most"
    word = "more" if objective.satisfice > 0 else "less"
    return f"{asked} {abs(objective.satisfice):g}{unit} {word} than: {than}"


def verdict(found: Decided) -> str:
    """The robust choice in one sentence, and how certain it is."""
    table = found.options.set_index("option")
    row, others = table.loc[found.robust], table.drop(index=found.robust)
    ties = others["satisfied"] >= row["satisfied"] - _TIED
    why = ", with less regret than what does so as often" if ties.any() else ", more than any other"
    said = (
        f"Robust choice: {clean(found.robust)}. It is good enough in {row['satisfied']:.0%} of worlds "
        f"[{row['satisfied_low']:.0%}, {row['satisfied_high']:.0%}]{why}; it is chosen in {row['chosen']:.0%} of "
        f"{RESAMPLES:,} resamples of the draws, and in {_of_forms(found, row['forms_chosen'])}."
    )
    if row["chosen"] < FIRM:
        second = others["chosen"].idxmax()
        said += f" That is not certain: {clean(str(second))} is chosen in {others['chosen'].max():.0%}."
    if row["satisfied"] < _MOST_WORLDS:
        any_is = found.worlds.groupby(["form", "draw"])["satisfied"].any()
        said += (
            " It is the best of these options, and no safe one: none is good enough in half of the worlds, and in "
            f"{1.0 - any_is.mean():.0%} of worlds no option is."
        )
    return said


def _of_forms(found: Decided, share: float) -> str:
    forms = found.by_form["form"].nunique()
    return f"{round(share * forms)} of {forms} forms" if forms > 1 else "the one form that was taken"


def forms_line(found: Decided) -> str:
    """Which option is chosen in which form; "" if it is the same in all."""
    chosen = found.by_form[found.by_form["choice"]]
    if chosen["option"].nunique() < 2:
        return ""
    told = "; ".join(f"{row.form}: {clean(row.option)} ({row.satisfied:.0%})" for row in chosen.itertuples())
    return f"The form of the model turns the choice. {told}."


def spread_line(found: Decided) -> str:
    """In how many draws the robust choice is good enough, from form to form; "" if in all of them alike."""
    own = found.by_form[found.by_form["option"] == found.robust]
    least, most = (own.loc[own["satisfied"].idxmin()], own.loc[own["satisfied"].idxmax()])
    if f"{least['satisfied']:.0%}" == f"{most['satisfied']:.0%}":
        return ""
    return (
        f"From form to form, it is good enough in {least['satisfied']:.0%} of draws ({least['form']}) to "
        f"{most['satisfied']:.0%} ({most['form']})."
    )


def fails_line(found: Decided) -> str:
    """Where the robust choice fails."""
    fails = found.fails
    if fails.box is None:
        return f"It fails in {fails.share:.0%} of worlds; {fails.rule}."
    box = fails.box
    where, does = (", and is good enough most often", "is") if fails.mostly else (", most often", "fails")
    known = [f"of {path} {_TELLS[found.measured.told[path]]}" for path in box.limits if path in found.measured.told]
    data = f" History tells {', '.join(known)}." if known else ""
    return (
        f"It fails in {fails.share:.0%} of worlds{where} where {box}: in draws that had no part in finding "
        f"this rule, that is so in {box.tested_density:.0%} of these worlds, {box.tested_coverage:.0%} of all "
        f"where it {does}.{data}"
    )


def drivers_line(found: Decided) -> str:
    """The numbers on which it depends most whether the robust choice is good enough; "" if on none alone.

    Of few draws nothing is told: among hundreds of numbers some then explain much by chance.
    """
    if found.draws < ENOUGH:
        return f"Too few draws to tell on which numbers that depends: {ENOUGH} are needed."
    rows = found.drivers[found.drivers["drives"]].head(_MOST).to_dict("records")
    if not rows:
        return "No number by itself explains much of where it is good enough."
    told = ", ".join(f"{row['path']} ({row['share']:.0%}; history tells {_TELLS[row['told']]})" for row in rows)
    return f"Where it is good enough depends most on {told}: share of the variance over draws."


_TELLS = {"informed": "much", "weakly": "little", "not at all": "nothing", "": "nothing"}
_MOST = 3


def unknown_line(found: Decided) -> str:
    """What is in the intervals, and what is not known of what was drawn."""
    told = pd.Series(list(found.measured.told.values()), dtype=object)
    informed, weakly, nothing = (int((told == word).sum()) for word in ("informed", "weakly", "not at all"))
    forms, runs = len(found.measured.names), found.measured.replicates
    luck = "a seed a draw" if runs == 1 else f"{runs} seeds a draw, over which outcomes are means"
    return (
        f"What nobody knows: worlds differ in luck ({luck}), in {len(told)} numbers (of {informed} history "
        f"tells much, of {weakly} little, of {nothing} nothing)"
        + (f", and in {forms} forms of the model. " if forms > 1 else ". ")
        + "What the model leaves out is in no interval. This is no forecast: it tells which choice depends on what."
    )


def failed_line(found: Decided) -> str:
    """Worlds that are left out; "" if none is."""
    return f"{found.failed} worlds are left out because a run of an option failed in them." if found.failed else ""


def signpost_rows(found: Decided) -> list[tuple[str, ...]]:
    """The signposts under :data:`SIGNPOSTS`; rows of an option that wait for the same stand on one line."""
    cells: dict[tuple[str, ...], list[str]] = {}
    for row in found.signposts.to_dict("records"):
        same = clean(row["option"]), row["condition"], f"{row['share']:.0%} of worlds", _days(row)
        cells.setdefault(same, []).append(clean(row["row"]))
    return [(option, ", ".join(rows), *rest) for (option, *rest), rows in cells.items()]


def _days(row: dict[str, Any]) -> str:
    return "never" if not row["share"] else f"{row['middle']} [{row['first']}, {row['last']}]"


def lines(found: Decided) -> Iterator[str]:
    """All that is said below the tables."""
    for line in (
        verdict(found),
        forms_line(found),
        spread_line(found),
        fails_line(found),
        drivers_line(found),
        unknown_line(found),
        failed_line(found),
    ):
        if line:
            yield line
