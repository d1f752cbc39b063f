"""A page without a server: one HTML file that asks nothing of any network."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sim.numbers import fixed_on_page
from sim.scenario.schema.scenario import Scenario
from sim.view.markup import NOTHING, Markup, data_block, fill, joined, shipped
from sim.view.publish import parts
from sim.view.publish.cards import cards, charted
from sim.view.publish.content import content
from sim.view.publish.grid import Grid
from sim.view.publish.levers import Lever
from sim.view.publish.tale import played, tale
from sim.view.say import language, say

GENERATOR = "hoardshare publish"
"""By this a page is known as one that may be replaced."""
_DIGITS = 1
_SECTIONS, _BARE = ("questions", "levers", "story", "origin"), ("levers", "origin")


@dataclass(frozen=True, eq=False)
class Publication:
    """All that a page is made of.

    Attributes:
        worlds: the two worlds.
        levers: levers with their stops.
        grid: what was found at their combinations.
        command: command that makes the page again.
        is_whole: whether question cards and the story stand around the levers.
    """

    worlds: Sequence[Scenario]
    levers: Sequence[Lever]
    grid: Grid
    command: str
    is_whole: bool = True


def page(told: Publication) -> str:
    """The page: equal for equal worlds, levers, runs, texts and version, byte by byte."""
    told_data = content(told.worlds, told.levers, told.grid)
    if told.is_whole:
        told_data |= {"answers": charted(), "tale": played()}
    # Its size stands in it, with as many digits before it is known as after.
    draft = _page(told, told_data, fixed_on_page(0.0, _DIGITS))
    return _page(told, told_data, fixed_on_page(len(draft.encode()) / 1e6, _DIGITS))


def _page(told: Publication, told_data: dict[str, Any], size: str) -> str:
    theme, script = shipped("publish/theme.js"), _script(told.is_whole)
    style = joined([_palette(), shipped("chart.css"), shipped("publish/page.css")])
    first, second = told.worlds
    title = f"{say('publish.title')} {first.title} / {second.title}"
    return str(
        fill(
            """<!doctype html>
<html lang="{language}" class="theme--light">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="{generator}">
<meta name="description" content="{command}; model version {model}">
<title>{title}</title>
<style>{style}</style>
<script>{theme}</script>
</head>
<body class="page">
{head}
<main>
{body}
</main>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>
</body>
</html>
""",
            language=language(),
            policy=_policy(style, [theme, script]),
            generator=GENERATOR,
            command=told.command,
            model=parts.model(),
            title=title,
            style=style,
            theme=theme,
            head=parts.head(_SECTIONS if told.is_whole else _BARE),
            body=_body(told, size),
            data=data_block(told_data),
            script=script,
        )
    )


def _body(told: Publication, size: str) -> Markup:
    sections = [
        parts.about(told.worlds, told.grid),
        cards() if told.is_whole else NOTHING,
        parts.workbench(told.worlds, told.levers, told.grid),
        tale() if told.is_whole else NOTHING,
        parts.origin(told.worlds, told.levers, told.grid, told.command, size),
    ]
    return joined(sections, "\n")


def _palette() -> Markup:
    """The colours of the view, in both themes."""
    sheet = shipped("style.css")
    return sheet[: sheet.index("}", sheet.index(".theme--dark {")) + 1]


def _script(is_whole: bool) -> Markup:
    """The charts and explanations of the view, each in a room of its own, and what moves the levers."""
    charts, terms = (
        fill("(() => {{ const module = {{}};\n{}\nreturn module.exports; }})()", shipped(f"vue/{name}.vue"))
        for name in ("chart", "terms")
    )
    names = ("page", "cards", "tale") if is_whole else ("page",)
    own = joined((shipped(f"publish/{name}.js") for name in names), "\n")
    return fill('"use strict";\nconst charts = {};\nconst terms = {};\n{}', charts, terms, own)


def _policy(style: Markup, scripts: Sequence[Markup]) -> str:
    """Nothing but the style and the scripts of this page, by their hashes."""
    hashes = " ".join(_hash(each) for each in scripts)
    return f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"


def _hash(text: Markup) -> str:
    return f"'sha256-{b64encode(sha256(str(text).encode()).digest()).decode()}'"
