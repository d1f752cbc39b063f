"""Who comes in from elsewhere, how many, and what a page says when nobody answers."""

import os
import re
from contextlib import closing
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.browser.conftest import served
from tests.program import await_that

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


@pytest.fixture(scope="module")
def shared(browser):
    """A server that others can reach, with two seats."""
    with served("-m", "sim.cli", "view", "--host", "0.0.0.0", "--port", "0", "--visitors", "2", "--no-browser") as (
        process,
        link,
    ):
        yield process, link


def visitor(browser):
    return closing(browser.new_context(viewport={"width": 1440, "height": 900}))


def test_the_printed_link_lets_in_and_nothing_else_does(browser, shared):
    process, link = shared
    assert any("warning: listening at 0.0.0.0" in line for line in process.heard)
    port = re.search(r":(\d+)/\?token=[\w-]{43,}$", link)[1]
    with visitor(browser) as context:
        page = context.new_page()
        refused = page.goto(f"http://127.0.0.1:{port}/live")
        assert refused.status == 403 and "with the token" in page.inner_text("body")
        page.goto(link.replace("localhost", "127.0.0.1"))
        expect(page.locator("h1")).to_have_text("Arms race against commons")
        page.wait_for_url(re.compile(r"/\?scenario="))
        assert "token" not in page.url and "token" not in page.evaluate("document.cookie")
        page.get_by_role("link", name="Live").click()
        expect(page.locator("h1")).to_have_text("Arms race")
        page.reload()
        page.get_by_role("button", name="Reset", exact=True).click()
        expect(page.get_by_label("quarter", exact=True)).to_have_value("0")
        page.goto(f"http://127.0.0.1:{port}/explore")
        page.get_by_label("folder", exact=True).fill("/etc")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert").filter(has_text="opens only what it was started with")).to_be_visible()


def test_one_too_many_is_told_and_a_seat_that_is_left_is_given_on(browser, shared):
    link = shared[1].replace("localhost", "127.0.0.1")
    with visitor(browser) as one, visitor(browser) as other, visitor(browser) as third:
        pages = [context.new_page() for context in (one, other)]
        for page in pages:
            page.goto(link)
            expect(page.locator("h1")).to_be_visible()
        late = third.new_page()
        assert late.goto(link).status == 503
        assert "Too many visitors: 2 pages are open" in late.inner_text("body")
        pages[0].close()
        await_that(lambda: late.goto(link).status == 200, "the seat was not given on")
        expect(late.locator("h1")).to_have_text("Arms race against commons")


def test_a_page_says_so_when_the_server_does_not_answer(browser):
    with (
        served("-m", "sim.cli", "view", "--port", "0", "--no-browser") as (process, address),
        visitor(browser) as context,
    ):
        page = context.new_page()
        page.goto(f"{address}live")
        expect(page.locator("[data-card=trust]")).to_be_visible()
        gone = page.locator(".offline.shown")
        expect(gone).to_have_count(0)
        # A network that is lost leaves the socket as it is: the next click is told of.
        context.set_offline(True)
        page.get_by_role("button", name="Reset", exact=True).click(force=True)
        expect(gone).to_contain_text("The server does not answer")
        context.set_offline(False)
        expect(gone).to_have_count(0)
        process.kill()
        expect(gone).to_contain_text("load the page again")


def test_a_token_of_ones_own_holds_on_this_machine_as_well(browser, monkeypatch):
    monkeypatch.setitem(os.environ, "HOARDSHARE_TOKEN", "a-token-of-my-own")
    with served("-m", "sim.cli", "view", "--port", "0", "--no-browser") as (_, address):
        assert address.endswith("/?token=a-token-of-my-own")
        with pytest.raises(HTTPError, match="403"):
            urlopen(address.partition("?")[0], timeout=20)
        answer = urlopen(Request(address), timeout=20)
        assert (
            answer.status == 200
            and "unsafe-inline" not in answer.headers["content-security-policy"].split("style-src")[0]
        )
        # A header of whoever came first must not tell all others where pages lie.
        told = urlopen(Request(address, headers={"x-script-name": "//evil.example"}), timeout=20).read()
        assert b"evil.example" not in told
