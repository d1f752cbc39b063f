"""Parts of a published page as HTML: its head, what it is about, levers, charts, table, and where it comes from."""

from collections.abc import Sequence

from sim.analysis.sizes import fewest
from sim.numbers import on_page
from sim.scenario.checking.cast import Cast
from sim.scenario.schema.scenario import Scenario
from sim.study.provenance import version
from sim.version import model_version
from sim.view import glossary
from sim.view.markup import NOTHING, Markup, fill, joined
from sim.view.publish.grid import CHARTED, Grid, points, told_outcomes
from sim.view.publish.levers import Lever
from sim.view.say import say, told

_LETTERS = "AB"
_QUARTERS = 4


def model() -> str:
    """The version of the model."""
    return model_version()


def head(sections: Sequence[str]) -> Markup:
    """The name, where parts of the page are, and the switch of the theme.

    Args:
        sections: which parts there are, by the names of their places.
    """
    links = [fill('<a href="#{}">{}</a>', place, say(f"publish.to_{place}")) for place in sections]
    return fill(
        '<header><strong>hoardshare</strong><nav aria-label="{}">{}</nav>'
        '<button type="button" id="theme" aria-label="{}">&#9680;</button></header>',
        say("publish.nav"), joined(links), say("publish.theme"),
    )  # fmt: skip


def about(worlds: Sequence[Scenario], grid: Grid) -> Markup:
    """What the page is about, in plain words."""
    first, second = worlds
    cast = Cast(first)
    lead = told(
        "publish.lead", actors=on_page(len(first.actors)), blocs=on_page(len(cast.blocs)),
        years=on_page(first.quarters / _QUARTERS), first=first.title, second=second.title,
    )  # fmt: skip
    names = [_world(letter, world) for letter, world in zip(_LETTERS, worlds, strict=True)]
    real = say("publish.real", seeds=on_page(grid.seeds), runs=on_page(grid.runs))
    return fill(
        '<section id="about"><h1>{}</h1><p class="lead">{}</p><ul class="worlds">{}</ul><p>{}</p>'
        "<noscript><p>{}</p></noscript></section>",
        say("publish.title"), lead, joined(names), real, say("publish.no_script"),
    )  # fmt: skip


def _world(letter: str, world: Scenario) -> Markup:
    words = told("publish.world", letter=letter, title=world.title, about=_about(world))
    return fill('<li class="{}">{}</li>', letter.lower(), words)


def _about(world: Scenario) -> str:
    return world.about[:1].upper() + world.about[1:].rstrip(".") + "." if world.about else ""


def workbench(worlds: Sequence[Scenario], levers: Sequence[Lever], grid: Grid) -> Markup:
    """Levers beside the charts and the table that they change."""
    charts = [fill('<div class="panel chart" data-chart="{}"></div>', name) for name in CHARTED]
    reading = say("publish.reading", seeds=grid.seeds, sure=fewest(grid.seeds))
    return fill(
        """<section id="levers"><h2>{title}</h2><p>{about}</p>
<div class="bench"><form class="levers" aria-label="{title}">{levers}{marks}
<button type="button" id="reset">{reset}</button></form>
<div class="seen"><p id="said" role="status"></p>
<ul id="sums"></ul><div class="keys">{keys}</div><div class="charts large">{charts}</div><p class="hint">{reading}</p>
<h3>{outcomes}</h3>{table}</div></div></section>""",
        title=say("publish.levers"), about=say("publish.levers_about"), reset=say("publish.reset"),
        levers=joined(_lever(each) for each in levers), marks=_marked(), keys=joined(_keys(worlds)),
        charts=joined(charts), reading=reading, outcomes=say("publish.outcomes"), table=_table(),
    )  # fmt: skip


def _keys(worlds: Sequence[Scenario]) -> list[Markup]:
    return [
        fill('<span><i class="stroke {}"></i>{} {}</span>', letter.lower(), letter, world.title)
        for letter, world in zip(_LETTERS, worlds, strict=True)
    ]


def _lever(lever: Lever) -> Markup:
    name = lever.label[:1].upper() + lever.label[1:]
    title = (
        fill('<button type="button" class="term" data-about="{}">{}</button>', lever.about, name)
        if lever.about
        else name
    )
    unit = fill(" <small>{}</small>", lever.unit) if lever.unit else NOTHING
    inner = _slider(lever) if lever.is_number else _choices(lever)
    return fill('<fieldset data-lever="{}"><legend>{}{}</legend>{}</fieldset>', lever.name, title, unit, inner)


def _slider(lever: Lever) -> Markup:
    stops = [
        fill('<li{}>{}<i class="sign"></i></li>', _home(lever, place), stop.label)
        for place, stop in enumerate(lever.stops)
    ]
    return fill(
        '<input type="range" min="0" max="{}" step="1" value="{}" autocomplete="off" aria-label="{}">'
        '<ol class="stops">{}</ol>',
        len(lever.stops) - 1, lever.home, lever.label, joined(stops),
    )  # fmt: skip


def _choices(lever: Lever) -> Markup:
    return fill('<div class="choices">{}</div>', joined(_option(lever, place) for place in range(len(lever.stops))))


def _option(lever: Lever, place: int) -> Markup:
    chosen = fill(" checked") if place == lever.home else NOTHING
    return fill(
        '<label{}><input type="radio" name="{}" value="{}" autocomplete="off"{}>'
        '<span>{}<i class="sign"></i></span></label>',
        _home(lever, place), lever.name, place, chosen, lever.stops[place].label,
    )  # fmt: skip


def _home(lever: Lever, place: int) -> Markup:
    return fill(' class="home" title="{}"', say("publish.home")) if place == lever.home else NOTHING


def _marked() -> Markup:
    """The choice of the outcome of which the marks of stops tell."""
    options = [
        fill('<option value="{}">{}</option>', place, glossary.label(name))
        for place, name in enumerate(told_outcomes())
    ]
    keys = ("better", "worse", "more", "less", "unsure")
    legend = [fill('<span><i class="sign {}"></i>{}</span>', key, say(f"publish.key_{key}")) for key in keys]
    return fill(
        '<div class="marked"><label for="marked">{}</label><select id="marked" autocomplete="off">{}</select>'
        '<p class="legend">{}</p></div>',
        say("publish.mark"), joined(options), joined(legend),
    )  # fmt: skip


def _table() -> Markup:
    rows = [_row(name) for name in told_outcomes()]
    words = (say("publish.head_outcome"), "A", "B", say("publish.head_apart"), say("publish.head_agree"))
    heads = joined(fill('<th scope="col" role="columnheader">{}</th>', each) for each in words)
    return fill(
        '<div class="wide" tabindex="0" role="region" aria-label="{}"><table role="table">'
        '<thead><tr role="row">{}</tr></thead><tbody>{}</tbody></table></div>',
        say("publish.outcomes"), heads, joined(rows),
    )  # fmt: skip


def _row(name: str) -> Markup:
    unit = glossary.unit(name)
    return fill(
        '<tr role="row" data-outcome="{}"><th scope="row" role="rowheader">{} <small>{}</small></th>'
        '<td role="cell" class="a"></td><td role="cell" class="b"></td><td role="cell" class="apart"></td>'
        '<td role="cell" class="agree"></td></tr>',
        name, glossary.term(name), ", ".join(filter(None, [glossary.over(name), unit])),
    )  # fmt: skip


def origin(worlds: Sequence[Scenario], levers: Sequence[Lever], grid: Grid, command: str, size: str) -> Markup:
    """Versions, runs, seeds, the command, licence and citation."""
    combinations = on_page(points(levers))
    released = version("hoardshare")
    rows = [
        ("model", say("publish.origin_model_is", version=released, model=model())),
        ("worlds", "; ".join(f"{letter}: {world.title}" for letter, world in zip(_LETTERS, worlds, strict=True))),
        ("levers", say("publish.origin_levers_are", levers=_listed(levers), points=combinations)),
        ("runs", say("publish.origin_runs_are", runs=on_page(grid.runs), points=combinations, last=grid.seeds - 1,
                     failed=on_page(grid.failed))),
        ("again", fill("<code>{}</code>", command)),
        ("install", fill('<code>pip install "hoardshare-{}-py3-none-any.whl[view]"</code>', released)),
        ("limits", say("publish.origin_limits_are", seeds=on_page(grid.seeds))),
        ("licence", say("publish.origin_licence_is")),
        ("cite", say("publish.origin_cite_is", version=released)),
        ("size", say("publish.origin_size_is", size=size)),
    ]  # fmt: skip
    told_rows = [fill("<div><dt>{}</dt><dd>{}</dd></div>", say(f"publish.origin_{key}"), value) for key, value in rows]
    return fill('<section id="origin"><h2>{}</h2><dl>{}</dl></section>', say("publish.origin"), joined(told_rows))


def _listed(levers: Sequence[Lever]) -> str:
    return ", ".join(f"{each.label} ({on_page(len(each.stops))})" for each in levers)
