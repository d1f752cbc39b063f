"""``hoardshare claims``: test the articles' claims. Heavy imports are inside functions."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import completing
from sim.commands.options import (
    MOST_SEED,
    Out,
    RetryFailed,
    Store,
    With,
    Workers,
    ensure_plots,
    example,
    going_on,
    target_of,
)
from sim.console import columns, complain, console, say
from sim.console.command import given
from sim.study.progress import shown

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.claims.findings import Findings
    from sim.analysis.claims.question import Question
    from sim.analysis.claims.testing import Effort
    from sim.scenario.schema.quantity import Prior

STORE = "results/claims"
_STATEMENT = 60

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def _renamed(value: str | None) -> None:
    if value is not None:
        raise typer.BadParameter("is now --draws: whole draws of what nobody knows, at least 200 for a verdict")


Renamed = Annotated[str | None, typer.Option("--design", hidden=True, callback=_renamed)]


@app.command(epilog=example("claims H3 --draws 20"))
def claims(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Claims to test; all by default.", autocompletion=completing.claims),
    ] = None,
    article: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Only the claims of this article, such as 003.")
    ] = None,
    draws: Annotated[
        int, typer.Option(min=1, max=2**20, metavar="N", help="Draws in each form; a verdict needs at least 200.")
    ] = 200,
    replicates: Annotated[int, typer.Option(min=1, max=10**4, metavar="R", help="Paired runs at each draw.")] = 2,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Seed of the draws and of the runs.")] = 0,
    prior: Annotated[
        str | None, typer.Option(metavar="FILE", help="Ranges of your own: tells which verdicts turn with them.")
    ] = None,
    channels: Annotated[
        bool, typer.Option("--channels", help="Only test whether an extreme dose moves each outcome.")
    ] = False,
    second: Annotated[
        bool, typer.Option("--second-reading", help="Test claims that were read twice both ways; tells the agreement.")
    ] = False,
    forms: Annotated[bool, typer.Option("--forms", help="Print every structural form as well.")] = False,
    store: Store = STORE,
    workers: Workers = None,
    retry_failed: RetryFailed = False,
    out: Out = None,
    register: Annotated[
        str | None, typer.Option("--claims", metavar="DIR", help="Folder of claims; the shipped claims by default.")
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Write report.html as well.")] = False,
    extensions: With = None,
    design: Renamed = None,
) -> None:
    """Test the articles' claims: whether each holds, how large the effect is, where, and on what that rests.

    Each claim names the two scenarios that it compares. Start it again, and it runs only what is missing from the
    store.
    """
    _refuse_mixed(channels, second, prior, report)
    ensure_plots(report, report)
    target = target_of(out, "results/claims-report" if report else None)
    with shown():
        from sim.analysis.claims.register import load_priors, load_register, load_second
        from sim.analysis.claims.testing import Effort

        questions = load_register(register).pick(ids or (), article)
        again = load_second(register).pick(article=article) if second else ()
        work = _Work(store, Effort(draws, replicates, seed=seed), workers, retry_failed, target)
        own = load_priors(prior, questions) if prior else None
    with going_on():
        if channels:
            _channels(questions, work)
        elif second:
            _second(questions, again, work)
        else:
            _claims(questions, work, own, forms, report)


def _refuse_mixed(channels: bool, second: bool, prior: str | None, report: bool) -> None:
    """Refuse options that say nothing together."""
    for name, given_too in (("--channels", channels), ("--second-reading", second)):
        others = {"--prior": prior is not None, "--report": report, "--second-reading": second and channels}
        for other, is_given in others.items():
            if given_too and is_given and other != name:
                raise typer.BadParameter(f"has no meaning with {other}; give one of them", param_hint=name)


class _Work:
    """Where and how much is run, and where results go."""

    def __init__(
        self, store: str, effort: "Effort", workers: int | None, retry_failed: bool, target: Path | None
    ) -> None:
        self.store, self.effort, self.workers = store, effort, workers
        self.retry_failed, self.target = retry_failed, target

    def write(self, tables: "dict[str, pd.DataFrame]") -> None:
        """Write some tables, if that is asked for."""
        if self.target is not None:
            from sim.analysis.tables import write_tables
            from sim.report.folder import results

            with results(self.target) as folder:
                write_tables(folder, tables)
            complain(f"written: {self.target}")


def _claims(
    questions: "Sequence[Question]", work: _Work, own: "Mapping[str, Prior] | None", forms: bool, report: bool
) -> None:
    from sim.report.claims import form_cells, write

    found = _tested(questions, work, own)
    _show(found)
    if forms:
        _print(form_cells(found))
    _warn_of_few(work)
    if work.target is not None:
        write(found, questions, work.target, given(), report)
        complain(f"written: {work.target}")


def _tested(questions: "Sequence[Question]", work: _Work, own: "Mapping[str, Prior] | None" = None) -> "Findings":
    with shown() as progress:
        from sim.analysis.claims.testing import put_to_test

        return put_to_test(
            questions, work.store, work.effort, prior=own, progress=progress.show, workers=work.workers,
            retry_failed=work.retry_failed,
        )  # fmt: skip


def _channels(questions: "Sequence[Question]", work: _Work) -> None:
    from sim.analysis.claims.findings import channel_table
    from sim.report.claims import channel_cells

    with shown() as progress:
        from sim.analysis.claims.testing import try_channels

        found = try_channels(
            questions, work.store, work.effort, progress=progress.show, workers=work.workers,
            retry_failed=work.retry_failed,
        )  # fmt: skip
    table = channel_table(found)
    _print(channel_cells(table))
    without = [name for name, tested in found.items() if not tested]
    still = int((~table["moved"].astype(bool)).sum())
    say(f"{len(table) - still} of {len(table)} outcomes are moved by their dose; the others are not testable here.")
    if without:
        say(f"no dose is given for: {', '.join(without)}")
    work.write({"channels": table})


def _second(questions: "Sequence[Question]", again: "Sequence[Question]", work: _Work) -> None:
    from sim.analysis.claims.readings import agreement
    from sim.report.claims_words import agreement_line, agreement_rows

    both = {question.id for question in questions} & {question.id for question in again}
    if not both:
        raise typer.BadParameter("none of these claims was read twice", param_hint="--second-reading")
    first = _tested([question for question in questions if question.id in both], work).claims
    second = _tested(again, work).claims
    found = agreement(first, second)
    _print(agreement_rows(found))
    say(agreement_line(found))
    _warn_of_few(work)
    work.write({"first": first, "second": second, "agreement": found.table})


def _warn_of_few(work: _Work) -> None:
    from sim.analysis.robust import ENOUGH

    if work.effort.draws < ENOUGH:
        complain(f"{work.effort.draws} draws are too few for a verdict: --draws {ENOUGH}")


def _show(findings: "Findings") -> None:
    from sim.report.claims import cells

    table = cells(findings)
    _print(table.assign(claim=[_shortened(statement) for statement in table["claim"]]))


def _print(table: "pd.DataFrame") -> None:
    listing = columns(*map(str, table.columns))
    for row in table.itertuples(index=False):
        listing.add_row(*map(str, row))
    console().print(listing)


def _shortened(statement: str) -> str:
    return statement if len(statement) <= _STATEMENT else statement[: _STATEMENT - 3].rstrip() + "..."
