"""The measures once more, slowly, in pandas, lists and combinations: what the compiled ones must equal."""

from itertools import combinations, pairwise
from math import comb

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from sim.analysis.facts.history import blocs
from sim.analysis.facts.measures import quarter_of

NAN = float("nan")


def table(h):
    """One row per release, with its makers as a tuple."""
    columns = {name: getattr(h, name) for name in ("quarter", "is_open", "capability", "compute", "cost", "joint")}
    columns |= {name: getattr(h, name) for name in ("foreign", "foreign_open")}
    columns |= {name: h.bloc[:, place] for place, name in enumerate(blocs())}
    frame = pd.DataFrame(columns)
    frame["year"] = frame["quarter"] // 4
    frame["makers"] = [tuple(h.maker[a:b]) for a, b in zip(h.row[:-1], h.row[1:], strict=True)]
    return frame


def window(h, first, last):
    """The releases of a window."""
    frame = table(h)
    return frame[frame["quarter"].between(quarter_of(first), quarter_of(last, is_last=True))]


def by_maker(frame):
    """One row per release and maker."""
    return frame.assign(size=frame["makers"].map(len)).explode("makers").astype({"makers": int})


def open_share(h, first, last, bloc=""):
    chosen = window(h, first, last)
    return (chosen[chosen[bloc]] if bloc else chosen)["is_open"].mean()


def joint_share(h, first, last):
    return window(h, first, last)["joint"].mean()


def joint_across(h, first, last, bloc, other):
    chosen = window(h, first, last)
    return chosen[chosen[bloc]][other].mean()


def open_bases(h, first, last):
    chosen = window(h, first, last)
    return chosen[chosen["foreign"]]["foreign_open"].mean()


def transitions(h, first, last, least, half=0.5):
    known = by_maker(window(h, first, last).dropna(subset="is_open"))
    yearly = known.groupby(["makers", "year"])["is_open"].agg(["mean", "count"])
    is_open = (yearly[yearly["count"] >= least]["mean"] >= half).astype(float)
    return is_open.groupby(level="makers").diff().dropna()


def switches(h, **given):
    turns = transitions(h, **given)
    return (turns != 0).mean()


def switches_to_open(h, **given):
    turns = transitions(h, **given)
    return (turns[turns != 0] > 0).mean()


def shrunk(h, first, last):
    """Constrained empirical Bayes of the yearly open shares, written with matrices."""
    years = window(h, first, last).dropna(subset="is_open").groupby("year")["is_open"].agg(["sum", "count"])
    n, p = years["count"].to_numpy(), (years["sum"] / years["count"]).to_numpy()
    m = len(n)
    if m < 2:
        return np.array([NAN])
    overall = years["sum"].sum() / n.sum()
    msb = n @ (p - overall) ** 2 / (m - 1)
    msw = (n * p) @ (1 - p) / (n.sum() - m)
    v = max(0, (msb - msw) / ((n.sum() - n @ n / n.sum()) / (m - 1)))
    if v == 0:
        return np.full(m, overall)
    d = msw / n
    e = overall + v / (v + d) * (p - overall)
    posterior = np.diag(v * d / (v + d))
    h1 = np.trace((np.eye(m) - np.ones((m, m)) / m) @ posterior)
    return np.clip(e.mean() + np.sqrt(1 + h1 / ((e - e.mean()) ** 2).sum()) * (e - e.mean()), 0, 1)


def least_open_share(h, first, last):
    return shrunk(h, first, last).min()


def greatest_open_share(h, first, last):
    return shrunk(h, first, last).max()


def output_concentration(h, first, last, whole=False):
    """By enumeration of all pairs of different releases of a year."""
    yearly = []
    for _, year in window(h, first, last).groupby("year"):
        same = among = 0.0
        for one, other in combinations(year["makers"], 2):
            parts = [1.0 if whole else 1 / len(each) for each in (one, other)]
            same += len(set(one) & set(other)) * parts[0] * parts[1]
            among += len(one) * parts[0] * len(other) * parts[1]
        if among:
            yearly.append(same / among)
    return np.mean(yearly) if yearly else NAN


def largest_four(h, first, last, sample, whole=False, draws=200):
    """By NumPy's random samples: equal but for their chance and number."""
    random, yearly = np.random.default_rng(0), []
    for _, year in window(h, first, last).groupby("year"):
        if len(year) < sample:
            continue
        output = np.zeros((len(year), len(h.since)))
        for place, makers in enumerate(year["makers"]):
            output[place, list(makers)] = 1.0 if whole else 1 / len(makers)
        made = [output[random.choice(len(year), sample, replace=False)].sum(axis=0) for _ in range(draws)]
        yearly.append(np.mean([np.sort(each)[-4:].sum() / each.sum() for each in made]))
    return np.mean(yearly) if yearly else NAN


def newcomers(h, first, last, sample):
    yearly = []
    for number, year in window(h, first, last).groupby("year"):
        if len(year) < sample:
            continue
        releases = by_maker(year)["makers"].value_counts()
        drawn = np.array([1 - comb(len(year) - own, sample) / comb(len(year), sample) for own in releases])
        new = h.since[releases.index.to_numpy(int)] == number
        yearly.append(drawn[new].sum() / drawn.sum())
    return np.mean(yearly) if yearly else NAN


def best(h, first, last, wanted=None):
    """Best capability up to each quarter's end."""
    quarters = range(quarter_of(first), quarter_of(last, is_last=True) + 1)
    chosen = window(h, first, last).dropna(subset="capability")
    if wanted is not None:
        chosen = chosen[chosen["is_open"] == wanted]
    return pd.Series([chosen[chosen["quarter"] <= q]["capability"].max() for q in quarters], quarters, dtype=float)


def open_lag(h, first, last):
    """Kaplan & Meier's median by the product over event times."""
    closed, opened = best(h, first, last, 0.0), best(h, first, last, 1.0)
    records = closed[closed > closed.cummax().shift(fill_value=-np.inf).fillna(-np.inf)]
    lags = []
    for quarter, level in records.items():
        matched = opened[(opened.index >= quarter) & (opened >= level)]
        lags.append((matched.index[0] - quarter, True) if len(matched) else (closed.index[-1] - quarter, False))
    if not lags:
        return NAN
    survival = 1.0
    for time in sorted({lag for lag, _ in lags}):
        survival *= 1 - sum(lag == time and seen for lag, seen in lags) / sum(lag >= time for lag, _ in lags)
        if survival <= 0.5:
            return 3.0 * time
    return 3.0 * max(lag for lag, _ in lags)


def openness_by_capability(h, first, last):
    known = window(h, first, last).dropna(subset=["capability", "is_open"])
    if len(known) == 0:
        return NAN
    frontier = known.groupby("quarter")["capability"].max().cummax()
    distance = known["capability"] - known["quarter"].map(frontier)
    if known["is_open"].nunique() == 1 or distance.nunique() == 1:
        return 0.0
    return np.corrcoef(known["is_open"], distance)[0, 1]


def gaps(h, first, last):
    gap = best(h, first, last, 0.0) - best(h, first, last, 1.0)
    return gap.groupby(gap.index // 4).mean()


def gap(h, first, last):
    return gaps(h, first, last).iloc[-1]


def gap_turns(h, first, last):
    yearly = gaps(h, first, last)
    return NAN if yearly.isna().any() else np.count_nonzero(np.diff(np.sign(np.diff(yearly))))


def frontier_rise(h, first, last):
    frontier = best(h, first, last)
    return (frontier.iloc[-1] - frontier.iloc[0]) / ((len(frontier) - 1) / 4)


def contenders(h, first, last, margin):
    own = by_maker(window(h, first, last).dropna(subset="capability")).groupby("makers")["capability"].max()
    return (own >= own.max() - margin).sum() if len(own) else NAN


def leads(h, first, last):
    """The leader at the end of each quarter."""
    chosen = window(h, first, last).dropna(subset="capability")
    ends = range(chosen["quarter"].min(), quarter_of(last, is_last=True) + 1) if len(chosen) else ()
    return [chosen["makers"][chosen[chosen["quarter"] <= q]["capability"].idxmax()][0] for q in ends]


def lead_concentration(h, first, last):
    leader = pd.Series(leads(h, first, last))
    return (leader.value_counts(normalize=True) ** 2).sum() if len(leader) else NAN


def leader_changes(h, first, last):
    leader = leads(h, first, last)
    changes = sum(a != b for a, b in pairwise(leader))
    return changes / ((len(leader) - 1) / 4) if len(leader) > 1 else NAN


def growth(h, first, last, top, name):
    chosen = window(h, first, last)
    chosen = chosen[chosen[name] > 0]
    largest = [
        (row[name] >= chosen[chosen["quarter"] <= row["quarter"]][name].nlargest(top).iloc[-1])
        or (chosen["quarter"] <= row["quarter"]).sum() <= top
        for _, row in chosen.iterrows()
    ]
    running = chosen[np.array(largest, bool)]
    if running["quarter"].nunique() < 2:
        return NAN
    return 10 ** np.polyfit(running["quarter"] / 4 - 2020, np.log10(running[name]), 1)[0]


def compute_growth(h, first, last, top):
    return growth(h, first, last, top, "compute")


def cost_growth(h, first, last, top):
    return growth(h, first, last, top, "cost")


def incident_growth(h, first, last):
    quarters = np.arange(h.begin, h.begin + len(h.incidents))
    within = (quarters >= quarter_of(first)) & (quarters <= quarter_of(last, is_last=True))
    counts = pd.Series(h.incidents[within]).groupby(quarters[within] // 4).sum()
    if counts.sum() == 0:
        return NAN
    years = counts.index.to_numpy(float) - counts.index[0]
    wanted = (years * counts).sum() / counts.sum()

    def excess(trend):
        return (years * np.exp(trend * years)).sum() / np.exp(trend * years).sum() - wanted

    if excess(-5.0) >= 0 or excess(5.0) <= 0:
        return np.expm1(np.copysign(5.0, wanted - years.mean()))
    return np.expm1(brentq(excess, -5.0, 5.0))
