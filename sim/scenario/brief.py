"""How things show themselves at a prompt and in a notebook: by a few facts, never by all that they hold."""

from collections.abc import Mapping
from html import escape


def line(kind: str, facts: Mapping[str, object]) -> str:
    """What something is, in one line, such as ``<Run: title Arms race, seed 0>``."""
    return f"<{kind}: {', '.join(f'{name} {value}' for name, value in facts.items())}>"


def table(kind: str, facts: Mapping[str, object]) -> str:
    """The same as a table of HTML; whatever comes from a file is escaped."""
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in facts.items())
    return f"<table><caption>{escape(kind)}</caption>{rows}</table>"


class Brief:
    """Something that shows itself by a few facts."""

    def _facts(self) -> Mapping[str, object]:
        raise NotImplementedError

    def __repr__(self) -> str:
        return line(type(self).__name__, self._facts())

    def _repr_html_(self) -> str:
        return table(type(self).__name__, self._facts())
