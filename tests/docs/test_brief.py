"""The brief for a minister can be made from its page alone: its files, written down, give what its commands tell."""

import re
import shlex

import pytest

from tests.program import ROOT, hoardshare

PAGE = (ROOT / "docs/howto/brief.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"`(\w+\.toml)`[^`]*?:?\n\n```toml\n(.*?)```", PAGE, re.DOTALL))
SMALLER = {"--draws 200": "--draws 2 --replicates 2", "--quarters 64": "--quarters 34", " --report": ""}
"""What makes a command long, and what takes its place; figures have tests of their own."""


def command(name):
    """The first command of a name on the page, at a small size and without the folder of its tables."""
    line, *_ = re.findall(rf"^\$ hoardshare ({name} .*)$", PAGE, re.MULTILINE)
    for shown, done in SMALLER.items():
        line = line.replace(shown, done)
    return shlex.split(re.sub(r" --out \S+", "", line))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with the files of the page."""
    folder = tmp_path_factory.mktemp("desk")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_it_has_three_proposals_and_a_study():
    assert list(FILES) == ["care.toml", "compute.toml", "allies.toml", "study.toml"]


def test_it_is_told_whom_a_law_binds(desk):
    told = hoardshare(*command("check"), cwd=desk)
    shown = re.search(r"^\$ hoardshare check .*\n((?:.+\n)+?)```", PAGE, re.MULTILINE)[1]
    assert told.stdout == shown and "16: google" in shown


def test_comparing_tells_who_wins_and_who_loses(desk):
    told = hoardshare(*command("compare"), cwd=desk)
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("better off  worse off") == 3 and told.stdout.count("\nbloc us ") == 3
    assert "2027-01-01" in told.stdout


def test_the_study_chooses_among_the_proposals(desk):
    told = hoardshare(*command("decide"), "--draws", "2", cwd=desk)
    assert told.returncode == 0, told.stderr
    shown = re.search(r"^\$ hoardshare decide .*\n((?:.+\n)+?)```", PAGE, re.MULTILINE)[1]
    names = re.findall(r"^(care by law|public compute|allied institutes|nothing more) +\d+%", shown, re.MULTILINE)
    assert len(names) == 4 and all(re.search(rf"^{name} +\d+%", told.stdout, re.MULTILINE) for name in names)
