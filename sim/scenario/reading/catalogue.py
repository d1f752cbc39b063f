"""What comes with the package: its folders, and the scenarios among it by name."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def shipped(installed: str, checkout: str) -> Path:
    """A folder that comes with the package: inside it where it is installed, or in a checkout."""
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
        KeyError: no scenario of that name is shipped.
    """
    if name not in names():
        raise KeyError(name)
    return folder() / f"{name}.toml"
