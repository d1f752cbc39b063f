"""Who takes part: actors, the domains they work in, the tiers they release at, the ties between them."""

from datetime import date

from pydantic import model_validator

from sim.scenario.errors import Finding, Wrong
from sim.scenario.schema.enums import Kind, KindWord, Strategy, StrategyWord, Tier, TierWord, Topology, TopologyWord
from sim.scenario.schema.quantity import Section, even, particular, quantity

# A number is two or three lines; a formatter would give every word a line.
# fmt: off


class ActorSpec(Section):
    """One firm, nation or lab, or `count` alike."""

    kind: KindWord = Kind.FIRM
    """firm, nation or lab."""
    bloc: str = "world"
    """Bloc that it belongs to; flows across blocs meet friction."""
    home: str = ""
    """Home nation, for the dependence of nations on foreign capability (default: the bloc)."""
    count: int = quantity(1, "actors", "number of actors alike", definition=True, least=1, most=1_000_000)
    enters: date | None = None
    """First day of activity; from the start when absent."""
    strategy: StrategyWord = Strategy.COMPLEMENT
    """How it decides to hoard or share."""
    tier: TierWord = Tier.CLOSED
    """Tier at the start."""
    hoards_as: TierWord = Tier.ACCESS
    """Tier used when it decides to hoard."""
    shares_as: TierWord = Tier.OPEN
    """Tier used when it decides to share."""
    know_how: float = quantity(0.0, "OOM", "know-how at the start, in every domain not listed",
        definition=True, least=-20, most=20)
    know_how_in: dict[str, float] = {}
    """Know-how at the start by domain, OOM, each in [-20, 20]."""
    focus: dict[str, float] = {}
    """Weight of research by domain, at least 0, normalised (default: the domains' weights)."""
    withheld: list[str] = []
    """Domains that it leaves out of every disclosure (selective omission)."""
    compute: float = quantity(1.0, "C (see compute.price)",
        "compute at the start; where `run` is given, what it would be if that were the largest run of all",
        definition=True, above=0, most=1e12)
    run: float | None = quantity(None, "log10 FLOP",
        "largest training run of its own up to the start: its compute is `compute`*10^(initial.exponent*(run - "
        "largest run)), the largest of who is there at the start, or what a quarter's endowment buys, if that is "
        "more", definition=True, least=0, most=60)
    run_spread: float = quantity(0.0, "OOM",
        "standard deviation of a run that was not seen but imputed (see initial.imputed)",
        definition=True, least=0, most=5)
    endowment: float = quantity(0.3, "bn USD/quarter", "money without revenue: owner, taxes, donors",
        definition=True, least=0, most=1e6)
    cash: float = quantity(1.0, "bn USD", "cash at the start", definition=True, least=0, most=1e6)
    effort: float = quantity(0.8, "1", "effort at the start", definition=True, least=0, most=1e6)
    users: float = quantity(0.02, "1", "share of users at the start", definition=True, least=0, most=1)
    complement: float = quantity(0.1, "1",
        "earnings on complements (cloud, chips, advertising) as a share of the market at full community",
        "Teece 1986; value assumed", definition=True, least=0, most=10)
    governance: float = quantity(0.2, "1", "release governance: care taken over who can do what with open weights",
        definition=True, least=0, most=1)

    @model_validator(mode="after")
    def _spread_of_a_run(self) -> "ActorSpec":
        if self.run is None and self.run_spread > 0.0:
            expected = "`run` as well, the largest training run that was imputed (log10 FLOP), or no run_spread"
            raise Wrong(Finding(("run_spread",), "is the spread of a run that is not given", expected))
        return self


class Domain(Section):
    """A field of AI and its weight in usable capability."""

    weight: float = quantity(0.25, "1", "weight in usable capability (normalised to sum 1)",
        "no data on worth by domain; from a niche to the largest domain", prior=even(0.05, 0.5), above=0, most=1e6)


class TierSpec(Section):
    """What a tier discloses, earns and risks."""

    disclosure: float = quantity(0.0, "1", "share of know-how disclosed (o)", definition=True, least=0, most=1)
    capture: float = quantity(1.0, "1", "share of the worth of a user that is earned", definition=True, least=0, most=1)
    appeal: float = quantity(0.0, "1", "appeal to users of this form of access", definition=True, least=-10, most=10)
    exposure: float = quantity(0.0, "1", "exposure to misuse", definition=True, least=0, most=1)
    building: float = quantity(0.0, "1", "how well outside developers can build on it",
        definition=True, least=0, most=1)


class Tiers(Section):
    """The four tiers of release: numbers without a prior are what makes a tier what it is."""

    closed: TierSpec = particular(TierSpec(disclosure=0.0, capture=1.0, appeal=-0.5, exposure=0.0), "appeal")
    """Product only."""
    access: TierSpec = particular(TierSpec(disclosure=0.15, capture=1.0, appeal=0.0, exposure=0.1),
        "disclosure", "exposure")
    """Paid API."""
    licensed: TierSpec = particular(TierSpec(disclosure=0.6, capture=0.4, appeal=0.3, exposure=0.8, building=0.7),
        "capture", "exposure", "building",
        disclosure=even(0.3, 0.9, "no data on AI, of embedded Linux firms reveal 49 % of their code (Henkel 2006); "
                                  "weights without methods show a part of what is known"),
        appeal=even(0, 0.6, "no data; from none to that of four tenths of an OOM of capability"))
    """Weights under a licence."""
    open: TierSpec = particular(TierSpec(disclosure=1.0, capture=0.2, appeal=0.4, exposure=1.0, building=1.0),
        "capture",
        appeal=even(0, 0.8, "no data; from none to that of half an OOM of capability"),
        exposure=even(0.4, 1, "no data; open weights cannot be called back, but some uses need more than weights"))
    """Weights and methods."""


class Ties(Section):
    """Who observes, trusts and learns from whom."""

    topology: TopologyWord = Topology.COMPLETE
    """complete, blocs (complete inside a bloc, `across` ties each across), scale-free, small-world, edges."""
    degree: int = quantity(10, "ties", "mean ties an actor (scale-free, small-world)",
        definition=True, least=1, most=100000)
    rewiring: float = quantity(0.1, "1", "share of ties rewired (small-world)", "Watts & Strogatz 1998",
        definition=True, least=0, most=1)
    across: int = quantity(1, "ties", "ties of each actor to actors of other blocs (blocs)",
        definition=True, least=0, most=100000)
    edges: list[list[str]] = []
    """Pairs of actors [from, to]; each pair ties both ways (topology edges)."""
