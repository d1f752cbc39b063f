"""``hoardshare compare`` prints what differs, writes all or nothing, and refuses in one line what says nothing."""

import csv
from pathlib import Path

import pytest

from sim import OUTCOMES
from tests import program

SMALL = ["--replicates", "3", "--quarters", "6", "--workers", "1", "--outcomes", "trust,frontier"]


def compare(folder, *arguments, code=0):
    return program.hoardshare("compare", *arguments, "--store", folder / "store", code=code)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("compare")


@pytest.fixture(scope="module")
def told(folder):
    return compare(folder, "arms-race", "commons", *SMALL)


def test_it_prints_the_outcomes_asked_for_and_what_they_come_to(told):
    assert "commons against arms-race, 3 paired runs" in told.stdout
    assert "  trust " in told.stdout and "misuse" not in told.stdout
    assert f"Of {len(OUTCOMES)} outcomes, " in told.stdout and "of actors [" in told.stdout


def test_it_tells_who_gains_and_what_counts(told):
    heads = [line for line in told.stdout.splitlines() if line.startswith("who ")]
    assert len(heads) == 1 and heads[0].endswith("payoff of one, mean, USD a quarter [95 %]")
    groups = ("kind firm", "kind lab", "kind nation", "bloc ", "actor ")
    assert all(any(line.startswith(group) for line in told.stdout.splitlines()) for group in groups)
    said = " ".join(told.stdout.split())
    assert all(f"Payoff of a {kind}: " in said for kind in ("firm", "nation", "lab"))
    assert "prices.greatest_value" in said and "prices.nest" in said


def test_it_says_from_when_on_outcomes_are_measured(folder, told):
    assert "Ends, means and sums are those of all 6 quarters." in told.stdout
    later = compare(folder, "arms-race", "commons", *SMALL, "--from", "2021").stdout
    assert "of the 2 quarters from 2021-01-01 on; figures of the release log" in " ".join(later.split())
    assert "  trust " in later and " end, share " in later


def test_in_other_forms_of_the_market_nothing_is_said_of_prices(folder):
    told = compare(folder, "arms-race", "commons", *SMALL, "--set", "market.form=logit").stdout
    assert "Payoff of a firm: " in told and "prices.nest" not in told


def test_settings_change_both_sides_and_are_kept_with_the_runs(folder, told):
    assert compare(folder, "arms-race", "commons", *SMALL, "--set", "trust.gain=0.0").stdout != told.stdout
    exported = program.hoardshare("export", folder / "store", "--to", "csv").stdout
    rows = csv.DictReader(exported.splitlines())
    assert {row["trust.gain"] for row in rows} == {"", "0"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["arms-race", "comons"], 'did you mean "commons"?'),
        (["arms-race"], "expected at least two to compare"),
        (["arms-race", "commons", "--from", "1999"], "from: 1999-01-01 is before the runs"),
        (["arms-race", "commons", "--from", "soon"], '"soon" is not a day; expected a year such as 2027'),
        (["arms-race", "commons", "--replicates", "1"], "one pair of runs gives no interval"),
        (["arms-race", "commons", "--outcomes", "trusst"], 'did you mean "trust"?'),
        (["arms-race", "commons", "--against", "base"], "is not one of the scenarios"),
        (["arms-race", "commons", "--until", "-1"], "a number above 0"),
        (["arms-race", "commons", "--set", "trust.gain"], "expected a path and a value, such as trust.gain=0.1"),
    ],
)
def test_what_says_nothing_is_refused_in_one_line(tmp_path, arguments, told):
    result = compare(tmp_path, *arguments, code=2)
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1 and list(tmp_path.iterdir()) == []


def test_a_folder_needs_a_name(tmp_path):
    result = compare(tmp_path, "arms-race", "commons", *SMALL, "--out", "", code=2)
    assert "needs a name" in result.stderr and list(tmp_path.iterdir()) == []


def test_a_run_of_one_quarter_in_which_nothing_is_released_is_compared(tmp_path):
    few = ["--replicates", "2", "--quarters", "1", "--workers", "1"]
    compare(tmp_path, "arms-race", "commons", *few, "--out", tmp_path / "out", "--report", "--draws", "0")
    assert (tmp_path / "out" / "report.html").exists()


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_run(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    result = compare(tmp_path, "arms-race", "commons", *SMALL, "--out", tmp_path / "mine.txt", code=2)
    assert "is a file" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that takes nothing, whoever asks")
def test_a_folder_that_takes_no_files_is_told_before_anything_is_run(tmp_path):
    result = compare(tmp_path, "arms-race", "commons", *SMALL, "--out", "/proc/self/out", code=2)
    assert result.stderr.startswith("/proc/self/out: cannot be written: ")
    assert list(tmp_path.iterdir()) == []


def test_draws_print_conclusions_and_each_form(tmp_path):
    few = ("--replicates", "2", "--quarters", "4", "--set", "ties.topology=complete", "--set", "sharing.variety=0.1")
    arguments = ("arms-race", "commons", *few, "--draws", "4", "--forms", "--outcomes", "trust,surplus")
    told = compare(tmp_path, *arguments, "--workers", "1").stdout
    assert "Too few draws to conclude anything: 200 are needed in each form." in told
    assert "4 draws of 231 numbers" in " ".join(told.split())
    assert sum(line.startswith("adaptive") for line in told.splitlines()) == 2  # a row of each outcome


def test_forms_without_draws_are_refused(tmp_path):
    assert "add --draws 512" in compare(tmp_path, "arms-race", "commons", "--forms", code=2).stderr
