"""The page of claims put to the test."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sim.analysis.claims.findings import Findings
from sim.analysis.claims.question import Question
from sim.analysis.claims.verdict import VERDICTS
from sim.numbers import interval
from sim.report.claims_words import EFFECT, Row, contrast, unit, verdict, where
from sim.report.drawings import Drawing
from sim.report.page import page, picture

_CLAIMED = {
    "more": "at least {least:g} more",
    "less": "at least {least:g} less",
    "no more": "at most {least:g} more",
    "no less": "at most {least:g} less",
    "same": "within {least:g}",
}
_OF_LEVEL = {"more": "at least {least:g}", "less": "at most -{least:g}", "no more": "at most {least:g}",
             "no less": "at least -{least:g}", "same": "within {least:g} of 0"}  # fmt: skip


def tally_line(findings: Findings) -> str:
    """How many claims have each verdict."""
    counts = findings.claims["verdict"].value_counts()
    counted = ", ".join(f"{int(counts.get(verdict, 0))} {verdict}" for verdict in VERDICTS)
    wired, how = int(findings.claims["wired"].sum()), findings.claims["how"].value_counts()
    ways = ", ".join(f"{count} {way}" for way, count in how.items() if way)
    refuted = f" Of the refuted, {ways}." if ways else ""
    barely = f" {int((~findings.claims['firm']).sum())} of these verdicts are barely so."
    alike = f" {wired} come out the same wherever they are clear."
    return f"Of {len(findings.claims)} claims, {counted}.{refuted}{barely}{alike}"


def shares_of(findings: Findings) -> Drawing:
    """Where each claim holds."""
    from matplotlib import pyplot as plt

    from sim.plots.verdicts import verdicts, verdicts_height

    figure, axes = plt.subplots(figsize=(7.0, verdicts_height(len(findings.claims))), layout="constrained")
    verdicts(axes, findings.claims.assign(told=[verdict(row) for row in findings.claims.to_dict("records")]))
    caption = "Share of the points of each claim's parameters at which it holds, fails, or cannot be told from noise."
    return Drawing("claims", "Where the claims hold", caption, figure)


def report_of(findings: Findings, questions: Sequence[Question], command: str) -> str:
    """The page."""
    count, first = len(findings.claims), findings.claims.iloc[0]
    shares = shares_of(findings)
    return page(
        "claims.html",
        title="What holds of what the articles claim?",
        subtitle=f"{count} claims, {first['points']} points each, {first['replicates']} paired runs each",
        command=command,
        method=_method(),
        facts={"claims": str(count), "points": str(first["points"]), "replicates": str(first["replicates"])},
        tally=tally_line(findings),
        effect=EFFECT,
        figures=[picture(shares.figure, shares.title, shares.caption)],
        articles=list(_articles(findings, questions)),
    )


def _articles(findings: Findings, questions: Sequence[Question]) -> Iterator[dict[str, object]]:
    claims = findings.claims.set_index("id", drop=False).to_dict("index")
    for (number, title), part in groupby(questions, key=lambda question: (question.article, question.title)):
        claims_of_it = [_claim(findings, question, claims[question.id]) for question in part]
        yield {"number": number, "title": title, "claims": claims_of_it}


def _claim(findings: Findings, question: Question, row: Row) -> dict[str, object]:
    claim = question.claim
    outcomes = findings.outcomes[findings.outcomes["id"] == claim.id].to_dict("records")
    return {
        "id": claim.id,
        "statement": claim.statement,
        "reading": " ".join(claim.reading.split()),
        "verdict": row["verdict"],
        "told": verdict(row),
        "outcomes": [_outcome(each) for each in outcomes],
        **{share: f"{row[share]:.0%}" for share in ("holds", "fails", "unclear")},
        "where": _sentence(where(row)),
        "contrast": contrast(claim),
        "parameters": ", ".join(claim.parameters),
    }


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _outcome(row: Row) -> dict[str, str]:
    words = _OF_LEVEL if row["of"] == "treatment" else _CLAIMED
    return {
        "outcome": ", ".join(part for part in (row["outcome"], unit(row)) if part),
        "claimed": words[row["direction"]].format(least=row["least"]),
        "effect": interval(row["effect"], row["low"], row["high"]),
        "holds": f"{row['holds']:.0%}",
    }


def _method() -> list[str]:
    return [
        "Each claim is a contrast of two scenarios with the same actors and luck, outcomes that it expects to move, "
        "and for each the smallest effect that would count. Contrast, outcomes, smallest effects and ranges of the "
        "uncertain parameters were written down before any run was looked at. Points fill these ranges (Sobol' "
        "sequence). At a point the claim holds when the 95 % interval of the paired difference lies wholly beyond the "
        "smallest effect, for all its outcomes; it fails when it lies wholly short of it for one; else it is unclear.",
        "Supported: holds at nine in ten of the points at which it is clear. Refuted: fails at nine in ten. "
        "Conditional: in between, with the box of parameters in which it holds (PRIM), judged on points that had no "
        "part in finding it. Undetermined: unclear at more than half. Barely so: the 95 % interval of a share (Wilson) "
        "spans the limit that decides. What a verdict depends on was found by switching mechanisms off, one by one, at "
        "the default parameters.",
        "A refuted claim fails the other way when at more than half of the points at which the outcome that holds "
        "least often fails, the interval lies wholly beyond the smallest effect in the other direction; too small, "
        "when at more than half it lies wholly between the two; too small or other way, when neither is so. Beside the "
        "mean effect stand the values between which it lies at the central 90 % of points: how much it varies with "
        "what nobody knows.",
    ]
