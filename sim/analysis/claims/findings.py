"""Tables of tested claims."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan

import pandas as pd

from sim.analysis.claims.boxes import weightiest
from sim.analysis.claims.case import Case
from sim.analysis.claims.depends import Dependence
from sim.analysis.claims.question import Question
from sim.analysis.claims.verdict import HOLDS, REFUTED, Judged, effect, manner, weakest
from sim.version import model_version

_QUALITY = ("coverage", "density", "tested_coverage", "tested_density")
_WEAKEST = ("outcome", "unit", "of", "direction", "effect", "low", "high")


@dataclass(frozen=True)
class Findings:
    """The results of claims.

    Attributes:
        claims: one row per claim: verdict, `how` a refuted one fails (see :func:`sim.analysis.claims.verdict.manner`)
            and whether it is `firm`; shares of points (`holds` with its Wilson interval, `fails`, `unclear`); the
            outcome that holds at the fewest points, with what is expected of it and its effect; `rule` with coverage
            and density, on the design and on halves that had no part in it; weightiest parameter with Spearman's
            correlation; the point at which it turns (JSON); verdict of the central point, what that depends on; whether
            the verdict is wired, and what beyond the design turns it; failed runs; model version.
        outcomes: one row per claim and outcome: what is expected, mean effect over all points, `low` and `high`
            between which it lies at the central 90 % of them, share of points at which it holds.
        points: one row per claim, point and outcome: parameters; mean, low and high of the difference; margin with its
            interval; verdict, and that of the point as a whole.
        changes: the same for the central point with one thing changed.
    """

    claims: pd.DataFrame
    outcomes: pd.DataFrame
    points: pd.DataFrame
    changes: pd.DataFrame


def findings(cases: Sequence[Case], beyond: Mapping[str, Dependence]) -> Findings:
    """Put cases into tables.

    Args:
        cases: claims with their evidence.
        beyond: of claims that are wired, by id, their central point with numbers at the ends of the schema's ranges.
    """
    around = [(case, each) for case in cases for each in (case.around, beyond.get(case.question.id)) if each]
    changes = [_long(case.question, each.judged, pd.DataFrame({"changed": each.names})) for case, each in around]
    points = [_long(case.question, case.judged, case.tried) for case in cases]
    return Findings(
        pd.DataFrame([_claim(case, beyond.get(case.question.id)) for case in cases]),
        pd.DataFrame([row for case in cases for row in _outcomes(case)]),
        pd.concat(points, ignore_index=True),
        pd.concat(changes, ignore_index=True),
    )


def _claim(case: Case, beyond: Dependence | None) -> dict[str, object]:
    ruling, (rule, box) = case.ruling, case.rule
    name, correlation = weightiest(case.tried, case.judged.margins)
    number = weakest(case.question.claim, case.judged)
    least = _outcome(case, number)
    how = manner(case.question.claim.outcomes[number], case.judged.outcomes[number])
    return {
        "article": case.question.article,
        "id": case.question.id,
        "statement": case.question.claim.statement,
        "verdict": ruling.verdict,
        "how": how if ruling.verdict == REFUTED else "",
        "firm": ruling.firm,
        "holds": ruling.holds,
        "holds_low": ruling.low,
        "holds_high": ruling.high,
        "fails": ruling.fails,
        "unclear": ruling.unclear,
        **{column: least[column] for column in _WEAKEST},
        "rule": rule,
        **{column: getattr(box, column, nan) for column in _QUALITY},
        "weightiest": name,
        "correlation": correlation,
        "turns_at": "" if case.turns_at is None else json.dumps(case.tried.iloc[case.turns_at].to_dict()),
        "central": case.around.verdict,
        "depends_on": ", ".join(case.around.turned_by),
        "wired": case.is_wired,
        "turns_beyond": ", ".join(beyond.turned_by) if beyond else "",
        "points": len(case.tried),
        "replicates": case.measured.differences[0].shape[1],
        "failed_runs": case.measured.failed,
        "error": case.measured.error,
        "model_version": model_version(),
    }


def _outcomes(case: Case) -> list[dict[str, object]]:
    return [_outcome(case, number) for number in range(len(case.question.claim.outcomes))]


def _outcome(case: Case, number: int) -> dict[str, object]:
    outcome = case.question.claim.outcomes[number]
    mean, low, high = effect(case.measured.differences[number])
    return {
        "id": case.question.id,
        "outcome": outcome.label,
        "unit": outcome.unit,
        "of": outcome.of,
        "direction": outcome.direction,
        "least": outcome.least,
        "effect": mean,
        "low": low,
        "high": high,
        "holds": float((case.judged.outcomes[number]["verdict"] == HOLDS).mean()),
    }


def _long(question: Question, judged: Judged, labels: pd.DataFrame) -> pd.DataFrame:
    """One row a point and outcome: the id, what was measured, the labels of the point."""
    tables = []
    for outcome, table in zip(question.claim.outcomes, judged.outcomes, strict=True):
        place = pd.DataFrame({"id": question.id, "point": range(len(table)), "outcome": outcome.label})
        tables.append(pd.concat([place, table, judged.verdicts.rename("point_verdict"), labels], axis=1))
    return pd.concat(tables, ignore_index=True)
