"""Policies and shocks: dated rows of a scenario, data that the rules read. Institutions have a file of their own."""

from typing import Annotated, ClassVar, Literal

from sim.scenario.schema.enums import Tier, TierWord
from sim.scenario.schema.quantity import even, log, quantity
from sim.scenario.schema.roles import NO_CHANGE, Absent, AllianceNames, BlocName, Host, Parties, Party, Payer
from sim.scenario.schema.rows import Dated, Lasting, Once, Promise

# A number is two or three lines; a formatter would give every word a line.
# fmt: off


class Pivot(Dated):
    """An actor commits itself in public to a tier, and keeps it while the row is in force."""

    kind: Literal["pivot"]
    actor: Party
    tier: TierWord = Tier.OPEN
    governance: Annotated[float | None, Absent(NO_CHANGE)] = quantity(None, "1",
        "release governance; the actor's own when absent", definition=True, least=0, most=1)


class OpenLicence(Dated):
    """An actor releases weights under a licence with a fee above a threshold of users, perhaps on a host."""

    tier: ClassVar[Tier] = Tier.LICENSED
    kind: Literal["open_licence"]
    actor: Party
    fee: float = quantity(0.0, "bn USD/quarter", "fee of each user organisation above the threshold",
        "no data; terms above the threshold are not published", prior=log(0.02, 2), least=0, most=1e3)
    threshold: Annotated[float | None, Absent(0.1)] = quantity(None, "1",
        "share of users above which the fee is due (.1 when absent)", "Llama 2 licence: 700 million monthly users",
        definition=True, least=0, most=1)
    restricted: float = quantity(0.0, "1", "share of uses that the licence forbids", definition=True, least=0, most=1)
    host: Host = ""
    """Firm on whose platform it is offered."""


class ExportControl(Dated):
    """Know-how and compute cross from one bloc to another less easily; the target takes it as an attack."""

    kind: Literal["export_control"]
    from_bloc: BlocName
    to_bloc: BlocName
    strength: float = quantity(0.5, "1", "share of know-how flow that is stopped", least=0, most=1)
    compute: float = quantity(0.3, "1",
        "share of the target's compute purchases that is stopped: it buys from its own makers", least=0, most=1)


class Subsidy(Dated):
    """Public money for an actor."""

    kind: Literal["subsidy"]
    actor: Party
    payer: Payer = ""
    """Actor that pays it, usually a nation, at most its endowment; taxes pay it when empty."""
    amount: float = quantity(0.5, "bn USD/quarter", "money a quarter", least=0, most=1e4)


class ComputeShock(Dated):
    """Everybody's, or one bloc's, purchases of compute change by a factor."""

    kind: Literal["compute_shock"]
    factor: float = quantity(0.5, "1", "compute bought per dollar, against no shock", least=0, most=100)
    bloc: BlocName = ""
    """Bloc that is hit; all when empty."""


class Breakthrough(Once):
    """An actor's know-how jumps."""

    kind: Literal["breakthrough"]
    actor: Party
    size: float = quantity(0.5, "OOM", "jump in every domain it works on",
        "from less than half of the rise between two releases to three of them; the frontier's index rises by "
        "about 1.1 OOM a year in the data", prior=even(0.2, 1.5), least=0, most=20)


class Leak(Once):
    """What an actor hides becomes public."""

    kind: Literal["leak"]
    actor: Party
    share: float = quantity(0.8, "1", "share of the gap between public and its own know-how that becomes public",
        least=0, most=1)


class Incident(Once):
    """An actor has an incident."""

    kind: Literal["incident"]
    actor: Party
    severity: float = quantity(1.0, "1", "harm, in ordinary incidents", least=0, most=100)


class Outage(Dated):
    """An actor's service is down: its users are without it, as far as nothing interoperable replaces it."""

    kind: Literal["outage"]
    actor: Party
    severity: float = quantity(1.0, "1", "share of the service that is down",
        "outages of cloud services range from a part of their users to all", prior=even(0.2, 1), least=0, most=1)


class Duty(Promise):
    """The law asks a least openness or a least care of firms and laboratories; states audit, and fine who breaks it.

    Nobody has to agree. A state audits those of its own bloc and pays for it; where a bloc has no state nobody does.
    """

    kind: Literal["duty"]
    actors: Parties = []
    """Firms and laboratories that it binds; all when empty. States are not bound by it."""
    bloc: BlocName = ""
    """Bloc whose law it is; that of every bloc when empty."""
    tier: TierWord | None = None
    """Least openness asked; none when absent."""
    floor: float = quantity(0.0, "1", "least care asked", definition=True, least=0, most=1)
    audit: float = quantity(0.2, "1/quarter", "chance that who is bound is audited", least=0, most=1)
    penalty: float = quantity(0.2, "quarters of outlay", "fine for a breach that is found",
        "form: Becker 1968; value assumed", least=0, most=100)
    cost: float = quantity(0.002, "1", "cost of reporting, as a share of the outlay of who is bound", least=0, most=0.5)
    policing: float = quantity(0.05, "1", "share of a state's outlay that auditing everybody in every quarter takes",
        least=0, most=0.5)


class Decision(Lasting):
    """Somebody decides for actors, who else follow their strategy: what is left out follows from the rules as ever.

    Nothing is promised by it, and nothing else changes: a public commitment binds all the same, the law asks its least
    care, an alliance takes in whom it admits, and a promise that the choice breaks is broken.
    """

    kind: Literal["decision"]
    actors: Parties
    """For whom it is decided."""
    tier: TierWord | None = None
    """Tier at which they share."""
    effort: Annotated[float | None, Absent(NO_CHANGE)] = quantity(None, "1",
        "what they spend against their budget", definition=True, least=0, most=1e6)
    care: Annotated[float | None, Absent(NO_CHANGE)] = quantity(None, "1",
        "safety, as far as the law asks no more", definition=True, least=0, most=1)
    join: AllianceNames = []
    """Alliances to which they belong as soon as these take them in."""
    leave: AllianceNames = []
    """Alliances to which they do not belong."""
