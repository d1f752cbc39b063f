"""Writes the table and the figure of docs/facts.md from a hundred runs; `--check` only compares the table.

Run it with `make docs`, or `python docs/facts.py [--check]`.
"""

import re
import sys
import tempfile
from pathlib import Path

from sim.analysis.facts.beside import side_by_side, usual_beside
from sim.analysis.facts.reproduce import SCENARIO
from sim.report.facts_files import markdown, write

PAGE = Path(__file__).parent / "facts.md"
MARKS = "<!-- written by docs/facts.py -->\n", "<!-- end -->\n"


def filled(text: str, table: str) -> str:
    """The page with a table between its marks."""
    first, last = MARKS
    below = re.sub(r"^#", "##", table, flags=re.MULTILINE)  # the page has a heading of its own
    return re.sub(f"{first}.*?{last}", lambda _: f"{first}\n{below}\n{last}", text, flags=re.DOTALL)


def main() -> None:
    """Write the page, or say that it is out of date."""
    with tempfile.TemporaryDirectory() as folder:
        beside = usual_beside(SCENARIO, is_forecast=False)
        found = side_by_side(SCENARIO, beside, store=Path(folder) / "store")
        text = PAGE.read_text(encoding="utf-8")
        page = filled(text, markdown(found))
        if "--check" in sys.argv:
            sys.exit(None if page == text else "docs/facts.md is out of date; run `make docs`")
        PAGE.write_text(page, encoding="utf-8")
        write(found, Path(folder) / "out", "docs/facts.py")
        (PAGE.parent / "facts.png").write_bytes((Path(folder) / "out" / "facts.png").read_bytes())


if __name__ == "__main__":
    main()
