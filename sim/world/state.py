"""What the state of a run is made of: one class a record, one line a number, with its unit and what it is.

A record is 64-bit numbers in memory, in the order in which they stand here. All else follows: the types of the arrays,
what mypy knows of ``me.reputation`` in a rule, the properties of Mesa's agents, the tables of docs/ODD.md.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Generic, NamedTuple, TypeVar, get_args, get_type_hints, overload

import numpy as np
import numpy.typing as npt

CACHE_LINE = 64
"""Bytes that memory moves at once."""

WHOLE = "whole number"
ROW = "row, or -1"
SHARE = "share"
OOM = "OOM"
MONEY = "bn USD"
A_QUARTER = "bn USD/quarter"
A_USER = "USD/user/quarter"
OF_OUTLAY = "share of outlay"
QUARTER = "quarter"
YES = "0 or 1"


class State:
    """A record. Rules read its numbers as ``me.cash``; Python outside of them as ``me["cash"]``, for NumPy's do so."""

    if TYPE_CHECKING:

        def __getitem__(self, name: str) -> Any: ...


class ActorRecord(State):
    """One record an actor. What partners read of each other comes first: over a million ties it must be near."""

    alive: Annotated[int, YES, "whether it is in the world"]
    bloc: Annotated[int, WHOLE, "number of its bloc"]
    tier: Annotated[int, "tier", "tier at which it shares what it knows"]
    partner: Annotated[int, ROW, "with whom it released last"]
    key: Annotated[int, WHOLE, "by which its luck is drawn"]
    openness: Annotated[float, SHARE, "share of know-how that its tier discloses"]
    capability: Annotated[float, OOM, "K, effective compute of what it has"]
    released: Annotated[float, OOM, "capability of its latest release"]
    released_before: Annotated[float, OOM, "the same a quarter ago"]
    effort: Annotated[float, "1", "e, what it spends against its budget"]
    reputation: Annotated[float, SHARE, "mean trust of those who are tied to it"]
    released_tier: Annotated[int, "tier", "tier of its latest release"]
    staff: Annotated[float, "1", "weight by which people come and go, 2x/(x + mean x) of its outlay x"]
    distillable: Annotated[float, SHARE, "of a gap, of what its paid access shows, that a buyer distils in a quarter"]
    conduct_good: Annotated[float, "1", "what everybody sees that speaks for it"]
    conduct_bad: Annotated[float, "1", "what everybody sees that speaks against it"]
    scar: Annotated[float, SHARE, "trust that promises found broken have taken for good"]
    amends: Annotated[float, "1", "how much faster trust in it grows, for a promise kept this quarter"]
    clubs: Annotated[int, "bits", "alliances and partnerships to which it belongs"]
    kind: Annotated[int, "kind", "firm, nation or lab"]
    home: Annotated[int, WHOLE, "number of its home nation"]
    enters: Annotated[int, QUARTER, "when it enters, or -1 for a slot that is free"]
    strategy: Annotated[int, "strategy", "how it decides"]
    hoards_as: Annotated[int, "tier", "tier at which it hoards"]
    shares_as: Annotated[int, "tier", "tier at which it shares"]
    choice: Annotated[int, "tier", "tier chosen for this quarter"]
    release: Annotated[int, ROW, "its latest release in the log"]
    source: Annotated[int, ROW, "from whom it learnt most, -2 for the public stock"]
    ordered: Annotated[int, "tier, or -1", "tier to which it is committed"]
    host: Annotated[int, ROW, "firm on whose platform it is offered"]
    decided: Annotated[int, YES, "whether it has ever decided"]
    grudge: Annotated[int, YES, "whether it will never share again (grim)"]
    leaning: Annotated[int, YES, "whether it copied sharing (imitate)"]
    belief: Annotated[float, "share, or -1", "b, of its partners that it expects to share; -1 before it has looked"]
    rivals: Annotated[int, "actors", "living actors that it sees"]
    openness_before: Annotated[float, SHARE, "openness a quarter ago"]
    safety: Annotated[float, SHARE, "s, care: 0 none, 1 all"]
    own_governance: Annotated[float, SHARE, "release governance of its own"]
    governance: Annotated[float, SHARE, "release governance with what rows of policies ask"]
    complement: Annotated[float, "1", "earnings on complements at full community, against the market"]
    compute: Annotated[float, "C", "training compute, of which compute.price tells what a billion buys"]
    experience: Annotated[float, OOM, "M, research experience, by which it understands others"]
    leaving: Annotated[float, SHARE, "of what it hides that staff carry off along a tie, mean of its ties"]
    leaking: Annotated[float, SHARE, "the same, with what is distilled of it where it hoards"]
    absorption: Annotated[float, SHARE, "gamma, share of what is on offer that it understands"]
    researched: Annotated[float, OOM, "know-how found this quarter, weighted over domains"]
    learned: Annotated[float, OOM, "know-how learnt from others this quarter, weighted over domains"]
    own_work: Annotated[float, OOM, "know-how found since its latest release"]
    foreign_work: Annotated[float, OOM, "know-how learnt since its latest release"]
    duplicated: Annotated[float, A_QUARTER, "outlay on what somebody already held"]
    endowment: Annotated[float, A_QUARTER, "money that comes whatever it does"]
    budget: Annotated[float, A_QUARTER, "what it can spend at effort 1"]
    schools: Annotated[float, A_QUARTER, "what it spends on educating users and policymakers"]
    outlay: Annotated[float, A_QUARTER, "what it spends"]
    compute_money: Annotated[float, A_QUARTER, "what of that pays for compute, its own and what it buys for others"]
    cash: Annotated[float, MONEY, "what it has left"]
    earning: Annotated[float, A_QUARTER, "revenue and fees on which it plans, a mean of the past"]
    transfers: Annotated[float, A_QUARTER, "subsidy and grant that it has, less subsidy and schools that it pays for"]
    profit: Annotated[float, A_QUARTER, "revenue, fees and transfers less outlay, harm, interest and tax"]
    tax: Annotated[float, A_QUARTER, "tax on profits"]
    debt: Annotated[float, MONEY, "what it owes to investors"]
    raised: Annotated[float, A_QUARTER, "what investors pay for new shares"]
    held: Annotated[float, SHARE, "share of it that investors hold"]
    book: Annotated[float, MONEY, "what has been placed in it, faded"]
    valuation: Annotated[float, MONEY, "what investors think it worth"]
    distress: Annotated[int, YES, "whether it could not pay what it owed"]
    revenue: Annotated[float, A_QUARTER, "from users and complements"]
    sales: Annotated[float, A_QUARTER, "from users alone"]
    price: Annotated[float, A_USER, "what a user pays for its product (prices)"]
    unit_cost: Annotated[float, A_USER, "what serving a user of its product costs (prices)"]
    rent: Annotated[float, A_QUARTER, "what users would pay it above cost for paid access (prices)"]
    swing: Annotated[float, A_QUARTER, "what one more unit of utility would add to that (prices)"]
    edge: Annotated[float, "utility/OOM", "utility that one OOM of know-how adds (prices)"]
    beside: Annotated[float, A_QUARTER, "what it would earn beside its model if that were open (prices)"]
    fees: Annotated[float, A_QUARTER, "licence fees, a host's cut, compliance and fines, net"]
    payoff: Annotated[float, A_QUARTER, "what it wants, by its kind"]
    payoff_sum: Annotated[float, MONEY, "payoffs so far"]
    users: Annotated[float, SHARE, "share of users that it has"]
    threat: Annotated[float, "1", "mean effort of those it sees, as far as it mistrusts them, and fear of who is ahead"]
    rival: Annotated[float, OOM, "best capability that it believes another to have"]
    second: Annotated[float, OOM, "second best capability that it believes another to have"]
    foreign: Annotated[float, OOM, "best capability that it believes one of another bloc to have"]
    closest: Annotated[float, OOM, "least distance, ahead or behind, at which it believes another to be"]
    odds: Annotated[float, "1", "odds that somebody else wins, to one that it does (form contest)"]
    appraisal: Annotated[float, A_QUARTER, "what it expects of sharing over hoarding"]
    flaws: Annotated[float, "flaws", "F, undiscovered flaws of what it has"]
    find_rate: Annotated[float, SHARE, "share of its flaws found this quarter"]
    incident: Annotated[float, "ordinary incidents", "incidents this quarter, by severity"]
    misuse: Annotated[float, "misuses", "misuses of what it has out, this quarter"]
    hoard_attraction: Annotated[float, "1", "attraction of hoarding (learners)"]
    share_attraction: Annotated[float, "1", "attraction of sharing (learners)"]
    subsidy: Annotated[float, A_QUARTER, "from or, below 0, for others"]
    fee: Annotated[float, A_QUARTER, "licence fee of each user organisation above the threshold"]
    fee_threshold: Annotated[float, SHARE, "share of users above which its fee is due"]
    outage: Annotated[float, SHARE, "share of its service that is down"]
    forced_incident: Annotated[float, "ordinary incidents", "incidents that rows of policies order"]
    denied: Annotated[float, SHARE, "share of users whom its paid access does not reach"]
    run: Annotated[float, "log10 FLOP, or -1", "largest training run up to the start, from which its compute follows"]
    run_spread: Annotated[float, OOM, "standard deviation of that run, where it was imputed"]


class KnowledgeRecord(State):
    """One record an actor and domain."""

    know_how: Annotated[float, OOM, "A, what it knows"]
    disclosed: Annotated[float, OOM, "D, what it had released of it"]
    discovered: Annotated[float, OOM, "what it finds this quarter, less what is lost of what is re-found"]
    found: Annotated[float, OOM, "the same before that loss"]
    unpublished: Annotated[float, OOM, "what it has found and not put within everybody's reach"]
    focus: Annotated[float, SHARE, "share of its research that goes there"]
    drive: Annotated[float, "1", "focus^returns, what that share drives"]
    offered: Annotated[float, SHARE, "share of what its tier discloses that it does not withhold"]


class DomainRecord(State):
    """One record a domain of research."""

    weight: Annotated[float, SHARE, "its weight in usable know-how"]
    public: Annotated[float, OOM, "P, public know-how"]
    community: Annotated[float, SHARE, "V, downstream community against a full one"]
    stack: Annotated[float, SHARE, "Q, shared stack that foundations keep up"]


class DutyRecord(State):
    """One record an actor: what institutions ask of it and give it this quarter.

    Apart from the actor's record, because most worlds never read it.
    """

    since: Annotated[int, QUARTER, "when the commitment that binds it began"]
    hosted: Annotated[int, ROW, "the host that it found by itself"]
    promised: Annotated[int, YES, "whether it has promised anything"]
    funded: Annotated[int, YES, "whether it may have grants"]
    broken: Annotated[int, "promises", "how many it breaks this quarter"]
    convicted: Annotated[int, YES, "whether it was found to break a promise or a law"]
    overhead: Annotated[float, OF_OUTLAY, "what institutions cost it"]
    dues: Annotated[float, OF_OUTLAY, "dues and boards of its alliances"]
    skills: Annotated[float, OF_OUTLAY, "training that its alliances give it"]
    mission: Annotated[float, OF_OUTLAY, "what it turns to shared challenges, beyond everybody's"]
    division: Annotated[float, SHARE, "how far it keeps to the domains in which it does more than others"]
    breadth: Annotated[float, SHARE, "breadth of expertise that reads along"]
    data: Annotated[float, SHARE, "share of its data that it pools, unprotected"]
    exposed: Annotated[float, SHARE, "share of its data that can get out"]
    tools: Annotated[float, SHARE, "how well one can build on its paid access"]
    training: Annotated[float, OF_OUTLAY, "training of its people"]
    restricted: Annotated[float, SHARE, "share of uses that its licence forbids"]
    limits: Annotated[float, SHARE, "share of distillation that limits on the use of its paid access stop"]
    offer: Annotated[float, A_QUARTER, "grant that it would have if it published"]
    grant: Annotated[float, A_QUARTER, "grant that it has"]
    granted: Annotated[float, A_QUARTER, "grant of the quarter before"]
    given: Annotated[float, A_QUARTER, "public compute that it has"]
    fine: Annotated[float, A_QUARTER, "fines for promises and duties found broken"]
    reward: Annotated[float, A_QUARTER, "part of them that goes to who reported it"]
    checks: Annotated[float, OF_OUTLAY, "what inspecting restraint, and a law of its own, take this quarter"]
    deal: Annotated[int, ROW, "record of policies by which it has promised restraint to a leader"]
    leader: Annotated[int, ROW, "who shows it what it has, for that"]
    barred: Annotated[int, YES, "whether it was found to have broken that: nobody offers it again"]
    shown: Annotated[float, SHARE, "share of released know-how that the leader shows it"]
    bargain: Annotated[float, OOM, "know-how that it expects to learn by that in a quarter"]
    care: Annotated[float, SHARE, "research that promised care costs it"]
    effort: Annotated[float, SHARE, "research that promised restraint costs it"]
    openness: Annotated[float, SHARE, "disclosure that a promised tier adds"]
    word: Annotated[float, "-1 to 1", "what is heard of its promises: kept, by what that cost; -1 found broken"]
    told_tier: Annotated[int, "tier, or -1", "tier that somebody decides for it"]
    told_effort: Annotated[float, "1, or -1", "effort that somebody decides for it"]
    told_care: Annotated[float, "share, or -1", "care that somebody decides for it"]
    joins: Annotated[int, "bits", "alliances to which somebody decides that it belongs"]
    leaves: Annotated[int, "bits", "alliances to which somebody decides that it does not belong"]


class ClubRecord(State):
    """One record an alliance or partnership; its number is the bit of ``clubs`` by which an actor belongs to it."""

    alliance: Annotated[int, YES, "whether it is an alliance, or a partnership"]
    admission: Annotated[int, "admission", "whom it takes in"]
    exclusive: Annotated[int, YES, "whether members belong to no other alliance"]
    governance: Annotated[int, "quarters", "quarters until its board stands"]
    began: Annotated[int, QUARTER, "when it began"]
    members: Annotated[int, "actors", "living members"]
    labs: Annotated[int, "actors", "labs among them"]
    host: Annotated[int, ROW, "partner on whose platform the others are offered"]
    force: Annotated[float, SHARE, "how far it is in force"]
    obligation: Annotated[float, SHARE, "share of released know-how that members owe each other"]
    dues: Annotated[float, OF_OUTLAY, "dues"]
    catalogue: Annotated[float, "share of dues", "for the catalogue of safety tools"]
    skills: Annotated[float, "share of dues", "for skills"]
    board: Annotated[float, OF_OUTLAY, "cost of a board that stands"]
    governed: Annotated[float, SHARE, "how far the board stands"]


class TierRecord(State):
    """One record a tier."""

    weights: Annotated[int, YES, "whether weights are out"]
    disclosure: Annotated[float, SHARE, "share of know-how that it discloses"]
    capture: Annotated[float, SHARE, "share of what a user is worth that it earns"]
    appeal: Annotated[float, "utility", "how it appeals to users"]
    exposure: Annotated[float, SHARE, "how far it is exposed to misuse"]
    building: Annotated[float, SHARE, "how well one can build on it"]


class BlocRecord(State):
    """One record a bloc."""

    restriction: Annotated[float, SHARE, "share of its money for compute that may not buy in the world's pool"]
    shock: Annotated[float, "1", "factor on what it buys"]
    demand: Annotated[float, A_QUARTER, "money for compute of those who are there"]
    capacity: Annotated[float, A_QUARTER, "what its own makers of compute can make, at cost"]
    scarcity: Annotated[float, "1", "rho, price against cost at its own makers"]
    states: Annotated[int, "actors", "states that are there"]
    leeway: Annotated[float, "1", "least care that its law asks, less that of the law at large"]
    incidents: Annotated[float, "ordinary incidents", "a quarter, as its states expect them from the past"]
    buys: Annotated[float, "C/bn USD", "compute that a billion buys there, the world's and its own makers' together"]


class SocietyRecord(State):
    """What there is once: public work, the market, the law, trust at large, counts."""

    best_open_release: Annotated[int, ROW, "best release with open weights"]
    releases: Annotated[int, "releases", "so far"]
    joint_releases: Annotated[int, "releases", "made jointly so far"]
    models: Annotated[int, "models", "released so far"]
    tail: Annotated[int, "makers", "of a single model so far"]
    catastrophes: Annotated[int, "catastrophes", "so far"]
    entrants: Annotated[int, "firms", "that entered so far"]
    exits: Annotated[int, "actors", "that left so far"]
    ended: Annotated[int, YES, "whether a catastrophe has ended the run"]
    producers: Annotated[int, "firms", "that produce (Cournot)"]
    partnerships: Annotated[int, "partnerships", "in force"]
    breaches: Annotated[int, "promises", "broken this quarter"]
    projects: Annotated[int, "projects", "that grants started this quarter"]
    stale: Annotated[int, YES, "whether levers must be set anew"]
    active: Annotated[int, "actors", "that are there"]
    promises: Annotated[int, WHOLE, "records of promises, which come first"]
    awake: Annotated[int, QUARTER, "next quarter in which a row of policies may act otherwise"]
    best_open: Annotated[float, OOM, "capability of the best release with open weights"]
    best_open_know_how: Annotated[float, OOM, "know-how behind the best release with open weights"]
    reference: Annotated[float, OOM, "released frontier at the start"]
    frontier: Annotated[float, OOM, "best capability"]
    released_frontier: Annotated[float, OOM, "best released capability"]
    flaws: Annotated[float, "flaws", "of what is public"]
    catalogue: Annotated[float, SHARE, "S, shared safety tools"]
    regulation: Annotated[float, SHARE, "least care that the law asks"]
    challenge: Annotated[float, SHARE, "X, progress of shared challenges"]
    community: Annotated[float, SHARE, "downstream community, weighted over domains"]
    openness: Annotated[float, "shares", "what open releases of firms disclose, by which complements are divided"]
    compute_price: Annotated[float, "C/bn USD", "compute that a billion buys in the world's pool"]
    compute_at_cost: Annotated[float, "C/bn USD", "compute that it would buy if capacity were just in use"]
    scarcity: Annotated[float, "1", "rho, how many times dearer compute is than that"]
    capacity: Annotated[float, A_QUARTER, "what the world's makers of compute can make, at cost"]
    market: Annotated[float, A_QUARTER, "size of the market"]
    price: Annotated[float, MONEY, "what a first unit would sell for (Cournot)"]
    output: Annotated[float, "units", "what is produced (Cournot)"]
    appeal: Annotated[float, "utility", "U, log of the sum of what users can choose"]
    surplus: Annotated[float, A_QUARTER, "consumer surplus"]
    service_loss: Annotated[float, SHARE, "users without service in outages"]
    open_use: Annotated[float, SHARE, "users who run the best open model themselves"]
    reached: Annotated[float, SHARE, "users whom AI has reached, of all that there can be"]
    know_how: Annotated[float, OOM, "best know-how at the start"]
    economy: Annotated[float, "1", "the rest of the economy against the start's"]
    pace: Annotated[float, "OOM/quarter", "progress that investors expect"]
    seen_frontier: Annotated[float, OOM, "released frontier at which they looked last"]
    capture: Annotated[float, SHARE, "of the worth of AI that investors expect firms to earn"]
    margin: Annotated[float, SHARE, "of revenue that investors expect to become profit"]
    stakes: Annotated[float, A_USER, "1/alpha, worth of one unit of utility (prices)"]
    complements: Annotated[float, A_QUARTER, "spent beside open use (prices)"]
    open_price: Annotated[float, A_USER, "what users pay who run the best open model themselves (prices)"]
    fixed_price: Annotated[float, A_USER, "what serving the capability costs that led at the start (prices)"]
    serving: Annotated[float, A_QUARTER, "what serving users costs, paid and open"]
    chip_dividends: Annotated[float, A_QUARTER, "what hosts and makers of chips pay out"]
    capacity_built: Annotated[float, A_QUARTER, "what is spent on building capacity for compute"]
    equity: Annotated[float, A_QUARTER, "what investors pay for new shares of firms"]
    dividends: Annotated[float, A_QUARTER, "what firms pay out"]
    profit: Annotated[float, A_QUARTER, "what firms earn in all"]
    tax: Annotated[float, A_QUARTER, "what states take in"]
    debt: Annotated[float, MONEY, "what firms owe"]
    valuation: Annotated[float, MONEY, "what investors hold firms to be worth"]
    trust: Annotated[float, SHARE, "mean over all ties"]
    trust_within: Annotated[float, SHARE, "mean over ties inside blocs"]
    trust_across: Annotated[float, SHARE, "mean over ties across blocs"]
    interoperability: Annotated[float, SHARE, "kappa, share of others' work that fits"]
    standard: Annotated[float, SHARE, "how far a common standard is adopted"]
    alignment: Annotated[float, SHARE, "how far the rules of blocs are aligned"]
    protection: Annotated[float, SHARE, "share of leaks and distillation that the law stops"]
    noncompete: Annotated[float, SHARE, "share of moves of staff to rivals that the law stops"]
    literacy: Annotated[float, SHARE, "of users and policymakers"]
    tightening: Annotated[float, SHARE, "care that each incident adds to the law"]
    pool: Annotated[float, "actors", "sum of the shares of data that are pooled"]
    stack_flaws: Annotated[float, "flaws", "of the shared stack"]
    foreseen: Annotated[float, SHARE, "x, of all actors that who thinks ahead expects to share"]
    internal: Annotated[float, SHARE, "members who would not gain by leaving their alliance"]
    external: Annotated[float, SHARE, "others who would not gain by joining an alliance"]


class ReleaseRecord(State):
    """One record a release."""

    quarter: Annotated[int, QUARTER, "when"]
    actor: Annotated[int, ROW, "who, or a maker of the long tail"]
    bloc: Annotated[int, WHOLE, "number of its bloc"]
    co_releaser: Annotated[int, ROW, "with whom"]
    base: Annotated[int, ROW, "release that it is built on"]
    tier: Annotated[int, "tier", "how open"]
    models: Annotated[int, "models", "how many it holds"]
    capability: Annotated[float, OOM, "how capable"]
    compute: Annotated[float, "C", "training compute behind it"]
    cost: Annotated[float, MONEY, "what that much compute costs on the day"]


class Field(NamedTuple):
    """A number of a record: its name, whether it is a whole one, its unit, and what it is."""

    name: str
    is_whole: bool
    unit: str
    meaning: str


def numbers_of(record: type) -> list[Field]:
    """The numbers of a record, in the order in which they stand in memory."""
    hints = get_type_hints(record, include_extras=True)
    return [Field(name, kind is int, *about) for name, (kind, *about) in ((n, get_args(h)) for n, h in hints.items())]


def record_type(record: type, *, padded: bool = False) -> np.dtype[np.void]:
    """The type of a record in memory; ``padded`` to a whole number of cache lines."""
    plain = np.dtype([(field.name, "i8" if field.is_whole else "f8") for field in numbers_of(record)])
    if not padded or plain.fields is None:
        return plain
    places = {name: plain.fields[name] for name in plain.names or ()}
    return np.dtype(
        {
            "names": list(places),
            "formats": [kind for kind, *_ in places.values()],
            "offsets": [place for _, place, *_ in places.values()],
            "itemsize": -(-plain.itemsize // CACHE_LINE) * CACHE_LINE,
        }
    )


R = TypeVar("R")

if TYPE_CHECKING:
    Place = int | np.integer[Any]

    class _Array:
        size: int
        shape: tuple[int, ...]
        dtype: np.dtype[np.void]

        def __setitem__(self, place: Any, value: Any) -> None: ...
        def __len__(self) -> int: ...
        def __getattr__(self, name: str) -> Any: ...

    class Records(_Array, Generic[R]):  # noqa: D101
        @overload
        def __getitem__(self, place: Place) -> R: ...
        @overload
        def __getitem__(self, place: str | list[str]) -> npt.NDArray[Any]: ...
        @overload
        def __getitem__(self, place: slice | npt.NDArray[Any]) -> "Records[R]": ...
        def __getitem__(self, place: Any) -> Any: ...
        def __iter__(self) -> Iterator[R]: ...

    class Grid(_Array, Generic[R]):  # noqa: D101
        @overload
        def __getitem__(self, place: tuple[Place, Place]) -> R: ...
        @overload
        def __getitem__(self, place: Place | tuple[slice, Place]) -> Records[R]: ...
        @overload
        def __getitem__(self, place: str) -> npt.NDArray[Any]: ...
        def __getitem__(self, place: Any) -> Any: ...

else:

    class Records:
        """An array of records, which a rule takes for what it is: a pointer into the state."""

        def __class_getitem__(cls, record):
            return cls

    class Grid(Records):
        """Records in rows and columns."""
