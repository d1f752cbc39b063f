"""What README and the pages show can be done as it is shown: at a small size, and in a folder of its own."""

import re
import shlex

import pytest
from typer.main import get_command

import sim
from sim.cli import app
from tests.docs.commands import take_apart
from tests.program import ROOT, hoardshare
from tests.study.sweeps import Here

SHOWN = (ROOT / "README.md", *(ROOT / "docs/howto").glob("*.md"), *(ROOT / "docs/explanation").glob("*.md"))
PAGES = {page.name: page.read_text(encoding="utf-8") for page in SHOWN}
BLOCKS = [
    pytest.param(kind, text, id=f"{name}:{whole[: found.start()].count(chr(10)) + 1}")
    for name, whole in PAGES.items()
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", whole, re.DOTALL | re.MULTILINE)
    for kind, text in [found.groups()]
]
OTHERWISE = {
    r"replicates=\d+": "replicates=2",
    r"(?<!ministry\", )draws=\d+": "draws=2, quarters=8",
    r"sample\(problem, \d+\)": "sample(problem, 2)",
    "experiments/": f"{(ROOT / 'experiments').as_posix()}/",
    "own-data/": f"{(ROOT / 'docs/howto/own-data').as_posix()}/",
}
"""What makes an example long, or is of the folder of the project, and what takes its place."""
ELSEWHERE = ("SLURMCluster", "show(")
"""Marks of examples that need another machine, or a browser."""


def of_kind(*kinds):
    return [block for block in BLOCKS if block.values[0] in kinds]


SCENARIOS = [block for block in of_kind("toml") if "extends = " in block.values[1]]


def commands():
    """The commands of all blocks, without prompts, comments and what a shell does with the output."""
    for block in of_kind("", "bash"):
        for line in re.findall(r"^(?:\w*\$ )?hoardshare .*", block.values[1], re.MULTILINE):
            words = shlex.split(line.partition("$ ")[2] or line, comments=True)
            yield words[1 : words.index(">")] if ">" in words else words[1:]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("kind", "text"), of_kind("python"))
def test_a_program_runs(kind, text, tmp_path, monkeypatch):
    pytest.importorskip("matplotlib").use("agg")
    if "SALib" in text:
        pytest.importorskip("SALib")
        pytest.importorskip("ema_workbench")
    for shown, done in OTHERWISE.items():
        text = re.sub(shown, done, text)
    compiled = compile(text, "example", "exec")
    if any(mark in text for mark in ELSEWHERE):
        pytest.skip("needs another machine, or a browser")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", lambda *_, **__: Here())
    exec(compiled, {"__name__": "__main__"})


@pytest.mark.parametrize(("kind", "text"), SCENARIOS)
def test_a_scenario_can_be_loaded(kind, text, tmp_path):
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    parent = re.search(r'extends = "(.*)"', text)[1]
    assert sim.load(tmp_path / "mine.toml").digest != sim.load(parent).digest


@pytest.mark.parametrize("words", [pytest.param(words, id=" ".join(words)) for words in commands()])
def test_a_command_is_one(words):
    """Every command, option and argument is known; a synopsis has its options in brackets."""
    if any(word.startswith("[") for word in words):
        command = get_command(app).commands[words[0]]
        options = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
        assert {word.strip("[]") for word in words if word.startswith("[--")} <= options
        return
    take_apart([word.replace("$SLURM_ARRAY_TASK_", "1") for word in words])


def test_readme_takes_five_minutes():
    assert len(PAGES["README.md"].encode()) < 8000


def test_a_page_has_every_command():
    shown = set(re.findall(r"^\$ hoardshare ([a-z]+)", PAGES["commands.md"], re.MULTILINE))
    assert shown == set(get_command(app).commands)


def test_the_table_of_a_reduction_is_what_is_printed():
    shown = re.search(r"^\$ hoardshare (reductions .*)\n((?:.+\n)+?)```", PAGES["published.md"], re.MULTILINE)
    assert hoardshare(*shlex.split(shown[1])).stdout.split() == shown[2].split()


def test_the_pages_show_programs_scenarios_and_commands():
    assert len(of_kind("python")) > 8 and len(SCENARIOS) > 2 and len(list(commands())) > 20
