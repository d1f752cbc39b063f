"""The state of a run: records of actors and of what they know, sparse ties, the commons, and the logs.

Arrays never grow in a run: entrants fill slots that exist from the start.
"""

from collections import OrderedDict
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.noise import Purpose, stream
from sim.scenario.enums import Tier, Topology
from sim.scenario.policies import ExportControl, OpenLicence, Pivot
from sim.scenario.quantity import Section
from sim.scenario.schema import MECHANISMS, Scenario
from sim.scenario.schema import World as WorldNumbers

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]
Record: TypeAlias = Any
"""One element of Records: numbers by name, ``me.cash``; rules take records, because a record is only a pointer."""

NOBODY = -1
COMMONS = -2
"""Source of learning that is no actor but the public stock."""


CACHE_LINE = 64
"""Bytes that memory moves at once."""


def _records(*names: str) -> np.dtype[np.void]:
    """A record of 64-bit fields: names of integers, then of floats, in turn."""
    return np.dtype([(name, "if"[k % 2] + "8") for k, group in enumerate(names) for name in group.split()])


def _padded(*names: str) -> np.dtype[np.void]:
    """Such a record, as long as a whole number of cache lines."""
    record = _records(*names)
    fields = {name: record.fields[name] for name in record.names or ()} if record.fields else {}
    return np.dtype(
        {
            "names": list(fields),
            "formats": [kind for kind, *_ in fields.values()],
            "offsets": [place for _, place, *_ in fields.values()],
            "itemsize": -(-record.itemsize // CACHE_LINE) * CACHE_LINE,
        }
    )


ACTOR_FIELDS = _padded(
    # What partners read of each other comes first: over a million ties it must be near in memory.
    "alive bloc tier partner key",
    "openness capability released released_before effort reputation conduct_good conduct_bad",
    "kind home enters strategy hoards_as shares_as choice released_tier release source ordered host decided grudge "
    "leaning rivals",
    "openness_before safety own_governance governance complement compute experience absorption researched learned "
    "own_work foreign_work duplicated endowment budget schools outlay cash revenue fees payoff payoff_sum users threat "
    "rival second foreign appraisal flaws find_rate incident misuse hoard_attraction share_attraction subsidy fee "
    "fee_threshold outage forced_incident",
)
"""One record an actor. Capability in OOM, money in billion dollars (a quarter), shares in [0,1]."""

KNOWLEDGE_FIELDS = _records("", "know_how disclosed discovered focus drive offered")
"""One record an actor and domain: OOM held, released, found this quarter; share of research and what it drives
(focus^returns); share of disclosure."""

DOMAIN_FIELDS = _records("", "weight public community")
"""One record a domain: weight, public know-how P (OOM), community V."""

TIER_FIELDS = _records("", "disclosure capture appeal exposure")
"""One record a tier: what it discloses, earns, offers and risks."""

BLOC_FIELDS = _records("", "restriction shock")
"""One record a bloc: share of compute purchases stopped, factor on the rest."""

COMMONS_FIELDS = _records(
    "best_open_release best_open_actor releases joint_releases incidents misuses catastrophes entrants exits ended "
    "producers",
    "best_open reference frontier released_frontier flaws catalogue regulation challenge community openness "
    "compute_price market price appeal surplus service_loss open_use trust trust_within trust_across",
)
"""What there is once: the best open model, the market, regulation, counts."""

RELEASE_FIELDS = _records("quarter actor co_releaser base tier", "capability")
"""One record a release: who, with whom, built on which release, how capable, how open."""

POLICY_KINDS = (
    "pivot",
    "open_licence",
    "export_control",
    "subsidy",
    "compute_shock",
    "breakthrough",
    "leak",
    "incident",
    "outage",
)

POLICY_FIELDS = _records("kind start ramp end first last host from_bloc to_bloc tier", "amount second_amount")
"""One record a dated row: when, on which actors (rows first to last - 1) or blocs, how strongly."""


class World(NamedTuple):
    """Everything that changes in a run, and the parameters that it obeys.

    Attributes:
        actors: records of :data:`ACTOR_FIELDS`, shape (actors,).
        fields: records of :data:`KNOWLEDGE_FIELDS`, shape (actors, domains).
        domains: records of :data:`DOMAIN_FIELDS`, shape (domains,).
        start: ties in compressed rows: those of actor i are ``target[start[i]:start[i+1]]``; shape (actors + 1,).
        target: whom each tie observes, trusts and learns from, shape (ties,).
        trust: trust on each tie, shape (ties,).
        tiers: records of :data:`TIER_FIELDS`, shape (4,).
        blocs: records of :data:`BLOC_FIELDS`, shape (blocs,).
        control: export control [from, to] in [0,1], shape (blocs, blocs).
        commons: one record of :data:`COMMONS_FIELDS`, shape (1,).
        policies: records of :data:`POLICY_FIELDS`, in order of start.
        parameters: one nested record, ``parameters[0].research.productivity``.
        releases: the log, records of :data:`RELEASE_FIELDS`; the first ``commons[0].releases`` are in use.
        series: what was observed, shape (quarters, series).
    """

    actors: Records
    fields: Records
    domains: Records
    start: Integers
    target: Indices
    trust: Floats
    tiers: Records
    blocs: Records
    control: Floats
    commons: Records
    policies: Records
    parameters: Records
    releases: Records
    series: Floats


DRAWN = frozenset({Topology.BLOCS, Topology.SCALE_FREE, Topology.SMALL_WORLD})
"""Topologies whose ties depend on the seed."""

FOREVER = 1 << 40
SLOT_KEY = 1 << 32
"""Keys of slots start here, so that a further named actor does not shift their noise."""


def _record_type() -> np.dtype[np.void]:
    def of(section: type[Section]) -> np.dtype[np.void]:
        return np.dtype(
            [(name, "f8" if field.annotation is float else "i8") for name, field in section.model_fields.items()]
        )

    sections: dict[str, type[Section]] = {"world": WorldNumbers, **MECHANISMS}
    return np.dtype([(name, of(section)) for name, section in sections.items()])


PARAMETER_FIELDS = _record_type()


def parameters(scenario: Scenario) -> Records:
    """All numbers of a scenario as one nested record, ``p.research.productivity`` (shape (1,))."""
    sections = (getattr(scenario, name) for name in PARAMETER_FIELDS.names or ())
    return np.array([tuple(tuple(section.__dict__.values()) for section in sections)], PARAMETER_FIELDS)


def actor_names(scenario: Scenario) -> list[str]:
    """Names of all actors in the order of their rows; entrants' slots are ``entrant-1``, ``entrant-2``, ..."""
    names: list[str] = []
    for name, spec in scenario.actors.items():
        names += [name] if spec.count == 1 else [f"{name}-{k + 1}" for k in range(spec.count)]
    return names + [f"entrant-{k + 1}" for k in range(slots(scenario))]


def bloc_names(scenario: Scenario) -> list[str]:
    """Names of the blocs, in the order of their first actor."""
    return list(dict.fromkeys(spec.bloc for spec in scenario.actors.values()))


def slots(scenario: Scenario) -> int:
    """Number of slots for entrants."""
    return scenario.entry.slots if scenario.entry.on else 0


def _home_names(scenario: Scenario) -> list[str]:
    return list(dict.fromkeys(spec.home or spec.bloc for spec in scenario.actors.values()))


def _actors(scenario: Scenario) -> Records:
    specs = list(scenario.actors.values())
    blocs, homes = bloc_names(scenario), _home_names(scenario)
    counts = [spec.count for spec in specs]
    named = sum(counts)
    actors = _aligned(named + slots(scenario))

    def fill(name: str, values: list[Any]) -> None:
        actors[name][:named] = values if len(values) == named else np.repeat(values, counts)

    for name in ("kind", "strategy", "hoards_as", "shares_as", "tier", "compute", "endowment", "cash", "effort"):
        fill(name, [getattr(spec, name) for spec in specs])
    fill("users", [spec.users for spec in specs])
    fill("complement", [spec.complement for spec in specs])
    fill("own_governance", [spec.governance for spec in specs])
    fill("bloc", [blocs.index(spec.bloc) for spec in specs])
    fill("home", [homes.index(spec.home or spec.bloc) for spec in specs])
    enters = [max(0, scenario.quarter_of(spec.enters)) if spec.enters else 0 for spec in specs]
    fill("enters", enters)
    fill("alive", [int(quarter == 0) for quarter in enters])
    actors["enters"][named:] = NOBODY
    actors["compute"][named:] = 1.0
    actors["bloc"][named:] = np.arange(len(actors) - named) % len(blocs)
    first_home = {spec.bloc: homes.index(spec.home or spec.bloc) for spec in reversed(specs)}
    actors["home"][named:] = [first_home[blocs[bloc]] for bloc in actors["bloc"][named:]]
    actors["key"][:named] = np.arange(named)
    actors["key"][named:] = SLOT_KEY + np.arange(len(actors) - named)
    for name in ("release", "source", "partner", "ordered", "host"):
        actors[name] = NOBODY
    return actors


def _aligned(size: int) -> Records:
    """Records of actors, zero, each at the start of a cache line."""
    raw = np.zeros(size * ACTOR_FIELDS.itemsize + CACHE_LINE, np.uint8)
    begin = -raw.ctypes.data % CACHE_LINE
    return raw[begin : begin + size * ACTOR_FIELDS.itemsize].view(ACTOR_FIELDS)


def _fields(scenario: Scenario, size: int) -> Records:
    names = list(scenario.domains)
    specs = list(scenario.actors.values())
    counts = [spec.count for spec in specs]
    named = sum(counts)
    weight = _weights(scenario).tolist()
    rows = np.zeros((size, len(names)), KNOWLEDGE_FIELDS)

    def fill(field: str, values: list[list[float]]) -> None:
        table = np.array(values, float).reshape(len(specs), len(names))
        rows[field][:named] = table if named == len(specs) else np.repeat(table, counts, axis=0)

    fill("know_how", [[spec.know_how_in.get(name, spec.know_how) for name in names] for spec in specs])
    fill("focus", [[spec.focus.get(name, 0.0) for name in names] if spec.focus else weight for spec in specs])
    fill("offered", [[float(name not in spec.withheld) for name in names] for spec in specs])
    rows["focus"][named:] = weight
    rows["offered"][named:] = 1.0
    rows["focus"] /= rows["focus"].sum(axis=1, keepdims=True)
    rows["drive"] = rows["focus"] ** scenario.research.returns
    rows["disclosed"] = rows["know_how"]
    return rows


def _weights(scenario: Scenario) -> Floats:
    weight: Floats = np.array([domain.weight for domain in scenario.domains.values()])
    return np.asarray(weight / weight.sum())


def _complete(size: int) -> tuple[Integers, Indices]:
    targets = np.broadcast_to(np.arange(size, dtype=np.int32), (size, size))
    return np.arange(size + 1, dtype=np.int64) * (size - 1), targets[~np.eye(size, dtype=bool)]


def _from_pairs(size: int, pairs: npt.NDArray[Any]) -> tuple[Integers, Indices]:
    both = np.unique(np.concatenate((pairs, pairs[:, ::-1])).astype(np.int64), axis=0)
    both = both[both[:, 0] != both[:, 1]]
    start = np.concatenate(([0], np.cumsum(np.bincount(both[:, 0], minlength=size)))).astype(np.int64)
    return start, both[:, 1].astype(np.int32)


def _bloc_pairs(scenario: Scenario, bloc: Integers, random: np.random.Generator) -> npt.NDArray[Any]:
    """Complete inside each bloc; every actor also has `across` random ties to other blocs."""
    members = [np.flatnonzero(bloc == number) for number in range(int(bloc.max()) + 1)]
    inside = [np.column_stack([axis.ravel() for axis in np.meshgrid(group, group)]) for group in members]
    bridges = []
    for actor in range(len(bloc)):
        others = np.flatnonzero(bloc != bloc[actor])
        for other in random.choice(others, min(scenario.ties.across, len(others)), replace=False):
            bridges.append((actor, other))
    return np.concatenate([*inside, np.array(bridges, np.int64).reshape(-1, 2)])


def _graph_pairs(scenario: Scenario, size: int, random: np.random.Generator) -> npt.NDArray[Any]:
    import networkx

    seed, degree = int(random.integers(2**32)), min(scenario.ties.degree, size - 1)
    if scenario.ties.topology == Topology.SCALE_FREE:
        graph = networkx.barabasi_albert_graph(size, max(1, degree // 2), seed=seed)
    else:
        graph = networkx.watts_strogatz_graph(size, degree, scenario.ties.rewiring, seed=seed)
    return np.array(graph.edges, np.int64).reshape(-1, 2)


def _ties(scenario: Scenario, bloc: Integers, seed: int) -> tuple[Integers, Indices, Floats]:
    size, topology = len(bloc), scenario.ties.topology
    if size == 1:
        start, target = np.zeros(2, np.int64), np.empty(0, np.int32)
    elif topology == Topology.COMPLETE:
        start, target = _complete(size)
    elif topology == Topology.EDGES:
        row = {name: number for number, name in enumerate(actor_names(scenario))}
        pairs = np.array([[row[name] for name in edge] for edge in scenario.ties.edges], np.int64).reshape(-1, 2)
        start, target = _from_pairs(size, pairs)
    else:
        random = stream(seed, Purpose.TOPOLOGY)
        if topology == Topology.BLOCS:
            pairs = _bloc_pairs(scenario, bloc, random)
        else:
            pairs = _graph_pairs(scenario, size, random)
        start, target = _from_pairs(size, pairs)
    within = bloc[np.repeat(np.arange(size), np.diff(start))] == bloc[target]
    return start, target, np.where(within, scenario.trust.prior_within, scenario.trust.prior_across)


def _tiers(scenario: Scenario) -> Records:
    specs = (scenario.tiers.closed, scenario.tiers.access, scenario.tiers.licensed, scenario.tiers.open)
    return np.array([(spec.disclosure, spec.capture, spec.appeal, spec.exposure) for spec in specs], TIER_FIELDS)


def _policies(scenario: Scenario) -> Records:
    """The dated rows as records, in order of their start (file order within a quarter)."""
    first_row: dict[str, tuple[int, int]] = {}
    number = 0
    for name, spec in scenario.actors.items():
        first_row[name] = (number, number + spec.count)
        for k in range(spec.count if spec.count > 1 else 0):
            first_row[f"{name}-{k + 1}"] = (number + k, number + k + 1)
        number += spec.count
    blocs = bloc_names(scenario)
    rows = np.zeros(len(scenario.policies), POLICY_FIELDS)
    for row, policy in zip(rows, scenario.policies, strict=True):
        row["kind"] = POLICY_KINDS.index(policy.kind)
        row["start"] = scenario.quarter_of(policy.start)
        row["ramp"] = getattr(policy, "ramp", 0)
        end = getattr(policy, "end", None)
        row["end"] = scenario.quarter_of(end) if end else FOREVER
        row["first"], row["last"] = first_row.get(getattr(policy, "actor", ""), (NOBODY, NOBODY))
        row["host"] = row["from_bloc"] = row["to_bloc"] = row["tier"] = NOBODY
        row["amount"], row["second_amount"] = _amounts(policy)
        if isinstance(policy, Pivot):
            row["tier"] = policy.tier
        elif isinstance(policy, OpenLicence):
            row["tier"] = Tier.LICENSED
            row["host"] = first_row[policy.host][0] if policy.host else NOBODY
        elif isinstance(policy, ExportControl):
            row["from_bloc"], row["to_bloc"] = blocs.index(policy.from_bloc), blocs.index(policy.to_bloc)
        elif policy.kind == "compute_shock" and policy.bloc:
            row["to_bloc"] = blocs.index(policy.bloc)
    return rows[np.argsort(rows["start"], kind="stable")]


_AMOUNTS = {
    "pivot": ("governance",),
    "open_licence": ("fee", "threshold"),
    "export_control": ("strength", "compute"),
    "subsidy": ("amount",),
    "compute_shock": ("factor",),
    "breakthrough": ("size",),
    "leak": ("share",),
    "incident": ("severity",),
    "outage": ("severity",),
}


def _amounts(policy: Any) -> tuple[float, float]:
    first, *second = (getattr(policy, name) for name in _AMOUNTS[policy.kind])
    return first, second[0] if second else 0.0


_DRAFTS: OrderedDict[str, World] = OrderedDict()
_DRAFTS_KEPT = 32
_LARGEST_KEPT = 300


def _draft(scenario: Scenario) -> World:
    """What does not depend on the seed, without ties that are drawn; kept, because many seeds follow each other."""
    kept = _DRAFTS.get(scenario.digest)
    if kept is None:
        kept = _drafted(scenario)
        if len(kept.actors) <= _LARGEST_KEPT:
            _DRAFTS[scenario.digest] = kept
        if len(_DRAFTS) > _DRAFTS_KEPT:
            _DRAFTS.popitem(last=False)
    return kept


def _drafted(scenario: Scenario) -> World:
    actors = _actors(scenario)
    size, blocs = len(actors), len(bloc_names(scenario))
    domains = np.zeros(len(scenario.domains), DOMAIN_FIELDS)
    domains["weight"] = _weights(scenario)
    commons = np.zeros(1, COMMONS_FIELDS)
    commons["catalogue"] = scenario.commons.catalogue
    commons["compute_price"] = scenario.compute.price
    commons["best_open_release"] = commons["best_open_actor"] = NOBODY
    if scenario.ties.topology in DRAWN:
        start, target, trust = np.zeros(size + 1, np.int64), np.empty(0, np.int32), np.empty(0)
    else:
        start, target, trust = _ties(scenario, actors["bloc"], 0)
    return World(
        actors=actors,
        fields=_fields(scenario, size),
        domains=domains,
        start=start,
        target=target,
        trust=trust,
        tiers=_tiers(scenario),
        blocs=np.zeros(blocs, BLOC_FIELDS),
        control=np.zeros((blocs, blocs)),
        commons=commons,
        policies=_policies(scenario),
        parameters=parameters(scenario),
        releases=np.empty(0, RELEASE_FIELDS),
        series=np.empty((0, 0)),
    )


def _copied(array: npt.NDArray[Any]) -> Any:
    """A copy; of records as plain 64-bit words, for NumPy copies them field by field."""
    if array.dtype.names is None:
        return array.copy()
    copy = _aligned(len(array)) if array.dtype == ACTOR_FIELDS else np.empty_like(array)
    copy.reshape(-1).view(np.int64)[:] = array.reshape(-1).view(np.int64)
    return copy


def build(scenario: Scenario, seed: int, quarters: int, series: int) -> World:
    """The state before the first quarter; no array of it is shared with another world.

    Args:
        scenario: what to build; it must hold at least one actor.
        seed: seed of the run; it matters here only where ties are drawn at random.
        quarters: quarters for which the logs have room.
        series: number of series observed each quarter.

    Returns:
        A world with capability, public stocks and budgets left to :func:`sim.rules.quarter.prepare`.
    """
    draft = World(*(_copied(array) for array in _draft(scenario)))
    if scenario.ties.topology in DRAWN:
        start, target, trust = _ties(scenario, draft.actors["bloc"], seed)
        draft = draft._replace(start=start, target=target, trust=trust)
    releases = np.empty(len(draft.actors) * quarters, RELEASE_FIELDS)
    return draft._replace(releases=releases, series=np.zeros((quarters, series)))


def extended(world: World, quarters: int) -> World:
    """The same world with room in its logs for so many quarters in all (other arrays are shared, not copied)."""
    size = len(world.actors)
    releases = np.empty(size * quarters, RELEASE_FIELDS)
    releases[: len(world.releases)] = world.releases[: len(releases)]
    series = np.zeros((quarters, world.series.shape[1]))
    series[: len(world.series)] = world.series[:quarters]
    return world._replace(releases=releases, series=series)
