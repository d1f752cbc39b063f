"""How a fit was made and what speaks for and against it, in words: waves, known numbers, a second method, forecasts."""

from collections.abc import Iterator

import pandas as pd
from scipy.stats import binom

from sim.analysis.facts.fact import Value
from sim.analysis.facts.reproduce import is_hit
from sim.report.calibration_phrases import better, counted, names, paths, percent, score
from sim.report.calibration_tables import Fit, deviation, name_of, value_of
from sim.report.facts_words import spoken
from sim.report.sections import Section, table_of

REJECTED = 0.01
"""p-value below which ranks are said not to be uniform."""
COVERS = (0.85, 0.95)
"""Between what a 90 % interval is to hold the truth."""
_FORECASTS = {"forecast": "forecast", "most likely draw": "mode", "defaults": "default", "persistence": "persistence",
              "trend": "trend"}  # fmt: skip
"""Whose scores stand beside each other, by the first part of their columns."""
_ROUNDED = 0.01
_SCALES = {"log": "logarithm", "linear": "it is"}


def waves(fit: Fit) -> Section:
    """History matching."""
    heads = ("wave", "points", "runs", "failed", "left of the prior", "cut")
    rows = [
        (f"{row['wave']:g}", f"{row['points']:,.0f}", f"{row['runs']:,.0f}", f"{row['failed']:,.0f}",
         percent(row["share"]), score(row["cut"]))
        for row in fit.waves.to_dict("records")
    ]  # fmt: skip
    explained = fit.figures["explained"]
    worst = fit.figures[explained < 0.5]
    poor = f" Less than half, so that they rule out little: {names(worst)}." if len(worst) else ""
    said = (
        "The first wave is drawn from the whole prior. Each runs points from what those before it left, learns how the "
        "mean figures depend on the numbers (emulators), and drops the points that are too far from the data, given "
        "the scatter of data, of single runs and of the emulators, and what the model is forgiven. The cut is the "
        "largest sum of squared distances over figures that is kept.",
        "Of the differences between points that were not learnt from, the emulators explain "
        f"{percent(explained.median())} (the median figure).{poor}",
    )
    return Section("waves", "How the prior was narrowed", said, table_of(heads, rows), heads)


def discrepancy(fit: Fit) -> Section:
    """What the model is forgiven."""
    table = fit.figures
    heads = ("figure", "compared as", "data [90 %]", "forgiven, standard deviation")
    rows = [
        (name_of(row), _SCALES[row["scale"]], spoken(value_of(row)), score(row["discrepancy"]))
        for row in table.to_dict("records")
    ]
    shares = [row["discrepancy"] / deviation(row) for row in table.to_dict("records")]
    share = sum(shares) / len(shares)
    alike = max(shares) - min(shares) < _ROUNDED
    told = f" Here it is {share:.2g} standard deviations of the data for each." if alike else ""
    assumed = " It is an assumption, for want of anything better." if max(shares) > 0.0 else ""
    said = (
        "No model is right. What it is forgiven of each figure beyond the scatter of the data and the luck of runs is "
        f"its discrepancy, on the scale on which the figure is compared.{told}{assumed} A larger one would leave "
        "more of the prior, and inform fewer numbers."
    )
    return Section("discrepancy", "What the model is forgiven", (said,), table_of(heads, rows), heads[2:])


def checks(fit: Fit) -> Section | None:
    """Simulation-based calibration and recovery, if there are any."""
    if fit.sbc.empty:
        return None
    verdicts = fit.numbers.set_index("path")["verdict"]
    table = fit.sbc.assign(verdict=fit.sbc["path"].map(verdicts).fillna(""))
    order = {"informed": 0, "weakly": 1}
    table = table.sort_values("verdict", key=lambda column: column.map(order).fillna(2), kind="stable")
    heads = ("number", "verdict", "p-value of ranks", "90 % interval holds", "correlation with truth")
    rows = [
        (row["path"], row["verdict"], score(row["p_value"]), percent(row["coverage"]), score(row["correlation"]))
        for row in table[table["verdict"].isin(order)].to_dict("records")
    ]
    said = (
        f"{int(table['truths'].max()):,} runs whose numbers are known were taken for data, one after the other, and "
        "their draws computed as those of the data were, from what the same waves left. If the method is right, the "
        "truth is equally likely to have any rank among the draws, and nine in ten of the 90 % intervals hold it.",
        " ".join((*_ranks(table), *_coverage(table), *_recovered(fit))),
    )
    return Section("checks", "Does the method find what is known?", said, table_of(heads, rows), heads[2:])


def _ranks(table: pd.DataFrame) -> Iterator[str]:
    for words, part in _parts(table):
        rejected = part[part["p_value"] < REJECTED]
        which = f": {paths(rejected)}" if len(rejected) else ""
        chance = f"by chance alone {REJECTED * len(part):.2g} would be"
        yield (
            f"Ranks are rejected as not uniform at {percent(REJECTED)} for {len(rejected)} of {len(part)} {words}"
            f" ({chance}){which}."
        )


def _coverage(table: pd.DataFrame) -> Iterator[str]:
    low, high = COVERS
    truths = int(table["truths"].max())
    scatter = [percent(end / truths) for end in binom.interval(0.9, truths, 0.9)]
    for words, part in _parts(table):
        off = part[(part["coverage"] < low) | (part["coverage"] > high)]
        told = ", ".join(f"{row['path']} ({percent(row['coverage'])})" for row in off.to_dict("records"))
        yield (
            f"90 % intervals hold {percent(part['coverage'].mean())} of the truths of {words} on average; outside of "
            f"{percent(low)} to {percent(high)}: {told or 'none'}."
        )
    yield f"Of so many truths an exact method would hold {scatter[0]} to {scatter[1]} nine times in ten."


def _parts(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    informed = table[table["verdict"] == "informed"]
    rest = table[table["verdict"] != "informed"]
    if len(informed):
        yield "informed numbers", informed
    if len(rest):
        yield "other numbers", rest


def _recovered(fit: Fit) -> Iterator[str]:
    found = fit.sbc["correlation"][fit.sbc["path"].isin(fit.of_verdict("informed")["path"])]
    if len(found):
        yield (
            f"Truth and posterior median of an informed number correlate by {score(found.median())} (the median "
            f"number), from {score(found.min())} to {score(found.max())}."
        )


def doubtful(fit: Fit) -> pd.DataFrame:
    """Informed numbers whose ranks are not uniform."""
    informed = fit.sbc["path"].isin(fit.of_verdict("informed")["path"])
    return fit.sbc[informed & (fit.sbc["p_value"] < REJECTED)]


def apart(fit: Fit) -> pd.DataFrame:
    """Numbers that the data inform, of which a method's median lies outside of the other's interval."""
    table = fit.of_verdict("informed", "weakly")
    return table[
        (table["second_median"] < table["low"]) | (table["second_median"] > table["high"])
        | (table["median"] < table["second_low"]) | (table["median"] > table["second_high"])
    ]  # fmt: skip


def second(fit: Fit) -> Section | None:
    """Another method's posterior beside, if there is one."""
    table = fit.of_verdict("informed", "weakly").dropna(subset="second_median")
    if table.empty:
        return None
    differing = apart(fit)
    which = f" Not so: {paths(differing)}." if len(differing) else ""
    alike = f"{len(table) - len(differing)} of {counted(len(table), 'number')}"
    said = (
        "A second method was given the same waves, and weighs what they left of the prior by how likely it makes the "
        "data, with emulated figures for runs, where the first keeps the runs most like the data. For "
        f"{alike} that the data inform, each method's median lies in the other's 90 % interval.{which}"
    )
    heads = ("number", "prior", "first method", "second method")
    rows = [
        (row["path"], spoken(value_of(row, "prior")), spoken(value_of(row)), spoken(value_of(row, "second")))
        for row in table.to_dict("records")
    ]
    return Section("second", "A second method beside", (said,), table_of(heads, rows), heads[1:])


def mechanisms(fit: Fit) -> Section | None:
    """What each mechanism adds to the fit, if that was asked."""
    if fit.mechanisms.empty:
        return None
    table = fit.mechanisms.sort_values("score", ascending=False, kind="stable")
    heads = ("mechanism", "what it is", "score without / with [90 %]", "worst figure", "its score", "hits without",
             "verdict")  # fmt: skip
    rows = [
        (row["mechanism"], row["meaning"], spoken(Value(row["score"], row["change_low"], row["change_high"])),
         row["worst"], score(row["worst_ratio"]), row["hits"], row["verdict"])
        for row in table.to_dict("records")
    ]  # fmt: skip
    needed, harmful = table[table["change_low"] > 1.0], table[table["change_high"] < 1.0]
    without = len(table) - len(needed) - len(harmful)
    said = (
        f"Each mechanism was switched off alone, at the same draws and with the same luck. Without {len(needed)} of "
        f"{len(table)} the fit is worse beyond chance{_which(needed)}; without {len(harmful)} it is better"
        f"{_which(harmful)}; for {without} the figures do not tell."
    )
    explained = (
        "Scores are CRPS without the mechanism over CRPS with it, the mean over figures: above 1 it earns its place in "
        "the fit. Nothing was fitted anew without it, so that this is the most that it adds. What the figures do not "
        "tell can still be there because an article or institution asks for it."
        + " Hits are of facts."
        * bool(fit.has_facts and fit.others.any())
    )
    right = (heads[2], heads[4], heads[5])
    return Section("mechanisms", "What each mechanism adds", (said,), table_of(heads, rows), right, (explained,))


def _which(rows: pd.DataFrame) -> str:
    return f" ({', '.join(rows['mechanism'])})" if len(rows) else ""


def forecast(fit: Fit) -> Section | None:
    """Figures after the data that were fitted, if there are any."""
    table = fit.forecast
    if table.empty:
        return None
    heads = ("figure", "data [90 %]", "forecast [90 %]", "", *(f"CRPS of {name}" for name in _FORECASTS))
    hits = [is_hit(value_of(row), value_of(row, "forecast")) for row in table.to_dict("records")]
    rows = [
        (row["figure"], spoken(value_of(row)), spoken(value_of(row, "forecast")), "hit" if hit else "MISS",
         *(score(row[f"{name}_crps"]) for name in _FORECASTS.values()))
        for hit, row in zip(hits, table.to_dict("records"), strict=True)
    ]  # fmt: skip
    until = f"Fitted on data to {fit.info['until']}: " if fit.info.get("until") else ""
    others = {"persistence": "persistence", "the trend": "trend", "the defaults": "default"}
    given = {words: table[f"{name}_crps"] for words, name in others.items() if table[f"{name}_crps"].notna().any()}
    told = [f"{until}{sum(hits)} of {counted(len(hits), 'figure')} hit."]
    for who, name in (("The forecast", "forecast"), ("The most likely draw", "mode")):
        told += [better(who, table[f"{name}_crps"], given)] if given else []
    alone = table["figure"][table["persistence_crps"].isna()]
    if len(alone):
        told.append(f"Without a predecessor in the data, and so scored beside the defaults alone: {'; '.join(alone)}.")
    return Section("forecast", "A forecast of what came after", (" ".join(told),), table_of(heads, rows),
                   heads[1:3] + heads[4:])  # fmt: skip
