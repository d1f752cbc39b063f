"""Question cards and the story, as a visitor meets them who knows nothing but the address."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from sim.analysis.questions.declared import questions
from sim.analysis.questions.stored import answers
from sim.scenario import load
from sim.view.panel_questions import question_link
from tests.browser.conftest import PHONE

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
LEADER = "us-leader-opens"


def cards(page):
    return page.locator(".asked a")


def test_a_card_answers_with_its_certainty_and_opens_both_worlds(open_page):
    page = open_page()
    kept = answers().answers[LEADER]
    expect(cards(page).locator("[data-question]")).to_have_count(len(questions()))
    order = [each.get_attribute("data-question") for each in page.locator("[data-question]").all()]
    card = cards(page).filter(has=page.locator(f"[data-question={LEADER}]"))
    expect(card).to_contain_text("What if a US leader opens in 2026?")
    expect(card.locator(".certainty")).to_have_attribute("data-verdict", kept.main.verdict)
    expect(card.locator(".answer")).to_contain_text(f"{round(100 * kept.main.share)} %")
    expect(card.locator("[data-bar=draws]")).to_contain_text(re.compile("more.*less|less.*more"))
    expect(card.locator("[data-bar=forms]")).to_have_attribute("data-share", re.compile(r"^[01](\.\d+)?$"))
    card.click()
    page.wait_for_url("**scenario=race-2019-fitted**")
    query = parse_qs(urlsplit(page.url).query)
    assert query["at"] == [str(kept.quarters)]
    assert query["with"] == ["race-2019-fitted"]
    expect(page.locator("h1")).to_contain_text(load("race-2019-fitted").title)
    expect(page.locator(".asked > .here")).to_contain_text("Google, one of the leaders, commits itself")
    expect(cards(page).locator("[data-question]")).to_have_count(len(questions()))
    assert [each.get_attribute("data-question") for each in page.locator("[data-question]").all()] == order


def test_a_card_opens_its_worlds_again_after_they_were_changed(open_page):
    page = open_page(question_link("sharing-or-hoarding").lstrip("/"))
    page.get_by_label("seed", exact=True).fill("4")
    page.keyboard.press("Enter")
    page.wait_for_url("**seed=4**")
    cards(page).first.click()
    page.wait_for_url("**seed=0**")
    expect(page.get_by_label("seed", exact=True)).to_have_value("0")


def test_all_cards_can_be_seen_and_put_away_with_the_keyboard(open_page):
    page = open_page()
    seen = cards(page).locator("visible=true")
    expect(seen).to_have_count(4)
    page.get_by_role("button", name="All 11 questions").press("Enter")
    expect(seen).to_have_count(len(questions()))
    page.get_by_role("button", name="Fewer questions").press("Enter")
    expect(seen).to_have_count(4)


def test_on_a_phone_three_cards_and_the_open_one_stand_in_one_column(open_page):
    page = open_page(viewport=PHONE)
    seen = cards(page).locator("visible=true")
    expect(seen).to_have_count(4)
    left = {round(each.bounding_box()["x"]) for each in seen.all()}
    assert len(left) == 1
    assert all(each.bounding_box()["width"] <= PHONE["width"] for each in seen.all())


def test_the_story_is_predicted_first_and_then_seen_to_its_end(open_page):
    page = open_page("story")
    expect(page.locator("h1")).to_have_text("You are a lab")
    expect(page.locator("[data-seen]")).to_have_count(0)
    guess = page.get_by_label("Trust in the end")
    guess.fill("80")
    page.get_by_role("button", name="See what happens").press("Enter")
    seen = page.locator("[data-seen=trust]")
    expect(seen).to_have_attribute("data-place", "above")
    page.wait_for_url("**trust=80**")
    expect(page.locator("svg[data-figure=trust]")).to_have_count(1)
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**step=2&trust=80")
    expect(page.locator("h1")).to_have_text("Hoard or share")
    page.get_by_role("link", name="I share", exact=True).press("Enter")
    page.wait_for_url("**step=2&trust=80&do=share")
    page.get_by_role("link", name="ahead of all others", exact=True).press("Enter")
    page.wait_for_url("**step=2&trust=80&do=share&stand=ahead")
    expect(page.locator("tr[data-do=share] td")).to_have_count(3)
    counts = [int(each) for each in page.locator("tr[data-do=share] td").all_inner_texts()]
    assert sum(counts) == 20
    expect(page.locator("[data-left]")).to_contain_text("your lab leaves the market")
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**step=3&trust=80&do=share&stand=ahead")
    expect(page.locator("h1")).to_have_text("Rivals answer")
    plot = page.locator(".guess-plot")
    box = plot.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".guess output")).to_contain_text(re.compile("^(9|10|11) of 20"))
    page.get_by_role("button", name="See what happens").click()
    page.wait_for_url("**step=3&trust=80&do=share&stand=ahead&open=**")
    expect(page.locator("[data-seen=open_actors]")).to_have_attribute("data-place", "above")
    expect(page.locator("[data-became]")).to_have_count(3)
    page.get_by_role("link", name="Next").click()
    for name in ("the best AI gets further", "users gain more", "actors trust each other more", "there is less misuse"):
        page.get_by_role("link", name=name, exact=True).press("Enter")
        expect(page.locator(".option.chosen", has_text=name)).to_have_count(1)
    row = page.locator("tr[data-outcome=misuse]")
    expect(row).to_contain_text("there is less misuse")
    expect(row).to_contain_text("of 20 runs")
    expect(page.locator("tbody tr")).to_have_count(4)
    page.get_by_role("link", name="Next").click()
    expect(page.locator("h1")).to_have_text("Your sandbox")
    expect(page.locator(".recalled")).to_contain_text("trust ends at 80 of 100")
    page.get_by_role("link", name="Open your choice beside the other one").click()
    page.wait_for_url("**scenario=leader-pivot-no-leader**with=leader-pivot**")


@pytest.mark.parametrize(
    "query", ["step=3&do=hoard&open=10", "step=4&bill.frontier=more&bill.surplus=more&bill.trust=less&bill.misuse=more"]
)
def test_each_step_is_a_link_and_its_guesses_are_in_it(open_page, query):
    page = open_page(f"story?{query}", viewport=PHONE)
    expect(page.locator("[data-seen], tr[data-outcome]").first).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text(query[5])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_link_that_says_nothing_begins_the_story(open_page):
    page = open_page("story?step=99&do=steal")
    expect(page.locator("h1")).to_have_text("You are a lab")
    expect(page.locator(".message.shown")).to_contain_text("There is no such step")
    page.get_by_role("link", name="5 Your sandbox").click()
    expect(page.locator("h1")).to_have_text("Your sandbox")
    page.get_by_role("link", name="Back").click()
    expect(page.locator("h1")).to_have_text("The bill")


def test_the_story_leads_to_the_card_on_tipping(open_page):
    page = open_page("story?step=5")
    page.get_by_role("link", name="does openness keep itself").click()
    page.wait_for_url("**scenario=arms-race-norms&with=commons-norms**")
    expect(page.locator("#tipping")).to_be_in_viewport()
    expect(page.locator("#tipping").get_by_role("button", name="Find out")).to_have_count(0)
