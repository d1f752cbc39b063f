"""Claims put to the test as files: tables for programs, one text for readers."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.analysis.claims.findings import Findings
from sim.analysis.claims.question import Question
from sim.analysis.tables import markdown_of, write_tables
from sim.report.claims_words import EFFECT, effect, shares, verdict, where
from sim.report.folder import kept, results
from sim.version import model_version

COLUMNS = ("id", "claim", "verdict", EFFECT, "holds/fails/unclear", "where, or what it depends on")
"""What is said of a claim."""
TABLES = ("claims", "outcomes", "points", "changes")


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
    first = findings.claims.iloc[0]
    effort = (
        f"{first['points']} points, {first['replicates']} paired runs each; model version {first['model_version']}."
    )
    return f"{markdown_of(cells(findings))}\n{effort}\n"


def cells(findings: Findings) -> pd.DataFrame:
    """Texts of each claim: one row per claim, one effect per line."""
    outcomes = dict(iter(findings.outcomes.groupby("id")))
    rows = []
    for claim in findings.claims.to_dict("records"):
        effects = "\n".join(map(effect, outcomes[claim["id"]].to_dict("records")))
        rows.append((claim["id"], claim["statement"], verdict(claim), effects, shares(claim), where(claim)))
    return pd.DataFrame(rows, columns=list(COLUMNS))
