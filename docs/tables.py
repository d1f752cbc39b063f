"""Writes the tables of docs/ODD.md and of the game's protocol, and docs/explanation/glossary.md; `--check` compares.

Run it with `make docs`, or `python docs/tables.py [--check]`.
"""

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from sim.analysis.books import FLOWS
from sim.analysis.magnitudes import MAGNITUDES
from sim.analysis.returns import PUBLISHED
from sim.game.knows import OF_OTHERS, SHOWN
from sim.game.sight import Eyes, seen_by
from sim.outcomes import OUTCOMES
from sim.scenario.schema.actors import ActorSpec, Domain, Tiers, TierSpec, Ties
from sim.scenario.schema.enums import COUNTS, KINDS, word
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.quantity import Prior, Section, limits, meanings, prior_of, priors_within
from sim.scenario.schema.rows import Condition
from sim.scenario.schema.scenario import MECHANISMS
from sim.scenario.schema.scenario import World as WorldNumbers
from sim.theory.table import Check, summaries
from sim.world.state import ROW, WHOLE, YES, ActorRecord, State, numbers_of

ODD = Path(__file__).parent / "ODD.md"
GLOSSARY = ODD.parent / "explanation" / "glossary.md"
PROTOCOL = ODD.parent / "howto" / "play" / "protocol.md"
TEXTS = ODD.parents[1] / "sim" / "view" / "texts" / "en.toml"
REDUCTIONS = Path(__file__).parents[1] / "tests" / "golden" / "reductions.json"
MEDIANS = REDUCTIONS.parent / "magnitudes.json"
RETURNS = REDUCTIONS.parent / "returns.json"
HEAD = "| name | default | unit | range | prior | meaning | source |\n|---|---|---|---|---|---|---|"
TOLD_AS = {
    YES: "true or false", ROW: "name or null", "bits": "names", "tier": "word", "kind": "word", "strategy": "word",
    WHOLE: "name", "tier, or -1": "word or null", "share, or -1": "share or null",
}  # fmt: skip
"""Units of the state as a seat is told them: words, names, and null for what is not there."""
AS_NUMBER = re.compile(r"^number of |[,;] -\d .*")
"""What the meaning of a field says of its numbers, of which a seat is told the words."""
OTHERS = {"world": WorldNumbers, "actors.NAME": ActorSpec, "domains.NAME": Domain, "ties": Ties}


def shown(value: Any) -> str:
    """A default as a scenario file writes it."""
    if isinstance(value, IntEnum):
        return word(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def bounds(field: FieldInfo) -> str:
    """The range of a number."""
    least, most, above = limits(field)
    low = f"[{least:g}" if least is not None else f"({above:g}" if above is not None else ""
    return f"{low}, {most:g}]" if most is not None else f"{low}, ..." if low else ""


def believed(prior: Prior | None) -> str:
    """The prior of a number, "log" where its logarithm is even; nothing for what has none."""
    return f"{prior.least:.3g} to {prior.most:.3g}{' log' * (prior.scale == 'log')}" if prior else ""


def neutral(extra: Any) -> str:
    """The setting that equals a mechanism's being off."""
    values = [
        f"{name} = {value if isinstance(value, str) else f'{value:g}'}" for name, value in extra["neutral"].items()
    ]
    return " and ".join(filter(None, [", ".join(values), *(f"no {kind}" for kind in extra["without"])]))


def row(name: str, section: type[Section]) -> str:
    """One line of a table."""
    field = section.model_fields[name]
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    default = "required" if field.is_required() else shown(field.get_default(call_default_factory=True))
    source = f"neutral: {neutral(extra)}" if "neutral" in extra else extra.get("source", "")
    text = " ".join(meanings(section)[name].split())
    cells = (f"`{name}`", default, extra.get("unit", ""), bounds(field), believed(prior_of(field)), text, source)
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def table(title: str, section: type[Section]) -> str:
    """The table of one section of a scenario."""
    about = " ".join((section.__doc__ or "").split())
    rows = "\n".join(row(name, section) for name in section.model_fields)
    return f"#### `{title}`\n\n{about}\n\n{HEAD}\n{rows}\n"


def of_tier(name: str, spec: TierSpec, number: str) -> str:
    """A number of a tier, with its prior if it has one."""
    prior = priors_within(Tiers.model_fields[name]).get(number)
    return f"{getattr(spec, number):g}" + (f" ({believed(prior)})" if prior else "")


def tiers() -> str:
    """The four tiers and their defaults."""
    numbers = list(TierSpec.model_fields)
    head = f"| tier | {' | '.join(numbers)} |\n|---|{'---|' * len(numbers)}"
    rows = [f"| `{name}` | " + " | ".join(of_tier(name, spec, n) for n in numbers) + " |" for name, spec in Tiers()]
    return table("tiers.NAME", TierSpec) + "\n" + "\n".join([head, *rows]) + "\n"


def parameters() -> str:
    """All sections."""
    sections = [*OTHERS.items(), *MECHANISMS.items()]
    return "\n".join([*(table(name, section) for name, section in sections), tiers()])


def state() -> str:
    """Every number of the state, record by record."""
    parts = []
    for record in State.__subclasses__():
        about = " ".join((record.__doc__ or "").split())
        rows = [f"| `{field.name}` | {field.unit} | {field.meaning} |" for field in numbers_of(record)]
        parts.append("\n".join([f"#### {about}", "", "| number | unit | what it is |", "|---|---|---|", *rows, ""]))
    inside = "\n".join(parts)
    return f"<details><summary>All numbers of the state</summary>\n\n{inside}\n</details>\n"


COMMON = ("name", "on", "start", "when", "proposer", "note", "ramp", "end", "until", "kind")
"""What all rows have, or all that last."""


def policies() -> str:
    """What rows have in common, then each kind with what is its own."""
    parts = [
        f"#### every row\n\n{HEAD}\n" + "\n".join(row(name, POLICIES["pivot"]) for name in COMMON if name != "kind")
    ]
    parts.append("\n" + table("when, until", Condition))
    for kind, section in POLICIES.items():
        about = " ".join((section.__doc__ or "").split())
        rows = [row(name, section) for name in section.model_fields if name not in COMMON]
        lasts = "" if "end" in section.model_fields else " Acts in one quarter: it has no `ramp`, `end` or `until`."
        parts.append(f'#### `kind = "{kind}"`\n\n{about}{lasts}\n\n{HEAD}\n' + "\n".join(rows) + "\n")
    return "\n".join(parts)


def outcomes() -> str:
    """All outcomes."""
    head = "| outcome | unit | better | definition |\n|---|---|---|---|"
    over = {"last": "last quarter", "mean": "mean over quarters", "sum": "sum over quarters", "rise": "", "log": ""}
    rows = [
        f"| `{o.name}` | {o.unit} | {o.better} | {o.definition}{f' ({over[o.over]})' if over[o.over] else ''} |"
        for o in OUTCOMES.values()
    ]
    return "\n".join([head, *rows]) + "\n"


def magnitudes() -> str:
    """What race-2019 comes to beside what is known of the world."""
    kept = json.loads(MEDIANS.read_text(encoding="utf-8"))
    heads = ("what", "unit", "model", "world", "model / world", "the world's figure", "in what they differ")
    rows = [f"| {' | '.join(heads)} |", "|---|---|---|---|---|---|---|"]
    for each in MAGNITUDES:
        got, known = kept.get(each.name), each.world
        measured = ("not measured", f"{known:.3g}", "-") if got is None else (
            f"{got:.3g}", f"{known:.3g}", f"{got / known:.2g}"
        )  # fmt: skip
        sources = "; ".join(f"{known.source} ({known.status})" for known in each.sources)
        differ = f"{each.caveat}. **An index**: {each.index}" if each.index else each.caveat
        rows.append("| " + " | ".join((each.name, each.unit, *measured, sources, differ)) + " |")
    return "\n".join(rows) + "\n"


def returns() -> str:
    """What a finding is worth to all against what it is worth to its finder, beside what is published."""
    kept = json.loads(RETURNS.read_text(encoding="utf-8"))
    rows = ["| scenario | `sharing.variety` | all firms | leaders | the rest |", "|---|---|---|---|---|"]
    for name, by_variety in kept.items():
        for variety, ratios in by_variety.items():
            rows.append(f"| {name} | {variety} | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |")
    rows += [f"| {each.source} ({each.status}) | - | {each.ratio:.2g} | - | - |" for each in PUBLISHED]
    return "\n".join(rows) + "\n"


def payoffs() -> str:
    """What each kind of actor wants, and what counts in its payoff."""
    rows = [f"| {word(kind)} | {word(does.aim)} | {COUNTS[does.aim]} |" for kind, does in KINDS.items()]
    return "\n".join(["| kind | wants | what counts in its payoff |", "|---|---|---|", *rows]) + "\n"


def flows() -> str:
    """What is paid for, and who pays whom."""
    rows = [f"| {words.what} | {words.who} |" for words in FLOWS.values()]
    return "\n".join(["| paid for | who pays whom |", "|---|---|", *rows]) + "\n"


def strain(check: Check) -> float:
    """Difference against tolerance; where none is allowed, none there is."""
    return abs(check.got - check.expected) / check.tolerance if check.tolerance else 0.0


def reductions() -> str:
    """Every comparison with a published result, as on file."""
    kept = [Check(**row) for row in json.loads(REDUCTIONS.read_text(encoding="utf-8"))]
    counts = Counter(check.case for check in kept)
    sources = {check.case: re.sub(r"(\d{4}).*", r"\1", check.source) for check in reversed(kept)}
    heads = ("case", "what", "source", "comparisons", "largest difference against its tolerance")
    summary, about = [f"| {' | '.join(heads)} |", "|---|---|---|---|---|"], summaries()
    for case, count in counts.items():
        worst = max(strain(check) for check in kept if check.case == case)
        summary.append(f"| `{case}` | {about[case]} | {sources[case]} | {count} | {worst:.2g} |")
    rows = ["| case | what | expected | got | tolerance |", "|---|---|---|---|---|"]
    rows += [f"| {c.case} | {c.what} | {c.expected:.6g} | {c.got:.6g} | {c.tolerance:.2g} |" for c in kept]
    return "\n".join([*summary, "", "<details><summary>All of them</summary>", "", *rows, "", "</details>"]) + "\n"


_GLOSSARY = """# Glossary

What words mean here, in alphabetical order, and then the names of what actors can choose. The view shows the same
explanations when you click a word with a dotted line. `hoardshare explain NAME` says more of each parameter, outcome,
policy, strategy and scenario.

## In alphabetical order
"""
_GROUPS = {
    "tier": ("How open a release is", "tier"),
    "kind": ("Who acts", "kind"),
    "strategy": ("How they decide", "strategy"),
}
_HEADED = (
    (
        "Outcomes with a plainer name",
        "In tables and files an outcome has its short name; the view says it in plain words.",
    ),
    "| in files | in the view | what it is |\n|---|---|---|",
)


def glossary() -> str:
    """The page of words, from the texts of the view: one definition in one place."""
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    told, outcomes = texts["glossary"], texts["outcomes"]
    words = sorted((told[key.removesuffix(".about")], text) for key, text in told.items() if _explains("word", key))
    parts = [_GLOSSARY, *(f"### {word}\n\n{text}\n" for word, text in sorted(words, key=lambda each: each[0].lower()))]
    for group, (title, name) in _GROUPS.items():
        keys = [key.removesuffix(".about") for key in told if _explains(group, key)]
        rows = [f"| {told[key]} | `{key.partition('.')[2]}` | {told[f'{key}.about']} |" for key in keys]
        parts.append("\n".join([f"## {title}\n", f"| {name} | in files | what it means |", "|---|---|---|", *rows, ""]))
    (title, about), head = _HEADED
    named = [name for name in outcomes if f"{name}.about" in outcomes]
    rows = [f"| `{name}` | {outcomes[name]} | {outcomes[f'{name}.about']}. |" for name in named]
    return "\n".join([*parts, f"## {title}\n\n{about}\n\n{head}", *rows, ""])


def _explains(group: str, key: str) -> bool:
    return key.startswith(f"{group}.") and key.endswith(".about")


def you() -> str:
    """What a seat is told of its own actor."""
    return f"<details><summary>all its numbers</summary>\n\n{told_of(seen_by(Eyes.ALL, Eyes.OWN))}\n</details>\n"


def others() -> str:
    """What a seat is told of every other actor."""
    return told_of(OF_OTHERS)


def told_of(names: Sequence[str]) -> str:
    """Fields of an actor, with their units as a seat is told them."""
    rows = [
        f"| `{SHOWN.get(field.name, field.name)}` | {TOLD_AS.get(field.unit, field.unit)} | {told} |"
        for field in numbers_of(ActorRecord)
        if field.name in names and (told := AS_NUMBER.sub("", field.meaning))
    ]
    return "\n".join(["| name | unit | what it is |", "|---|---|---|", *rows]) + "\n"


OF_MODEL = (state, flows, payoffs, parameters, policies, outcomes, magnitudes, returns, reductions)
OF_GAME = (others, you)


def filled(text: str, contents: Sequence[Callable[[], str]] = OF_MODEL) -> str:
    """A document with its tables between their markers."""
    for name, content in ((each.__name__, each()) for each in contents):
        start, end = f"<!-- {name}: generated -->\n", f"<!-- end {name} -->"
        before, _, rest = text.partition(start)
        _, _, after = rest.partition(end)
        text = f"{before}{start}\n{content}\n{end}{after}"
    return text


def main() -> int:
    """Write the tables, or say whether they are as the schema has them."""
    text, protocol = (page.read_text(encoding="utf-8") for page in (ODD, PROTOCOL))
    if "--check" in sys.argv[1:]:
        same = filled(text) == text and filled(protocol, OF_GAME) == protocol
        return int(not same or glossary() != GLOSSARY.read_text(encoding="utf-8"))
    ODD.write_text(filled(text), encoding="utf-8")
    PROTOCOL.write_text(filled(protocol, OF_GAME), encoding="utf-8")
    GLOSSARY.write_text(glossary(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
