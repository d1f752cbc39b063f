"""``hoardshare sweep``, ``status``, ``repeat``, ``export`` and ``compact``. Heavy imports are inside functions."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.options import STORE, RetryFailed, With, Workers, example, going_on
from sim.commands.options import Store as StoreOption
from sim.console import columns, complain, console, say
from sim.exits import NOT_WHOLE
from sim.extras import require
from sim.study.progress import shown

if TYPE_CHECKING:
    from sim.study.store import Store

_SWEEPS = 10

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

Folder = Annotated[str, typer.Argument(metavar="STORE", help="Folder in which finished runs are kept.")]


class Format(StrEnum):
    """File formats of an export."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


class What(StrEnum):
    """Which table of a store to export."""

    OUTCOMES = "outcomes"
    SERIES = "series"
    RELEASES = "releases"
    ACTORS = "actors"


@app.command(epilog=example("sweep study.toml --store results/study"))
def sweep(
    study: Annotated[str, typer.Argument(help="TOML file that describes the study.")],
    store: StoreOption = STORE,
    workers: Workers = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Address of a Dask scheduler (tcp://host:port), or its scheduler file."),
    ] = None,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Run only part I of N parts of the study, counted from 0.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=0, metavar="N", help="At most N new runs.")] = None,
    retry_failed: RetryFailed = False,
    extensions: With = None,
) -> None:
    """Run a study: many runs, over scenarios, seeds and numbers, as its file says.

    Start it again, and it runs only what is missing from the store. With hoardshare schema --study an editor checks
    such files.
    """
    if workers is not None and cluster is not None:
        raise typer.BadParameter("give --workers or --cluster, not both")
    chosen = _shard(shard)
    if cluster is not None:
        require("distributed", "cluster", "a cluster")
    with shown():
        from sim.study.failures import warn_of
        from sim.study.store import Store
        from sim.study.study_file import read_design
        from sim.study.sweep import choose, complete, share_of

        design, place = read_design(study), Store(store)
    aside = place.set_aside
    with going_on():
        with shown() as progress:
            share = share_of(chosen, limit, retry_failed)
            tally = complete(design, place, lambda: choose(None, workers, cluster), share, progress.show)
        failed, before = _of_them(tally.failed, ", "), _of_them(tally.failed_before, " of which ")
        left = f"{max(0, tally.left):,} left, in {place.name}"
        say(f"{tally.done:,} runs done{failed}, {tally.found:,} found{before}, {left}")
        _tell_of_damage(place, aside)
        warn_of(tally)
        if chosen[1] > 1:
            from sim.study.shards import standing

            say(standing(design, place, chosen[1]))


def _tell_of_damage(place: "Store", before: int) -> None:
    """Report damaged files that were found and set aside."""
    if place.set_aside > before:
        say(f"{place.set_aside - before:,} damaged files were set aside in {place.name}/parts; another sweep of the")
        say("studies that asked for their runs repeats them")


def _of_them(failed: int, joined: str) -> str:
    return f"{joined}{failed:,} failed" if failed else ""


def _shard(text: str | None) -> tuple[int, int]:
    if text is None:
        return 0, 1
    number, _, shards = text.partition("/")
    if not (number.isdecimal() and shards.isdecimal() and int(number) < int(shards)):
        raise typer.BadParameter(
            f"{text!r} is not a shard; expected I/N with 0 <= I < N, such as 0/4", param_hint="--shard"
        )
    return int(number), int(shards)


@app.command(epilog=example("status results/store"))
def status(
    store: Folder = STORE,
    verify: Annotated[bool, typer.Option("--verify", help="Check every file in full; changes nothing.")] = False,
) -> None:
    """Show what a store holds, and how far its sweeps are."""
    from sim.study.store import Store
    from sim.study.words import gone

    place = Store(store)
    place.check()
    if verify:
        _verify(place)
        return
    counts = place.counts()
    runs = sum(done for done, _ in counts.runs.values())
    failed = sum(failures for _, failures in counts.runs.values())
    say(f"{place.name}: {runs:,} runs in {counts.parts:,} parts, {failed:,} failed")
    _print_groups(counts.runs)
    if failed:
        _print_reasons(place)
    _tell_versions(place)
    if counts.damaged:
        say(f"{counts.damaged:,} parts are damaged or cannot be read; a sweep repeats the runs of damaged parts")
        say(f"`hoardshare status {place.name} --verify` names them")
    if counts.set_aside:
        say(f"{counts.set_aside:,} damaged files were set aside in {place.name}/parts")
    if counts.parts > 200:
        say(f"many small files: `hoardshare compact {place.name}` merges them")
    _print_sweeps(place)
    if counts.missing:
        say(gone(counts.missing))
    if counts.damaged or counts.missing:
        raise typer.Exit(NOT_WHOLE)


def _verify(place: "Store") -> None:
    """Print which files are damaged, and what to do."""
    from sim.study.checking import verify
    from sim.study.words import gone

    inspection = verify(place)
    say(f"{place.name}: {inspection.runs:,} runs in {inspection.parts:,} parts, {inspection.files:,} files checked")
    if inspection.set_aside:
        say(f"{inspection.set_aside:,} damaged files were set aside earlier, in {place.name}/parts")
    if inspection.is_whole:
        say("no damage found")
        return
    if inspection.missing:
        say(gone(inspection.missing))
    if inspection.harmed:
        say(f"{len(inspection.harmed):,} are damaged:")
    for harm in inspection.harmed:
        say(f"  {harm.why}: {'an unknown number of' if harm.runs is None else f'{harm.runs:,}'} runs")
    say(f"Put sound copies of them into {place.name}/parts, or sweep again. A sweep renames damaged files to")
    say("*.damaged, repeats those of its runs that are missing, and stops at a file that it has no permission to read.")
    raise typer.Exit(NOT_WHOLE)


def _print_reasons(place: "Store") -> None:
    """Why runs failed, and what to do."""
    from sim.study.failures import LOST_EARLIER, commonest, reasons
    from sim.study.work import LOST

    counts = reasons(place)
    again = "--retry-failed repeats those of a sweep, compare, ablate, facts, claims"
    say(f"why runs failed: {commonest(counts)}; {again}")
    if LOST in counts:
        say(LOST_EARLIER)


def _print_groups(runs: Mapping[tuple[str, str], tuple[int, int]]) -> None:
    from sim.scenario.errors import printable
    from sim.version import model_version, rules_version

    if not runs:
        return
    listing = columns("scenario", "model version", "runs", "failed")
    for (scenario, version), (done, failed) in sorted(runs.items()):
        other = "with a module" if version.startswith(f"{rules_version()}+") else "another"
        name = version if version == model_version() else f"{version} ({other})"
        listing.add_row(printable(scenario), printable(name), f"{done:,}", f"{failed:,}")
    console().print(listing)


def _print_sweeps(place: "Store") -> None:
    """Print the last report of each sweep, the newest first."""
    from sim.study.shards import told_of
    from sim.study.words import words_of

    words = words_of(place.studies)
    for word in words[:_SWEEPS]:
        say(word)
    for line in told_of(words):
        say(line)


@app.command(epilog=example("repeat results/store KEY"))
def repeat(
    store: Folder,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Key of a run as in an export, or the beginning of it.")],
    extensions: With = None,
) -> None:
    """Print the command that does one run of a store again; the key of a run is in an export."""
    from sim.study.repeat import command_of
    from sim.study.store import Store

    place = Store(store)
    place.check()
    try:
        say(command_of(place.row(key), store))
    except (ValueError, LookupError) as error:
        raise typer.BadParameter(str(error.args[0]), param_hint="KEY") from None


@app.command(epilog=example("export results/store --to csv --out runs.csv"))
def export(
    store: Folder,
    to: Annotated[Format, typer.Option(help="File format.")],
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="File to write; csv goes to standard output by default.")
    ] = None,
    what: Annotated[
        What, typer.Option(help="Table to export; series, releases and actors only where the sweep stored them.")
    ] = What.OUTCOMES,
) -> None:
    """Write the runs of a store as one table, for R, pandas or Excel: outcomes, series, releases or actors."""
    if out is None and to != Format.CSV:
        raise typer.BadParameter(f"{to} needs a file", param_hint="--out")
    if to == Format.XLSX:
        require("openpyxl", "excel", "xlsx")
    from sim.study.store import Store
    from sim.study.table import export as write

    place = Store(store)
    count = write(place, str(to), Path(out) if out is not None else None, str(what))
    _tell_versions(place)
    if out is not None:
        say(f"{count:,} {'runs' if what == What.OUTCOMES else 'rows'} in {out}")


def _tell_versions(place: "Store") -> None:
    """Report scenarios of which the store holds several versions."""
    from sim.study.versions import mixed

    for message in place.look(lambda seen: list(mixed(place, seen)), quietly=True):
        complain(message)


@app.command(epilog=example("compact results/store"))
def compact(store: Folder = STORE) -> None:
    """Merge the many small files of a store into a few; sweeps can go on meanwhile."""
    from sim.study.store import Store

    place = Store(store)
    place.check()
    aside = place.set_aside
    before, after = place.compact()
    say(f"{place.name}: {before:,} parts before, {after:,} after")
    _tell_of_damage(place, aside)
