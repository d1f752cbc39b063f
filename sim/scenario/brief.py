"""Short representations of objects at a prompt and in a notebook: a few facts, never the whole content."""

from collections.abc import Mapping
from html import escape


class Brief:
    """Base class of objects that are displayed by a few facts."""

    def _facts(self) -> Mapping[str, object]:
        raise NotImplementedError

    def __repr__(self) -> str:
        told = ", ".join(f"{name} {value}" for name, value in self._facts().items())
        return f"<{type(self).__name__}: {told}>"

    def _repr_html_(self) -> str:
        """Return a table of the facts; text is escaped, for it may come from a file."""
        facts = ((escape(name), escape(str(value))) for name, value in self._facts().items())
        rows = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in facts)
        return f"<table><caption>{type(self).__name__}</caption>{rows}</table>"
