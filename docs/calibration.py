"""Writes the results of a finished calibration into docs/calibration.md, with its pictures.

Run it with `python docs/calibration.py FOLDER [FORECAST]`: folders that `hoardshare calibrate` wrote, the second by a
fit to the data up to an earlier day (`--until`), whose forecast is added.
"""

import re
import sys
from pathlib import Path

from sim.report.calibration_page import known, overview
from sim.report.calibration_tables import read
from sim.report.calibration_words import markdown, markdown_of_forecast

DOCS = Path(__file__).parent
MARKS = "<!-- written by docs/calibration.py -->\n", "<!-- end -->\n"
PICTURES = {
    "summary": ("Figures beside data, and numbers from prior to posterior", "calibration.png"),
    "checks": ("Ranks of known numbers, and what was found of them", "calibration-ranks.png"),
}


def generated(folder: Path, forecast: Path | None) -> str:
    """What stands between the marks."""
    return markdown(folder, PICTURES) + (f"\n{markdown_of_forecast(forecast)}" if forecast else "")


def filled(text: str, content: str) -> str:
    """The page with content between its marks."""
    first, last = MARKS
    below = re.sub(r"^#", "##", content, flags=re.MULTILINE)  # the page has a heading of its own
    return re.sub(f"{first}.*?{last}", lambda _: f"{first}\n{below}\n{last}", text, flags=re.DOTALL)


def write(docs: Path, folder: Path, forecast: Path | None = None) -> None:
    """Write the page and its pictures.

    Args:
        docs: folder of the page, which has the marks.
        folder: of the calibration.
        forecast: of another, whose forecast is added.
    """
    from sim.plots.style import save

    page, fit = docs / "calibration.md", read(folder)
    content = filled(page.read_text(encoding="utf-8"), generated(folder, forecast))
    provenance = f"{fit.info['command']}; model version {fit.info['model_version']}; data: Epoch AI, CC BY 4.0"
    save(overview(fit), docs / "calibration", provenance, formats=("png",))
    save(known(fit), docs / "calibration-ranks", provenance, formats=("png",))
    page.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    write(DOCS, *map(Path, sys.argv[1:]))
