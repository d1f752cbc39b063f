"""The page of the calibration is written from a folder, between its marks, and its head says what the code does."""

import importlib.util
import shutil
from pathlib import Path

import pytest

from tests.report import calibration

pytest.importorskip("matplotlib")
DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "calibration.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generator():
    spec = importlib.util.spec_from_file_location("docs_calibration", DOCS / "calibration.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_filled_from_a_folder_and_its_head_stays(generator, tmp_path):
    shutil.copy(DOCS / "calibration.md", tmp_path)
    folder = calibration.write(tmp_path / "fit", scenario="some-scenario")
    (folder / "forecast.parquet").unlink()
    later = calibration.write(tmp_path / "forecast", until="2022-12-31")
    generator.write(tmp_path, folder)
    alone = (tmp_path / "calibration.md").read_text(encoding="utf-8")
    generator.write(tmp_path, folder, later)
    page = (tmp_path / "calibration.md").read_text(encoding="utf-8")
    head = PAGE.partition(generator.MARKS[0])[0]
    assert len(head) > 1000 and page.startswith(head) and page.endswith(PAGE.partition(generator.MARKS[1])[2])
    assert "# some-scenario fitted to data\n" in page and "](calibration.png)" in page
    assert "A forecast of what came after" not in alone and "Fitted on data to 2022-12-31: " in page
    for name in ("calibration.png", "calibration-ranks.png"):
        assert f"]({name})" in page and (tmp_path / name).stat().st_size > 10000


def test_the_head_says_from_where_on_a_number_is_informed():
    posterior = pytest.importorskip("sim.analysis.calibration.told")
    shares = {0.2: "a fifth", 0.05: "a twentieth"}
    told = " ".join(PAGE.split())
    assert f"narrower than its prior by {shares[posterior.INFORMED]} at least" in told
    assert f"informed: by {shares[posterior.WEAKLY]} at least" in told
