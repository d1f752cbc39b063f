"""Events of a run in words, from what was noted quarter by quarter."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from sim.result import maker_of
from sim.scenario import Scenario
from sim.scenario.schema.enums import Tier, word
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.roles import Actors, Blocs, Role, fields_of, is_list, marked
from sim.scenario.schema.series import SERIES
from sim.view.glossary import label
from sim.view.say import find, say
from sim.world import NEVER, Record, World
from sim.world.policies import rows_in_force

_MOST_NAMED = 3


@dataclass(frozen=True)
class Event:
    """An event.

    Attributes:
        quarter: its quarter, from 0.
        kind: its kind, in a word that a page can show as a mark.
        text: a sentence that describes it.
        actor: the actor; empty for an event of the whole world.
    """

    quarter: int
    kind: str
    text: str
    actor: str = ""


class History:
    """What happens to actors and policies, quarter by quarter, and is in no log of the run."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Any]] = {}

    def note(self, world: World) -> None:
        """Note the state on the eve, or after a quarter."""
        actors = world.actors
        alive = actors["alive"] == 1
        for name, values in (
            ("alive", alive),
            ("tier", actors["tier"].astype(np.int8)),
            ("clubs", actors["clubs"].copy()),
            ("hurt", alive & (actors["incident"] > 0)),
            ("abused", alive & (actors["misuse"] > 0)),
            ("began", world.policies["began"] != NEVER),
            ("ceased", world.policies["ceased"] != NEVER),
        ):
            self._kept.setdefault(name, []).append(values)

    def of(self, name: str) -> Any:
        """What was noted under a name, shape (quarters + 1, actors or policies)."""
        return np.array(self._kept[name])


_Told = tuple[int, str, str, str]
"""Quarter, kind, sentence and actor."""


def told(scenario: Scenario, names: list[str], history: History, last: World, quarters: int) -> list[Event]:
    """All events of a run, the earliest first; within a quarter, policies first.

    Args:
        scenario: the scenario.
        names: names of the actors by row.
        history: what was noted on the eve and after each quarter.
        last: the world at the end.
        quarters: number of quarters that were run.
    """
    teller = _Teller(scenario, names, history, last, quarters)
    news = [*teller.policies(), *teller.turnover(), *teller.choices(), *teller.clubs(), *teller.records()]
    news += [*teller.accidents(), *teller.leaders()]
    return [Event(*each) for each in sorted(news, key=lambda each: each[0])]


class _Teller:
    def __init__(self, scenario: Scenario, names: list[str], history: History, last: World, quarters: int) -> None:
        self._scenario, self._names, self._last, self._quarters = scenario, names, last, quarters
        self._of = history.of
        alive = history.of("alive")
        self._entered, self._left = alive[1:] & ~alive[:-1], alive[:-1] & ~alive[1:]
        self._stayed = alive[1:] & alive[:-1]

    def _series(self, name: str) -> list[float]:
        return list(map(float, self._last.series[: self._quarters, SERIES.index(name)]))

    def policies(self) -> Iterator[_Told]:
        """Policies that began or ended; each is told once a quarter, by its first record."""
        rows, records = rows_in_force(self._scenario), self._last.policies
        began, ceased = self._of("began"), self._of("ceased")
        starts, stops = began[1:] & ~began[:-1], ceased[1:] & ~ceased[:-1]
        seen: set[tuple[int, int]] = set()
        for t in range(self._quarters):
            ends = (records["began"] < t) & ((records["end"] == t) | stops[t])
            for place in np.flatnonzero(starts[t] | ends).tolist():
                number = int(records["row"][place])
                if (t, number) not in seen:
                    seen.add((t, number))
                    key = "events.policy_begins" if starts[t][place] else "events.policy_ends"
                    yield t, "policy", say(key, what=described(rows[number])), _party(rows[number])

    def turnover(self) -> Iterator[_Told]:
        """Who entered and who left."""
        for t, row in np.argwhere(self._entered | self._left).tolist():
            kind, key = ("entry", "events.enters") if self._entered[t][row] else ("exit", "events.leaves")
            yield t, kind, say(key, who=self._names[row]), self._names[row]

    def choices(self) -> Iterator[_Told]:
        """Who turned to another tier."""
        tiers = self._of("tier")
        for t, row in np.argwhere(self._stayed & (tiers[1:] != tiers[:-1])).tolist():
            was, now = int(tiers[t][row]), int(tiers[t + 1][row])
            who = self._names[row]
            text = say("events.turns", who=who, was=_tier(was), now=_tier(now))
            yield t, "opens" if now > was else "closes", text, who

    def clubs(self) -> Iterator[_Told]:
        """Who joined or left a club."""
        clubs = self._of("clubs")
        for t, row in np.argwhere(self._stayed & (clubs[1:] != clubs[:-1])).tolist():
            key = "events.joins" if clubs[t + 1][row] & ~clubs[t][row] else "events.quits"
            yield t, "club", say(key, who=self._names[row]), self._names[row]

    def records(self) -> Iterator[_Told]:
        """Releases that were more capable than all before them."""
        log = self._last.releases[: int(self._last.society["releases"][0])]
        if not len(log):
            return
        best = np.maximum.accumulate(log["capability"])
        for place in [0, *(np.flatnonzero(best[1:] > best[:-1]) + 1).tolist()]:
            yield self._record(log[place])

    def _record(self, row: Record) -> _Told:
        name = maker_of(row, self._names, list(dict.fromkeys(each.bloc for each in self._scenario.actors.values())))
        text = say("events.record", who=name, tier=_tier(int(row["tier"])))
        return int(row["quarter"]), "record", text, name if row["actor"] >= 0 else ""

    def accidents(self) -> Iterator[_Told]:
        """Incidents, misuses, promises broken and catastrophes."""
        hurt, abused = self._of("hurt")[1:], self._of("abused")[1:]
        broken, grave = self._series("breaches"), self._series("catastrophes")
        for t in range(self._quarters):
            for kind, rows in (("incident", hurt[t]), ("misuse", abused[t])):
                who = [self._names[row] for row in np.flatnonzero(rows).tolist()]
                if who:
                    yield t, kind, say(f"events.{kind}", who=_listed(who)), who[0]
            if broken[t] > 0:
                yield t, "breach", _counted("breach", int(broken[t])), ""
            if more := int(grave[t] - (grave[t - 1] if t else 0)):
                yield t, "catastrophe", _counted("catastrophe", more), ""

    def leaders(self) -> Iterator[_Told]:
        """Who took the lead from whom: where everybody has left, nobody leads, and the next takes it from nobody."""
        leaders = [int(row) for row in self._series("leader")]
        for t, (before, now) in enumerate(pairwise(leaders), 1):
            if min(before, now) >= 0 and before != now:
                who = self._names[now]
                yield t, "leader", say("events.leads", who=who, whom=self._names[before]), who


def _counted(kind: str, count: int) -> str:
    return say(f"events.{kind}") if count == 1 else say(f"events.{kind}_many", count=count)


def _tier(tier: int) -> str:
    return label(f"tier.{word(Tier(tier))}")


def described(row: Policy) -> str:
    """A policy in plain words, such as ``alpha turns to open weights``."""
    who = _party(row) or _others(row)
    tier = getattr(row, "tier", None) if "tier" in type(row).model_fields else None
    if who and find(f"events.row_{row.kind}"):
        return say(f"events.row_{row.kind}", who=who, tier="" if tier is None else _weights(tier))
    words = label(f"policy.{row.kind}")
    if who:
        words = say("events.of", what=words, who=who)
    blocs = [getattr(row, field) for field in marked(type(row), Blocs)]
    if len(blocs) > 1:
        words = say("events.between", what=words, first=blocs[0], second=blocs[1])
    return words if tier is None else say("events.to_tier", what=words, tier=_weights(tier))


def _weights(tier: int) -> str:
    """What is given away at a tier, where a sentence ends with it."""
    return say(f"events.tier_{word(Tier(tier))}")


def awaited(row: Policy) -> str:
    """When a policy takes effect and what it waits for, such as ``2022-01-01, when trust is at least 0.5``."""
    terms = [str(row.start)] if row.start else []
    if row.when:
        side, bound = ("least", row.when.least) if row.when.least is not None else ("most", row.when.most)
        terms.append(say(f"events.when_{side}", outcome=row.when.outcome, bound=f"{bound:g}"))
    if row.proposer:
        terms.append(say("events.when_proposed", who=row.proposer))
    return ", ".join(terms)


def _party(row: Policy) -> str:
    """The single actor that takes part, if the kind of policy has one."""
    kind = type(row)
    return next((str(getattr(row, field)) for field in fields_of(kind, Role.PARTY) if not is_list(kind, field)), "")


def _others(row: Policy) -> str:
    """The owners of a policy without a single actor: its founders, its payer, or the bloc in which it holds."""
    kind = type(row)
    founders = [field for field, actors in marked(kind, Actors).items() if actors.least > 1]
    blocs = list(marked(kind, Blocs))
    roles = [field for role in (Role.PAYER, Role.HOST, Role.LEADER, Role.PROPOSER) for field in fields_of(kind, role)]
    fields = [*founders, *(blocs if len(blocs) == 1 else ()), *roles]
    who = next((who for name in fields if (who := getattr(row, name))), "")
    return who if isinstance(who, str) else _listed(who)


def _listed(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMED
    first = ", ".join(names[:_MOST_NAMED])
    return say("events.and_more", names=first, count=rest) if rest > 0 else first
