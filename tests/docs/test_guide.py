"""What the guide shows is what the program takes."""

import re
from pathlib import Path

import pytest

from sim.study.study_file import read_design

ROOT = Path(__file__).parents[2]


def blocks(name):
    """The tables that a document shows, in order."""
    return re.findall(r"```toml\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)


STUDIES = [text for text in blocks("docs/howto/sweeps.md") if "scenarios = " in text or "[parameters]" in text]


@pytest.mark.parametrize("text", STUDIES)
def test_a_study_in_the_guide_is_a_study(tmp_path, text):
    whole = text if "scenarios = " in text else f'scenarios = ["leader-pivot"]\n{text}'
    (tmp_path / "study.toml").write_text(whole)
    assert len(read_design(tmp_path / "study.toml")) > 0


def test_what_a_whole_study_may_have_besides_fits_the_study_above_it(tmp_path):
    _, whole, options = blocks("docs/howto/sweeps.md")[:3]
    assert "scenarios = " in whole and "scenarios = " not in options
    (tmp_path / "study.toml").write_text(whole + options)
    study = read_design(tmp_path / "study.toml")
    assert list(study.scenarios) == ["arms-race", "commons"] and len(study) == 2 * 3 * 4 * 2 * 100
    for number, (name, settings) in enumerate(study.settings_of_points()):
        assert number % 7 or study.resolve(name, settings).error == ""


def test_the_guide_shows_studies():
    assert len(STUDIES) == 3
