"""Notes on what is valid in a scenario but may surprise its author; only ``hoardshare check`` prints them."""

from collections.abc import Iterator

from sim.scenario.checking.bound import bound, listed
from sim.scenario.schema.actors import Tiers
from sim.scenario.schema.economy import Market, Tail
from sim.scenario.schema.enums import MarketForm, SafetyForm, word
from sim.scenario.schema.prices import Prices
from sim.scenario.schema.race import Safety
from sim.scenario.schema.scenario import Scenario


def notes(scenario: Scenario) -> Iterator[str]:
    """Return everything worth a second look, one line each."""
    yield from _pledges(scenario)
    yield from _domains(scenario)
    yield from _prices(scenario)
    yield from _market(scenario)
    yield from _unread(scenario)
    yield from _care(scenario)
    yield from _tail(scenario)


def _pledges(scenario: Scenario) -> Iterator[str]:
    for name, text, partial in bound(scenario):
        if partial:
            yield f"{name}: {text}"


def _domains(scenario: Scenario) -> Iterator[str]:
    own = [name for name in Scenario().domains if name not in scenario.domains]
    if own and set(scenario.domains) < set(Scenario().domains):
        yield f"domains: only {listed(list(scenario.domains))}, without the schema's {listed(own)}"


def _prices(scenario: Scenario) -> Iterator[str]:
    form = scenario.market.form
    if form != MarketForm.PRICES and scenario.prices != Prices():
        yield f"prices: without effect, since market.form is {word(form)}, not {word(MarketForm.PRICES)}"


READ_BY = {
    MarketForm.LOGIT: ("size", "ceiling", "demand"),
    MarketForm.COURNOT: ("intercept", "slope", "rivalry", "unit_cost", "cost_cut"),
}
"""Numbers of the market that only one of its forms reads; a size of 0 closes any market."""


def _market(scenario: Scenario) -> Iterator[str]:
    market, usual = scenario.market, Market()
    for form, names in READ_BY.items():
        changed = [name for name in names if getattr(market, name) != getattr(usual, name)]
        changed = [name for name in changed if name != "size" or market.size > 0.0]
        if changed and market.form != form:
            told = f"since market.form is {word(market.form)}, not {word(form)}"
            yield f"market: {listed(changed)} without effect, {told}"


def _unread(scenario: Scenario) -> Iterator[str]:
    """What both other forms of the market read, and that with prices does not, or hardly."""
    if scenario.market.form != MarketForm.PRICES:
        return
    told = f"since market.form is {word(MarketForm.PRICES)}"
    if scenario.market.quality != Market().quality:
        yield f"market: quality moves only the outcome gini_capability, {told}, where a user's worth sets demand"
    usual = Tiers()
    names = [name for name in Tiers.model_fields if _capture(scenario.tiers, name) != _capture(usual, name)]
    if names:
        yield f"tiers: capture of {listed(names)} without effect, {told}: a firm earns what it asks"
    partnering = scenario.partnering
    if partnering.on and partnering.rate > 0.0:
        yield f"partnering: rate without effect, {told}: nobody pays for open weights, and no host gains by them"


CARE_READS = {
    "level": (SafetyForm.CONSTANT, SafetyForm.LINEAR),
    "enmity": (SafetyForm.OWN, SafetyForm.GAP, SafetyForm.LINEAR),
    "spread": (SafetyForm.OWN,),
    "haste": (SafetyForm.CONSTANT, SafetyForm.LINEAR),
    "width": (SafetyForm.CONSTANT, SafetyForm.LINEAR),
    "decisiveness": (SafetyForm.CONTEST,),
}
"""Numbers of care that only some of its forms read, and which."""


def _care(scenario: Scenario) -> Iterator[str]:
    safety, usual = scenario.safety, Safety()
    names = [name for name, forms in CARE_READS.items() if safety.form not in forms]
    names = [name for name in names if getattr(safety, name) != getattr(usual, name)]
    if safety.on and names:
        yield f"safety: {listed(names)} without effect, since safety.form is {word(safety.form)}"


def _capture(tiers: Tiers, name: str) -> float:
    capture: float = getattr(tiers, name).capture
    return capture


def _tail(scenario: Scenario) -> Iterator[str]:
    """A long tail that was asked for in a world in which nobody comes."""
    market, entry = scenario.market, scenario.entry
    because = [
        ("market.on is false", not market.on),
        ("market.size is 0", market.size == 0.0),
        ("entry.on is false", not entry.on),
        ("entry.rate is 0", entry.rate == 0.0),
    ]
    reason = next((reason for reason, holds in because if holds), "")
    if reason and scenario.tail != Tail() and scenario.tail.on:
        yield f"tail: without effect, since {reason}: makers of a single model come only where firms may enter"
