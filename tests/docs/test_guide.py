"""What the guide shows is what the program takes."""

import re
from pathlib import Path

import pytest

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


def test_the_guide_shows_studies():
    assert len(STUDIES) == 3
