"""What Python, NumPy and pandas call a value is taken wherever a file's value is."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from sim import RaceModel, ScenarioError, Tier, design, load
from sim.scenario.schema.actors import Tiers, TierSpec

HALVES = [
    np.float64(0.5),
    np.float32(0.5),
    np.longdouble(0.5),
    np.array(0.5),
    Decimal("0.5"),
    Fraction(1, 2),
    pd.Series([0.5]).iloc[0],
]
FORTIES = [40.0, np.int64(40), np.uint8(40), np.float64(40), np.array(40), Decimal(40), pd.Series([40, None]).iloc[0]]
DAYS = [
    date(2021, 1, 1),
    datetime(2021, 1, 1),
    pd.Timestamp("2021-01-01"),
    np.datetime64("2021-01-01"),
    np.datetime64("2021-01-01", "ns"),
    np.array("2021-01-01", dtype="datetime64[ns]"),
    pd.to_datetime(pd.Series(["2021-01-01"])).iloc[0],
]
PAIRS = [["google", "openai"], ["openai", "meta"]]
LISTS = [
    lambda: np.array(PAIRS),
    lambda: np.array(PAIRS, dtype=object),
    lambda: tuple(map(tuple, PAIRS)),
    lambda: (pair for pair in PAIRS),
    lambda: pd.Series(PAIRS),
    lambda: [pd.Series(pair) for pair in PAIRS],
]
LEVELS = [
    lambda: (0.0, 0.1),
    lambda: np.array([0.0, 0.1]),
    lambda: pd.Index([0.0, 0.1]),
    lambda: (each / 10 for each in range(2)),
    lambda: {0.1, 0.0},
]
"""Made anew for each test: some can be gone through only once."""


def kind(value):
    return f"{type(value).__module__}.{type(value).__name__}"


def kind_made(make):
    return kind(make())


@pytest.mark.parametrize("value", HALVES, ids=kind)
def test_a_number_of_any_library_is_a_number(value):
    assert load("base", {"trust.gain": value}) == load("base", {"trust.gain": 0.5})


@pytest.mark.parametrize("value", FORTIES, ids=kind)
def test_a_whole_number_of_any_library_is_one(value):
    assert load("base", {"quarters": value}).quarters == 40
    assert RaceModel("base", overrides={"quarters": value}).config.quarters == 40
    assert design("base", replicates=value, quarters=value, seed=value, series=value).quarters == 40


@pytest.mark.parametrize("value", DAYS, ids=kind)
def test_a_day_of_any_library_is_a_day(value):
    assert load("base", {"start": value}).start == date(2021, 1, 1)
    made = design("leader-pivot", parameters={"policies.pivot.start": [value]})
    assert [settings for _, settings in made.settings_of_points()] == [{"policies.pivot.start": date(2021, 1, 1)}]


@pytest.mark.parametrize("value", [True, np.bool_(True), np.array(True), pd.Series([True]).iloc[0]], ids=kind)
def test_a_switch_of_any_library_is_one(value):
    assert load("base", {"trust.on": value}).trust.on is True


@pytest.mark.parametrize("value", [Tier.OPEN, "open", np.str_("open"), np.array(["open"])[0]], ids=kind)
def test_a_word_of_any_library_is_a_word(value):
    assert load("race-2019", {"actors.meta.tier": value}).actors["meta"].tier is Tier.OPEN
    made = design("race-2019", parameters={"actors.meta.tier": [value]})
    assert [settings for _, settings in made.settings_of_points()] == [{"actors.meta.tier": "open"}]


@pytest.mark.parametrize("make", LISTS, ids=kind_made)
def test_pairs_of_any_library_are_pairs(make):
    assert load("race-2019", {"ties.edges": make()}).ties.edges == PAIRS


def test_a_section_is_a_table_and_may_hold_other_libraries():
    tiers = Tiers(open=TierSpec(capture=0.3))
    assert load("base", {"tiers": tiers}).tiers == tiers
    assert load("base", {"tiers.open": {"capture": np.float64(0.3)}}).tiers.open.capture == 0.3
    assert design("base", set={"tiers": tiers}).settings["tiers.open.capture"] == 0.3


@pytest.mark.parametrize("missing", [pd.NA, pd.NaT, np.nan, np.datetime64("NaT", "D"), np.ma.masked], ids=kind)
@pytest.mark.parametrize("path", ["trust.gain", "quarters", "start"])
def test_a_missing_value_is_told_with_its_path(missing, path):
    for given in ({path: missing}, pd.Series({path: missing}, dtype=object)):
        with pytest.raises(ScenarioError, match=rf'{path}"?: .*(missing|finite).*; expected'):
            load("base", given)
    with pytest.raises(ScenarioError, match=rf'{path}"?: .*(missing|finite).*; expected'):
        design("base", parameters=pd.DataFrame({path: [missing]}, dtype=object))


def test_a_day_with_an_hour_is_told():
    with pytest.raises(ScenarioError, match="2021-01-01T06:00:00 is of the wrong type; expected a date"):
        load("base", {"start": pd.Timestamp("2021-01-01 06:00")})


def test_a_fraction_is_no_whole_number():
    with pytest.raises(ScenarioError, match=r"40\.5 is of the wrong type; expected a whole number"):
        load("base", {"quarters": np.float64(40.5)})
    with pytest.raises(ScenarioError, match=r"2\.5 is of the wrong type; expected a whole number"):
        design("base", replicates=np.float64(2.5))


@pytest.mark.parametrize("change", [dict, pd.Series, lambda row: [f"{path}={each}" for path, each in row.items()]])
def test_overrides_may_be_a_row_of_a_table_or_texts(change):
    row = {"trust.gain": 0.25, "quarters": 12.0}
    expected = load("base", {"trust.gain": 0.25, "quarters": 12})
    assert load("base", change(row)) == expected
    assert RaceModel("base", overrides=change(row)).config == expected


@pytest.mark.parametrize("overrides", [5, [0.1], [{"trust.gain": 0.1}]])
def test_what_is_neither_a_mapping_nor_texts_is_told(overrides):
    with pytest.raises(ScenarioError, match=r"overrides: .* is of the wrong type; expected a mapping"):
        load("base", overrides)


def test_a_table_is_a_study_row_by_row():
    frame = pd.DataFrame({"trust.gain": [0.0, 0.1, 0.1], "quarters": pd.Series([8, 9, None]).fillna(10)})
    made = design("base", parameters=frame)
    rows = [{"trust.gain": 0.0, "quarters": 8}, {"trust.gain": 0.1, "quarters": 9}, {"trust.gain": 0.1, "quarters": 10}]
    assert [settings for _, settings in made.settings_of_points()] == rows
    assert all(type(settings["quarters"]) is int for _, settings in made.settings_of_points())
    assert made == design("base", parameters={name: frame[name] for name in frame}, sampling="list")
    with pytest.raises(ScenarioError, match="column a occurs twice"):
        design("base", parameters=pd.DataFrame([[1, 2]], columns=["a", "a"]))


@pytest.mark.parametrize("make", LEVELS, ids=kind_made)
def test_levels_may_be_any_collection(make):
    made = design("base", parameters={"trust.gain": make()})
    assert [settings["trust.gain"] for _, settings in made.settings_of_points()] == [0.0, 0.1]


def test_scenarios_may_be_any_collection():
    for given in (("base", "commons"), np.array(["base", "commons"]), pd.Series(["base", "commons"]), iter(["base"])):
        assert next(iter(design(given).scenarios)) == "base"


def around():
    """A mapping that holds itself."""
    table = {}
    table["self"] = table
    return table


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("trust.gain", Decimal("sNaN"), "trust.gain: nan is not a finite number"),
        ("trust.gain", Fraction(10**400), "trust.gain: nan is not a finite number"),
        ("start", np.datetime64("20000-03-01"), "start"),
        ("policies", {1j, 2j}, "policies"),
        ("tiers", around(), "overrides: are nested too deeply"),
    ],
)
def test_what_no_file_could_hold_is_told(path, value, told):
    with pytest.raises(ScenarioError, match=told):
        load("base", {path: value})


@pytest.mark.parametrize("source", [None, 3, {"title": "x"}, b"base", ["base"]])
def test_what_is_no_scenario_is_told(source):
    with pytest.raises(ScenarioError, match=r"scenario: .* is of the wrong type; expected a shipped name"):
        load(source)
