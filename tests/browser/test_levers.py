"""Assumptions and choosers: where sliders end, how numbers are entered, how scenarios are chosen."""

import pytest

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

GAIN = "trust gained by sharing"


def slider(page):
    return page.locator("[id='levers-trust.gain']")


def entry(page):
    return page.get_by_label(f"{GAIN}, exactly")


def test_a_slider_dragged_to_its_end_again_and_again_stays_where_the_scenario_put_that_end(open_page):
    page = open_page("live?scenario=base&at=8")
    ends = [slider(page).get_attribute(side) for side in ("min", "max", "step")]
    for key, value in (("End", ends[1]), ("Home", ends[0]), ("End", ends[1])):
        slider(page).press(key)
        expect(page.locator("[data-path='trust.gain'].changed")).to_be_visible()
        expect(entry(page)).to_have_value(str(float(value)).removesuffix(".0"))
        assert [slider(page).get_attribute(side) for side in ("min", "max", "step")] == ends


@pytest.mark.parametrize(("written", "stands"), [("0,1", "0.1"), ("0.1", "0.1"), (",1", "0.1"), (" 1e-1 ", "0.1")])
def test_numbers_are_entered_with_a_point_or_a_comma(open_page, written, stands):
    page = open_page("live?scenario=base&at=8")
    entry(page).fill(written)
    entry(page).press("Enter")
    expect(page.locator("[data-path='trust.gain'] .was")).to_have_text("changed from 0.06")
    expect(entry(page)).to_have_value(stands)
    page.wait_for_url("**set=trust.gain%3D0.1**")


def test_the_scenarios_own_value_is_marked_and_restored(open_page):
    page = open_page("?set=trust.gain%3D0.1")
    mark = page.locator("[data-path='trust.gain'] .own")
    expect(mark).to_have_attribute("data-own", "0.06")
    track = slider(page).bounding_box()
    at = mark.bounding_box()["x"] + 1 - track["x"]
    assert at == pytest.approx(8 + 0.06 / 0.2 * (track["width"] - 16), abs=1.5)
    page.get_by_role("button", name=f"restore {GAIN}").click()
    expect(entry(page)).to_have_value("0.06")
    expect(page.locator("[data-path='trust.gain'] .was")).to_have_count(0)


@pytest.mark.parametrize(("path", "label"), [("live", "scenario"), ("", "B")])
def test_scenarios_are_chosen_by_title_in_groups(open_page, path, label):
    page = open_page(path)
    chooser = page.get_by_label(label, exact=True)
    expect(chooser.locator("optgroup").first).to_have_attribute("label", "The world since 2019")
    expect(chooser.locator("optgroup").last.locator("option").first).to_contain_text("no catalogue")
    chooser.select_option(label="Open alliance")
    expect(page.get_by_text("Followers and laboratories ally", exact=False).first).to_be_visible()
