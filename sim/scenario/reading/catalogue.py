"""The folders that come with the package, and the shipped scenarios by name."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def shipped(installed: str, checkout: str) -> Path:
    """Return a folder that comes with the package: inside an installed package, or beside it in a checkout."""
    inside = _PACKAGE / installed
    return inside if inside.is_dir() else _PACKAGE.parent / checkout


def folder() -> Path:
    """Folder of the shipped scenarios."""
    return shipped("_scenarios", "scenarios")


def names() -> list[str]:
    """Names of the shipped scenarios, in alphabetical order."""
    return sorted(path.stem for path in folder().glob("*.toml"))


def path_of(name: str) -> Path:
    """File of a shipped scenario.

    Raises:
        KeyError: there is no shipped scenario of that name.
    """
    if name not in names():
        raise KeyError(name)
    return folder() / f"{name}.toml"
