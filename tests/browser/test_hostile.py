"""Files of somebody who means ill are shown as text: no script runs, no template is filled, nothing is fetched."""

import json
from urllib.parse import urlencode

import pytest

from tests.browser.conftest import served
from tests.view import hostile

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

HELD = """() => ({
  hacked: window.hacked !== undefined,
  elements: [...document.querySelectorAll(".page img, .page iframe, .page script, .page svg svg, body svg[onload]")]
    .map((e) => e.outerHTML.slice(0, 80)),
  handlers: [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes]
    .filter((a) => a.name.startsWith("on") || /^\\s*javascript:/i.test(a.value)).map((a) => a.name + a.value)),
  styles: [...document.querySelectorAll("[style]")].filter((e) => e.getAttribute("style").includes("hacked")).length,
  hidden: getComputedStyle(document.querySelector("h1")).display === "none",
})"""
SOUND = {"hacked": False, "elements": [], "handlers": [], "styles": 0, "hidden": False}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("hostile")
    hostile.scenario(made), hostile.store(made / hostile.NAME), hostile.claims(made / "claims")
    return made


@pytest.fixture(scope="module")
def address(browser, folder):
    file, store = folder / f"{hostile.NAME}.toml", folder / hostile.NAME
    with served("-m", "sim.cli", "view", str(file), "--store", str(store), "--port", "0", "--no-browser") as (_, found):
        yield found.removesuffix("live")


@pytest.fixture
def visit(watched, address):
    """Opens a page that no dialog may come of."""

    def opened(path):
        page = watched(address, path, viewport={"width": 1440, "height": 900})
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        return page

    return opened


def assert_sound(page, *told):
    page.wait_for_timeout(300)
    assert page.evaluate(HELD) == SOUND
    text = page.locator(".page").evaluate("(e) => e.textContent")
    for each in told:
        assert each in text, (each, text[:3000])
    assert "49" not in page.title() and "{{7*7}}" in text


def test_a_scenario_on_the_live_page_is_text_wherever_it_is_told(visit):
    page = visit("live?at=0")
    expect(page.locator("h1")).to_contain_text("<img src=x")
    page.get_by_role("button", name="Step", exact=True).click()
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.get_by_label("quarter", exact=True)).to_have_value("2")
    assert_sound(page, *hostile.PAYLOADS[:4], f"{hostile.NAME} turns to open weights: takes effect")
    page.locator("[data-pick]").last.click()
    expect(page.locator(".side h3").first).to_be_visible()
    page.get_by_role("button", name="Add a policy", exact=True).click()
    page.get_by_role("button", name="Put it in").click()
    assert_sound(page)
    page.get_by_role("button", name="Take away", exact=True).click()
    expect(page.locator("code[data-command]")).to_contain_text("hoardshare run")
    assert_sound(page)


def test_two_of_them_on_the_opening_page(visit, folder):
    file = str(folder / f"{hostile.NAME}.toml")
    page = visit(f"?{urlencode({'scenario': file, 'with': file})}")
    expect(page.locator("h1")).to_contain_text("<img src=x")
    page.get_by_label("trust gained by sharing, exactly").fill("0.2")
    page.keyboard.press("Enter")
    expect(page.locator("[data-path='trust.gain'].changed")).to_be_visible()
    assert_sound(page, *hostile.PAYLOADS[:4])


def test_a_store_and_claims_on_the_explore_page(visit, folder):
    page = visit("explore")
    expect(page.locator("table[data-figure=regimes]")).to_be_visible()
    assert_sound(page, f"{hostile.NAME} less {hostile.TICK}")
    page.get_by_label("control", exact=True).select_option(hostile.TICK)
    page.locator("table[data-figure=regimes] [data-pick='0']").click()
    page.locator("table[data-table=runs] [data-pick]").first.click()
    expect(page.get_by_role("alert").filter(has_text="This run cannot be opened")).to_be_visible()
    assert_sound(page)
    page.get_by_label("folder", exact=True).fill(str(folder / "claims"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-table=claims]")).to_be_visible()
    assert_sound(page, *hostile.PAYLOADS[:4], "2 claims: 2 ")


@pytest.mark.parametrize("name", ["scenario", "set", "policy", "seed", "at", "with"])
def test_a_link_is_text_in_what_is_told_of_it(open_link, name):
    page = open_link(f"{'' if name == 'with' else 'live'}?{urlencode({name: hostile.ALL})}")
    expect(page.get_by_role("alert").filter(has_text="expected")).to_be_visible()
    assert page.evaluate(HELD) == SOUND
    values = {"set": f"title={hostile.TICK}", "policy": json.dumps({"kind": hostile.TICK, "note": hostile.ALL})}
    page = open_link(f"live?{urlencode({name: values.get(name, hostile.TICK)})}")
    assert page.evaluate(HELD) == SOUND


@pytest.fixture(scope="module")
def shared(browser, address):
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def open_link(shared, address):
    faults = []

    def heard(said):
        if "Content Security Policy" in said.text:
            faults.append(said.text)

    def opened(path):
        shared.goto(address + path)
        shared.wait_for_selector(".page h1")
        return shared

    shared.on("console", heard)
    shared.on("dialog", lambda dialog: faults.append(dialog.message))
    yield opened
    shared.remove_listener("console", heard)
    assert not faults
