"""``hoardshare new``. Heavy imports are inside functions."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import completing
from sim.commands.options import With, example
from sim.console import complain, say
from sim.console.command import command_line

if TYPE_CHECKING:
    from sim.own_data.put import OwnData
    from sim.scenario import Scenario

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_NAME = re.compile(
    r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))(?![-.\s])[^\x00-\x1f\x7f<>:\"/\\|?*]{1,100}", re.IGNORECASE
)
"""A name that every system takes as that of a file, and no program as an option."""


@app.command(epilog=example("new mine --from race-2019-fitted"))
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new scenario; the file is NAME.toml.")],
    parent: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="SCENARIO",
            help="What it begins with: a shipped name, or a TOML file.",
            autocompletion=completing.scenarios,
        ),
    ] = "race-2019",
    actors: Annotated[
        str | None, typer.Option(metavar="TABLE", help="Your actors: .csv or .xlsx, a row for each.")
    ] = None,
    network: Annotated[
        str | None, typer.Option(metavar="FILE", help="Who is tied to whom: .csv, .xlsx, .graphml or .gexf.")
    ] = None,
    numbers: Annotated[
        str | None, typer.Option(metavar="SHEET", help="Your numbers: .csv or .xlsx with columns path and value.")
    ] = None,
    only: Annotated[
        bool, typer.Option("--only", help="With --actors: take away all actors that the table does not name.")
    ] = False,
    least_weight: Annotated[
        float, typer.Option(min=0.0, metavar="W", help="With --network: leave out edges of less weight.")
    ] = 0.0,
    out: Annotated[str | None, typer.Option(metavar="FILE", help="File to write; NAME.toml by default.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
    extensions: With = None,
) -> None:
    """Write a scenario of your own to start from: a short file with examples, and with your data if you have some."""
    _ensure_goes(name, only and actors is None, least_weight > 0.0 and network is None)
    target = Path(out) if out is not None else Path(f"{name.removesuffix('.toml')}.toml")
    _ensure_free(target, force)
    study = target.with_name(f"{target.stem}-study.toml")
    from sim.own_data.said import counted
    from sim.own_data.together import own_data
    from sim.scenario import load

    scenario = load(parent)
    _ensure_apart(target, [*_chain(parent), *(Path(file) for file in (actors, network, numbers) if file)])
    own = own_data(
        scenario, actors=actors, numbers=numbers, network=network, only=only, least_weight=least_weight
    )  # fmt: skip
    if own.ranges:
        _ensure_free(study, force)
    _write(target, scenario, parent, name.removesuffix(".toml"), own)
    for note in own.notes:
        complain(note)
    say(f"written: {target}, which extends {parent}")
    if own.ranges:
        _write_study(study, target, own)
        say(f"written: {study}, a study of {counted(len(own.ranges), 'number')} between low and high")
    say("next:" if own else "next, once you have changed it:")
    say(f"  {command_line(['hoardshare', 'check', str(target)])}")
    say(f"  {command_line(['hoardshare', 'compare', parent, str(target)])}")
    if own.ranges:
        say(f"  {command_line(['hoardshare', 'sweep', str(study)])}")


def _ensure_goes(name: str, only_alone: bool, weight_alone: bool) -> None:
    """Check names and options against each other."""
    from sim.scenario import names

    stem = name.removesuffix(".toml")
    if not _NAME.fullmatch(stem) or stem != stem.strip() or not stem.isprintable():
        raise typer.BadParameter(
            "expected a name that a file can have, such as mine; --out says where", param_hint="NAME"
        )
    if stem in names():
        raise typer.BadParameter(f"{stem} is a scenario that comes with hoardshare: choose another", param_hint="NAME")
    if only_alone:
        raise typer.BadParameter("it says which actors stay: give --actors as well", param_hint="--only")
    if weight_alone:
        raise typer.BadParameter("it is about edges: give --network as well", param_hint="--least-weight")


def _ensure_free(target: Path, force: bool) -> None:
    """Check that a file can be written.

    Raises:
        RecordError: it is there already, or no ordinary file, or its folder does not exist.
    """
    from sim.study.record import RecordError

    if target.is_dir():
        raise RecordError(f"{target}: is a folder; expected a file")
    if target.exists() and not target.is_file():
        raise RecordError(f"{target}: is a device or a pipe; expected a file")
    if not target.parent.is_dir():
        raise RecordError(f"{target}: no such folder: {target.parent}")
    if os.path.lexists(target) and not force:
        raise RecordError(f"{target}: is there already; choose another name, or replace it with --force")


def _ensure_apart(target: Path, files: list[Path]) -> None:
    """Check that a file is none of those that are read: a scenario would extend itself, or data would be lost.

    Raises:
        RecordError: it is one of them.
    """
    from sim.study.record import RecordError

    if any(file.exists() and target.exists() and target.samefile(file) for file in files):
        raise RecordError(f"{target}: is one of the files that are read for it; choose another name")


def _chain(parent: str) -> Iterator[Path]:
    """Return the files of a scenario that can be loaded: its own, and those that it extends, up to a shipped one."""
    from sim.scenario import names
    from sim.scenario.reading.read import read

    while parent not in names() and Path(parent).is_file():
        yield Path(parent)
        extends = read(Path(parent), parent).child("extends")
        above = str(extends.content) if extends else names()[0]
        parent = above if above in names() else str(Path(parent).parent / above)


def _write(target: Path, scenario: "Scenario", parent: str, name: str, own: "OwnData") -> None:
    """Write the file whole, once it has been read back and is what was asked for."""
    from sim.scenario import ScenarioError, load
    from sim.scenario.reading.read import MOST_BYTES
    from sim.starter import starter
    from sim.study.record import RecordError, writing
    from sim.whole import whole

    text = starter(scenario, _extends(parent, target), name, target.name, own, own.notes)
    content = text.encode("utf-8")
    if len(content) > MOST_BYTES:
        raise RecordError(f"{target}: too large for a scenario; expected at most {MOST_BYTES >> 20} MiB")
    with writing(target), whole(target, ".toml") as draft:
        draft.write_bytes(content)
        try:
            is_meant = load(draft).digest == load(scenario, own).digest
        except ScenarioError as error:
            fault = error.faults[0]
            wrong = f"{fault.field or 'it'} would be wrong: {fault.problem}"
            raise RecordError(f"{target}: is not written, as {wrong}; please report this") from None
        if not is_meant:
            raise RecordError(f"{target}: is not what was asked for, and is not written; please report this")


def _extends(parent: str, target: Path) -> str:
    """Return what a file extends: a shipped name, or a path from its folder."""
    from sim.scenario import names

    if parent in names():
        return parent
    try:
        return Path(os.path.relpath(parent, target.parent)).as_posix()
    except ValueError:  # on another drive
        return Path(parent).resolve().as_posix()


def _write_study(study: Path, target: Path, own: "OwnData") -> None:
    """Write a study that draws the numbers between low and high."""
    from sim.scenario.reading import toml
    from sim.study.record import writing
    from sim.whole import whole

    ranges = {path: {"least": low, "most": high} for path, (low, high) in own.ranges.items()}
    lines = [
        f"# The numbers of {target.name} between the low and the high of its sheet. To run it:",
        f"# hoardshare sweep {study.name}",
        f"scenarios = [{toml.text(target.name)}]",
        "replicates = 2",
        'sampling = "latin-hypercube"',
        "samples = 64",
        "",
        "[parameters]",
        *toml.fields(ranges),
    ]  # fmt: skip
    with writing(study), whole(study, ".toml") as draft:
        draft.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        from sim.study.study_file import read_design

        read_design(draft)
