"""What is not the same in worlds that are compared, and who left them, in sentences."""

from collections.abc import Callable, Sequence

from sim.view.film import Film
from sim.view.say import say
from sim.view.scene import in_words

_NAMED = 3


def unlike(worlds: Sequence[tuple[str, Film]]) -> list[str]:
    """In what worlds cannot be compared as they stand; empty if they are alike.

    Args:
        worlds: letters and films.
    """
    told = [
        _apart("start", worlds, lambda film: in_words(film.scenario.start)),
        _apart("end", worlds, lambda film: in_words(film.scenario.date_of(film.quarters - 1))),
        _apart("length", worlds, lambda film: say("worlds.years", years=f"{film.quarters / 4:g}")),
        _casts(worlds),
    ]
    return [sentence for sentence in told if sentence]


def _apart(key: str, worlds: Sequence[tuple[str, Film]], of: Callable[[Film], str]) -> str:
    values = [of(film) for _, film in worlds]
    if len(set(values)) == 1:
        return ""
    return say(f"worlds.other_{key}", values=_each(worlds, values))


def _each(worlds: Sequence[tuple[str, Film]], values: Sequence[str]) -> str:
    letters = (letter for letter, _ in worlds)
    return ", ".join(say("worlds.of", letter=each, value=value) for each, value in zip(letters, values, strict=True))


def _casts(worlds: Sequence[tuple[str, Film]]) -> str:
    casts = [frozenset(film.names) for _, film in worlds]
    if len(set(casts)) == 1:
        return ""
    shared = frozenset.intersection(*casts)
    counts = [say("worlds.actors", count=len(cast)) for cast in casts]
    return say("worlds.other_actors", values=_each(worlds, counts), shared=len(shared))


def exits(worlds: Sequence[tuple[str, Film, int]]) -> list[str]:
    """Who has left: a sentence for each world that somebody left.

    Args:
        worlds: letters, films, and quarters done.
    """
    told = []
    for letter, film, quarter in worlds:
        left = film.exits(quarter)
        if left:
            some = [say("worlds.left", who=each.name, when=each.when) for each in left[:_NAMED]]
            listed = ", ".join(some)
            if more := len(left) - _NAMED:
                listed = say("events.and_more", names=listed, count=more) if more > 0 else listed
            key = "worlds.leaves" if len(left) == 1 else "worlds.leave"
            told.append(say(key, letter=letter, count=len(left), of=_ever(film, quarter), names=listed))
    return told


def _ever(film: Film, quarter: int) -> int:
    """Actors that were there at any time: places for entrants that nobody took do not count."""
    return len(film.scene(0).alive) + sum(each.kind == "entry" for each in film.happened(quarter))
