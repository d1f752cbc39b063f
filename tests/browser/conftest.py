"""A real server, which a real browser visits."""

import re
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.program import start

LAPTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


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
