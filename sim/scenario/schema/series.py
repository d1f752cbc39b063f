"""Every series and every outcome, each declared once: name, range, unit, which way is better, definition, place.

A series has one value a quarter; an outcome is one figure a run, either a summary of a series or a figure of the
release log. Each has the range in which it means something. None is NaN or infinite by its definition: what is never
reached has the length of the run, and what there is nothing of is 0.

What computes them names them: rules write ``row[at.NAME]`` (:mod:`sim.rules.observe`), and functions of
:mod:`sim.outcomes.figures` give the figures of the log.
"""

from collections import namedtuple
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import did_you_mean
from sim.scenario.schema.outcome import CHARTED, EVERYWHERE, NOWHERE, Better, Display, Outcome, Over, Series
from sim.scenario.schema.ranges import (
    ACTOR,
    COMPUTE,
    CORRELATION,
    COUNT,
    DIRECTIONS,
    EFFORT,
    FACTOR,
    FLAWS,
    GAIN,
    INDEX,
    LEAD,
    LEVEL,
    MONEY,
    PRICE,
    RATE,
    SHARE,
    SPENDING,
    TIME,
    Range,
)

Line = Sequence[Series | Outcome]
"""What one line of the table declares."""


def series(
    name: str, within: Range, over: Over, unit: str, better: Better, text: str, *, label: str = "",
    displays: Display = NOWHERE,
) -> Line:  # fmt: skip
    """A series, and the outcome of its name that summarises it."""
    return Series(name, within), *summary(name, name, within, over, unit, better, text, label=label, displays=displays)


def summary(
    name: str, of: str, within: Range, over: Over, unit: str, better: Better, text: str, *, label: str = "",
    displays: Display = NOWHERE,
) -> Line:  # fmt: skip
    """One more outcome of a series."""
    return (Outcome(name, unit, better, text, "", of, over, within, label, displays),)


def observed(name: str, within: Range) -> Line:
    """A series that no outcome summarises."""
    return (Series(name, within),)


def figure(
    name: str, within: Range, unit: str, better: Better, text: str, *, label: str = "", displays: Display = NOWHERE
) -> Line:
    """A figure of the release log."""
    return (Outcome(name, unit, better, text, "", "", "log", within, label, displays),)


# One line, or two, each; a formatter would give every word a line.
# fmt: off
_DECLARED: list[tuple[str, list[Line]]] = [
    ("progress", [
        series("frontier", LEVEL, "last", "OOM", "more", "capability of the most capable actor",
               label="frontier", displays=EVERYWHERE),
        summary("progress_rate", "frontier", LEAD, "rise", "OOM/quarter", "more", "mean rise of the frontier"),
        series("mean_capability", LEVEL, "last", "OOM", "more", "mean capability of active actors",
               label="mean capability", displays=Display.LIVE | CHARTED | Display.HEADLINE | Display.ABLATION),
        series("commons_capability", LEVEL, "last", "OOM", "more", "public know-how, weighted over domains",
               label="public know-how", displays=Display.CARD | Display.LIVE | CHARTED),
        observed("released_frontier", LEVEL),
        series("open_frontier", LEVEL, "last", "OOM", "more", "best capability ever released with open weights"),
        figure("largest_run_rise", LEAD, "OOM", "neither",
               "by how much the largest training run that anybody can make grows: that of the last quarter over that "
               "of the first (quarters without actors left out)"),
        series("research_gain", GAIN, "sum", "OOM", "more", "know-how found by own research, mean actor"),
        series("learning_gain", GAIN, "sum", "OOM", "more", "know-how learnt from others, mean actor"),
        series("duplicated", SHARE, "mean", "share", "less", "share of outlay on what somebody already held hidden"),
        observed("outlay", SPENDING),
        observed("largest_run", COMPUTE),
        observed("largest_run_cost", COMPUTE),
        series("variety", DIRECTIONS, "mean", "directions", "more",
               "effective number of research directions, exp entropy"),
        series("overlap", SHARE, "mean", "share", "neither",
               "mean cosine of the foci of two actors (0 without two): how alike all search (Jaffe 1986)"),
        series("absorption", SHARE, "mean", "share", "more", "skills: mean absorptive capacity"),
        series("absorption_spread", SHARE, "mean", "share", "less", "standard deviation of absorptive capacity"),
        series("challenge", SHARE, "last", "share", "more", "progress of shared global challenges, X",
               label="shared challenges", displays=Display.DIFFERENCE | Display.ABLATION),
        figure("time_to_milestone", TIME, "quarters", "less",
               "first quarter with the frontier up by the milestone; the length of the run when it is not reached"),
    ]),
    ("openness and trust", [
        series("openness", SHARE, "mean", "share", "neither", "mean share of know-how disclosed by the tiers chosen"),
        series("open_actors", SHARE, "mean", "share", "neither", "share of actors that choose licensed or open",
               label="open actors", displays=Display.COURSE),
        series("openness_leaders", SHARE, "mean", "share", "neither",
               "mean share of know-how disclosed by the three most capable firms (fewer where there are fewer; firms "
               "alike at the third place share what is left of the three)"),
        series("trust", SHARE, "last", "share", "more", "mean trust over ties", label="trust", displays=EVERYWHERE),
        series("trust_within", SHARE, "last", "share", "more", "mean trust over ties inside blocs"),
        series("trust_across", SHARE, "last", "share", "more", "mean trust over ties across blocs"),
        series("community", SHARE, "last", "share", "more", "size of downstream communities, weighted over domains"),
        series("open_use", SHARE, "mean", "share", "more", "users who run the best open model themselves"),
        figure("open_release_share", SHARE, "share", "neither", "share of models released that are licensed or open"),
        figure("open_share_gap", SHARE, "share", "neither", "largest minus smallest open share of models over blocs"),
        figure("openness_by_rank", CORRELATION, "correlation", "neither",
               "correlation of openness of a model with its distance to the frontier of the day; negative when the "
               "frontier is more closed than the mass"),
        figure("open_lag", TIME, "months", "less",
               "open behind closed: median first-passage time of closed record releases to an open release as "
               "capable (Kaplan-Meier, unmatched leaders censored; a lower bound when half are unmatched)"),
        figure("foreign_bases_open", SHARE, "share", "neither",
               "share of models built on another actor's that build on open ones"),
        figure("joint_share", SHARE, "share", "neither", "share of models made jointly"),
        figure("joint_across", SHARE, "share", "neither", "share of models made jointly across blocs"),
    ]),
    ("race and safety", [
        series("effort", EFFORT, "mean", "1", "less", "race intensity: mean effort"),
        series("safety", SHARE, "mean", "share", "more", "mean care",
               label="safety", displays=Display.COURSE | Display.HEADLINE | Display.ABLATION),
        series("safety_leader", SHARE, "mean", "share", "more", "care of the leader by released capability"),
        series("flaws", FLAWS, "mean", "flaws", "less", "mean undiscovered flaws an actor",
               label="flaws an actor", displays=Display.LIVE | CHARTED | Display.ABLATION),
        series("find_rate", SHARE, "mean", "1/quarter", "more",
               "share of flaws found a quarter; 1/x is the time to find"),
        series("incidents", COUNT, "sum", "incidents", "less", "incidents in the run",
               label="incidents", displays=EVERYWHERE),
        series("reported_incidents", COUNT, "sum", "reports", "less",
               "reported events for which the incidents stand, incidents.scale for each"),
        series("misuse", COUNT, "sum", "events", "less", "misuses of released systems in the run",
               label="misuses", displays=EVERYWHERE),
        figure("misuse_per_use", RATE, "events/quarter", "less",
               "misuses for each quarter in which all potential users use AI: misuses of the run over the sum of `use` "
               "(0 where nobody uses AI)",
               label="misuses by use"),
        series("catastrophes", COUNT, "last", "events", "less", "catastrophes in the run"),
        figure("catastrophe", SHARE, "0 or 1", "less",
               "whether there was a catastrophe; its mean over runs is a chance",
               label="catastrophe", displays=Display.HEADLINE),
        series("regulation", SHARE, "last", "share", "neither", "safety floor that the law asks, mean over blocs"),
        figure("response_time", TIME, "months", "neither",
               "median time until another maker matches a record release (Kaplan-Meier)"),
    ]),
    ("concentration", [
        series("hhi_revenue", INDEX, "mean", "index", "less", "Herfindahl-Hirschman index of revenue",
               label="concentration, HHI",
               displays=Display.LIVE | CHARTED | Display.SPREAD | Display.HEADLINE | Display.ABLATION),
        series("cr4_revenue", SHARE, "mean", "share", "less", "revenue share of the largest four"),
        series("gini_capability", INDEX, "last", "index", "less", "Gini coefficient of capability as users feel it",
               label="inequality, Gini", displays=CHARTED | Display.HEADLINE | Display.ABLATION),
        series("contenders", COUNT, "mean", "actors", "more", "actors within 10 index points of the released frontier"),
        observed("leader", ACTOR),
        series("active", COUNT, "last", "actors", "neither", "active actors"),
        series("entrants", COUNT, "sum", "firms", "more", "firms that entered",
               label="entrants", displays=Display.DIFFERENCE),
        series("exits", COUNT, "sum", "firms", "less", "firms that left"),
        series("dependence", GAIN, "mean", "OOM", "less",
               "mean over home nations: how far the best released at home, or open anywhere, trails the best of all"),
        series("autonomy", SHARE, "mean", "share", "more",
               "mean over home nations: of the tasks within reach of the best AI released, the share within reach of "
               "the best released at home, or open anywhere: what nobody abroad can take away",
               label="autonomy of nations", displays=Display.HEADLINE),
        figure("hhi_releases", INDEX, "index", "less", "Herfindahl-Hirschman index of models released"),
        figure("cr4_releases", SHARE, "share", "less", "share of models by the most active four"),
        figure("leadership_hhi", INDEX, "index", "less", "Herfindahl-Hirschman index of time in the lead"),
        figure("leader_changes", COUNT, "changes", "neither", "changes of the leader by released capability"),
    ]),
    ("use and prices", [
        series("users", SHARE, "last", "share", "more", "share of users served by firms"),
        series("use", SHARE, "last", "share", "more",
               "share of all potential users who use AI, those who run an open model themselves among them",
               label="use of AI", displays=Display.DIFFERENCE | Display.ABLATION),
        series("reached", SHARE, "last", "share", "more",
               "share of potential users whom AI has reached (prices; else 1)"),
        series("market", MONEY, "last", "bn USD/quarter", "neither",
               "what users pay, open use and what goes with it included (prices); else size of the market"),
        series("paid_price", PRICE, "last", "USD/user/quarter", "neither",
               "mean price of paid access, by users (prices; 0 where nobody has it)",
               label="price of paid access", displays=Display.DIFFERENCE),
        series("open_price", PRICE, "last", "USD/user/quarter", "neither",
               "mean price of open models, what goes with them included, by users (prices; 0 where nobody uses one)"),
        series("frontier_cost", PRICE, "last", "USD/user/quarter", "neither",
               "what serving a user of the most capable product costs its seller (prices)"),
        series("fixed_price", PRICE, "last", "USD/user/quarter", "less",
               "cost of a fixed capability: of serving that which led at the start, to whoever can do so for least, "
               "by know-how that may be secret; nobody need ask so little (prices)"),
        figure("price_fall", FACTOR, "times/year", "more",
               "how many times less the fixed capability costs each year, geometric mean over the run (0 without "
               "prices)"),
    ]),
    ("money", [
        series("investment", SPENDING, "mean", "bn USD/quarter", "neither",
               "outlay of all actors, and of the capacity for compute that is built what serving users pays for",
               label="investment", displays=Display.DIFFERENCE | Display.ABLATION),
        series("equity", SPENDING, "mean", "bn USD/quarter", "neither",
               "what firms raise from investors for new shares"),
        series("dividends", SPENDING, "mean", "bn USD/quarter", "neither", "what firms pay out"),
        series("debt", SPENDING, "last", "bn USD", "less", "what firms owe"),
        series("valuation", SPENDING, "last", "bn USD", "neither", "what investors hold all firms to be worth"),
    ]),
    ("welfare", [
        series("surplus", MONEY, "mean", "bn USD/quarter", "more", "consumer surplus",
               label="consumer surplus", displays=Display.CARD | CHARTED | Display.HEADLINE | Display.ABLATION),
        series("profits", MONEY, "mean", "bn USD/quarter", "neither",
               "what firms earn: revenue net of serving users, fees, subsidies and grants, less outlay, rules, fines, "
               "harm, interest and tax"),
        series("value_added", MONEY, "mean", "bn USD/quarter", "more",
               "consumer surplus and what firms earn before transfers: what users pay them, complements and fees, less "
               "serving, outlay, rules and harm; no tax, fine, subsidy, grant, interest, or money of investors",
               label="value added", displays=Display.HEADLINE),
        series("welfare", MONEY, "mean", "bn USD/quarter", "more",
               "consumer surplus, and what firms earn before interest, fines and tax and hosts before dividends, "
               "capacity built included, less what labs and states spend, schools, and damage by misuse",
               label="welfare", displays=Display.SPREAD),
        series("service_loss", SHARE, "sum", "share*quarters", "less", "users without service in outages"),
    ]),
    ("institutions", [
        series("interoperability", SHARE, "last", "share", "neither", "others' work that fits one's own, kappa"),
        series("literacy", SHARE, "last", "share", "more", "literacy of users and policymakers"),
        series("catalogue", SHARE, "last", "share", "more", "shared safety tools, S"),
        series("foundation", SHARE, "last", "share", "more", "shared stack, weighted over domains"),
        series("partnerships", COUNT, "mean", "partnerships", "neither", "partnerships in force, hosting included"),
        series("members", SHARE, "mean", "share", "neither", "active actors that belong to an alliance"),
        series("members_ahead", LEAD, "mean", "OOM", "neither",
               "released capability of members less that of others; below 0 laggards ally (0 without both)"),
        series("internal_stability", SHARE, "mean", "share", "neither",
               "members who would not gain by leaving their alliance (0 without members)"),
        series("external_stability", SHARE, "mean", "share", "neither",
               "others who would not gain by joining an alliance (0 without alliances)"),
        series("breaches", COUNT, "sum", "breaches", "less", "promises and duties that were broken"),
        series("projects", COUNT, "sum", "projects", "more",
               "funded projects that would not have started without a grant"),
        series("overhead", SHARE, "mean", "share", "less", "outlay that institutions take"),
    ]),
    ("welfare", [
        observed("releases", COUNT),
        observed("joint_releases", COUNT),
        figure("releases", COUNT, "releases", "neither", "releases in the run, each of one model or several"),
        series("models", COUNT, "last", "models", "neither", "models released in the run; a release can hold several"),
        series("single_makers", COUNT, "last", "makers", "neither", "makers of a single model, beside the actors"),
        figure("tail_share", SHARE, "share", "neither", "share of models released that makers of a single model made"),
    ]),
]
# fmt: on


def _gathered(groups: Iterable[tuple[str, list[Line]]]) -> tuple[dict[str, Range], dict[str, Outcome]]:
    """Ranges of the series, and the outcomes with the headings under which they stand.

    Raises:
        ValueError: a name is declared twice, or an outcome summarises a series that is not declared.
    """
    ranges: dict[str, Range] = {}
    outcomes: dict[str, Outcome] = {}
    for group, each in ((group, each) for group, lines in groups for line in lines for each in line):
        if each.name in (ranges if isinstance(each, Series) else outcomes):
            raise ValueError(f"the {type(each).__name__.lower()} {each.name} is declared twice")
        if isinstance(each, Series):
            ranges[each.name] = each.within
        else:
            outcomes[each.name] = replace(each, group=group)
    for outcome in outcomes.values():
        if outcome.series and outcome.series not in ranges:
            problem = f"the outcome {outcome.name} summarises {outcome.series}, which no line declares as a series"
            raise ValueError("; ".join(filter(None, (problem, did_you_mean(outcome.series, ranges)))))
    return ranges, outcomes


RANGES, OUTCOMES = _gathered(_DECLARED)
"""The range of each series, in the order of their columns; all outcomes by name, in the order of tables."""

SERIES = tuple(RANGES)
"""Names of the series: outcomes that a scenario's conditions can name."""

if TYPE_CHECKING:
    at: Any
else:
    at = namedtuple("Series", SERIES)(*range(len(SERIES)))
    """Columns of the series by name: ``row[at.trust]`` in a rule is a number when it is compiled."""


def displayed_on(display: Display) -> list[Outcome]:
    """The outcomes that are shown in a place, in declared order."""
    return [outcome for outcome in OUTCOMES.values() if display in outcome.displays]


def summary_of(series: str) -> Outcome | None:
    """The first outcome that summarises a series."""
    return next((outcome for outcome in OUTCOMES.values() if outcome.series == series), None)
