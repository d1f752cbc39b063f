"""What the commands share: options, checks before long work, and the message after Ctrl-C."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sim.analysis.sizes import DRAWS as DRAWS
from sim.commands import completing
from sim.console.command import given
from sim.extras import require

STORE = "results/store"
MOST_REPLICATES = 10**6
MOST_QUARTERS = 4000
MOST_DRAWS = 65536
MOST_SEED = 2**63 - 1

World = Annotated[
    str,
    typer.Argument(
        help="Name of a shipped scenario (hoardshare list shows them), or a TOML file.",
        autocompletion=completing.scenarios,
    ),
]
Store = Annotated[str, typer.Option(metavar="DIR", help="Folder in which finished runs are kept; none is done twice.")]
Seed = Annotated[
    int, typer.Option(min=0, max=MOST_SEED, help="Seed of the random numbers: the same gives the same run.")
]
FirstSeed = Annotated[
    int, typer.Option(min=0, max=MOST_SEED, help="Base seed, from which the seeds of all runs follow.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a value, as trust.gain=0.1; may be repeated.",
        autocompletion=completing.settings,
    ),
]
Workers = Annotated[
    int | None, typer.Option(min=1, max=1024, metavar="N", help="Processes that run at once; one per core by default.")
]
Out = Annotated[str | None, typer.Option(metavar="DIR", help="Folder for tables and figures.")]
Replicates = Annotated[
    int,
    typer.Option(min=1, max=MOST_REPLICATES, metavar="R", help="Runs of each scenario, with the same luck in each."),
]
Draws = Annotated[
    int | None,
    typer.Option(
        min=0, max=MOST_DRAWS, metavar="N", show_default="512 with --report, else none",
        help="Conclude from N draws of all numbers that nobody knows, in each structural form; 0 is none.",
    ),
]  # fmt: skip
Since = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="YEAR",
        help="Measure outcomes over time from this year or day on.",
        show_default="from when the scenarios can differ",
    ),
]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Repeat runs that failed before.")]


def _use(modules: list[str] | None) -> list[str] | None:
    for module in modules or ():
        from sim.own import use

        use(module)
    return modules


With = Annotated[
    list[str] | None,
    typer.Option(
        "--with", metavar="MODULE", callback=_use, is_eager=True,
        help="Use a Python module of your own: its strategies, outcomes and phases; may be repeated.",
    ),
]  # fmt: skip


def target_of(out: str | None, default: str | None = None) -> Path | None:
    """Check the folder for results before long work starts, and return it; None if no folder is wanted.

    Raises:
        RecordError: the folder cannot be written to.
    """
    from sim.report.folder import ensure_writable
    from sim.study.record import RecordError

    if out == "":
        raise RecordError("--out: the folder needs a name")
    target = Path(out or default or "") if out or default else None
    if target is not None:
        ensure_writable(target)
    return target


def ensure_plots(figures: bool, report: bool = False) -> None:
    """Check, before long work starts, that the packages for figures and reports are installed.

    Raises:
        MissingExtra: a package is not installed.
    """
    if figures or report:
        require("matplotlib", "plots", "a figure")
    if report:
        require("jinja2", "plots", "a report")


def example(words: str) -> str:
    """What the help of a command ends with: one command to try."""
    return f"Example: hoardshare {words}"


def paragraphs(command: Callable[..., object] | None) -> str:
    """The help of a command from its docstring: a terminal breaks its lines itself."""
    text = inspect.getdoc(command) or ""
    return "\n\n".join(" ".join(each.split()) for each in text.split("\n\n"))


class Stopped(Exception):
    """A command was interrupted; the message says what is kept and how to continue."""


@contextmanager
def going_on() -> Iterator[None]:
    """After Ctrl-C, during the runs or their analysis, say what is kept and how to continue."""
    try:
        yield
    except (KeyboardInterrupt, ValueError) as stopped:
        # Pydantic turns what interrupts it while it writes out a scenario into an error of its own.
        if isinstance(stopped, ValueError) and "KeyboardInterrupt" not in str(stopped):
            raise
        from sim.study.sweep import Interrupted

        kept = str(stopped) if isinstance(stopped, Interrupted) else "finished runs are kept"
        raise Stopped(f"interrupted: {kept}; to continue: {given()}") from None
