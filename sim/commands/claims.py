"""``hoardshare claims``: test the articles' claims. Heavy imports are inside functions."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.options import MOST_SEED, Out, RetryFailed, Store, With, Workers, ensure_plots, going_on, target_of
from sim.console import columns, complain, console
from sim.console.command import given
from sim.study.progress import shown

if TYPE_CHECKING:
    from sim.analysis.claims.findings import Findings

STORE = "results/claims"
_STATEMENT = 60

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def claims(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Claims to test; all by default.")] = None,
    article: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Only the claims of this article, such as 003.")
    ] = None,
    replicates: Annotated[int, typer.Option(metavar="R", help="Paired runs at each point, at least 2.")] = 12,
    design: Annotated[int, typer.Option(min=1, max=2**20, metavar="N", help="Parameter points for each claim.")] = 128,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Seed of the points and of the runs.")] = 0,
    store: Store = STORE,
    workers: Workers = None,
    retry_failed: RetryFailed = False,
    out: Out = None,
    register: Annotated[
        str | None, typer.Option("--claims", metavar="DIR", help="Folder of claims; the shipped claims by default.")
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Write report.html as well.")] = False,
    extensions: With = None,
) -> None:
    """Test the articles' claims: verdict, effect, where each holds, what it depends on.

    Start it again, and it runs only what is missing from the store.
    """
    if replicates < 2:
        why = f"{replicates} is too few: one run has no variance and gives no interval; expected at least 2"
        raise typer.BadParameter(why, param_hint="--replicates")
    ensure_plots(report, report)
    target = target_of(out, "results/claims-report" if report else None)
    from sim.analysis.claims.register import load_register

    questions = load_register(register).pick(ids or (), article)
    from sim.analysis.claims.testing import Effort, put_to_test

    with going_on():
        with shown() as progress:
            effort = Effort(design, replicates, seed=seed)
            findings = put_to_test(
                questions, store, effort, progress=progress.show, workers=workers, retry_failed=retry_failed
            )
        _show(findings)
        if target is not None:
            from sim.report.claims import write

            write(findings, questions, target, given(), report)
            complain(f"written: {target}")


def _show(findings: "Findings") -> None:
    from sim.report.claims import COLUMNS, cells

    listing = columns(*COLUMNS)
    for name, statement, *rest in cells(findings).itertuples(index=False):
        listing.add_row(name, _shortened(statement), *rest)
    console().print(listing)


def _shortened(statement: str) -> str:
    return statement if len(statement) <= _STATEMENT else statement[: _STATEMENT - 3].rstrip() + "..."
