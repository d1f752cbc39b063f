"""Writes the tables and pictures of docs/findings.md: what sharing and five packages change, under draws.

README.md has the headline in short, taken from that page. Run it with `make findings`, or `python docs/findings.py
[STORE]`. It takes minutes, unless the store has the runs. `python docs/findings.py --readme` only writes the part of
README.md anew.
"""

import re
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import sim
from sim.analysis.conclusions import Conclusions
from sim.analysis.drivers import drivers
from sim.analysis.sizes import DRAWS
from sim.analysis.tables import markdown_of
from sim.commands.options import STORE
from sim.commands.program import program
from sim.plots.conclusions import signs
from sim.plots.style import save
from sim.report.conclusions_words import DRIVER_HEADS, HEADS, NUMBERS, driver_rows, holds, rows, turn_lines
from sim.report.drivers_files import picture
from sim.study.progress import shown
from sim.version import model_version
from sim.view.glossary import label

DOCS = Path(__file__).parent
HEADLINE = ("arms-race", "commons")
PACKAGES = ("harmonized", "open-licence", "leader-pivot", "global-commons", "open-alliance")
PACKAGE_DRAWS = 256
TOP = 3
LEFT_OUT, MIDDLE, SAME = HEADS.index("depends most on"), HEADS.index("median [90 %]"), HEADS.index("same sign")
"""Columns of the rows of conclusions."""
SHORT = ("outcome", "where all share", "in so many draws", "sure?")
"""Heads of the table of README.md."""


def filled(text: str, name: str, content: str) -> str:
    """A page with content between the marks of its name."""
    first, last = f"<!-- {name}: written by docs/findings.py -->\n", f"<!-- end of {name} -->\n"
    if first not in text:
        raise SystemExit(f"a page lacks the marks between which {name} is written")
    return re.sub(f"{first}.*?{last}", lambda _: f"{first}\n{content}\n{last}", text, flags=re.DOTALL)


def headline(found: Conclusions) -> str:
    """One line an outcome, and how signs turn."""
    table = pd.DataFrame(rows(found, HEADLINE[1]), columns=pd.Index(HEADS)).drop(columns=HEADS[LEFT_OUT])
    turns = "\n".join(f"- {line}" for line in turn_lines(found, HEADLINE[1]))
    right = tuple(HEADS[place] for place in NUMBERS)
    return f"{markdown_of(table, right)}\n{holds(found)}\n\nHow signs turn:\n\n{turns}\n"


def between(text: str, name: str) -> str:
    """What stands in a page between the marks of a name."""
    _, _, rest = text.partition(f"<!-- {name}: written by docs/findings.py -->\n")
    return rest.partition(f"<!-- end of {name} -->\n")[0]


def short(page: str) -> str:
    """The headline in a third of its words: a row an outcome, from the table of docs/findings.md."""
    lines = [line for line in between(page, "headline").splitlines() if line.startswith("|")]
    heads, _, *told = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    table = pd.DataFrame([_in_short(dict(zip(heads, row, strict=True))) for row in told], columns=pd.Index(SHORT))
    robust = sum(sure.startswith("yes") for sure in table[SHORT[-1]])
    verb = "are" if robust > 1 else "is"
    said = f"**{robust or 'None'} of {len(table)} outcomes {verb} sure to be higher or lower.**"
    return f"{said}\n\n{markdown_of(table, SHORT[2:3])}"


def _in_short(row: dict[str, str]) -> tuple[str, str, str, str]:
    """An outcome in words, the sign of its median, in how many draws it has it, and whether that is sure."""
    middle = row["median [90 %]"].partition(" [")[0]
    sign = "alike" if not float(middle.replace(",", "")) else "less" if middle.startswith("-") else "more"
    share = row["same sign"].partition(",")[0] if sign != "alike" else ""
    verdict = row[""]
    sure = "yes" if verdict.startswith("robust") else f"no: {verdict}"
    return label(row["outcome"]), sign, share, sure


def hangs(found: Conclusions) -> str:
    """What each outcome depends on the most."""
    names = list(dict.fromkeys(found.table["outcome"]))
    told = [row for name in names for row in driver_rows(found, HEADLINE[1], name, TOP)]
    return markdown_of(pd.DataFrame(told, columns=pd.Index(DRIVER_HEADS)), (DRIVER_HEADS[2], DRIVER_HEADS[3]))


def packages(found: Conclusions) -> str:
    """A row an outcome, a column a package: the median with 90 %, the verdict, and how many draws agree in sign."""
    cells = {
        package: {row[0]: (row[MIDDLE], row[-1], row[SAME]) for row in rows(found, package)} for package in PACKAGES
    }
    names = list(dict.fromkeys(found.table["outcome"]))
    table = [(name, *("; ".join(cells[package][name]) for package in PACKAGES)) for name in names]
    return markdown_of(pd.DataFrame(table, columns=pd.Index(("outcome", *PACKAGES)))) + f"\n{holds(found)}\n"


def drawn(found: Conclusions, path: Path) -> None:
    """In what share of draws there is more, in each form."""
    figure, axes = plt.subplots(figsize=(7.0, 5.6), layout="constrained")
    signs(axes, found.by_form, "strategies", "knowledge")
    figure.suptitle("Commons less arms race: filled marks are robust in their form", fontsize=10)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=5, frameon=False, fontsize=7)
    save(figure, path, f"docs/findings.py; model version {model_version()}")
    plt.close(figure)
    path.with_suffix(".pdf").unlink()


def write(store: str) -> None:
    """Run what the page tells of, and write the page and its pictures."""
    with shown() as told:
        both = sim.compare(HEADLINE, 50, draws=DRAWS, store=store, progress=told.show).conclusions
        rest = sim.compare(
            (HEADLINE[0], *PACKAGES), 50, draws=PACKAGE_DRAWS, store=store, progress=told.show
        ).conclusions  # fmt: skip
        hung = drivers(*HEADLINE, DRAWS, store=store, progress=told.show)
    if both is None or rest is None:
        raise SystemExit("comparisons without conclusions")
    drawn(both, DOCS / "conclusions.png")
    picture(hung, DOCS / "drivers", f"docs/findings.py; model version {model_version()}")
    (DOCS / "drivers.pdf").unlink()
    content = {"headline": headline(both), "drivers": hangs(both), "packages": packages(rest)}
    text = (DOCS / "findings.md").read_text(encoding="utf-8")
    for name, table in content.items():
        text = filled(text, name, table)
    (DOCS / "findings.md").write_text(text, encoding="utf-8")


def main() -> None:
    """Write both pages."""
    if sys.argv[1:] != ["--readme"]:
        write(sys.argv[1] if len(sys.argv) > 1 else STORE)
    page, readme = DOCS / "findings.md", DOCS.parent / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(filled(text, "headline", short(page.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    program(main)
