"""A comparison on disk and on a page: whole, self-contained, and with the numbers that were found."""

import dataclasses
import html
import itertools
import re

import pandas as pd
import pytest

import sim
from sim.analysis.compare import compare
from sim.analysis.conclusions import Conclusions
from sim.report.comparison import report_of, write
from sim.report.differences import Changes, changes, collapsed
from sim.report.drawings import calendar_of, counted_up, median_runs, over_time, run_by_run
from sim.report.folder import Unfinished
from sim.report.sentences import beginning, three
from sim.report.words import GAIN_HEADS
from sim.study.record import RecordError
from tests.study.sweeps import Here
from tests.worlds import changed, day

COMMAND = "hoardshare compare arms-race leader-pivot --replicates 4 --set trust.gain=0.1 --report"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    store = tmp_path_factory.mktemp("report") / "store"
    scenarios = ["arms-race", "leader-pivot"]
    return compare(scenarios, 4, quarters=20, settings={"trust.gain": 0.1}, store=store, executor=Here())


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory):
    target = tmp_path_factory.mktemp("report") / "deep" / "out"
    write(found, target, COMMAND, report=True)
    return target


@pytest.fixture(scope="module")
def text(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def test_tables_are_written_in_three_forms(found, folder):
    read = pd.read_parquet(folder / "comparison.parquet")
    pd.testing.assert_frame_equal(read, found.table)
    assert len(pd.read_csv(folder / "comparison.csv")) == len(sim.OUTCOMES)
    lines = (folder / "comparison.md").read_text().splitlines()
    assert sum(line.startswith("| frontier |") for line in lines) == 1
    tables = [list(rows) for is_row, rows in itertools.groupby(lines, lambda line: line.startswith("|")) if is_row]
    assert [{line.count("|") for line in rows} for rows in tables] == [{10}, {6}]
    assert tables[1][0] == f"| {' | '.join(GAIN_HEADS)} |"


def test_every_figure_is_written_as_dots_and_as_lines(folder):
    drawn = {file.stem for file in folder.glob("*.png")}
    assert drawn == {file.stem for file in folder.glob("*.pdf")}
    assert {"trajectories", "differences-leader-pivot", "distributions", "network-arms-race"} <= drawn
    # Nobody opens in the arms race, so soon not even makers of a single model.
    assert "openness-leader-pivot" in drawn and "openness-arms-race" not in drawn and len(drawn) == 10


def test_the_page_needs_no_network(text):
    assert not re.findall(r"https?://(?!www\.w3\.org)", re.sub(r"base64,[^\"]+", "", text))
    assert all(source.startswith("data:image/svg+xml;base64,") for source in re.findall(r'src="([^"]{0,40})', text))
    assert "<script" not in text and "<link" not in text
    assert text.count("<img") == 10


def test_the_page_says_whom_a_treaty_binds(found, text):
    row = {"kind": "treaty", "start": day(4), "effort": 1.0, "parties": ["west-state"], "enforce": 0.5}
    bound = changed(found.scenarios["leader-pivot"], policies=[row])
    design = dataclasses.replace(found.design, scenarios=found.scenarios | {"leader-pivot": bound})
    told = report_of(dataclasses.replace(found, design=design), COMMAND, [])
    assert "Whom promises and duties bind" in told and "enforce 0.5 of its sanctions on firms at home" in told
    assert "Whom promises and duties bind" not in text


def test_the_page_says_what_was_asked_found_and_done(found, text):
    row = found.table[found.table["outcome"] == "trust"].iloc[0]
    assert "What changes from Arms race to" in text and f"{row['control']:.3g}" in text
    assert COMMAND in text.replace("&#34;", '"')
    for scenario in found.scenarios.values():
        assert scenario.digest in text
    assert "set trust.gain" in text and "4 paired simulations of 20 quarters" in text


def test_the_page_begins_with_three_sentences_and_how_certain_they_are(found, text):
    body = text[text.index("<h1>") :]
    sentences = re.findall(r'<p class="lead">(.*)</p>', body)
    assert len(sentences) == 3
    assert [html.unescape(each) for each in sentences] == three(found, "leader-pivot")
    order = [body.index(part) for part in ("How certain is this?", "Who wins and who loses", "Headline outcomes")]
    assert order == sorted(order) and body.index(sentences[2]) < order[0]
    assert all(part in body for part in ("Luck at one point", "This is not a forecast", "are assumed within a"))
    assert "Conclusions:" not in body


class Drawn(list):
    """What conclusions say of the draws that were made: one form, two numbers."""

    forms, paths = ("as written",), ("trust.gain", "trust.loss")
    known = pd.Series({"informed": 1, "weakly": 0, "not at all": 1})


def concluded(**verdicts):
    """Conclusions with a verdict by outcome, as a comparison with draws has them."""
    row = {"scenario": "leader-pivot", "better": "more", "default": 0.1, "median": -0.2, "low": -0.3, "high": 0.1}
    row |= {"sign": 0.95, "least": 0.9, "parameters": 0.6, "forms": 0.3, "luck": 0.1, "drivers": "trust.gain 40%"}
    rows = [
        {**row, "outcome": name, "unit": sim.OUTCOMES[name].unit, "over": "end", "verdict": verdict, "turns": turns}
        for name, (verdict, turns) in verdicts.items()
    ]
    form = {"scenario": "leader-pivot", "form": "as written", "more": 0.05, "less": 0.95, "robust": "less"}
    forms = [{**form, "outcome": each["outcome"], "median": -0.2, "low": -0.3, "high": 0.1} for each in rows]
    return Conclusions(Drawn([0] * 300), pd.DataFrame(rows), pd.DataFrame(forms), pd.DataFrame(), 0)


def test_with_draws_the_page_tells_conclusions_first_and_calls_nothing_else_certain(found, tmp_path):
    conclusions = concluded(
        trust=("robust", ""), surplus=("depends on trust.gain", "more in 80% of draws where it is low <b>")
    )
    drawn = dataclasses.replace(found, conclusions=conclusions)
    first, _, third = three(drawn, "leader-pivot")
    assert "none of 2 outcomes gets better in nearly all draws" in first and "surplus" not in first
    assert "1 gets worse (trust lower by about 20 percentage points, end)" in first
    assert third.startswith("Over 300 draws in 1 form: of 2 outcomes, 1 robust, 1 depending on")
    page = report_of(drawn, COMMAND, [])
    table = page[page.index("Conclusions: ") : page.index("Who wins and who loses")]
    assert '<td class="verdict-cell sure">robust: less</td><td>trust, end, share</td>' in table
    assert "where it is low &lt;b&gt;" in table and "Luck at one point, and nothing else" not in page
    write(drawn, tmp_path, COMMAND)
    assert {"conclusions.csv", "conclusions.md", "conclusions-by-form.parquet", "drivers.csv"} <= {
        file.name for file in tmp_path.iterdir()
    }


def test_too_few_draws_say_nothing_and_the_first_sentence_is_that_of_luck(found):
    few = dataclasses.replace(found, conclusions=concluded(trust=("too few draws", "")))
    assert three(few, "leader-pivot")[0] == three(found, "leader-pivot")[0]
    assert "Too few draws" in three(few, "leader-pivot")[2].replace("too", "Too")


def test_what_is_as_certain_of_several_scenarios_is_told_after_all_of_them(found):
    both = ["leader-pivot", "leader-pivot"]
    assert beginning(found, both) == [*three(found, both[0])[:2] * 2, three(found, both[0])[2]]


def test_no_number_that_people_read_is_a_power_of_ten(text):
    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t", text[: text.index('id="method"')])
    assert not [cell for cell in cells if re.search(r"\de[+-]\d", cell)]


def test_equal_comparisons_give_equal_pages(found, text):
    assert report_of(found, COMMAND, []) == report_of(found, COMMAND, [])
    assert "Traceback" not in text


def test_files_of_others_stay_and_nothing_is_half_written(found, tmp_path, monkeypatch):
    (tmp_path / "mine.txt").write_text("mine")
    monkeypatch.setattr("sim.report.comparison.write_tables", lambda *_: (_ for _ in ()).throw(OSError(28, "No space")))
    with pytest.raises(RecordError, match="cannot be written: No space"):
        write(found, tmp_path, COMMAND, report=True)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


TABLES = {f"{name}.{form}" for name in ("comparison", "gains", "gains-by") for form in ("csv", "parquet")} | {
    "comparison.md"
}


@pytest.mark.parametrize("error", [KeyError("name"), OSError(28, "No space left"), RecordError("needs Jinja2")])
def test_a_page_that_fails_takes_neither_tables_nor_figures_with_it(found, tmp_path, monkeypatch, error):
    def fail(*_):
        raise error

    drawn = [run_by_run(found)] if isinstance(error, KeyError) else []
    monkeypatch.setattr("sim.report.comparison.drawings", lambda *_: iter(drawn))
    monkeypatch.setattr("sim.report.comparison.report_of", fail)
    with pytest.raises(Unfinished, match=r"tables and figures are (written|in)") as told:
        write(found, tmp_path, COMMAND, report=True)
    assert str(tmp_path) in str(told.value) and "\n" not in str(told.value)
    figures = {f"{each.name}.{form}" for each in drawn for form in ("png", "pdf")}
    assert {file.name for file in tmp_path.iterdir()} == TABLES | figures


def test_a_figure_that_fails_takes_no_table_with_it(found, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.report.comparison.drawings", lambda *_: (_ for _ in ()).throw(ZeroDivisionError("x")))
    with pytest.raises(Unfinished, match=r"could not be made \(ZeroDivisionError: x\); tables are written"):
        write(found, tmp_path, COMMAND, report=True)
    assert {file.name for file in tmp_path.iterdir()} == TABLES


def test_names_from_scenarios_cannot_break_the_page(found):
    wild = sim.load("arms-race", {"title": "<script>alert(1)</script>"})
    object.__setattr__(found.design, "scenarios", {**found.design.scenarios, "arms-race": wild})
    try:
        assert "<script>" not in report_of(found, COMMAND, [])
    finally:
        object.__setattr__(found.design, "scenarios", {**found.design.scenarios, "arms-race": sim.load("arms-race")})


def test_differences_of_scenarios_are_their_values_and_rows():
    told = {change.path: change for change in changes(sim.load("arms-race"), sim.load("leader-pivot"))}
    assert told["policies.pivot"].before == "" and "actor alpha" in told["policies.pivot"].after
    assert "title" not in told and "about" not in told
    low = {change.path: change for change in changes(sim.load("base"), sim.load("base", {"trust.gain": 0.5}))}
    assert list(low) == ["trust.gain"] and low["trust.gain"].after == "0.5"
    assert changes(sim.load("commons"), sim.load("commons")) == []


def test_rows_without_a_name_are_told_by_their_kind():
    row = {"kind": "leak", "actor": "alpha", "start": "2021-01-01"}
    one, other = {**row, "note": "a source"}, {**row, "actor": "beta"}
    first, second, twice = (sim.load("base", {"policies": rows}) for rows in ([row], [one, other], [row, row]))
    assert [(change.path, change.before, change.after) for change in changes(first, second)] == [
        ("policies, leak", "", "leak, start 2021-01-01, actor beta, share 0.8")
    ]
    assert [(change.path, change.after) for change in changes(first, twice)] == [
        ("policies, leak", "leak, start 2021-01-01, actor alpha, share 0.8")
    ]
    assert [change.before for change in changes(twice, second)] == [
        "leak, start 2021-01-01, actor alpha, share 0.8",
        "",
    ]


def test_prose_is_left_out_and_an_actor_called_like_it_is_not():
    one, other = (sim.load("base", {"actors": {"note": {"kind": "firm", "endowment": each}}}) for each in (1.0, 2.0))
    assert [change.path for change in changes(one, other)] == ["actors.note.endowment"]


@pytest.fixture(scope="module")
def shipped():
    return {name: sim.load(name) for name in sim.names()}


def test_all_pairs_of_shipped_scenarios_have_their_differences_told(shipped):
    for (one, first), (other, second) in itertools.product(shipped.items(), shipped.items()):
        found = changes(first, second)
        assert bool(found) == (first.digest != second.digest), (one, other)
        assert all(change.before != change.after for change in found)


def test_all_pairs_of_shipped_scenarios_make_a_page(found, shipped):
    against, name = found.design.scenarios
    pairs = [(one, other) for one in shipped for other in shipped if "race-2019" in (one, other) or one == other]
    around = zip(shipped, [*list(shipped)[1:], "base"], strict=True)
    for one, other in [*pairs, *around]:
        design = dataclasses.replace(found.design, scenarios={against: shipped[one], name: shipped[other]})
        page = report_of(dataclasses.replace(found, design=design), COMMAND, [])
        assert shipped[other].digest in page and "Traceback" not in page


def test_equal_changes_of_many_rows_are_told_once():
    told = collapsed(changes(sim.load("arms-race"), sim.load("commons")))
    assert told[0].what == "20 actors, strategy" and (told[0].before, told[0].after) == ("hoard", "share")
    assert len(told[0].who) == 20 and told[0].who[0] == "alpha"
    tiers = [(each.what, each.before, each.after) for each in told if each.what.endswith(", tier")]
    assert tiers == [("14 actors, tier", "access", "open"), ("6 actors, tier", "closed", "open")]
    assert told[-1] == Changes("actors.eta.hoards_as", "access", "closed") and len(told) == 5
    single = changes(sim.load("base"), sim.load("base", {"trust.gain": 0.5, "trust.loss": 0.5}))
    assert [each.what for each in collapsed(single)] == ["trust.gain", "trust.loss"]
    rows = collapsed(changes(sim.load("arms-race"), sim.load("leader-pivot")))
    assert len(rows) == len(changes(sim.load("arms-race"), sim.load("leader-pivot")))


def test_events_are_counted_up_run_by_run_from_the_window_on():
    rows = pd.DataFrame({"scenario": "a", "replicate": [0, 0, 1, 1], "incidents": [1.0, 2.0, 5.0, 0.0], "misuse": 1.0})
    rows["quarter"] = [0, 1, 0, 1]
    assert counted_up(rows)["incidents"].tolist() == [1.0, 3.0, 5.0, 5.0]
    assert counted_up(rows, 1)["incidents"].tolist() == [0.0, 2.0, 0.0, 0.0]


def test_single_runs_are_the_median_ones_with_the_same_random_numbers(found):
    one, other = median_runs(found)
    assert one.replicate == other.replicate and one.seed == other.seed
    values = found.outcomes.pivot(index="replicate", columns="scenario", values="frontier")
    away = (values - values.median()).abs().sum(axis=1)
    assert away[one.replicate] == away.min() and f"seed {one.seed}" in one.said


def test_figures_over_time_have_years_marks_and_the_window(found):
    later = dataclasses.replace(found.window, first=8, begins=(0, 8))
    calendar = calendar_of(dataclasses.replace(found, window=later))
    assert (calendar.begins, calendar.first, calendar.at(8)) == ((8,), 8, 2022.0)
    drawing = over_time(dataclasses.replace(found, window=later))
    assert "counted up from" in drawing.caption and "paired differences" in drawing.caption
    drawing.close()
    many = dataclasses.replace(found.window, begins=tuple(range(1, 15)))
    assert calendar_of(dataclasses.replace(found, window=many)).begins == ()


def test_courses_of_the_outcomes_that_were_asked_for_are_shown_alone(found):
    drawing = over_time(found, ["safety", "incidents", "hhi_releases"])
    titles = [axes.get_title(loc="left") for axes in drawing.figure.axes]
    assert [title for title in titles if title] == ["Safety, mean", "Incidents, in all"]
    assert "incidents are counted up" in drawing.caption and "misuse" not in drawing.caption
    drawing.close()
