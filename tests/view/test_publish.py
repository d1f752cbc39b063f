"""A page without a server: its levers, its runs, its bytes, and what it refuses."""

import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from itertools import product

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.extension import ExtensionError
from sim.outcomes import OUTCOMES
from sim.scenario import ScenarioError, load
from sim.study.execute import run
from sim.study.record import RecordError
from sim.version import model_version
from tests.program import ROOT
from tests.view import hostile

page = pytest.importorskip("sim.view.publish.page")
from sim.analysis.questions import stored  # noqa: E402
from sim.analysis.questions.declared import questions  # noqa: E402
from sim.view import story  # noqa: E402
from sim.view.luck import luck_of  # noqa: E402
from sim.view.publish.file import ensure_free, put  # noqa: E402
from sim.view.publish.grid import CHARTED, MOST_BYTES, computed, ensure_fits, settings_at, told_outcomes  # noqa: E402
from sim.view.publish.levers import USUAL, levers  # noqa: E402
from sim.view.publish.packed import halves, scale_of  # noqa: E402

SEEDS, QUARTERS = 5, 8
ASKED = ["strategies", "spillover.leak=0.02,0.25"]


@pytest.fixture(scope="module")
def worlds():
    return [load(name, {"quarters": QUARTERS}) for name in ("arms-race", "commons")]


@pytest.fixture(scope="module")
def told(worlds):
    turned = levers(worlds, ASKED)
    return page.Publication(worlds, turned, computed(worlds, turned, SEEDS), "hoardshare publish")


@pytest.fixture(scope="module")
def text(told):
    return page.page(told)


def data(text):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text)[1])


def test_every_combination_is_what_the_library_runs(worlds, told):
    combinations = list(product(range(2), range(2)))
    for point, places in enumerate(combinations):
        runs = [
            [run(load(world, settings_at(told.levers, places, which)), seed) for seed in range(SEEDS)]
            for which, world in enumerate(worlds)
        ]
        found = np.array([[[each.outcomes[name] for name in told_outcomes()] for each in row] for row in runs])
        # Of what happens or does not, the middle is a chance.
        measured = [OUTCOMES[name].unit != "0 or 1" for name in told_outcomes()]
        middle = np.median(found, axis=1)[:, measured]
        assert np.array_equal(told.grid.levels[point, :, measured, 1].T, middle)
        apart = found[1] - found[0]
        assert np.array_equal(told.grid.signs[point, :, 0], (apart > 0).sum(axis=0))
        assert np.array_equal(told.grid.signs[point, :, 1], (apart < 0).sum(axis=0))
        trust = [[each.series["trust"] for each in row] for row in runs]
        shown = told.grid.courses[point, :, CHARTED.index("trust")]
        assert np.array_equal(shown, np.quantile(trust, (0.05, 0.5, 0.95), axis=1).swapaxes(0, 1))
        counted = [[np.cumsum(each.series["incidents"]) for each in row] for row in runs]
        assert np.array_equal(told.grid.courses[point, :, CHARTED.index("incidents"), 1], np.median(counted, axis=1))


def test_a_lever_has_the_scenarios_own_value_as_its_home(worlds):
    asked = ["spillover.leak=0.25,0.5", "trust.gain", "market.form", "trust.on", "knowledge"]
    leak, gain, form, switch, knowledge = levers(worlds, asked)
    assert [stop.name for stop in leak.stops] == ["0.02", "0.25", "0.5"] and leak.home == 0
    assert leak.stops[0].settings == ({}, {}) and leak.stops[1].settings[1] == {"spillover.leak": 0.25}
    assert gain.stops[gain.home].name == "0.06" and len(gain.stops) > 2
    assert form.stops[form.home].name == "prices" and not form.is_number
    assert [stop.name for stop in switch.stops] == ["false", "true"] and switch.home == 1
    assert [stop.name for stop in knowledge.stops] == ["ladder", "between", "bricks"] and knowledge.home == 1


def test_where_the_worlds_differ_the_first_stop_leaves_each_its_own(worlds):
    (lever,) = levers(worlds, ["actors.alpha.strategy=hoard,share"])
    assert lever.home == 0 and lever.stops[0].settings == ({}, {})
    assert [stop.name for stop in lever.stops[1:]] == ["hoard", "share"]


def test_the_usual_levers_fit_the_worlds_and_a_page(worlds):
    turned = levers([load("arms-race"), load("commons")], [])
    assert [each.name for each in turned] == [each.partition("=")[0] for each in USUAL]
    ensure_fits([load("arms-race"), load("commons")], turned)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["spillover.leek"], ["--lever spillover.leek", "spillover.leak"]),
        (["spillover.leak=0.1,7"], ["spillover.leak", "7"]),
        (["spillover.leak=0.1,0.1"], ["0.1", "given twice"]),
        (["spillover.leak=0.02"], ["from 2 to 12 values"]),
        (["spillover.leak", "spillover.leak=0.1"], ["is given twice"]),
        (["safety.on", "actors"], ["--lever actors"]),
        (["strategies=fixed"], ["--lever strategies"]),
        (["quarters"], ["quarters"]),
        (["=", "a..b"], ["--lever"]),
    ],
)
def test_what_cannot_be_a_lever_is_told(worlds, asked, words):
    with pytest.raises(ScenarioError) as fault:
        levers(worlds, asked)
    assert len(fault.value.faults) == 1 and all(word in str(fault.value) for word in words)


def test_pages_that_would_be_too_large_and_worlds_that_do_not_begin_together_are_refused():
    worlds = [load("arms-race"), load("commons")]
    values = ",".join(str(each / 100) for each in range(1, 11))
    asked = [f"{path}={values}" for path in ("spillover.leak", "trust.gain", "eyes.rate")]
    with pytest.raises(ScenarioError, match=f"at most {MOST_BYTES // 10**6} MB"):
        ensure_fits(worlds, levers(worlds, asked))
    with pytest.raises(ScenarioError, match="begin and end together"):
        ensure_fits([worlds[0], load("race-2019")], [])


@pytest.mark.parametrize("lever", ["quarters=20,40", "actors.alpha.count=1,3"])
def test_a_lever_that_changes_the_frame_of_the_worlds_is_refused_before_any_run(lever):
    worlds = [load("arms-race"), load("commons")]
    path = lever.partition("=")[0]
    with pytest.raises(ScenarioError, match=f"--lever {path}: .* changes when a world begins"):
        ensure_fits(worlds, levers(worlds, [lever]))


def test_a_run_in_which_a_users_module_fails_is_counted_as_failed(worlds, monkeypatch):
    def failing(*_):
        raise ExtensionError("own.py, line 3: by nothing")

    monkeypatch.setattr("sim.view.publish.grid.runs", lambda world, seeds, quarters: [failing for _ in seeds])
    found = computed(worlds, [], 3)
    assert found.failed == 6 and np.isnan(found.levels[..., 0]).all()


def test_equal_input_gives_equal_bytes(worlds, told, text):
    turned = levers(worlds, ASKED)
    again = page.Publication(worlds, turned, computed(worlds, turned, SEEDS), "hoardshare publish")
    assert page.page(again) == text


def test_only_its_own_script_and_style_may_run(text):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "http" not in policy
    made = re.findall(r"<script>(.*?)</script>", text, re.DOTALL) + re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert len(made) == 3
    for each in made:
        assert f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" in policy
    assert not re.search(r"\b(?:src|href)=(?!\"#)", re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))


def test_halves_keep_three_digits_of_any_size():
    values = np.array([3e-4, 0.123456, 7.0, -55_000.0, 2.5e7, np.nan])
    scale = scale_of(values)
    held = np.frombuffer(b64decode(halves(values / scale)), "<f2").astype(float) * scale
    assert np.allclose(held[1:5], values[1:5], rtol=5e-4) and np.isnan(held[5])
    assert scale_of(np.full(3, np.nan)) == scale_of(np.zeros(2)) == 1.0


def test_no_text_of_a_scenario_becomes_a_part_of_the_page(tmp_path, told):
    file = hostile.scenario(tmp_path, hostile.ALL + "\u2028\u2029</script><!--<script>")
    worlds = [load(str(file), {"quarters": QUARTERS})] * 2
    turned = levers(worlds, ["trust.on"])
    made = page.page(
        page.Publication(worlds, turned, computed(worlds, turned, SEEDS), f"hoardshare {hostile.ALL}", False)
    )
    assert made.count("<script") == 3 and made.count("</script") == 3 and "\u2028" not in data_of(made)
    assert data(made)["worlds"] == [worlds[0].title] * 2
    assert "<img" not in made and "<svg" not in made and "<iframe" not in made and "<a href='" not in made


def data_of(text):
    return text[text.index('id="data">') : text.index("</script>", text.index('id="data">'))]


def publish(*arguments):
    short = ("--set", f"quarters={QUARTERS}", "--seeds", str(SEEDS), "--lever", "strategies", "--only-levers")
    return CliRunner().invoke(app, ["publish", *map(str, arguments), *short])


def test_the_command_writes_one_file_and_replaces_it(tmp_path):
    target = tmp_path / "new" / "page.html"
    assert publish("--out", target).exit_code == 0
    first = target.read_bytes()
    assert len(first) < MOST_BYTES and b"hoardshare publish arms-race commons --lever strategies" in first
    assert str(tmp_path).encode() not in first
    assert publish("--out", target).exit_code == 0 and target.read_bytes() == first
    assert [each.name for each in target.parent.iterdir()] == ["page.html"]


@pytest.mark.parametrize("names", [("arms-rase",), ("arms-race", "none.toml")])
def test_a_scenario_that_is_not_there_is_told(tmp_path, names):
    found = publish(*names, "--out", tmp_path / "page.html")
    assert isinstance(found.exception, ScenarioError) and list(tmp_path.iterdir()) == []


def test_nothing_else_is_overwritten(tmp_path):
    own = tmp_path / "thesis.html"
    own.write_text("years of work")
    for target, words in ((own, "is there already"), (tmp_path, "is a folder"), (own / "page.html", "is a file")):
        found = publish("--out", target)
        assert isinstance(found.exception, RecordError) and words in str(found.exception)
    assert own.read_text() == "years of work"


def test_an_interruption_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.view.publish.grid.runs", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert publish("--out", tmp_path / "page.html").exit_code and list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    target = tmp_path / "page.html"
    put(target, f'<meta content="{page.GENERATOR}">')
    ensure_free(target)
    monkeypatch.setattr(
        "sim.whole.os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(RecordError, match="No space left"):
        put(target, "new")
    assert target.read_text() == f'<meta content="{page.GENERATOR}">' and len(list(tmp_path.iterdir())) == 1


def test_the_story_and_the_cards_say_what_the_view_says(text):
    told_story, answers = data(text)["tale"], data(text)["answers"]
    kept = stored.answers()
    assert set(answers) == (set(kept.answers) if kept.are_todays else set())
    for name, spec in answers.items():
        bands = kept.answers[name].bands[kept.answers[name].main.outcome]
        assert [line["values"] for line in spec["lines"]] == [bands["a"][1], bands["b"][1]]
        assert f'data-question="{name}"' in text
    assert told_story["steps"] == list(story.STEPS)
    assert told_story["stood"] == {do: story.standings(world) for do, world in story.CHOICES.items()}
    assert [(line["more"], line["less"]) for line in told_story["bill"]] == [*map(story.more_in, story.BILL)]
    assert [(line["way"], line["count"]) for line in told_story["bill"]] == [
        story.most(story.more_in(name)) for name in story.BILL
    ]
    luck = luck_of(story.world(story.RACE))
    assert told_story["courses"]["lab"][""]["middle"] == round(100 * story.ends(luck, "trust")[1])


def test_the_built_page_is_of_this_model_and_has_the_usual_levers():
    built = (ROOT / "docs/hoardshare.html").read_text(encoding="utf-8")
    assert f"model version {model_version()}" in built, "make publish"
    turned = levers([load("arms-race"), load("commons")], [])
    known = [(each["name"], each["home"], [stop["name"] for stop in each["stops"]]) for each in data(built)["levers"]]
    assert known == [(each.name, each.home, [stop.name for stop in each.stops]) for each in turned], "make publish"
    assert set(data(built)["answers"]) <= {spec.id for spec in questions()}
    assert len(built.encode()) < 2e6
