"""Sharing: a link, a card, a frame in another's page, and a size for a room."""

import struct
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.conftest import served

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


def test_a_link_and_a_card_are_given_away(open_page):
    page = open_page()
    expect(page.locator("[data-summary]")).to_contain_text("Over all that nobody knows")
    page.wait_for_url("**at=**")
    page.get_by_role("button", name="Share", exact=True).click()
    panel = page.get_by_role("dialog", name="Share")
    expect(panel.get_by_label("Link to what you see; it opens on this computer only")).to_have_value(page.url)
    snippet = panel.get_by_label("To show it inside a page of your own").input_value()
    assert snippet.startswith('<iframe src="http://127.0.0.1:') and "&amp;embed=1" in snippet
    panel.get_by_role("button", name="Copy the link").click()
    expect(panel.get_by_role("status")).not_to_be_empty()
    with page.expect_download() as taken:
        panel.get_by_role("button", name="Picture card").click()
    png = taken.value.path().read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", png[16:24]) == (1200, 630)
    assert b"hoardshare compare arms-race commons --report" in png
    panel.get_by_role("button", name="Command for a report").click()
    expect(panel.locator("code")).to_have_text("hoardshare compare arms-race commons --report")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_what_is_embedded_has_charts_and_sentence_alone(open_page):
    page = open_page("live?scenario=commons&at=12&embed=1")
    expect(page.locator("h1")).to_have_text("Commons")
    for hidden in ("header", "aside", ".plans"):
        expect(page.locator(f".page {hidden}")).to_be_hidden()
    page.wait_for_url("**at=12&embed=1")


def test_the_size_for_a_room_is_larger_and_part_of_the_link(open_page):
    page = open_page("live?scenario=commons&at=12", viewport={"width": 1440, "height": 900})
    page.wait_for_url("**at=12**")
    before = page.locator("h1").bounding_box()["height"]
    page.get_by_role("button", name="larger, for a room").click()
    expect(page.locator("aside")).to_be_hidden()
    assert page.locator("h1").bounding_box()["height"] > 1.2 * before
    page.wait_for_url("**size=presenter**")
    page.reload()
    expect(page.get_by_role("button", name="larger, for a room")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="larger, for a room").click()
    expect(page.locator("aside")).to_be_visible()
    assert "size=" not in page.url


@contextmanager
def lecture(source):
    """Another site, whose only page shows an address in a frame; yields its own address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(f'<iframe src="{source()}" width="1200" height="800"></iframe>'.encode())

        def log_message(self, *told):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_site_that_was_named_shows_the_view_and_another_does_not(browser):
    link = []
    with lecture(lambda: link[0]) as one, lecture(lambda: link[0]) as other:
        arguments = ("view", "commons", "--port", "0", "--no-browser", "--frame", one)
        with served("-m", "sim.cli", *arguments) as (_, address):
            link.append(f"{address}?embed=1")
            page = browser.new_page()
            page.goto(one)
            expect(page.frame_locator("iframe").locator("h1")).to_have_text("Commons")
            page.goto(other)
            page.wait_for_function("() => document.querySelector('iframe').contentDocument === null")
            assert page.frames[-1].url.startswith("chrome-error")
            page.close()
