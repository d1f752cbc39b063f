"""Dated rows of a scenario as records that the rules read."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.scenario.schema.enums import GOVERNING
from sim.scenario.schema.institutions import Alliance, Foundation, Partnership, Treaty
from sim.scenario.schema.kinds import POLICIES, Policy, PolicyKind
from sim.scenario.schema.roles import Absent, Actors, Alliances, Role, fields_of, marked, numbers, single
from sim.scenario.schema.rows import Club, Condition, Promise
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import SERIES
from sim.world.names import bloc_names, slots
from sim.world.records import BOUND, CLUB_FIELDS, NEVER, NOBODY, POLICY_FIELDS

_SINGLE = {name for kind in POLICIES.values() for name in single(kind)}
_BLANK = dict.fromkeys(POLICY_FIELDS.names or (), 0)
_PROMISES = np.array([issubclass(kind, Promise) for kind in POLICIES.values()])


def rows_in_force(scenario: Scenario) -> list[Policy]:
    """The rows that can act: not switched off, nor by themselves neither by the mechanism that they need."""
    return [row for row in scenario.policies if row.on and (not row.needs or getattr(scenario, row.needs).on)]


def policy_rows(scenario: Scenario) -> Any:
    """The dated rows as records: promises first, which are read most, each in order of start, then of the file."""
    crew, blocs = _Crew(scenario), bloc_names(scenario)
    records = []
    club = 0
    for number, policy in enumerate(rows_in_force(scenario)):
        is_club = isinstance(policy, Club)
        common = (
            _common(scenario, policy) | _names(policy, crew, blocs) | _numbers(policy) | _alliances(scenario, policy)
        )
        common |= {"row": number, "club": club if is_club else NOBODY}
        records += [tuple((_BLANK | common | party).values()) for party in _parties(policy, crew)]
        club += is_club
    rows = np.array(records, POLICY_FIELDS)
    return rows[np.lexsort((rows["start"], ~is_promise(rows)))]  # the last key sorts first


def is_promise(rows: Any) -> Any:
    """Which records are promises, shape (rows,)."""
    return _PROMISES[rows["kind"]]


def club_rows(scenario: Scenario) -> Any:
    """One record an alliance or partnership, in the order in which rows number them."""
    clubs = [row for row in rows_in_force(scenario) if isinstance(row, Club)]
    records = np.zeros(len(clubs), CLUB_FIELDS)
    for record, row in zip(records, clubs, strict=True):
        record["began"] = NEVER
        if isinstance(row, Alliance):
            record["alliance"] = 1
            for name in ("admission", "exclusive", "governance", "obligation", "dues", "catalogue", "skills", "board"):
                record[name] = getattr(row, name)
        elif isinstance(row, Partnership):
            record["obligation"] = row.disclosure
    return records


class _Crew:
    """Rows of actors by name: of one, of a group, of everybody."""

    def __init__(self, scenario: Scenario) -> None:
        self._rows: dict[str, tuple[int, int]] = {}
        number = 0
        for name, spec in scenario.actors.items():
            self._rows[name] = (number, number + spec.count)
            for k in range(spec.count if spec.count > 1 else 0):
                self._rows[f"{name}-{k + 1}"] = (number + k, number + k + 1)
            number += spec.count
        self.everybody = (0, number + slots(scenario))
        kinds = [spec.kind for spec in scenario.actors.values() for _ in range(spec.count)]
        self.states = [row for row, kind in enumerate(kinds) if kind in GOVERNING]

    def range(self, name: str) -> tuple[int, int]:
        return self._rows.get(name, (NOBODY, NOBODY))

    def row(self, name: str) -> int:
        return self.range(name)[0]


def _parties(policy: Policy, crew: _Crew) -> Iterator[dict[str, int]]:
    """The part of a record that tells for whom it is: who takes part, who pays, whom states bind that take part."""
    lead = 1
    parties = _ranges(policy, crew, Role.PARTY) or [crew.everybody if policy.is_for_all else (NOBODY, NOBODY)]
    for role, ranges in enumerate((parties, _ranges(policy, crew, Role.PAYER))):
        for first, last in ranges:
            yield {"first": first, "last": last, "role": role, "lead": lead}
            lead = 0
    if isinstance(policy, Treaty) and policy.parties and policy.enforce > 0.0:
        for state in crew.states:
            if any(first <= state < last for first, last in parties):
                yield dict(zip(("first", "last"), crew.everybody, strict=True)) | {"role": BOUND, "state": state}


def _ranges(policy: Policy, crew: _Crew, role: Role) -> list[tuple[int, int]]:
    """Rows of those whom a policy names in a role; all where it may name some and does not."""
    for field in fields_of(type(policy), role):
        named = getattr(policy, field)
        if isinstance(named, str):
            return [crew.range(named)] if named else []
        return [crew.range(each) for each in named] if named else [crew.everybody]
    return []


def _common(scenario: Scenario, policy: Policy) -> dict[str, Any]:
    """What a record of any kind of row says."""
    end, tier = getattr(policy, "end", None), getattr(policy, "tier", None)
    fields: dict[str, Any] = {
        "kind": PolicyKind[policy.kind.upper()],
        "start": scenario.quarter_of(policy.start) if policy.start else 0,
        "end": scenario.quarter_of(end) if end else NEVER,
        "began": NEVER,
        "ceased": NEVER,
        "state": NOBODY,
        "tier": NOBODY if tier is None else int(tier),
        "domains": _domains(scenario, policy),
    }
    return fields | _condition("when", policy.when) | _condition("until", getattr(policy, "until", None))


def _names(policy: Policy, crew: _Crew, blocs: list[str]) -> dict[str, int]:
    """Whom, and which bloc, a row names beside those who take part."""
    names = dict.fromkeys(_SINGLE, NOBODY)
    for field in single(type(policy)):
        named = getattr(policy, field)
        if field in marked(type(policy), Actors):
            names[field] = crew.row(named)
        elif named:
            names[field] = blocs.index(named)
    return names


def _numbers(policy: Policy) -> dict[str, float]:
    absent = marked(type(policy), Absent)
    given = {name: getattr(policy, name) for name in numbers(type(policy))}
    return {name: absent[name].value if number is None else number for name, number in given.items()}


def _domains(scenario: Scenario, policy: Policy) -> int:
    """Domains that a foundation serves, as bits."""
    if not isinstance(policy, Foundation):
        return 0
    served = policy.domains or list(scenario.domains)
    return sum(1 << k for k, name in enumerate(scenario.domains) if name in served and name not in policy.omission)


def _alliances(scenario: Scenario, policy: Policy) -> dict[str, int]:
    """Alliances that a row names, as bits: those in force, by their number."""
    clubs = [row.name for row in rows_in_force(scenario) if isinstance(row, Club)]
    fields = marked(type(policy), Alliances)
    return {field: sum(1 << k for k, name in enumerate(clubs) if name in getattr(policy, field)) for field in fields}


def _condition(which: str, condition: Condition | None) -> dict[str, float]:
    """A condition holds when sign*(outcome - value) >= 0."""
    if condition is None:
        return {which: NOBODY}
    is_least = condition.least is not None
    value = condition.least if is_least else condition.most
    sign = 1.0 if is_least else -1.0
    return {which: SERIES.index(condition.outcome), f"{which}_value": value or 0.0, f"{which}_sign": sign}
