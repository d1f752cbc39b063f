"""What is printed: nothing is cut at any width, nothing is obeyed, and no stream makes a traceback."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import sim
from sim.analysis.ablate import ablate
from sim.analysis.facts.reproduce import reproduce
from sim.cli import app
from sim.commands import reductions
from sim.commands.ablate import _print as print_ablation
from sim.commands.compare import print_comparison
from sim.commands.facts import _print as print_facts
from sim.console import columns, console, harmless, say
from sim.console.screen import filled
from sim.report.ablate_files import details
from sim.report.words import figures
from sim.theory.table import Check
from tests.study.sweeps import Here

WIDTHS = [40, 80, 120, None]
ROOT = Path(__file__).parents[1]
EVIL = 'title = "\\u001b[31mRed\\u001b]0;you\\u0007 \\u009b1m\\u202e Zürich 東京"\n'


@pytest.fixture(params=WIDTHS, ids=str)
def width(request, monkeypatch):
    """A terminal of a width, or none."""
    if request.param is not None:
        monkeypatch.setenv("COLUMNS", str(request.param))
        monkeypatch.setattr("sim.console.is_piped", lambda: False)
    return request.param


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("runs") / "store"


@pytest.fixture(scope="module")
def comparison(store):
    named = {"a-control-of-a-rather-long-name": "arms-race", "commons": "commons"}
    return sim.compare(named, 4, quarters=6, store=store, executor=Here())


@pytest.fixture(scope="module")
def ablation(store):
    one, other = (sim.load(name, {"quarters": 6}) for name in ("commons", "arms-race"))
    return ablate(one, other, 3, store=store, executor=Here(), mechanisms=["trust", "effort"])


@pytest.fixture(scope="module")
def reproduction(store):
    return reproduce(replicates=2, store=store, executor=Here())


def whole(text, *parts):
    """Nothing is left out, and every part stands on one line."""
    assert "…" not in text
    for part in parts:
        assert part in text, part


def test_a_comparison_is_whole_at_any_width(width, comparison, capsys):
    print_comparison(comparison, list(sim.OUTCOMES))
    rows = list(figures(comparison.table))
    whole(capsys.readouterr().out, *sim.OUTCOMES, *(row.cells[2] for row in rows), "a-control-of-a-rather-long-name")


def test_an_ablation_is_whole_at_any_width(width, ablation, capsys):
    print_ablation(ablation)
    text = capsys.readouterr().out
    whole(text, *ablation.table["outcome"].unique(), "share carried")


def test_one_outcome_of_an_ablation_is_whole_at_any_width(width, ablation, capsys):
    one = ablation.__class__(**{**vars(ablation), "table": ablation.table[ablation.table["outcome"] == "trust"]})
    print_ablation(one)
    whole(capsys.readouterr().out, *(cell for row in details(one, "trust") for cell in row))


def test_facts_are_whole_at_any_width(width, reproduction, capsys):
    print_facts(reproduction)
    text = capsys.readouterr().out
    whole(text, "hit", "MISS", *(f"{row.data:.3g}" for row in reproduction.table.itertuples() if abs(row.data) < 1000))


def test_two_scenarios_beside_the_facts_are_whole_at_any_width(width, reproduction, capsys):
    other = replace(reproduction, scenario="a-scenario-of-a-rather-long-name")
    print_facts(replace(reproduction, beside=other))
    text = capsys.readouterr().out
    whole(text, "MISS", other.scenario, *(f"{row.data:.3g}" for row in other.table.itertuples()))


def test_reductions_are_whole_at_any_width(width, capsys):
    check = Check("a-case", "what it is about " * 9, "Somebody & Other 1999", 1.0, 1.23457e-12, 1e-9)
    reductions._print_checks([check])
    reductions._print_point({"risk, theory": 0.123456, "risk, model": 0.123457, "parameters": {}})
    whole(capsys.readouterr().out, "a-case", "1.23457e-12", "1e-09", "0.123456", "0.123457")


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["run", "base", "--quarters", "2"], ["status", "STORE"], ["reductions", "dilemma", "--x", "1"]],
)
def test_commands_are_whole_at_any_width(width, arguments, store, comparison):
    told = CliRunner().invoke(app, [str(store) if each == "STORE" else each for each in arguments])
    parts = {"list": sim.names(), "run": sim.OUTCOMES, "status": ["commons", "a-control-of-a-rather-long-name"]}
    assert told.exit_code == 0
    whole(told.output, *parts.get(arguments[0], []))


def test_a_claim_is_whole_at_any_width(width, capsys):
    listing = columns("id", "claim", "effect [95 %]")
    effects = "a_long_outcome_name: -0.0501 [-0.0601, -0.0401]\ntrust: +1 [0, 2]"
    listing.add_row("G4", "Sharing brings " + "more and more " * 12, effects)
    console().print(listing)
    whole(capsys.readouterr().out, "G4", *effects.split("\n")[1:], "-0.0501", "a_long_outcome_name")


@given(st.text(), st.integers(1, 50))
def test_lines_break_between_words_alone(text, width):
    lines = filled(harmless(text), width)
    assert " ".join(lines).split() == harmless(text).split()


@given(st.text(st.characters()))
def test_no_text_gives_orders_to_a_terminal(text):
    told = harmless(text)
    assert all(letter == "\n" or not ("\x00" <= letter < " " or "\x7f" <= letter <= "\x9f") for letter in told)
    assert not set(told) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    told.encode()


def test_words_of_all_scripts_stay_as_they_are():
    for text in ("Zürich 東京\u3000\u00a0x", "می\u200cخواهم", "line\nline", "👩\u200d🔬"):
        assert harmless(text) == text


def test_titles_are_text_in_tables_and_lines(capsys):
    table = columns("[bold]name")
    table.add_row("\x1b[31m[red]Red\r\x07")
    console().print(table)
    console().print("\x1b]0;title\x07 [i]")
    say("\x9b1m")
    assert capsys.readouterr().out.split() == [
        "[bold]name", r"\x1b[31m[red]Red\r\x07", r"\x1b]0;title\x07", "[i]", r"\x9b1m",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("evil")
    (place / "evil.toml").write_text(EVIL, encoding="utf-8")
    return place


def shell(line, folder, **environment):
    """What a shell says of a command line, and its exit code; HOARDSHARE is the program."""
    program = f"{sys.executable} -m sim.cli"
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line.replace("HOARDSHARE", program)],
        cwd=folder, env=variables, capture_output=True, timeout=300,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "encoding"),
    [
        ("check evil.toml", "ascii"),
        ("check evil.toml", "utf-8"),
        ("check evil.toml --set a.b=1", "ascii"),
        ("run evil.toml --quarters 2", "cp1252"),
    ],
)
def test_titles_reach_any_terminal_without_orders(folder, command, encoding):
    told = shell(f"HOARDSHARE {command}", folder, PYTHONIOENCODING=encoding)
    text = told.stdout + told.stderr
    assert b"Traceback" not in text and not {0x1B, 0x07} & set(text)
    assert told.returncode == (2 if "--set" in command else 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("HOARDSHARE schema | head -1", 0, b""),
        ("HOARDSHARE schema >&-", 0, b""),
        ("HOARDSHARE schema >&- 2>&- <&-", 0, b""),
        ("HOARDSHARE schema > /dev/full", 1, b"standard output: No space left on device\n"),
        ("HOARDSHARE list > /dev/full", 1, b"standard output: No space left on device\n"),
        ("HOARDSHARE list | true", 0, b""),
        ("HOARDSHARE list >&-", 0, b""),
        ("HOARDSHARE check nowhere 2>&-", 2, b""),
        ("HOARDSHARE check nowhere 2> /dev/full", 2, b""),
        ("HOARDSHARE check nowhere >&- 2>&-", 2, b""),
    ],
)
def test_a_stream_that_is_closed_full_or_left_makes_no_traceback(folder, line, code, told):
    found = shell(line, folder)
    assert (found.returncode, found.stderr) == (code, told)
