"""CITATION.cff is complete and agrees with the package, and ``hoardshare cite`` prints what it says."""

import re
import tomllib
from datetime import date

import yaml
from typer.testing import CliRunner

from sim.cli import app
from sim.commands.cite import fields
from sim.version import model_version
from tests.program import ROOT

CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_file_has_what_its_format_asks_for():
    assert {"cff-version", "message", "title", "authors"} <= CITATION.keys()  # what the schema of 1.2.0 requires
    assert CITATION["cff-version"] == "1.2.0" and CITATION["type"] == "software"
    for work in (CITATION, *CITATION["references"]):
        assert all(set(author) == {"name"} for author in work["authors"])
    assert all({"authors", "title", "type"} <= work.keys() for work in CITATION["references"])


def test_it_agrees_with_the_package_and_the_changelog():
    assert (CITATION["version"], CITATION["license"]) == (PROJECT["version"], PROJECT["license"])
    assert [author["name"] for author in CITATION["authors"]] == [author["name"] for author in PROJECT["authors"]]
    version, day = re.search(r"^## \[(\d+\.\d+\.\d+)\] - (\S+)$", CHANGES, re.MULTILINE).groups()
    assert (version, date.fromisoformat(day)) == (CITATION["version"], CITATION["date-released"])


def test_the_changelog_has_the_usual_form():
    headings = re.findall(r"^(##+) (.+)$", CHANGES, re.MULTILINE)
    assert headings[0] == ("##", "[Unreleased]")
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert all(text in kinds for level, text in headings if level == "###")
    assert all(
        re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", text) for level, text in headings[1:] if level == "##"
    )


def test_what_is_printed_is_what_the_file_says():
    read = fields()
    for key in ("title", "version", "license", "type", "message"):
        assert read[key] == CITATION[key]
    assert (read["date-released"], read["author"]) == (str(CITATION["date-released"]), CITATION["authors"][0]["name"])
    both = CliRunner().invoke(app, ["cite"]).output
    for style in ("apa", "bibtex"):
        told = CliRunner().invoke(app, ["cite", "--style", style]).output
        assert told.strip() in both
        assert all(
            part in told for part in (CITATION["title"], model_version(), CITATION["version"], "Epoch AI", "CC BY 4.0")
        )


def test_the_paper_cites_what_its_list_of_references_has():
    paper, references = ((ROOT / name).read_text(encoding="utf-8") for name in ("paper.md", "paper.bib"))
    listed = re.findall(r"^@\w+\{(\w+),$", references, re.MULTILINE)
    assert len(listed) == len(set(listed)) and set(listed) == set(re.findall(r"@(\w+\d{4}\w+)", paper))
