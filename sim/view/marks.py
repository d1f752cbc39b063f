"""What the marks below charts and the shade around lines mean, in a line; only what there is."""

from collections.abc import Sequence

from sim.view.charts import Spec
from sim.view.markup import Markup, fill, joined
from sim.view.say import say

_SHAPES = {
    "exit": fill('<circle cx="6" cy="6" r="3.5"/>'),
    "entry": fill('<circle cx="6" cy="6" r="3.5"/>'),
    "catastrophe": fill('<path d="M2 2l8 8m0 -8l-8 8"/>'),
}


def marks(specs: Sequence[Spec], shade: str) -> Markup:
    """The legend of charts.

    Args:
        specs: the charts.
        shade: what bands are of, as in :mod:`sim.view.counts`.
    """
    kinds = {each["kind"] for spec in specs for each in spec["events"]}
    letters = [line["letter"] for line in specs[0]["lines"] if line["letter"]]
    parts = [_mark(kind) for kind in _SHAPES if kind in kinds]
    if parts and len(letters) > 1:
        parts.append(fill("<span>{}</span>", say("chart.rows", letters=", ".join(letters))))
    if any(spec["data"] for spec in specs):
        parts.append(_sign("data", fill('<circle cx="6" cy="6" r="3.5"/>'), say("chart.mark_data")))
    shape = fill('<rect x="0" y="2" width="12" height="8"/>')
    parts.append(_sign("shade", shape, say(f"chart.shade_{shade}")))
    return fill("<div class='legend marks'>{}</div>", joined(parts))


def _mark(kind: str) -> Markup:
    return _sign(kind, _SHAPES[kind], say(f"chart.mark_{kind}"))


def _sign(kind: str, shape: Markup, words: str) -> Markup:
    return fill(
        '<span data-mark="{}"><svg viewBox="0 0 12 12" class="{}" aria-hidden="true">{}</svg>{}</span>',
        kind, kind, shape, words,
    )  # fmt: skip
