"""Every kind of dated row: what it does, what it needs, its fields, which rules act on it, which scenarios have it."""

from collections.abc import Iterator

from sim.explained import asked, reading, settings, texts
from sim.explained.entry import POLICY, Entry, one_line, told
from sim.explained.parameters import own_fields
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.rows import Dated, Lasting, Row


def entries() -> Iterator[Entry]:
    """All kinds of policies, institutions and shocks."""
    return (_entry(kind, row) for kind, row in POLICIES.items())


def _entry(kind: str, row: type[Row]) -> Entry:
    fields = own_fields(row)
    facts = told(
        ("In force", _when(row)),
        ("Needs", f"{row.needs}.on: without this mechanism it does nothing" if row.needs else ""),
        ("Fields", ", ".join(fields)),
        ("What it drives", asked.of_policy(kind) or "not asked: no shipped question is about it"),
        ("Scenarios with it", ", ".join(name for name in settings.files()
                                        if any(each.kind == kind for each in settings.rows_in_force(name)))),
    )  # fmt: skip
    needs = (f"{row.needs}.on",) if row.needs else ()
    return Entry(
        POLICY, kind, texts.named("policy", kind), one_line(row.__doc__ or ""), facts, reading.acts(kind),
        (*needs, *(f"policies.{kind}.{field}" for field in fields)),
    )  # fmt: skip


def _when(row: type[Row]) -> str:
    """When a row of a kind acts."""
    if issubclass(row, Dated):
        return "from its start, over `ramp` quarters up to full strength, to its `end`"
    if issubclass(row, Lasting):
        return "from its start to its `end`"
    return "in one quarter, the first in which all that it waits for holds"
