"""Who takes part: actors, the domains they work in, the tiers they release at, the ties between them."""

from datetime import date

from pydantic import model_validator

from sim.scenario.errors import Finding, Wrong
from sim.scenario.schema.enums import Kind, KindWord, Strategy, StrategyWord, Tier, TierWord, Topology, TopologyWord
from sim.scenario.schema.quantity import Section, quantity


class ActorSpec(Section):
    """One firm, nation or lab, or `count` alike."""

    kind: KindWord = Kind.FIRM
    """firm, nation or lab."""
    bloc: str = "world"
    """Bloc that it belongs to; flows across blocs meet friction."""
    home: str = ""
    """Home nation, for the dependence of nations on foreign capability (default: the bloc)."""
    count: int = quantity(1, "actors", "number of actors alike", least=1, most=1_000_000)
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
    know_how: float = quantity(0.0, "OOM", "know-how at the start, in every domain not listed", least=-20, most=20)
    know_how_in: dict[str, float] = {}
    """Know-how at the start by domain, OOM, each in [-20, 20]."""
    focus: dict[str, float] = {}
    """Weight of research by domain, at least 0, normalised (default: the domains' weights)."""
    withheld: list[str] = []
    """Domains that it leaves out of every disclosure (selective omission)."""
    compute: float = quantity(
        1.0,
        "C (see compute.price)",
        "compute at the start; where `run` is given, what it would be if that were the largest run of all",
        above=0,
        most=1e12,
    )
    run: float | None = quantity(
        None,
        "log10 FLOP",
        "largest training run of its own up to the start: its compute is `compute`*10^(initial.exponent*(run - largest "
        "run)), the largest of who is there at the start, or what a quarter's endowment buys, if that is more",
        least=0,
        most=60,
    )
    run_spread: float = quantity(
        0.0, "OOM", "standard deviation of a run that was not seen but imputed (see initial.imputed)", least=0, most=5
    )
    endowment: float = quantity(0.3, "bn USD/quarter", "money without revenue: owner, taxes, donors", least=0, most=1e6)
    cash: float = quantity(1.0, "bn USD", "cash at the start", least=0, most=1e6)
    effort: float = quantity(0.8, "1", "effort at the start", least=0, most=1e6)
    users: float = quantity(0.02, "1", "share of users at the start", least=0, most=1)
    complement: float = quantity(
        0.1,
        "1",
        "earnings on complements (cloud, chips, advertising) as a share of the market at full community",
        "Teece 1986; value assumed",
        least=0,
        most=10,
    )
    governance: float = quantity(
        0.2, "1", "release governance: care taken over who can do what with open weights", least=0, most=1
    )

    @model_validator(mode="after")
    def _spread_of_a_run(self) -> "ActorSpec":
        if self.run is None and self.run_spread > 0.0:
            expected = "`run` as well, the largest training run that was imputed (log10 FLOP), or no run_spread"
            raise Wrong(Finding(("run_spread",), "is the spread of a run that is not given", expected))
        return self


class Domain(Section):
    """A field of AI and its weight in usable capability."""

    weight: float = quantity(0.25, "1", "weight in usable capability (normalised to sum 1)", above=0, most=1e6)


class TierSpec(Section):
    """What a tier discloses, earns and risks."""

    disclosure: float = quantity(0.0, "1", "share of know-how disclosed (o)", least=0, most=1)
    capture: float = quantity(1.0, "1", "share of the worth of a user that is earned", least=0, most=1)
    appeal: float = quantity(0.0, "1", "appeal to users of this form of access", least=-10, most=10)
    exposure: float = quantity(0.0, "1", "exposure to misuse", least=0, most=1)
    building: float = quantity(0.0, "1", "how well outside developers can build on it", least=0, most=1)


class Tiers(Section):
    """The four tiers of release."""

    closed: TierSpec = TierSpec(disclosure=0.0, capture=1.0, appeal=-0.5, exposure=0.0)
    """Product only."""
    access: TierSpec = TierSpec(disclosure=0.15, capture=1.0, appeal=0.0, exposure=0.1)
    """Paid API."""
    licensed: TierSpec = TierSpec(disclosure=0.6, capture=0.4, appeal=0.3, exposure=0.8, building=0.7)
    """Weights under a licence (Henkel 2006: firms reveal 49 % of embedded-Linux code)."""
    open: TierSpec = TierSpec(disclosure=1.0, capture=0.2, appeal=0.4, exposure=1.0, building=1.0)
    """Weights and methods."""


class Ties(Section):
    """Who observes, trusts and learns from whom."""

    topology: TopologyWord = Topology.COMPLETE
    """complete, blocs (complete inside a bloc, `across` ties each across), scale-free, small-world, edges."""
    degree: int = quantity(10, "ties", "mean ties an actor (scale-free, small-world)", least=1, most=100000)
    rewiring: float = quantity(
        0.1, "1", "share of ties rewired (small-world)", "Watts & Strogatz 1998", least=0, most=1
    )
    across: int = quantity(1, "ties", "ties of each actor to actors of other blocs (blocs)", least=0, most=100000)
    edges: list[list[str]] = []
    """Pairs of actors [from, to]; each pair ties both ways (topology edges)."""
