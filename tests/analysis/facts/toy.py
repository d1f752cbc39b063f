"""Histories small enough to count by hand, and random ones."""

import numpy as np

from sim.analysis.facts.history import UNSEEN, History, blocs
from sim.analysis.facts.measures import quarter_of

NAN = float("nan")


def history(*rows, since=None, incidents=(), begin=2019 * 4):
    """A history of (quarter, makers, open, capability) and further words or numbers by name: "us", compute=3.0."""
    quarter, names, is_open, capability, more = [], [], [], [], []
    for when, makers, opened, points, *extra in rows:
        quarter.append(quarter_of(when))
        names.append(makers.split())
        is_open.append(opened)
        capability.append(points)
        more.append({name: value for each in extra for name, value in _named(each)})
    known = list(dict.fromkeys(name for each in names for name in each))
    sizes = np.array([len(each) for each in names], int)
    maker = np.array([known.index(name) for each in names for name in each], int)
    first = np.full(len(known), UNSEEN)
    np.minimum.at(first, maker, np.repeat(np.array(quarter, int) // 4, sizes))
    for name, year in (since or {}).items():
        first[known.index(name)] = year

    def column(name, without, kind):
        return np.array([each.get(name, without) for each in more], kind)

    return History(
        quarter=np.array(quarter, int),
        is_open=np.array(is_open, float),
        capability=np.array(capability, float),
        compute=column("compute", NAN, float),
        cost=column("cost", NAN, float),
        joint=sizes > 1,
        foreign=column("foreign", False, bool),
        foreign_open=column("foreign_open", False, bool),
        bloc=np.array([[bool(each.get(bloc)) for bloc in blocs()] for each in more], bool).reshape(-1, len(blocs())),
        row=np.append(0, np.cumsum(sizes)).astype(int),
        maker=maker,
        since=first,
        incidents=np.array(incidents, float),
        begin=begin,
    )


def _named(extra):
    return extra.items() if isinstance(extra, dict) else [(extra, True)]


def drawn(seed, releases=120, makers=15, first=2018, years=9):
    """A random history: a few makers with most of the output, ties, gaps, unknown access and capability."""
    random = np.random.default_rng(seed)
    names = [f"m{k}" for k in range(makers)]
    weight = 1 / np.arange(1, makers + 1)
    quarters = np.sort(random.integers(4 * first, 4 * (first + years), releases))
    rows = []
    for k, quarter in enumerate(quarters):
        team = random.choice(makers, size=random.choice([1, 1, 1, 2, 3]), replace=False, p=weight / weight.sum())
        level = round(float(quarter - 4 * first + random.normal(0, 4)))
        more = {bloc: bool(random.random() < 0.4) for bloc in blocs()}
        more |= {name: float(np.exp(level / 5 + random.normal())) for name in ("compute", "cost")}
        more["cost"] = NAN if random.random() < 0.7 else more["cost"]
        more["foreign"] = k > 0 and random.random() < 0.3
        more["foreign_open"] = more["foreign"] and random.random() < 0.5
        rows.append(
            (
                f"{quarter // 4}Q{quarter % 4 + 1}",
                " ".join(names[m] for m in team),
                random.choice([0.0, 1.0, NAN], p=[0.5, 0.4, 0.1]),
                NAN if random.random() < 0.2 else level,
                more,
            )
        )
    there = {names[m]: first - 1 for m in random.choice(makers, 3, replace=False)}
    used = {name for _, team, *_ in rows for name in team.split()}
    since = {name: year for name, year in there.items() if name in used}
    return history(*rows, since=since, incidents=random.poisson(np.linspace(0.2, 4, 4 * years)), begin=4 * first)
