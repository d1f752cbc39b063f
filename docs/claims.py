"""Writes docs/claims.md, docs/claims.png, seeds/claims/verdicts.csv and README.md's tally from the claims.

Run it with `make claims`, or `python docs/claims.py [STORE]`. It takes minutes, unless the store has the runs.
"""

import re
import sys
from pathlib import Path

import pandas as pd

from sim.analysis.claims.findings import Findings, deciding
from sim.analysis.claims.readings import agreement
from sim.analysis.claims.register import load_register, load_second
from sim.analysis.claims.testing import put_to_test
from sim.analysis.tables import markdown_of
from sim.commands.claims import STORE
from sim.commands.program import program
from sim.report.claims import markdown
from sim.report.claims_page import shares_of, tally_line
from sim.report.claims_words import agreement_line, agreement_rows
from sim.study.progress import shown
from sim.version import model_version

DOCS = Path(__file__).parent
MARKS = "<!-- written by docs/claims.py -->\n", "<!-- end of the claims -->\n"

KEPT = (
    *("article", "id", "statement", "verdict", "how", "rule", "holds", "fails", "unclear", "lowest", "highest"),
    *("outcome", "unit", "of", "direction", "least", "effect", "low", "high", "room", "basis", "restates", "hangs_on"),
    *("forms", "failed_runs", "error", "model_version"),
)
"""Columns of the verdicts."""


def filled(text: str, content: str) -> str:
    """A page with content between its marks."""
    first, last = MARKS
    if first not in text:
        raise SystemExit("a page lacks the marks between which claims are written")
    return re.sub(f"{first}.*?{last}", lambda _: f"{first}\n{content}\n{last}", text, flags=re.DOTALL)


def by_form(found: Findings) -> str:
    """In how many of the draws each claim holds, form by form."""
    table = deciding(found).pivot(index="id", columns="form", values="holds").reindex(index=list(found.claims["id"]))
    names = list(dict.fromkeys(found.forms["form"]))
    text = table[names].map(lambda share: "" if share != share else f"{share:.0%}").reset_index()
    return markdown_of(text.rename_axis(columns=None))


def second(found: Findings, again: Findings) -> str:
    """How far verdicts agree with those of the second reading, and what that was."""
    both = agreement(found.claims, again.claims)
    return f"## Read twice\n\n{agreement_line(both)}\n\n{markdown_of(agreement_rows(both))}\n{markdown(again)}"


def verdicts(found: Findings) -> pd.DataFrame:
    """What is kept of each claim beside the register: verdict, shares, effect, and what it rests on."""
    least = found.outcomes.drop_duplicates("id")[["id", "least"]]
    return found.claims.merge(least, on="id")[list(KEPT)]


def main() -> None:
    """Put the claims to the test, and write."""
    store = sys.argv[1] if len(sys.argv) > 1 else STORE
    with shown() as told:
        found = put_to_test(load_register().questions, store, progress=told.show)
        again = put_to_test(load_second().questions, store, progress=told.show)
    drawing = shares_of(found)
    drawing.save(DOCS, f"docs/claims.py; model version {model_version()}")
    (DOCS / "claims.pdf").unlink()
    page = f"{tally_line(found)}\n\n{markdown(found)}\n## Form by form\n\n{by_form(found)}\n{second(found, again)}"
    for file, content in ((DOCS / "claims.md", page), (DOCS.parent / "README.md", f"{tally_line(found)}\n")):
        file.write_text(filled(file.read_text(encoding="utf-8"), content), encoding="utf-8")
    verdicts(found).to_csv(DOCS.parent / "seeds" / "claims" / "verdicts.csv", index=False)


if __name__ == "__main__":
    program(main)
