"""Packages that only some commands need: asked for before any work, not found missing after it."""

from importlib.util import find_spec


class MissingExtra(ImportError):
    """A package that is not installed; the message says what installs it."""


def require(package: str, extra: str, purpose: str) -> None:
    """See that an optional package is installed, without loading it.

    Args:
        package: what is imported.
        extra: the extra of hoardshare that brings it.
        purpose: what needs it, as the beginning of a sentence.

    Raises:
        MissingExtra: it is not.
    """
    try:
        is_there = find_spec(package) is not None
    except (ImportError, ValueError):
        is_there = False
    if not is_there:
        raise MissingExtra(f"{purpose} needs {package}: pip install 'hoardshare[{extra}]'", name=package)
