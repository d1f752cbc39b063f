"""What the sign of a difference depends on, over all that nobody knows: from findings that ship, or found out here."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

import solara

from sim.analysis.conclusions import Conclusions
from sim.analysis.hangs import asked
from sim.analysis.questions.stored import answers
from sim.analysis.sizes import AGREE
from sim.numbers import percent_on_page
from sim.study.tally import Tally
from sim.view.glossary import label, term
from sim.view.markup import NOTHING, Markup, fill, joined
from sim.view.question_words import driver, hangs_on, kind
from sim.view.say import say, told
from sim.view.side import Side
from sim.view.steps import Steps, use_steps
from sim.view.widgets import Words

MOST = 5
"""Drivers that are shown."""
WAITING = "waiting"
"""Told while the runs of another visitor are done: there are some thousands, in processes of their own."""
_LOOK = 0.5
"""Seconds after which who waits looks whether the answer is still wanted."""
_turn = Lock()
_SHARE = re.compile(r"(?P<name>.+) (?P<share>\d+)%")


@dataclass(frozen=True)
class Hanging:
    """What the difference of an outcome depends on.

    Attributes:
        verdict: as :mod:`sim.analysis.conclusions` has it.
        drivers: names of numbers and forms, with the shares of the variance that they explain.
        more: share of draws in which there is more in the second world; less: in which there is less.
        luck: share of the variance that is luck.
        draws: number of draws of each form.
        forms: number of forms.
        is_stored: whether it comes with the package.
    """

    verdict: str
    drivers: tuple[tuple[str, float], ...]
    more: float
    less: float
    luck: float
    draws: int
    forms: int
    is_stored: bool = False

    def agrees(self, size: float) -> bool:
        """Whether nearly all draws have the sign of a difference."""
        return (self.more if size > 0.0 else self.less) >= AGREE


@dataclass(frozen=True)
class Asking:
    """What is known of a pair of worlds, and how to ask for more.

    Attributes:
        found: what the outcome on the page depends on; None if nobody knows.
        tally: progress of the runs; None before the first.
        is_counting: whether runs are done for it.
        is_waiting: whether those of another visitor come first.
        message: why there is no answer.
        ask: asks for it.
        cancel: stops asking.
    """

    found: Hanging | None
    tally: Tally | None
    is_counting: bool
    is_waiting: bool
    message: str
    ask: Callable[[], None]
    cancel: Callable[[], None]


def use_hanging(first: Side, second: Side, outcome: str, outcomes: Sequence[str]) -> Asking:
    """What the difference of one outcome depends on: what ships, or what the visitor asks for.

    Args:
        first: the world that is compared with.
        second: the other.
        outcome: the outcome on the page.
        outcomes: all outcomes that can be chosen.
    """
    pair = (first.scenario.digest, second.scenario.digest)
    wanted, want = solara.use_state(None, key="wanted")
    stored = solara.use_memo(lambda: known(*pair, outcome), [*pair, outcome])
    key = pair if wanted == pair else None
    files = [side.file for side in (first, second) if side.file]
    make = partial(_found, first, second, tuple(outcomes), files)
    steps: Steps[Tally | Conclusions | str] = use_steps(key, make, "drivers")
    last = steps.found[-1] if steps.found and steps.of == key else None
    found = stored or (hanging(last, outcome) if isinstance(last, Conclusions) else None)
    message = steps.message if steps.of == key else ""
    is_counting = key is not None and found is None and not message
    tally = last if isinstance(last, Tally) else None
    return Asking(found, tally, is_counting, last == WAITING, message, lambda: want(pair), lambda: want(None))


@solara.component
def Drivers(asking: Asking, outcome: str, second: str) -> None:
    """What the sign of the difference of one outcome depends on.

    Args:
        asking: what is known of it.
        outcome: its name.
        second: what the second world is called.
    """
    with solara.Div(classes=["hangs"]):
        with solara.Div(classes=["why-head"]):
            Words(fill("<h3>{}</h3>", say("why.drivers_title")))
            if asking.is_counting:
                solara.Button(say("why.drivers_cancel"), on_click=asking.cancel, outlined=True, small=True)
            elif asking.found is None:
                solara.Button(say("why.drivers_ask"), on_click=asking.ask, outlined=True, small=True)
        if asking.is_counting:
            Words(_waiting() if asking.is_waiting else _progress(asking.tally))
        elif asking.message:
            Words(told("why.cannot", problem=asking.message))
        else:
            found = asking.found
            Words(told("why.drivers_invitation") if found is None else _shown(found, outcome, second))


def _found(
    first: Side, second: Side, outcomes: Sequence[str], files: Sequence[str], ensure_wanted: Callable[[], None]
) -> Iterator[Tally | Conclusions | str]:
    """Progress and the answer, once it is this visitor's turn."""
    ensure_wanted()
    if not _turn.acquire(blocking=False):
        yield WAITING
        while not _turn.acquire(timeout=_LOOK):
            ensure_wanted()
    try:
        ensure_wanted()
        changes = {**first.changes, **second.changes}
        yield from asked(first.scenario, second.scenario, outcomes, settings=changes, files=files)
    finally:
        _turn.release()


def known(one: str, other: str, outcome: str) -> Hanging | None:
    """What ships with the package of a pair of scenarios, by their digests; None if nothing does, or of other rules."""
    shipped = answers()
    if not shipped.are_todays:
        return None
    for answer in shipped.answers.values():
        ways = {(answer.digests["a"], answer.digests["b"]): 1, (answer.digests["b"], answer.digests["a"]): -1}
        way, told_of = ways.get((one, other), 0), {each.outcome: each for each in answer.outcomes}
        if way and (each := told_of.get(outcome)):
            more, less = (each.more, each.less) if way > 0 else (each.less, each.more)
            forms = len(answer.forms)
            return Hanging(each.verdict, drivers_in(each.drivers), more, less, each.luck, answer.draws, forms, True)
    return None


def drivers_in(text: str) -> tuple[tuple[str, float], ...]:
    """Drivers in a text such as "misuse.rate 15%, knowledge 4%"."""
    found = filter(None, map(_SHARE.fullmatch, text.split(", ")))
    return tuple((match["name"], float(match["share"]) / 100.0) for match in found)


def hanging(found: Conclusions, outcome: str) -> Hanging:
    """What was concluded of one outcome."""
    row = found.table.set_index("outcome").loc[outcome]
    drivers = found.drivers[(found.drivers["outcome"] == outcome) & found.drivers["drives"]].head(MOST)
    forms = found.by_form[found.by_form["outcome"] == outcome]
    named = tuple(zip(drivers["name"].astype(str), drivers["share"].astype(float), strict=True))
    return Hanging(
        str(row["verdict"]), named, float(forms["more"].mean()), float(forms["less"].mean()), float(row["luck"]),
        found.draws, len(forms),
    )  # fmt: skip


def _waiting() -> Markup:
    return fill("<p class='hint' role='status'>{}</p>", say("why.drivers_waiting"))


def _progress(tally: Tally | None) -> Markup:
    done, of = (tally.found + tally.done, tally.planned) if tally else (0, 0)
    bar = fill("<progress max='{}' value='{}' aria-label='{}'></progress>", max(of, 1), done, say("why.drivers_title"))
    return fill("<p class='hint'>{} {}</p>", bar, told("why.drivers_counting", done=done, of=of or "..."))


def _shown(found: Hanging, outcome: str, second: str) -> Markup:
    """The verdict, and what explains most as bars."""
    values: Mapping[str, Any] = {
        "more": percent_on_page(found.more), "less": percent_on_page(found.less), "draws": found.draws,
        "forms": found.forms, "luck": percent_on_page(found.luck), "outcome": label(outcome), "second": second,
    }  # fmt: skip
    on = hangs_on(found.verdict)
    said = told("why.drivers_hangs", name=_name(on)) if on else told(f"why.drivers_{kind(found.verdict)}")
    bars = joined(
        fill("<li><span>{}</span><i class='share' aria-hidden='true'><b style='width:{}%'></b></i><span>{}</span></li>",
             term(name, _name(name)), f"{100 * share:.0f}", percent_on_page(share))
        for name, share in found.drivers[:MOST]
    )  # fmt: skip
    listed = fill("<ol class='drivers' data-drivers='{}'>{}</ol>", len(found.drivers), bars) if bars else NOTHING
    note = told("why.drivers_note" if bars else "why.drivers_none", **values)
    source = told("why.drivers_stored" if found.is_stored else "why.drivers_found", **values)
    return fill(
        "<p>{} {}</p>{}<p class='hint'>{} {}</p>", said, told("why.drivers_signs", **values), listed, note, source
    )


def _name(name: str) -> str:
    """A number or a form in plain words."""
    return driver(name, "why.form")
