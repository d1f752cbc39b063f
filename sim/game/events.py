"""What happened in a span of quarters, in plain sentences: what everybody hears, and what one actor alone knows."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.game.ledger import successor
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
        yield self._controls()
        yield self._releases()
        yield self._turnover()
        yield self._clubs()
        yield self._harm()
        yield self._breaches()
        yield self._catastrophes()

    def _event(self, t: int, kind: str, who: str, words: str) -> Event:
        return {"quarter": t, "kind": kind, "who": who, "words": words}

    def _rows(self) -> Iterator[Event]:
        """Rows that began or ended, once each; of a row that others carry on, who withdraws from it."""
        rows, names = rows_in_force(self._config), row_names(self._config)
        carried_on = {name: rows[names.index(heir)] for name in names if (heir := successor(name)) in names}
        heirs = {successor(name) for name in carried_on}
        for number, (row, name) in enumerate(zip(rows, names, strict=True)):
            if row.kind in UNTOLD or isinstance(row, ExportControl | Retaliation):
                continue
            began, ends = self._span(number)
            kind, who, begins, over = _told(row, name)
            if name in carried_on:
                who, over = _withdrawn(row, carried_on[name], name)
            if began < NEVER and name not in heirs:
                yield self._event(began, kind, who, begins)
            if over and began < ends < NEVER:
                yield self._event(ends, kind, who, over)

    def _span(self, number: int) -> tuple[int, int]:
        """The quarter in which a row takes force, and the one from which it has none."""
        records = self._model.world.policies
        mine = records[records["row"] == number]
        return int(mine["began"].min()), min(int(mine["end"].min()), int(mine["ceased"].min()))

    def _controls(self) -> Iterator[Event]:
        """Borders that are closed and opened, whoever's rows do it; an answer stands while there is what it answers."""
        shut: dict[tuple[type[Policy], str, str], npt.NDArray[np.bool_]] = {}
        lifted = []
        for number, row in enumerate(rows_in_force(self._config)):
            if isinstance(row, ExportControl | Retaliation):
                border = type(row), row.from_bloc, row.to_bloc
                stands = shut.setdefault(border, np.zeros(self._model.quarter + 1, bool))
                began, ends = self._span(number)
                if not _stops_nothing(row):
                    stands[began:ends] = True
                elif began < len(stands):
                    lifted.append((border, began))
        # Answers after what they answer.
        for (kind, home, away), stands in sorted(shut.items(), key=lambda each: each[0][0] is Retaliation):
            if kind is Retaliation:
                stands &= shut.get((ExportControl, away, home), False)
            change = np.diff(stands, prepend=False)
            # Ended before its first quarter, a control never stopped anything: that is what is new.
            never = {t for border, t in lifted if border == (kind, home, away) and not stands[t]}
            for t in sorted({*np.flatnonzero(change).tolist(), *never}):
                yield self._event(t, "control", "", _border(kind, home, away, bool(stands[t])))

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
    who = _party(row)
    if is_agreement(row):
        return "agreement", who, f"{_called(row, name)} takes force{_among(row)}.", f"{_called(row, name)} ends."
    if isinstance(row, Once):
        return "shock", who, f"{_called(row, name)}{_among(row)}.", ""
    return "law", who, f"{_called(row, name)} takes force{_among(row)}.", f"{_called(row, name)} ends."


def _stops_nothing(row: ExportControl | Retaliation) -> bool:
    """Whether a control was lifted before it began: it keeps its place among the rows, and no force."""
    return row.strength == 0.0 and row.compute == 0.0


def _border(kind: type[Policy], home: str, away: str, stands: bool) -> str:
    """What is said when a border is closed, and when it is opened."""
    controls = kind is ExportControl
    what = f"Export controls from {home} to {away}" if controls else f"Answers of {home} to export controls of {away}"
    return f"{what} take force." if stands else f"{what} are lifted."


def _withdrawn(row: Policy, heir: Policy, name: str) -> tuple[str, str]:
    """Who withdraws from an agreement that the others carry on, and what is said of it."""
    left = [each for each in _parties(row) if each not in _parties(heir)]
    withdraw = "withdraws" if len(left) == 1 else "withdraw"
    words = f"{' and '.join(left)} {withdraw} from the {_kind(row)} {name.partition('~')[0]}."
    return left[0] if len(left) == 1 else "", words if left else ""


def _called(row: Policy, name: str) -> str:
    """What a row is called: its kind, and its name where it has one of its own."""
    kind = _kind(row)[:1].upper() + _kind(row)[1:]
    return f"{kind} {name}" if row.name and row.name != row.kind else kind


def _kind(row: Policy) -> str:
    return "treaty on care" if row.kind == "ethics_framework" else row.kind.replace("_", " ")


def _party(row: Policy) -> str:
    """The single actor that takes part, if a kind of row has one."""
    named = [getattr(row, field) for field in fields_of(type(row), Role.PARTY)]
    return next((each for each in named if isinstance(each, str)), "")


def _parties(row: Policy) -> list[str]:
    """Who takes part in a row; nobody where it is for all."""
    named = [getattr(row, field) for field in fields_of(type(row), Role.PARTY)]
    return next(([each] if isinstance(each, str) else list(each) for each in named if each), [])


def _among(row: Policy) -> str:
    """Between whom, or where, a row is; nothing where it is for all."""
    if names := _parties(row):
        return f": {', '.join(names)}"
    blocs = [getattr(row, field) for field in marked(type(row), Blocs)]
    return f": {' and '.join(blocs)}" if all(blocs) and blocs else ""
