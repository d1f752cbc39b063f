"""docs/licences.md lists each package that pyproject.toml asks for, and all that these need here."""

import importlib.util
import re

import pytest

from tests.program import ROOT


@pytest.fixture(scope="module")
def script():
    """The script that writes the page."""
    spec = importlib.util.spec_from_file_location("docs_licences", ROOT / "docs/licences.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_package_is_missing(script):
    assert script.missing() == []
    page = script.PAGE.read_text(encoding="utf-8")
    for name in (each.name.lower() for rows in script.groups().values() for each in rows):
        assert re.search(rf"^\| \*\*{re.escape(name)}\*\* \| .+ \|$", page, re.MULTILINE), name


def test_a_package_that_is_missing_is_named(script, tmp_path, monkeypatch):
    page = tmp_path / "licences.md"
    page.write_text(re.sub(r"^\| \**numba\** .*\n", "", script.PAGE.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    monkeypatch.setattr(script, "PAGE", page)
    assert script.missing() == ["numba"]
