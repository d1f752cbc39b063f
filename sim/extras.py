"""Check for packages that only some commands need, before any work starts."""

from importlib.util import find_spec


class MissingExtra(ImportError):
    """A package is not installed; the message says how to install it."""


def require(package: str, extra: str, purpose: str) -> None:
    """Check that an optional package is installed, without loading it.

    Args:
        package: package to import.
        extra: the extra of hoardshare that installs it.
        purpose: what needs it, as the beginning of a sentence.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        is_there = find_spec(package) is not None
    except (ImportError, ValueError):
        is_there = False
    if not is_there:
        raise MissingExtra(f"{purpose} needs {package}: pip install 'hoardshare[{extra}]'", name=package)
