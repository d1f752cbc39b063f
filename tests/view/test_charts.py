"""What charts show: the numbers of the library, as data that a browser can draw."""

import json

import numpy as np
import pytest

import sim
from sim.view import charts
from sim.view.session import Session
from sim.view.setting import Setting


@pytest.fixture(scope="module")
def course():
    return Session(Setting("base", 3)).film.column("trust")


def test_a_line_has_every_digit_of_the_librarys_run(course):
    drawn = charts.spec("trust", [charts.Line("Base", course, "run")], 60, 2020.0)
    assert json.loads(json.dumps(drawn))["lines"][0]["values"] == sim.run(sim.load("base"), 3).series["trust"].tolist()
    assert drawn["label"] and drawn["definition"] and drawn["height"] == charts.SMALL


def test_what_is_no_number_is_left_out_of_lines_and_bands():
    values = np.array([0.5, np.nan, np.inf])
    line = charts.Line("A", values, "a", "A", (values, values + 0.123456789))
    drawn = charts.spec("trust", [line], 3, 2020.0)["lines"][0]
    assert drawn["values"] == [0.5, None, None] == drawn["low"]
    assert drawn["high"] == [0.62346, None, None] and drawn["letter"] == "A"
    json.dumps(drawn, allow_nan=False)


def test_events_policies_and_data_are_told_and_data_need_dates():
    parts = {
        "marks": [charts.Mark(3, "exit", "<b> leaves", "A")],
        "spans": [charts.Span(4, None, "pivot of alpha", "B")],
        "dots": [charts.Dot(2025.5, 0.16, "telemetry")],
    }
    drawn = charts.spec("use", [], 60, 2019.0, **parts)
    assert drawn["events"] == [{"quarter": 3, "kind": "exit", "text": "<b> leaves", "letter": "A"}]
    assert drawn["policies"] == [{"from": 4, "to": None, "text": "pivot of alpha", "letter": "B"}]
    assert drawn["data"] == [{"year": 2025.5, "value": 0.16, "text": "telemetry"}]
    assert charts.spec("use", [], 60, None, **parts)["data"] == []


def test_the_browser_fills_in_what_it_alone_knows():
    texts = charts.spec("trust", [], 60, None)["texts"]
    assert "{n}" in texts["quarter"] and "{low}" in texts["band"] and "{year}" in texts["date"]


def test_events_are_counted_up_over_quarters_of_one_run_and_of_many():
    np.testing.assert_array_equal(charts.shown_values("incidents", np.array([1.0, 0.0, 2.0])), [1, 1, 3])
    np.testing.assert_array_equal(charts.shown_values("incidents", np.ones((2, 3))), [[1, 2, 3], [1, 2, 3]])
    np.testing.assert_array_equal(charts.shown_values("trust", np.array([0.2, 0.1])), [0.2, 0.1])
