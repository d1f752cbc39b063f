"""The choices that a scenario can name: enumerations in code, lower-case words in a file."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, WithJsonSchema

from sim.extension import strategies
from sim.scenario.schema.renames import current

E = TypeVar("E", bound=IntEnum)
V = TypeVar("V")


def of_every(enum: type[E], table: Mapping[E, V], place: str) -> Mapping[E, V]:
    """The table, which must have a row for every member.

    Args:
        enum: whose members.
        table: something for each of them.
        place: where it stands, for the message.

    Raises:
        NotImplementedError: it lacks some, which are named.
    """
    if missing := [member.name for member in enum if member not in table]:
        raise NotImplementedError(f"{', '.join(missing)}: has no row in {place}")
    return table


class Kind(IntEnum):
    """What an actor is: a firm earns, a nation governs and funds, a lab publishes and trains."""

    FIRM = 0
    NATION = 1
    LAB = 2


class Aim(IntEnum):
    """What an actor wants: what it is paid, and how it weighs sharing (sim/rules/objectives.py)."""

    PROFIT = 0
    SECURITY = 1
    PRESTIGE = 2


class Sector(IntEnum):
    """Between whom money flows; hosts serve open models and make chips."""

    HOUSEHOLDS = 0
    FIRMS = 1
    LABS = 2
    STATES = 3
    INVESTORS = 4
    HOSTS = 5


class Calling(NamedTuple):
    """What a kind of actor wants and does.

    Attributes:
        aim: what it wants.
        sector: to which its money belongs.
        shape: how networks draw it: a circle, square or triangle.
        sells: whether it has users and a platform; who sells enters where that pays, and leaves when it cannot pay.
        governs: whether it acts for its bloc, and pays for schools.
        teaches: whether it trains the members of its alliances.
    """

    aim: Aim
    sector: Sector
    shape: Literal["circle", "square", "triangle"]
    sells: bool = False
    governs: bool = False
    teaches: bool = False


KINDS = of_every(
    Kind,
    {
        Kind.FIRM: Calling(Aim.PROFIT, Sector.FIRMS, "circle", sells=True),
        Kind.NATION: Calling(Aim.SECURITY, Sector.STATES, "square", governs=True),
        Kind.LAB: Calling(Aim.PRESTIGE, Sector.LABS, "triangle", teaches=True),
    },
    "KINDS of sim/scenario/schema/enums.py",
)
COUNTS = of_every(
    Aim,
    {
        Aim.PROFIT: "revenue net of serving users, licence fees, subsidies and grants, less outlay, the cost of rules, "
        "fines, harm, interest and tax; what owners and lenders put in is not earned, and what they are paid back is "
        "not lost",
        Aim.SECURITY: "payoff.security for each OOM by which it leads the best foreign rival, payoff.economy of what "
        "firms of its bloc earn before tax, payoff.welfare of an even part of consumer surplus, less its outlay, "
        "schools and subsidies that it pays",
        Aim.PRESTIGE: "payoff.prestige for each OOM of know-how that it finds and discloses, plus subsidies and "
        "grants of academies, less its outlay; what it is given to live on is not counted",
    },
    "COUNTS of sim/scenario/schema/enums.py",
)
"""What counts in the payoff of whoever has an aim, in words; the law is :func:`sim.rules.objectives.payoff`."""
SELLING = tuple(kind for kind, does in KINDS.items() if does.sells)
GOVERNING = tuple(kind for kind, does in KINDS.items() if does.governs)
TEACHING = tuple(kind for kind, does in KINDS.items() if does.teaches)


class Tier(IntEnum):
    """How far a release is open, from product only to weights and methods."""

    CLOSED = 0
    ACCESS = 1
    LICENSED = 2
    OPEN = 3


class Strategy(IntEnum):
    """How an actor decides, each quarter, to hoard or to share (see sim/rules/strategies)."""

    HOARD = 0
    SHARE = 1
    TIT_FOR_TAT = 2
    GENEROUS_TIT_FOR_TAT = 3
    WIN_STAY_LOSE_SHIFT = 4
    GRIM = 5
    BEST_REPLY = 6
    IMITATE = 7
    ROTH_EREV = 8
    EXPERIENCE_WEIGHTED = 9
    NATIONAL_SECURITY = 10
    COMPLEMENT = 11
    PYTHON = 12


APART = (Strategy.HOARD, Strategy.SHARE, Strategy.IMITATE, Strategy.NATIONAL_SECURITY)
"""Strategies with an answer of their own."""
FIXED = (Strategy.HOARD, Strategy.SHARE)
"""Those of them that look at nothing, and so cannot mistake it."""
ANSWERING = (
    Strategy.TIT_FOR_TAT, Strategy.GENEROUS_TIT_FOR_TAT, Strategy.WIN_STAY_LOSE_SHIFT, Strategy.GRIM,
)  # fmt: skip
"""Strategies that answer what partners did."""
WEIGHING = (Strategy.COMPLEMENT, Strategy.BEST_REPLY, Strategy.ROTH_EREV, Strategy.EXPERIENCE_WEIGHTED)
"""Strategies that weigh what sharing would bring, or has brought."""


class SafetyForm(IntEnum):
    """How much care an actor takes, given what it knows of the race."""

    CONSTANT = 0
    OWN = 1
    GAP = 2
    LINEAR = 3
    CONTEST = 4


class MarketForm(IntEnum):
    """How firms compete for users."""

    LOGIT = 0
    COURNOT = 1
    PRICES = 2


class Admission(IntEnum):
    """Whom an alliance takes in."""

    FOUNDERS = 0
    OPEN = 1
    VOTE = 2


class Topology(IntEnum):
    """Who is tied to whom."""

    COMPLETE = 0
    BLOCS = 1
    SCALE_FREE = 2
    SMALL_WORLD = 3
    EDGES = 4


class Group(IntEnum):
    """Where a list of scenarios shows one."""

    REGIMES = 0
    KNOWLEDGE = 1
    ADAPTIVE = 2
    BLOCS = 3
    INSTITUTIONS = 4
    CONTROLS = 5
    OWN = 6


class Heading(NamedTuple):
    """What stands above a group: its name, and what its scenarios have in common."""

    name: str
    meaning: str


GROUPS = of_every(
    Group,
    {
        Group.REGIMES: Heading("regimes", "who hoards and who shares is given; or as data have it"),
        Group.KNOWLEDGE: Heading("ends of knowledge", "a ladder that all climb, or bricks that nobody else would find"),
        Group.ADAPTIVE: Heading("adaptive twins", "one strategy for all; where they start differs"),
        Group.BLOCS: Heading("networks of blocs", "everybody knows everybody at home, and few abroad"),
        Group.INSTITUTIONS: Heading("institutions", "what could be agreed on, each with its date and its cost"),
        Group.CONTROLS: Heading("controls", "institutions with one thing left out"),
        Group.OWN: Heading("others", ""),
    },
    "GROUPS of sim/scenario/schema/enums.py",
)
"""Each group in words, in the order of the list."""


class OwnStrategy(str):
    """The word of a strategy that a module of the user's own has; in the state of the world it is PYTHON."""


def word(member: IntEnum | OwnStrategy) -> str:
    """The name of an enumeration member as scenario files write it (``Tier.OPEN`` -> ``"open"``)."""
    return str(member) if isinstance(member, OwnStrategy) else member.name.lower().replace("_", "-")


def words(enum: type[E]) -> list[str]:
    """All names of an enumeration as scenario files write them."""
    own = strategies() if enum is Strategy else ()
    return [*(word(member) for member in enum if member.name != "PYTHON"), *own]


def _named(enum: type[E]) -> Any:
    by_word = {word(member): member for member in enum if word(member) in words(enum)}

    def read(value: object) -> object:
        if isinstance(value, enum) or (enum is Strategy and isinstance(value, OwnStrategy)):
            return value
        known = current(enum, value) if isinstance(value, str) else value
        if not isinstance(known, str) or known not in words(enum):
            raise ValueError(f"expected one of {', '.join(words(enum))}")
        return by_word[known] if known in by_word else OwnStrategy(known)

    return Annotated[
        enum,
        PlainValidator(read) if enum is Strategy else BeforeValidator(read),
        PlainSerializer(word, return_type=str),
        WithJsonSchema({"type": "string", "enum": words(enum)}),
    ]


KindWord = _named(Kind)
TierWord = _named(Tier)
StrategyWord = _named(Strategy)
SafetyWord = _named(SafetyForm)
MarketWord = _named(MarketForm)
TopologyWord = _named(Topology)
AdmissionWord = _named(Admission)
GroupWord = _named(Group)
