"""Terms on tap: what an outcome, a number, a tier, a strategy or a policy is, from where it is declared.

A language file may say a declared label or definition in other words: ``[outcomes]`` and ``[parameters]`` hold the
label under the name and the definition under ``name.about``. What it leaves out is said as declared.
"""

from collections.abc import Callable
from functools import cache

from pydantic.fields import FieldInfo

from sim.scenario.errors import ScenarioError
from sim.scenario.reading.assignments import parts
from sim.scenario.reading.outline import Spot, spot
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.outcome import Outcome
from sim.scenario.schema.series import OUTCOMES, summary_of
from sim.view.markup import Markup, escape, fill
from sim.view.say import find, say

_DECLARED_ONLY = ("", "1", "on/off")


def term(name: str, shown: str = "") -> Markup:
    """A word with its explanation on tap; just the word where there is none.

    Args:
        name: an outcome or a series, the path of a parameter, or ``tier.``, ``strategy.``, ``policy.`` or ``word.`` and
            a name, such as ``policy.pivot``.
        shown: what stands on the page; by default the term's label.
    """
    shown = shown or label(name)
    if not (told := about(name)):
        return escape(shown)
    return fill('<button type="button" class="term" data-term="{}" data-about="{}">{}</button>', name, told, shown)


def label(name: str) -> str:
    """The term in the language of the page; the name itself if nothing is known of it."""
    if outcome := _outcome(name):
        return find(f"outcomes.{outcome.name}") or outcome.label or _spaced(outcome.name)
    group, _, word = name.partition(".")
    if group in _NAMED:
        return find(f"glossary.{name}") or _spaced(word)
    return find(f"parameters.{name}") or _spaced(name)


def about(name: str) -> str:
    """What it is, in plain words, with its unit and source; "" if nothing is known of it."""
    if outcome := _outcome(name):
        return _about_outcome(outcome)
    group, _, word = name.partition(".")
    if group in _NAMED:
        return find(f"glossary.{name}.about") or _NAMED[group](word)
    return _about_parameter(name)


def unit(name: str) -> str:
    """Its unit in plain words; "" if it has none."""
    if outcome := _outcome(name):
        return plain_unit(outcome.unit)
    place = _spot(name)
    return plain_unit(_told(place.field, "unit")) if place else ""


def over(outcome: str) -> str:
    """How an outcome stands for a run: its end, mean, sum or rise, or one figure of the whole run."""
    return say(f"glossary.over_{OUTCOMES[outcome].over}")


def plain_unit(declared: str) -> str:
    """A declared unit in words of the page, such as "powers of ten" for OOM."""
    if declared in _DECLARED_ONLY:
        return ""
    return find(f"glossary.unit.{declared}") or declared


def _about_outcome(outcome: Outcome) -> str:
    text = find(f"outcomes.{outcome.name}.about") or outcome.definition
    measured = say(f"glossary.measured_{outcome.over}", unit=plain_unit(outcome.unit) or say("glossary.no_unit"))
    return f"{_sentence(text)} {measured} {say(f'glossary.better_{outcome.better}')}"


def _about_parameter(path: str) -> str:
    place = _spot(path)
    if place is None or not (text := find(f"parameters.{path}.about") or place.meaning):
        return ""
    known, source = unit(path), _told(place.field, "source")
    parts = [_sentence(text), say("glossary.unit", unit=known) if known else ""]
    parts += [say("glossary.source", source=source) if source else "", say("glossary.path", path=path)]
    return " ".join(filter(None, parts))


def _about_policy(kind: str) -> str:
    table = POLICIES.get(kind)
    return " ".join((table.__doc__ or "").split()) if table else ""


def _unknown(word: str) -> str:
    return ""


_NAMED: dict[str, Callable[[str], str]] = {
    "tier": _unknown, "strategy": _unknown, "kind": _unknown, "word": _unknown, "policy": _about_policy,
}  # fmt: skip
"""Groups of words whose explanations the texts hold, and what is declared of those that the texts leave out."""


def _outcome(name: str) -> Outcome | None:
    return OUTCOMES.get(name) or summary_of(name)


@cache
def _spot(path: str) -> Spot | None:
    """The place of a parameter in the schema; None if there is no such parameter."""
    try:
        place = spot(tuple(parts(path)))
    except (ScenarioError, KeyError, ValueError):
        return None
    return place if place.field else None


def _told(field: FieldInfo | None, what: str) -> str:
    extra = field.json_schema_extra if field else None
    return str(extra.get(what, "")) if isinstance(extra, dict) else ""


def _spaced(name: str) -> str:
    return name.replace(".", " ").replace("_", " ").replace("-", " ")


def _sentence(text: str) -> str:
    text = " ".join(text.split()).rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
