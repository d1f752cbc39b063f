"""Compute the actors and dated rows of `scenarios/race-2019.toml` from the data beside this file.

    .venv/bin/python seeds/evidence/race_2019.py            writes the scenario
    .venv/bin/python seeds/evidence/race_2019.py --check    says whether the committed file is what the data give

Each rule is stated in the docstring of the function that applies it; constants that no data give are marked as
assumptions. The state at the start uses nothing that happened after it. Three things look further: which organisations
take part and when they arrive (the sample itself, 2016-2025), the tier of an arrival (that of its first notable models)
and the export controls and institutions (history given as policy). Numbers of the model that a rule needs are read
from its schema.
"""

import argparse
import csv
import json
import math
import re
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from statistics import median

from sim.scenario.schema.actors import ActorSpec
from sim.scenario.schema.scenario import Scenario

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "scenarios" / "race-2019.toml"

START = date(2019, 1, 1)
"""First day of the run."""
SAMPLE = range(2016, 2026)
"""Years by which organisations are chosen."""
LEAST = 5
"""Notable models, joint ones divided, that make an organisation an actor."""
KNOW_HOW_SINCE = date(2009, 1, 1)
"""Older work counts as common knowledge: ten years before the start."""
RECENT_SINCE = date(2016, 1, 1)
"""Compute and openness: the three years before the start."""

LARGEST_COMPUTE = 2.0
"""Assumption: compute of the organisation with the largest run, in billions of dollars' worth."""
COMPUTE_POWER = 0.25
"""Assumption: compute owned rises with the fourth root of the largest published run, which exaggerates differences."""
LEAST_COMPUTE = 0.2
"""Assumption: nobody here owns less than a tenth of the largest."""
PUBLIC_MONEY = 0.1
"""Assumption: billion dollars a quarter that each state spends in its own institutes, the same for all three."""
USERS = 0.2
"""Assumption: share of all possible users who use AI at the start, divided among firms by notable models up to then."""
PRIOR_MODELS = 4
"""Assumption: the domains' weights count as much as four models where an organisation's focus is concerned."""
AI_ALONE = 0.05
"""Assumption: complement of a firm that sells models and little else."""
MUCH_BESIDE = 0.5
"""Assumption: complement of a firm with a large business beside models: cloud, chips, devices, advertising."""
JOINT_RATE = 0.5
"""Assumption: chance that a release is joint, given full trust and no border (.42 of notable models were, in 2019)."""
SLOTS = 12
"""Assumption: places for firms that the sample does not name."""

HOUSES = tomllib.loads((HERE / "houses.toml").read_text(encoding="utf-8"))
"""Names in the data that are one organisation."""
MEMBER_OF = {name: house for house, names in HOUSES.items() for name in names}

KEYS = {
    "Allen Institute for AI": "allen-institute",
    "Carnegie Mellon University (CMU)": "carnegie-mellon",
    "LG AI Research": "lg",
    "Massachusetts Institute of Technology (MIT)": "mit",
    "Mistral AI": "mistral",
    "Stanford University": "stanford",
    "Tsinghua University": "tsinghua",
    "University of California (UC) Berkeley": "berkeley",
    "University of Oxford": "oxford",
    "University of Washington": "washington",
    "Z.ai (Zhipu AI)": "zhipu",
}
"""Short keys; other names are their own, in lower case."""

SELLS_AI_ALONE = ("Anthropic", "DeepSeek", "Mistral AI", "Moonshot", "OpenAI", "Z.ai (Zhipu AI)", "xAI")

COUNTRIES = {
    "China": ("China", "china"),
    "Hong Kong": ("China", "china"),
    "United States of America": ("United States", "us"),
    "United Kingdom of Great Britain and Northern Ireland": ("United Kingdom", "allied"),
    "Korea (Republic of)": ("South Korea", "allied"),
}
"""Home and bloc; every other country is its own home in the bloc `allied`."""

STATES = {"united-states": ("United States", "us"), "china": ("China", "china"), "european-union": ("Europe", "allied")}

DOMAINS = {
    "language": {"Language", "Speech", "Audio", "Search", "Recommendation"},
    "vision": {"Vision", "Image generation", "Video", "3D modeling", "Multimodal"},
    "science": {"Biology", "Medicine", "Mathematics", "Earth science", "Materials science"},
    "robotics": {"Robotics", "Games", "Driving"},
}
"""The model's domains in Epoch's terms: what is decided in a world, games included, goes with robotics."""
NO_DOMAIN = {"Other", ""}

TIERS = {
    "Unreleased": "closed",
    "Hosted access (no API)": "closed",
    "API access": "access",
    "Open weights (restricted use)": "licensed",
    "Open weights (non-commercial)": "licensed",
    "Open weights (unrestricted)": "open",
}
"""Tiers in Epoch's terms, from least to most open."""

HOARDS_AS = {"firm": "access", "lab": "closed", "nation": "closed"}
SHARES_AS = {"firm": "open", "lab": "open", "nation": "open"}
STRATEGIES = {"firm": "complement", "university": "best-reply", "collective": "share", "nation": "national-security"}

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


@dataclass(frozen=True)
class Model:
    """A notable model."""

    organisations: tuple[str, ...]
    day: date
    domains: frozenset[str]
    tier: str
    """Empty when not known."""
    flop: float | None


@dataclass(frozen=True)
class Organisation:
    """A maker of notable models, as the whole data show it."""

    name: str
    category: str
    country: str

    @property
    def key(self) -> str:
        """Its name in the scenario."""
        return KEYS.get(self.name, re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-"))

    @property
    def kind(self) -> str:
        """Industry is a firm, everything else a lab."""
        return "firm" if self.category == "Industry" else "lab"

    @property
    def home(self) -> tuple[str, str]:
        """Home and bloc."""
        return COUNTRIES.get(self.country, (self.country, "allied"))

    @property
    def strategy(self) -> str:
        """Assumption, by kind: firms weigh complements and rents, universities prestige, collectives share."""
        if self.kind == "firm":
            return STRATEGIES["firm"]
        return STRATEGIES["university" if self.category == "Academia" else "collective"]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a data file."""
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(text: str) -> list[str]:
    """The parts of a list in one cell."""
    return [part.strip() for part in text.split(",")] if text else []


def domains_of(text: str) -> frozenset[str]:
    """The model's domains that a cell of Epoch's names; unknown terms are an error."""
    terms = set(split(text)) - NO_DOMAIN
    if unknown := terms - set().union(*DOMAINS.values()):
        raise ValueError(f"epoch_notable_models.csv: domain {', '.join(sorted(unknown))} is not in DOMAINS")
    return frozenset(domain for domain, names in DOMAINS.items() if terms & names)


@cache
def models() -> tuple[Model, ...]:
    """All notable models with a known maker; houses of one organisation are merged, so they never share a model."""
    return tuple(
        Model(
            organisations=tuple(dict.fromkeys(MEMBER_OF.get(name, name) for name in split(row["organization"]))),
            day=date.fromisoformat(row["date"]),
            domains=domains_of(row["domain"]),
            tier=TIERS[row["accessibility"]] if row["accessibility"] else "",
            flop=float(row["training_compute_flop"]) if row["training_compute_flop"] else None,
        )
        for row in rows("epoch_notable_models.csv")
        if row["organization"]
    )


@cache
def organisations() -> dict[str, Organisation]:
    """Category and country that occur most often for each name (ties: the first to occur).

    Cells list one entry an organisation; rows whose lists differ in length are left out of this count.
    """
    categories: dict[str, Counter[str]] = {}
    countries: dict[str, Counter[str]] = {}
    for row in rows("epoch_notable_models.csv"):
        names = [MEMBER_OF.get(name, name) for name in split(row["organization"])]
        for column, tally in (("org_category", categories), ("country", countries)):
            values = split(row[column])
            for name, value in zip(names, values, strict=True) if len(names) == len(values) else ():
                tally.setdefault(name, Counter())[value] += 1
    return {
        name: Organisation(name, categories[name].most_common(1)[0][0], countries[name].most_common(1)[0][0])
        for name in categories.keys() & countries.keys()
    }


def between(first: date, end: date) -> list[Model]:
    """Models of `first` <= day < `end`."""
    return [model for model in models() if first <= model.day < end]


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


def first_day(name: str) -> date:
    """Day of an organisation's first notable model."""
    return min(model.day for model in models() if name in model.organisations)


def made(name: str, since: date) -> list[Model]:
    """What an organisation made, alone or jointly, from `since` until the start."""
    return [model for model in between(since, START) if name in model.organisations]


def counts(name: str) -> dict[str, int]:
    """Models before the start by domain; a joint model counts in full, for know-how is not divided by sharing it."""
    return {domain: sum(domain in model.domains for model in made(name, KNOW_HOW_SINCE)) for domain in DOMAINS}


def know_how(name: str) -> dict[str, float]:
    """A = log10(1 + number of notable models in the domain in the ten years before the start), OOM."""
    return {domain: math.log10(1 + count) for domain, count in counts(name).items()}


def focus(name: str) -> dict[str, float]:
    """Share of each domain in an organisation's models, the domains' weights counting as `PRIOR_MODELS` models."""
    weights = {domain: spec.weight for domain, spec in Scenario().domains.items()}
    tally = counts(name)
    whole = sum(tally.values()) + PRIOR_MODELS * sum(weights.values())
    return {domain: (tally[domain] + PRIOR_MODELS * weights[domain]) / whole for domain in DOMAINS}


def largest_run(name: str) -> float | None:
    """Largest known training run of the three years before the start, FLOP.

    The run behind a joint model of firms and others is the firms' own.
    """
    runs = [
        model.flop
        for model in made(name, RECENT_SINCE)
        if model.flop is not None and name in (with_firms(model) or model.organisations)
    ]
    return max(runs, default=None)


def with_firms(model: Model) -> list[str]:
    """The firms among the makers of a model."""
    known = organisations()
    return [name for name in model.organisations if name in known and known[name].kind == "firm"]


def present() -> list[Organisation]:
    """Chosen organisations with a notable model before the start."""
    return [organisation for organisation in chosen() if first_day(organisation.name) < START]


@cache
def compute() -> dict[str, float]:
    """C = LARGEST_COMPUTE*(run/largest)^COMPUTE_POWER, at least LEAST_COMPUTE; unknown: the median of its kind."""
    runs = {organisation: largest_run(organisation.name) for organisation in present()}
    top = max(run for run in runs.values() if run is not None)
    known = {
        organisation: max(LEAST_COMPUTE, LARGEST_COMPUTE * (run / top) ** COMPUTE_POWER)
        for organisation, run in runs.items()
        if run is not None
    }
    middle = {
        kind: median([value for organisation, value in known.items() if organisation.kind == kind])
        for kind in ("firm", "lab")
    }
    return {organisation.name: known.get(organisation, middle[organisation.kind]) for organisation in runs}


def upkeep(compute: float, effort: float) -> float:
    """Endowment E that just replaces the compute scrapped in a quarter, C*decay = price*share*effort*E."""
    rule = Scenario().compute
    return compute * rule.decay / (rule.price * rule.share * effort)


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


@cache
def users() -> dict[str, float]:
    """USERS divided among the firms present by their notable models of the ten years before the start."""
    worth: dict[str, float] = {
        organisation.name: float(
            sum(Fraction(1, len(model.organisations)) for model in made(organisation.name, KNOW_HOW_SINCE))
        )
        for organisation in present()
        if organisation.kind == "firm"
    }
    return {name: USERS * models / sum(worth.values()) for name, models in worth.items()}


def number(value: float) -> str:
    """A number as the file has it: three decimals."""
    return str(round(value, 3) + 0.0)


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
        f'strategy = "{organisation.strategy}"',
        f'hoards_as = "{HOARDS_AS[organisation.kind]}"',
        f'shares_as = "{SHARES_AS[organisation.kind]}"',
    ]


def complements(organisation: Organisation) -> list[str]:
    """What a firm earns on complements: little when it sells models and little else."""
    if organisation.kind != "firm":
        return []
    return [f"complement = {number(AI_ALONE if organisation.name in SELLS_AI_ALONE else MUCH_BESIDE)}"]


def incumbent(organisation: Organisation) -> list[str]:
    """An organisation that is there from the start; cash is one year's endowment."""
    name = organisation.name
    run, share, owned = largest_run(name), open_share(name), compute()[name]
    endowment = upkeep(owned, ActorSpec().effort)
    seen = f"{share:.2f} open" if share is not None else "access not known"
    return [
        f"# {name}: worth {float(output()[name]):.1f} models in the sample years; {len(made(name, KNOW_HOW_SINCE))}"
        f" before the start,",
        f"# {seen}; largest run {f'{run:.1e} FLOP' if run is not None else 'not known'}",
        *common(organisation),
        f'tier = "{tier(organisation)}"',
        f"know_how_in = {table(know_how(name))}",
        f"focus = {table(focus(name))}",
        f"compute = {number(owned)}",
        f"endowment = {number(endowment)}",
        f"cash = {number(4 * endowment)}",
        f"users = {number(users().get(name, 0.0))}",
        *complements(organisation),
    ]


def arrival(organisation: Organisation) -> list[str]:
    """An organisation that comes later: public know-how, and the money of an entrant, grown since the start.

    Money is entry.capital*(1+finance.growth)^q after q quarters, compute what it buys at prices of the day,
    money*compute.price*10^(compute.progress*q), endowment an eighth of it, as that of the model's own entrants.
    """
    day, scenario = first_day(organisation.name), Scenario(start=START)
    quarter = scenario.quarter_of(day)
    money = scenario.entry.capital * (1 + scenario.finance.growth) ** quarter
    owned = money * scenario.compute.price * 10 ** (scenario.compute.progress * quarter)
    return [
        f"# {organisation.name}: worth {float(output()[organisation.name]):.1f} models in the sample years",
        *common(organisation),
        f"enters = {day}",
        f'tier = "{first_tier(organisation)}"',
        "know_how = 0.0",
        f"compute = {number(owned)}",
        f"endowment = {number(money / 8)}",
        f"cash = {number(money)}",
        "users = 0.0",
        *complements(organisation),
    ]


def mean_of_labs(bloc: str) -> tuple[dict[str, float], float]:
    """Mean know-how and compute of the labs of a bloc that are present at the start."""
    names = [
        organisation.name for organisation in present() if organisation.kind == "lab" and organisation.home[1] == bloc
    ]
    levels = [know_how(name) for name in names]
    return (
        {domain: sum(level[domain] for level in levels) / len(levels) for domain in DOMAINS},
        sum(compute()[name] for name in names) / len(names),
    )


def state(key: str) -> list[str]:
    """A state: institutes that know and own what the mean lab of its bloc does.

    The data have no notable model of a government laboratory in the three years before the start, but one.
    """
    home, bloc = STATES[key]
    level, owned = mean_of_labs(bloc)
    return [
        f"[actors.{key}]",
        'kind = "nation"',
        f'bloc = "{bloc}"',
        f'home = "{home}"',
        f'strategy = "{STRATEGIES["nation"]}"',
        f'hoards_as = "{HOARDS_AS["nation"]}"',
        f'shares_as = "{SHARES_AS["nation"]}"',
        f'tier = "{HOARDS_AS["nation"]}"',
        f"know_how_in = {table(level)}",
        f"compute = {number(owned)}",
        f"endowment = {number(PUBLIC_MONEY)}",
        f"cash = {number(4 * PUBLIC_MONEY)}",
        "users = 0.0",
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
        f'kind = "{event["kind"]}"',
        f"start = {event['day']}",
        *ramp(event),
        *taking_part(event),
        *[f'{role} = "{event[role]}"' for role in ("host", "payer") if event[role]],
        *[f"{term} = {value if isinstance(value, int) else number(value)}" for term, value in terms],
        f"note = {json.dumps(note, ensure_ascii=False)}",
    ]


PAST = f"{KNOW_HOW_SINCE.year}-{START.year - 1}"
RECENT = f"{RECENT_SINCE.year}-{START.year - 1}"

HEADER = f"""\
#:schema ./scenario.schema.json
# The race as it stood in January 2019: real organisations, states, export controls and institutions, from data.
# Written by seeds/evidence/race_2019.py from the files beside it; data by Epoch AI (epoch.ai), CC BY 4.0, the Federal
# Register, and the public documents named in the notes. To change a number, change its rule there, or extend this file
# with one of your own.
#
# It extends nothing: actors of a file are added to those that it extends, and the twenty generic actors of base do not
# belong here. The parameters are nevertheless those of base, for both leave them at the schema's defaults.
#
# From data
#   who        organisations worth {LEAST} or more of Epoch's notable models in {SAMPLE[0]}-{SAMPLE[-1]}, a joint
#              model divided evenly; the houses of Google (with DeepMind), Meta, Microsoft and others are merged
#   kind       industry is a firm; university and research collective are labs
#   enters     day of the first notable model, when it is after the start
#   know_how   log10(1 + notable models in the domain, {PAST}); joint models count in full
#   focus      share of the domain in these models, the domains' weights counting as {PRIOR_MODELS} models more
#   compute    {LARGEST_COMPUTE} * (largest known training run {RECENT} / largest of all)^{COMPUTE_POWER},
#              at least {LEAST_COMPUTE}; not known: the median of its kind; the run of a joint model of firms and others
#              is the firms'
#   tier       open when half or more of its releases of known access in {RECENT} were, else as its kind hoards;
#              of an arrival, the tier of its first notable models
#   users      {USERS} divided among the firms present by their notable models {PAST}, a joint model divided
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
#   endowment  what replaces the compute scrapped in a quarter (decay*C / (price*share*effort)); cash: a year of it.
#              Training costs are known for too few organisations before 2019, and are far below a billion
#   arrivals   start with public know-how and the money of the model's own entrants (entry.capital), grown at
#              finance.growth since the start; compute: what it buys on the day; endowment: an eighth of it
#   states     know and own what the mean lab of their bloc does; {PUBLIC_MONEY} billion a quarter each
#   complement {AI_ALONE} for firms that sell models and little else, {MUCH_BESIDE} for firms with much business beside
#   joint      releases can be joint, at rate {JOINT_RATE}: in the data .42 of notable models were in 2019
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

extends = "nothing"
title = "The race since 2019"
about = "Real organisations, blocs, export controls and institutions, with the state of January 2019."
start = {START}
quarters = 60

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
        HEADER,
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


def main(arguments: list[str] | None = None) -> int:
    """Write the scenario, or compare it with the committed one."""
    parser = argparse.ArgumentParser(description="Write scenarios/race-2019.toml from the data beside this script.")
    parser.add_argument("--check", action="store_true", help="compare with the committed file, write nothing")
    options = parser.parse_args(arguments)
    text = scenario_text()
    if options.check:
        same = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text
        if not same:
            print(f"{TARGET.name} is not what the data give: run seeds/evidence/race_2019.py", file=sys.stderr)
        return int(not same)
    unfinished = TARGET.with_suffix(".tmp")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(TARGET)
    print(
        f"wrote {TARGET.name}: {len(chosen())} organisations, {len(STATES)} states, {len(controls())} days of export "
        f"controls, {len(institutions())} institutions"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
