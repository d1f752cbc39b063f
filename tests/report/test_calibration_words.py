"""What is said of a calibration follows from its tables, and says nothing of what the data do not inform."""

import json
import re

import pandas as pd
import pytest

from sim.report.calibration_tables import read
from sim.report.calibration_words import markdown, markdown_of_forecast, sections
from sim.study.record import RecordError
from tests.report import calibration
from tests.view import hostile


@pytest.fixture
def folder(tmp_path):
    return calibration.write(tmp_path / "fit")


def changed(folder, name, where=None, **values):
    """Write other values into a table: in the rows of a name, or in all of them."""
    file = folder / f"{name}.parquet"
    table = pd.read_parquet(file)
    rows = slice(None) if where is None else table.iloc[:, 0] == where
    for column, value in values.items():
        table.loc[rows, column] = value
    table.to_parquet(file, index=False)
    return folder


def said(folder, name):
    """What a section says, without its table."""
    section = {each.name: each for each in sections(read(folder))}[name]
    return " ".join((*section.said, *section.explained))


def rows(folder, name):
    """A section's table, by the first cell."""
    section = {each.name: each for each in sections(read(folder))}[name]
    return section.table.set_index(section.table.columns[0])


def test_the_summary_says_what_was_fitted_and_what_came_of_it(folder):
    told = said(folder, "summary")
    assert "fitted to 6 figures of 5 facts (2, 3, 5, 11, 14) and to 1 other figure. It took" in told
    assert "Of 1 other figure, so many are hit by single runs: by the defaults 1, by the most likely draw 1" in told
    assert "98,304 runs of 30 quarters, of which 2 failed" in told and "worth 731 independent" in told
    assert "Of 26 numbers with a prior, screening kept 10" in told and "left 2.1 % of their joint prior" in told
    assert "inform 4, and 3 more weakly. The other 19 keep their prior" in told
    assert "by the defaults (fit: 1 of 4, input: 1 of 1), by the most likely draw (fit: 3 of 4, input: 1 of 1)" in told


def test_hits_of_the_posterior_follow_the_rule_of_the_facts(folder):
    fit = read(folder)
    assert fit.facts_hit("posterior").to_dict() == {2: True, 3: True, 5: True, 11: False, 14: True}
    changed(folder, "figures", "5 least year", posterior_low=0.1, posterior_median=0.2, posterior_high=0.3)
    changed(folder, "figures", "3 lag, months", defined=0.5)
    assert read(folder).facts_hit("posterior").to_dict() == {2: True, 3: False, 5: False, 11: False, 14: True}
    assert rows(folder, "figures").loc["5 least year", "hit by"] == "default, most likely draw"


def test_the_defaults_and_the_likeliest_draw_hits_what_the_record_says(folder):
    calibration.write(folder, mode_hits={"2": False, "3": False, "5": False, "11": True, "14": False})
    assert "by the most likely draw (fit: 1 of 4, input: 0 of 1)" in said(folder, "summary")


def test_facts_to_an_earlier_day_have_their_roles(folder):
    changed(folder, "figures", "5 least year", fact=105, figure="105 least year")
    assert read(folder).by_role(read(folder).facts_hit("posterior")) == "fit: 4 of 5, input: 1 of 1"


def test_a_hit_counts_where_all_its_scores_are_better(folder):
    assert read(folder).counts("posterior").to_dict() == {2: True, 3: True, 5: True, 11: False, 14: True}
    changed(folder, "figures", "5 greatest year", default_crps=0.001)
    changed(folder, "figures", "14 turns a transition", persistence_crps=0.001)
    assert read(folder).counts("posterior").to_dict() == {2: True, 3: True, 5: False, 11: False, 14: False}


def test_what_is_not_informed_has_no_posterior_in_the_report(folder):
    table = rows(folder, "numbers")
    assert list(table.index) == ["finance.number_0", "market.number_1", "trust.number_2", "effort.number_3",
                                 "release.number_4", "finance.number_5", "market.number_6"]  # fmt: skip
    assert list(table["informed"]) == ["yes"] * 4 + ["weakly"] * 3
    told = said(folder, "numbers")
    assert "3 numbers" in told and "effort: number_8; release: number_9; trust: number_7." in told
    assert "16 numbers" in told and "finance: number_10, number_15, number_20, number_25;" in told


def test_where_nothing_is_informed_the_report_says_so(folder):
    calibration.write(folder, kept=1.0)
    assert "history matching left" not in said(folder, "summary")
    changed(folder, "numbers", verdict="informed")
    assert "keep their prior" not in said(folder, "summary")
    changed(folder, "numbers", verdict="not at all", contraction=0.0)
    assert "The data inform 0, and 0 more weakly. The other 26 keep" in said(folder, "summary")
    assert said(folder, "numbers").startswith("The data inform no number")
    names = [section.name for section in sections(read(folder))]
    assert (
        "second" not in names and {section.name: section for section in sections(read(folder))}["numbers"].table is None
    )


def test_what_the_prior_hardly_reaches_is_structure_unless_the_posterior_hits_it(folder):
    assert "No point of the prior reaches 11 first-timers" in said(folder, "reach")
    assert "posterior misses 11 first-timers" in said(folder, "reach") and "structure" in said(folder, "reach")
    changed(folder, "figures", "11 first-timers 2020-2024, mean year", reached=0.3)
    changed(folder, "figures", "5 least year", reached=0.02)
    told = said(folder, "reach")
    assert "Fewer than 5 % reach 5 least year." in told and "still hits 5 least year." in told
    assert "structure" not in told and "at once: 11 first-timers 2020-2024, mean year." in told
    changed(folder, "figures", reached=0.25, posterior_low=0.0, posterior_high=1000.0)
    assert said(folder, "reach").startswith("Each figure for itself is reached by 25 % of the prior's points or more.")


def test_scores_are_counted_against_whatever_has_one(folder):
    assert "than persistence on 4 of 5 figures that have one" in said(folder, "scores")
    assert "trend" not in rows(folder, "scores")
    changed(folder, "figures", trend_crps=1000.0)
    assert "than trend on 7 of 7 figures" in said(folder, "scores") and "trend" in rows(folder, "scores")


def test_what_is_forgiven_is_told_in_deviations_where_it_is_alike(folder):
    assert "it is 0.5 standard deviations of the data for each. It is an assumption" in said(folder, "discrepancy")
    changed(folder, "figures", "5 least year", discrepancy=0.1)
    assert "for each" not in said(folder, "discrepancy") and "an assumption" in said(folder, "discrepancy")
    changed(folder, "figures", discrepancy=0.0)
    assert "it is 0 standard" in said(folder, "discrepancy") and "an assumption" not in said(folder, "discrepancy")


def test_checks_name_what_fails(folder):
    told = said(folder, "checks")
    assert "at 1 % for 1 of 4 informed numbers (by chance alone 0.04 would be): finance.number_0." in told
    assert "at 1 % for 0 of 6 other numbers" in told and "finance.number_0 (81 %)" in told
    assert "exact method would hold 86 % to 94 % nine times in ten" in told
    assert "the method fails for finance.number_0: read" in said(folder, "summary")
    changed(folder, "sbc", p_value=0.5, coverage=0.9)
    assert "the method fails for none of those" in said(folder, "summary")
    told = said(folder, "checks")
    assert "for 0 of 4 informed numbers" in told and "85 % to 95 %: none." in told


def test_the_second_method_is_said_to_disagree_where_a_median_is_outside(folder):
    assert "For 7 of 7 numbers" in said(folder, "second") and "something else" not in said(folder, "summary")
    changed(folder, "numbers", "trust.number_2", second_low=3.0, second_median=3.5, second_high=3.7)
    assert "For 6 of 7 numbers" in said(folder, "second") and "Not so: trust.number_2." in said(folder, "second")
    assert "finds something else for trust.number_2." in said(folder, "summary")


def test_mechanisms_are_sorted_by_what_they_add_and_judged_by_their_intervals(folder):
    told = said(folder, "mechanisms")
    assert "Without 1 of 3 the fit is worse beyond chance (community.on); without 1 it is better (mobility.on)" in told
    assert rows(folder, "mechanisms").iloc[:, 1].tolist() == ["1.3 [1.2, 1.4]", "1.05 [0.95, 1.15]", "0.8 [0.7, 0.9]"]


def test_a_forecast_is_counted_against_each_that_has_a_score(folder):
    calibration.write(folder, until="2022-12-31")
    told = said(folder, "forecast")
    assert told.startswith("Fitted on data to 2022-12-31: 6 of 6 figures hit.")
    assert "than persistence on 2 of 5 figures that have one" in told and "the defaults alone: 3 lag, months." in told
    changed(folder, "forecast", "5 least year", forecast_low=0.0, forecast_median=0.1, forecast_high=0.2)
    assert rows(folder, "forecast").loc["5 least year", ""] == "MISS"
    assert "fitted to 6 figures of 5 facts" in markdown_of_forecast(folder)


def test_parts_that_were_not_asked_for_are_left_out(folder):
    (folder / "mechanisms.parquet").unlink()
    (folder / "forecast.parquet").unlink()
    assert not {"mechanisms", "forecast"} & {section.name for section in sections(read(folder))}
    with pytest.raises(RecordError, match="has no forecast"):
        markdown_of_forecast(folder)


def test_targets_of_ones_own_are_no_facts(folder):
    own = {"figure": [f"outcome_{k}" for k in range(len(calibration.FIGURES))], "fact": 0}
    changed(folder, "figures", persistence_crps=float("nan"), **own)
    calibration_json = folder / "calibration.json"
    kept = json.loads(calibration_json.read_text(encoding="utf-8")) | {"mode_hits": {}, "default_hits": {}}
    calibration_json.write_text(json.dumps(kept), encoding="utf-8")
    told = markdown(folder)
    assert "was fitted to 7 figures. It took" in told and "Epoch" not in told
    assert "ersistence" not in told.split("## A forecast")[0]
    assert "Of 7 figures, so many are hit by single runs: by the defaults 6, by the most likely draw 6, by" in told


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda folder: (folder / "calibration.json").unlink(), "calibration.json: is not the record"),
        (lambda folder: (folder / "calibration.json").write_text("[]"), "calibration.json: lacks command"),
        (lambda folder: (folder / "waves.parquet").unlink(), "waves.parquet: cannot be read"),
        (lambda folder: (folder / "ranks.parquet").write_text("PAR1"), "ranks.parquet: cannot be read"),
        (lambda folder: pd.DataFrame({"path": []}).to_parquet(folder / "sbc.parquet"), "sbc.parquet: lacks p_value"),
    ],
)
def test_a_folder_that_is_none_is_refused(folder, damage, told):
    damage(folder)
    with pytest.raises(RecordError, match=re.escape(told)):
        markdown(folder)


def test_texts_of_users_stay_texts(folder):
    calibration.write(folder, scenario=hostile.ALL, command=hostile.ALL)
    changed(folder, "numbers", meaning=hostile.ALL)
    changed(folder, "figures", "5 least year", figure=hostile.ALL)
    text = markdown(folder)
    assert not re.search(r"<(?!br>)[A-Za-z/!?]", text) and "](javascript" not in text and "&lt;img src=x" in text
