"""Write docs/licences.md: packages that hoardshare depends on, and their licences, from what is installed.

Usage: python docs/licences.py [--check]. With --check nothing is written; the exit code is 1 if a package is missing.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
MARK = "<!-- packages: written by docs/licences.py -->"
APART = ("all", "peers")
"""Extras that are told in words."""
_CLASS = "License :: OSI Approved :: "
_LONGEST = 60
"""A licence field longer than this is the text of a licence, not its name."""


def groups() -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for: the core, then each extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {"core": project["dependencies"], **project["optional-dependencies"]}
    return {name: [Requirement(each) for each in rows] for name, rows in asked.items() if name not in APART}


def closure(asked: list[Requirement]) -> set[str]:
    """Names of packages that requirements bring, with all that these need on this system, as far as it is installed."""
    found: set[tuple[str, str]] = set()
    left = [(each.name, extra) for each in asked for extra in ("", *each.extras)]
    while left:
        name, extra = left.pop()
        if (canonicalize_name(name), extra) in found:
            continue
        found.add((canonicalize_name(name), extra))
        left += _needs(name, extra)
    return {name for name, _ in found if _is_here(name)}


def _needs(name: str, extra: str) -> Iterator[tuple[str, str]]:
    try:
        rows = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for row in map(Requirement, rows):
        if row.marker is None or row.marker.evaluate({"extra": extra}):
            yield from ((row.name, one) for one in ("", *row.extras))


def licence(name: str) -> str:
    """The licence of an installed package, as its metadata name it."""
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return str(expression)
    classes = [each.removeprefix(_CLASS) for each in about.get_all("Classifier") or () if each.startswith(_CLASS)]
    stated = (about.get("License") or "").strip()
    if stated and len(stated) <= _LONGEST and "\n" not in stated and stated.lower() not in {"unknown", "see license"}:
        return stated
    return ", ".join(classes) or (stated.splitlines()[0][:_LONGEST] if stated else "not stated in its metadata")


def table() -> str:
    """One table for the core, and one for what each extra adds to it."""
    parts, core = [], closure(groups()["core"])
    for group, asked in groups().items():
        direct = {canonicalize_name(each.name) for each in asked}
        rows = sorted(closure(asked) - (core if group != "core" else set()) - {"hoardshare"})
        lines = [
            f"| {f'**{name}**' if name in direct else name} | {licence(name)} |" for name in rows if _is_here(name)
        ]
        heading = "The core" if group == "core" else f"The extra `{group}` adds"
        parts.append("\n".join([f"## {heading}", "", "| package | licence |", "| --- | --- |", *lines]))
    return "\n\n".join(parts)


def _is_here(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def missing() -> list[str]:
    """Packages that are asked for, or that those need here, and that the page does not list."""
    asked = {canonicalize_name(each.name) for rows in groups().values() for each in rows}
    listed = set(re.findall(r"^\| \**([a-z0-9-]+)\** \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    return sorted(asked.union(*map(closure, groups().values())) - listed - {"hoardshare"})


def main() -> None:
    """Write the page, or check it."""
    if "--check" in sys.argv[1:]:
        sys.exit(f"docs/licences.md lacks {', '.join(missing())}: make licences" if missing() else 0)
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(f"{text.partition(MARK)[0]}{MARK}\n\n{table()}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
