"""Claims put to the test as files: tables for programs, one text for readers."""

from pathlib import Path

import pandas as pd

from sim.analysis.claims.tables import Findings
from sim.analysis.tables import markdown_of, write_tables
from sim.report.claims_words import effect, shares, where
from sim.report.folder import results

COLUMNS = ("id", "claim", "verdict", "effect", "holds/fails/unclear", "where, or what it depends on")
"""What is said of a claim."""
TABLES = ("claims", "outcomes", "points", "changes")


def write(found: Findings, target: Path) -> None:
    """Write all tables, and a text of the claims.

    Args:
        found: what came of claims.
        target: folder; files of other names in it stay.

    Raises:
        RecordError: the folder cannot be written; nothing of it has changed.
    """
    with results(target) as folder:
        write_tables(folder, {name: getattr(found, name) for name in TABLES}, {"claims": markdown(found)})


def markdown(found: Findings) -> str:
    """One table of all claims."""
    first = found.claims.iloc[0]
    effort = (
        f"{first['points']} points, {first['replicates']} paired runs each; model version {first['model_version']}."
    )
    return f"{markdown_of(cells(found).replace(chr(10), '<br>', regex=True))}\n{effort}\n"


def cells(found: Findings) -> pd.DataFrame:
    """What is said of each claim, as texts: one row a claim, effects one a line."""
    outcomes = dict(iter(found.outcomes.groupby("id")))
    rows = []
    for claim in found.claims.to_dict("records"):
        effects = "\n".join(map(effect, outcomes[claim["id"]].to_dict("records")))
        rows.append((claim["id"], claim["statement"], claim["verdict"], effects, shares(claim), where(claim)))
    return pd.DataFrame(rows, columns=list(COLUMNS))
