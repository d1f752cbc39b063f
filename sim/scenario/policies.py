"""Policies and shocks: dated rows of a scenario, data that the rules read."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.enums import Tier, TierWord
from sim.scenario.quantity import Section, quantity


class Dated(Section):
    """When a row acts: from `start`, rising over `ramp` quarters, until before `end`."""

    start: date
    """First day in force; the row acts from the quarter that holds it."""
    ramp: int = quantity(0, "quarters", "quarters from nothing to full strength", least=0, most=400)
    end: date | None = None
    """First day no longer in force; for ever when absent."""
    note: str = ""
    """Source or comment."""


class Pivot(Dated):
    """An actor commits itself in public to a tier, and keeps it while the row is in force."""

    kind: Literal["pivot"]
    actor: str
    tier: TierWord = Tier.OPEN
    governance: float = quantity(0.2, "1", "release governance", least=0, most=1)


class OpenLicence(Dated):
    """An actor releases weights under a licence with a fee above a threshold of users, perhaps on a host."""

    kind: Literal["open_licence"]
    actor: str
    fee: float = quantity(0.0, "bn USD/quarter", "fee of each user organisation above the threshold", least=0, most=1e3)
    threshold: float = quantity(
        0.1,
        "1",
        "share of users above which the fee is due",
        "Llama 2 licence: 700 million monthly users",
        least=0,
        most=1,
    )
    host: str = ""
    """Firm on whose platform it is offered."""


class ExportControl(Dated):
    """Know-how and compute cross from one bloc to another less easily; the target takes it as an attack."""

    kind: Literal["export_control"]
    from_bloc: str
    to_bloc: str
    strength: float = quantity(0.5, "1", "share of know-how flow that is stopped", least=0, most=1)
    compute: float = quantity(0.3, "1", "share of the target's compute purchases that is stopped", least=0, most=1)


class Subsidy(Dated):
    """Public money for an actor."""

    kind: Literal["subsidy"]
    actor: str
    amount: float = quantity(0.5, "bn USD/quarter", "money a quarter", least=0, most=1e4)


class ComputeShock(Dated):
    """Everybody's, or one bloc's, purchases of compute change by a factor."""

    kind: Literal["compute_shock"]
    factor: float = quantity(0.5, "1", "compute bought per dollar, against no shock", least=0, most=100)
    bloc: str = ""
    """Bloc that is hit; all when empty."""


class Once(Section):
    """A row that acts in one quarter."""

    start: date
    """The row acts in the quarter that holds this day."""
    note: str = ""
    """Source or comment."""


class Breakthrough(Once):
    """An actor's know-how jumps."""

    kind: Literal["breakthrough"]
    actor: str
    size: float = quantity(0.5, "OOM", "jump in every domain it works on", least=0, most=20)


class Leak(Once):
    """What an actor hides becomes public."""

    kind: Literal["leak"]
    actor: str
    share: float = quantity(
        0.8, "1", "share of the gap between public and its own know-how that becomes public", least=0, most=1
    )


class Incident(Once):
    """An actor has an incident."""

    kind: Literal["incident"]
    actor: str
    severity: float = quantity(1.0, "1", "harm, in ordinary incidents", least=0, most=100)


class Outage(Dated):
    """An actor's service is down: its users are without it, as far as nothing interoperable replaces it."""

    kind: Literal["outage"]
    actor: str
    severity: float = quantity(1.0, "1", "share of the service that is down", least=0, most=1)


Policy = Annotated[
    Pivot | OpenLicence | ExportControl | Subsidy | ComputeShock | Breakthrough | Leak | Incident | Outage,
    Field(discriminator="kind"),
]
