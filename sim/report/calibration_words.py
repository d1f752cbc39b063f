"""A calibration in words: what was fitted to what, what the data say of each number, and of what that rests.

Each sentence follows from the tables of the calibration's folder.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.tables import in_markdown
from sim.numbers import level
from sim.report.calibration_beside import figures, reach, scores
from sim.report.calibration_checks import apart, checks, discrepancy, doubtful, forecast, mechanisms, second, waves
from sim.report.calibration_phrases import counted, names, paths, percent
from sim.report.calibration_tables import REACHED, SIDES, Fit, read, value_of
from sim.report.facts_words import spoken
from sim.report.sections import Section, in_text, table_of
from sim.study.record import RecordError

HONEST = "Nothing is presented as estimated that is not."
_ABOUT_SIDES = (
    "The posterior is all draws, each as often as its weight says; the most likely draw is the one, of those that were "
    "tried, under which the data are the likeliest, judged on seeds that had no part in choosing it."
)


def markdown(folder: Path, pictures: Mapping[str, tuple[str, str]] | None = None) -> str:
    """A calibration as a text in Markdown.

    Args:
        folder: its folder.
        pictures: see :func:`sim.report.sections.in_text`.

    Raises:
        RecordError: the folder is not that of a calibration.
    """
    fit = read(folder)
    head = f"# {in_markdown(title(fit))}\n\n"
    return head + in_text(sections(fit), pictures or {}) + f"\n{in_markdown(provenance(fit))}\n"


def markdown_of_forecast(folder: Path) -> str:
    """What another calibration forecasts, and how that was fitted, as a text in Markdown.

    Raises:
        RecordError: the folder is not that of a calibration, or has no forecast.
    """
    fit = read(folder)
    section = forecast(fit)
    if section is None:
        raise RecordError(f"{folder}: has no forecast; expected a calibration to a day before the data end")
    fitted = replace(section, explained=(_done(fit), _informed(fit), provenance(fit)))
    return in_text([fitted], {})


def title(fit: Fit) -> str:
    """What was fitted to what."""
    until = f" to {fit.info['until']}" if fit.info.get("until") else ""
    return f"{fit.info['scenario']} fitted to data{until}"


def provenance(fit: Fit) -> str:
    """What repeats it."""
    info = fit.info
    data = "; data: Epoch AI, CC BY 4.0" if fit.has_facts else ""
    return f"Command: {info['command']}; model version {info['model_version']}; scenario {info['digest']}{data}."


def sections(fit: Fit) -> list[Section]:
    """All parts of the report."""
    parts = (summary, numbers, figures, scores, reach, waves, discrepancy, checks, second, mechanisms, forecast)
    return [section for section in (part(fit) for part in parts) if section is not None]


def summary(fit: Fit) -> Section:
    """What was done, and what came of it, in plain words."""
    return Section("summary", "In short", (_done(fit), _informed(fit), *_doubts(fit), *_hits(fit), *_hardly(fit)))


def _done(fit: Fit) -> str:
    info = fit.info
    numbers = sorted(set(fit.figures["fact"]) - {0})
    told = int((~fit.others).sum()) or len(fit.figures)
    of = f" of {counted(len(numbers), 'fact')} ({', '.join(map(str, numbers))})" if numbers else ""
    of += f" and to {counted(len(fit.figures) - told, 'other figure')}" if told < len(fit.figures) else ""
    until = f", all of them told by data to {info['until']}" if info.get("until") else ""
    failed = f", of which {info['failed']:,} failed" if info["failed"] else ", none of which failed"
    return (
        f"{info['scenario']} was fitted to {counted(told, 'figure')}{of}{until}. It took "
        f"{info['runs']:,} runs of {counted(info['quarters'], 'quarter')}{failed}, and gave {info['draws']:,} weighted "
        f"draws of all numbers together, which are worth {info['effective']:,.0f} independent ones."
    )


def _informed(fit: Fit) -> str:
    counts = fit.numbers["verdict"].value_counts()
    informed, weakly = int(counts.get("informed", 0)), int(counts.get("weakly", 0))
    active, count = int(fit.numbers["active"].sum()), len(fit.numbers)
    rest, narrowed = count - informed - weakly, fit.info["kept"] < 1.0
    left = f", and history matching left {percent(fit.info['kept'])} of their joint prior" if narrowed else ""
    keep = f" The other {rest} keep their prior: of them the data say nothing. {HONEST}" if rest else ""
    return (
        f"Of {counted(count, 'number')} with a prior, screening kept {active} that move some figure beyond "
        f"chance{left}. The data inform {informed}, and {weakly} more weakly.{keep}"
    )


def _doubts(fit: Fit) -> Iterator[str]:
    failed, differing = doubtful(fit), apart(fit)
    if len(failed):
        yield f"Tried on known numbers, the method fails for {paths(failed)}: read what is said of them with care."
    elif len(fit.sbc):
        yield "Tried on known numbers, the method fails for none of those that it calls informed."
    if len(differing):
        yield f"A second method finds something else for {paths(differing)}."


def _hits(fit: Fit) -> Iterator[str]:
    if fit.has_facts:
        told = [f"by {words} ({fit.by_role(fit.facts_hit(side))})" for side, words in SIDES.items()]
        yield f"Facts hit by single runs: {', '.join(told)}. {_ABOUT_SIDES}"
        told = [f"by {SIDES[side]} ({fit.by_role(fit.counts(side))})" for side in ("mode", "posterior")]
        yield from _others_hit(fit)
        yield f"Hit with all scores (CRPS) better than those of the defaults and of persistence: {', '.join(told)}."
    else:
        yield from _others_hit(fit)
        yield _ABOUT_SIDES
    missed = names(fit.figures[~fit.hit("posterior")])
    yield f"The posterior misses: {missed}." if missed else "The posterior misses no figure."


def _others_hit(fit: Fit) -> Iterator[str]:
    if fit.others.any():
        told = [f"by {words} {fit.hit(side)[fit.others].sum()}" for side, words in SIDES.items()]
        of = counted(int(fit.others.sum()), "other figure" if fit.has_facts else "figure")
        yield f"Of {of}, so many are hit by single runs: {', '.join(told)}."


def _hardly(fit: Fit) -> Iterator[str]:
    lacking = fit.figures[(fit.figures["reached"] < REACHED) & ~fit.hit("posterior")]
    if len(lacking):
        yield f"Of these hardly any point of the prior reaches {names(lacking)}: no tuning of these numbers gives that."


def numbers(fit: Fit) -> Section:
    """Prior to posterior."""
    chosen = fit.of_verdict("informed", "weakly")
    right = ("prior", "posterior", "narrower by", "most likely draw", "default")
    heads = ("number", "what it is", *right[:3], "informed", *right[3:])
    rows = [_number(row) for row in chosen.to_dict("records")]
    said = "Of each number: the median with the central 90 % interval, before and after the data." if rows else (
        "The data inform no number: all keep their prior."
    )  # fmt: skip
    return Section("numbers", "What the data inform, and what not", (said, *_away(chosen)), table_of(heads, rows),
                   right, tuple(_uninformed(fit)))  # fmt: skip


def _number(row: Mapping[Any, Any]) -> tuple[str, ...]:
    says = {"informed": "yes", "weakly": "weakly"}[row["verdict"]]
    unit = f" ({row['unit']})" if row["unit"] not in ("", "1") else ""
    return (
        *(row["path"], f"{row['meaning']}{unit}", spoken(value_of(row, "prior"))),
        *(spoken(value_of(row)), percent(row["contraction"]), says, level(row["mode"]), level(row["default"])),
    )


def _away(chosen: pd.DataFrame) -> Iterator[str]:
    away = chosen[(chosen["default"] < chosen["low"]) | (chosen["default"] > chosen["high"])]
    if len(away):
        yield f"The default lies outside of the posterior's interval: {paths(away)}."


def _uninformed(fit: Fit) -> Iterator[str]:
    rest = fit.of_verdict("not at all")
    if len(rest) < len(fit.numbers):
        yield (
            '"Narrower by" is 1 less the ratio of the standard deviations of posterior and prior, in the units of the '
            "prior: 0 where the data say nothing. Numbers of the most likely draw fit together; medians do not."
        )
    varied, screened = rest[rest["active"]], rest[~rest["active"]]
    if len(varied):
        yield (
            f"Not informed, though they move some figure: {counted(len(varied), 'number')}. What they do is within "
            f"the chance of single runs, or other numbers do the same. {by_table(varied)}."
        )
    if len(screened):
        yield (
            f"Not informed, since they move no figure beyond chance where all numbers vary at once (screening): "
            f"{counted(len(screened), 'number')}. {by_table(screened)}."
        )


def by_table(rows: pd.DataFrame) -> str:
    """Names of numbers, by their tables: ``finance: reach, hope; market: demand``."""
    split = rows["path"].sort_values().str.rpartition(".")
    named = split.groupby(0, sort=True)[2].agg(", ".join)
    return "; ".join(f"{table}: {own}" if table else own for table, own in named.items())
