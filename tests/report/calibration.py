"""A folder as a calibration leaves it, of numbers out of a hat: plausible, small, and the same at each call."""

import json

import numpy as np
import pandas as pd

from sim.analysis.tables import write_tables

TABLES = ("finance", "market", "trust", "effort", "release")
INFORMED, WEAKLY, ACTIVE, NUMBERS, TRUTHS, BINS = 4, 3, 10, 26, 200, 20
FIGURES = (
    ("2 cost, factor a year", 2, 4.27, 2.34, 5.11, "log"),
    ("3 lag, months", 3, 6.0, 3.0, 18.0, "linear"),
    ("5 least year", 5, 0.433, 0.353, 0.473, "linear"),
    ("5 greatest year", 5, 0.488, 0.457, 0.591, "linear"),
    ("11 first-timers 2020-2024, mean year", 11, 0.281, 0.241, 0.322, "linear"),
    ("14 turns a transition", 14, 0.324, 0.239, 0.422, "linear"),
    ("outlay on AI, bn USD", 0, 250.0, 83.3, 750.0, "log"),
)
PARTS = ("low", "median", "high")
NEVER, UNDEFINED = 4, 1
"""Places of the figure that nothing reaches, and of the one that some runs leave undefined."""


def write(folder, **info):
    """Write the folder; `info` takes the place of what calibration.json says."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(20260101)
    told = numbers(random)
    active = told[told["active"]]
    tables = {"numbers": told, "figures": figures(random), "waves": waves(), **checks(random, active["path"])}
    tables |= {"mechanisms": mechanisms(random), "forecast": forecast(random)}
    write_tables(folder, tables)
    (folder / "calibration.json").write_text(json.dumps(record() | info), encoding="utf-8")
    return folder


def ends(side):
    """Names of a side's columns."""
    return [f"{side}_{part}" for part in PARTS]


def record():
    return {
        "command": "hoardshare calibrate race-2019", "scenario": "race-2019", "digest": "0123456789ab",
        "model_version": "5e9c2ee5d5d5", "quarters": 30, "budget": 100000, "seed": 1, "until": None, "runs": 98304,
        "failed": 2, "effective": 731.4, "draws": 1500, "kept": 0.0213, "discrepancy": 0.5,
        "mode_hits": {"2": True, "3": True, "5": True, "11": False, "14": True},
        "default_hits": {"2": True, "3": True, "5": False, "11": False, "14": False},
    }  # fmt: skip


def numbers(random):
    rows = []
    for k in range(NUMBERS):
        scale = "log" if k % 3 else "linear"
        least, most = 0.05 * (1 + k), 1.5 * (1 + k)
        at = _log(least, most) if scale == "log" else lambda share, low=least, high=most: low + share * (high - low)
        contraction = 0.7 - 0.1 * k if k < INFORMED else 0.12 if k < INFORMED + WEAKLY else 0.01
        verdict = "informed" if k < INFORMED else "weakly" if k < INFORMED + WEAKLY else "not at all"
        middle = random.uniform(0.3, 0.7)
        half = 0.45 * (1 - contraction)
        found = np.clip([middle - half, middle, middle + half], 0.01, 0.99)
        moved = np.clip(found + 0.03, 0.01, 0.99)
        posterior = [at(share) for share in (*found, *moved, middle + 0.02)] if k < ACTIVE else [np.nan] * 7
        rows.append(
            (f"{TABLES[k % 5]}.number_{k}", ("1", "share", "OOM/quarter")[k % 3], f"what number {k} does", least, most,
             scale, "wide, for want of data", at(random.uniform(0.1, 0.9)), k < ACTIVE, at(0.05), at(0.5), at(0.95),
             *posterior[:3], contraction if k < ACTIVE else np.nan, verdict, *posterior[3:])
        )  # fmt: skip
    columns = [
        *("path", "unit", "meaning", "least", "most", "scale", "source", "default", "active"),
        *ends("prior"), "low", "median", "high", "contraction", "verdict", *ends("second"), "mode",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _log(least, most):
    return lambda share: least * (most / least) ** share


def figures(random):
    rows = []
    for k, (name, fact, value, low, high, scale) in enumerate(FIGURES):
        far = 4.0 if k == NEVER else 0.4
        sides = []
        for side, width in (("default", 1.0), ("posterior", 0.7), ("mode", 0.6)):
            away = far * (1.6 if side == "default" else 0.7) * (high - low)
            middle = max(value - away, 0.02)
            spread = width * (high - low) * (0.3 if k == NEVER else 1.0)
            sides += [max(middle - spread, 0.01), middle, middle + spread, 0.3 * away + 0.02 * random.random()]
        rows.append(
            (name, fact, value, low, high, _forgiven(low, high, scale), scale, 0.3 * low, 0.8 * value, 2.0 * high,
             0.0 if k == NEVER else random.uniform(0.1, 0.6), random.uniform(0.4, 0.95), *sides,
             np.nan if k == UNDEFINED or not fact else 0.5 * (high - low), np.nan, 0.93 if k == UNDEFINED else 1.0)
        )  # fmt: skip
    columns = ["figure", "fact", "value", "low", "high", "discrepancy", "scale", *ends("prior")]
    sides = [f"{side}_{part}" for side in ("default", "posterior", "mode") for part in (*PARTS, "crps")]
    columns += ["reached", "explained", *sides, "persistence_crps", "trend_crps", "defined"]
    return pd.DataFrame(rows, columns=columns)


def _forgiven(low, high, scale):
    """Half a standard deviation of the data."""
    return 0.5 * (np.log(high / low) if scale == "log" else high - low) / 3.2897


def waves():
    rows = [(1, 2048, 16384, 2, 1.0, np.inf), (2, 2048, 16384, 0, 0.09, 22.0), (3, 2048, 16384, 0, 0.0213, 14.5)]
    return pd.DataFrame(rows, columns=["wave", "points", "runs", "failed", "share", "cut"])


def checks(random, paths):
    """Ranks that are uniform but for the first number's, which pile up at both ends."""
    sbc, ranks, recovery = [], [], []
    for k, path in enumerate(paths):
        shares = np.ones(BINS) / BINS
        if k == 0:
            shares[[0, -1]] *= 4.0
        counts = random.multinomial(TRUTHS, shares / shares.sum())
        ranks += [(path, place, count) for place, count in enumerate(counts)]
        p_value, coverage = (0.0004, 0.81) if k == 0 else (random.uniform(0.05, 1.0), 0.9)
        sbc.append((path, p_value, coverage, 0.9 - 0.08 * k, TRUTHS))
        truths = random.random(TRUTHS)
        slope = max(0.0, 0.9 - 0.15 * k)
        medians = np.clip(0.5 + slope * (truths - 0.5) + 0.1 * random.normal(size=TRUTHS), 0.02, 0.98)
        half = 0.45 * (1 - slope) + 0.08
        recovery += [
            (path, truth, median, max(median - half, 0.0), min(median + half, 1.0))
            for truth, median in zip(truths, medians, strict=True)
        ]
    return {
        "sbc": pd.DataFrame(sbc, columns=["path", "p_value", "coverage", "correlation", "truths"]),
        "ranks": pd.DataFrame(ranks, columns=["path", "bin", "count"]),
        "recovery": pd.DataFrame(recovery, columns=["path", "truth", "median", "low", "high"]),
    }


def mechanisms(random):
    rows = []
    for k, name in enumerate(("community.on", "finance.on", "mobility.on")):
        score = 1.3 - 0.25 * k
        rows.append((name, f"what {name} is about", score, score - 0.1, score + 0.1, FIGURES[k][0], score + 0.5, 4 - k,
                     ("earns its place", "asked for", "earns nothing")[k]))  # fmt: skip
    columns = ["mechanism", "meaning", "score", "change_low", "change_high", "worst", "worst_ratio", "hits", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def forecast(random):
    rows = []
    for k, (name, _, value, low, high, _) in enumerate(FIGURES[:-1]):
        middle, width = value + 0.2 * (high - low), 0.6 * (high - low)
        score = 0.2 * (high - low)
        naive = np.nan if k == UNDEFINED else score * (1.5 if k % 2 else 0.8)
        forecasts = (middle - width, middle, middle + width, score)
        rows.append((name, value, low, high, *forecasts, 1.1 * score, 1.4 * score, naive, 2 * naive))
    scores = ["forecast_crps", "mode_crps", "default_crps", "persistence_crps", "trend_crps"]
    columns = ["figure", "value", "low", "high", *ends("forecast"), *scores]
    return pd.DataFrame(rows, columns=columns)
