"""A real browser, one in a process. Without one its tests are skipped, unless REQUIRE_BROWSER=1."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

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

if os.environ.get("REQUIRE_BROWSER") == "1" and find_spec("playwright") is None:
    raise pytest.UsageError("REQUIRE_BROWSER=1, but playwright is not installed: pip install playwright")


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


@pytest.fixture
def picture():
    """Saves a screenshot into HOARDSHARE_SCREENSHOTS, if that is set."""
    if not (named := os.environ.get("HOARDSHARE_SCREENSHOTS")):
        return lambda page, name, **options: None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return lambda page, name, **options: page.screenshot(path=folder / f"{name}.png", **options)
