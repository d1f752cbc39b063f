"""Pages of the reference that are made when the site is built, and links to them.

A page whose front matter says ``lists: WORD`` has that list below its own text. ``{parameter}`trust.gain``` leads to a
parameter, and so do the roles of the other kinds, of ``claim``, ``command`` and ``option``. What stands in backticks on
any page leads there by itself, if its name can be nothing else.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import command_pages
import declared
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import GenericObject, StandardDomain
from sphinx.roles import XRefRole
from sphinx.transforms import SphinxTransform

import sim
from sim.explained import KINDS

_LISTS = re.compile(r"\A---\nlists: ([^\n]+)\n---\n")
_CLAIM = re.compile(r"[A-Z]\d+[a-z]?")
_ROOM = "reference/parameters"


def listed(words: str) -> str:
    """What a page lists, by the words of its front matter."""
    what, _, table = words.partition(" ")
    if what == "commands":
        return command_pages.commands()
    return declared.parameter_page(table) if table else declared.PAGES[what]()


def make_pages(app: Sphinx) -> None:
    """Write one page for each table of parameters; what they list is put in when they are read."""
    room = Path(app.srcdir) / _ROOM
    room.mkdir(exist_ok=True)
    wanted = {f"{table}.md": f"---\nlists: parameters {table}\n---\n" for table in declared.tables()}
    for page in room.glob("*.md"):
        if page.name not in wanted:
            page.unlink()
    for name, text in wanted.items():
        page = room / name
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


def others(page: Path, text: str) -> list[str]:
    """Pages beside an index that it does not name."""
    named = set(re.findall(r"^(\S+)$", text, re.MULTILINE))
    pages = (each for suffix in ("md", "ipynb") for each in page.parent.glob(f"*.{suffix}"))
    return sorted(each.stem for each in pages if each != page and each.stem not in named)


def read(app: Sphinx, docname: str, content: list[str]) -> None:
    """Put in what a page lists, and where it says ``REST``, the pages beside it that it does not name."""
    if docname.endswith("/index"):
        rest = "\n".join(others(Path(app.env.doc2path(docname)), content[0]))
        content[0] = re.sub(r"^REST\n", f"{rest}\n" if rest else "", content[0], flags=re.MULTILINE)
    if says := _LISTS.match(content[0]):
        content[0] = content[0].removeprefix(says[0]) + "\n" + listed(says[1])


def outdated(app: Sphinx, env: Any, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Pages that list declarations or other pages are made anew each time."""
    pages = (Path(env.doc2path(name)) for name in env.found_docs)
    lists = [page for page in pages if page.suffix == ".md" and _LISTS.match(page.read_text(encoding="utf-8"))]
    indices = [name for name in env.found_docs if name.endswith("/index")]
    return [*indices, *(env.path2doc(str(page)) for page in lists)]


class Declared(GenericObject):
    """Something declared, with an address; the page's list of contents has it."""

    def _object_hierarchy_parts(self, sig_node: Any) -> tuple[str, ...]:
        return (sig_node.astext(),)

    def _toc_entry_name(self, sig_node: Any) -> str:
        """All but the numbers of a policy, which stand below it."""
        name: str = sig_node.astext()
        return "" if name.startswith("policies.") else name


@cache
def _commands() -> frozenset[str]:
    return frozenset(name for name, *_ in command_pages.all_commands())


def meant(text: str) -> tuple[str, str, str] | None:
    """What a text in backticks can only mean: the domain, kind and name of its address; None if that is nothing."""
    if kind := declared.told_apart().get(text):
        return "std", kind, text
    if (name := re.match(r"sim\.(\w+)(\(.*\))?$", text)) and name[1] in sim.__all__:
        return "py", "obj", f"sim.{name[1]}"
    command = " ".join(text.split()[:2])
    return ("std", "command", command) if " " in command and command in _commands() else None


class Named(SphinxTransform):
    """Names in backticks lead to their entries."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Put a link around each."""
        for literal in list(self.document.findall(nodes.literal)):
            address = meant(literal.astext())
            if address is None or _is_linked(literal):
                continue
            domain, kind, name = address
            link = addnodes.pending_xref(
                "", refdomain=domain, reftype=kind, reftarget=name, refexplicit=True, refdoc=self.env.docname
            )
            literal.replace_self(link)
            link.append(literal)


class Claims(SphinxTransform):
    """Each claim has an address: its first row on the page of claims."""

    default_priority = 390

    def apply(self, **kwargs: Any) -> None:
        """Give each row its address."""
        if self.env.docname != "claims":
            return
        done: set[str] = set()
        for row in self.document.findall(nodes.row):
            claim = row.children[0].astext()
            if _CLAIM.fullmatch(claim) and claim not in done:
                done.add(claim)
                row["ids"].append(f"claim-{claim}")
                self.env.domains.standard_domain.note_object("claim", claim, f"claim-{claim}", location=row)


class Notebook(SphinxTransform):
    """A page that is a notebook offers it to be downloaded."""

    default_priority = 395

    def apply(self, **kwargs: Any) -> None:
        """Put a link below the title."""
        file = Path(self.env.doc2path(self.env.docname))
        title = next(iter(self.document.findall(nodes.title)), None)
        if file.suffix != ".ipynb" or title is None:
            return
        link = addnodes.download_reference("", "", reftarget=file.name, refdoc=self.env.docname, refexplicit=True)
        link += nodes.literal("", file.name)
        title.parent.insert(
            1, nodes.paragraph("", "", nodes.Text("This page is a notebook, to run and to change: "), link)
        )


class Dashes(SphinxTransform):
    """What stands between an argument and its text is a dash, also where quotes and hyphens stay as typed."""

    default_priority = 410

    def apply(self, **kwargs: Any) -> None:
        """Replace each."""
        for text in list(self.document.findall(nodes.Text)):
            if text.startswith(" -- "):
                text.parent.replace(text, nodes.Text(f" \N{EN DASH} {text[4:]}"))


def as_written(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """A colon in a sentence does not make a type of what stands before it."""
    if what in ("property", "attribute", "data") and lines:
        lines[0] = lines[0].replace(": ", " \N{EN DASH} ")
    for number, line in enumerate(lines[:-1]):
        if line.strip() == "Returns:":
            lines[number + 1] = lines[number + 1].replace(": ", " \N{EN DASH} ", 1)


def _is_linked(node: nodes.Node) -> bool:
    """Whether a node is within a link or heading."""
    within = (nodes.reference, nodes.title, addnodes.pending_xref, addnodes.download_reference, addnodes.desc_signature)
    above = node.parent
    while above is not None and not isinstance(above, within):
        above = above.parent
    return above is not None


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    for kind in (*KINDS, "command", "claim"):
        app.add_object_type(kind, kind, objname=kind)
        app.add_directive_to_domain("std", kind, type(kind, (Declared,), {}), override=True)
        role = XRefRole(innernodeclass=nodes.literal, warn_dangling=True)
        app.add_role_to_domain("std", kind, role, override=True)
        StandardDomain.dangling_warnings[kind] = f"no {kind} is called %(target)s"
    app.connect("builder-inited", make_pages)
    app.connect("env-get-outdated", outdated)
    app.connect("source-read", read, priority=400)
    app.connect("autodoc-process-docstring", as_written, priority=400)
    app.add_transform(Named)
    app.add_transform(Claims)
    app.add_transform(Notebook)
    app.add_transform(Dashes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
