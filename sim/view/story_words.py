"""What twenty runs of the story say, in words."""

from collections.abc import Callable
from typing import TypeVar

from sim.view import story
from sim.view.luck import SEEDS
from sim.view.markup import Markup, fill, joined
from sim.view.say import say, told

Said = TypeVar("Said", bound=str)


def compared(guess: int, ends: tuple[float, float, float], start: float) -> Markup:
    """Where trust ends, beside the guess."""
    low, middle, high = (round(100.0 * each) for each in ends)
    values = {"guess": guess, "middle": middle, "low": low, "high": high, "start": round(100.0 * start), "seeds": SEEDS}
    return _placed("trust", told("story.seen_trust", **values), guess, (low, middle, high))


def opened(name: str, guess: int, ends: tuple[int, int, int]) -> Markup:
    """How many actors are open in the end, and what became of the visitor's own."""
    low, _, high = ends
    text = told("story.seen_open_actors", guess=guess, most=story.ACTORS, span=span(low, high), seeds=SEEDS)
    became = joined(fill("<p data-became>{}</p>", each) for each in what_became(name, told))
    return fill("{}{}", _placed("open_actors", text, guess, ends), became)


def span(low: int, high: int) -> str:
    """A number that runs agree in, or the least and the most."""
    return str(low) if low == high else say("story.span", low=low, high=high)


def what_became(name: str, tell: Callable[..., Said]) -> list[Said]:
    """Who committed itself and is open in the end, and why a line drops.

    Args:
        name: the world.
        tell: says a text, as :func:`sim.view.say.told` or :func:`sim.view.say.say` does.
    """
    fate, lines = story.fate(name), []
    if fate.left:
        lines += [_left(fate, tell), tell("story.left_line")]
    if name == story.CHOICES["share"]:
        back = SEEDS - fate.left - fate.open
        lines.append(tell("story.stayed", open=fate.open, back=back, joined=fate.joined, seeds=SEEDS))
    return lines


def who_left(tell: Callable[..., Said]) -> list[Said]:
    """After which choice the visitor's actor leaves in some runs, and how these are counted."""
    lines = []
    for do, name in story.CHOICES.items():
        if (fate := story.fate(name)).left:
            lines += [tell(f"story.left_{do}"), _left(fate, tell), tell("story.left_counted")]
    return lines


def _left(fate: story.Fate, tell: Callable[..., Said]) -> Said:
    return tell("story.left", count=fate.left, seeds=SEEDS, first=fate.first, last=fate.last)


def _placed(outcome: str, text: Markup, guess: int, ends: tuple[int, int, int]) -> Markup:
    """What was seen, where the guess lies among it, and what it depends on."""
    low, middle, high = ends
    place = "within" if low <= guess <= high else "above" if guess > high else "below"
    return fill(
        '<p data-seen="{}" data-place="{}" data-middle="{}">{} {}</p><p>{}</p>',
        outcome, place, middle, text, say(f"story.place_{place}"), say("story.by_luck", seeds=SEEDS),
    )  # fmt: skip
