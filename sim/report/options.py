"""What the commands of this package have in common: options, and what is checked before long work."""

from pathlib import Path
from typing import Annotated

import typer

from sim.extras import require
from sim.study.options import RetryFailed, command, going_on

__all__ = ["Out", "Replicates", "RetryFailed", "Store", "Workers", "command", "ensure_plots", "going_on", "target_of"]

MOST_REPLICATES = 10**6

Store = Annotated[str, typer.Option(metavar="DIR", help="Folder of finished runs.")]
Workers = Annotated[int | None, typer.Option(min=1, max=1024, metavar="N", help="Processes; one a core by default.")]
Out = Annotated[str | None, typer.Option(metavar="DIR", help="Folder for tables and figures.")]
Replicates = Annotated[int, typer.Option(min=1, max=MOST_REPLICATES, metavar="R", help="Paired runs of each.")]


def target_of(out: str | None, default: str | None = None) -> Path | None:
    """The folder for results, checked before long work; None when there shall be none.

    Raises:
        RecordError: nothing can be written there.
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
    """See, before long work, that what draws figures and pages is installed.

    Raises:
        MissingExtra: one of them is not.
    """
    if figures or report:
        require("matplotlib", "plots", "figures")
    if report:
        require("jinja2", "plots", "a report")
