"""Read Epoch's notable AI models: who made which, when, in what domain, how open and with how much training compute.

The names that belong to one organisation are merged as `houses.toml` says. `race_2019.py` and `start_2019.py` build on
this; it computes nothing of the scenario itself.
"""

import csv
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent

START = date(2019, 1, 1)
"""First day of the run."""
PAST_SINCE = date(2009, 1, 1)
"""Older work counts as common knowledge: ten years before the start."""
RECENT_SINCE = date(2016, 1, 1)
"""Openness: the three years before the start."""

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

COUNTRIES = {
    "China": ("China", "china"),
    "Hong Kong": ("China", "china"),
    "United States of America": ("United States", "us"),
    "United Kingdom of Great Britain and Northern Ireland": ("United Kingdom", "allied"),
    "Korea (Republic of)": ("South Korea", "allied"),
}
"""Home and bloc; every other country is its own home in the bloc `allied`."""

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


@dataclass(frozen=True)
class Model:
    """A notable model."""

    name: str
    organisations: tuple[str, ...]
    """Its makers, houses of one organisation merged."""
    named: tuple[str, ...]
    """Its makers as the data name them."""
    day: date
    domains: frozenset[str]
    tier: str
    """Empty when not known."""
    flop: float | None
    """Training compute; none when not known."""
    base: str
    """What it is built on; empty when on nothing."""


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
            name=row["model"],
            organisations=tuple(dict.fromkeys(MEMBER_OF.get(name, name) for name in split(row["organization"]))),
            named=tuple(split(row["organization"])),
            day=date.fromisoformat(row["date"]),
            domains=domains_of(row["domain"]),
            tier=TIERS[row["accessibility"]] if row["accessibility"] else "",
            flop=float(row["training_compute_flop"]) if row["training_compute_flop"] else None,
            base=row["base_model"],
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


def first_day(name: str) -> date:
    """Day of an organisation's first notable model."""
    return min(model.day for model in models() if name in model.organisations)


def made(name: str, since: date) -> list[Model]:
    """What an organisation made, alone or jointly, from `since` until the start."""
    return [model for model in between(since, START) if name in model.organisations]


def with_firms(model: Model) -> list[str]:
    """The firms among the makers of a model."""
    known = organisations()
    return [name for name in model.organisations if name in known and known[name].kind == "firm"]
