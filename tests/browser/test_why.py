"""Why worlds differ, when openness keeps itself, what a sign depends on: every control of the panels, driven."""

import re

import pytest

from sim.analysis.why import why
from sim.scenario import load

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


def sizes(panel):
    return [float(row.get_attribute("data-size")) for row in panel.locator(".fall-row").all()]


def ready(panel):
    expect(panel.locator(".fall")).to_have_attribute("aria-busy", "false")
    expect(panel.locator(".fall-row").nth(2)).to_be_attached()


def test_a_difference_is_explained_by_its_parts_with_the_librarys_numbers(open_page, picture):
    page = open_page()
    panel = page.locator("#why")
    panel.get_by_role("button", name="Show why").click()
    ready(panel)
    found = why(load("arms-race"), load("commons"))
    first = found.of(panel.locator(".fall").get_attribute("data-outcome"))
    assert sizes(panel) == pytest.approx([first.before, *(bar.size for bar in first.bars), first.after])
    panel.get_by_label("outcome", exact=True).select_option("misuse")
    expect(panel.locator(".fall[data-outcome=misuse]")).to_be_attached()
    expect(panel).to_contain_text("what firms do")
    misuse = found.of("misuse")
    assert sizes(panel) == pytest.approx([misuse.before, *(bar.size for bar in misuse.bars), misuse.after])
    picture(page, "why")


def test_a_click_on_a_difference_asks_why(open_page):
    page = open_page()
    page.locator("[data-why=trust]").first.click()
    panel = page.locator("#why")
    expect(panel.locator(".fall[data-outcome=trust]")).to_be_attached()
    ready(panel)
    expect(panel.locator(".why-told")).to_contain_text("trust")


def test_one_of_three_worlds_is_chosen(open_page):
    page = open_page("?scenario=arms-race&with=commons&and=open-alliance")
    panel = page.locator("#why")
    panel.get_by_label("world", exact=True).select_option("C")
    ready(panel)
    expect(panel.locator(".fall-row.end").last).to_contain_text("Open alliance")


def test_what_a_sign_hangs_on_is_found_out_on_demand_and_can_be_stopped(open_page):
    page = open_page("?scenario=open-licence&with=leader-pivot")
    panel = page.locator("#why")
    panel.get_by_role("button", name="Show why").click()
    ready(panel)
    panel.get_by_role("button", name="Find out").click()
    expect(panel.get_by_role("progressbar")).to_be_visible()
    expect(panel).to_contain_text(re.compile(r"\d+ of \d+ runs"))
    panel.get_by_role("button", name="Cancel").click()
    expect(panel.get_by_role("progressbar")).to_have_count(0)
    expect(panel.get_by_role("button", name="Find out")).to_be_visible()


def test_when_openness_keeps_itself(open_page, picture):
    page = open_page("?scenario=arms-race-norms&with=commons")
    card = page.locator("#tipping")
    card.get_by_role("button", name="Find out").click()
    drawing = card.locator("[data-figure=tipping]")
    expect(card.locator(".why-told")).to_contain_text("openness keeps itself")
    expect(card.locator(".why-told")).to_contain_text("of the actors must begin open")
    expect(drawing).to_have_attribute("aria-busy", "false")
    expect(card.locator(".tip-dot.open")).to_have_count(12)
    expect(card.locator(".tip-gap")).to_be_attached()
    card.get_by_label("read values", exact=True).fill("0")
    expect(card.locator(".tip-told")).to_contain_text("everybody begins open")
    card.get_by_label("begin open", exact=True).fill("60")
    expect(card.locator(".tip-dot.some")).to_have_count(12)
    expect(card.locator(".why-told")).to_contain_text("If 60 % begin open")
    card.get_by_label("and stay so", exact=True).select_option("8")
    expect(card.locator(".why-told")).to_contain_text("are open for 2 years")
    expect(drawing).to_have_attribute("aria-busy", "false")
    picture(page, "tipping")
    card.get_by_label("over", exact=True).select_option("support")
    expect(card.locator(".tip-axis")).to_contain_text("of their outlay")
    expect(card.locator(".tip-x").last).to_have_text("20 %")
    card.get_by_label("world", exact=True).select_option("B")
    expect(card.locator(".tip-world.b").first).to_be_visible()
    expect(drawing).to_have_attribute("aria-busy", "false")


def test_a_world_without_two_tiers_says_so(open_page):
    page = open_page("?scenario=arms-race&with=commons&set=academy.on%3Dfalse")
    card = page.locator("#tipping")
    card.get_by_role("button", name="Find out").click()
    expect(card.locator(".why-told")).to_contain_text("cannot be counted here")


def test_in_one_world_each_change_of_the_visitor_is_a_part(open_page):
    page = open_page("live?scenario=commons&set=trust.gain%3D0&set=sharing.speed%3D0.05&at=40")
    panel = page.locator("#why")
    panel.get_by_role("button", name="Show why").click()
    ready(panel)
    ends = panel.locator(".fall-row.end")
    expect(ends.first).to_contain_text("as it was")
    expect(ends.last).to_contain_text("this world")
    names = " ".join(panel.locator(".fall-name").all_inner_texts())
    assert names.count("\u2192") == 2
