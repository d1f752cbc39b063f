"""``hoardshare cite``: how to cite the package and its data, from CITATION.cff."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import typer

from sim.commands.options import With, example
from sim.console import say

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_FIELD = re.compile(r"^([a-z-]+): (\"?)([^\">|\n]+)\2$", re.MULTILINE)
_AUTHOR = re.compile(r"^authors:\n +- name: (.+)$", re.MULTILINE)
_DATA = "Notable AI Models, Large-Scale AI Models, Epoch Capabilities Index"


class Style(StrEnum):
    """A form of references."""

    APA = "apa"
    BIBTEX = "bibtex"


@app.command(epilog=example("cite --style bibtex"))
def cite(
    style: Annotated[
        Style | None, typer.Option("--style", help="Print this form alone.", show_default="both forms")
    ] = None,
    extensions: With = None,
) -> None:
    """Print how to cite hoardshare and its data, with the version of the model that gave your numbers."""
    from sim.version import model_version

    forms = {Style.APA: apa, Style.BIBTEX: bibtex}
    say("\n\n".join(form(fields(), model_version()) for each, form in forms.items() if style in (None, each)))


def fields() -> dict[str, str]:
    """The plain fields of CITATION.cff by their keys, and its ``author``."""
    from sim.scenario.reading.catalogue import shipped

    text = (shipped("_citation", ".") / "CITATION.cff").read_text(encoding="utf-8")
    return {key: value for key, _, value in _FIELD.findall(text)} | {"author": _AUTHOR.findall(text)[0]}


def apa(about: Mapping[str, str], model: str) -> str:
    """The references in the style of the American Psychological Association.

    Args:
        about: see :func:`fields`.
        model: the model version.
    """
    year, versions = about["date-released"][:4], f"Version {about['version']}; model version {model}"
    return (
        f"{about['author']}. ({year}). {about['title']} ({versions}) [Computer software].\n"
        f"Epoch AI. ({year}). {_DATA} [Data sets]. https://epoch.ai/data (CC BY 4.0)"
    )


def bibtex(about: Mapping[str, str], model: str) -> str:
    """The references as entries for BibTeX and BibLaTeX.

    Args:
        about: see :func:`fields`.
        model: the model version.
    """
    year, versions = about["date-released"][:4], f"version {about['version']}, model version {model}"
    package = {
        "title": f"{{{about['title']}}}",
        "author": f"{{{about['author']}}}",
        "year": year,
        "note": f"Computer software, {versions}, {about['license']}",
    }
    data = {
        "title": f"{{{_DATA}}}",
        "author": "{Epoch AI}",
        "year": year,
        "howpublished": r"\url{https://epoch.ai/data}",
        "note": "Data sets, CC BY 4.0",
    }
    return f"{_entry('hoardshare', package)}\n{_entry('epoch', data)}"


def _entry(key: str, rows: Mapping[str, str]) -> str:
    return "\n".join([f"@misc{{{key},", *(f"  {name} = {{{value}}}," for name, value in rows.items()), "}"])
