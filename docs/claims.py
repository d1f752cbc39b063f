"""Writes docs/claims.md, docs/claims.png and the table of README.md from the claims at their default size.

Run it with `make claims`, or `python docs/claims.py [STORE]`. It takes minutes, unless the store has the runs.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.analysis.claims.findings import Findings
from sim.analysis.claims.register import load_register
from sim.analysis.claims.testing import put_to_test
from sim.analysis.claims.verdict import UNDETERMINED
from sim.analysis.tables import markdown_of
from sim.commands.claims import STORE
from sim.commands.program import program
from sim.report.claims import markdown
from sim.report.claims_page import shares_of, tally_line
from sim.report.claims_words import EFFECT, effect, shares, verdict
from sim.study.progress import shown
from sim.version import model_version

DOCS = Path(__file__).parent
MARKS = "<!-- written by docs/claims.py -->\n", "<!-- end of the claims -->\n"


def filled(text: str, content: str) -> str:
    """A page with content between its marks."""
    first, last = MARKS
    if first not in text:
        raise SystemExit("a page lacks the marks between which claims are written")
    return re.sub(f"{first}.*?{last}", lambda _: f"{first}\n{content}\n{last}", text, flags=re.DOTALL)


def brief(found: Findings) -> str:
    """The table for readers with five minutes: the outcome that holds least, no reasons."""
    rows = [
        (claim["id"], claim["statement"], verdict(claim), effect(claim), shares(claim))
        for claim in found.claims.to_dict("records")
    ]
    heads = ("", "claim", "verdict", EFFECT, "holds/fails/unclear")
    return f"{tally_line(found)}\n\n{markdown_of(pd.DataFrame(rows, columns=pd.Index(heads)))}"


def turning(found: Findings) -> Iterator[str]:
    """Where each claim turns: the point nearest to the defaults at which it comes out the other way."""
    for claim in found.claims.to_dict("records"):
        if claim["verdict"] == UNDETERMINED:
            told = f"holds at {claim['holds']:.0%}, fails at {claim['fails']:.0%}, unclear at the rest"
            yield f"- **{claim['id']}** ({verdict(claim)}) {told}."
        elif claim["turns_at"]:
            point = ", ".join(f"`{path}` {_number(value)}" for path, value in json.loads(claim["turns_at"]).items())
            yield f"- **{claim['id']}** ({verdict(claim)}) turns at {point}."
        else:
            beyond = f"; beyond them at {claim['turns_beyond']}" if claim["turns_beyond"] else ""
            hangs = claim["depends_on"] or "nothing that was switched off alone"
            yield f"- **{claim['id']}** ({verdict(claim)}) turns nowhere in its ranges{beyond}. It hangs on {hangs}."


def _number(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def main() -> None:
    """Put the claims to the test, and write."""
    store = sys.argv[1] if len(sys.argv) > 1 else STORE
    with shown() as told:
        found = put_to_test(load_register().questions, store, progress=told.show)
    drawing = shares_of(found)
    drawing.save(DOCS, f"docs/claims.py; model version {model_version()}")
    (DOCS / "claims.pdf").unlink()
    page = f"{tally_line(found)}\n\n{markdown(found)}\n## Where each claim turns\n\n" + "\n".join(turning(found)) + "\n"
    for file, content in ((DOCS / "claims.md", page), (DOCS.parent / "README.md", brief(found))):
        file.write_text(filled(file.read_text(encoding="utf-8"), content), encoding="utf-8")


if __name__ == "__main__":
    program(main)
