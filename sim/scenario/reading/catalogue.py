"""The scenarios that come with the package, by name."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def folder() -> Path:
    """Folder of the shipped scenarios: inside an installed package, or at the root of a checkout."""
    installed = _PACKAGE / "_scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


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
