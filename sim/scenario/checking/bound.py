"""Whom treaties, duties, other promises and laws bind, told in words: states, and as far as enforced which firms."""

from collections.abc import Iterator

from sim.scenario.errors import clean
from sim.scenario.schema.actors import ActorSpec
from sim.scenario.schema.enums import GOVERNING, SELLING
from sim.scenario.schema.institutions import IncidentRegulation, Restraint, Treaty
from sim.scenario.schema.policies import Duty
from sim.scenario.schema.roles import Role, fields_of
from sim.scenario.schema.rows import Promise
from sim.scenario.schema.scenario import Scenario


def bound(scenario: Scenario) -> Iterator[tuple[str, str, bool]]:
    """Return of each row that is on its name, whom it binds, and whether that is worth a second look."""
    for number, row in enumerate(scenario.policies):
        if isinstance(row, Promise) and row.on and scenario.pledges.on:
            text, partial = _duty(scenario, row) if isinstance(row, Duty) else _promise(scenario, row)
            yield f"policies.{row.name or number}", text, partial
        elif isinstance(row, IncidentRegulation) and row.on and scenario.incidents.on:
            yield f"policies.{row.name or number}", _every_law(scenario), True


def _promise(scenario: Scenario, row: Promise) -> tuple[str, bool]:
    (field,) = fields_of(type(row), Role.PARTY)
    names: list[str] = getattr(row, field)
    everybody = _count(scenario, list(scenario.actors))
    number = _count(scenario, names)
    verb = "may bind" if isinstance(row, Restraint) else "binds"
    if not names or number == everybody:
        return f"{verb} all {everybody} actors", False
    text = f"{verb} only {listed(names)}, {number} of {everybody} actors; without `{field}` it {verb} all"
    return text + (_firms(scenario, row) if isinstance(row, Treaty) else ""), True


def _firms(scenario: Scenario, treaty: Treaty) -> str:
    """What a treaty means for the firms at home in states that are parties."""
    states = [spec for name in treaty.parties if (spec := _spec(scenario, name)) and spec.kind in GOVERNING]
    homes = {_home(spec) for spec in states}
    firms = [name for name, spec in scenario.actors.items() if spec.kind in SELLING and _home(spec) in homes]
    if not firms:
        return ""
    if treaty.enforce == 0.0:
        return "; it binds none of their firms, since `enforce` is 0"
    number = _count(scenario, firms)
    return f"; its states enforce {treaty.enforce:g} of its sanctions on firms at home, {number}: {listed(firms)}"


def _duty(scenario: Scenario, row: Duty) -> tuple[str, bool]:
    """A duty binds firms and laboratories of blocs that have a state to audit them."""
    named = row.actors or list(scenario.actors)
    here = {name: spec for name in named if (spec := _spec(scenario, name)) and row.bloc in ("", spec.bloc)}
    subjects = {name: spec for name, spec in here.items() if spec.kind not in GOVERNING}
    audited = {spec.bloc for spec in scenario.actors.values() if spec.kind in GOVERNING}
    reached = [name for name, spec in subjects.items() if spec.bloc in audited]
    missed = sorted({spec.bloc for spec in subjects.values()} - audited)
    text = (
        f"binds firms and laboratories, {_count(scenario, reached)}: {listed(reached)}" if reached else "binds nobody"
    )
    if missed:
        text += f"; nobody audits in {listed(missed)}, without a state"
    return text, bool(missed or row.actors or row.bloc or not reached)


def _every_law(scenario: Scenario) -> str:
    """The law at large has no bloc of its own."""
    blocs = list(dict.fromkeys(spec.bloc for spec in scenario.actors.values()))
    if len(blocs) == 1:
        return "tightens the law for everybody"
    return f"tightens the law of every bloc, {listed(blocs)}: one bloc alone can have a `duty`"


def _spec(scenario: Scenario, name: str) -> ActorSpec | None:
    """An actor by its name, or the group of a member."""
    return scenario.actors.get(name) or scenario.actors.get(name.rpartition("-")[0])


def _home(spec: ActorSpec) -> str:
    return spec.home or spec.bloc


def _count(scenario: Scenario, names: list[str]) -> int:
    return sum(scenario.actors[name].count if name in scenario.actors else 1 for name in names)


def listed(names: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    text = ", ".join(clean(name) for name in names[:6])
    return text + (f" and {len(names) - 6} more" if len(names) > 6 else "")
