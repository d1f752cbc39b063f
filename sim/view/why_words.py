"""Why two worlds differ, in words: the names of parts, and what a waterfall says."""

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from sim.analysis.sizes import nearly_all
from sim.analysis.unlike import CAST, DOING, NUMBER, ROW, ROWS, TABLE, Change, Part
from sim.analysis.why import Bar, Waterfall
from sim.numbers import on_page, signed_on_page
from sim.outcomes import OUTCOMES
from sim.scenario.schema.enums import Strategy, Tier, word
from sim.study.outcome_names import judged
from sim.view.events import described
from sim.view.glossary import label, over, unit
from sim.view.markup import Markup, joined
from sim.view.say import say, told

MOST_TOLD = 3
_FIELDS = 3
"""Changes that are told of one part."""
_MOSTLY = 0.5


def is_sure(bar: Bar) -> bool:
    """Whether nearly all seeds agree in the sign."""
    return bar.of > 0 and nearly_all(bar.agree, bar.of)


def verdict(bar: Bar, outcome: str) -> str:
    """Whether it makes things "better" or "worse"; "sure" where neither is meant, "" where seeds disagree."""
    return (judged(OUTCOMES[outcome].better, bar.size) or "sure") if is_sure(bar) else ""


def name_of(bar: Bar) -> str:
    """What a bar stands for."""
    if not bar.parts:
        return say("why.together")
    if bar.is_rest:
        return say("why.rest", n=len(bar.parts))
    return say("why.and").join(part_name(part) for part in bar.parts)


def part_name(part: Part) -> str:
    """A part in plain words."""
    if part.kind == DOING:
        return say(f"why.doing_{part.group}") if part.group else say("why.doing", actor=part.actors[0])
    if part.kind == ROW:
        return _row_name(part.changes[0])
    if part.kind == NUMBER:
        return label(part.changes[0].path)
    if part.kind == TABLE:
        return say("why.table", table=label(part.table))
    return say(f"why.{part.kind}")


def _row_name(change: Change) -> str:
    row = change.after or change.before
    key = "why.row_changed" if change.before and change.after else "why.row_added" if change.after else "why.row_gone"
    return say(key, row=described(row))


def detail_of(bar: Bar) -> str:
    """What changes in a part, in a few words; "" where its name says it."""
    if bar.is_rest:
        return say("why.comma").join(part_name(part) for part in bar.parts)
    return say("why.comma").join(dict.fromkeys(text for part in bar.parts for text in _changes(part)))


def _changes(part: Part) -> Iterator[str]:
    if part.kind in (ROW, ROWS):
        return
    if part.kind == CAST and not part.changes[0].keys[1:]:
        yield say("why.counts", before=len(part.changes[0].before), after=len(part.changes[0].after))
        return
    main = [change for change in part.changes if change.keys[-1] not in ("hoards_as", "shares_as")]
    texts = list(dict.fromkeys(_change(part, change) for change in main or part.changes))
    yield from texts[:_FIELDS]
    if len(texts) > _FIELDS:
        yield say("why.more", n=len(texts) - _FIELDS)


def _change(part: Part, change: Change) -> str:
    values = {"before": _value(change.before), "after": _value(change.after)}
    if part.kind == NUMBER or change.keys[-1] in ("strategy", "tier"):
        return say("why.from_to", **values)
    named = label(change.path) if part.kind == TABLE else change.keys[-1].replace("_", " ")
    return say("why.named_from_to", name=named, **values)


def _value(value: Any) -> str:
    if isinstance(value, Strategy):
        return label(f"strategy.{word(value)}")
    if isinstance(value, Tier):
        return label(f"tier.{word(value)}")
    if isinstance(value, IntEnum):
        return word(value)
    if isinstance(value, bool):
        return say("levers.on") if value else say("levers.off")
    if isinstance(value, int | float):
        return on_page(value)
    if isinstance(value, list | dict):
        return say("why.several", n=len(value))
    return say("levers.none") if value is None else str(value)


def sentences(found: Waterfall, first: str, second: str) -> Markup:
    """What a waterfall says.

    Args:
        found: the waterfall.
        first: what the first world is called.
        second: what the second is called.
    """
    whole = found.whole
    if not whole.size and not found.bars:
        return told("why.alike", first=first, second=second, outcome=label(found.outcome))
    values = {"outcome": titled(found.outcome), "first": first, "second": second,
              "before": on_page(found.before), "after": on_page(found.after), "size": signed_on_page(whole.size),
              "agree": whole.agree, "of": whole.of}  # fmt: skip
    lines = [told("why.lead" if is_sure(whole) else "why.lead_unsure", **values)]
    return joined([*lines, *_of_bars(found)], " ")


def titled(outcome: str) -> str:
    """An outcome with how it stands for a run, and its unit."""
    name, told_unit = label(outcome), unit(outcome)
    return f"{name} ({over(outcome)}{say('why.comma') + told_unit if told_unit else ''})"


def _of_bars(found: Waterfall) -> Iterator[Markup]:
    """The part that does most, those that work the other way, and what seeds do not agree on."""
    named = [bar for bar in found.bars if bar.parts and not bar.is_rest]
    sure, sign = [bar for bar in named if is_sure(bar)], found.whole.size
    along = [bar for bar in sure if bar.size * sign > 0.0]
    if along:
        yield _largest(along[0], found.whole)
    if len(along) > 1:
        yield told("why.also", parts=_listed(along[1 : 1 + MOST_TOLD]))
    if against := [bar for bar in sure if bar.size * sign < 0.0]:
        yield told("why.against", parts=_listed(against[:MOST_TOLD]))
    if unsure := [bar for bar in named if not is_sure(bar)]:
        yield told("why.unsure", parts=_listed(unsure[:MOST_TOLD]))
    for bar in found.bars:
        if not bar.parts:
            yield told("why.together_told", size=signed_on_page(bar.size))
        elif len(bar.parts) > 1 and not bar.is_rest:
            yield told("why.merged", parts=name_of(bar))


def _largest(bar: Bar, whole: Bar) -> Markup:
    share = bar.size / whole.size
    key = "all" if share == 1.0 else "beyond" if share > 1.0 else "most" if share >= _MOSTLY else "largest"
    return told(f"why.{key}", part=name_of(bar), size=signed_on_page(bar.size), whole=signed_on_page(whole.size),
                agree=bar.agree, of=bar.of)  # fmt: skip


def _listed(bars: list[Bar]) -> str:
    return say("why.comma").join(say("why.sized", part=name_of(bar), size=signed_on_page(bar.size)) for bar in bars)
