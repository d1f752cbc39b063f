"""When openness keeps itself, in words, tables and a picture."""

from collections.abc import Iterable, Iterator, Mapping
from math import inf
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.intervals import LEVEL
from sim.analysis.robust import ENOUGH
from sim.analysis.sizes import AGREE
from sim.analysis.tables import in_markdown, markdown_of, write_tables
from sim.analysis.tipping import Tipping
from sim.analysis.tipping.draws import LOST, OPENS, Drawn
from sim.analysis.tipping.runs import LAST
from sim.analysis.tipping.tipping import CLOSED, LATER, OPEN, SUPPORTS
from sim.analysis.tipping.verdict import KEEPS, NEVER, PAID, UNDECIDED, VERDICTS
from sim.extras import how_to
from sim.numbers import level
from sim.report.folder import kept, results
from sim.study.record import RecordError
from sim.version import model_version

Rows = list[tuple[str, ...]]
_FEW = 5
"""Numbers that are named as drivers."""
_SPOKEN = {
    "tiers.open.appeal": "appeal of open weights (tiers.open.appeal)",
    "expectations.conformity": "conformity (expectations.conformity)",
    "support": "levy on all outlay, paid to who is open",
    "reciprocators": "share of actors that answer others",
}
UNKNOWN = (
    "Not known: what it is worth to actors to do as others do (no data), what open weights are worth to users beyond "
    "what they do, and who would pay a levy. Everybody may change here, nobody is told to hoard or to share. This is "
    "no forecast."
)
EXPLAINED = (
    "Means over runs, with the 5th and 95th percentile. Memory: open start less closed start. An open start holds if "
    "at least half of the actors are open at its end in more than half of its runs, beyond luck "
    f"(Wilson, {LEVEL:.0%}). Must begin open: between these shares of actors the end turns."
)
BRANCH_HEADS = ("", "begins closed", "begins open", "memory", "open start holds", "must begin open")
COMMITMENT_HEADS = ("committed for", "share of actors that tips a closed start")
NORM_HEADS = ("conformity times intensity of choice", "keeps itself", "draws")
NORM_NOTE = "In a crowd with nothing else at stake, both starts keep themselves where that is more than 2."
DRIVER_HEADS = ("number", "share of variance", "more of it")


def spoken(name: str) -> str:
    """What is turned, as people say it."""
    return _SPOKEN.get(name, name)


def title(found: Tipping) -> str:
    """What was run."""
    return (
        f"{found.scenario}: share of actors open in the last {LAST} of {found.quarters} quarters, from two starts, "
        f"{found.replicates} runs each"
    )


def headline(found: Tipping) -> str:
    """The verdict, and over which time."""
    over = f"over {found.quarters} quarters"
    return f"Undecided {over}" if found.verdict == UNDECIDED else f"Openness {found.verdict} {over}"


def sentence(found: Tipping) -> str:
    """The verdict, and what it rests on."""
    alone = _alone(found, found.quarters).loc[OPEN]
    held = f"{alone['held']:.0f} of {alone['runs']:.0f} runs that begin open end open without support"
    most = f"{_percent(max(SUPPORTS))} of everybody's outlay"
    why = {
        KEEPS: "",
        PAID: f"; a levy of {_percent(found.support or 0.0)} of all outlay, paid for ever to who is open, is enough",
        NEVER: f", nor do most with up to {most} paid for ever to who is open",
        UNDECIDED: "; whether most do, with it or without, is hidden by luck: take more runs (--replicates)",
    }[found.verdict]
    return f"{headline(found)}: {held}{why}."


def notes(found: Tipping) -> Iterator[str]:
    """Whether it lasts, and what a closed start does."""
    alone, later = _alone(found, found.quarters), _alone(found, LATER * found.quarters)
    yield f"Over {LATER * found.quarters} quarters {later.loc[OPEN, 'held']:.0f} of {later.loc[OPEN, 'runs']:.0f} do."
    if alone.loc[CLOSED, "held_low"] > 0.5:
        yield "A closed start ends open as well: there is one regime, and nothing has to be kept."
    elif alone.loc[OPEN, "end"] - alone.loc[CLOSED, "end"] > 0.5:
        ends = f"{alone.loc[CLOSED, 'end']:.2f} and {alone.loc[OPEN, 'end']:.2f}"
        yield f"There are two regimes: a closed and an open start end at {ends}."
    tips = found.why[(found.why["start"] == CLOSED) & (found.why["levy"] > 0.0) & (found.why["held_low"] > 0.5)]
    if alone.loc[CLOSED, "held_low"] <= 0.5 and len(soon := tips[tips["quarters"] == found.quarters]):
        yield f"A levy of {_percent(soon['levy'].min())} of all outlay, paid to who is open, tips a closed start."


def branches(found: Tipping) -> Rows:
    """Both branches over the lever, and how many must begin open; the scenario's own value is marked."""
    basin = found.basin.set_index("value")
    return [
        (
            f"{level(value)}{' (as it is)' if value == found.own else ''}",
            _end(rows.loc[CLOSED]),
            _end(rows.loc[OPEN]),
            f"{rows.loc[OPEN, 'end'] - rows.loc[CLOSED, 'end']:+.2f}",
            _held(rows.loc[OPEN]),
            _bracket(basin.loc[value, ["below", "above"]], "nobody", "no share keeps it"),
        )
        for value, rows in _starts(found.branches, "value")
    ]


def levies(found: Tipping) -> Rows:
    """What support does to both starts, and whether that lasts."""
    soon, later = (found.why[found.why["quarters"] == times * found.quarters] for times in (1, LATER))
    lasting = dict(_starts(later, "levy"))
    return [
        (
            _percent(levy) if levy else "none",
            _end(rows.loc[CLOSED]),
            _end(rows.loc[OPEN]),
            _held(rows.loc[OPEN]),
            _held(lasting[levy].loc[OPEN]),
        )
        for levy, rows in _starts(soon, "levy")
    ]


def levy_heads(found: Tipping) -> tuple[str, ...]:
    """Heads of :func:`levies`."""
    lasts = f"and over {LATER * found.quarters} quarters"
    return ("levy on all outlay", "begins closed", "begins open", "open start holds", lasts)


def commitments(found: Tipping) -> Rows:
    """How many must commit themselves to openness, for how long, to tip a closed start."""
    return [
        (f"{quarters:.0f} quarters", _bracket((below, above), "none: it opens by itself", "none does"))
        for quarters, below, above in found.commitments.itertuples(index=False)
    ]


def memory(found: Tipping) -> tuple[tuple[str, ...], Rows]:
    """Heads and rows of memory, the difference between the starts, over both that is turned."""
    table = found.map.pivot(index="against", columns="lever", values="memory")
    heads = ("", *(level(float(value)) for value in table.columns))
    return heads, [(level(float(str(value))), *(f"{each:+.2f}" for each in row)) for value, row in table.iterrows()]


def verdicts(drawn: Drawn) -> tuple[tuple[str, ...], Rows]:
    """Heads and rows of the share of draws with each verdict, by form."""
    words = (*VERDICTS, OPENS)
    table = drawn.table.set_index(["form", "verdict"])
    rows = [
        (
            form,
            *(_share(table.loc[(form, each)].to_dict()) for each in words),
            f"{table.loc[(form, KEEPS), 'draws']:.0f}",
        )
        for form in dict.fromkeys(drawn.table["form"])
    ]
    return ("form", *words, "draws"), rows


def robust_line(drawn: Drawn) -> str:
    """Whether anything is robust, in the sense of all comparisons over draws."""
    how = f"at {AGREE:.0%} of at least {ENOUGH} draws of each form"
    if drawn.robust == LOST:
        return f"Robust: openness {LOST} ({how}). Whether it can be paid for depends on what is not known."
    if drawn.robust:
        return f"Robust: openness {drawn.robust} ({how})."
    return f"No verdict is robust ({how}): what is not known decides."


def norms(drawn: Drawn) -> Rows:
    """How often openness keeps itself, by how strong norms are."""
    return [
        (
            f"{row['least']:g} to {row['most']:g}" if row["most"] < inf else f"{row['least']:g} and more",
            _share(row) if row["draws"] else "none drawn",
            f"{row['draws']:.0f}",
        )
        for row in drawn.norms.to_dict("records")
    ]


def drivers_line(drawn: Drawn) -> str:
    """What stands above the drivers."""
    if drivers(drawn):
        return "How open an open start ends depends most on:"
    return "How open an open start ends depends on no number alone, beyond noise."


def drivers(drawn: Drawn) -> Rows:
    """Numbers on which it depends how open an open start ends."""
    table = drawn.drivers[drawn.drivers["drives"]].head(_FEW)
    return [
        (str(path), f"{share:.0%} (error {error:.0%})", "more open" if rho > 0 else "less open")
        for path, share, error, rho in table[["path", "share", "error", "rho"]].itertuples(index=False)
    ]


def markdown(found: Tipping) -> str:
    """All of it as a text in Markdown."""
    heads, rows = memory(found)
    parts = [f"# {in_markdown(title(found))}\n", f"**{sentence(found)}** {' '.join(notes(found))}\n"]
    parts += [f"## Over {spoken(found.lever)}\n", _table((found.lever, *BRANCH_HEADS[1:]), branches(found))]
    parts += [
        f"## Memory over {spoken(found.lever)} and {spoken(found.against)}\n",
        "Open start less closed start; rows: the second.\n",
        _table((found.against, *heads[1:]), rows),
    ]
    parts += ["## What tips a closed start\n", _table(COMMITMENT_HEADS, commitments(found))]
    parts += ["## With support\n", _table(levy_heads(found), levies(found))]
    if found.drawn is not None:
        parts += ["## Over all that nobody knows\n", _table(*verdicts(found.drawn)), f"{robust_line(found.drawn)}\n"]
        parts += [_table(NORM_HEADS, norms(found.drawn)), f"{NORM_NOTE}\n"]
        parts += [f"{drivers_line(found.drawn)}\n", _table(DRIVER_HEADS, drivers(found.drawn))]
    return "\n".join([*parts, f"{UNKNOWN}\n", f"Model version {model_version()}.\n"])


def write(found: Tipping, target: Path, command: str) -> None:
    """Write tables and text, then the figure.

    Raises:
        RecordError: the folder cannot be written.
        Unfinished: the figure could not be drawn; the tables are written.
    """
    tables = {
        "tipping-branches": found.branches, "tipping-map": found.map, "tipping-basin": found.basin,
        "tipping-commitments": found.commitments, "tipping-support": found.why,
    }  # fmt: skip
    if found.drawn is not None:
        tables |= {"tipping-verdicts": found.drawn.table, "tipping-drivers": found.drawn.drivers}
        tables |= {"tipping-norms": found.drawn.norms}
        tables |= {"tipping-draws": found.drawn.ends, "tipping-draws-numbers": found.drawn.values}
    with results(target) as folder:
        write_tables(folder, tables, {"tipping": markdown(found)})
    with kept("tables", target), results(target) as folder:
        _draw(found, folder, f"{command}; model version {model_version()}")


def _draw(found: Tipping, folder: Path, provenance: str) -> None:
    try:
        from sim.plots.style import save
        from sim.plots.tipping import picture
    except ImportError:
        raise RecordError(f"figures need Matplotlib: {how_to('plots')}") from None
    drawn = picture(
        found.branches, found.basin, found.map, found.own, found.own_against,
        spoken(found.lever), spoken(found.against), headline(found),
    )  # fmt: skip
    save(drawn, folder / "tipping", provenance)


def _table(heads: tuple[str, ...], rows: Rows) -> str:
    return markdown_of(pd.DataFrame(rows, columns=pd.Index(heads)), heads[1:])


def _starts(table: pd.DataFrame, column: str) -> Iterator[tuple[float, pd.DataFrame]]:
    """The rows of each value, by start."""
    for value, rows in table.groupby(column):
        yield float(str(value)), rows.set_index("start")


def _percent(share: float) -> str:
    return f"{100.0 * share:.3g}%"


def _alone(found: Tipping, quarters: int) -> pd.DataFrame:
    """Both starts without support, over runs of some length, by start."""
    return found.why[(found.why["levy"] == 0.0) & (found.why["quarters"] == quarters)].set_index("start")


def _end(row: "pd.Series[float]") -> str:
    return f"{row['end']:.2f} [{row['low']:.2f}, {row['high']:.2f}]"


def _held(row: "pd.Series[float]") -> str:
    yes = "yes" if row["held_low"] > 0.5 else "no" if row["held_high"] < 0.5 else "luck"
    return f"{yes} ({row['held']:.0f} of {row['runs']:.0f})"


def _bracket(ends: Iterable[float], none: str, never: str) -> str:
    """Between which shares the end turns."""
    below, above = ends
    if pd.isna(below):
        return none
    return never if pd.isna(above) else f"{below:.0%} to {above:.0%}"


def _share(row: Mapping[Any, Any]) -> str:
    return f"{row['share']:.0%} [{row['low']:.0%}, {row['high']:.0%}]"
