"""What the page on R shows of exported files is in them; R itself runs its lines where it is installed."""

import re
import shutil
import subprocess

import pandas as pd
import pytest
from scipy.stats import ttest_rel

import sim
from sim.study.table import series
from tests.docs.test_guide import blocks
from tests.program import ROOT
from tests.study.sweeps import Here

PAGE = (ROOT / "docs" / "howto" / "r.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"^```\n(> .*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files of the page."""
    there = tmp_path_factory.mktemp("r")
    (there / "study.toml").write_text(blocks("docs/howto/r.md")[0], encoding="utf-8")
    runs = sim.sweep(there / "study.toml", there / "store", Here())
    runs.to_csv(there / "runs.csv", index=False)
    series(there / "store", "series", runs["key"].tolist()).to_csv(there / "series.csv", index=False)
    return there


def test_means_and_the_test_of_the_page_are_those_of_the_runs(folder):
    runs = pd.read_csv(folder / "runs.csv")
    means = runs.groupby("scenario")[["frontier", "trust", "incidents"]].mean()
    for scenario, row in means.iterrows():
        shown = re.search(rf"^\d +{scenario} +([\d.]+) +([\d.]+) +([\d.]+)$", PAGE, re.MULTILINE)
        assert [float(number) for number in shown.groups()] == pytest.approx(row.to_list(), rel=1e-5)
    sides = {name: rows.sort_values("replicate")["frontier"].to_numpy() for name, rows in runs.groupby("scenario")}
    found = ttest_rel(sides["commons"], sides["arms-race"])
    assert float(re.search(r"^t = ([\d.]+), df = 19", PAGE, re.MULTILINE)[1]) == pytest.approx(
        found.statistic, rel=1e-4
    )


def test_r_prints_what_the_page_shows(folder):
    """Rows keep the order of the file, which depends on the sweep: their numbers are left out."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("needs R")
    lines = [line[2:] for session in SESSIONS[:3] for line in session.splitlines() if line.startswith("> ")]
    (folder / "page.R").write_text("\n".join(lines) + "\n", encoding="utf-8")
    how = "echo = TRUE, spaced = FALSE, max.deparse.length = Inf"
    way = f'options(width = 100, keep.source = TRUE); source("page.R", {how})'
    done = subprocess.run([program, "-e", way], cwd=folder, capture_output=True, text=True, check=True)
    assert _plain(done.stdout) == _plain("\n".join(SESSIONS[:3]))


def _plain(text):
    """Words of a session, without the numbers of rows and how many columns a file has."""
    text = re.sub(r"^(\d+ )(?=\S+-race +\d )", "", text, flags=re.MULTILINE)
    return re.sub(r"^\[1\] .*$", "", text, flags=re.MULTILINE).split()
