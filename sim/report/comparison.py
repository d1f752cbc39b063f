"""A comparison as files: tables, figures and a page."""

from pathlib import Path

from sim.analysis.compare import Comparison
from sim.analysis.tables import write_tables
from sim.report.folder import results
from sim.report.words import markdown


def write(found: Comparison, target: Path, command: str, report: bool) -> None:
    """Write the tables of a comparison.

    Raises:
        RecordError: the folder cannot be written.
    """
    with results(target) as folder:
        write_tables(folder, {"comparison": found.table, "gains": found.gains}, {"comparison": markdown(found)})
