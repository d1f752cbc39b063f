"""Tutorials run from their first cell in an empty folder, and print what is stored in them."""

import difflib
import importlib.util
import re
import shlex

import pytest

from tests.docs.commands import take_apart
from tests.program import ROOT

FOLDER = ROOT / "docs" / "tutorials"
NAMES = sorted(path.name for path in FOLDER.glob("[0-9][0-9]_*.ipynb"))
MOST_BYTES = 1_500_000
"""What all notebooks together may weigh."""


@pytest.fixture(scope="module")
def tutorials():
    """The script that runs them; without what runs notebooks, these tests are skipped."""
    for needed in ("nbclient", "nbformat", "ipykernel"):
        importlib.import_module(needed)
    spec = importlib.util.spec_from_file_location("tutorials_execute", FOLDER / "execute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stored(name):
    import nbformat

    return nbformat.read(FOLDER / name, 4)


def unlike(tutorials, kept, found):
    """Lines that tell what cells print now from what is stored, cell by cell."""
    for number, (was, now) in enumerate(zip(tutorials.texts(kept), tutorials.texts(found), strict=True)):
        lines = difflib.unified_diff(
            was.splitlines(), now.splitlines(), f"stored, cell {number}", f"printed, cell {number}", lineterm="", n=1
        )
        yield from lines


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_a_tutorial_prints_what_is_stored_in_it(tutorials, name, tmp_path):
    if "SALib" in (FOLDER / name).read_text(encoding="utf-8"):
        importlib.import_module("SALib")
    found = tutorials.executed(FOLDER / name, tmp_path)
    different = list(unlike(tutorials, stored(name), found))
    assert not different, "\n".join(
        [f"{name} prints other text than is stored; `make tutorials` stores it anew:", *different]
    )


def test_a_difference_is_told_with_its_cell(tutorials):
    kept, found = stored(NAMES[0]), stored(NAMES[0])
    assert list(unlike(tutorials, kept, found)) == []
    number, cell = next((n, cell) for n, cell in enumerate(found.cells) if tutorials.texts(found)[n])
    cell.outputs[0] = {"output_type": "stream", "name": "stdout", "text": "something else\n"}
    cell.outputs[0] = type(cell)(cell.outputs[0])
    told = list(unlike(tutorials, kept, found))
    assert told[:2] == [f"--- stored, cell {number}", f"+++ printed, cell {number}"] and "+something else" in told


def test_a_cell_that_varies_is_not_compared(tutorials):
    found = stored(NAMES[0])
    number = next(n for n, told in enumerate(tutorials.texts(found)) if told)
    found.cells[number].metadata["tags"] = [tutorials.VARIES]
    assert tutorials.texts(found)[number] == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_tutorial_is_stored_as_the_script_writes_it(tutorials, name):
    """Nothing of the machine or the moment is stored, every cell was run, none failed."""
    notebook = stored(name)
    assert tutorials.stripped(stored(name)) == notebook
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    kinds = {output.output_type for cell in code for output in cell.outputs}
    assert "error" not in kinds and kinds & {"execute_result", "stream"}
    assert str(ROOT) not in (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_tutorial_begins_by_installing_what_is_missing(tutorials, name):
    """The same words in each, but for the extras, which exist."""
    first, head = (
        next(cell.source for cell in stored(each).cells if cell.cell_type == "code") for each in (name, NAMES[0])
    )
    pattern = r"\[([a-z,]+)\]\""
    assert re.sub(pattern, "", first) == re.sub(pattern, "", head)
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for extra in re.search(pattern, first)[1].split(","):
        assert re.search(rf"^{extra} = \[", declared, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_commands_and_links_of_a_tutorial_lead_somewhere(tutorials, name):
    prose = "\n".join(cell.source for cell in stored(name).cells if cell.cell_type == "markdown")
    for line in re.findall(r"^hoardshare .*", prose, re.MULTILINE):
        # A module is read as soon as it is named; the tutorial writes its own.
        there = re.sub(r"(?<=--with )\S+", (ROOT / "experiments/own_module.py").as_posix(), line)
        take_apart(shlex.split(there, comments=True)[1:])
    for target in re.findall(r"\]\(([^)#:]+)\)", prose):
        assert (FOLDER / target).exists(), target


def test_tutorials_are_numbered_and_small():
    assert [name[:2] for name in NAMES] == [f"{number:02}" for number in range(1, len(NAMES) + 1)]
    assert sum((FOLDER / name).stat().st_size for name in NAMES) < MOST_BYTES


def test_the_first_page_lists_every_tutorial():
    page = (FOLDER / "index.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \d+ \| \[.+\]\((\d\d_\w+\.ipynb)\)", page, re.MULTILINE)
    assert listed == NAMES and all(f"\n{name.removesuffix('.ipynb')}\n" in page for name in NAMES)
