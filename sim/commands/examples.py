"""``hoardshare examples``: experiments and tutorials that come with the package, listed and copied."""

import ast
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from sim.commands.options import example
from sim.extras import MissingExtra, require

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_FOLDERS = {"experiments": "experiments", "tutorials": "docs/tutorials", "own-data": "docs/howto/own-data"}
"""The folder of each kind in a checkout; an installed package has them in ``_examples``."""
_UNWANTED = {"__pycache__", "execute.py", "index.md"}
"""What only a checkout needs."""


@app.command(epilog=example("examples --out examples"))
def examples(
    out: Annotated[
        str | None, typer.Option(metavar="DIR", help="Copy them into this folder, which is made if it is missing.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files of the same names that differ.")] = False,
) -> None:
    """List the experiments and tutorials that come with the package, or copy them into a folder."""
    from sim.console import columns, console, say
    from sim.console.command import command_line
    from sim.own_data.said import counted

    if out is None:
        if force:
            raise typer.BadParameter("it is about copying: give --out as well", param_hint="--force")
        table = columns("example", "what it is")
        for name, file in shipped_files().items():
            if about := _about(file):
                table.add_row(name, about)
        console().print(table)
        say("To copy them: hoardshare examples --out examples")
        return
    written = copied(out, force=force)
    say(f"{counted(len(written), 'file')} written into {out}" if written else f"{out}: all examples are there already")
    if written:
        say(f"Try: {command_line(['python', str(Path(out) / 'experiments' / 'regimes.py'), '--replicates', '10'])}")
        try:
            require("matplotlib", "plots", "an experiment draws a figure, and")
        except MissingExtra as lacking:
            say(f"First: {lacking}")


def shipped_files() -> dict[str, Path]:
    """Files of the examples, by their path in a copy, such as ``experiments/regimes.py``."""
    from sim.scenario.reading.catalogue import shipped

    return {
        f"{kind}/{file.relative_to(folder).as_posix()}": file
        for kind, checkout in _FOLDERS.items()
        for folder in [shipped(f"_examples/{kind}", checkout)]
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not any(_is_unwanted(part) for part in file.relative_to(folder).parts)
    }


def copied(out: str, *, force: bool = False) -> list[str]:
    """Copy all examples into a folder, or none of them; return which files were written.

    Files that are there already and equal are left as they are.

    Args:
        out: the folder; it and its parents are made if they are missing.
        force: overwrite files that are there and differ.

    Raises:
        RecordError: such files are there, or the folder cannot be written; it is unchanged.
    """
    from sim.report.folder import ensure_writable
    from sim.study.folders import staging
    from sim.study.record import RecordError, writing

    if not out:
        raise RecordError("--out: the folder needs a name")
    target = Path(out)
    ensure_writable(target)
    wanted = {name: file for name, file in shipped_files().items() if not _is_equal(file, target / name)}
    if blocked := _blocked(list(wanted), target):
        standing = ", ".join(str(path) for path in blocked[:3])
        raise RecordError(f"{standing}: in the way of the examples; nothing was copied; move it away, or name another "
                          "folder with --out")  # fmt: skip
    if (there := [name for name in wanted if os.path.lexists(target / name)]) and not force:
        names = ", ".join(there[:3]) + (f" and {len(there) - 3} more" if there[3:] else "")
        advice = "nothing was copied; name another folder with --out, or add --force to overwrite"
        raise RecordError(f"{out}: there already, with other content: {names}; {advice}")
    with writing(target), staging(target / "examples") as draft:
        for name, file in wanted.items():
            (draft / "new" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, draft / "new" / name)
        _exchange(list(wanted), draft, target)
    return list(wanted)


def _blocked(names: list[str], target: Path) -> list[Path]:
    """What stands where examples go and is not overwritten: a folder for a file, and a file for a folder."""
    within = {target / parent for name in names for parent in Path(name).parents}
    return sorted(
        {place for name in names if (place := target / name).exists() and not place.is_file()}
        | {folder for folder in within if os.path.lexists(folder) and not folder.is_dir()}
    )


def _exchange(names: list[str], draft: Path, target: Path) -> None:
    """Move files to their places, and what was there aside; if one cannot be moved, all is as before."""
    moved: list[str] = []
    made: list[Path] = []
    try:
        for name in names:
            place, old = target / name, draft / "old" / name
            for folder in reversed([each for each in place.parents if not each.exists()]):
                folder.mkdir()
                made.append(folder)
            old.parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(place):
                os.replace(place, old)
            moved.append(name)
            os.replace(draft / "new" / name, place)
    except BaseException:
        for name in moved:
            with suppress(OSError):
                (target / name).unlink(missing_ok=True)
            if os.path.lexists(draft / "old" / name):
                os.replace(draft / "old" / name, target / name)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise


def _is_unwanted(part: str) -> bool:
    return part in _UNWANTED or part.startswith(".")


def _is_equal(file: Path, other: Path) -> bool:
    return other.is_file() and other.read_bytes() == file.read_bytes()


def _about(file: Path) -> str:
    """First line of a script's docstring, or the first heading of a notebook; empty for anything else."""
    text = file.read_text(encoding="utf-8") if file.suffix in {".py", ".ipynb"} else ""
    if file.suffix == ".py":
        return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    if file.suffix != ".ipynb":
        return ""
    lines = "".join("".join(cell["source"]) + "\n" for cell in json.loads(text)["cells"]).splitlines()
    return next((line.lstrip("# ").rstrip() for line in lines if line.startswith("# ")), "")
