"""A table of claims, with the columns that `hoardshare claims --out` writes."""

import pandas as pd

NOTHING = {
    "how": "", "rule": "", "lowest": 0.0, "highest": 1.0, "robust": 0, "direction": "more", "of": "difference",
    "room": 1.0, "basis": "assumption", "restates": "", "hangs_on": "community.growth 40 %", "explained": 0.5,
    "informed": 0.0, "forms": 12, "draws": 200, "replicates": 2, "failed_runs": 0, "error": "", "model_version": "",
}  # fmt: skip


def table():
    """Two claims, one of each verdict."""
    rows = [
        {"id": "P1", "article": "002", "statement": "a pivot raises trust", "verdict": "supported", "outcome": "trust",
         "unit": "share", "effect": 0.2, "low": 0.1, "high": 0.3, "holds": 0.9, "fails": 0.0, "unclear": 0.1},
        {"id": "P2", "article": "002", "statement": "it lowers misuse", "verdict": "refuted", "outcome": "misuse",
         "unit": "events", "effect": 3.0, "low": 2.0, "high": 4.0, "holds": 0.0, "fails": 1.0, "unclear": 0.0},
    ]  # fmt: skip
    return pd.DataFrame([NOTHING | row for row in rows])
