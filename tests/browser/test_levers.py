"""Assumptions and choosers: where sliders end, how numbers are entered, how scenarios are chosen."""

import re

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


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("path", ["live?scenario=base&at=8", "?scenario=base&with=commons"])
def test_changes_are_undone_and_done_again(open_page, path):
    page = open_page(path)
    expect(button(page, "Undo")).to_be_disabled()
    entry(page).fill("0.1")
    entry(page).press("Enter")
    expect(page.locator("[data-path='trust.gain'].changed")).to_be_visible()
    button(page, "Undo").click()
    expect(entry(page)).to_have_value("0.06")
    button(page, "Redo").click()
    expect(entry(page)).to_have_value("0.1")
    slider(page).focus()
    page.keyboard.press("Control+z")
    expect(entry(page)).to_have_value("0.06")
    page.keyboard.press("Control+Shift+z")
    expect(entry(page)).to_have_value("0.1")


def test_undo_in_a_text_field_is_the_fields_own(open_page):
    page = open_page("live?scenario=base&at=8&set=trust.gain%3D0.1")
    slider(page).press("End")
    expect(entry(page)).to_have_value("0.2")
    seed = page.get_by_label("seed", exact=True)
    seed.fill("12")
    seed.press("Control+z")
    expect(entry(page)).to_have_value("0.2")


def test_a_state_is_kept_returned_to_and_is_a_link(open_page):
    page = open_page("?scenario=base&with=commons&set=trust.gain%3D0.1")
    button(page, "Keep this").click()
    kept = page.locator(".past li")
    expect(kept.locator("a")).to_have_attribute("href", playwright_contains("set=trust.gain%3D0.1"))
    entry(page).fill("0.02")
    entry(page).press("Enter")
    expect(page.locator("[data-path='trust.gain'] input[type=range]")).to_have_value("0.02")
    kept.get_by_role("button", name="Return to", exact=False).click()
    expect(entry(page)).to_have_value("0.1")
    kept.get_by_role("button", name="forget", exact=False).click()
    expect(kept).to_have_count(0)


def playwright_contains(text):
    return re.compile(re.escape(text))


@pytest.mark.parametrize("path", ["live?scenario=arms-race", "?scenario=arms-race&with=commons"])
def test_a_worldview_sets_its_numbers_says_so_and_is_left_again(open_page, path):
    page = open_page(path)
    chooser = page.get_by_label("worldview", exact=True)
    chooser.select_option("Sceptic of openness")
    chip = page.locator(".view-chip")
    expect(chip).to_have_text("Sceptic of openness")
    expect(entry(page)).to_have_value("0.02")
    page.get_by_text("What it sets, and why").click()
    expect(page.locator(".worldview li").first).to_contain_text("Open models are often used to do harm.")
    entry(page).fill("0.03")
    entry(page).press("Enter")
    expect(chip).to_contain_text("modified")
    chooser.select_option("the scenario's own numbers")
    expect(chip).to_have_count(0)


def test_a_third_world_is_added_and_left_again(open_page):
    page = open_page("?scenario=base&with=commons")
    page.get_by_label("C", exact=True).select_option("open-alliance")
    page.wait_for_url("**and=open-alliance**")
    page.get_by_label("C", exact=True).select_option("")
    page.wait_for_url(lambda url: "and=" not in url)
