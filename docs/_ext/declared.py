"""Reference pages in Markdown, from what the project declares: one entry a name, each with an address of its own."""

import re
from collections.abc import Callable, Iterable
from functools import cache

from sim.explained import KINDS, Entry, entries

TABLELESS = "scenario"
"""The page of parameters that stand above all tables of a scenario."""
_LONG = "Table"
"""What is said of a parameter's whole table."""
_ABOVE = (_LONG, "Group")
"""Facts that stand above the entries which share them."""
_OF = {
    "Extends": "scenario",
    "Extended by": "scenario",
    "Scenarios with it": "scenario",
    "Set by": "scenario",
    "Policies": "policy",
    "Strategies": "strategy",
    "Series": "outcome",
}
"""Of which kind the names in a fact are."""
_TYPED = ("Run it",)
"""Facts that are typed as they stand."""
_SPECIAL = re.compile(r"([\\*_<>\[\]{}$|~^#])")
_CLAIM = re.compile(r"claim \d+ (\w+)")
_NAME = re.compile(r"(?<!question )\b[A-Za-z]\w*(?:[.-]\w+)*")


def plain(text: str) -> str:
    """A text in which no sign is taken for markup; what stands in backticks stays."""
    return _but_code(text, lambda part: _SPECIAL.sub(r"\\\1", part))


def _but_code(text: str, change: Callable[[str], str]) -> str:
    """A text with a change to all that does not stand in backticks."""
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(part if number % 2 else change(part) for number, part in enumerate(parts))


@cache
def told_apart() -> dict[str, str]:
    """Names that nothing else in a text can be, each with its kind: those of several words that one kind has."""
    kinds: dict[str, list[str]] = {}
    for kind in KINDS:
        for entry in entries(kind):
            kinds.setdefault(entry.name, []).append(kind)
    return {name: kind[0] for name, kind in kinds.items() if len(kind) == 1 and re.search(r"[._-]", name)}


@cache
def _called(kind: str) -> frozenset[str]:
    """The names of a kind."""
    return frozenset(entry.name for entry in entries(kind)) if kind else frozenset()


def linked(text: str, kind: str = "") -> str:
    """A text whose names lead to their entries; names of a kind do so even if they could mean something else."""
    found = _but_code(text, lambda part: _linked(part, kind))
    return _CLAIM.sub(lambda claim: f"{{claim}}`{claim[0]} <{claim[1]}>`", found)


def _linked(text: str, of: str) -> str:
    parts, at = [], 0
    for found in _NAME.finditer(text):
        if kind := of if found[0] in _called(of) else told_apart().get(found[0]):
            parts += [plain(text[at : found.start()]), f"{{{kind}}}`{found[0]}`"]
            at = found.end()
    return "".join([*parts, plain(text[at:])])


def _reader(text: str) -> str:
    """A function that reads a number, with what it says of itself."""
    name, _, sentence = text.partition(": ")
    return f"`{name}`" + f": {plain(sentence)}" * bool(sentence)


def _role(name: str) -> str:
    """A name that leads to the entry that has it; an outcome before what else goes by its name."""
    kinds = sorted((kind for kind in KINDS if name in _called(kind)), key=lambda kind: kind != "outcome")
    return f"{{{kinds[0]}}}`{name}`" if kinds else f"`{name}`"


def _field(label: str, texts: Iterable[str]) -> str:
    """A line of an entry: one text, or a list of several."""
    several = list(texts)
    if len(several) == 1:
        return f":{label}: {several[0]}"
    return f":{label}:\n" + "\n".join(f"    - {text}" for text in several)


def _fact(label: str, text: str) -> str:
    """The line of a fact; what moves or is moved is a list below what the list is of."""
    if label in _TYPED:
        return _field(label, [f"`{text}`"])
    before, _, rest = text.partition(": ")
    if label.startswith("What ") and "; " in rest and "%" not in before:
        return (
            _field(label, [f"{linked(before)}:"]) + "\n\n" + "\n".join(f"    - {linked(p)}" for p in rest.split("; "))
        )
    return _field(label, [linked(text, _OF.get(label, ""))])


def _folded(text: str) -> str:
    """A text in which only words count."""
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def entry_text(entry: Entry) -> str:
    """One entry: its address, what it is, its facts."""
    lines = [_fact(label, text) for label, text in entry.facts if label not in _ABOVE]
    if entry.used_in:
        lines.append(_field("Read by" if entry.kind == "parameter" else "Computed by", map(_reader, entry.used_in)))
    if entry.related:
        lines.append(_field("See also", [", ".join(map(_role, entry.related))]))
    said = entry.definition if entry.definition.endswith(".") else f"{entry.definition}."
    told = {_folded(entry.definition), _folded(entry.name.rpartition(".")[2]), _folded(entry.name)}
    head = f"*{plain(entry.title)}.* " * (_folded(entry.title) not in told) + linked(said[:1].upper() + said[1:])
    body = "\n".join([head, "", *lines])
    return f"::::{{{entry.kind}}} {entry.name}\n{body}\n::::\n"


def tables() -> dict[str, list[Entry]]:
    """All parameters by the table that they stand in; those of policies are with their policy."""
    found: dict[str, list[Entry]] = {}
    for entry in entries("parameter"):
        table, dot, _ = entry.name.partition(".")
        if table != "policies":
            found.setdefault(table if dot else TABLELESS, []).append(entry)
    return found


def _about_table(parameters: list[Entry]) -> str:
    """What is said of a table, without its name."""
    told = dict(parameters[0].facts).get(_LONG, "")
    return told.partition(": ")[2] or told


def parameter_page(table: str) -> str:
    """The page of a table of parameters."""
    parameters = tables()[table]
    return "\n".join([f"# `{table}`\n", linked(_about_table(parameters)) + "\n", *map(entry_text, parameters)])


def parameter_list() -> str:
    """All parameters, a line a table."""
    rows = [
        f"| [`{table}`](parameters/{table}.md) | " + ", ".join(f"{{parameter}}`{e.name}`" for e in listed) + " |"
        for table, listed in tables().items()
    ]
    return "\n".join(["| table | parameters |", "| --- | --- |", *rows, ""])


def _grouped(kind: str) -> str:
    """Entries of a kind below headings, if they have groups."""
    lines, group = [], ""
    for entry in entries(kind):
        if (own := dict(entry.facts).get("Group", "")) != group:
            group = own
            title, _, said = group.partition(": ")
            lines += [f"## {plain(title[:1].upper() + title[1:])}\n", linked(said[:1].upper() + said[1:]) + "\n"]
        lines.append(entry_text(entry))
    return "\n".join(lines)


def policies() -> str:
    """All kinds of policy, each with its parameters."""
    lines = []
    for entry in entries("policy"):
        lines.append(entry_text(entry))
        own = f"policies.{entry.name}."
        lines += [entry_text(each) for each in entries("parameter") if each.name.startswith(own)]
    named = {f"policies.{entry.name}." for entry in entries("policy")}
    rest = [
        each for each in entries("parameter")
        if each.name.startswith("policies.") and not any(each.name.startswith(own) for own in named)
    ]  # fmt: skip
    if rest:
        lines += ["## What every row may have\n", *map(entry_text, rest)]
    return "\n".join(lines)


def every_address() -> list[tuple[str, str]]:
    """Kind and name of each entry on each page, as often as it stands there."""
    pages = [*map(parameter_page, tables()), *(PAGES[page]() for page in PAGES)]
    return re.findall(rf"^::::\{{({'|'.join(KINDS)})\}} (\S+)$", "\n".join(pages), re.MULTILINE)


PAGES: dict[str, Callable[[], str]] = {
    "parameters": parameter_list,
    "outcomes": lambda: _grouped("outcome"),
    "policies": policies,
    "strategies": lambda: _grouped("strategy"),
    "scenarios": lambda: _grouped("scenario"),
}
"""What a page may list, by the word in its front matter."""
