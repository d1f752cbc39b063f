"""Turn a claim into runs: resolve its scenarios, and find ranges of numbers that are valid on both sides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from sim.analysis.claims.claim import Article, Claim, Expectation, SideSpec
from sim.analysis.ensemble.forms import CHOICES
from sim.scenario import Fault, Scenario, ScenarioError, load
from sim.scenario.errors import Finding, Wrong, one_of, shown
from sim.scenario.priors import priors
from sim.scenario.reading.overrides import override, place_in
from sim.scenario.reading.tree import Node, Source, grow
from sim.scenario.schema.quantity import Prior
from sim.world import actor_names

SIDES = ("control", "treatment")
"""Both sides of a contrast."""
FORMS = {choice.name: tuple(choice.options) for choice in CHOICES}
"""Choices of structure that arms may leave open, with their options."""


@dataclass(frozen=True)
class Question:
    """A claim, ready to be tested.

    Attributes:
        article: number of its article.
        title: what the article is about.
        claim: the claim as in its file.
        control: the side without what the claim is about.
        treatment: the side with it.
        dose: the treatment at a dose that must move what it can move; None where the claim gives none.
        ranges: priors, by path, of the claim's own parameters and of what the register has a range of its own for.
    """

    article: str
    title: str
    claim: Claim
    control: Scenario
    treatment: Scenario
    dose: Scenario | None
    ranges: Mapping[str, Prior]

    @property
    def id(self) -> str:
        """Id of the claim."""
        return self.claim.id

    @property
    def sides(self) -> dict[str, Scenario]:
        """Both sides by name."""
        return {"control": self.control, "treatment": self.treatment}

    @property
    def needs_actors(self) -> bool:
        """Whether an outcome is measured on actors one by one."""
        return any(outcome.needs_actors for outcome in self.claim.outcomes)

    @property
    def set_paths(self) -> frozenset[str]:
        """Paths that the claim itself sets on a side."""
        return frozenset({*self.claim.control.set, *self.claim.treatment.set})


def question_of(article: Article, claim: Claim, ranges: Mapping[str, Prior]) -> Question:
    """Resolve a claim.

    Args:
        article: the file that it is in.
        claim: the claim.
        ranges: ranges by path that go before the priors of the schema.

    Raises:
        Wrong: a scenario, setting, parameter, form, outcome or actor does not exist, or a range is not valid.
    """
    control, treatment = (_scenario(claim, side) for side in SIDES)
    dose = None if claim.dose is None else _scenario(claim, "dose")
    _check_forms(claim)
    named = {"control": control, "treatment": treatment} | ({} if dose is None else {"dose": dose})
    for number, outcome in enumerate(claim.outcomes):
        _check_outcome(("outcomes", number), outcome, named)
    own = {path: _own(claim, number, ranges, (control, treatment)) for number, path in enumerate(claim.parameters)}
    others = {path: prior for path, prior in ranges.items() if path not in own}
    return Question(
        article.article, article.title, claim, control, treatment, dose,
        {**fitting(others, (control, treatment)), **own},
    )  # fmt: skip


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
            raise Wrong(
                Finding(
                    ("forms",), f"no structural choice {shown(axis)}", one_of(FORMS), word=axis, choices=list(FORMS)
                )
            )
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


def _own(claim: Claim, number: int, ranges: Mapping[str, Prior], sides: Sequence[Scenario]) -> Prior:
    """The prior of one of a claim's own parameters, tried at both ends on each side that has it."""
    name, where = claim.parameters[number], ("parameters", number)
    strays = [misfits(scenario, [name]) for scenario in sides]
    homes = [scenario for scenario, stray in zip(sides, strays, strict=True) if not stray]
    if not homes:
        fault = strays[-1][name]
        problem = f"{shown(name)} fits neither side: {fault.problem}"
        raise Wrong(Finding(where, problem, fault.expected, hint=fault.hint))
    found = ranges.get(name) or priors(homes[0]).get(name)
    if found is None:
        expected = "a number with a prior in the schema, or a range of its own in parameters.toml"
        raise Wrong(Finding(where, f"{shown(name)} has no range", expected))
    return _tried(name, found, homes, where)


def fitting(ranges: Mapping[str, Prior], sides: Sequence[Scenario]) -> dict[str, Prior]:
    """The ranges of numbers that both sides have.

    Raises:
        Wrong: an end of one is not valid there.
    """
    absent = {path for scenario in sides for path in misfits(scenario, ranges)}
    return {path: _tried(path, prior, sides, ()) for path, prior in ranges.items() if path not in absent}


def _tried(name: str, prior: Prior, homes: Sequence[Scenario], where: tuple[str | int, ...]) -> Prior:
    """A prior whose ends are valid; of a whole number, with whole ends."""
    told = prior
    if is_whole(homes[0], name):
        wholes = range(ceil(prior.least), floor(prior.most) + 1)
        if not wholes:
            problem = f"no whole number lies from {prior.least:g} to {prior.most:g}, the range of {shown(name)}"
            raise Wrong(Finding(where, problem, "a range with whole numbers"))
        told = prior._replace(least=wholes[0], most=wholes[-1])
    for scenario in homes:
        for end in (told.least, told.most):
            fault = _fault(scenario, {name: end})
            if fault is not None:
                raise Wrong(Finding(where, f"{name}: {fault.problem}", fault.expected, hint=fault.hint))
    return told


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
