"""Offers between seats: a treaty, an alliance, a partnership, with few terms, for who accepts them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.game.action import number
from sim.game.errors import GameError
from sim.scenario.errors import one_of, shown
from sim.scenario.schema.enums import Admission, Tier, words

LONGEST_TEXT = 300
"""Letters of the words that go with an offer."""
SHARES = {
    "treaty": ("care", "inspection", "enforce"),
    "alliance": ("obligation", "dues"),
    "partnership": ("disclosure",),
}
"""Terms in [0,1] of each kind of offer."""
_MOST = {"dues": 0.5, "penalty": 100.0, "effort": 1e6}


@dataclass
class Offer:
    """What one seat proposes to others.

    Attributes:
        id: by which it is answered; rows that come of it have it for a name.
        kind: treaty, alliance or partnership.
        sender: the seat that proposes it.
        to: seats to which it is made.
        terms: what it asks.
        text: words that go with it.
        all: whether it takes force only if all accept.
        round: in which it is made; it lapses with the round.
        answers: by seat, whether it accepts.
    """

    id: str
    kind: str
    sender: str
    to: tuple[str, ...]
    terms: dict[str, Any]
    text: str
    all: bool
    round: int
    answers: dict[str, bool] = field(default_factory=dict)

    def told(self, seat: str) -> dict[str, Any]:
        """The offer as a seat sees it that made it or to which it is made."""
        plain = {"id": self.id, "from": self.sender, "kind": self.kind, "to": list(self.to), "terms": dict(self.terms)}
        return plain | {"text": self.text, "all": self.all, "answers": dict(self.answers), "mine": seat == self.sender}

    @property
    def parties(self) -> list[str]:
        """Who takes part, as it stands; nobody where too few accept."""
        accepted = [seat for seat in self.to if self.answers.get(seat)]
        enough = len(accepted) == len(self.to) if self.all else len(accepted) > 0
        return [self.sender, *accepted] if enough else []

    def rows(self, start: object) -> list[dict[str, Any]]:
        """The dated rows that come of it, from a day on."""
        parties, terms = self.parties, dict(self.terms)
        if not parties:
            return []
        common = {"start": start}
        if self.kind == "partnership":
            return [{"kind": "partnership", "name": self.id, "actors": parties, **terms, **common}]
        if self.kind == "alliance":
            return [{"kind": "alliance", "name": self.id, "members": parties, **terms, **common}]
        care, made = terms.pop("care", None), []
        inspection, penalty = terms.pop("inspection", None), terms.pop("penalty", None)
        checks = {"penalty": penalty} if penalty is not None else {}
        if "tier" in terms or "effort" in terms:
            looked = {"inspection": inspection} if inspection is not None else {}
            made.append({"kind": "treaty", "name": self.id, "parties": parties, **terms, **looked, **checks, **common})
        if care is not None:
            looked = {"audit": inspection} if inspection is not None else {}
            name = f"{self.id}-care"
            made.append(
                {"kind": "ethics_framework", "name": name, "signatories": parties, "floor": care, **looked, **checks,
                 **common}
            )  # fmt: skip
        return made


def called(kind: str, sender: str, number_: int) -> str:
    """Name of an offer, and of the rows that come of it: each seat counts its own, so that it tells of no other's."""
    return f"{kind}-{sender}-{number_}"


def read(raw: object, sender: str, seats: Collection[str], number_: int, round_: int) -> Offer:
    """Read an offer.

    Args:
        raw: what JSON gave.
        sender: the seat that makes it.
        seats: names of all seats.
        number_: which offer of that seat it is.
        round_: the round.

    Raises:
        GameError: it is no offer.
    """
    if not isinstance(raw, Mapping):
        raise GameError(f"an offer is a table with kind, to and terms, not {shown(raw)}")
    known = ("kind", "to", "terms", "text", "all")
    if strangers := [str(key) for key in raw if key not in known]:
        raise GameError(f"an offer has no {shown(strangers[0])}; expected {one_of(known)}")
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in SHARES:
        raise GameError(f"kind: {shown(kind)} cannot be; expected {one_of(list(SHARES))}")
    to = raw.get("to")
    others = [seat for seat in seats if seat != sender]
    if not isinstance(to, list | tuple) or not to:
        raise GameError("to: an offer is made to at least one other seat")
    for name in to:
        if name not in others:
            raise GameError(f"to: no other seat {shown(name)}; expected {one_of(others)}")
    text = raw.get("text", "")
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise GameError(f"text: expected words, at most {LONGEST_TEXT} letters")
    is_all = raw.get("all", False)
    if not isinstance(is_all, bool):
        raise GameError(f"all: {shown(is_all)} cannot be; expected true or false")
    terms = _terms(raw.get("terms") or {}, str(kind), [sender, *to])
    id_ = called(str(kind), sender, number_)
    return Offer(id_, str(kind), sender, tuple(dict.fromkeys(to)), terms, text, is_all, round_)


def _terms(raw: object, kind: str, parties: Collection[str]) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise GameError(f"terms: {shown(raw)} cannot be; expected a table")
    numbers = [*SHARES[kind], *(["penalty", "effort"] if kind == "treaty" else [])]
    by_kind: dict[str, dict[str, Collection[Any]]] = {
        "treaty": {"tier": words(Tier)},
        "alliance": {"admission": words(Admission), "exclusive": (True, False)},
        "partnership": {"host": parties},
    }
    choices = by_kind[kind]
    known = [*numbers, *choices]
    terms: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in known:
            raise GameError(f"terms: {kind} has no {shown(name)}; expected {one_of(known)}")
        if value is None:
            continue
        if name in numbers:
            terms[name] = number(raw, name, _MOST.get(name, 1.0), f"terms.{name}")
        elif not isinstance(value, str | bool) or value not in choices[name]:
            expected = one_of([str(each).lower() for each in choices[name]])
            raise GameError(f"terms.{name}: {shown(value)} cannot be; expected {expected}")
        else:
            terms[name] = value
    if kind == "treaty" and not terms.keys() & {"tier", "effort", "care"}:
        raise GameError("terms: a treaty asks a tier, an effort or a care")
    return terms
