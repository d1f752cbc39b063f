"""A page without a server, from a folder, with the network off: every control, and numbers equal to the library's."""

import pytest

from sim.analysis.sizes import fewest
from sim.outcomes import OUTCOMES
from sim.scenario import load
from sim.study.execute import run
from tests.browser.conftest import LAPTOP, PHONE
from tests.program import ROOT
from tests.view import hostile

expect = pytest.importorskip("playwright.sync_api").expect
Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe

BUILT = ROOT / "docs/hoardshare.html"
SEEDS, QUARTERS = 5, 12
LEVERS = ("strategies", "eyes.rate=0.03,0.25")


def write(file, names, asked, is_whole=True):
    """Publish a page of short runs."""
    pytest.importorskip("markupsafe")
    from sim.view.publish.grid import computed
    from sim.view.publish.levers import levers
    from sim.view.publish.page import Publication, page

    worlds = [load(str(name), {"quarters": QUARTERS}) for name in names]
    turned = levers(worlds, asked)
    made = Publication(worlds, turned, computed(worlds, turned, SEEDS), "hoardshare publish", is_whole)
    file.write_bytes(page(made).encode())
    return file


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """A page over four points."""
    return write(tmp_path_factory.mktemp("published") / "page.html", ("arms-race", "commons"), LEVERS)


@pytest.fixture
def offline(browser):
    """Opens files with the network off; at the end nothing may have failed, or have been asked of any network."""
    faults, contexts = [], []

    def tab(file, then="", **options):
        context = browser.new_context(**{"viewport": LAPTOP, "color_scheme": "light"} | options)
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda said: said.type in ("error", "warning") and faults.append(f"console: {said.text}"))
        page.on("request", lambda asked: asked.url.startswith("file://") or faults.append(f"asked: {asked.url}"))
        page.goto(f"{file.as_uri()}{then}")
        return page

    yield tab
    for context in contexts:
        context.close()
    assert not faults


def middle(scenario, settings, outcome):
    world = load(scenario, {"quarters": QUARTERS, **settings})
    return sorted(run(world, seed).outcomes[outcome] for seed in range(SEEDS))[SEEDS // 2]


def shown(page, outcome, world):
    return page.locator(f'[data-outcome="{outcome}"] .{world}').inner_text()


def three(value):
    return f"{value:.3g}"


@pytest.mark.parametrize("eyes", [0.25, 0.03])
def test_a_lever_shows_the_runs_that_were_done(offline, published, eyes):
    page = offline(published)
    lever = page.locator('[data-lever="eyes.rate"] input')
    if eyes < 0.25:
        lever.press("ArrowLeft")
        expect(page).to_have_url(f"{published.as_uri()}#eyes.rate=0.03")
    for scenario, world in (("arms-race", "a"), ("commons", "b")):
        level = middle(scenario, {"eyes.rate": eyes}, "trust")
        assert shown(page, "trust", world) == three(level)
        drawn = page.locator('[data-figure="trust"]').get_attribute(f"data-{world}")
        assert float(drawn) == pytest.approx(level, rel=1e-3)
    assert lever.get_attribute("aria-valuetext") == three(eyes)


def test_only_what_seeds_agree_on_is_better_or_worse(offline, published):
    from sim.view.publish.grid import told_outcomes

    page = offline(published)
    rows = page.locator("tbody [data-outcome]")
    expect(rows).to_have_count(len(told_outcomes()))
    for row in rows.all():
        agree = int(row.locator(".agree small").inner_text().split()[0])
        is_told = row.get_attribute("class") in ("better", "worse")
        is_judged = OUTCOMES[row.get_attribute("data-outcome")].better != "neither"
        is_same = row.get_attribute("class") == "same"
        assert is_told == (is_judged and not is_same and agree >= fewest(SEEDS))
        assert not is_same or row.locator(".apart").inner_text().split()[0] == "0"
        colour = row.locator(".apart").evaluate("(cell) => getComputedStyle(cell).color")
        plain = row.locator(".a").evaluate("(cell) => getComputedStyle(cell).color")
        assert (colour != plain) == is_told


def test_what_no_run_tells_apart_is_no_luck(offline):
    page = offline(BUILT, "#knowledge=bricks")
    row = page.locator('[data-outcome="catastrophe"]')
    assert row.locator(".a").inner_text() == row.locator(".b").inner_text()
    expect(row.locator(".agree")).to_contain_text("no difference")
    expect(page.locator('[data-sum="same"]')).to_contain_text("catastrophe")
    expect(page.locator('[data-sum="unsure"]')).not_to_contain_text("catastrophe")


def test_on_a_phone_each_cell_of_the_bill_has_its_heading(offline):
    page = offline(BUILT, viewport=PHONE)
    page.locator('.steps [data-step="bill"]').click()
    for group in page.locator('[data-tale="bill"] fieldset').all():
        group.locator("input").first.check(force=True)
    cell = page.locator('[data-tale="bill"] table td').first
    assert cell.evaluate("(cell) => getComputedStyle(cell, '::before').content") == '"your guess"'


def test_a_choice_by_the_keyboard_a_link_to_it_and_the_way_back(offline, published):
    page = offline(published)
    before = page.locator("#said").inner_text(), shown(page, "trust", "b")
    page.locator('[data-lever="strategies"] input').first.focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(f"{published.as_uri()}#strategies=adaptive")
    changed = shown(page, "trust", "b")
    assert changed != before[1]
    other = offline(published, "#strategies=adaptive")
    assert shown(other, "trust", "b") == changed
    expect(other.locator('[data-lever="strategies"] input').nth(1)).to_be_checked()
    page.locator("#reset").press("Enter")
    assert (page.locator("#said").inner_text(), shown(page, "trust", "b")) == before
    expect(page).to_have_url(f"{published.as_uri()}#")


def test_marks_of_stops_follow_the_outcome_that_is_chosen(offline, published):
    page = offline(published)
    home = page.locator('[data-lever="eyes.rate"] .home .sign')
    for name in ("trust", "misuse"):
        place = page.locator("tbody [data-outcome]").evaluate_all(
            "(rows, name) => rows.findIndex((row) => row.dataset.outcome === name)", name
        )
        page.locator("#marked").select_option(str(place))
        told = page.locator(f'[data-outcome="{name}"]').get_attribute("class")
        assert told in home.get_attribute("class").split()


def test_charts_are_pointed_at_and_read_by_keys(offline, published):
    page = offline(published)
    plot = page.locator('[data-chart="trust"] .plot')
    plot.hover()
    expect(page.locator('[data-chart="trust"] .tip')).to_be_visible()
    plot.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator('[data-chart="trust"] .spoken').first).to_contain_text("202")


def test_terms_are_explained_and_the_theme_is_switched(offline, published):
    page = offline(published)
    page.locator('[data-outcome="trust"] .term').press("Enter")
    expect(page.locator(".explained")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".explained")).to_be_hidden()
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("#theme").press("Enter")
    dark = page.evaluate(ground)
    assert dark != light and page.locator("html").get_attribute("class") == "theme--dark"
    assert offline(published, color_scheme="dark").evaluate(ground) == dark


def test_the_story_asks_first_and_then_tells(offline, published):
    page = offline(published)
    first = page.locator('[data-tale="lab"]')
    expect(first.locator(".seen-now")).to_be_hidden()
    first.locator("input").press("Home")
    first.locator("button[type=submit]").press("Enter")
    expect(first.locator(".seen-now")).to_have_attribute("data-place", "below")
    expect(first.locator(".seen-now")).to_contain_text("0")
    page.locator("#next").click()
    second = page.locator('[data-tale="choice"]')
    second.locator('[value="share"]').check()
    expect(second.locator(".seen-now")).to_be_hidden()
    second.locator('[value="behind"]').check()
    counts = second.locator(".seen-now td").all_inner_texts()
    assert sum(int(count) for count in counts if count) == 2 * 20
    page.locator('.steps [data-step="rivals"]').click()
    page.locator('[data-tale="rivals"] button[type=submit]').click()
    expect(page.locator('[data-tale="rivals"] .seen-now')).to_be_visible()
    page.locator("#next").click()
    bill = page.locator('[data-tale="bill"]')
    expect(bill.locator("fieldset")).not_to_have_count(0)
    for each in bill.locator("fieldset").all():
        each.locator("input").first.check()
    expect(bill.locator(".seen-now tbody tr")).to_have_count(bill.locator("fieldset").count())
    page.locator("#next").click()
    expect(page.locator("#recalled li")).not_to_have_count(0)
    expect(page.locator("#next")).to_be_hidden()
    page.locator("#back").click()
    expect(bill).to_be_visible()


def test_a_card_opens_its_chart(offline, published):
    page = offline(published)
    card = page.locator("[data-question]").first
    card.locator("summary").click()
    expect(card.locator("svg[data-figure]")).to_be_visible()


def test_it_works_in_a_frame_of_somebody_elses_page(offline, published):
    lecture = published.with_name("lecture.html")
    address = "page.html#eyes.rate=0.03"
    shown_in = f'<iframe src="{address}" sandbox="allow-scripts" width="900" height="700"></iframe>'
    lecture.write_text(f"<!doctype html><title>Lecture</title>{shown_in}")
    frame = offline(lecture).frame_locator("iframe")
    expect(frame.locator("#said")).not_to_be_empty()
    expect(frame.locator('[data-lever="eyes.rate"]')).to_have_class("changed")
    frame.locator("#reset").click()
    expect(frame.locator('[data-lever="eyes.rate"]')).not_to_have_class("changed")
    frame.locator("#theme").click()
    expect(frame.locator("html")).to_have_class("theme--dark")


def test_texts_of_a_scenario_are_shown_as_text(offline, tmp_path):
    file = hostile.scenario(tmp_path)
    page = offline(write(tmp_path / "page.html", (file, file), [f'actors."{hostile.NAME}".tier=open'], is_whole=False))
    page.locator("[data-lever] label").last.click()
    expect(page.locator("#said")).not_to_be_empty()
    assert page.evaluate("window.hacked") is None and page.evaluate("document.images.length") == 0
    expect(page.locator(".worlds")).to_contain_text(hostile.PAYLOADS[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_everybody_can_use_it(offline, published, picture, scheme, size):
    page = offline(published, viewport=size, color_scheme=scheme)
    page.locator("summary").first.click()
    page.locator('[data-tale="lab"] button[type=submit]').click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("html").get_attribute("lang") == "en" and page.locator("main h1").count() == 1
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button:not(.term), select, input, summary")]
        .filter((each) => each.checkVisibility())
        .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""
    )
    assert not small
    picture(page, f"published-{scheme}-{size['width']}", full_page=True)
