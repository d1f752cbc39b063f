"""Compute the actors and dated rows of `scenarios/race-2019.toml` from the data beside this file.

    .venv/bin/python seeds/evidence/race_2019.py            writes the scenario
    .venv/bin/python seeds/evidence/race_2019.py --check    says whether the committed file is what the data give

Each rule is stated in the docstring of the function that applies it; constants that no data give are marked as
assumptions. The state at the start uses nothing that happened after it. Three things look further: which organisations
take part and when they arrive (the sample itself, 2016-2025), the tier of an arrival (that of its first notable models)
and the export controls and institutions (history given as policy). Numbers of the model that a rule needs are read
from its schema.
"""

import json
import math
import sys
import textwrap
from datetime import date
from fractions import Fraction
from functools import cache

from notable_models import (
    DOMAINS,
    HERE,
    PAST_SINCE,
    RECENT_SINCE,
    START,
    TIERS,
    Organisation,
    between,
    first_day,
    made,
    models,
    organisations,
    rows,
)
from start_2019 import (
    OLD,
    QUARTERS_OF_CASH,
    QUARTERS_OF_FUNDS,
    SINCE_YEAR,
    SOLVERS,
    Money,
    Run,
    fit,
    mean_run,
    money_of,
    public_money,
    run_of,
    share_of_ai,
    share_of_computer_science,
    statuses,
    yearly,
)
from writing import write_or_check

from sim.scenario.schema.actors import ActorSpec
from sim.scenario.schema.scenario import Scenario

TARGET = HERE.parents[1] / "scenarios" / "race-2019.toml"

SAMPLE = range(2016, 2026)
"""Years by which organisations are chosen."""
LEAST = 5
"""Notable models, joint ones divided, that make an organisation an actor."""
TECHNIQUE = math.log10(2) * 12 / 8
"""Rise of capability at the same compute, OOM a year: it halves in 8 months (Ho et al. 2024, arXiv 2403.05812)."""
UNTIL_KNOWN = 1.25
"""Years until rivals know of a development, 12 to 18 months (Mansfield 1985)."""
KNOW_HOW_SPREAD = TECHNIQUE * UNTIL_KNOWN / math.sqrt(12)
"""Assumption: lags behind the best are uniform between none and that; so their standard deviation in know-how, OOM."""
PRIOR_MODELS = 4
"""Assumption: the domains' weights count as much as four models where an organisation's focus is concerned."""
AI_ALONE = 0.05
"""Assumption: complement of a firm that sells models and little else."""
MUCH_BESIDE = 0.5
"""Assumption: complement of a firm with a large business beside models: cloud, chips, devices, advertising."""
JOINT_RATE = 0.5
"""Assumption of the first edition: chance that a release is joint, given full trust and no border.

It was set with the share of joint models of 2019 in view, which belongs to a fact that is held out now (12).
"""
SLOTS = 12
"""Assumption: places for firms that the sample does not name."""

SELLS_AI_ALONE = ("Anthropic", "DeepSeek", "Mistral AI", "Moonshot", "OpenAI", "Z.ai (Zhipu AI)", "xAI")

STATES = {"united-states": ("United States", "us"), "china": ("China", "china"), "european-union": ("Europe", "allied")}

HOARDS_AS = {"firm": "access", "lab": "closed", "nation": "closed"}
SHARES_AS = {"firm": "open", "lab": "open", "nation": "open"}
STRATEGIES = {"firm": "best-reply", "university": "best-reply", "collective": "share", "nation": "national-security"}

STRENGTHS = {"first": (0.15, 0.20), "chips": (0.06, 0.06), "scope": (0.04, 0.03), "list": (0.02, 0.01)}
"""Assumption: share of know-how flow and of compute purchases that a rule of each class stops."""
FIRST_CHIPS = "2022-21658"
"""The rule of 7 October 2022, the first on advanced computing as such."""
RESCINDED = {"2025-00636": date(2025, 5, 13)}
"""Announced by the Bureau of Industry and Security on that day; the data say only that it was rescinded."""

LICENSED_USERS = 0.7
"""Monthly users, in billions, above which Llama 2 needs a licence of its own (section 2 of its licence)."""
POSSIBLE_USERS = 5.4
"""Assumption: all possible users are the people online in 2023, in billions (ITU, Facts and Figures 2023)."""
THRESHOLD = LICENSED_USERS / POSSIBLE_USERS
"""Share of all possible users above which a licence is needed."""
LICENCE_FEE = 0.1
"""Assumption: billion dollars a quarter for such a licence; Meta has published no fee."""
TURNOVER_FINE = 0.12
"""3 % of a year's turnover, in quarters (EU AI Act, Article 101). Assumption: reckoned on outlay, for every law."""

TERMS: dict[str, dict[str, float]] = {
    "principles": {"floor": 0.2, "audit": 0.0, "penalty": 0.0, "cost": 0.001},
    "commitments": {"floor": 0.3, "audit": 0.05, "penalty": 0.0, "cost": 0.002},
    "law": {"floor": 0.4, "audit": 0.2, "penalty": TURNOVER_FINE, "cost": 0.004},
    "partnership": {},
    "foundation": {},
    "pilot": {},
    "alliance": {"obligation": 0.3, "dues": 0.005, "governance": 4},
    "licence": {"fee": LICENCE_FEE, "threshold": THRESHOLD},
    "answer": {"strength": 0.1, "compute": 0.1},
}
"""Assumption: how strong an institution is, by class; what a class does not say is the schema's default.

A law is the schema's own framework of care, at twice its cost, for a law is more than a report; so is the code under
the EU AI Act, by which the Commission supervises those who signed it. Principles of states promise half of that care
and nobody looks; commitments of firms lie between, and who breaks one loses its name alone, when outsiders find out.
The alliance binds half as much as the schema's, since its founders leave members free to keep models closed, and asks
a quarter of the dues, for it announced none; its board was still to be set up. An answer to export controls that
licenses two metals stops little.
"""

PARTIES = {
    "alliance": "members",
    "ethics_framework": "signatories",
    "foundation": "contributors",
    "partnership": "actors",
    "public_compute": "actors",
}
"""Field that names those who take part, by kind of row; a licence has one actor, and an answer two blocs."""


@cache
def output() -> dict[str, Fraction]:
    """Notable models of the sample years by organisation, a joint model divided evenly among its makers."""
    total: dict[str, Fraction] = {}
    for model in between(date(SAMPLE[0], 1, 1), date(SAMPLE[-1] + 1, 1, 1)):
        for name in model.organisations:
            total[name] = total.get(name, Fraction()) + Fraction(1, len(model.organisations))
    return total


@cache
def chosen() -> tuple[Organisation, ...]:
    """Every organisation worth `LEAST` or more notable models in the sample years, the most productive first."""
    names = [name for name, worth in output().items() if worth >= LEAST]
    return tuple(organisations()[name] for name in sorted(names, key=lambda name: (-output()[name], name)))


def counts(name: str) -> dict[str, int]:
    """Models before the start by domain; a joint model counts in full."""
    return {domain: sum(domain in model.domains for model in made(name, PAST_SINCE)) for domain in DOMAINS}


def focus(name: str) -> dict[str, float]:
    """Share of each domain in an organisation's models, the domains' weights counting as `PRIOR_MODELS` models."""
    weights = {domain: spec.weight for domain, spec in Scenario().domains.items()}
    tally = counts(name)
    whole = sum(tally.values()) + PRIOR_MODELS * sum(weights.values())
    return {domain: (tally[domain] + PRIOR_MODELS * weights[domain]) / whole for domain in DOMAINS}


def present() -> list[Organisation]:
    """Chosen organisations with a notable model before the start."""
    return [organisation for organisation in chosen() if first_day(organisation.name) < START]


@cache
def owned() -> float:
    """Compute of who has the largest run, C: what its endowment just replaces, price*share*effort*E/decay.

    Assumption: it neither grew nor shrank. The compute of everybody else follows from its own run (`run` in the file).
    """
    leader = max(present(), key=lambda organisation: run_of(organisation).size)
    rule = Scenario().compute
    return rule.price * rule.share * ActorSpec().effort * funds(leader).endowment / rule.decay


def funds(organisation: Organisation) -> Money:
    """Its money, as far as known; of a newcomer of which nothing is known, that of the model's own entrants.

    That is entry.capital*(1+finance.growth)^q after q quarters, which is to last two years.
    """
    if (money := money_of(organisation.key)) is not None:
        return money
    scenario = Scenario(start=START)
    quarter = scenario.quarter_of(first_day(organisation.name))
    cash = scenario.entry.capital * (1 + scenario.finance.growth) ** quarter
    return Money(cash / QUARTERS_OF_FUNDS, cash, "not known: as the model's own entrants of that day")


def means(money: Money, run: Run | None, bought: float) -> list[str]:
    """Lines of compute and money; with a run, compute is that of the largest run, from which the model scales down."""
    if run is None:
        lines = [f"compute = {number(bought)}"]
    else:
        lines = [f"run = {round(run.size, 2)}", f"run_spread = {round(run.spread, 2)}", f"compute = {number(owned())}"]
    return [*lines, f"endowment = {exact(money.endowment)}", f"cash = {exact(money.cash)}"]


def strategy(organisation: Organisation) -> str:
    """Assumption, by kind: firms weigh complements and rents, universities prestige, with noise; collectives share."""
    if organisation.kind == "firm":
        return STRATEGIES["firm"]
    return STRATEGIES["university" if organisation.category == "Academia" else "collective"]


def open_share(name: str) -> float | None:
    """Share of open releases among those of known access in the three years before the start."""
    known = [model.tier for model in made(name, RECENT_SINCE) if model.tier]
    return sum(tier in ("licensed", "open") for tier in known) / len(known) if known else None


def tier(organisation: Organisation) -> str:
    """Open when at least half of the known releases before the start are; otherwise as its kind hoards."""
    share = open_share(organisation.name)
    return SHARES_AS[organisation.kind] if share is not None and share >= 0.5 else HOARDS_AS[organisation.kind]


def first_tier(organisation: Organisation) -> str:
    """Of an arrival: the most open tier among its first day's models, as its kind hoards when none is known."""
    day = first_day(organisation.name)
    seen = {model.tier for model in models() if organisation.name in model.organisations and model.day == day}
    return max(seen - {""}, key=list(TIERS.values()).index, default=HOARDS_AS[organisation.kind])


def number(value: float) -> str:
    """A number as the file has it: three decimals."""
    return str(round(value, 3) + 0.0)


def exact(value: float) -> str:
    """An amount of money as the file has it: five decimals, for a laboratory has less than a thousandth of a state."""
    return str(round(value, 5) + 0.0)


def table(values: dict[str, float]) -> str:
    """An inline table of numbers."""
    return "{ " + ", ".join(f"{key} = {number(value)}" for key, value in values.items()) + " }"


def common(organisation: Organisation) -> list[str]:
    """What every organisation's table begins with."""
    home, bloc = organisation.home
    return [
        f"[actors.{organisation.key}]",
        f'kind = "{organisation.kind}"',
        f'bloc = "{bloc}"',
        f'home = "{home}"',
        f'strategy = "{strategy(organisation)}"',
        f'hoards_as = "{HOARDS_AS[organisation.kind]}"',
        f'shares_as = "{SHARES_AS[organisation.kind]}"',
    ]


def complements(organisation: Organisation) -> list[str]:
    """What a firm earns on complements: little when it sells models and little else."""
    if organisation.kind != "firm":
        return []
    return [f"complement = {number(AI_ALONE if organisation.name in SELLS_AI_ALONE else MUCH_BESIDE)}"]


def incumbent(organisation: Organisation) -> list[str]:
    """An organisation that is there from the start."""
    name = organisation.name
    run, share, money = run_of(organisation), open_share(name), funds(organisation)
    seen = f"{share:.2f} open" if share is not None else "access not known"
    return [
        f"# {name}: worth {float(output()[name]):.1f} models in the sample years; {len(made(name, PAST_SINCE))}"
        f" before the start, {seen}",
        f"# run: {run.basis}",
        f"# money: {money.basis}",
        *common(organisation),
        f'tier = "{tier(organisation)}"',
        "know_how = 0.0",
        f"focus = {table(focus(name))}",
        *means(money, run, 0.0),
        *complements(organisation),
    ]


def arrival(organisation: Organisation) -> list[str]:
    """An organisation that comes later: public know-how, and the money that it is known to have had.

    Who existed at the start, for its research is known, has the run of a maker of one model. Of who was founded later,
    compute is what its cash buys at prices of the day, cash*compute.price*10^(compute.progress*q).
    """
    day, scenario, money = first_day(organisation.name), Scenario(start=START), funds(organisation)
    bought = money.cash * scenario.compute.price * 10 ** (scenario.compute.progress * scenario.quarter_of(day))
    run = run_of(organisation) if has_run(organisation) else None
    return [
        f"# {organisation.name}: worth {float(output()[organisation.name]):.1f} models in the sample years",
        *([f"# run: {run.basis}, as a maker of one model"] if run is not None else []),
        f"# money: {money.basis}",
        *common(organisation),
        f"enters = {day}",
        f'tier = "{first_tier(organisation)}"',
        "know_how = 0.0",
        *means(money, run, bought),
        *complements(organisation),
    ]


def has_run(organisation: Organisation) -> bool:
    """Whether an organisation had research at the start: it is there, or what it spent then is known."""
    return first_day(organisation.name) < START or yearly(organisation.key) is not None


def state(key: str) -> list[str]:
    """A state: its own institutes, as the mean laboratory of its bloc, in OOM, with the money of a state.

    The data have no notable model of a government laboratory in the three years before the start, but one.
    """
    home, bloc = STATES[key]
    run = mean_run([lab for lab in present() if lab.kind == "lab" and lab.home[1] == bloc])
    money = public_money()
    return [
        f"# run: {run.basis}",
        f"# money: {money.basis}",
        f"[actors.{key}]",
        'kind = "nation"',
        f'bloc = "{bloc}"',
        f'home = "{home}"',
        f'strategy = "{STRATEGIES["nation"]}"',
        f'hoards_as = "{HOARDS_AS["nation"]}"',
        f'shares_as = "{SHARES_AS["nation"]}"',
        f'tier = "{HOARDS_AS["nation"]}"',
        "know_how = 0.0",
        *means(money, run, 0.0),
    ]


def control_class(event: dict[str, str]) -> str:
    """Class of a rule by its title: first on chips, advanced computing, additions of names, or wider scope."""
    if event["fr_document"] == FIRST_CHIPS:
        return "first"
    if "Advanced Computing" in event["title"]:
        return "chips"
    names_only = (
        "Entity List" in event["title"] and "FDP" not in event["title"] and "Direct Product" not in event["title"]
    )
    return "list" if names_only else "scope"


@cache
def controls() -> tuple[tuple[date, tuple[dict[str, str], ...]], ...]:
    """Tightening rules by the day they were issued; those without a date or before the start are left out."""
    by_day: dict[date, list[dict[str, str]]] = {}
    for event in rows("export_control_events.csv"):
        if event["event_date"] and event["direction"].startswith("tighten"):
            day = date.fromisoformat(event["event_date"])
            if day >= START:
                by_day.setdefault(day, []).append(event)
    return tuple((day, tuple(events)) for day, events in sorted(by_day.items()))


def control(day: date, events: tuple[dict[str, str], ...]) -> list[str]:
    """One row a day: rules of a day act as independent barriers, 1 - prod(1 - strength)."""
    stopped = [1 - math.prod(1 - STRENGTHS[control_class(event)][column] for event in events) for column in (0, 1)]
    ends = [RESCINDED[event["fr_document"]] for event in events if event["fr_document"] in RESCINDED]
    note = "; ".join(f"{event['fr_citation']} ({control_class(event)}): {event['title']}" for event in events)
    return [
        "[[policies]]",
        f'name = "control-{day}"',
        'kind = "export_control"',
        f"start = {day}",
        *[f"end = {end}" for end in ends],
        'from_bloc = "us"',
        'to_bloc = "china"',
        f"strength = {number(stopped[0])}",
        f"compute = {number(stopped[1])}",
        f"note = {json.dumps(note, ensure_ascii=False)}",
    ]


@cache
def institutions() -> tuple[dict[str, str], ...]:
    """Institutions by their first day in force (file order within a day); those before the start are left out.

    Each must name actors of the scenario alone, and a class of `TERMS`.
    """
    known = {organisation.key for organisation in chosen()} | set(STATES)
    events = sorted(rows("institutions.csv"), key=lambda event: event["day"])
    for event in events:
        named = {*event["parties"].split(), event["host"], event["payer"]} - {""}
        if strangers := named - known:
            raise ValueError(f"institutions.csv: {event['name']}: no actor {', '.join(sorted(strangers))}")
        if event["terms"] not in TERMS:
            raise ValueError(f"institutions.csv: {event['name']}: {event['terms']!r} is not in TERMS")
    return tuple(event for event in events if date.fromisoformat(event["day"]) >= START)


def taking_part(event: dict[str, str]) -> list[str]:
    """Who takes part, as the kind of row has it: a list, one actor, or the blocs of two states, from and to."""
    parties = event["parties"].split()
    if event["kind"] == "retaliation":
        source, target = (STATES[party][1] for party in parties)
        return [f'from_bloc = "{source}"', f'to_bloc = "{target}"']
    if event["kind"] == "open_licence":
        (actor,) = parties
        return [f'actor = "{actor}"']
    return [f"{PARTIES[event['kind']]} = {json.dumps(parties)}"]


def ramp(event: dict[str, str]) -> list[str]:
    """Quarters until full strength, which a row of ramp r has in its r-th quarter; none when in full at once."""
    if not event["full"]:
        return []
    first, full = (Scenario(start=START).quarter_of(date.fromisoformat(event[column])) for column in ("day", "full"))
    return [f"ramp = {full - first + 1}"]


def institution(event: dict[str, str]) -> list[str]:
    """One row an institution: who and when from the data, how strong by its class in `TERMS`."""
    terms = TERMS[event["terms"]].items()
    note = f"{event['name']}: {event['source']}"
    return [
        "[[policies]]",
        *([f'name = "answer-{event["day"]}"'] if event["kind"] == "retaliation" else []),
        f'kind = "{event["kind"]}"',
        f"start = {event['day']}",
        *ramp(event),
        *taking_part(event),
        *[f'{role} = "{event[role]}"' for role in ("host", "payer") if event[role]],
        *[f"{term} = {value if isinstance(value, int) else number(value)}" for term, value in terms],
        f"note = {json.dumps(note, ensure_ascii=False)}",
    ]


PAST = f"{PAST_SINCE.year}-{START.year - 1}"
RECENT = f"{RECENT_SINCE.year}-{START.year - 1}"


def regression() -> str:
    """The equation of the fit with its standard errors."""
    names = ("", " firm", f" (year - {START.year - 1})", " log10(models so far)")
    return " + ".join(
        f"{value:.2f} ({error:.2f}){name}"
        for value, error, name in zip(fit().coefficients, fit().errors, names, strict=True)
    )


def known_how() -> str:
    """Whose money was seen, is told by others or is remembered, and whose run is imputed, as lines of a comment."""
    imputed = [organisation.key for organisation in chosen() if has_run(organisation) and run_of(organisation).spread]
    groups = statuses() | {"run imputed": [*imputed, *STATES]}
    return "\n".join(
        textwrap.fill(
            f"{name}: {', '.join(sorted(keys)) or 'none'}",
            119,
            initial_indent="#   ",
            subsequent_indent="#              ",
        )
        for name, keys in groups.items()
    )


def header() -> str:
    """What the file takes from data and what it assumes, rule by rule, and the tables before the actors."""
    found = fit()
    return f"""\
#:schema ./scenario.schema.json
# The race as it stood in January 2019: real organisations, states, export controls and institutions, from data.
# Written by seeds/evidence/race_2019.py from the files beside it; data by Epoch AI (epoch.ai), CC BY 4.0, the Federal
# Register, and the public documents named in the notes. To change a number, change its rule there, or extend this file
# with one of your own.
#
# It extends nothing: actors of a file are added to those that it extends, and the twenty generic actors of base do not
# belong here. The parameters are nevertheless those of base but for the tables below, for both leave them at the
# schema's defaults.
#
# From data
#   who        organisations worth {LEAST} or more of Epoch's notable models in {SAMPLE[0]}-{SAMPLE[-1]}, a joint
#              model divided evenly; the houses of Google (with DeepMind), Meta, Microsoft and others are merged
#   kind       industry is a firm; university and research collective are labs
#   enters     day of the first notable model, when it is after the start
#   focus      share of the domain in its notable models {PAST}, the domains' weights counting as
#              {PRIOR_MODELS} models more
#   run        largest training run of its own {PAST}: alone, or joint with others where it is a firm, or joint
#              among laboratories. Left out: what searches or solves a game and trains no model
#              ({", ".join(sorted(SOLVERS))}), and models built on another's. Not known, or understated by what is
#              known (older than {OLD} years and below makers alike, or below them by more than the residual standard
#              deviation): imputed by least squares over {found.rows} years of {found.makers} makers,
#              {SINCE_YEAR}-{START.year - 1}, standard errors clustered by maker in brackets: log10 FLOP =
#              {regression()}.
#              The residual standard deviation, {found.spread:.2f}, is run_spread
#   endowment  all of the budget of who does AI alone, computer science of a university, a share of a firm's research
#              (see below), a quarter of a year; where not known, the median of the other universities. Of an arrival,
#              an eighth of what it had raised when it came. Each has its source beside it
#   tier       open when half or more of its releases of known access in {RECENT} were, else as its kind hoards;
#              of an arrival, the tier of its first notable models
#   controls   days of issue
#   institutions  first day in force, and who takes part, as far as they are actors here; a selection. Laws begin when
#              they are in force, not when they are announced; the EU AI Act and its code rise until the Commission can
#              enforce them. Also data: Llama 2 is free up to {LICENSED_USERS} billion monthly users,
#              and the Act fines 3 % of a year's turnover
#
# Assumed, for want of data: sweep them
#   strategy   by kind: firms weigh complements against rents, universities weigh prestige, with noise,
#              research collectives share, states look to their security
#   hoards_as, shares_as   by kind: a firm that hoards still sells access, a lab or state that hoards publishes nothing
#   know_how   the same for all, 0 in every domain: nothing measures what anybody knew, counts of models measure how
#              much they published, and what one ran says how much compute it had. About it a little noise
#              (initial.know_how_spread): {UNTIL_KNOWN} years until rivals know of a development (Mansfield 1985) times
#              {TECHNIQUE:.2f} OOM a year of technique (Ho et al. 2024), uniform, so divided by the root of 12
#   initial    work is under way, uniform up to a whole step of a release: a day that has nothing to do with anybody's
#              releases finds each at any point of its step. What is imputed is drawn in each run, up to the
#              largest run that was seen
#   compute    of who has the largest run, what its endowment just replaces: decay*C = price*share*effort*endowment;
#              everybody else's follows from its run, by initial.exponent, but is at least what a quarter of its
#              endowment buys: who is known for small runs and has much money would own that a quarter later
#   endowment  a firm spends {share_of_ai():.3f} of its research money on AI, as Google did if a notable model cost the
#              rest of it as much as DeepMind, the only part of a firm of which the budget is known. Baidu claims nearly
#              all of its own. All computer science of a university counts, an upper bound; where only the whole of its
#              research is known, {share_of_computer_science():.3f} of it, the median of its peers. Every state has
#              the money of the European Union, the one budget of a state that was fixed before the start
#   cash       {QUARTERS_OF_CASH} quarters of the endowment; what an arrival had raised lasts {QUARTERS_OF_FUNDS}
#   arrivals   know what is public. Compute is what their cash buys on the day; of those whose research at the start is
#              known, as run says for a maker of one model. Money that is not known is that of the model's own entrants
#              (entry.capital), grown at finance.growth since the start
#   states     have the mean run, in OOM, of the laboratories of their bloc
#   complement {AI_ALONE} for firms that sell models and little else, {MUCH_BESIDE} for firms with much business beside
#   joint      releases can be joint, at rate {JOINT_RATE}. It was set in the first edition, with the data of 2019 in
#              view, which belong to a fact that is held out now
#   controls   strengths by class of rule; the dates are data. Left out: the suspension without a date (2025-19846), so
#              that the rule of 2025-09-29 stays; and the relaxation of 2026-01-15 (91 FR 1684), which turns a refusal
#              into a review of each case, so that nobody knows yet how much it lets through
#   institutions  every strength, by class; where a row is silent, the schema's default. Rules of China and of Europe
#              are read as audited promises of care, since stricter law after incidents would bind everybody. Those of
#              China bind the firms here that serve the public there, the EU AI Act Europe and Mistral alone. Others
#              stand in its code, which they signed, so that Meta, which did not, is not bound. Principles of the OECD
#              and the United Nations bind Europe for its member states. Export licences for two metals, which name no
#              country, are read as an answer to the United States. A licence for Llama 2 costs {LICENCE_FEE} billion
#              a quarter above {THRESHOLD:.2f} of all possible users, {POSSIBLE_USERS} billion people; from then on Meta
#              keeps to such licences. The research pilot serves all laboratories of the United States here. Nothing
#              ends that was set up. Left out: the CHIPS and Science Act, whose makers of chips are not actors here; the
#              Frontier Model Forum, whose members owe each other no know-how, which is what an alliance is about here
#
# How each one's money is known (row by row in start_2019.csv), and whose run is imputed
{known_how()}

extends = "nothing"
title = "The race since 2019"
about = "Real organisations, blocs, export controls and institutions, with the state of January 2019."
group = "regimes"
start = {START}
quarters = 60

[initial]
know_how_spread = {number(KNOW_HOW_SPREAD)}
imputed = 1.0

[entry]
slots = {SLOTS}

[codevelopment]
on = true
rate = {JOINT_RATE}
"""


def scenario_text() -> str:
    """The whole scenario file."""
    later = sorted(
        set(chosen()) - set(present()), key=lambda organisation: (first_day(organisation.name), organisation.name)
    )
    parts = [
        header(),
        "# --- generated from here on " + "-" * 91 + "\n",
        "# Organisations present at the start\n",
        *["\n".join(incumbent(organisation)) + "\n" for organisation in present()],
        "# Arrivals, by day\n",
        *["\n".join(arrival(organisation)) + "\n" for organisation in later],
        "# States\n",
        *["\n".join(state(key)) + "\n" for key in STATES],
        "# Export controls of the United States, by day of issue\n",
        *["\n".join(control(day, events)) + "\n" for day, events in controls()],
        "# Institutions, by the first day in force\n",
        *["\n".join(institution(event)) + "\n" for event in institutions()],
    ]
    return "\n".join(parts)


def _summary() -> str:
    return (
        f"wrote {TARGET.name}: {len(chosen())} organisations, {len(STATES)} states, {len(controls())} days of export "
        f"controls, {len(institutions())} institutions"
    )


def main(arguments: list[str] | None = None) -> int:
    """Write the scenario, or compare it with the committed one."""
    return write_or_check(TARGET, scenario_text, _summary, "race_2019.py", arguments)


if __name__ == "__main__":
    sys.exit(main())
