"""The story page: five steps, in each of which the visitor predicts first and then sees twenty real runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import solara
from solara.lab import use_task

from sim.analysis.conclusions import ROBUST
from sim.analysis.questions.answers import OutcomeAnswer
from sim.analysis.questions.stored import answers
from sim.view import charts, links, question_words, story, story_words
from sim.view.film import film_of
from sim.view.glossary import term
from sim.view.layout import Desk, Message, desk_context, main_part
from sim.view.luck import SEEDS, luck_of
from sim.view.markup import NOTHING, Markup, fill, joined
from sim.view.say import say, told
from sim.view.setting import Setting
from sim.view.share import Shared
from sim.view.story import Story
from sim.view.widgets import Charts, Words

_MOST = {"trust": 100, "open_actors": story.ACTORS}
"""What a guess is of."""
_TIPPING = "scenario=arms-race-norms&with=commons-norms"
"""Worlds in which all may change their minds."""


@solara.component_vue("vue/story.vue")
def _Guess(
    name: str, least: int, most: int, start: float, texts: Mapping[str, str], event_guess: Callable[[int], None]
) -> None: ...


@solara.component
def StoryPage() -> None:
    """Five steps; each is a link."""
    router = solara.use_router()
    desk: Desk = solara.use_context(desk_context)
    now = story.read(router.search or "")
    desk.shared = lambda: Shared(say(f"story.{now.name}"), told(f"story.{now.name}_text").striptags(), query=now.link())
    with main_part("main story"):
        _Steps(now)
        Message(say("story.no_step", last=len(story.STEPS)) if story.has_no_step(router.search or "") else "")
        Words(fill("<h1>{}</h1><p>{}</p>", say(f"story.{now.name}"), told(f"story.{now.name}_text")), "lead")
        {"lab": _Lab, "choice": _Choice, "rivals": _Rivals, "bill": _Bill, "sandbox": _Sandbox}[now.name](now)
        with solara.Div(classes=["onward"]):
            if now.step > 1:
                _To(now.at(now.step - 1), say("story.back"))
            if now.step < len(story.STEPS):
                _To(now.at(now.step + 1), say("story.next"))


@solara.component
def _Steps(now: Story) -> None:
    with solara.v.Html(tag="nav", class_="steps", attributes={"aria-label": say("story.steps")}):
        for number, name in enumerate(story.STEPS, 1):
            is_here = number == now.step
            with solara.Link(now.at(number).link()):
                label = f"{number} {say(f'story.{name}')}"
                attributes = {"aria-current": "step"} if is_here else {}
                solara.v.Html(
                    tag="span", class_="step here" if is_here else "step", attributes=attributes, children=[label]
                )


@solara.component
def _To(where: Story, label: str) -> None:
    with solara.Link(where.link()):
        solara.v.Html(tag="span", class_="go", children=[label])


@solara.component
def _Lab(now: Story) -> None:
    if now.trust is None:
        _Course(now, story.RACE, "trust", "trust")
    else:
        _Seen(story.RACE, "trust", now.trust)
        _To(replace(now, trust=None), say("story.anew"))


@solara.component
def _Choice(now: Story) -> None:
    _Options(now, "do", tuple(story.CHOICES), say("story.do_ask"), now.do)
    if now.do:
        _Options(now, "stand", story.STANDINGS, say("story.stand_ask"), now.stand)
    if now.do and now.stand:
        _Stood(now)


@solara.component
def _Rivals(now: Story) -> None:
    if not now.do:
        _Options(now, "do", tuple(story.CHOICES), say("story.do_ask"), now.do)
    elif now.open is None:
        _Course(now, story.CHOICES[now.do], "open_actors", "open")
    else:
        _Seen(story.CHOICES[now.do], "open_actors", now.open)
        _To(replace(now, open=None), say("story.anew"))
        _Tipping()


@solara.component
def _Bill(now: Story) -> None:
    guesses = dict(now.bill)
    for name in story.BILL:
        with solara.v.Html(
            tag="div", class_="options", attributes={"role": "group", "aria-label": say(f"story.bill_{name}")}
        ):
            Words(fill("<h2>{}</h2>", say(f"story.bill_{name}")))
            for way in story.WAYS:
                bill = tuple({**guesses, name: way}.items())
                _Option(_with(now, bill=bill), question_words.of(name, way), guesses.get(name) == way)
    if len(guesses) == len(story.BILL):
        _Billed(now)


@solara.component
def _Sandbox(now: Story) -> None:
    own = story.CHOICES[now.do or "share"]
    other = next(name for name in story.CHOICES.values() if name != own)
    Words(_recalled(now), "recalled")
    with solara.Div(classes=["options"]):
        for first, second, label in ((other, own, "story.open_yours"), (story.RACE, story.COMMONS, "story.open_all")):
            with solara.Link(f"/?{links.query_of([_setting(first), _setting(second)])}"):
                solara.v.Html(tag="span", class_="go", children=[say(label)])
    _Tipping()


def _Tipping() -> None:
    """To the card that says when openness keeps itself."""
    Words(fill('<a class="go" href="/?{}#tipping">{}</a>', _TIPPING, say("story.tipping")))


def _setting(name: str) -> Setting:
    return Setting(name, quarter=story.world(name).quarters)


@solara.component
def _Options(now: Story, field: str, options: Sequence[str], ask: str, chosen: str) -> None:
    with solara.v.Html(tag="div", class_="options", attributes={"role": "group", "aria-label": ask}):
        Words(fill("<h2>{}</h2>", ask))
        for name in options:
            _Option(_with(now, **{field: name}), say(f"story.{field}_{name}"), name == chosen)


@solara.component
def _Option(where: Story, label: str, is_chosen: bool) -> None:
    with solara.Link(where.link()):
        attributes = {"aria-current": "true"} if is_chosen else {}
        style = "option chosen" if is_chosen else "option"
        solara.v.Html(tag="span", class_=style, attributes=attributes, children=[label])


def _with(now: Story, **values: Any) -> Story:
    return replace(now, **values)


@solara.component
def _Course(now: Story, name: str, outcome: str, field: str) -> None:
    """Where the course of an outcome ends, to be guessed."""
    router = solara.use_router()
    world = story.world(name)
    start = _MOST[outcome] * float(film_of(world, 0).shown(outcome)[0])
    last = world.date_of(world.quarters - 1).year
    most = _MOST[outcome]
    texts = {
        "label": say(f"story.{field}_ask"), "see": say("story.see"), "unit": say("story.of", most=most),
        "from": str(world.start.year), "to": str(last),
    }  # fmt: skip

    def guess(value: int) -> None:
        router.push(_with(now, **{field: int(value)}).link())

    _Guess(name=field, least=0, most=most, start=start, texts=texts, event_guess=guess)


@solara.component
def _Seen(name: str, outcome: str, guess: int) -> None:
    """The guess beside twenty runs."""
    luck = use_task(lambda: luck_of(story.world(name)), dependencies=[name])
    if not luck.finished or luck.value is None:
        Words(fill("<p>{}</p>", say("story.running", seeds=SEEDS)), "waiting")
        return
    world, low_high = story.world(name), luck.value.band(outcome)
    course = film_of(world, 0).shown(outcome)
    guessed = np.linspace(course[0], guess / _MOST[outcome], len(course))
    lines = [
        charts.Line(say("story.guess"), guessed, "twin", "?"),
        charts.Line(say("story.run"), course, "run", "", low_high),
    ]
    Charts(
        specs=[charts.spec(outcome, lines, world.quarters, charts.beginning(world.start), height="large")], look="one"
    )
    if outcome == "open_actors":
        Words(story_words.opened(name, guess, story.open_ends(luck.value)))
    else:
        Words(story_words.compared(guess, story.ends(luck.value, outcome), float(course[0])))


@solara.component
def _Stood(now: Story) -> None:
    """Where the visitor's actor stands in twenty runs, after either choice."""
    counted = use_task(lambda: {do: story.standings(name) for do, name in story.CHOICES.items()}, dependencies=[])
    if not counted.finished or counted.value is None:
        Words(fill("<p>{}</p>", say("story.running", seeds=SEEDS)), "waiting")
        return
    rows = [
        fill('<tr data-do="{}"><th scope="row">{}</th>{}</tr>', do, say(f"story.did_{do}"),
             joined(fill('<td data-stand="{}">{}</td>', stand, counts[stand]) for stand in story.STANDINGS))
        for do, counts in counted.value.items()
    ]  # fmt: skip
    heads = joined(fill('<th scope="col">{}</th>', say(f"story.stood_{stand}")) for stand in story.STANDINGS)
    most = max(counted.value[now.do], key=counted.value[now.do].__getitem__)
    left = fill("<p data-left>{}</p>", joined(story_words.who_left(told), " "))
    Words(fill(
        "<p>{}</p><table class='told'><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>{}<p>{}</p>",
        told("story.stood", guess=say(f"story.stand_{now.stand}"), seen=say(f"story.stand_{most}"),
             count=counted.value[now.do][most], seeds=SEEDS),
        heads, joined(rows), left, say("story.by_luck", seeds=SEEDS),
    ))  # fmt: skip


@solara.component
def _Billed(now: Story) -> None:
    """What is more and what is less where everybody shares: gains and losses alike, and what is not robust."""
    counted = use_task(lambda: {name: story.more_in(name) for name in story.BILL}, dependencies=[])
    if not counted.finished or counted.value is None:
        Words(fill("<p>{}</p>", say("story.running", seeds=2 * SEEDS)), "waiting")
        return
    kept = answers().answers.get(story.QUESTION) if answers().are_todays else None
    drawn = {each.outcome: each for each in kept.outcomes} if kept else {}
    rows = [_bill_row(name, way, counted.value[name], drawn.get(name)) for name, way in now.bill]
    heads = joined(fill('<th scope="col">{}</th>', head) for head in _bill_heads())
    sure = sum(each.verdict == ROBUST for each in drawn.values())
    Words(
        fill(
            "<table class='told bill'><thead><tr>{}</tr></thead><tbody>{}</tbody></table><p>{}</p>",
            heads,
            joined(rows),
            told("story.billed", sure=sure, count=len(story.BILL)) if drawn else NOTHING,
        )
    )


def _bill_heads() -> list[str]:
    return [say(f"story.head_{each}") for each in ("what", "guess", "runs", "drawn")]


def _bill_row(name: str, guess: str, seen: tuple[int, int], drawn: OutcomeAnswer | None) -> Markup:
    more, less = seen
    way, count = story.most(seen)
    colour = question_words.colour_of_both(drawn, seen)
    runs = fill(
        '<b class="{}">{}</b><small>{}</small>',
        colour, question_words.of(name, way), say("story.in_seeds", count=count, seeds=SEEDS),
    )  # fmt: skip
    parts = question_words.of(name, guess), runs, _drawn(drawn) if drawn else ""
    cells = [fill('<td data-head="{}">{}</td>', *each) for each in zip(_bill_heads()[1:], parts, strict=True)]
    return fill(
        '<tr data-outcome="{}" data-more="{}" data-less="{}"><th scope="row">{}</th>{}</tr>',
        name, more, less, term(name), joined(cells),
    )  # fmt: skip


def _drawn(found: OutcomeAnswer) -> Markup:
    shares = say("story.drawn", more=question_words.share(found.more), less=question_words.share(found.less))
    return fill("{}<small>{}</small>", shares, question_words.certainty(found))


def _recalled(now: Story) -> Markup:
    """What the visitor guessed, in a list."""
    parts = [
        say("story.recall_trust", guess=now.trust) if now.trust is not None else "",
        say(f"story.did_{now.do}") if now.do else "",
        say(f"story.stand_{now.stand}") if now.stand else "",
        say("story.recall_open", guess=now.open, most=story.ACTORS) if now.open is not None else "",
        *(question_words.of(name, way) for name, way in now.bill),
    ]
    listed = joined(fill("<li>{}</li>", each) for each in parts if each)
    return fill("<h2>{}</h2><ul>{}</ul>", say("story.recall"), listed) if listed else NOTHING
