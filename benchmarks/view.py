"""How long the browser view takes from a moved lever to the new picture, and how fast it plays: a real browser.

Run it with `python benchmarks/view.py`; it needs the extras `view` and `dev`, and a Chromium. The new picture is there
when both the table (or the cards) and the charts show other numbers.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

MOVES, REST, SECONDS = 15, 1.0, 4.0
"""Levers moved, seconds of rest before each (seeds have been counted by then, draws have not begun), seconds played."""
FIRST = 0.37
"""Where on its way the lever is first put: not where it stands, which would change nothing."""
CROWD = """title = "Two hundred"
about = "as base, with ten times the actors"
extends = "base"

[actors.delta]
count = 90
users = 0.001

[actors.theta]
count = 90
users = 0.001
"""
CASES = {
    "compare, 20 actors": ("", None, 545, 100),
    "live, 20 actors": ("live", None, 382, 100),
    "compare, 200 actors": ("?scenario={file}&with={file}", CROWD, None, 400),
    "live, 200 actors": ("live?scenario={file}", CROWD, None, 400),
}
"""Path of the page, scenario file, milliseconds of the view's first edition, and the target."""
MOVE = """([path, share]) => new Promise((done, fail) => {
  const told = (all) => [...document.querySelectorAll(all)].map((each) => JSON.stringify({ ...each.dataset })).join();
  const charts = "[data-figure][data-run], [data-figure][data-b]";
  const seen = () => [told("[data-table=differences] tr, [data-card]"), told(charts)];
  const before = seen(), begun = performance.now();
  const lever = document.querySelector(`[data-board=levers] [data-path="${path}"] input[type=range]`);
  lever.value = Number(lever.min) + share * (lever.max - lever.min);
  lever.dispatchEvent(new Event("input", { bubbles: true }));
  const look = () => {
    const now = seen();
    if (now.every((each, k) => each !== before[k])) done(performance.now() - begun);
    else if (performance.now() - begun > 60000) fail(new Error("no new picture after a minute"));
    else requestAnimationFrame(look);
  };
  look();
})"""
QUARTER = "() => Number(document.querySelector('.player input[type=range]').value)"


def clocked(running, address, path):
    """Milliseconds from each lever to its picture, and quarters a second at a speed that promises ten."""
    page = running.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/{path}")
    page.wait_for_selector("[data-board=levers] [data-path='trust.gain'] input[type=range]", timeout=120_000)
    page.wait_for_timeout(5000)
    times = []
    for number in range(MOVES):
        times.append(page.evaluate(MOVE, ["trust.gain", FIRST + 0.04 * number]))
        page.wait_for_timeout(REST * 1000)
    page.locator(".player button", has_text=re.compile("Reset")).click()
    page.locator(".player button.main").click()
    begun, first = page.evaluate("performance.now()"), page.evaluate(QUARTER)
    page.wait_for_timeout(SECONDS * 1000)
    rate = (page.evaluate(QUARTER) - first) / (page.evaluate("performance.now()") - begun) * 1000
    page.close()
    return times[2:], rate


def main():
    """Clock all cases, and print the median with the least and the most."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        sys.exit("there is no Chromium here; install Debian's chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        running = driver.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, text, first, target) in CASES.items():
            file = Path(folder) / "crowd.toml"
            file.write_text(text or 'extends = "base"\n')
            with subprocess.Popen(
                [sys.executable, "-u", "-m", "sim.cli", "view", str(file), "--port", "0", "--no-browser"],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            ) as server:  # fmt: skip
                try:
                    address = next(
                        found[1] for line in server.stdout if (found := re.search(r"(http://[^/\s]+)", line))
                    )
                    times, rate = clocked(running, address, path.format(file=file))
                finally:
                    server.terminate()
            was = f", {first} at first" if first else ""
            print(
                f"{name}: {median(times):.0f} ms from a lever to its picture ({min(times):.0f}-{max(times):.0f}; "
                f"target: {target}{was}); {rate:.1f} quarters/s at a speed of 10",
                flush=True,
            )


if __name__ == "__main__":
    main()
