"""Cards: the latest value of an outcome, and its difference from a twin, with how sure that is."""

from sim.numbers import on_page, rough_on_page
from sim.scenario.schema.outcome import Outcome
from sim.view.certainty import Certainty, verdict
from sim.view.charts import declared, unit_of
from sim.view.glossary import term
from sim.view.markup import Markup, fill
from sim.view.say import say
from sim.view.svg import Values

_YEAR = 4
"""Quarters in a year."""


def card(
    name: str, values: Values, twin: Values, certainty: Certainty, against: str, when: str, uncounted: str = ""
) -> Markup:
    """An outcome on a card: its value, its change over a year, and its difference from a twin.

    Args:
        name: the outcome.
        values: its values so far, as charts show them.
        twin: those of the twin; empty if there is none.
        certainty: how sure the difference is; it has a colour only where it is.
        against: the twin in words.
        when: the quarter in words.
        uncounted: what stands in place of a certainty that is not counted; by default, that it is being counted.
    """
    shown = declared(name)
    if not len(values):
        return fill(
            '<div class="card" data-card="{}"><h2>{}</h2><b>-</b><span>{}</span></div>',
            name,
            term(name),
            say("live.not_begun"),
        )
    now = float(values[-1])
    change = now - float(values[-1 - min(_YEAR, len(values) - 1)])
    foot = say("live.in_a_year", arrow=_arrow(change), change=rough_on_page(abs(change)).lstrip("+"))
    is_apart = len(twin) >= len(values)
    apart = _apart(shown, now - float(twin[len(values) - 1]), certainty, against, uncounted) if is_apart else ""
    return fill(
        '<div class="card" data-card="{}" data-value="{!r}"><h2>{}</h2><b>{}<small>{}</small></b><span>{}</span>{}'
        "</div>",
        name, now, term(name), on_page(now), unit_of(shown), f"{when}; {foot}",
        apart,
    )  # fmt: skip


def _apart(shown: Outcome, difference: float, certainty: Certainty, against: str, uncounted: str) -> Markup:
    """The difference from a twin, and how many seeds agree."""
    if not difference:
        return fill("<em>{}</em>", say("live.as_twin", against=against))
    words = say("live.apart", difference=rough_on_page(difference), against=against)
    sure = certainty.words() or uncounted or say("live.counting")
    return fill('<em class="{}">{}</em><em>{}</em>', verdict(shown.name, difference, certainty), words, sure)


def _arrow(change: float) -> str:
    return "\u25b2" if change > 0 else "\u25bc" if change < 0 else "="
