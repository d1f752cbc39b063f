"""How things show themselves at a prompt and in a notebook: by a few facts, never by all that they hold."""

from collections.abc import Mapping
from html import escape


class Brief:
    """Something that shows itself by a few facts."""

    def _facts(self) -> Mapping[str, object]:
        raise NotImplementedError

    def __repr__(self) -> str:
        told = ", ".join(f"{name} {value}" for name, value in self._facts().items())
        return f"<{type(self).__name__}: {told}>"

    def _repr_html_(self) -> str:
        """A table; whatever comes from a file is escaped."""
        facts = ((escape(name), escape(str(value))) for name, value in self._facts().items())
        rows = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in facts)
        return f"<table><caption>{type(self).__name__}</caption>{rows}</table>"
