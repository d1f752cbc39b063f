"""Claims put to the test as files: tables for programs, one text for readers."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.analysis.claims.findings import MOVED, Findings
from sim.analysis.claims.question import Question
from sim.analysis.tables import markdown_of, write_tables
from sim.numbers import interval, signed
from sim.report.claims_words import EFFECT, effect, shares, verdict, where
from sim.report.folder import kept, results
from sim.version import model_version

COLUMNS = ("id", "claim", "verdict", EFFECT, "holds/fails/unclear", "where, and what it rests on")
"""What is said of a claim."""
TABLES = ("claims", "outcomes", "forms", "draws", "numbers", "channels")


def write(
    findings: Findings, questions: Sequence[Question], target: Path, command: str = "", report: bool = False
) -> None:
    """Write all tables and a text of the claims; with a report, a figure and a page as well.

    Args:
        findings: what came of claims.
        questions: the claims.
        target: folder; other files in it stay.
        command: command that repeats it.
        report: whether to write report.html.

    Raises:
        RecordError: the folder cannot be written; nothing of it has changed.
        Unfinished: figure or page could not be made; the tables are written.
    """
    with results(target) as folder:
        write_tables(folder, {name: getattr(findings, name) for name in TABLES}, {"claims": markdown(findings)})
    if report:
        with kept("tables", target), results(target) as folder:
            from sim.report.claims_page import report_of, shares_of

            shares = shares_of(findings)
            shares.save(folder, f"{command}; model version {model_version()}")
            shares.close()
            (folder / "report.html").write_text(report_of(findings, questions, command), encoding="utf-8")


def markdown(findings: Findings) -> str:
    """One table of all claims."""
    return f"{markdown_of(cells(findings))}\n{effort(findings)}; model version {model_version()}.\n"


def effort(findings: Findings) -> str:
    """The size of the test in words."""
    claims = findings.claims
    forms = sorted(set(claims["forms"]))
    many = f"{forms[0]}" if len(forms) == 1 else f"{forms[0]} to {forms[-1]}"
    first = claims.iloc[0]
    runs = "a paired run" if first["replicates"] == 1 else f"{first['replicates']} paired runs"
    return f"{first['draws']} draws in {many} forms, {runs} each"


def cells(findings: Findings) -> pd.DataFrame:
    """Texts of each claim: one row per claim, one outcome per line, with its verdict where there are several."""
    outcomes = dict(iter(findings.outcomes.groupby("id")))
    rows = []
    for claim in findings.claims.to_dict("records"):
        each = outcomes[claim["id"]].to_dict("records")
        told = [effect(row) + (f": {verdict(row)}" if len(each) > 1 else "") for row in each]
        rows.append((claim["id"], claim["statement"], verdict(claim), "\n".join(told), shares(claim), where(claim)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def form_cells(findings: Findings) -> pd.DataFrame:
    """Texts of each form of each claim's outcomes."""
    rows = [
        (row["id"], row["outcome"], row["form"], f"{row['holds']:.0%}", row["robust"] or "-",
         interval(row["effect"], row["low"], row["high"]))
        for row in findings.forms.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=pd.Index(("id", "outcome", "form", "holds", "robustly", EFFECT)))


def channel_cells(channels: pd.DataFrame) -> pd.DataFrame:
    """Texts of what doses do."""
    rows = [
        (row["id"], row["outcome"], f"{signed(row['difference'])} {row['unit']}", f"{row['least']:g}",
         f"{row['p']:.2g}", row["form"], MOVED[row["moved"]])
        for row in channels.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=pd.Index(("id", "outcome", "the dose moves it by", "least", "p", "form", "told")))
