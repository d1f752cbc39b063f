"""A choice is read into one scenario an option; what is wrong in it is told with its line and what was expected."""

from datetime import date

import pytest

from sim import load
from sim.analysis.decide.choice import choice_of, shipped_choices
from sim.scenario import ScenarioError
from tests.analysis.decide.studies import SMALL, write


def test_an_option_adds_rows_to_the_same_world(tmp_path):
    choice = choice_of(write(tmp_path))
    nothing, care, pause = choice.options
    assert nothing.scenario.digest == load("arms-race", {"quarters": 12}).digest
    assert [len(option.scenario.policies) - len(nothing.scenario.policies) for option in choice.options] == [0, 1, 1]
    assert care.scenario.policies[-1].kind == "duty" and choice.quarters == 12
    assert [str(post) for post in pause.signposts] == ["when effort >= 0.5", "until frontier >= 1"]


def test_a_row_without_a_day_begins_when_options_act(tmp_path):
    care = choice_of(write(tmp_path)).options[1]
    assert care.scenario.policies[-1].start == date(2021, 7, 1)
    own = SMALL.replace('kind = "duty"', 'kind = "duty"\nstart = 2022-01-01')
    assert choice_of(write(tmp_path, own)).options[1].scenario.policies[-1].start == date(2022, 1, 1)


def test_an_option_can_end_rows_of_the_scenario(tmp_path):
    text = SMALL.replace('"arms-race"', '"race-2019"').replace("2021-07-01", "2021-01-01").replace("quarters = 12", "")
    text = text.replace('name = "care"', 'name = "care"\nends = ["export_control"]').replace(
        '"alpha", "beta"', '"google", "meta"'
    )
    nothing, lifted, _ = choice_of(write(tmp_path, text)).options
    before, after = (
        [row for row in option.scenario.policies if row.kind == "export_control"] for option in (nothing, lifted)
    )
    assert len(before) == len(after) == 14
    for one, other in zip(before, after, strict=True):
        if one.start < date(2021, 1, 1):
            assert other.end == date(2021, 1, 1) and other.on
        else:
            assert not other.on


def test_a_mapping_says_the_same_as_a_file(tmp_path):
    import tomllib

    made = choice_of(tomllib.loads(SMALL))
    read = choice_of(write(tmp_path))
    assert [each.scenario.digest for each in made.options] == [each.scenario.digest for each in read.options]


def test_the_shipped_study_is_read_and_has_eight_packages_and_signposts():
    choice = choice_of("ministry")
    assert "ministry" in shipped_choices() and len(choice.options) == 9
    first = choice.options[0]
    assert first.scenario.digest == load("race-2019-fitted", {"quarters": choice.quarters}).digest
    assert sum(bool(option.signposts) for option in choice.options) == 2
    assert len({option.scenario.digest for option in choice.options}) == 9
    assert all(option.spec.source and option.spec.about for option in choice.options)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('scenario = "arms-race"', 'scenario = "arms-rase"', "small.toml:3: scenario: no scenario"),
        ("start = 2021-07-01", "start = 1999-01-01", "small.toml:4: start: 1999-01-01 is not within the runs"),
        ("draws = 4", "draws = 1", "small.toml:6: draws: 1 is out of range; expected 2 <= x"),
        ('kind = "duty"', 'kind = "dutty"', 'small.toml:18: options.1.policies.0.kind: "dutty"'),
        ("floor = 0.9", "floor = 9.0", "small.toml:19: options.1.policies.0.floor: 9.0 is out of range"),
        ("floor = 0.9", "flor = 0.9", "small.toml:19: options.1.policies.0.flor: unknown key"),
        ('"alpha", "beta"', '"alpha", "betty"', 'small.toml:31: options.2.policies.0.parties.1: no actor "betty"'),
        ('outcome = "effort"', 'outcome = "efort"', "small.toml:32: options.2.policies.0.when.outcome: no outcome"),
        ('name = "care"', 'name = "nothing"', 'small.toml:14: options.1.name: "nothing" occurs twice'),
        ('name = "care"\nsource = "assumption"', 'name = "care"', "options.1.source: is missing"),
        ('outcome = "safety"', 'outcome = "safty"', 'small.toml:36: objectives.0.outcome: no outcome "safty"'),
        ('direction = "more"\nsatisfice = 0.01', 'direction = "up"\nsatisfice = 0.01', "small.toml:37"),
        ('satisfice = 0.01\nthan = "nothing"', 'satisfice = 0.01\nthan = "nothin"', "objectives.0.than: no option"),
        ('than = "nothing"\nby = "factor"', 'by = "factor"', "than: is missing"),
        ('outcome = "frontier"\ndir', 'outcome = "safety"\ndir', 'objectives.1.outcome: "safety" occurs twice'),
        ('name = "care"', 'name = "care"\nset = { "trust.gain" = 0.1 }', "acts from the first quarter on"),
        ('name = "care"', 'name = "care"\nends = ["pivot"]', 'options.1.ends.0: the scenario has no lasting row'),
        ('kind = "duty"', 'kind = "duty"\nstart = 2020-01-01', "2020-01-01 is before 2021-07-01"),
        ("quarters = 12", 'quarters = 12\nset = { "trust.gain" = 9.0 }', 'set."trust.gain": 9.0 is out of range'),
        ("quarters = 12", 'quarters = 12\nset = { "trust.gains" = 0.1 }', 'set."trust.gains": unknown key'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(tmp_path, old, new, told):
    assert old in SMALL
    file = write(tmp_path, SMALL.replace(old, new, 1))
    with pytest.raises(ScenarioError) as caught:
        choice_of(file)
    message = str(caught.value).splitlines()[0].replace("options.nothing", "options.0")
    assert told in message and "expected" in message, message


def test_without_a_start_an_option_can_set_values(tmp_path):
    text = SMALL.replace("start = 2021-07-01\n", "").replace('name = "care"', 'name = "care"\nset.trust.gain = 0.2')
    text = text.replace('kind = "duty"', 'kind = "duty"\nstart = 2021-07-01')
    assert choice_of(write(tmp_path, text)).options[1].scenario.trust.gain == 0.2


@pytest.mark.parametrize("study", ["minstry", "no/such.toml", 3, ""])
def test_a_study_that_is_not_there_is_told(study):
    with pytest.raises(ScenarioError, match="ministry"):
        choice_of(study)
