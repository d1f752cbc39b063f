"""Read a choice, and make a scenario of each of its options; every error names its line and what was expected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sim.analysis.decide.study import ObjectiveSpec, OptionSpec, StudySpec
from sim.analysis.ensemble.draws import ROOTS
from sim.outcomes import OUTCOMES
from sim.scenario import Fault, Scenario, ScenarioError, load
from sim.scenario.brief import Brief
from sim.scenario.errors import Finding, Wrong, clean, did_you_mean, one_of, printable, shown
from sim.scenario.load import extended, written
from sim.scenario.reading.catalogue import names, shipped
from sim.scenario.reading.explain import raise_if_any, validated
from sim.scenario.reading.locate import KeyPath
from sim.scenario.reading.read import as_on_disk, read
from sim.scenario.reading.tree import Node, Source, grow
from sim.scenario.reading.values import simple
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.rows import Condition, Lasting
from sim.study.study_file import named_scenario


@dataclass(frozen=True)
class Signpost:
    """A condition on which a row of an option waits, or ends.

    Attributes:
        row: number of the row among the scenario's policies.
        label: its name, or its kind.
        field: "when" or "until".
        condition: what is watched.
    """

    row: int
    label: str
    field: str
    condition: Condition

    def __str__(self) -> str:
        """Such as ``when incidents >= 2``."""
        side, value = (">=", self.condition.least) if self.condition.most is None else ("<=", self.condition.most)
        return f"{self.field} {self.condition.outcome} {side} {value:g}"


@dataclass(frozen=True)
class Option:
    """One of the things that can be done, ready to run.

    Attributes:
        spec: the option as written.
        scenario: the world with it.
        signposts: the conditions of its rows.
    """

    spec: OptionSpec
    scenario: Scenario
    signposts: tuple[Signpost, ...]

    @property
    def name(self) -> str:
        """Its name."""
        return self.spec.name


@dataclass(frozen=True, repr=False)
class Choice(Brief):
    """A choice, ready to be studied.

    Attributes:
        spec: the choice as written.
        title: what is to be decided.
        options: what can be done.
        written: paths that the scenario's file sets, which no draw sets.
    """

    spec: StudySpec
    title: str
    options: tuple[Option, ...]
    written: frozenset[str] = frozenset()

    def _facts(self) -> dict[str, object]:
        return {"of": clean(self.title), "options": len(self.options), "objectives": len(self.spec.objectives)}

    @property
    def names(self) -> list[str]:
        """Names of the options."""
        return [option.name for option in self.options]

    @property
    def objectives(self) -> list[ObjectiveSpec]:
        """What options are judged by."""
        return self.spec.objectives

    @property
    def outcomes(self) -> list[str]:
        """The outcomes of the objectives."""
        return [objective.outcome for objective in self.spec.objectives]

    @property
    def units(self) -> list[str]:
        """Their units."""
        return [OUTCOMES[name].unit for name in self.outcomes]

    @property
    def quarters(self) -> int:
        """Length of the runs."""
        return self.options[0].scenario.quarters


def shipped_choices() -> dict[str, Path]:
    """The studies that come with the package, by name."""
    return {path.stem: path for path in sorted(shipped("_decisions", "seeds/decisions").glob("*.toml"))}


def choice_of(study: Any) -> Choice:
    """Read a choice.

    Args:
        study: name of a shipped study, path of a TOML file, or a mapping with the keys of one.

    Raises:
        ScenarioError: there is no such study, or something in it is wrong.
    """
    if isinstance(study, Choice):
        return study
    if isinstance(study, Mapping):
        return _choice(grow(simple(study), Source("study")), Path(), "choice")
    known = shipped_choices()
    if not isinstance(study, str | Path) or not str(study):
        expected = f"{one_of(known)}, the path of a .toml file, or a mapping"
        raise ScenarioError([Fault("study", problem=f"{shown(study)} is of the wrong type", expected=expected)])
    file = known.get(str(study)) or as_on_disk(Path(study))
    if not file.exists():
        hint = did_you_mean(Path(study).name.removesuffix(".toml"), list(known))
        expected = f"the path of a .toml file, or {one_of(known)}"
        raise ScenarioError([Fault(printable(str(study)), problem="no such study", expected=expected, hint=hint)])
    return _choice(read(file, printable(str(study))), file.parent, file.stem)


def _choice(tree: Node, folder: Path, name: str) -> Choice:
    spec = validated(StudySpec, tree)
    try:
        before = _before(spec, folder)
        options = tuple(_option(tree, number, spec, before) for number in range(len(spec.options)))
    except Wrong as wrong:
        raise_if_any([wrong.finding], tree)
        raise
    return Choice(spec, spec.title or name, options, _written(spec, folder))


def _written(spec: StudySpec, folder: Path) -> frozenset[str]:
    """Paths that the file of the scenario sets; a scenario that is no file shows them in its values alone."""
    source = spec.scenario
    if not isinstance(source, str | Path):
        return frozenset()
    return written(source if str(source) in names() else as_on_disk(folder / source), ROOTS)


def _before(spec: StudySpec, folder: Path) -> Scenario:
    """The world without any option."""
    _, scenario = named_scenario(folder, ("scenario",), spec.scenario)
    scenario = _with(scenario, spec.set, ("set",))
    scenario = _with(scenario, {} if spec.quarters is None else {"quarters": spec.quarters}, ())
    if spec.start is not None and not 0 < scenario.quarter_of(spec.start) < scenario.quarters:
        first, last = scenario.date_of(1), scenario.date_of(scenario.quarters - 1)
        raise Wrong(Finding(("start",), f"{spec.start} is not within the runs", f"a day from {first} to {last}"))
    return scenario


def _with(scenario: Scenario, settings: Mapping[str, Any], path: KeyPath) -> Scenario:
    """A scenario with some values changed; an error names the place of the first that is wrong by itself."""
    if not settings:
        return scenario
    try:
        return load(scenario, settings)
    except ScenarioError as error:
        name, fault = next(_faults(scenario, settings), ("", error.faults[0]))
    problem = fault.problem if fault.field in ("", name) else f"{fault.field}: {fault.problem}"
    raise Wrong(Finding((*path, name) if name else path, problem, fault.expected, hint=fault.hint))


def _faults(scenario: Scenario, settings: Mapping[str, Any]) -> Iterator[tuple[str, Fault]]:
    for name, value in settings.items():
        try:
            load(scenario, {name: value})
        except ScenarioError as error:
            yield name, error.faults[0]


def _option(tree: Node, number: int, spec: StudySpec, before: Scenario) -> Option:
    place, option = ("options", number), spec.options[number]
    if spec.start is not None and option.set:
        expected = "rows in `policies`, which begin on a day; or no `start` of the study"
        raise Wrong(Finding((*place, "set"), f"acts from the first quarter on, before {spec.start}", expected))
    scenario = _with(_ended(before, option, spec.start, place), option.set, (*place, "set"))
    rows = tree.at((*place, "policies"))
    if rows is not None and rows.rows:
        dated = [_dated(row, spec.start, before, (*place, "policies", k)) for k, row in enumerate(rows.rows)]
        scenario = _added(scenario, Node({"policies": replace(rows, content=dated)}, tree.source), place)
    scenario = scenario.model_copy(update={"title": option.name, "about": option.about})
    return Option(option, scenario, tuple(_signposts(scenario, len(before.policies))))


def _added(scenario: Scenario, rows: Node, place: KeyPath) -> Scenario:
    """A scenario with more rows; errors name them as the study counts them."""
    try:
        return extended(scenario, rows)
    except ScenarioError as error:
        raise ScenarioError([_of_study(fault, len(scenario.policies), place) for fault in error.faults]) from None


def _of_study(fault: Fault, first: int, place: KeyPath) -> Fault:
    table, number, *rest = [*fault.field.split("."), "", ""]
    if table != "policies" or not number.isdigit() or int(number) < first:
        return fault
    field = ".".join([*map(str, place), table, str(int(number) - first), *rest]).rstrip(".")
    return replace(fault, field=field)


def _ended(before: Scenario, option: OptionSpec, start: date | None, place: KeyPath) -> Scenario:
    """The world in which rows of some kinds end when options act."""
    standing = [row.kind for row in before.policies]
    for k, kind in enumerate(option.ends):
        if start is None:
            raise Wrong(Finding((*place, "ends"), "does not say when", "a `start` of the study, on which they end"))
        if kind not in standing or not issubclass(POLICIES[kind], Lasting):
            lasting = list(dict.fromkeys(each for each in standing if issubclass(POLICIES[each], Lasting)))
            problem = f"the scenario has no lasting row of kind {shown(kind)}"
            raise Wrong(Finding((*place, "ends", k), problem, one_of(lasting), word=kind, choices=lasting))
    if start is None or not option.ends:
        return before
    rows = [_until(before, row, start) if row.kind in option.ends else row for row in before.policies]
    return load(before.model_copy(update={"policies": rows}))


def _until(before: Scenario, row: Any, start: date) -> Any:
    if row.start is not None and before.quarter_of(row.start) >= before.quarter_of(start):
        return row.model_copy(update={"on": False})
    return row if row.end is not None and row.end <= start else row.model_copy(update={"end": start})


def _dated(row: Node, start: date | None, before: Scenario, place: KeyPath) -> Node:
    """A row of an option with the study's start, if it has none of its own; it must be new, and not act before."""
    name, own = row.child("name"), row.child("start")
    if name is not None and name.content in [each.name for each in before.policies if each.name]:
        problem = f"{shown(name.content)} is a row of the scenario, which acts before the option"
        raise Wrong(Finding((*place, "name"), problem, "a name of its own; `ends` ends rows of the scenario"))
    if start is None:
        return row
    if own is not None and isinstance(own.content, date) and own.content < start:
        problem = f"{own.content} is before {start}, from which options act"
        raise Wrong(Finding((*place, "start"), problem, "no earlier day"))
    return row if own is not None else replace(row, content={**row.table, "start": Node(start, row.source, row.path)})


def _signposts(scenario: Scenario, first: int) -> Iterator[Signpost]:
    for number, row in enumerate(scenario.policies[first:], first):
        for field in ("when", "until"):
            condition = getattr(row, field, None)
            if condition is not None:
                yield Signpost(number, row.name or row.kind, field, condition)
