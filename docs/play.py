"""Writes the tables and pictures of the pages in docs/howto/play from runs of `summit`; `--check` only compares.

Run it with `python docs/play.py [--check]`: no number of a run stands in these pages that it has not written. A table
stands between marks, `<!-- NAME: written by docs/play.py -->` and `<!-- end NAME -->`.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from play_pictures import a_round, bars, ladder, pairs

import sim
from sim.scenario.schema.enums import word
from sim.start import begin
from sim.study.execute import play

ROOM = Path(__file__).parent / "howto" / "play"
SEEDS = range(20)
SUMMIT = sim.load("summit")
NAMES = list(SUMMIT.actors)
WORLDS = ("as strategies play it", "all hoard", "all share")
STRATEGIES = {
    "complement": "opens where what it sells beside its AI gains by that",
    "best-reply": "opens when it expects to gain by it, and errs now and then",
    "tit-for-tat": "does what most others did to it",
    "generous-tit-for-tat": "does what most others did to it, and forgives now and then",
    "national-security": "keeps closed while a foreign rival is near or an export control points at it",
    "share": "always opens",
}
"""What leads a seat where nobody sits, in words."""


class Trial(NamedTuple):
    """One thing done otherwise, and on whom a table looks."""

    what: str
    changes: dict[str, Any]
    looks: tuple[tuple[str, str], ...]
    """What to compare, and in which unit: the payoff of a seat, or an outcome of the world."""


def decided(seats: Sequence[str], **choice: Any) -> dict[str, Any]:
    """These seats decide so in every round, as if somebody sat there."""
    row = {"name": "decided", "kind": "decision", "actors": list(seats), "start": SUMMIT.start, **choice}
    return {"policies": [*(each.model_dump(exclude_defaults=True) for each in SUMMIT.policies), row]}


def all_who(strategy: str, names: Sequence[str] = NAMES) -> dict[str, Any]:
    """All of them hoard, or share, from the first day on."""
    told: dict[str, Any] = {}
    for name in names:
        told[f"actors.{name}.strategy"] = strategy
        told[f"actors.{name}.tier"] = "open" if strategy == "share" else word(SUMMIT.actors[name].hoards_as)
    return told


TRIALS = (
    Trial("Atlas opens in every round", decided(["atlas"], tier="open"),
          (("atlas", "bn USD"), ("borealis", "bn USD"), ("norland", "bn USD"), ("surplus", "bn USD"))),
    Trial("Ember closes in every round", decided(["ember"], tier="access"),
          (("ember", "bn USD"), ("quill", "bn USD"))),
    Trial("Atlas spends half as much: effort 0.2", decided(["atlas"], effort=0.2),
          (("atlas", "bn USD"), ("AI of atlas", "times"))),
    Trial("Atlas takes great care: care 0.8", decided(["atlas"], care=0.8),
          (("atlas", "bn USD"), ("AI of atlas", "times"), ("incidents of atlas", "incidents"))),
    Trial("All seats take great care: care 0.8", decided(NAMES, care=0.8),
          (("incidents", "incidents"), ("best AI", "times"))),
    Trial("Norland lifts its export controls, and Sudria its answer",
          {"policies.controls.on": False, "policies.answer.on": False},
          (("cobalt", "bn USD"), ("atlas", "bn USD"), ("sudria", "bn USD"), ("surplus", "bn USD"))),
    Trial("All seats join the Concord and stay", decided(NAMES, join=["concord"]),
          (("atlas", "bn USD"), ("quill", "bn USD"), ("trust", "of 100"))),
)  # fmt: skip
"""What the worksheet asks for. The comparison is always with the world as strategies play it, luck by luck."""
BORDER = 5
"""The trial that shows what luck is: its effect is smaller than that of luck, and the same in all games."""


@cache
def played(world: int) -> list[sim.Run]:
    """Twenty games of one of the worlds."""
    return games(({}, all_who("hoard"), all_who("share"))[world])


def games(changes: Mapping[str, Any]) -> list[sim.Run]:
    """Twenty games that differ in luck."""
    scenario = sim.load(SUMMIT, changes)
    return [sim.run(scenario, seed) for seed in SEEDS]


@cache
def alone(name: str, strategy: str) -> list[sim.Run]:
    """One seat does what all others do not."""
    return games(all_who("hoard" if strategy == "share" else "share") | all_who(strategy, [name]))


@cache
def tried(number: int) -> list[sim.Run]:
    """Twenty games of a trial."""
    return games(TRIALS[number].changes)


def _last(run: sim.Run, series: str) -> float:
    return float(run.series[series][-1])


def _total(run: sim.Run, series: str) -> float:
    return float(run.series[series].sum())


MEASURES: dict[str, Callable[[sim.Run], float]] = {
    "best AI": lambda run: _last(run, "released_frontier") - float(run.series["released_frontier"][0]),
    "trust": lambda run: 100.0 * _last(run, "trust"),
    "incidents": lambda run: _total(run, "incidents"),
    "misuse": lambda run: _total(run, "misuse"),
    "catastrophes": lambda run: float(_last(run, "catastrophes") > 0.0),
    "surplus": lambda run: _total(run, "surplus"),
    "market": lambda run: _last(run, "market"),
}


def value(run: sim.Run, what: str) -> float:
    """A measure of the world; the payoff of a seat over the game, bn USD; its AI at the end, OOM; its incidents."""
    if what in MEASURES:
        return MEASURES[what](run)
    kind, _, name = what.rpartition(" of ")
    row, actors = NAMES.index(name), run.world.actors
    if kind == "AI":
        return float(actors["capability"][row])
    if kind == "incidents":
        return incidents_of(run, row)
    return float(actors["payoff_sum"][row])


def incidents_of(run: sim.Run, row: int) -> float:
    """Incidents of one actor over the game: quarters in which it had one."""
    world, count = begin(run.scenario, run.seed, run.quarters), 0.0
    for _ in play(world, run.scenario, run.seed, run.quarters, range(1, run.quarters)):
        count += float(world.actors["incident"][row] > 0.0)
    return count


def differences(after: Sequence[sim.Run], before: Sequence[sim.Run], what: str) -> np.ndarray[Any, Any]:
    """Luck by luck, what one makes of a measure against the other."""
    return np.array([value(one, what) - value(other, what) for one, other in zip(after, before, strict=True)])


def times(oom: float) -> str:
    """Orders of magnitude as a factor: "9 times", "a 20th"."""
    factor = 10.0 ** abs(oom)
    if factor < 1.05:
        return "as good"
    shown = f"{factor:.2g}" if factor < 100 else f"{float(f'{factor:.2g}'):,.0f}"
    return f"{shown} times as good" if oom > 0 else f"{shown} times behind"


def money(amount: float) -> str:
    """Billions, with a sign."""
    return f"{amount:+.0f}" if abs(amount) >= 9.5 else f"{amount:+.1f}"


def agree(found: np.ndarray[Any, Any], told: float) -> str:
    """In how many games the sign is that of what is told of them."""
    return f"{int(np.sum(np.sign(found) == np.sign(told)))} of {len(found)}"


def middle(found: Sequence[float] | np.ndarray[Any, Any]) -> float:
    """The median."""
    return float(np.median(found))


def middles(column: int) -> list[float]:
    """Of each seat, the middle of a column of :func:`gains`: all share, opens alone, hoards alone."""
    return [middle(sharing(name)[column]) for name in NAMES]


def title(name: str) -> str:
    """A seat as people call it."""
    return name.capitalize()


def of_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows))


def seats() -> str:
    """Who sits at the table, and what each begins with."""
    world = begin(SUMMIT, 0, SUMMIT.quarters)
    best = float(world.actors["capability"][: len(NAMES)].max())
    rows = []
    for row, (name, spec) in enumerate(SUMMIT.actors.items()):
        behind = float(world.actors["capability"][row]) - best
        rows.append((
            f"**{title(name)}**", {"firm": "firm", "nation": "state", "lab": "laboratory"}[word(spec.kind)], spec.bloc,
            "the best" if behind == 0.0 else times(behind), f"{spec.cash:g} and {spec.endowment:g} a quarter",
            {"access": "paid access"}.get(word(spec.tier), word(spec.tier)), STRATEGIES[word(spec.strategy)],
        ))  # fmt: skip
    heads = ("seat", "is a", "bloc", "its AI", "money, bn USD", "begins", "where nobody sits, it")
    return of_table(heads, rows)


def worlds() -> str:
    """What becomes of the world, under three ways to play."""

    def row(head: str, what: str, told: Callable[[Sequence[float]], str]) -> tuple[str, ...]:
        return (head, *(told([value(run, what) for run in played(world)]) for world in range(len(WORLDS))))

    def shown(form: str) -> Callable[[Sequence[float]], str]:
        return lambda found: format(middle(found), form)

    def spread(found: Sequence[float]) -> str:
        return f"{np.mean(found):.1f} ({min(found):.0f} to {max(found):.0f})"

    rows = [
        row("best AI, against the start", "best AI", lambda found: times(middle(found))),
        row("trust at the end, of 100", "trust", shown(".0f")),
        row("incidents in four years", "incidents", spread),
        row("misuse of what is out", "misuse", spread),
        row("games with a catastrophe", "catastrophes", lambda found: f"{sum(found):.0f} of {len(found)}"),
        row("what users gain, bn USD in four years", "surplus", shown(",.0f")),
        row("what firms sell in the last quarter, bn USD", "market", shown(".0f")),
    ]
    return of_table(("", *WORLDS), rows)


@cache
def sharing(name: str) -> tuple[np.ndarray[Any, Any], ...]:
    """What it is to a seat, bn USD over the game, that all share; that it opens alone; that it hoards alone."""
    return (
        differences(played(2), played(1), name),
        differences(alone(name, "share"), played(1), name),
        differences(alone(name, "hoard"), played(2), name),
    )


def gains() -> str:
    """What sharing costs and brings each seat, bn USD over the game."""
    rows = [
        (f"**{title(name)}**", *(f"{money(m)} ({agree(each, m)})" for each in sharing(name) for m in [middle(each)]))
        for name in NAMES
    ]
    heads = ("seat", "all share, not hoard", "opens alone where all hoard", "hoards alone where all share")
    return of_table(heads, rows)


def trials() -> str:
    """Answers of the worksheet: one thing done otherwise."""
    rows = []
    for number, trial in enumerate(TRIALS):
        for place, (what, unit) in enumerate(trial.looks):
            found = differences(tried(number), played(0), what)
            change = middle(found) if unit != "incidents" else float(found.mean())
            told = times(change) if unit == "times" else f"{money(change)} {unit}"
            rows.append((trial.what if place == 0 else "", _named(what), told, agree(found, change)))
    return of_table(("what is done otherwise", "on what one looks", "what changes", "games that agree"), rows)


def _named(what: str) -> str:
    kind, _, name = what.rpartition(" of ")
    words = {"surplus": "what users gain", "trust": "trust at the end", "best AI": "the best AI"}
    if what in MEASURES:
        return words.get(what, what)
    return {"AI": f"the AI of {title(name)}", "incidents": f"incidents of {title(name)}"}.get(kind, title(name))


def luck() -> str:
    """How far luck alone moves a payoff, and how far it moves what a choice makes of it."""
    plain = [value(run, "atlas") for run in played(0)]
    change = differences(tried(BORDER), played(0), "atlas")
    rows = [
        ("Atlas's payoff, as strategies play it", *(money(float(each)) for each in _five(plain))),
        (
            "what the end of export controls changes in it, game by game",
            *(money(float(each)) for each in _five(change)),
        ),
    ]
    return of_table(("bn USD over the game", "lowest of 20", "middle", "highest of 20"), rows)


def _five(found: Sequence[float] | np.ndarray[Any, Any]) -> tuple[float, float, float]:
    return float(np.min(found)), middle(found), float(np.max(found))


def mistaken() -> str:
    """How far apart what a seat believes and what is true lie."""
    p = SUMMIT.perception
    told = (
        f"An estimate misses by a factor of {10**p.error:.2g} or less two times of three, by luck alone.",
        f"Of what a rival has finished but not released, {100 * p.visibility:.0f} of 100 parts are seen.",
        f"Whoever trusts nobody at all believes rivals to be {10**p.premium:.2g} times as good as they look.",
    )
    return "\n".join(told)


TABLES: tuple[Callable[[], str], ...] = (seats, worlds, gains, trials, luck, mistaken)


def filled(text: str) -> str:
    """A page with its tables between their marks."""
    for made in TABLES:
        start, end = f"<!-- {made.__name__}: written by docs/play.py -->\n", f"<!-- end {made.__name__} -->"
        if start in text:
            before, _, rest = text.partition(start)
            _, _, after = rest.partition(end)
            text = f"{before}{start}\n{made()}\n\n{end}{after}"
    return text


def pictures() -> dict[str, str]:
    """The pictures of the pages, by the name of their file."""
    titles, opens, hoards = [title(name) for name in NAMES], "opens where all hoard", "hoards where all share"
    together = {"all share, against all hoard": middles(0)}
    return {
        "round.svg": a_round(),
        "tiers.svg": ladder({name: spec.disclosure for name, spec in SUMMIT.tiers}),
        "who-gains.svg": bars("If all share, and not hoard: who gains, who pays?", titles, together),
        "temptation.svg": bars("Alone against all", titles, {opens: middles(1), hoards: middles(2)}),
        "luck.svg": pairs([value(run, "atlas") for run in played(0)], [value(run, "atlas") for run in tried(BORDER)]),
    }


def made() -> dict[Path, str]:
    """Every file that this script writes, as it should be."""
    pages = {page: filled(page.read_text(encoding="utf-8")) for page in sorted(ROOM.glob("*.md"))}
    return pages | {ROOM / name: drawn for name, drawn in pictures().items()}


def main() -> int:
    """Write the files, or say which are out of date."""
    files = made()
    if "--check" in sys.argv[1:]:
        old = [
            path.name for path, text in files.items() if not path.is_file() or path.read_text(encoding="utf-8") != text
        ]
        if old:
            print(f"{', '.join(old)}: not what runs give; run python docs/play.py", file=sys.stderr)
        return int(bool(old))
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
