"""Every strategy: its rule in words with its source, who asks it, which scenarios use it."""

from collections.abc import Iterator
from typing import Any

from sim.explained import drives, reading, settings, texts
from sim.explained.entry import STRATEGY, Entry, told
from sim.scenario.schema.enums import ANSWERING, FIXED, WEIGHING, Strategy, word

_LOOKS_AT = {
    **dict.fromkeys(FIXED, "nothing"),
    **dict.fromkeys(ANSWERING, "what its partners did last quarter"),
    **dict.fromkeys(WEIGHING, "what sharing would bring it, or has brought"),
    Strategy.IMITATE: "who does better",
    Strategy.NATIONAL_SECURITY: "foreign rivals and export controls",
}


def entries() -> Iterator[Entry]:
    """All strategies of the model; one of your own is explained by its module."""
    return (_entry(each) for each in Strategy if each is not Strategy.PYTHON)


def names() -> list[str]:
    """Names of the strategies of the model."""
    return [word(each) for each in Strategy if each is not Strategy.PYTHON]


def _entry(strategy: Strategy) -> Entry:
    name = word(strategy)
    using = {scenario: n for scenario, file in settings.files().items() if (n := _actors(file, name))}
    facts = told(
        ("Rule", reading.law_of(strategy)),
        ("Looks at", _LOOKS_AT.get(strategy, "")),
        ("Set by", ", ".join(f"{scenario} ({n} {'actor' if n == 1 else 'actors'})" for scenario, n in using.items())),
        ("What it drives", _driven()),
        ("In a scenario", f'strategy = "{name}", or --set actors.NAME.strategy={name}'),
    )
    return Entry(
        STRATEGY, name, texts.named("strategy", name), texts.about_named("strategy", name), facts,
        reading.decides(strategy), ("actors.NAME.strategy",),
    )  # fmt: skip


def _driven() -> str:
    """What it drives whether all keep the strategies that are written or adapt; single ones are not asked about."""
    told = drives.driven_by("strategies")
    return told and f"not asked of it alone; of whether all keep to such strategies or all do what pays, {told}"


def _actors(file: dict[str, Any], name: str) -> int:
    actors = file.get("actors", {}).values()
    return sum(int(each.get("count", 1)) for each in actors if isinstance(each, dict) and each.get("strategy") == name)
