"""What runs of a fit show beside the data, in words: hits, scores, and what the model can show at all."""

from collections.abc import Iterator

from sim.report.calibration_phrases import better, names, percent, score
from sim.report.calibration_tables import HEADS, REACHED, SIDES, Fit, name_of, value_of
from sim.report.facts_words import spoken
from sim.report.sections import Section, table_of

_STRUCTURE = (
    "Where hardly any point of the prior gives what the data show, other values of these numbers do not help: what is "
    "missing is structure, a mechanism, an actor or a measure that the model does not have, or numbers that were not "
    "varied. A fit can only make up for it with errors elsewhere."
)
_HIT = (
    "A figure is hit when the value of the data lies in the central 90 % interval of single runs, or the median of "
    "runs in the interval of the data, and more than half of the runs define it; a fact, when all its figures are."
)


def figures(fit: Fit) -> Section:
    """Posterior predictive beside data."""
    hits = {side: fit.hit(side) for side in SIDES}
    rows = []
    for place, row in fit.figures.to_dict("index").items():
        by = ", ".join(HEADS[side] for side in SIDES if hits[side][place]) or "none"
        of = "" if row["defined"] >= 1.0 else f" in {percent(row['defined'])}"
        sides = [spoken(value_of(row, side)) + (of if side == "posterior" else "") for side in SIDES]
        rows.append((name_of(row), spoken(value_of(row)), *sides, by))
    heads = ("figure", "data [90 %]", *(f"{HEADS[side]} [90 %]" for side in SIDES), "hit by")
    said = (
        "History happened once: the data stand beside the distribution of single runs, each with its own luck, never "
        "beside medians of many. Runs of the posterior each have a draw of their own, in proportion to the weights."
    )
    explained = (f'{_HIT} "in N" is the share of runs that define a figure, where some do not.',)
    return Section("figures", "What runs show, beside the data", (said,), table_of(heads, rows), heads[1:-1], explained)


def scores(fit: Fit) -> Section:
    """CRPS of each figure."""
    naive = [name for name in ("persistence", "trend") if fit.scores(name).notna().any()]
    against = ["posterior", "mode", "default", *naive]
    heads = ("figure", *(HEADS.get(name, name) for name in against))
    rows = [(name_of(row), *(score(row[f"{name}_crps"]) for name in against)) for row in fit.figures.to_dict("records")]
    others = {"the defaults": fit.scores("default"), **{name: fit.scores(name) for name in naive}}
    told = [better(f"The {HEADS[side]}", fit.scores(side), others) for side in ("posterior", "mode")]
    explained = (
        "CRPS is the distance between the distribution of single runs and the value of the data, in the unit of the "
        "figure; 0 is best, and vague runs earn nothing."
        + " Persistence says that nothing changes from the window before, where the data have one."
        * bool(naive)
    )
    return Section("scores", "How close they are", (" ".join(told),), table_of(heads, rows), heads[1:], (explained,))


def reach(fit: Fit) -> Section:
    """What the prior can show at all."""
    table = fit.figures.sort_values("reached", kind="stable")
    said = [*_reached(fit)] or [
        f"Each figure for itself is reached by {percent(table['reached'].min())} of the prior's points or more."
    ]
    rows = [
        (name_of(row), spoken(value_of(row)), spoken(value_of(row, "prior")), percent(row["reached"]))
        for row in table.to_dict("records")
    ]
    heads = ("figure", "data [90 %]", "runs of the prior [90 %]", "reached by")
    explained = (
        '"Reached by" is the share of points, drawn from the whole prior, of which the median run lies in the interval '
        "of the data, each figure for itself. To reach all at once is harder."
    )
    return Section(
        "reach", "What the model can show at all", (" ".join(said),), table_of(heads, rows), heads[1:], (explained,)
    )


def _reached(fit: Fit) -> Iterator[str]:
    reached, hit = fit.figures["reached"], fit.hit("posterior")
    never, rare = reached == 0.0, (reached > 0.0) & (reached < REACHED)
    if never.any():
        yield f"No point of the prior reaches {names(fit.figures[never])}."
    if rare.any():
        yield f"Fewer than {percent(REACHED)} reach {names(fit.figures[rare])}."
    if (corner := (never | rare) & hit).any():
        yield f"In a corner of the prior the posterior still hits {names(fit.figures[corner])}."
    if (lacking := (never | rare) & ~hit).any():
        yield f"The posterior misses {names(fit.figures[lacking])}. {_STRUCTURE}"
    if (torn := (reached >= REACHED) & ~hit).any():
        yield (
            f"Reached often enough, each for itself, but missed by the posterior, which has to show all figures at "
            f"once: {names(fit.figures[torn])}."
        )
