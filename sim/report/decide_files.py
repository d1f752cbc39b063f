"""A choice as tables, a text, figures and a page."""

from pathlib import Path

from sim.analysis.decide.findings import Decided
from sim.analysis.tables import in_markdown, write_tables
from sim.report.decide_sections import sections
from sim.report.decide_words import title
from sim.report.folder import kept, results
from sim.report.sections import in_text
from sim.version import model_version

TABLES = ("options", "objectives", "by_form", "signposts", "worlds", "drivers")
"""Tables of :class:`sim.analysis.decide.findings.Decided`; each is written as files of its name."""


def write(found: Decided, target: Path, command: str, report: bool) -> None:
    """Write tables and text, then figures, then the page.

    Args:
        found: what came of the choice.
        target: folder.
        command: command that repeats it.
        report: whether to write report.html as well.

    Raises:
        RecordError: the folder cannot be written; nothing of it has changed.
        Unfinished: figures or page could not be made; the tables are written.
    """
    tables = {f"decide-{name.replace('_', '-')}": getattr(found, name) for name in TABLES}
    with results(target) as folder:
        write_tables(folder, tables, {"decide": markdown(found, command)})
    with kept("tables", target), results(target) as folder:
        from sim.report.decide_page import drawings

        for drawing in drawings(found):
            drawing.save(folder, f"{command}; model version {model_version()}")
            drawing.close()
    if report:
        with kept("tables and figures", target), results(target) as folder:
            from sim.report.decide_page import report_of

            (folder / "report.html").write_text(report_of(found, command), encoding="utf-8")


def markdown(found: Decided, command: str) -> str:
    """What came of a choice as a text in Markdown."""
    head = f"# {in_markdown(title(found))}\n\n"
    return (
        head + in_text(sections(found), {}) + f"\nCommand: {in_markdown(command)}; model version {model_version()}.\n"
    )
