"""Writes what a calibration of race-2019 gave: posterior.parquet, and the scenarios race-2019-fitted and -forecast.

`make calibrate` runs the two calibrations, and then this with their folders. The draws are run again on 20 seeds, and
their figures are kept with them: as long as the model gives the same, they are its own.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from sim.analysis.calibration.shipped import FILE, save
from sim.report.calibration_files import fitted_file, read_tables

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ABOUT = {
    "race-2019-fitted": (
        "The race since 2019, fitted",
        "race-2019 with the numbers of the most likely of 400 draws from the posterior: what facts of 2019-2025 say",
    ),
    "race-2019-forecast": (
        "The race since 2019, as seen in 2022",
        "race-2019 with the numbers of the most likely draw when it is fitted to the data to the end of 2022 alone",
    ),
}


def scenario(name, folder):
    """Write one scenario from the folder of a calibration."""
    about, tables = read_tables(folder)
    whole = tables["draws"].select_dtypes("integer").columns
    chosen = tables["numbers"].dropna(subset="mode").itertuples()
    settings = {row.path: int(row.mode) if row.path in whole else row.mode for row in chosen}
    head = dict(zip(("title", "about"), ABOUT[name], strict=True)) | {"group": "regimes"}
    text = fitted_file(settings, "race-2019", about["command"], head)
    (SCENARIOS / f"{name}.toml").write_text(text, encoding="utf-8")


def main(fitted, forecast):
    """Write all."""
    about, tables = read_tables(fitted)
    save(Path(__file__).parent / FILE, tables["draws"], about)
    scenario("race-2019-fitted", fitted)
    scenario("race-2019-forecast", forecast)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
