"""`hoardshare new`: what it writes can be loaded, with every example taken up; what it must not do, it does not."""

import os
import re
import shlex

import pytest

import sim
from sim.own_data.together import own_data
from sim.starter import starter
from sim.study.study_file import read_design
from sim.whole import whole
from tests.program import hoardshare

WHOLE_LINE = re.compile(r"^#(?![ :]|$)", re.MULTILINE)
"""What makes a line an example."""


def examples(text):
    """The examples of a file, each without its marks."""
    found = re.findall(r"(?:^#(?![ :]|$).*\n|^# .*\n)+", text, re.MULTILINE)
    return [WHOLE_LINE.sub("", each) for each in found if WHOLE_LINE.search(each)]


@pytest.mark.parametrize("parent", ["race-2019", "base", "leader-pivot", "global-commons"])
def test_every_example_can_be_taken_up_alone_and_with_all_others(tmp_path, parent):
    world = sim.load(parent)
    text = starter(world, parent, "mine", "mine.toml", {}, ())
    file, same = tmp_path / "mine.toml", 0
    file.write_text(WHOLE_LINE.sub("", text), encoding="utf-8")
    assert sim.load(file).digest != world.digest
    head = text[: text.index("#quarters")]
    found = examples(text)
    assert len(found) >= 9
    for example in found:
        file.write_text(f"{head}\n{example}", encoding="utf-8")
        same += sim.load(file).digest == world.digest
    assert same == 4, "the length and three numbers are as they are now; every other example changes something"


def test_a_starter_is_the_scenario_itself_until_it_is_changed(tmp_path):
    said = hoardshare("new", "mine", "--from", "race-2019", cwd=tmp_path).stdout
    assert sim.load(tmp_path / "mine.toml").digest == sim.load("race-2019").digest
    assert sim.load(tmp_path / "mine.toml").title == "mine"
    commands = [shlex.split(line) for line in said.splitlines() if line.startswith("  hoardshare ")]
    assert [words[1] for words in commands] == ["check", "compare"]
    assert "mine.toml: ok: mine" in hoardshare(*commands[0][1:], cwd=tmp_path).stdout


def test_own_data_go_into_the_file_together_and_alone(tmp_path):
    (tmp_path / "actors.csv").write_text("name;kind;bloc;compute\nours;lab;west;2,5\nalpha;;;9\n")
    (tmp_path / "numbers.csv").write_text("path;value;low;high\ntrust.gain;0,05;0,01;0,1\nactors.ours.cash;3;;\n")
    (tmp_path / "ties.csv").write_text("from,to\nours,alpha\nalpha,beta\n")
    options = ("--actors", "actors.csv", "--numbers", "numbers.csv", "--network", "ties.csv", "--out", "sub/x.toml")
    (tmp_path / "sub").mkdir()
    hoardshare("new", "mine", "--from", "base", *options, cwd=tmp_path)
    mine = sim.load(tmp_path / "sub/x.toml")
    assert (mine.actors["ours"].compute, mine.actors["ours"].cash, mine.actors["alpha"].compute) == (2.5, 3.0, 9.0)
    assert mine.trust.gain == 0.05 and mine.ties.edges == [["ours", "alpha"], ["alpha", "beta"]]
    study = read_design(tmp_path / "sub/x-study.toml")
    assert len(study) == 128 and "trust.gain" in dict(next(iter(study.settings_of_points()))[1])
    # A file that extends it, from another folder.
    hoardshare("new", "next", "--from", "sub/x.toml", cwd=tmp_path)
    assert sim.load(tmp_path / "next.toml").digest == mine.digest


REFUSED = {
    "there already": (("mine",), "mine.toml: is there already; choose another name, or replace it with --force"),
    "shipped": (("base",), "base is a scenario that comes with hoardshare"),
    "a path": (("/b",), "expected a name that a file can have"),
    "no name": ((" ",), "expected a name that a file can have"),
    "an option": (("--", "-x"), "expected a name that a file can have"),
    "a device": (("nul",), "expected a name that a file can have"),
    "its parent": (("x", "--from", "child.toml", "--out", "mine.toml", "--force"), "mine.toml: is one of the files"),
    "its data": (("x", "--actors", "a.csv", "--out", "a.csv", "--force"), "a.csv: is one of the files that are read"),
    "a folder": (("x", "--out", "."), "is a folder"),
    "no folder": (("x", "--out", "none/x.toml"), "no such folder"),
    "parent": (("x", "--from", "race-2018"), 'did you mean "race-2019"?'),
    "only": (("x", "--only"), "give --actors as well"),
    "weight": (("x", "--least-weight", "2"), "give --network as well"),
    "data": (("x", "--actors", "a.csv", "--numbers", "n.csv", "--network", "t.csv"), "n.csv, row 2, column path"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "message"), [pytest.param(*case, id=name) for name, case in REFUSED.items()])
def test_what_cannot_be_written_is_refused_and_nothing_is_written(tmp_path, words, message):
    mine = 'extends = "base"'
    (tmp_path / "mine.toml").write_text(mine)
    (tmp_path / "child.toml").write_text('extends = "mine.toml"')
    (tmp_path / "n.csv").write_text("path,value\ntrust.gian,1\n")
    (tmp_path / "t.csv").write_text("from,to\ngoogle,ours\ngoogle,nobody\n")
    (tmp_path / "a.csv").write_text("name,kind\nours,lab\n")
    before = sorted(tmp_path.iterdir())
    said = " ".join(hoardshare("new", *words, cwd=tmp_path, code=2).stderr.split())
    assert message in re.sub(r" ?│ ?", " ", said)
    assert sorted(tmp_path.iterdir()) == before and (tmp_path / "mine.toml").read_text() == mine
    assert ("t.csv, row 3, column to: no actor" in said) == ("t.csv" in words), "all files are read"


def test_a_number_that_may_have_a_mark_between_thousands_is_told(tmp_path):
    (tmp_path / "my.csv").write_text("path;value\nactors.alpha.compute;1.500\n")
    own = sim.read_numbers(tmp_path / "my.csv", "base")
    assert own == {"actors.alpha.compute": 1.5} and '"1.500" is read as 1.5' in own.notes[-1]


def test_a_file_is_replaced_if_that_is_asked_for(tmp_path):
    (tmp_path / "mine.toml").write_text("mine")
    hoardshare("new", "mine.toml", "--force", cwd=tmp_path)
    assert sim.load(tmp_path / "mine.toml").title == "mine" and len(list(tmp_path.iterdir())) == 1


def test_a_value_that_two_files_give_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("name,cash\nalpha,1\n")
    (tmp_path / "n.csv").write_text("path,value\nactors.alpha.cash,2\nties.topology,blocs\n")
    (tmp_path / "t.csv").write_text("alpha,beta\n")
    files = {"actors": tmp_path / "a.csv", "numbers": tmp_path / "n.csv", "network": tmp_path / "t.csv"}
    with pytest.raises(sim.ScenarioError, match=r'"actors.alpha.cash" is in .*a.csv, row 2 as well') as error:
        own_data(sim.load("base"), **files)
    assert '"ties.topology" is what the network says' in str(error.value)


def test_a_link_stays_and_the_file_to_which_it_leads_is_replaced(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "real.toml").write_text("old")
    (tmp_path / "mine.toml").symlink_to("deep/real.toml")
    hoardshare("new", "mine", "--force", cwd=tmp_path)
    assert (tmp_path / "mine.toml").is_symlink() and sim.load(tmp_path / "deep" / "real.toml").title == "mine"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["deep", "mine.toml", "real.toml"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_a_device_or_a_pipe_is_never_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = hoardshare("new", "mine", "--out", str(pipe), "--force", cwd=tmp_path, code=2)
    assert "is a device or a pipe; expected a file" in done.stderr
    with pytest.raises(OSError, match="no ordinary file"), whole(pipe) as draft:
        draft.write_text("x")
    assert pipe.is_fifo() and [entry.name for entry in tmp_path.iterdir()] == ["pipe"]
