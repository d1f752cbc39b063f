"""The documentation opened from the disk, without a network; `make site` builds it."""

import os
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest

from tests.browser.conftest import LAPTOP, PHONE

SITE = Path(__file__).parents[2] / "build/site"


@pytest.fixture
def opened(browser):
    if not (SITE / "searchindex.js").is_file():
        if os.environ.get("REQUIRE_SITE") == "1":
            pytest.fail("REQUIRE_SITE=1, but there is no build/site: make site", pytrace=False)
        pytest.skip("there is no build/site; make site builds it")
    pages = []

    def open_page(address, size=LAPTOP, theme="light"):
        context = browser.new_context(viewport=size, color_scheme=theme, offline=True)
        page = context.new_page()
        pages.append(context)
        page.wrong = []
        page.on("requestfailed", lambda request: page.wrong.append(request.url))
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.goto(f"{SITE.as_uri()}/{address}")
        return page

    yield open_page
    for context in pages:
        context.close()


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("trust.gain", "reference/parameters/trust.html#parameter-trust.gain"),
        ("pivot", "reference/policies.html#policy-pivot"),
        ("arms-race", "reference/scenarios.html#scenario-arms-race"),
        ("hhi_revenue", "reference/outcomes.html#outcome-hhi_revenue"),
        ("hoardshare sweep", "reference/commands.html#command-hoardshare-sweep"),
        ("G4", "claims.html#claim-G4"),
        ("sim.compare", "reference/api.html#sim.compare"),
    ],
)
def test_the_search_leads_to_the_address_of_a_name(words, address, opened):
    page = opened(f"search.html?q={words}")
    page.locator(f'#search-results a[href*="{address}"]').first.click()
    page.wait_for_url(f"**/{address}")
    assert page.locator(":target").is_visible() and page.wrong == []


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("address", ["index.html", "ODD.html", "claims.html", "reference/api.html"])
def test_wide_tables_scroll_in_their_own_frame(address, size, opened):
    page = opened(address, size)
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width == 0 and page.wrong == []


def test_a_notebook_can_be_downloaded(opened):
    page = opened("tutorials/01_first_comparison.html")
    address = page.get_by_role("link", name="01_first_comparison.ipynb").evaluate("link => link.href")
    source = Path(__file__).parents[2] / "docs/tutorials/01_first_comparison.ipynb"
    assert Path(url2pathname(urlsplit(address).path)).read_bytes() == source.read_bytes()


def test_the_page_without_a_server_opens_from_the_first_page(opened):
    page = opened("index.html")
    page.get_by_role("link", name="Try it in the browser").click()
    page.wait_for_url("**/hoardshare.html")
    assert page.wrong == []
