"""A comparison as files: tables, figures and a page."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.compare import Comparison
from sim.analysis.intervals import LEVEL
from sim.analysis.paired import DRAWS
from sim.analysis.tables import write_tables
from sim.outcomes import OUTCOMES
from sim.report.certainty import certainty
from sim.report.conclusions_words import FORM_HEADS, HEADS, form_rows, rows, turn_lines
from sim.report.conclusions_words import markdown as markdown_of_conclusions
from sim.report.differences import changes, collapsed
from sim.report.drawings import drawings
from sim.report.folder import kept, results
from sim.report.page import Picture, page, picture
from sim.report.sentences import beginning, headlines
from sim.report.words import (
    GAIN_HEADS,
    counts_lines,
    figures,
    gain_rows,
    gains_line,
    markdown,
    summary_line,
    window_line,
)
from sim.scenario import Scenario
from sim.scenario.checking.bound import bound
from sim.version import model_version

if TYPE_CHECKING:
    from sim.report.drawings import Drawing


_FEW = 12
"""Changes between scenarios that are shown at once."""


def write(
    comparison: Comparison, target: Path, command: str, report: bool = False, courses: Sequence[str] = ()
) -> None:
    """Write the tables and figures of a comparison, and a page if requested.

    Args:
        comparison: the comparison.
        target: folder; other files in it stay.
        command: command that repeats it.
        report: whether to write report.html.
        courses: outcomes whose courses are shown; the main ones by default.

    Raises:
        RecordError: the folder cannot be written.
        Unfinished: figures or the page could not be made; the files before them are written.
    """
    with results(target) as folder:
        tables = {"comparison": comparison.table, "gains": comparison.gains, "gains-by": comparison.gains_by}
        texts = {"comparison": markdown(comparison)}
        if (found := comparison.conclusions) is not None:
            tables |= {"conclusions": found.table, "conclusions-by-form": found.by_form, "drivers": found.drivers}
            texts |= {"conclusions": markdown_of_conclusions(found)}
        write_tables(folder, tables, texts)
    with kept("tables", target), results(target) as folder:
        drawn = drawings(comparison, courses)
        pictures = _drawn(drawn, folder, f"{command}; model version {model_version()}", report)
    if report:
        with kept("tables and figures", target), results(target) as folder:
            (folder / "report.html").write_text(report_of(comparison, command, pictures), encoding="utf-8")


def _drawn(drawn: Iterable["Drawing"], folder: Path, provenance: str, wanted: bool) -> list[Picture]:
    pictures = []
    for drawing in drawn:
        drawing.save(folder, provenance)
        pictures.append(_pictured(drawing, wanted))
    return [each for each in pictures if each is not None]


def _pictured(drawing: "Drawing", wanted: bool) -> Picture | None:
    if wanted:
        return picture(drawing.figure, drawing.title, drawing.caption)
    drawing.close()
    return None


def report_of(comparison: Comparison, command: str, pictures: list[Picture]) -> str:
    """The page of a comparison."""
    titles = [scenario.title for scenario in comparison.scenarios.values()]
    others = " or ".join(titles[1:])
    names = [name for name in comparison.scenarios if name != comparison.against]
    control = comparison.scenarios[comparison.against]
    return page(
        "comparison.html",
        title=f"What changes from {titles[0]} to {others}?",
        subtitle=_subtitle(comparison),
        command=command,
        method=_method(comparison),
        facts=_facts(comparison),
        control=control,
        sentences=beginning(comparison, names),
        contrasts=[_contrast(comparison, name) for name in names],
        gain_heads=GAIN_HEADS,
        form_heads=FORM_HEADS,
        conclusion_heads=_narrow(HEADS, HEADS[0]),
        counts=counts_lines(comparison),
        certainty=certainty(comparison),
        window=window_line(comparison),
        figures=pictures,
        definitions=list(OUTCOMES.values()),
    )


def _subtitle(comparison: Comparison) -> str:
    drawn = "" if comparison.conclusions is None else "; conclusions over everything that nobody knows"
    return f"{comparison.replicates} paired simulations of {comparison.window.quarters} quarters{drawn}"


def _contrast(comparison: Comparison, name: str) -> dict[str, object]:
    scenario = comparison.scenarios[name]
    of_name = comparison.table[comparison.table["scenario"] == name]
    before = _bound(comparison.scenarios[comparison.against])
    changed = collapsed(changes(comparison.scenarios[comparison.against], scenario))
    return {
        "anchor": f"contrast-{name}",
        "title": scenario.title,
        "about": scenario.about,
        "conclusions": _conclusions(comparison, name),
        "summary": summary_line(of_name),
        "gains": gains_line(comparison, name),
        "gainers": gain_rows(comparison, name),
        "headlines": list(figures(headlines(comparison, name))),
        "bound": [text for text in _bound(scenario) if text not in before],
        "changes": changed[:_FEW],
        "more_changes": changed[_FEW:],
        "groups": {str(group): list(figures(part)) for group, part in of_name.groupby("group", sort=False)},
    }


def _narrow(row: tuple[str, ...], name: str) -> tuple[str, ...]:
    """A row of conclusions with its verdict first, and unit and window beside the name, which leaves room on a page."""
    _, unit, over, *numbers, verdict = row
    return (verdict or "verdict", ", ".join((name, over, *([unit] if unit != "1" else []))), *numbers)


def _conclusions(comparison: Comparison, name: str) -> dict[str, object] | None:
    """The table of conclusions, how signs turn, and each form; None without draws."""
    found = comparison.conclusions
    if found is None:
        return None
    outcomes = dict.fromkeys(found.table["outcome"])
    return {
        "rows": [_narrow(row, OUTCOMES[row[0]].label or row[0]) for row in rows(found, name)],
        "turns": list(turn_lines(found, name)),
        "forms": {outcome: form_rows(found, name, outcome) for outcome in outcomes},
    }


def _bound(scenario: Scenario) -> list[str]:
    return [f"{row}: {text}" for row, text, _ in bound(scenario)]


def _method(comparison: Comparison) -> list[str]:
    sides = f"{comparison.replicates} runs of each scenario"
    return [
        f"{sides} with common random numbers: replicate r has the same random numbers in each, so every difference "
        f"comes from the scenario. Intervals hold {LEVEL:.0%} of {DRAWS:,} bootstrap means of the paired differences. "
        "The effect is the difference divided by the standard deviation between runs. A difference is larger than "
        "noise when the p-value of a paired t-test, corrected for all "
        f"{len(comparison.table)} comparisons (Holm), is below {1 - LEVEL:.2g}.",
        "Better and worse are meant for a reader who wants progress, safety and a fair distribution; many outcomes are "
        "neither. The numbers say what follows from the model and its parameters, not what will happen; where no data "
        "fix a parameter it is assumed, and the scenario's schema says so.",
    ]


def _facts(comparison: Comparison) -> dict[str, str]:
    digests = {f"scenario {name}": scenario.digest for name, scenario in comparison.scenarios.items()}
    seeds = comparison.outcomes["seed"]
    left_out = {"replicates left out": f"{comparison.failed}, because a run failed"} if comparison.failed else {}
    return {
        "replicates": f"{comparison.replicates} (master seed {comparison.design.seed}; first seed {seeds.iloc[0]})",
        **digests,
        **{f"set {path}": str(value) for path, value in comparison.design.settings.items()},
        **left_out,
    }
