"""The page of claims put to the test."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sim.analysis.claims.findings import Findings, deciding
from sim.analysis.claims.question import Question
from sim.analysis.claims.verdict import TOO_FEW, UNTESTABLE, VERDICTS
from sim.analysis.robust import BOUND, ENOUGH
from sim.analysis.sizes import AGREE
from sim.numbers import interval
from sim.report.claims import effort
from sim.report.claims_words import EFFECT, Row, contrast, shares, unit, verdict, where
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
    """How many claims have each verdict, and on what these rest."""
    claims = findings.claims
    counts, how = claims["verdict"].value_counts(), claims["how"].value_counts()
    counted = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if verdict in counts)
    ways = ", ".join(f"{count} {way}" for way, count in how.items() if way)
    refuted = f" Of the refuted, {ways}." if ways else ""
    told = claims[~claims["verdict"].isin((UNTESTABLE, TOO_FEW))]["basis"].value_counts()
    rests = ", ".join(f"{count} {word}" for word, count in told.items())
    by = f" What they rest on: {rests}." if rests else ""
    turned = f" {int(claims['turns'].sum())} turn with the ranges that were given." if "turns" in claims else ""
    return f"Of {len(claims)} claims, {counted}.{refuted}{by}{turned}"


def shares_of(findings: Findings) -> Drawing:
    """Where each claim holds."""
    from matplotlib import pyplot as plt

    from sim.plots.verdicts import verdicts, verdicts_height

    figure, axes = plt.subplots(figsize=(7.0, verdicts_height(len(findings.claims))), layout="constrained")
    by_form = {name: rows["holds"].tolist() for name, rows in deciding(findings).groupby("id")}
    told = [verdict(row) for row in findings.claims.to_dict("records")]
    verdicts(axes, findings.claims.assign(told=told, by_form=findings.claims["id"].map(by_form)))
    caption = "Share of draws at which each claim holds or fails, over all forms; a mark is one form."
    return Drawing("claims", "Where the claims hold", caption, figure)


def report_of(findings: Findings, questions: Sequence[Question], command: str) -> str:
    """The page."""
    count, first = len(findings.claims), findings.claims.iloc[0]
    drawing = shares_of(findings)
    return page(
        "claims.html",
        title="What holds of what the articles claim?",
        subtitle=f"{count} claims, {effort(findings)}",
        command=command,
        method=_method(),
        facts={"claims": str(count), "draws": str(first["draws"]), "replicates": str(first["replicates"])},
        tally=tally_line(findings),
        effect=EFFECT,
        figures=[picture(drawing.figure, drawing.title, drawing.caption)],
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
        "shares": shares(row),
        "where": _sentence(where(row)),
        "contrast": contrast(claim),
        "parameters": ", ".join(claim.parameters),
        "forms": _forms(findings, claim.id),
    }


def _forms(findings: Findings, name: str) -> list[dict[str, str]]:
    """What the claim is judged by, in each form."""
    rows = deciding(findings)
    return [
        {"form": row["form"], "holds": f"{row['holds']:.0%}", "robust": row["robust"] or "-",
         "effect": interval(row["effect"], row["low"], row["high"])}
        for row in rows[rows["id"] == name].to_dict("records")
    ]  # fmt: skip


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _outcome(row: Row) -> dict[str, str]:
    words = _OF_LEVEL if row["of"] == "treatment" else _CLAIMED
    return {
        "outcome": ", ".join(part for part in (row["outcome"], unit(row)) if part),
        "claimed": words[row["direction"]].format(least=row["least"]),
        "effect": interval(row["effect"], row["low"], row["high"]),
        "holds": f"{row['holds']:.0%}",
        "verdict": verdict(row),
    }


def _method() -> list[str]:
    return [
        "Each claim is a contrast of two scenarios with the same actors and luck, outcomes that it expects to move, "
        "and for each the smallest effect that would count, as a share of a scale that means something. All this was "
        "written down before any run was looked at. A draw is a whole row of the posterior, where history informs "
        "numbers, and the priors of all other numbers that both sides leave open; forms are structural choices that "
        "no data make: a ladder or bricks; fixed or adaptive strategies; a complete network or blocs. A claim "
        "holds at a draw when the paired difference, mean over its runs, passes the smallest effect.",
        f"Supported: in every form at least {AGREE:.0%} of at least {ENOUGH} draws hold, and the lower end of "
        f"Wilson's 95 % interval of that share passes {BOUND:.0%}. Refuted: the same for failing. Conditional: it "
        "holds so in some forms only, or a rule (PRIM) says where, and is right in at least three of four draws that "
        "had no part in finding it. Undetermined: none of these. Not testable here: an extreme dose of the treatment "
        "does not move the outcome. Runs that failed count as not holding.",
        "A refuted claim fails the other way when more than half of its failing differences lie beyond the smallest "
        "effect in the other direction; too small, when more than half lie between the two. Beside the median effect "
        "stand the values between which it lies at the central 90 % of draws and forms: how much it varies with what "
        "nobody knows.",
        "What a result rests on: it restates an input where its rank correlation with one drawn number is at least .9; "
        "it is informed by data where numbers that history informs carry more than half of the variance that numbers "
        "and forms explain, each alone; else it is an assumption.",
    ]
