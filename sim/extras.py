"""Check for packages that only some commands need, before any work starts."""

from importlib.util import find_spec


class MissingExtra(ImportError):
    """A package is not installed; the message says how to install it."""


def how_to(extra: str) -> str:
    """The command that installs an extra, quoted as every shell reads it."""
    return f'pip install "hoardshare[{extra}]"'


def require(package: str, extra: str, purpose: str) -> None:
    """Check that an optional package is installed, without loading it.

    Args:
        package: package to import.
        extra: the extra of hoardshare that installs it.
        purpose: what needs it, as the beginning of a sentence, in the singular.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        is_there = find_spec(package) is not None
    except (ImportError, ValueError):
        is_there = False
    if not is_there:
        raise MissingExtra(f"{purpose} needs {package}: {how_to(extra)}", name=package)


def require_view(purpose: str) -> None:
    """Check that the packages of the browser view are installed, without loading them.

    Raises:
        MissingExtra: one is not installed.
    """
    for package in ("solara", "markupsafe", "matplotlib", "altair", "ipyvuetify"):
        require(package, "view", purpose)


def require_play(purpose: str) -> None:
    """Check that the packages of a served game are installed, without loading them.

    Raises:
        MissingExtra: one is not installed.
    """
    for package in ("segno", "starlette", "uvicorn", "jinja2"):
        require(package, "play", purpose)
