"""What the plain model measures: one function a series, for Mesa's data collector, and one figure a run.

Definitions are those of sim/rules/observe.py and sim/outcomes/, written once more with lists; which summary of which
series an outcome is stands in its declaration.
"""

from collections import Counter, defaultdict
from itertools import combinations, pairwise
from math import exp, hypot, log, log10
from operator import mul
from statistics import fmean

from benchmarks.plain_prices import worth_of
from sim.scenario.schema.enums import Tier
from sim.scenario.schema.series import OUTCOMES

MONTHS = 3.0
A_YEAR = 4.0
LEADERS = 3


def is_open(tier):
    return tier >= Tier.LICENSED


def mean_of(attribute):
    """A reporter: mean of an attribute over the active."""

    def reporter(model):
        return fmean(model.agents.get(attribute))

    return reporter


def sum_of(attribute):
    """A reporter: sum of an attribute over the active."""

    def reporter(model):
        return sum(model.agents.get(attribute))

    return reporter


def commons_capability(model):
    return sum(model.weight[d] * level for d, level in model.public.items())


def gini_capability(model):
    """Gini coefficient of exp(quality*K)."""
    quality, size = model.config.market.quality, len(model.agents)
    ranked = sorted(exp(quality * (actor.capability - model.frontier)) for actor in model.agents)
    return sum((2 * rank - size - 1) * power for rank, power in enumerate(ranked, 1)) / (size * sum(ranked))


def leading(model):
    return max(model.agents, key=lambda actor: actor.released, default=None)


def leader(model):
    actor = leading(model)
    return float(actor.row) if actor else -1.0


def safety_leader(model):
    actor = leading(model)
    return actor.safety if actor else 0.0


def contenders(model):
    near = model.released_frontier - 10.0 / model.config.world.index_slope
    return float(sum(actor.released >= near for actor in model.agents))


def active(model):
    return float(len(model.agents))


def open_actors(model):
    return fmean(is_open(actor.tier) for actor in model.agents)


def incidents(model):
    return float(sum(actor.incident > 0.0 for actor in model.agents))


def reported_incidents(model):
    """Reports in the press for which the incidents stand."""
    return model.config.incidents.scale * incidents(model)


def duplicated(model):
    """Share of outlay."""
    return sum(model.agents.get("duplicated")) / max(1e-300, sum(model.agents.get("outlay")))


def absorption_spread(model):
    values = model.agents.get("absorption")
    return max(0.0, fmean(value * value for value in values) - fmean(values) ** 2) ** 0.5


def variety(model):
    """exp of the entropy of outlay over domains."""
    spent = [sum(actor.outlay * actor.focus[d] for actor in model.agents) for d in model.weight]
    total = sum(spent)
    if total == 0.0:
        return 0.0
    return exp(-sum(part / total * log(part / total) for part in spent if part > 0.0))


def overlap(model):
    """Mean cosine of the foci of two actors."""
    foci = [tuple(actor.focus.values()) for actor in model.agents]
    cosines = [sum(map(mul, one, other)) / (hypot(*one) * hypot(*other)) for one, other in combinations(foci, 2)]
    return fmean(cosines) if cosines else 0.0


def revenue_shares(model):
    revenue = model.agents.get("revenue")
    total = sum(revenue)
    return [part / total for part in revenue] if total > 0.0 else []


def hhi_revenue(model):
    return sum(share * share for share in revenue_shares(model))


def cr4_revenue(model):
    return sum(sorted(revenue_shares(model))[-4:])


def users(model):
    return sum(model.firms.get("users"))


def use(model):
    """Share of all who could use AI, those who run the best open model themselves among them."""
    return min(1.0, users(model) + model.open_use)


def paid(model):
    return [firm for firm in model.firms if not is_open(firm.released_tier)]


def mean_price(pairs):
    """Mean of (price, users), 0 without users."""
    everybody = sum(users for _, users in pairs)
    return sum(price * users for price, users in pairs) / everybody if everybody > 0.0 else 0.0


def paid_price(model):
    return mean_price([(firm.price, firm.users) for firm in paid(model)])


def open_price(model):
    """Of firms whose models are open, and of who runs the best open model himself."""
    others = [(firm.price, firm.users) for firm in model.firms if is_open(firm.released_tier)]
    return mean_price([*others, (model.open_price, model.open_use)])


def frontier_cost(model):
    best = max(model.firms, key=lambda firm: firm.released, default=None)
    return best.unit_cost if best else 0.0


def welfare(model):
    """Surplus, what all actors and the makers of compute gain in money, less damage by misuse."""
    return model.surplus + model.net_product - model.config.misuse.damage * model.market * model.misuses


def nothing(model):
    """A reporter of what only institutions, outages and joint work bring about."""
    return 0.0


def parameter(section, name):
    """A reporter: a number of the scenario, which stays what it is without institutions."""

    def reporter(model):
        return getattr(getattr(model.config, section), name)

    return reporter


def releases(model):
    return float(len(model.log))


def models(model):
    """Models released so far."""
    return float(sum(row.models for row in model.log))


def single_makers(model):
    """Makers of a single model so far."""
    return float(sum(row.actor < 0 for row in model.log))


def dependence(model):
    """Mean over blocs: how far what is released at home, or open anywhere, trails what is released abroad."""
    gaps = []
    for bloc in model.blocs:
        home = max([model.best_open, *(actor.released for actor in model.agents if actor.bloc == bloc)])
        abroad = max([model.best_open, *(actor.released for actor in model.agents if actor.bloc != bloc)])
        gaps.append(max(0.0, abroad - home))
    return fmean(gaps)


def within_reach(level, model):
    """Share of tasks that need no more than this capability."""
    return worth_of(level - model.reference, model.config.prices) / model.config.prices.greatest_value


def autonomy(model):
    """Mean over blocs: tasks within reach of what cannot be taken away, of those within reach of the best of all."""
    best = max([model.best_open, *(actor.released for actor in model.agents)])
    kept = []
    for bloc in model.blocs:
        home = max([model.best_open, *(actor.released for actor in model.agents if actor.bloc == bloc)])
        kept.append(within_reach(home, model) / within_reach(best, model))
    return fmean(kept)


def openness_leaders(model):
    """Mean openness of the leading firms: each place goes in equal parts to all who could have it."""
    firms = sorted(model.firms, key=lambda firm: -firm.capability)
    places = min(LEADERS, len(firms))
    total = 0.0
    for firm in firms:
        better = sum(other.capability > firm.capability for other in firms)
        alike = sum(other.capability == firm.capability for other in firms)
        total += firm.openness * min(max(places - better, 0) / alike, 1.0)
    return total / places if places else 0.0


def value_added(model):
    return model.surplus + model.earned


def largest_run(model):
    """The most compute that anybody owns."""
    return max(model.agents.get("compute"), default=0.0)


def investment(model):
    """What actors spend, and of the capacity that is built what users have paid for."""
    taken = model.serving + sum(model.agents.get("compute_money"))
    return sum(model.agents.get("outlay")) + model.capacity_built * (model.serving / taken if taken > 0.0 else 0.0)


SERIES = {
    "frontier": "frontier",
    "mean_capability": mean_of("capability"),
    "commons_capability": commons_capability,
    "released_frontier": "released_frontier",
    "open_frontier": "best_open",
    "gini_capability": gini_capability,
    "leader": leader,
    "contenders": contenders,
    "active": active,
    "openness": mean_of("openness"),
    "openness_leaders": openness_leaders,
    "open_actors": open_actors,
    "trust": "trust",
    "trust_within": "trust_within",
    "trust_across": "trust_across",
    "effort": mean_of("effort"),
    "safety": mean_of("safety"),
    "safety_leader": safety_leader,
    "flaws": mean_of("flaws"),
    "find_rate": mean_of("find_rate"),
    "incidents": incidents,
    "reported_incidents": reported_incidents,
    "misuse": sum_of("misuse"),
    "catastrophes": "catastrophes",
    "regulation": "regulation",
    "duplicated": duplicated,
    "outlay": sum_of("outlay"),
    "largest_run": largest_run,
    "largest_run_cost": lambda model: largest_run(model) / model.compute_price,
    "research_gain": mean_of("researched"),
    "learning_gain": mean_of("learned"),
    "absorption": mean_of("absorption"),
    "absorption_spread": absorption_spread,
    "variety": variety,
    "overlap": overlap,
    "community": "community",
    "market": "market",
    "hhi_revenue": hhi_revenue,
    "cr4_revenue": cr4_revenue,
    "users": users,
    "use": use,
    "reached": "reached",
    "paid_price": paid_price,
    "open_price": open_price,
    "frontier_cost": frontier_cost,
    "fixed_price": "fixed_price",
    "investment": investment,
    "equity": "equity",
    "dividends": "dividends",
    "debt": "debt",
    "valuation": "valuation",
    "open_use": "open_use",
    "surplus": "surplus",
    "profits": "profit",
    "value_added": value_added,
    "welfare": welfare,
    "challenge": "challenge",
    "service_loss": nothing,
    "dependence": dependence,
    "autonomy": autonomy,
    "entrants": "entrants",
    "exits": "exits",
    "releases": releases,
    "models": models,
    "single_makers": single_makers,
    "joint_releases": nothing,
    "interoperability": parameter("community", "interoperability"),
    "literacy": parameter("literacy", "level"),
    "catalogue": parameter("commons", "catalogue"),
    "foundation": nothing,
    "partnerships": nothing,
    "members": nothing,
    "members_ahead": nothing,
    "internal_stability": nothing,
    "external_stability": nothing,
    "breaches": nothing,
    "projects": nothing,
    "overhead": nothing,
}
"""Name of each series and what reports it."""


def last(values):
    return values[-1]


def rise(values):
    """Mean rise a quarter."""
    return (values[-1] - values[0]) / max(1, len(values) - 1)


SUMMARIES = {"last": last, "mean": fmean, "sum": sum, "rise": rise}


def outcomes(model):
    """All outcomes of the quarters done so far (at least one), by name."""
    series, log = model.datacollector.model_vars, model.log
    figures = {each.name: SUMMARIES[each.over](series[each.series]) for each in OUTCOMES.values() if each.series}
    frontier, quarters = series["frontier"], model.quarter
    milestone = model.reference + model.config.world.milestone
    figures["time_to_milestone"] = next((t for t, level in enumerate(frontier) if level >= milestone), quarters)
    figures["releases"] = len(log)
    figures["price_fall"] = price_fall(series["fixed_price"])
    figures["largest_run_rise"] = growth(series["largest_run"])
    used = sum(series["use"])
    figures["misuse_per_use"] = sum(series["misuse"]) / used if used else 0.0
    figures["catastrophe"] = float(any(series["catastrophes"]))
    figures["tail_share"] = sum(row.actor < 0 for row in log) / max(1, sum(row.models for row in log))
    return figures | leadership(series["leader"]) | release_shares(log) | waits(log, quarters)


def price_fall(prices):
    """How many times less the fixed capability costs each year, from the first price to the last."""
    priced = [(t, price) for t, price in enumerate(prices) if price > 0.0]
    if len(priced) < 2:
        return 0.0
    (first, before), (last, after) = priced[0], priced[-1]
    return (before / after) ** (A_YEAR / (last - first))


def growth(values):
    """Orders of magnitude between the first and the last that are not 0."""
    there = [value for value in values if value > 0.0]
    return log10(there[-1] / there[0]) if there else 0.0


def leadership(leaders):
    """Concentration of the time in the lead, and changes of the leader."""
    changes = sum(before != after for before, after in pairwise(leaders))
    times = Counter(leaders).values()
    return {"leadership_hhi": sum((time / len(leaders)) ** 2 for time in times), "leader_changes": changes}


def release_shares(log):
    """Who releases, how openly, on what and with whom, model by model; all 0 without a release.

    A release of several models is as many of one; a maker of a single model is told by its place in the log.
    """
    rows = [(place, row) for place, row in enumerate(log) for _ in range(row.models)]
    count = max(1, len(rows))
    opened = [is_open(row.tier) for _, row in rows]
    by_bloc = defaultdict(list)
    for _, row in rows:
        by_bloc[row.bloc].append(is_open(row.tier))
    open_shares = [fmean(tiers) for tiers in by_bloc.values()]
    foreign = [log[row.base] for _, row in rows if row.base >= 0 and log[row.base].actor != row.actor]
    makers = Counter(row.actor if row.actor >= 0 else ("single", place) for place, row in rows)
    shares = sorted((times / count for times in makers.values()), reverse=True)
    return {
        "open_release_share": sum(opened) / count,
        "open_share_gap": max(open_shares) - min(open_shares) if open_shares else 0.0,
        "openness_by_rank": correlation(opened, behind_frontier([row for _, row in rows])),
        "foreign_bases_open": sum(is_open(base.tier) for base in foreign) / max(1, len(foreign)),
        "joint_share": sum(row.co_releaser >= 0 for _, row in rows) / count,
        "joint_across": 0.0,
        "hhi_releases": sum(share * share for share in shares),
        "cr4_releases": sum(shares[:4]),
    }


def behind_frontier(log):
    """Capability of each release less the best released so far."""
    best, distances = float("-inf"), []
    for row in log:
        best = max(best, row.capability)
        distances.append(row.capability - best)
    return distances


def correlation(xs, ys):
    """Pearson's, 0 where one does not vary."""
    if len(set(xs)) < 2 or len(set(ys)) < 2:
        return 0.0
    x_mean, y_mean = fmean(xs), fmean(ys)
    product = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return product / (sum((x - x_mean) ** 2 for x in xs) * sum((y - y_mean) ** 2 for y in ys)) ** 0.5


def waits(log, quarters):
    """Median months until a record is matched: closed by open, and anybody's by another maker."""
    lags, responses, open_best = [], [], float("-inf")
    closed_record = record = float("-inf")
    for number, row in enumerate(log):
        later = [other for other in log[number + 1 :] if other.capability >= row.capability]
        if is_open(row.tier):
            open_best = max(open_best, row.capability)
        elif row.capability > closed_record:
            closed_record = row.capability
            matches = [row] if open_best >= row.capability else [other for other in later if is_open(other.tier)]
            lags.append(wait(row, matches, log[-1]))
        if row.capability > record:
            record = row.capability
            others = [other for other in later if other.actor != row.actor or other.actor < 0]
            responses.append(wait(row, others, log[-1]))
    return {
        "open_lag": median_wait(lags, quarters) * MONTHS,
        "response_time": median_wait(responses, quarters) * MONTHS,
    }


def wait(row, matches, last):
    """Quarters to the first match, True; or to the last release, False: censored."""
    return (matches[0].quarter - row.quarter, True) if matches else (last.quarter - row.quarter, False)


def median_wait(cases, quarters):
    """Kaplan-Meier: first time at which no more than half are unmatched, else the longest time observed."""
    survival = 1.0
    for time in range(quarters + 1):
        at_risk = sum(duration >= time for duration, _ in cases)
        if at_risk:
            survival *= 1.0 - sum(seen and duration == time for duration, seen in cases) / at_risk
        if survival <= 0.5:
            return float(time)
    return float(max((duration for duration, _ in cases), default=0))
