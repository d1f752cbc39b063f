"""Claims with their verdicts: how sure each is, and what it depends on."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.claims.verdict import TOO_FEW, UNTESTABLE
from sim.outcomes import OUTCOMES
from sim.report.claims_words import shares, unit, verdict, where
from sim.scenario.errors import printable
from sim.study.outcome_names import judged
from sim.view.explore.files import frame
from sim.view.explore.forest import NEUTRAL, Row, around_zero, forest
from sim.view.explore.found import ExploreError, Panel
from sim.view.explore.store import spoken
from sim.view.explore.tables import given, interval, percent, table
from sim.view.markup import NOTHING, Markup, fill, joined
from sim.view.say import say, told

NEEDED = ("id", "article", "statement", "verdict", "outcome", "unit", "effect", "low", "high")
_SHARES = ("holds", "unclear", "fails")
ORDER = ("supported", "conditional", "refuted", "undetermined", UNTESTABLE, TOO_FEW)
"""Verdicts, those that tell most first."""
_REACH = 10.0
"""How many times the smallest effect that counts the common scale reaches."""


def read(place: Path) -> pd.DataFrame:
    """The claims of a folder, with the smallest effect that counts (`least`), and what is said of each in words.

    Raises:
        ExploreError: they cannot be read.
    """
    claims = frame(place, "claims", NEEDED)
    try:
        return in_words(claims.assign(least=_least(place, claims)))
    except (KeyError, TypeError, ValueError) as error:
        file = printable(str(place / "claims.parquet"))
        raise ExploreError(say("explore.other_edition", file=file)) from error


def in_words(claims: pd.DataFrame) -> pd.DataFrame:
    """Claims with what is said of each: `shares`, `where`, `of_what`, `told`."""
    words = [(shares(row), where(row), unit(row), _verdict(row)) for row in claims.to_dict("records")]
    names = ("shares", "where", "of_what", "told")
    return claims.assign(**dict(zip(names, zip(*words, strict=True), strict=True)))


def _verdict(claim: Mapping[str, Any]) -> str:
    """The verdict in words; older results do not say how a claim fails."""
    return verdict(claim) if "how" in claim else str(claim["verdict"])


def _least(place: Path, claims: pd.DataFrame) -> list[float]:
    """The smallest effect of each claim that counts, where the folder tells it."""
    try:
        outcomes = frame(place, "outcomes", ("id", "least")).drop_duplicates("id").set_index("id")["least"]
        return [float(outcomes.get(name, float("nan"))) for name in claims["id"]]
    except (ExploreError, TypeError, ValueError):
        return [float("nan")] * len(claims)


def panels(claims: pd.DataFrame) -> Iterator[Panel]:
    """How many claims have which verdict, a table of them, and their effects on one scale."""
    order = sorted(set(claims["verdict"].astype(str)), key=lambda word: (_rank(word), word))
    counts = claims["verdict"].astype(str).value_counts()
    tally = ", ".join(f"{counts[word]} {printable(word)}" for word in order)
    ranked = claims.iloc[sorted(range(len(claims)), key=lambda place: order.index(str(claims["verdict"].iloc[place])))]
    explained = fill("<p class='hint'>{}</p>", told("explore.claims_explained"))
    yield Panel(say("explore.claims_title", count=len(claims), tally=tally), claims_table(ranked), under=explained)
    rows = [row for claim in ranked.to_dict("records") if (row := _effect(claim)) is not None]
    if rows:
        heads = say("explore.claim"), say("explore.effect")
        drawn = forest(rows, around_zero(_REACH, say("explore.axis_least")), heads, say("explore.effects"), "effects")
        note = fill("<p class='hint'>{}</p>", say("explore.effects_explained"))
        yield Panel(say("explore.effects"), drawn, under=note)


def _rank(word: str) -> int:
    return ORDER.index(word) if word in ORDER else len(ORDER)


def claims_table(claims: pd.DataFrame) -> Markup:
    """Table of claims with the model's verdict on each."""
    heads = [say(f"explore.{key}") for key in ("statement", "claim", "verdict", "draws_that", "effect", "hangs_on")]
    return table(say("explore.claims_caption"), heads, map(_cells, claims.to_dict("records")), name="claims")


def _cells(row: Mapping[str, Any]) -> tuple[object, ...]:
    effect = interval(given(row, "effect"), given(row, "low"), given(row, "high"))
    outcome = f"{spoken(str(row['outcome']))} {effect} {row['of_what']}".rstrip()
    name = fill('<span data-claim="{0}">{0}</span>', printable(str(row["id"])))
    verdict_of = fill('<b class="verdict">{}</b>', str(row["told"]))
    return str(row["statement"]), name, verdict_of, _certainty(row), outcome, str(row["where"])


def _certainty(row: Mapping[str, Any]) -> Markup:
    """Shares of draws as a bar, and in words."""
    if row["verdict"] in (UNTESTABLE, TOO_FEW):
        return fill("{}", say("explore.no_verdict"))
    values = [given(row, name) for name in _SHARES]
    if any(value != value for value in values):
        return fill("{}", str(row["shares"]))
    parts = joined(
        fill('<i class="{}" style="width:{:.1f}%"></i>', name, 100.0 * value)
        for name, value in zip(_SHARES, values, strict=True)
    )
    holds, unclear, fails = map(percent, values)
    words = say("explore.shares", holds=holds, fails=fails, unclear=unclear)
    forms = "" if given(row, "forms") == 1.0 else _by_form(row)
    return fill('<span class="shares" aria-hidden="true">{}</span>{}{}', parts, words, forms)


def _by_form(row: Mapping[str, Any]) -> Markup:
    lowest, highest = percent(given(row, "lowest")), percent(given(row, "highest"))
    return NOTHING if "-" in (lowest, highest) else fill("; {}", say("explore.by_form", low=lowest, high=highest))


def _effect(row: Mapping[str, Any]) -> Row | None:
    """An effect in multiples of the smallest that counts; None where that is not known."""
    least = abs(given(row, "least"))
    at, low, high = (given(row, name) for name in ("effect", "low", "high"))
    if not (least > 0.0 and at == at):
        return None
    outcome = str(row["outcome"])
    way = OUTCOMES[outcome].better if outcome in OUTCOMES else "neither"
    counts = judged(way, at) if abs(at) >= least else ""
    style = NEUTRAL if low <= 0.0 <= high else counts or "sure"
    words = f"{interval(at, low, high)} {row['of_what']}".rstrip()
    name = f"{printable(str(row['id']))} {spoken(outcome)}"
    return Row(name, at / least, low / least, high / least, words, style, str(row["statement"]))
