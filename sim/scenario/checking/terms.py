"""Check the terms of rows of policies against each other, and for other rows that they need."""

from collections.abc import Iterator

from sim.scenario.checking.cast import Cast
from sim.scenario.errors import Finding, one_of, shown
from sim.scenario.reading.locate import KeyPath
from sim.scenario.schema.institutions import Alliance, Foundation, Restraint, Retaliation, Treaty
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.policies import Decision, Duty, ExportControl, OpenLicence
from sim.scenario.schema.roles import Alliances, Domains, marked
from sim.scenario.schema.rows import Club
from sim.scenario.schema.scenario import Scenario

MOST_BITS = 62
"""Limit on clubs, and on the domains of a foundation: each is stored as a bit of one integer."""


def check_terms(scenario: Scenario, path: KeyPath, policy: Policy) -> Iterator[Finding]:
    """Return everything that is wrong with a row's terms; its dates and parties are checked elsewhere."""
    match policy:
        case Alliance():
            yield from _dues(path, policy)
        case OpenLicence():
            yield from _licence(path, policy)
        case Foundation():
            yield from _foundation(scenario, path, policy)
        case Treaty() if policy.tier is None and policy.effort is None:
            yield Finding(path, "pledges nothing", "a `tier`, an `effort`, or both")
        case Duty() if policy.tier is None and policy.floor == 0.0:
            yield Finding(path, "asks nothing", "a `tier`, a `floor` above 0, or both")
        case Decision():
            yield from _decision(scenario, path, policy)
        case Restraint() if policy.effort is None and policy.floor == 0.0:
            yield Finding(path, "asks nothing of laggards", "a `floor` above 0, an `effort`, or both")


def _decision(scenario: Scenario, path: KeyPath, row: Decision) -> Iterator[Finding]:
    fields = list(marked(Decision, Alliances))
    if row.tier is None and row.effort is None and row.care is None and not any(getattr(row, each) for each in fields):
        yield Finding(path, "decides nothing", f"a `tier`, `effort`, `care`, or alliances to {' or '.join(fields)}")
    known = [each.name for each in scenario.policies if isinstance(each, Alliance) and each.name]
    for field in fields:
        for number, name in enumerate(getattr(row, field)):
            if name not in known:
                expected = (
                    one_of(known) if known else "the `name` of an alliance; no row of `policies` founds one with a name"
                )
                yield Finding((*path, field, number), f"no alliance {shown(name)}", expected, name, known)
            elif name in row.join and name in row.leave:
                yield Finding((*path, field, number), "is to be joined and left", "one of the two")


def check_answers(scenario: Scenario, cast: Cast) -> Iterator[Finding]:
    """Report retaliation that answers no export control; for one that is off, a control that is off is enough."""
    controls = [row for row in scenario.policies if isinstance(row, ExportControl)]
    written = {(row.from_bloc, row.to_bloc) for row in controls}
    in_force = {(row.from_bloc, row.to_bloc) for row in controls if row.on}
    for number, row in enumerate(scenario.policies):
        if isinstance(row, Retaliation) and _are_two(cast, row):
            home, abroad = row.from_bloc, row.to_bloc
            if (abroad, home) not in (in_force if row.on else written):
                expected = f"an export_control from {shown(abroad)} to {shown(home)}"
                yield Finding(("policies", number, "to_bloc"), "answers nothing", expected)


def _are_two(cast: Cast, row: Retaliation) -> bool:
    return row.from_bloc != row.to_bloc and {row.from_bloc, row.to_bloc} <= set(cast.blocs)


def check_clubs(scenario: Scenario) -> Iterator[Finding]:
    """Report too many alliances and partnerships to tell apart, at the first one beyond the limit."""
    rows = enumerate(scenario.policies)
    clubs = [number for number, row in rows if isinstance(row, Club) and row.on]
    if len(clubs) > MOST_BITS:
        problem = f"{len(clubs)} alliances and partnerships are too many"
        yield Finding(("policies", clubs[MOST_BITS]), problem, f"at most {MOST_BITS}")


def _dues(path: KeyPath, policy: Alliance) -> Iterator[Finding]:
    spent = policy.catalogue + policy.skills
    if spent > 1 + 1e-9:
        field = "skills" if "skills" in policy.model_fields_set else "catalogue"
        yield Finding((*path, field), f"catalogue + skills = {spent:g} of the dues", "a sum of at most 1")


def _licence(path: KeyPath, policy: OpenLicence) -> Iterator[Finding]:
    if policy.threshold is not None and policy.fee == 0:
        problem = f"{shown(policy.threshold)} has no effect without a fee"
        yield Finding((*path, "threshold"), problem, "a fee above 0, or no threshold")


def _foundation(scenario: Scenario, path: KeyPath, policy: Foundation) -> Iterator[Finding]:
    known = list(scenario.domains)
    for field in marked(Foundation, Domains):
        for position, name in enumerate(getattr(policy, field)):
            if name not in scenario.domains:
                where = (*path, field, position)
                yield Finding(where, f"no domain {shown(name)}", "a domain of the scenario", name, known)
    if set(policy.domains or known) <= set(policy.omission):
        yield Finding((*path, "omission"), "leaves it no domain to serve", "at least one domain fewer")
    if len(known) > MOST_BITS:
        problem = f"the scenario has {len(known)} domains, too many for a foundation"
        yield Finding((*path, "domains"), problem, f"at most {MOST_BITS}")
