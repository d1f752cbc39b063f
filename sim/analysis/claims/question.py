"""Turn a claim into runs: resolve its scenarios, and find ranges of its parameters that are valid on both sides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.analysis.claims.claim import Article, Claim, Expectation, SideSpec
from sim.scenario import Fault, Scenario, ScenarioError, load
from sim.scenario.errors import Finding, Wrong, one_of, shown
from sim.scenario.priors import priors
from sim.scenario.reading.overrides import override, place_in
from sim.scenario.reading.tree import Node, Source, grow
from sim.scenario.schema.quantity import Prior, limits
from sim.study.sampling import Axis, axis_of
from sim.world import actor_names

SIDES = ("control", "treatment")
"""Both sides of a contrast."""
FORMS = {
    "knowledge": ("ladder", "between", "bricks"),
    "strategies": ("fixed", "adaptive"),
    "network": ("complete", "blocs"),
}
"""Choices of structure that arms may leave open, with their options."""


@dataclass(frozen=True)
class Side:
    """One side of a contrast, ready to run.

    Attributes:
        scenario: the resolved scenario.
        paths: the claim's parameters that exist in it.
    """

    scenario: Scenario
    paths: frozenset[str]

    def settings(self, point: Mapping[str, object]) -> dict[str, object]:
        """The settings of a point that exist on this side."""
        return {path: value for path, value in point.items() if path in self.paths}


@dataclass(frozen=True)
class Question:
    """A claim, ready to be tested.

    Attributes:
        article: number of its article.
        title: what the article is about.
        claim: the claim as in its file.
        axes: the range of each parameter.
        control: the side without what the claim is about.
        treatment: the side with it.
    """

    article: str
    title: str
    claim: Claim
    axes: tuple[Axis, ...]
    control: Side
    treatment: Side

    @property
    def id(self) -> str:
        """Id of the claim."""
        return self.claim.id

    @property
    def sides(self) -> dict[str, Side]:
        """Both sides by name."""
        return {"control": self.control, "treatment": self.treatment}

    @property
    def needs_actors(self) -> bool:
        """Whether an outcome is measured on actors one by one."""
        return any(outcome.needs_actors for outcome in self.claim.outcomes)


def question_of(article: Article, claim: Claim, ranges: Mapping[str, Prior]) -> Question:
    """Resolve a claim.

    Args:
        article: the file that it is in.
        claim: the claim.
        ranges: ranges by path that go before the priors of the schema.

    Raises:
        Wrong: a scenario, setting, parameter, outcome or actor does not exist, or a range is not valid.
    """
    scenarios = {"control": _scenario(claim, "control"), "treatment": _scenario(claim, "treatment")}
    dosed = {} if claim.dose is None else {"dose": _scenario(claim, "dose")}
    _check_forms(claim)
    for number, outcome in enumerate(claim.outcomes):
        _check_outcome(("outcomes", number), outcome, scenarios | dosed)
    strays = [misfits(scenario, claim.parameters) for scenario in scenarios.values()]
    axes = tuple(_axes(claim, ranges, list(scenarios.values()), strays))
    paths = [frozenset(claim.parameters) - stray.keys() for stray in strays]
    control, treatment = (Side(*each) for each in zip(scenarios.values(), paths, strict=True))
    for side in (control, treatment):
        _check_ends(claim, [axis for axis in axes if axis.path in side.paths], side.scenario)
    return Question(article.article, article.title, claim, axes, control, treatment)


def _scenario(claim: Claim, side: str) -> Scenario:
    spec: SideSpec = claim.dose.on(claim.treatment) if side == "dose" and claim.dose else getattr(claim, side)
    length = {} if claim.quarters is None else {"quarters": claim.quarters}
    try:
        return load(spec.scenario, {**spec.set, **length})
    except ScenarioError as error:
        fault = error.faults[0]
        raise Wrong(Finding((side,), f"{fault.where}: {fault.problem}", fault.expected, hint=fault.hint)) from None


def _check_forms(claim: Claim) -> None:
    for axis, options in claim.forms.items():
        if axis not in FORMS:
            raise Wrong(Finding(("forms",), f"no axis {shown(axis)}", one_of(FORMS), word=axis, choices=list(FORMS)))
        if not options:
            raise Wrong(Finding(("forms", axis), "limits the claim to nothing", one_of(FORMS[axis])))
        for number, option in enumerate(options):
            if option not in FORMS[axis]:
                problem, known = f"no option {shown(option)}", FORMS[axis]
                path = ("forms", axis, number)
                raise Wrong(Finding(path, problem, one_of(known), word=option, choices=list(known)))


def _check_outcome(path: tuple[str | int, ...], outcome: Expectation, scenarios: Mapping[str, Scenario]) -> None:
    known = outcome.known_names
    if outcome.name not in known:
        problem = f"no outcome {shown(outcome.name)}" + (" of actors" if outcome.actors else "")
        raise Wrong(Finding((*path, "name"), problem, one_of(known), word=outcome.name, choices=known))
    for name, scenario in scenarios.items():
        actors = actor_names(scenario)
        for number, actor in enumerate(outcome.actors):
            if actor not in actors:
                problem = f"no actor {shown(actor)} in the {name}"
                raise Wrong(Finding((*path, "actors", number), problem, one_of(actors), word=actor, choices=actors))


def _axes(
    claim: Claim, ranges: Mapping[str, Prior], scenarios: Sequence[Scenario], strays: Sequence[Mapping[str, Fault]]
) -> Iterator[Axis]:
    for number, name in enumerate(claim.parameters):
        path = ("parameters", number)
        homes = [scenario for scenario, stray in zip(scenarios, strays, strict=True) if name not in stray]
        if not homes:
            fault = strays[-1][name]
            problem = f"{shown(name)} fits neither side: {fault.problem}"
            raise Wrong(Finding(path, problem, fault.expected, hint=fault.hint))
        axis = replace(axis_of(name, _range(name, ranges, homes[0], path)), whole=is_whole(homes[0], name))
        if axis.whole and not axis.wholes:
            problem = f"no whole number lies from {axis.least} to {axis.most}, the range of {shown(name)}"
            raise Wrong(Finding(path, problem, "a range with whole numbers"))
        yield axis


def _range(name: str, ranges: Mapping[str, Prior], home: Scenario, path: tuple[str | int, ...]) -> Prior:
    found = ranges.get(name) or priors(home).get(name)
    if found is None:
        expected = "a number with a prior in the schema, or a range of its own in parameters.toml"
        raise Wrong(Finding(path, f"{shown(name)} has no range", expected))
    return found


def _check_ends(claim: Claim, axes: Sequence[Axis], scenario: Scenario) -> None:
    """Try the bounds of all ranges together, which is fast, and one by one if that fails."""
    ends = [{axis.path: _end(axis, end) for axis, end in zip(axes, corner, strict=True)} for corner in _corners(axes)]
    if all(_fault(scenario, settings) is None for settings in ends):
        return
    for name, value in (item for settings in ends for item in settings.items()):
        fault = _fault(scenario, {name: value})
        if fault is not None:
            where = ("parameters", claim.parameters.index(name))
            raise Wrong(Finding(where, f"{name}: {fault.problem}", fault.expected, hint=fault.hint))


def _end(axis: Axis, end: float) -> object:
    return axis.wholes[0 if end == axis.least else -1] if axis.whole else end


def _corners(axes: Sequence[Axis]) -> tuple[list[float], list[float]]:
    return [axis.least for axis in axes], [axis.most for axis in axes]


def _fault(scenario: Scenario, settings: dict[str, object]) -> Fault | None:
    try:
        load(scenario, settings)
    except ScenarioError as error:
        return error.faults[0]
    return None


def misfits(scenario: Scenario, paths: Iterable[str]) -> dict[str, Fault]:
    """Paths that do not exist in a scenario, with the error of each."""
    tree = grow(scenario.model_dump(), Source(scenario.title))
    return {path: fault for path in paths for fault in _faults(tree, path)}


def _faults(tree: Node, path: str) -> tuple[Fault, ...]:
    try:
        override(tree, {path: 0})
    except ScenarioError as error:
        return error.faults
    return ()


def is_whole(scenario: Scenario, path: str) -> bool:
    """Whether a path takes only whole numbers."""
    return bool(place_in(scenario, path).type is int)


def bounds(scenario: Scenario, path: str) -> list[float]:
    """Bounds of the range that the schema allows at a path, where the range is closed."""
    least, most, _ = limits(place_in(scenario, path).field)
    return [end for end in (least, most) if end is not None]
