"""A real browser and a real server. Without a browser these tests are skipped, unless REQUIRE_BROWSER=1."""

import os
import re
import shutil
import signal
import subprocess
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.program import start

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
"""The first one there is; the one without windows is the same engine, and takes less of the machine."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAPTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


if os.environ.get("REQUIRE_BROWSER") == "1" and find_spec("playwright") is None:
    raise pytest.UsageError("REQUIRE_BROWSER=1, but playwright is not installed: pip install playwright")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _missing(reason):
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(f"REQUIRE_BROWSER=1, but {reason}", pytrace=False)
    pytest.skip(f"{reason}; the tests of pages need Debian's chromium-headless-shell and `pip install playwright`")


def found_browser():
    """Where the browser is; without one, tests are skipped."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        _missing(f"there is no browser (looked for {', '.join(BROWSERS)})")
    return path


@pytest.fixture(scope="session")
def browser():
    path = found_browser()
    from playwright.sync_api import expect, sync_playwright

    # Not how fast a page is, but what it comes to, is tested: a busy machine has its time.
    expect.set_options(timeout=120_000)
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@contextmanager
def served(*command):
    """A server by its command; yields its process and its address."""
    environment = {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}
    process = start(*command, environment=environment, stderr=subprocess.STDOUT)
    heard = []
    try:
        for line in process.stdout:
            heard.append(line)
            found = re.search(r"hoardshare is at (http://\S+)", line)
            if found:
                break
        else:
            raise AssertionError("".join(heard))
        process.heard = heard
        yield process, found[1]
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        process.stdout.close()


@pytest.fixture(scope="session")
def address(browser):
    with served("-m", "sim.cli", "view", "--port", "0", "--no-browser") as (_, found):
        yield found


@pytest.fixture(scope="session")
def laptop(browser):
    """One visitor for most tests: a browser that has kept the scripts opens a page much faster."""
    context = browser.new_context(viewport=LAPTOP, color_scheme="light")
    yield context
    context.close()


@pytest.fixture
def watched(browser, laptop):
    """Opens tabs; at the end no script may have failed, and nothing may have been asked of another machine."""
    faults, pages = [], []

    def tab(address, path="", **options):
        page = browser.new_page(**{"viewport": LAPTOP} | options) if options else laptop.new_page()
        pages.append(page)
        page.set_default_timeout(120_000)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda said: said.type == "error" and faults.append(f"console: {said.text}"))
        page.on("requestfailed", lambda request: _is_cut_off(request) or faults.append(f"failed: {request.url}"))
        page.on("request", lambda request: _is_elsewhere(request.url) and faults.append(f"asked: {request.url}"))
        page.goto(address.rstrip("/") + "/" + path)
        page.wait_for_selector(".page h1")
        return page

    yield tab
    for page in pages:
        page.close()
    assert not faults


def _is_cut_off(request):
    """Whether a page that is left or closed no longer waits for a file, such as its icon."""
    return request.failure == "net::ERR_ABORTED"


def _is_elsewhere(url):
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


@pytest.fixture
def open_page(watched, address):
    """Opens a page of the common server."""
    return lambda path="", **options: watched(address, path, **options)


@pytest.fixture
def picture():
    """Saves a screenshot into HOARDSHARE_SCREENSHOTS, if that is set."""
    if not (named := os.environ.get("HOARDSHARE_SCREENSHOTS")):
        return lambda page, name, **options: None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return lambda page, name, **options: page.screenshot(path=folder / f"{name}.png", **options)
