"""Dated rows of a scenario as records that the rules read."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.scenario.enums import Tier
from sim.scenario.institutions import Alliance
from sim.scenario.policies import OpenLicence, Policy
from sim.scenario.rows import Condition
from sim.scenario.schema import Scenario
from sim.scenario.series import SERIES
from sim.world.cast import bloc_names, slots
from sim.world.records import CLUB_FIELDS, NEVER, NOBODY, POLICY_FIELDS, POLICY_KINDS, UNCAPPED, Records

THRESHOLD = 0.1
"""Share of users above which a licence fee is due when the row does not say."""

NO_CHANGE = -1.0
"""Release governance of a pivot that does not speak of it."""

_MECHANISM = {
    "alliance": "clubs",
    "partnership": "clubs",
    "grants": "academy",
    "training": "academy",
    "foundation": "stack",
    "standards": "agreement",
    "data_sharing": "pooling",
    "ethics_framework": "pledges",
    "treaty": "pledges",
    "education": "literacy",
    "public_compute": "compute",
}
"""Mechanism without which a kind of row does nothing at all."""
_PARTIES = ("members", "actors", "signatories", "parties", "contributors", "recipients")
_PAYERS = {"grants": "payers", "public_compute": "payer"}
_AMOUNTS = {
    "pivot": ("governance",),
    "open_licence": ("fee", "threshold", "restricted"),
    "export_control": ("strength", "compute"),
    "subsidy": ("amount",),
    "compute_shock": ("factor",),
    "breakthrough": ("size",),
    "leak": ("share",),
    "incident": ("severity",),
    "outage": ("severity",),
    "grants": ("revenue", "share"),
    "training": ("spend",),
    "exchange": ("contact", "cost"),
    "foundation": ("upkeep",),
    "standards": ("interoperability", "cost"),
    "data_sharing": ("share", "privacy"),
    "regulatory_alignment": ("alignment", "cost"),
    "ip_regime": ("protection",),
    "ethics_framework": ("floor", "audit", "penalty", "cost"),
    "release_governance": ("governance",),
    "developer_tools": ("reach", "cost"),
    "interdisciplinary": ("breadth", "cost"),
    "global_initiative": ("share",),
    "education": ("level",),
    "treaty": ("effort", "inspection", "penalty"),
    "retaliation": ("strength", "compute"),
    "public_compute": ("share",),
    "incident_regulation": ("tightening",),
}
_ABSENT = {"threshold": THRESHOLD, "effort": UNCAPPED, "governance": NO_CHANGE}


def rows_in_force(scenario: Scenario) -> list[Policy]:
    """The rows that can act: not switched off, nor by themselves neither by their mechanism."""
    return [
        row
        for row in scenario.policies
        if row.on and (row.kind not in _MECHANISM or getattr(scenario, _MECHANISM[row.kind]).on)
    ]


def policy_rows(scenario: Scenario) -> Records:
    """The dated rows as records: promises first, which are read most, each in order of start, then of the file."""
    crew, blocs = _Crew(scenario), bloc_names(scenario)
    found = []
    club = 0
    for number, policy in enumerate(rows_in_force(scenario)):
        is_club = policy.kind in ("alliance", "partnership")
        common = _told(scenario, policy, blocs) | {"row": number, "club": club if is_club else NOBODY}
        common |= {name: crew.row(getattr(policy, name, "")) for name in ("proposer", "host", "payer")}
        found += [common | party for party in _parties(policy, crew)]
        club += is_club
    rows = np.zeros(len(found), POLICY_FIELDS)
    for row, fields in zip(rows, found, strict=True):
        for name, value in fields.items():
            row[name] = value
    return rows[np.lexsort((rows["start"], ~is_promise(rows)))]


def is_promise(rows: Records) -> Any:
    """Which records are frameworks or treaties, shape (rows,)."""
    return np.isin(rows["kind"], [POLICY_KINDS.index(kind) for kind in ("ethics_framework", "treaty")])


def club_rows(scenario: Scenario) -> Records:
    """One record an alliance or partnership, in the order in which rows number them."""
    clubs = [row for row in rows_in_force(scenario) if row.kind in ("alliance", "partnership")]
    records = np.zeros(len(clubs), CLUB_FIELDS)
    for record, row in zip(records, clubs, strict=True):
        record["began"] = NEVER
        if isinstance(row, Alliance):
            record["alliance"] = 1
            for name in ("admission", "exclusive", "governance", "obligation", "dues", "catalogue", "skills", "board"):
                record[name] = getattr(row, name)
        else:
            record["obligation"] = getattr(row, "disclosure", 0.0)
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

    def range(self, name: str) -> tuple[int, int]:
        return self._rows.get(name, (NOBODY, NOBODY))

    def row(self, name: str) -> int:
        return self.range(name)[0]


def _parties(policy: Policy, crew: _Crew) -> Iterator[dict[str, int]]:
    """The part of a record that tells for whom it is: first those who take part, then those who pay."""
    lead = 1
    for role, ranges in enumerate((_ranges(policy, crew), _payers(policy, crew))):
        for first, last in ranges:
            yield {"first": first, "last": last, "role": role, "lead": lead}
            lead = 0


def _ranges(policy: Policy, crew: _Crew) -> list[tuple[int, int]]:
    if hasattr(policy, "actor"):
        return [crew.range(policy.actor)]
    for name in _PARTIES:
        if hasattr(policy, name):
            named = getattr(policy, name)
            return [crew.range(each) for each in named] if named else [crew.everybody]
    return [crew.everybody] if policy.kind == "exchange" else [(NOBODY, NOBODY)]


def _payers(policy: Policy, crew: _Crew) -> list[tuple[int, int]]:
    named = getattr(policy, _PAYERS.get(policy.kind, ""), None)
    if isinstance(named, str):
        return [crew.range(named)] if named else []
    if named is None:
        return []
    return [crew.range(each) for each in named] if named else [crew.everybody]


def _told(scenario: Scenario, policy: Any, blocs: list[str]) -> dict[str, Any]:
    """Everything in a record that does not depend on the party."""
    end = getattr(policy, "end", None)
    fields: dict[str, Any] = {
        "kind": POLICY_KINDS.index(policy.kind),
        "start": scenario.quarter_of(policy.start) if policy.start else 0,
        "ramp": getattr(policy, "ramp", 0),
        "end": scenario.quarter_of(end) if end else NEVER,
        "lag": getattr(policy, "negotiation", 0),
        "began": NEVER,
        "ceased": NEVER,
        "tier": _tier(policy),
        "domains": _domains(scenario, policy),
        "from_bloc": blocs.index(policy.from_bloc) if hasattr(policy, "from_bloc") else NOBODY,
        "to_bloc": _to_bloc(policy, blocs),
    }
    names = ("amount", "second_amount", "third_amount", "fourth_amount")
    for name, source in zip(names, _AMOUNTS.get(policy.kind, ()), strict=False):
        value = getattr(policy, source)
        fields[name] = _ABSENT[source] if value is None else value
    return fields | _condition("when", policy.when) | _condition("until", getattr(policy, "until", None))


def _tier(policy: Any) -> int:
    if isinstance(policy, OpenLicence):
        return Tier.LICENSED
    tier = getattr(policy, "tier", None)
    return NOBODY if tier is None else int(tier)


def _to_bloc(policy: Any, blocs: list[str]) -> int:
    bloc = getattr(policy, "to_bloc", "") or getattr(policy, "bloc", "")
    return blocs.index(bloc) if bloc else NOBODY


def _domains(scenario: Scenario, policy: Any) -> int:
    """Domains that a foundation serves, as bits."""
    if policy.kind != "foundation":
        return 0
    served = policy.domains or list(scenario.domains)
    return sum(1 << k for k, name in enumerate(scenario.domains) if name in served and name not in policy.omission)


def _condition(which: str, condition: Condition | None) -> dict[str, float]:
    """A condition holds when sign*(outcome - value) >= 0."""
    if condition is None:
        return {which: NOBODY}
    is_least = condition.least is not None
    value = condition.least if is_least else condition.most
    sign = 1.0 if is_least else -1.0
    return {which: SERIES.index(condition.outcome), f"{which}_value": value or 0.0, f"{which}_sign": sign}
