"""Tables of tested claims."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim.analysis.claims.case import Case
from sim.analysis.claims.channels import Channel
from sim.analysis.claims.verdict import HOLDS, Ruling, effect
from sim.analysis.ensemble.draws import GIVEN
from sim.version import model_version
from sim.world import Floats

NO_DOSE = "no dose"
TOGETHER = "all together"
"""What stands for the outcome where all must hold."""
MOVED = {True: "moved", False: "not moved"}
_SHARES = ("holds", "fails", "unclear")
_FIRST = ("outcome", "unit", "of", "direction", "effect", "low", "high", "room")


@dataclass(frozen=True)
class Findings:
    """The results of claims.

    Attributes:
        claims: one row per claim: verdict, `how` a refuted one fails, by which `rule` a conditional one holds; shares
            of draws over all forms (`holds`, `fails`, `unclear`), `lowest` and `highest` share of a form, and in how
            many forms it is `robust`; the first outcome with its median effect, between which values it lies at the
            central 90 % of draws, and in what share of the control's runs it has `room`; its `basis`, the input that it
            `restates`, what it `hangs_on`, what share of the variance is `explained` and what part of that is
            `informed` by data; size of the test; failed runs; model version. With a prior of somebody's: verdict
            `without` it, whether it `turns`, and the numbers that the `prior` changes.
        outcomes: one row per claim and outcome: what is expected, verdict, shares, effect, room, channel.
        forms: one row per claim, outcome and form: shares with Wilson's interval, whether robust, effect; of a claim
            that asks for all outcomes also those of all together, with the effect on the first, see :data:`TOGETHER`.
        draws: one row per claim, outcome, form and draw: the difference, and whether the claim holds.
        numbers: one row per claim and draw: the numbers that were drawn.
        channels: one row per claim and outcome: what the dose does, see
            :class:`sim.analysis.claims.channels.Channel`.
    """

    claims: pd.DataFrame
    outcomes: pd.DataFrame
    forms: pd.DataFrame
    draws: pd.DataFrame
    numbers: pd.DataFrame
    channels: pd.DataFrame = field(default_factory=pd.DataFrame)


def findings(cases: Sequence[Case], without: Mapping[str, Case] | None = None, prior: Collection[str] = ()) -> Findings:
    """Put cases into tables.

    Args:
        cases: claims with their evidence.
        without: the same claims without a prior of somebody's, by id, where there is such a prior.
        prior: the numbers that it gives a range of its own.
    """
    claims = [_claim(case) | _turn(case, (without or {}).get(case.question.id), prior) for case in cases]
    return Findings(
        pd.DataFrame(claims),
        pd.DataFrame([row for case in cases for row in _outcomes(case)]),
        pd.DataFrame([row for case in cases for row in _forms(case)]),
        pd.concat([table for case in cases for table in _draws(case)], ignore_index=True),
        pd.concat([_numbers(case) for case in cases], ignore_index=True),
        channel_table({case.question.id: case.channels for case in cases}),
    )


def channel_table(tested: Mapping[str, Sequence[Channel]]) -> pd.DataFrame:
    """What doses do, by the id of the claim."""
    columns = ["id", "outcome", "unit", "least", "form", "difference", "p", "pairs", "moved"]
    rows = [
        (
            *(name, each.outcome.label, each.outcome.unit, each.outcome.least),
            *(each.form, each.difference, each.p, each.pairs, each.moved),
        )
        for name, found in tested.items()
        for each in found
    ]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def _claim(case: Case) -> dict[str, object]:
    first, basis, forms = _outcome(case, 0), case.basis, case.ruling.forms
    hangs = [*basis.hangs_on, *([(basis.axis, basis.axis_share)] if basis.axis else [])]
    return {
        "article": case.question.article,
        "id": case.question.id,
        "statement": case.question.claim.statement,
        **_told(case.ruling),
        "lowest": float(forms[HOLDS].min()),
        "highest": float(forms[HOLDS].max()),
        "robust": int((forms["robust"] == HOLDS).sum()),
        **{column: first[column] for column in _FIRST},
        "basis": basis.word,
        "restates": basis.restates,
        "hangs_on": ", ".join(f"{name} {share:.0%}" for name, share in hangs),
        "explained": basis.explained,
        "informed": basis.informed,
        "forms": len(case.forms),
        "draws": len(case.ensemble.values),
        "replicates": case.replicates,
        "failed_runs": len(case.errors),
        "error": case.errors[0] if case.errors else "",
        "model_version": model_version(),
    }


def _told(ruling: Ruling) -> dict[str, object]:
    """A verdict, with shares over all forms."""
    over = {name: float(ruling.forms[name].mean()) for name in _SHARES}
    return {"verdict": ruling.verdict, "how": ruling.how, "rule": ruling.where, **over}


def _turn(case: Case, before: Case | None, prior: Collection[str]) -> dict[str, object]:
    """What the verdict was without a prior of somebody's."""
    if before is None:
        return {}
    changed = [path for path in prior if case.ensemble.origin.get(path) == GIVEN]
    own = {"without": before.ruling.verdict, "turns": before.ruling.verdict != case.ruling.verdict}
    return own | {"prior": ", ".join(changed)}


def _outcomes(case: Case) -> list[dict[str, object]]:
    return [_outcome(case, number) for number in range(len(case.question.claim.outcomes))]


def _outcome(case: Case, number: int) -> dict[str, object]:
    outcome = case.question.claim.outcomes[number]
    middle, low, high = effect(case.differences[number])
    return {
        "id": case.question.id,
        "outcome": outcome.label,
        "unit": outcome.unit,
        "of": outcome.of,
        "direction": outcome.direction,
        "least": outcome.least,
        **_told(case.rulings[number]),
        "effect": middle,
        "low": low,
        "high": high,
        "room": case.rooms[number],
        "channel": MOVED[case.channels[number].moved] if case.channels else NO_DOSE,
    }


def _forms(case: Case) -> list[dict[str, object]]:
    claim = case.question.claim
    ruled = [(outcome.label, ruling) for outcome, ruling in zip(claim.outcomes, case.rulings, strict=True)]
    pairs = list(zip(ruled, case.differences, strict=True))
    if claim.all and len(pairs) > 1:
        pairs.append(((TOGETHER, case.ruling), case.differences[0]))
    return [row for (label, ruling), difference in pairs for row in _in_forms(case, label, ruling, difference)]


def _in_forms(case: Case, label: str, ruling: Ruling, difference: Floats) -> Iterator[dict[str, object]]:
    for form, share, row in zip(case.ensemble.forms, ruling.forms.to_dict("records"), difference, strict=True):
        middle, low, high = effect(row)
        told = {"holds_low": share.pop("low"), "holds_high": share.pop("high")}
        place = {"id": case.question.id, "outcome": label, "form": form.name}
        yield {**place, **share, **told, "effect": middle, "low": low, "high": high}


def deciding(findings: Findings) -> pd.DataFrame:
    """The rows of forms by which each claim is judged: of its first outcome, or of all together."""
    first = findings.outcomes.drop_duplicates("id").set_index("id")["outcome"]
    joint = set(findings.forms.loc[findings.forms["outcome"] == TOGETHER, "id"])
    wanted = [TOGETHER if name in joint else first[name] for name in findings.forms["id"]]
    return findings.forms[findings.forms["outcome"] == wanted]


def _draws(case: Case) -> list[pd.DataFrame]:
    """One row an outcome, form and draw."""
    names = [form.name for form in case.ensemble.forms]
    count = len(case.ensemble.values)
    return [
        pd.DataFrame(
            {
                "id": case.question.id,
                "outcome": outcome.label,
                "form": [name for name in names for _ in range(count)],
                "draw": [*range(count)] * len(names),
                "difference": difference.ravel(),
                "holds": (margin >= 0.0).ravel(),
            }
        )
        for outcome, difference, margin in zip(
            case.question.claim.outcomes, case.differences, case.margins, strict=True
        )
    ]


def _numbers(case: Case) -> pd.DataFrame:
    values = case.ensemble.values
    return pd.concat([pd.DataFrame({"id": case.question.id, "draw": range(len(values))}), values], axis=1)
