"""The pages of a game in a real browser, before a server that pretends."""

from pathlib import Path

import pytest

from tests.game.pages.fake import Fake

PHONE, LAPTOP, PROJECTOR = (
    {"width": 360, "height": 740},
    {"width": 1280, "height": 800},
    {"width": 1920, "height": 1080},
)
WHERE = {"join": "/", "seat": "/seat#token=a", "host": "/host#token=b", "screen": "/screen#token=c"}
THERE = {"join": "#door", "seat": "#you", "host": "#seats", "screen": "main section"}
"""What a page shows once it has heard of the game."""


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def fake():
    """The server that pretends."""
    server = Fake()
    yield server
    server.close()


@pytest.fixture
def room(fake):
    """What it says and hears."""
    return fake.room


@pytest.fixture
def open_page(browser, fake):
    """Opens pages, each in a browser of its own; no script may fail, nor the content policy be broken."""
    faults, contexts = [], []

    def opened(name, *, viewport=PHONE, scheme="light"):
        context = browser.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        # An answer that refuses is told by the page itself; Chromium writes it down besides.
        page.on(
            "console", lambda said: said.type == "error" and "status of" not in said.text and faults.append(said.text)
        )
        page.on(
            "request",
            lambda request: request.url.startswith((fake.address, "data:", "blob:")) or faults.append(request.url),
        )
        page.goto(fake.address + WHERE[name])
        page.wait_for_selector(THERE[name])
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults
