"""Question cards: what people ask, what the model answers, how sure that is, and a link to both worlds."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import solara

from sim.analysis.questions.answers import Answer, OutcomeAnswer
from sim.analysis.questions.declared import QuestionSpec, questions
from sim.analysis.questions.stored import answers
from sim.scenario import load
from sim.view import links, question_words
from sim.view.glossary import label
from sim.view.layout import without_frame
from sim.view.markup import Markup, fill, joined
from sim.view.say import say, told
from sim.view.setting import Setting
from sim.view.svg import image
from sim.view.widgets import Words

_WIDE, _HIGH = 120.0, 34.0


@solara.component
def QuestionCards(settings: Sequence[Setting], open_again: Callable[[str], None]) -> None:
    """A row of cards on top of the page, that of the open worlds marked; the others on demand.

    Args:
        settings: the open worlds.
        open_again: opens the worlds of a query that was followed already, and changed since.
    """
    is_all, show_all = solara.use_state(False, key="all questions")
    here = asked_here(settings)
    with solara.v.Html(tag="section", class_="questions", attributes={"aria-labelledby": "questions"}):
        with solara.Div(classes=["opening"]):
            Words(_lead(answers().are_todays))
            label = say("questions.fewer_cards") if is_all else say("questions.more_cards", count=len(questions()))
            solara.Button(label, on_click=lambda: show_all(not is_all), text=True, small=True)
        with solara.Div(classes=["asked", "all"] if is_all else ["asked"]):
            for spec in questions():
                with solara.Div(classes=["here"] if spec.id == here else []).key(spec.id):
                    _Card(spec.id, open_again)


@solara.component
def _Card(name: str, open_again: Callable[[str], None]) -> None:
    kept, router, link = answers(), solara.use_router(), question_link(name)

    def follow(*_: object) -> None:
        query = link.partition("?")[2]
        if without_frame((router.search or "").removeprefix("?")) == query:
            open_again(query)
        else:
            router.push(link)

    anchor = solara.v.Html(tag="a", attributes={"href": link})
    solara.v.use_event(anchor, "click.prevent.stop", follow)
    with anchor:
        Words(card(_named(name), kept.answers.get(name) if kept.are_todays else None), "question")


def asked_here(settings: Sequence[Setting]) -> str:
    """The question whose worlds are open, at whatever quarter and with whatever luck; "" if it is none."""
    own = links.query_of([replace(each, seed=0, quarter=0) for each in settings])
    return next((spec.id for spec in questions() if own == _worlds_of(spec.id)), "")


@cache
def _worlds_of(name: str) -> str:
    return links.query_of([replace(each, quarter=0) for each in settings_of(_named(name))])


def _named(name: str) -> QuestionSpec:
    return next(each for each in questions() if each.id == name)


def settings_of(spec: QuestionSpec) -> list[Setting]:
    """Its two worlds as settings of the page, at their end."""
    kept = answers().answers.get(spec.id)
    quarter = kept.quarters if kept else load(spec.a.scenario).quarters
    return [Setting(each.scenario, own=tuple(each.policies), quarter=quarter) for each in (spec.a, spec.b)]


@cache
def question_link(name: str) -> str:
    """The address at which both worlds of a question are open."""
    return f"/?{links.query_of(settings_of(_named(name)))}"


def card(spec: QuestionSpec, found: Answer | None) -> Markup:
    """A question, its answer in a line, how sure that is, and the course of both worlds."""
    source = say("questions.article", number=spec.article) if spec.article else ""
    answer = _answer(found) if found else fill("<p>{}</p>", say("questions.unanswered"))
    return fill(
        '<h3 data-question="{}">{}<small>{}</small></h3><p class="context">{}</p>{}',
        spec.id, question_words.asked(spec), source, question_words.context(spec), answer,
    )  # fmt: skip


def _lead(are_todays: bool) -> Markup:
    kept = answers()
    draws = next((each.draws for each in kept.answers.values()), 0)
    text = told("questions.lead", draws=draws) if are_todays else told("questions.stale", command="make questions")
    return fill('<h2 id="questions">{}</h2><p>{}</p>', say("questions.title"), text)


def _answer(found: Answer) -> Markup:
    main = found.main
    sure = say("questions.forms_told", sure=main.robust_in, forms=len(found.forms))
    certainty = fill(
        '<div class="certainty" data-verdict="{}"><b class="{}">{}</b>{}{}</div>',
        main.verdict, question_words.colour(main), question_words.certainty(main),
        _bar("draws", main.share, question_words.shares(main)),
        _bar("forms", main.robust_in / len(found.forms), sure),
    )  # fmt: skip
    return fill(
        '<p class="answer">{}</p><p class="short">{}</p><div class="foot">{}{}</div>',
        question_words.line(found), question_words.short(found), certainty, spark(found, main),
    )  # fmt: skip


def _bar(name: str, share: float, words: str) -> Markup:
    """A share as a bar, with its words below."""
    return fill(
        '<span class="bar" data-bar="{}" data-share="{!r}"><i aria-hidden="true"><i style="width: {:.0f}%"></i></i>'
        "<small>{}</small></span>",
        name, share, 100.0 * share, words,
    )  # fmt: skip


def spark(found: Answer, outcome: OutcomeAnswer) -> Markup:
    """The course of an outcome in both worlds: the middle of all draws, and 90 % of them."""
    bands = found.bands[outcome.outcome]
    values = [value for lines in bands.values() for line in lines for value in line]
    low, high = min(values), max(values)
    parts = [part for letter, lines in bands.items() for part in _drawn(letter, lines, low, high)]
    words = say("questions.spark", what=label(outcome.outcome))
    return fill(
        '<span class="spark">{}</span>',
        image(_WIDE, _HIGH, parts, words, f"spark-{outcome.outcome}", fill('preserveAspectRatio="none"')),
    )


def _drawn(letter: str, lines: Sequence[Sequence[float]], low: float, high: float) -> list[Markup]:
    bottom, middle, top = (_points(line, low, high) for line in lines)
    around = [*bottom, *reversed(top)]
    return [
        fill('<polygon points="{}" class="band {}"/>', joined(around, " "), letter),
        fill('<polyline points="{}" class="line {}"/>', joined(middle, " "), letter),
    ]


def _points(line: Sequence[float], low: float, high: float) -> list[Markup]:
    wide, scale = _WIDE / max(len(line) - 1, 1), (_HIGH - 2.0) / max(high - low, 1e-12)
    return [
        fill("{:.1f},{:.1f}", place * wide, _HIGH - 1.0 - (value - low) * scale) for place, value in enumerate(line)
    ]
