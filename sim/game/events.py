"""What happened in a span of quarters, in plain sentences: what everybody hears, and what one actor alone knows."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.game.rows import club_names, is_agreement, row_names
from sim.game.standing import Standing
from sim.scenario.schema.enums import Tier, of_every
from sim.scenario.schema.institutions import Retaliation
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.policies import ExportControl, OpenLicence, Pivot
from sim.scenario.schema.roles import Blocs, Role, fields_of, marked
from sim.scenario.schema.rows import Once
from sim.world import COMMONS, NEVER, NOBODY, Floats
from sim.world.policies import rows_in_force

Event = dict[str, Any]
"""quarter, kind, who (empty: everybody), words."""

TELLING = 0.005
"""Least know-how that is told, OOM: below it a factor of compute reads 1.01 or less."""
UNTOLD = ("decision",)
"""Kinds of rows that are no news: what a seat decides is seen by what it does."""
OUT = of_every(
    Tier,
    {
        Tier.CLOSED: "a closed product",
        Tier.ACCESS: "a model behind paid access",
        Tier.LICENSED: "weights under a licence",
        Tier.OPEN: "open weights and methods",
    },
    "OUT of sim/game/events.py",
)
"""What comes out at each tier."""


def events(model: Standing, first: int, last: int) -> list[Event]:
    """What everybody hears of a span of quarters.

    Args:
        model: a race that has passed them.
        first: the first quarter, from 0.
        last: the quarter after the last.

    Returns:
        Events, the earliest first: ``quarter``, ``kind`` (release, incident, misuse, breach, exit, entry, agreement,
        control, commit, law, shock, catastrophe), ``who`` (a name, or empty), ``words`` (a sentence).
    """
    teller = _Teller(model)
    found = [event for part in teller.parts() for event in part if first <= event["quarter"] < last]
    return sorted(found, key=lambda event: int(event["quarter"]))


def own_events(model: Standing, row: int, first: int, last: int) -> list[Event]:
    """What an actor alone knows of a span of quarters: what it found and learnt, paid, and broke unnoticed.

    Args:
        model: a race that has passed them.
        row: the actor's.
        first: the first quarter, from 0.
        last: the quarter after the last.

    Returns:
        Events as in :func:`events`, of the kinds research, learning, money and secret.
    """
    return [
        {"quarter": t, "kind": kind, "who": model.names[row], "words": words}
        for t in range(max(0, first), min(last, model.quarter))
        for kind, words in _own(model, row, t)
    ]


def _own(model: Standing, row: int, t: int) -> Iterator[tuple[str, str]]:
    page = model.past[t + 1]
    me, duty = page.actors[row], page.duties[row]
    if not model.past[t].actors["alive"][row]:
        return
    if me["researched"] > TELLING:
        yield "research", f"What you found yourself is worth {_compute(me['researched'])}."
    if me["learned"] > TELLING:
        source = int(me["source"])
        whom = {NOBODY: "", COMMONS: ", most of it from what is public"}.get(source)
        whom = f", most of it from {model.names[source]}" if whom is None else whom
        yield "learning", f"What you learnt from others is worth {_compute(me['learned'])}{whom}."
    if duty["fine"] > 0.0:
        yield "money", f"You paid a fine of {duty['fine']:.3g} bn USD."
    if duty["grant"] > 0.0:
        yield "money", f"You had a grant of {duty['grant']:.3g} bn USD."
    if me["raised"] > 0.0:
        yield "money", f"Investors gave you {me['raised']:.3g} bn USD."
    if me["distress"]:
        yield "money", "You could not pay what you owed."
    if (broken := int(duty["broken"])) and not duty["convicted"]:
        what = "a promise or a law" if broken == 1 else f"{broken} promises or laws"
        yield "secret", f"You broke {what}, and nobody found out."


def _compute(know_how: float) -> str:
    """What know-how is worth, which counts as compute does: OOM as a factor."""
    return f"{10.0**know_how:.2f} times the compute"


class _Teller:
    def __init__(self, model: Standing) -> None:
        self._model, self._names, self._config = model, model.names, model.config
        self._alive = np.array([page.actors["alive"] == 1 for page in model.past])

    def parts(self) -> Iterator[Iterator[Event]]:
        """Each kind of news."""
        yield self._rows()
        yield self._releases()
        yield self._turnover()
        yield self._clubs()
        yield self._harm()
        yield self._breaches()
        yield self._catastrophes()

    def _event(self, t: int, kind: str, who: str, words: str) -> Event:
        return {"quarter": t, "kind": kind, "who": who, "words": words}

    def _rows(self) -> Iterator[Event]:
        """Rows that began or ended, once each."""
        records, names = self._model.world.policies, row_names(self._config)
        for number, row in enumerate(rows_in_force(self._config)):
            if row.kind in UNTOLD:
                continue
            mine = records[records["row"] == number]
            began = int(mine["began"].min())
            ends = min(int(mine["end"].min()), int(mine["ceased"].min()))
            kind, who, begins, over = _told(row, names[number])
            if isinstance(row, ExportControl | Retaliation) and _stops_nothing(row):
                # Ended before its first quarter, it never stopped anything: that is what is new.
                begins, over = "" if _replaced(row, rows_in_force(self._config)) else over, ""
            if began < NEVER and begins:
                yield self._event(began, kind, who, begins)
            if over and began < ends < NEVER:
                yield self._event(ends, kind, who, over)

    def _releases(self) -> Iterator[Event]:
        """Releases, and which are more capable than all that was out; makers of a single model are told together."""
        log = self._model.world.releases[: int(self._model.world.society["releases"][0])]
        best = self._best_before()
        for t in range(self._model.quarter):
            news = log[log["quarter"] == t]
            most = news["capability"].max(initial=best[t])
            for row in news[news["actor"] >= 0]:
                who, other = self._names[int(row["actor"])], int(row["co_releaser"])
                together = f" together with {self._names[other]}" if other != NOBODY else ""
                first = ", the most capable so far" if row["capability"] == most > best[t] else ""
                yield self._event(t, "release", who, f"{who} released {OUT[Tier(int(row['tier']))]}{together}{first}.")
            if count := int(news["models"][news["actor"] < 0].sum()):
                makers = "A small maker released a model" if count == 1 else f"Small makers released {count} models"
                yield self._event(t, "release", "", f"{makers}.")

    def _best_before(self) -> Floats:
        """Best capability that anybody had released before each quarter, OOM; actors begin with something released."""
        pairs = zip(self._model.past, self._alive, strict=True)
        released = [page.actors["released"].max(initial=-np.inf, where=alive) for page, alive in pairs]
        return np.maximum.accumulate(np.array(released))

    def _turnover(self) -> Iterator[Event]:
        was, now = self._alive[:-1], self._alive[1:]
        for t, i in np.argwhere(now & ~was).tolist():
            yield self._event(t, "entry", self._names[i], f"{self._names[i]} enters the race.")
        for t, i in np.argwhere(was & ~now).tolist():
            yield self._event(t, "exit", self._names[i], f"{self._names[i]} gave up: it could not pay what it owed.")

    def _clubs(self) -> Iterator[Event]:
        """Who joined an alliance or a partnership that was there, and who left one that goes on."""
        bits = np.array([page.actors["clubs"] for page in self._model.past])
        for k, name in enumerate(club_names(self._config)):
            belongs = (bits >> k) & 1 == 1
            was, now = belongs[:-1], belongs[1:]
            stood = was.any(axis=1, keepdims=True) & now.any(axis=1, keepdims=True)
            stayed = self._alive[:-1] & self._alive[1:]
            for t, i in np.argwhere(now & ~was & stood).tolist():
                yield self._event(t, "agreement", self._names[i], f"{self._names[i]} joined {name}.")
            for t, i in np.argwhere(was & ~now & stood & stayed).tolist():
                yield self._event(t, "agreement", self._names[i], f"{self._names[i]} left {name}.")

    def _harm(self) -> Iterator[Event]:
        """Incidents and misuse; everybody sees them."""
        for kind, words in (("incident", "{} had an incident."), ("misuse", "What {} has released was misused.")):
            happened = np.array([page.actors[kind] > 0.0 for page in self._model.past[1:]], bool)
            for t, i in np.argwhere(happened & self._alive[:-1]).tolist() if len(happened) else []:
                yield self._event(t, kind, self._names[i], words.format(self._names[i]))

    def _breaches(self) -> Iterator[Event]:
        """What was found out: a promise, or a law that nobody had to promise to keep."""
        for t, page in enumerate(self._model.past[1:]):
            for i in np.flatnonzero((page.duties["convicted"] == 1) & self._alive[t]).tolist():
                what = "its word" if page.duties["word"][i] < 0.0 else "the law"
                yield self._event(t, "breach", self._names[i], f"{self._names[i]} was found to have broken {what}.")

    def _catastrophes(self) -> Iterator[Event]:
        counts = [page.catastrophes for page in self._model.past]
        for t, more in enumerate(np.diff(counts).tolist()):
            if more:
                yield self._event(t, "catastrophe", "", "There was a catastrophe.")


def _told(row: Policy, name: str) -> tuple[str, str, str, str]:
    """Kind of news, who, and what is said when a row begins, and when it ends."""
    if isinstance(row, Pivot | OpenLicence):
        what = f"to releasing {OUT[row.tier]}"
        return "commit", row.actor, f"{row.actor} commits itself {what}.", f"{row.actor} is no longer committed {what}."
    if isinstance(row, ExportControl | Retaliation):
        what = f"Export controls from {row.from_bloc} to {row.to_bloc}"
        if isinstance(row, Retaliation):
            what = f"Answers of {row.from_bloc} to export controls of {row.to_bloc}"
        return "control", "", f"{what} take force.", f"{what} are lifted."
    who = _party(row)
    if is_agreement(row):
        return "agreement", who, f"{_called(row, name)} takes force{_among(row)}.", f"{_called(row, name)} ends."
    if isinstance(row, Once):
        return "shock", who, f"{_called(row, name)}{_among(row)}.", ""
    return "law", who, f"{_called(row, name)} takes force{_among(row)}.", f"{_called(row, name)} ends."


def _stops_nothing(row: ExportControl | Retaliation) -> bool:
    """Whether a control was lifted before it began: it keeps its place among the rows, and no force."""
    return row.strength == 0.0 and row.compute == 0.0


def _replaced(row: ExportControl | Retaliation, rows: Sequence[Policy]) -> bool:
    """Whether another control between the same blocs begins where one was lifted: then only that is told."""
    return any(
        isinstance(other, type(row))
        and (other.from_bloc, other.to_bloc, other.start) == (row.from_bloc, row.to_bloc, row.start)
        and not _stops_nothing(other)
        for other in rows
    )


def _called(row: Policy, name: str) -> str:
    """What a row is called: its kind, and its name where it has one of its own."""
    kind = "treaty on care" if row.kind == "ethics_framework" else row.kind.replace("_", " ")
    kind = kind[:1].upper() + kind[1:]
    return f"{kind} {name}" if row.name and row.name != row.kind else kind


def _party(row: Policy) -> str:
    """The single actor that takes part, if a kind of row has one."""
    named = [getattr(row, field) for field in fields_of(type(row), Role.PARTY)]
    return next((each for each in named if isinstance(each, str)), "")


def _among(row: Policy) -> str:
    """Between whom, or where, a row is; nothing where it is for all."""
    for field in fields_of(type(row), Role.PARTY):
        named = getattr(row, field)
        names = [named] if isinstance(named, str) else list(named)
        if names:
            return f": {', '.join(names)}"
    blocs = [getattr(row, field) for field in marked(type(row), Blocs)]
    return f": {' and '.join(blocs)}" if all(blocs) and blocs else ""
