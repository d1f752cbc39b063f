"""CONTRIBUTING's recipe for an outcome, carried out on a copy of the package; then places are left out one by one."""

import json
import shutil

import pytest

from tests.program import PATIENCE, ROOT, finish, start
from tests.test_outcomes import ensure_written, written

TABLE, RULES, FIGURES = "scenario/schema/series.py", "rules/observe.py", "outcomes/figures.py"
SUMMARY = 'summary("mean_rise", "mean_capability", LEAD, "rise", "OOM/quarter", "more", "rise of the mean capability"),'
SERIES = (
    'series("hidden", GAIN, "mean", "OOM", "less", "how far what the first actor releases trails what it knows", '
    'label="kept back", displays=CHARTED | Display.LIVE | Display.HEADLINE | Display.SPREAD),'
)
FIGURE = (
    'figure("last_release", TIME, "quarters", "neither", "quarter of the last release", '
    'label="last release", displays=Display.HEADLINE),'
)
RULE = "    row[at.hidden] = w.actors[0].capability - w.actors[0].released\n"
MEASURE = """

@gives("last_release")
def _last_release(w: World, quarters: int) -> float:
    log = w.releases[: w.society[0].releases]
    return float(log[-1].quarter) if log.size > 0 else 0.0
"""
SEEN = """
import json, sys
import sim
from sim import start
from sim.analysis.compare import compare
from sim.report.comparison import report_of
from sim.rules.observe import observe
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.study import execute
from tests.study.sweeps import Here

def advance(world, noise, first, last):
    for quarter in range(first, last):
        world.actors["capability"] = quarter + 1.0
        observe(world, quarter)


# All that is compiled is what observes: nobody acts, and everybody knows more.
start.prepare, execute.advance = lambda world, noise: None, advance
run = sim.run("base", quarters=4)
found = compare(["arms-race", "commons"], 2, quarters=4, store="store", executor=Here())
told = {
    "package": sim.__file__,
    "outcomes": run.outcomes,
    "series": {name: values.tolist() for name, values in run.series.items()},
    "compared": found.table["outcome"].tolist(),
    "headlines": report_of(found, "", []).partition("What was changed")[0],
    "displays": {each.name: [outcome.name for outcome in displayed_on(each)] for each in Display},
}
print(json.dumps(told))
"""


@pytest.fixture
def copy(tmp_path):
    """The package elsewhere, with what it reads and what helps tests."""
    for name in ("sim", "scenarios", "tests", "seeds/evidence"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "golden", "stores"))
    return tmp_path


def declare(copy, *lines):
    """Write lines into the table, below one of the first."""
    path = copy / "sim" / TABLE
    before, place, after = path.read_text(encoding="utf-8").partition('        observed("released_frontier", LEVEL),\n')
    assert place
    path.write_text(before + place + "".join(f"        {line}\n" for line in lines) + after, encoding="utf-8")


def add_rule(copy):
    """Write the rule of the new series, at the end of the phase that observes the leader."""
    path = copy / "sim" / RULES
    before, place, after = path.read_text(encoding="utf-8").partition("\n\n@phase\ndef observe_market")
    assert place
    path.write_text(before + RULE + place + after, encoding="utf-8")


def add_measure(copy):
    """Write the function that gives the new figure."""
    with (copy / "sim" / FIGURES).open("a", encoding="utf-8") as file:
        file.write(MEASURE)


def python(copy, code):
    """A process that imports the copy."""
    environment = {"PYTHONPATH": str(copy), "HOARDSHARE_CACHE": str(copy / "cache")}
    return start("-c", code, environment=environment, cwd=copy)


def said_on_import(copy):
    """The last line of what an import of the copy is refused with."""
    running = python(copy, "import sim.outcomes.measure")
    _, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1
    return told.splitlines()[-1]


@pytest.mark.slow
def test_declaration_and_rule_are_all_that_an_outcome_needs(copy):
    declare(copy, SUMMARY, SERIES, FIGURE)
    add_rule(copy)
    add_measure(copy)
    seen = json.loads(finish(python(copy, SEEN)).stdout)
    assert seen["package"].startswith(str(copy))
    added = {"mean_rise": 1.0, "hidden": 2.5, "last_release": 0.0}
    assert {name: value for name, value in seen["outcomes"].items() if name in added} == added
    assert seen["series"]["hidden"] == [1.0, 2.0, 3.0, 4.0]
    assert set(added) <= set(seen["compared"])
    assert [text in seen["headlines"] for text in ("trails what it knows", "quarter of the last release")] == [True] * 2
    assert "rise of the mean capability" not in seen["headlines"]
    places = {name for name, names in seen["displays"].items() if "hidden" in names}
    assert places == {"CHART", "DIFFERENCE", "COURSE", "LIVE", "HEADLINE", "SPREAD"}
    assert {name for name, names in seen["displays"].items() if "last_release" in names} == {"HEADLINE"}


def test_a_series_without_a_rule_is_named(copy):
    declared = [*written(copy / "sim" / "rules"), "hidden"]
    with pytest.raises(AssertionError, match=r"no rule writes row\[at.NAME\] in sim/rules/observe.py for \{'hidden'\}"):
        ensure_written(declared, copy / "sim" / "rules")
    add_rule(copy)
    ensure_written(declared, copy / "sim" / "rules")
    with pytest.raises(AssertionError, match=r"no line of sim/scenario/schema/series.py declares \{'hidden'\}"):
        ensure_written(declared[:-1], copy / "sim" / "rules")


WITHOUT_LABEL = 'series("hidden", GAIN, "mean", "OOM", "less", "what is kept", displays=Display.HEADLINE),'


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (FIGURE, 'no function gives the outcome last_release, .* in sim/outcomes/figures.py, .*@gives("last_release")'),
        (WITHOUT_LABEL, "the outcome hidden has no label to be shown by (HEADLINE): add one"),
        (FIGURE.replace("HEADLINE", "CHART"), "the outcome last_release is one figure a run, .* leave out CHART"),
        (SUMMARY.replace('"mean_c', '"maen_c'), 'maen_capability, which no .*; did you mean "mean_capability"?'),
        (SERIES.replace("hidden", "trust"), "the series trust is declared twice"),
        (SUMMARY.replace("mean_rise", "trust"), "the outcome trust is declared twice"),
    ],
)
def test_a_line_that_lacks_something_is_named_on_import(copy, line, told):
    declare(copy, line)
    found = said_on_import(copy)
    assert all(part in found for part in told.split(".*")), found


def test_a_function_without_a_line_is_named_on_import(copy):
    add_measure(copy)
    assert "@gives names last_release, which is not declared as a figure: write its line in sim" in said_on_import(copy)
