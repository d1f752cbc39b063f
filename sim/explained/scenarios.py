"""Every shipped scenario: what it is, what it extends, who is there, what happens, what its file sets."""

from collections import Counter
from collections.abc import Iterator

from sim.explained import asked, settings
from sim.explained.entry import SCENARIO, Entry, one_line, told
from sim.scenario.load import load
from sim.scenario.schema.enums import GROUPS, word
from sim.scenario.schema.scenario import Scenario

_ROOT = "base"


def entries() -> Iterator[Entry]:
    """All shipped scenarios, group by group."""
    loaded = {name: load(name) for name in settings.files()}
    return (_entry(name, loaded[name]) for name in sorted(loaded, key=lambda each: loaded[each].group))


def _entry(name: str, scenario: Scenario) -> Entry:
    file = settings.files()[name]
    parent = str(file.get("extends", _ROOT)) if name != _ROOT else ""
    kinds = Counter(word(spec.kind) for spec in scenario.actors.values() for _ in range(spec.count))
    strategies = Counter(word(spec.strategy) for spec in scenario.actors.values() for _ in range(spec.count))
    rows = Counter(row.kind for row in scenario.policies)
    set_here = [table for table in file if table not in ("title", "about", "group", "extends")]
    facts = told(
        ("Group", f"{GROUPS[scenario.group].name}: {GROUPS[scenario.group].meaning}"),
        ("Extends", parent),
        ("Extended by", ", ".join(other for other, each in settings.files().items()
                                  if each.get("extends", _ROOT) == name != other)),
        ("Time", f"{scenario.quarters} quarters from {scenario.date_of(0)}"),
        ("Actors", _counted(kinds)),
        ("By bloc", _by_bloc(scenario)),
        ("Strategies", _counted(strategies)),
        ("Policies", _counted(rows) or "none"),
        ("Its file sets", ", ".join(set_here)),
        ("What questions say", asked.of_scenario(name)),
        ("Run it", f"hoardshare run {name}"),
    )  # fmt: skip
    related = (*filter(None, (parent if parent in settings.files() else "",)), *(f"policies.{kind}" for kind in rows))
    return Entry(SCENARIO, name, scenario.title, one_line(scenario.about), facts, (), related)


def _by_bloc(scenario: Scenario) -> str:
    """The names of the actors, bloc by bloc and kind by kind, as rows of policies name them."""
    blocs: dict[str, dict[str, list[str]]] = {}
    for name, spec in scenario.actors.items():
        several = f" ({spec.count})" if spec.count > 1 else ""
        blocs.setdefault(spec.bloc, {}).setdefault(word(spec.kind), []).append(f"{name}{several}")
    return "; ".join(
        f"{bloc}: " + " / ".join(f"{kind}s {', '.join(names)}" for kind, names in kinds.items())
        for bloc, kinds in blocs.items()
    )


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{n} {what}" for what, n in counts.most_common())
