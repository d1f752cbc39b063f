"""How many quarters a second the browser view plays at full speed: twenty actors, and two hundred.

Run it with `python benchmarks/view.py`; it needs the extras `view` and `dev`, and a Chromium.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median

QUARTERS = 240
STEP = 20
CROWD = f"""title = "Two hundred"
about = "as base, with ten times the actors"
extends = "base"
quarters = {QUARTERS}

[actors.delta]
count = 90
users = 0.001

[actors.theta]
count = 90
users = 0.001
"""
SMALL = f"""title = "Twenty"
about = "as base"
extends = "base"
quarters = {QUARTERS}
"""
TARGETS = {"20 actors": (SMALL, 10), "200 actors": (CROWD, 5)}
REACHED = "(n) => Number(document.querySelector('input[aria-label=quarter]').value) >= n"


def rates(driver, browser, file):
    """Quarters a second over stretches of twenty."""
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "sim.cli", "view", str(file), "--port", "0", "--no-browser"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        address = next(found[1] for line in server.stdout if (found := re.search(r"is at (http://\S+)", line)))
        running = driver.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = running.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        page.wait_for_selector(".page h1", timeout=60_000)
        page.get_by_label("speed", exact=True).select_option(label="full")
        page.get_by_role("button", name="Play", exact=True).click()
        times = []
        for quarter in range(STEP, QUARTERS, STEP):
            page.wait_for_function(REACHED, arg=quarter, timeout=120_000)
            times.append(page.evaluate("performance.now()"))
        running.close()
        return [STEP * 1000 / (later - earlier) for earlier, later in pairwise(times)]
    finally:
        server.terminate()
        server.wait()


def main():
    """Play both, and print the median with the least and the most."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        sys.exit("there is no Chromium here; install Debian's chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        for name, (text, target) in TARGETS.items():
            file = Path(folder) / f"{name.split()[0]}.toml"
            file.write_text(text)
            found = rates(driver, browser, file)
            print(f"{name}: {median(found):.1f} quarters/s ({min(found):.1f}-{max(found):.1f}); target: {target}")


if __name__ == "__main__":
    main()
