"""Question cards of a published page: the answers that come with the package, from real runs under draws."""

from collections.abc import Sequence
from typing import Any

from sim.analysis.questions.answers import Answer, OutcomeAnswer
from sim.analysis.questions.declared import QuestionSpec, questions
from sim.analysis.questions.stored import answers
from sim.view import charts, glossary, question_words
from sim.view.markup import Markup, fill, joined
from sim.view.say import say, told

_WIDE, _HIGH = 100, 6
_LETTERS = "ab"
_LOW, _MIDDLE, _HIGHEST = range(3)


def known() -> list[tuple[QuestionSpec, Answer]]:
    """The questions with an answer by the rules of today."""
    kept = answers()
    if not kept.are_todays:
        return []
    return [(spec, kept.answers[spec.id]) for spec in questions() if spec.id in kept.answers]


def cards() -> Markup:
    """A card for each question that has an answer."""
    found = known()
    draws = max((answer.draws for _, answer in found), default=0)
    return fill(
        '<section id="questions"><h2>{}</h2><p>{}</p><div class="cards">{}</div>'
        '<p><button type="button" id="every" aria-expanded="false">{}</button></p></section>',
        say("publish.questions"), told("publish.questions_about", draws=draws), joined(_card(*each) for each in found),
        say("publish.every_question", count=len(found)),
    )  # fmt: skip


def _card(spec: QuestionSpec, found: Answer) -> Markup:
    main = found.main
    return fill(
        '<article class="card" data-question="{id}"><h3>{asked}</h3><p class="hint">{context}</p>'
        '<p class="answer">{line}</p><div class="certainty"><b class="{colour}">{certainty}</b>{bars}</div>'
        "<details><summary>{more}</summary>{outcomes}"
        '<div class="chart" data-answer="{id}"></div><p class="hint">{worlds}</p></details></article>',
        id=spec.id, asked=question_words.asked(spec), context=question_words.context(spec),
        line=question_words.line(found), colour=question_words.colour(main), certainty=question_words.certainty(main),
        bars=joined(_bars(found)), more=say("publish.card_more"), worlds=_worlds(spec),
        outcomes=fill('<ul class="outcomes">{}</ul>', joined(_outcome(each) for each in found.outcomes)),
    )  # fmt: skip


def _bars(found: Answer) -> list[Markup]:
    main, forms = found.main, len(found.forms)
    return [
        _bar(main.share, say("publish.card_draws", most=question_words.share(main.share))),
        _bar(main.robust_in / forms if forms else 0.0, say("publish.card_forms", sure=main.robust_in, forms=forms)),
    ]


def _bar(share: float, words: str) -> Markup:
    return fill(
        '<span class="bar"><svg viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="all" width="{}" height="{}"/><rect class="part" width="{:.1f}" height="{}"/></svg>'
        "<small>{}</small></span>",
        _WIDE, _HIGH, _WIDE, _HIGH, _WIDE * share, _HIGH, words,
    )  # fmt: skip


def _outcome(found: OutcomeAnswer) -> Markup:
    shares = say(
        "publish.card_outcome", more=question_words.share(found.more), less=question_words.share(found.less),
        certainty=question_words.certainty(found),
    )  # fmt: skip
    name = glossary.term(found.outcome)
    return fill('<li class="{}">{}: {}</li>', question_words.colour(found), name, shares)


def _worlds(spec: QuestionSpec) -> str:
    """What the two lines of a card's chart are."""
    first, second = (each.title for each in spec.arms.values())
    return say("publish.card_same" if first == second else "publish.card_worlds", a=first, b=second)


def charted() -> dict[str, Any]:
    """The chart of the main outcome of each question, over draws of all that nobody knows."""
    return {spec.id: _spec(spec, found) for spec, found in known()}


def _spec(spec: QuestionSpec, found: Answer) -> charts.Spec:
    name, world = found.main.outcome, spec.arms["a"]
    bands = found.bands[name]
    told_spec = charts.spec(name, [], found.quarters, charts.beginning(world.start), height=charts.LARGE)
    return {**told_spec, "lines": [_line(letter, bands[letter]) for letter in _LETTERS]}


def _line(letter: str, band: Sequence[Sequence[float]]) -> dict[str, Any]:
    capital = letter.upper()
    return {"name": capital, "letter": capital, "style": letter, "values": band[_MIDDLE], "low": band[_LOW],
            "high": band[_HIGHEST]}  # fmt: skip
