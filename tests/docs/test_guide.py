"""What the guide shows is what the program takes."""

import re
from pathlib import Path

import pytest

from sim.scenario import load
from sim.study.study_file import read_design

ROOT = Path(__file__).parents[2]
STUDIES = [
    text
    for text in re.findall(r"```toml\n(.*?)```", (ROOT / "docs/guide/sweeps.md").read_text(), re.DOTALL)
    + re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    if "scenarios = " in text or "[parameters]" in text
]


@pytest.mark.parametrize("text", STUDIES)
def test_a_study_in_the_guide_is_a_study(tmp_path, text):
    whole = text if "scenarios = " in text else f'scenarios = ["leader-pivot"]\n{text}'
    (tmp_path / "study.toml").write_text(whole)
    assert len(read_design(tmp_path / "study.toml")) > 0


def blocks(name, language="toml"):
    """What a document shows in a language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)


def test_what_a_whole_study_may_have_besides_fits_the_study_above_it(tmp_path):
    whole, options = blocks("docs/guide/sweeps.md")[:2]
    assert "scenarios = " in whole and "scenarios = " not in options
    (tmp_path / "study.toml").write_text(whole + options)
    study = read_design(tmp_path / "study.toml")
    assert list(study.scenarios) == ["arms-race", "commons"] and len(study) == 2 * 3 * 4 * 2 * 100
    for number, (name, settings) in enumerate(study.settings_of_points()):
        assert number % 7 or study.resolve(name, settings).error == ""


@pytest.mark.parametrize("text", [text for text in blocks("README.md") if "extends = " in text])
def test_a_scenario_in_the_readme_is_one(tmp_path, text):
    (tmp_path / "own.toml").write_text(text)
    assert load(tmp_path / "own.toml").actors


def test_the_readme_shows_scenarios():
    assert len([text for text in blocks("README.md") if "extends = " in text]) >= 3


@pytest.mark.parametrize("name", ["README.md", "docs/guide/sweeps.md", "docs/guide/comparing.md"])
def test_a_program_that_is_shown_is_python(name):
    assert blocks(name, "python")
    for text in blocks(name, "python"):
        compile(text, name, "exec")


def test_the_guide_shows_studies():
    assert len(STUDIES) == 3
