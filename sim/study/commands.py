"""``hoardshare sweep``, ``status``, ``export`` and ``compact``. Heavy imports stand inside functions."""

import shlex
import sys
import time
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.console import columns, console
from sim.study.progress import shown

if TYPE_CHECKING:
    from sim.study.store import Store

STORE = "results/store"
_FRESH = 15

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

Folder = Annotated[str, typer.Argument(metavar="STORE", help="Folder of finished runs.")]


class Format(StrEnum):
    """What a store can be exported to."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


class Stopped(Exception):
    """A sweep that was interrupted; the message says what is kept and how to go on."""


@app.command()
def sweep(
    study: Annotated[str, typer.Argument(help="TOML file of a study.")],
    store: Annotated[str, typer.Option(metavar="DIR", help="Folder of finished runs.")] = STORE,
    workers: Annotated[
        int | None, typer.Option(min=1, max=1024, metavar="N", help="Processes; one a core by default.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler (tcp://host:port), or its scheduler file.")
    ] = None,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Only the I-th of N stretches of the study, from 0.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=0, metavar="N", help="At most so many new runs.")] = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Repeat runs that failed.")] = False,
) -> None:
    """Run what a store lacks of a study; started again, it goes on where it was."""
    if workers is not None and cluster is not None:
        raise typer.BadParameter("give --workers or --cluster, not both")
    chosen = _shard(shard)
    from sim.study.store import Store
    from sim.study.study_file import read_design

    design, place = read_design(study), Store(store)
    from sim.study.sweep import Interrupted, choose, complete, share_of

    try:
        with shown() as told:
            share = share_of(chosen, limit, retry_failed)
            tally = complete(design, place, lambda: choose(None, workers, cluster), share, told.show)
    except Interrupted as stopped:
        again = shlex.join(["hoardshare", *sys.argv[1:]])
        raise Stopped(f"interrupted: {stopped}; to go on: {again}") from None
    failed = f", {tally.failed:,} failed" if tally.failed else ""
    print(f"{tally.done:,} runs done{failed}, {tally.found:,} found, {max(0, tally.left):,} left, in {place.name}")


def _shard(text: str | None) -> tuple[int, int]:
    if text is None:
        return 0, 1
    number, _, shards = text.partition("/")
    if not (number.isdecimal() and shards.isdecimal() and int(number) < int(shards)):
        raise typer.BadParameter(
            f"{text!r} is no shard; expected I/N with 0 <= I < N, such as 0/4", param_hint="--shard"
        )
    return int(number), int(shards)


@app.command()
def status(store: Folder = STORE) -> None:
    """Tell what a store holds, and how far sweeps on it are."""
    from sim.study.store import Store

    place = Store(store)
    place.check()
    counts = place.counts()
    runs = sum(done for done, _ in counts.runs.values())
    failed = sum(failures for _, failures in counts.runs.values())
    print(f"{place.name}: {runs:,} runs in {counts.parts:,} parts, {failed:,} failed")
    _print_groups(counts.runs)
    if counts.damaged:
        print(f"{counts.damaged:,} parts are damaged; the next sweep sets them aside and does their runs again")
    if counts.set_aside:
        print(f"{counts.set_aside:,} damaged files were set aside in {place.name}/parts")
    if counts.parts > 200:
        print(f"many small files: `hoardshare compact {place.name}` gathers them")
    _print_sweeps(place)


def _print_groups(runs: Mapping[tuple[str, str], tuple[int, int]]) -> None:
    from sim.version import model_version

    if not runs:
        return
    listing = columns("scenario", "model version", "runs", "failed")
    for (scenario, version), (done, failed) in sorted(runs.items()):
        name = version if version == model_version() else f"{version} (another)"
        listing.add_row(scenario, name, f"{done:,}", f"{failed:,}")
    console().print(listing)


def _print_sweeps(place: "Store") -> None:
    """The latest word of each sweep, the newest first."""
    words = [(file, word) for file in place.studies.glob("[!.]*.json") if (word := _word(file))]
    for _, word in sorted(words, key=lambda each: -float(str(each[1]["told"])))[:10]:
        ago = int(time.time() - float(str(word["told"])))
        there = int(str(word["found"])) + int(str(word["done"]))
        when = (
            f"running, {word['rate']} runs/s" if ago < _FRESH and there < int(str(word["planned"])) else f"{ago} s ago"
        )
        print(f"{word['title']}: {there:,} of {int(str(word['planned'])):,} runs, {word['failed']} failed ({when})")


def _word(file: Path) -> dict[str, object] | None:
    import json

    try:
        word = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    return word if isinstance(word, dict) and {"title", "planned", "found", "done", "told"} <= word.keys() else None


@app.command()
def export(
    store: Folder,
    to: Annotated[Format, typer.Option(help="What to write.")],
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="Where; standard output by default, for csv alone.")
    ] = None,
) -> None:
    """Write all runs of a store as one table."""
    if out is None and to != Format.CSV:
        raise typer.BadParameter(f"{to} needs a file", param_hint="--out")
    from sim.study.store import Store
    from sim.study.table import export as write

    count = write(Store(store), str(to), Path(out) if out is not None else None)
    if out is not None:
        print(f"{count:,} runs in {out}")


@app.command()
def compact(store: Folder = STORE) -> None:
    """Gather the many small files of a store into few; sweeps may go on meanwhile."""
    from sim.study.store import Store

    place = Store(store)
    place.check()
    before, after = place.compact()
    print(f"{place.name}: {before:,} parts before, {after:,} after")
