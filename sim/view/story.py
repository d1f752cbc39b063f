"""The story in five steps: what the visitor guesses, held in a link, and what twenty runs of a shipped world say."""

from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import parse_qsl, urlencode

import numpy as np

from sim.rules.common import shares
from sim.scenario import Scenario, load
from sim.scenario.schema.series import SERIES
from sim.view.film import film_of
from sim.view.limits import FIRST, SECOND
from sim.view.luck import SEEDS, Luck, luck_of

STEPS = ("lab", "choice", "rivals", "bill", "sandbox")
YOU = "alpha"
"""The actor that the visitor is."""
CHOICES = {"hoard": "leader-pivot-no-leader", "share": "leader-pivot"}
"""What the visitor may do, and the world in which its actor does it."""
RACE, COMMONS = FIRST, SECOND
QUESTION = "sharing-or-hoarding"
"""The question whose answer says what holds at draws of all numbers."""
STANDINGS = ("ahead", "close", "behind")
"""Where one's AI stands beside the best of the others at the end: no less, at most ten times less, or less still."""
ACTORS = 20
"""Actors that there are at the start, of which one guesses how many are open."""
NEAR = 1.0
"""Powers of ten within which one is close."""
BILL = ("frontier", "surplus", "trust", "misuse")
"""What the bill is about; the question "sharing-or-hoarding" answers the same under draws."""
WAYS = ("more", "less")


@dataclass(frozen=True)
class Story:
    """Where a visitor is in the story.

    Attributes:
        step: number of the step, from 1.
        trust: the guess of trust at the end, per cent; None before it.
        do: what the visitor's actor does: "hoard", "share", or "" before the choice.
        stand: the guess of where it stands; "" before it.
        open: the guess of how many actors are open at the end; None before it.
        bill: guesses of what is more and what is less where everybody shares, by outcome.
    """

    step: int = 1
    trust: int | None = None
    do: str = ""
    stand: str = ""
    open: int | None = None
    bill: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The step's name."""
        return STEPS[self.step - 1]

    def at(self, step: int) -> "Story":
        """The same guesses at another step."""
        return replace(self, step=min(max(step, 1), len(STEPS)))

    def link(self) -> str:
        """Its address."""
        parts = [("step", str(self.step))]
        parts += [(name, str(value)) for name in ("trust", "do", "stand", "open")
                  if (value := getattr(self, name)) not in (None, "")]  # fmt: skip
        return f"/story?{urlencode([*parts, *((f'bill.{name}', way) for name, way in self.bill)])}"


def read(search: str) -> Story:
    """The story in a link; what cannot be read is as if it were not there."""
    given = dict(parse_qsl(search.removeprefix("?")))
    step = _whole(given.get("step", ""), len(STEPS))
    return Story(
        trust=_whole(given.get("trust", ""), 100), open=_whole(given.get("open", ""), ACTORS),
        do=_one(given.get("do", ""), tuple(CHOICES)), stand=_one(given.get("stand", ""), STANDINGS),
        bill=tuple((name, given[f"bill.{name}"]) for name in BILL if given.get(f"bill.{name}") in WAYS),
    ).at(step or 1)  # fmt: skip


def has_no_step(search: str) -> bool:
    """Whether a link asks for a step that there is not."""
    asked = dict(parse_qsl(search.removeprefix("?"))).get("step")
    return asked is not None and not _whole(asked, len(STEPS))


def _whole(text: str, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) <= most else None


def _one(text: str, known: tuple[str, ...]) -> str:
    return text if text in known else ""


@cache
def world(name: str) -> Scenario:
    """A shipped world of the story."""
    return load(name)


@cache
def standings(name: str) -> dict[str, int]:
    """In how many of twenty runs the visitor's actor stands where at the end."""
    counts = dict.fromkeys(STANDINGS, 0)
    for seed in range(SEEDS):
        counts[_standing(name, seed)] += 1
    return counts


def _standing(name: str, seed: int) -> str:
    scene = film_of(world(name), seed).scene()
    own = scene.row(YOU)
    others = [float(scene.actors[row]["capability"]) for row in scene.alive if row != own]
    if own not in scene.alive:
        return STANDINGS[-1]
    gap = max(others) - float(scene.actors[own]["capability"])
    return STANDINGS[0] if gap <= 0.0 else STANDINGS[1] if gap <= NEAR else STANDINGS[2]


@dataclass(frozen=True)
class Fate:
    """What became of the visitor's actor in twenty runs.

    Attributes:
        left: in how many it left.
        first: when it did so first; "" if never.
        last: when it did so last; "" if never.
        open: in how many it is there and shares at the end.
        joined: in how many another actor shares at the end.
    """

    left: int
    first: str
    last: str
    open: int
    joined: int


@cache
def fate(name: str) -> Fate:
    """What became of the visitor's actor, and of who might follow it."""
    exits, own_open, joined = [], 0, 0
    for seed in range(SEEDS):
        film = film_of(world(name), seed)
        exits += [each for each in film.exits() if each.name == YOU]
        scene = film.scene()
        sharing = {scene.names[row] for row in scene.alive if shares(scene.actors[row]["tier"])}
        own_open += YOU in sharing
        joined += bool(sharing - {YOU})
    exits.sort(key=lambda each: each.quarter)
    first, last = (exits[0].when, exits[-1].when) if exits else ("", "")
    return Fate(len(exits), first, last, own_open, joined)


def open_ends(luck: Luck) -> tuple[int, int, int]:
    """The least, the middle and the most number of actors that share in the last quarter of twenty runs."""
    last = luck.courses[:, -1]
    counts = last[:, SERIES.index("open_actors")] * last[:, SERIES.index("active")]
    return round(np.nanmin(counts)), round(np.nanmedian(counts)), round(np.nanmax(counts))


def more_in(outcome: str) -> tuple[int, int]:
    """In how many of twenty seeds there is more of an outcome in the commons than in the race, and in how many less."""
    apart = luck_of(world(COMMONS)).of(outcome) - luck_of(world(RACE)).of(outcome)
    return int((apart > 0.0).sum()), int((apart < 0.0).sum())


def most(seen: tuple[int, int]) -> tuple[str, int]:
    """Whether more seeds have more or less of an outcome, and how many."""
    return (WAYS[0], seen[0]) if seen[0] >= seen[1] else (WAYS[1], seen[1])


def ends(luck: Luck, series: str) -> tuple[float, float, float]:
    """The least, the middle and the most of a series in the last quarter of twenty runs."""
    last = luck.courses[:, -1, SERIES.index(series)]
    return float(np.nanmin(last)), float(np.nanmedian(last)), float(np.nanmax(last))
