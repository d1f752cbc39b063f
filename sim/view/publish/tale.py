"""The story of a published page: five steps, in each of which a reader predicts first and then sees what runs say."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.analysis.conclusions import ROBUST
from sim.analysis.questions.answers import OutcomeAnswer
from sim.view import charts, glossary, question_words, story, story_words
from sim.view.film import film_of
from sim.view.luck import SEEDS, luck_of
from sim.view.markup import Markup, fill, joined
from sim.view.publish.cards import known
from sim.view.say import find, say, told

_COURSES = {"lab": ("trust", {"": story.RACE}), "rivals": ("open_actors", story.CHOICES)}
"""Steps in which a course is guessed: its outcome, and its world by what the reader does."""
_WORDS = (
    "stood", "guess", "run", "seen_trust", "seen_open_actors", "place_within", "place_above", "place_below", "by_luck",
    "in_seeds", "drawn", "billed", "recall_trust", "recall_open",
)  # fmt: skip


def tale() -> Markup:
    """The story: a step at a time, its links, and where each answer appears."""
    steps = [
        fill('<button type="button" data-step="{}">{} {}</button>', name, number, say(f"story.{name}"))
        for number, name in enumerate(story.STEPS, 1)
    ]
    made = {"lab": _guess("lab", "trust", 100), "choice": _choice(), "rivals": _guess("rivals", "open", story.ACTORS),
            "bill": _bill(), "sandbox": _sandbox()}  # fmt: skip
    return fill(
        '<section id="story"><h2>{}</h2><p>{}</p><nav class="steps" aria-label="{}">{}</nav>{}'
        '<p class="onward"><button type="button" id="back">{}</button><button type="button" id="next">{}</button></p>'
        "</section>",
        say("publish.story"), say("publish.story_about"), say("story.steps"), joined(steps),
        joined(_step(name, made[name]) for name in story.STEPS), say("story.back"), say("story.next"),
    )  # fmt: skip


def _step(name: str, inside: Markup) -> Markup:
    return fill(
        '<div class="step" data-tale="{}"><h3 tabindex="-1">{}</h3><p>{}</p>{}'
        '<div class="seen-now" role="status" hidden></div></div>',
        name, say(f"story.{name}"), told("publish.sandbox_text" if name == "sandbox" else f"story.{name}_text"), inside,
    )  # fmt: skip


def _guess(name: str, field: str, most: int) -> Markup:
    return fill(
        '<form class="guess"><label for="guess-{}">{}</label>'
        '<input type="range" id="guess-{}" min="0" max="{}" step="1" value="{}" autocomplete="off">'
        '<output for="guess-{}">{} {}</output><button type="submit">{}</button></form>',
        name, say(f"story.{field}_ask"), name, most, most // 2, name, most // 2, say("story.of", most=most),
        say("story.see"),
    )  # fmt: skip


def _choice() -> Markup:
    dos = [(do, say(f"story.do_{do}")) for do in story.CHOICES]
    stands = [(stand, say(f"story.stand_{stand}")) for stand in story.STANDINGS]
    return joined([_options("do", say("story.do_ask"), dos), _options("stand", say("story.stand_ask"), stands)])


def _bill() -> Markup:
    return joined(
        _options(f"bill-{name}", say(f"story.bill_{name}"), [(way, question_words.of(name, way)) for way in story.WAYS])
        for name in story.BILL
    )


def _sandbox() -> Markup:
    return fill(
        '<div id="recalled" hidden><h3>{}</h3><ul></ul></div><p><a href="#levers">{}</a></p>',
        say("story.recall"), say("publish.levers"),
    )  # fmt: skip


def _options(name: str, ask: str, options: Sequence[tuple[str, str]]) -> Markup:
    labels = [
        fill(
            '<label><input type="radio" name="{}" value="{}" autocomplete="off"><span>{}</span></label>',
            f"tale-{name}", value, label,
        )
        for value, label in options
    ]  # fmt: skip
    return fill(
        '<fieldset data-options="{}"><legend>{}</legend><div class="choices">{}</div></fieldset>',
        name, ask, joined(labels),
    )  # fmt: skip


def played() -> dict[str, Any]:
    """What the script of the story reads: what twenty runs say in each step, and its words."""
    courses = {
        step: {do: _course(world, outcome) for do, world in worlds.items()}
        for step, (outcome, worlds) in _COURSES.items()
    }
    return {
        "steps": list(story.STEPS),
        "seeds": SEEDS,
        "actors": story.ACTORS,
        "courses": courses,
        "left": " ".join(story_words.who_left(say)),
        "stood": {do: story.standings(world) for do, world in story.CHOICES.items()},
        "bill": [_billed(name) for name in story.BILL],
        "texts": {word: find(f"story.{word}") for word in _WORDS},
        "did": {do: say(f"story.did_{do}") for do in story.CHOICES},
        "stands": {stand: say(f"story.stand_{stand}") for stand in story.STANDINGS},
        "heads": {stand: say(f"story.stood_{stand}") for stand in story.STANDINGS},
        "bill_heads": [say(f"story.head_{each}") for each in ("what", "guess", "runs", "drawn")],
    }


def _course(name: str, outcome: str) -> dict[str, Any]:
    """A course that was guessed: its chart without the guess, where twenty runs begin and end."""
    world, luck = story.world(name), luck_of(story.world(name))
    course = film_of(world, 0).shown(outcome)
    line = charts.Line(say("story.run"), np.asarray(course), "run", "", luck.band(outcome))
    spec = charts.spec(outcome, [line], world.quarters, charts.beginning(world.start), height=charts.LARGE)
    is_count = outcome == "open_actors"
    most = story.ACTORS if is_count else 100
    low, middle, high = (
        story.open_ends(luck) if is_count else (round(100.0 * each) for each in story.ends(luck, outcome))
    )
    return {"spec": spec, "outcome": outcome, "start": round(most * float(course[0])), "low": low, "middle": middle,
            "high": high, "span": story_words.span(low, high), "most": most, "of": say("story.of", most=most),
            "became": story_words.what_became(name, say) if is_count else []}  # fmt: skip


def _billed(name: str) -> dict[str, Any]:
    """A line of the bill: what is more where everybody shares, at the numbers as written and under draws."""
    seen = story.more_in(name)
    (more, less), (way, count) = seen, story.most(seen)
    drawn = next((each for spec, found in known() if spec.id == story.QUESTION for each in found.outcomes
                  if each.outcome == name), None)  # fmt: skip
    words = {way: question_words.of(name, way) for way in story.WAYS}
    colour = question_words.colour_of_both(drawn, seen)
    line = {"name": name, "label": glossary.label(name), "more": more, "less": less, "words": words}
    return line | {"way": way, "count": count, "colour": colour, **_under(drawn)}


def _under(drawn: OutcomeAnswer | None) -> dict[str, Any]:
    if drawn is None:
        return {"drawn": None}
    shares = {"more": question_words.share(drawn.more), "less": question_words.share(drawn.less)}
    told_so = question_words.certainty(drawn)
    return {"drawn": shares, "certainty": told_so, "robust": drawn.verdict == ROBUST}
