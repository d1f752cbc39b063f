"""Bars of claims: as long as their shares, and legible."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from sim.plots.verdicts import verdicts, verdicts_height
from tests.plots.legible import clashes, words

TOLD = ("supported", "conditional", "refuted: too small or other way", "not testable here")
TABLE = pd.DataFrame(
    {
        "id": [f"H{number}" for number in range(1, 45)],
        "told": [TOLD[number % len(TOLD)] for number in range(44)],
        "holds": [number / 44 for number in range(44)],
        "unclear": [(44 - number) / 88 for number in range(44)],
        "fails": [(44 - number) / 88 for number in range(44)],
        "by_form": [[number / 44, min(1.0, number / 40)] for number in range(44)],
    }
)


def drawn(table):
    figure, axes = plt.subplots(figsize=(7.0, verdicts_height(len(table))), layout="constrained")
    return figure, verdicts(axes, table)


def test_a_bar_is_as_long_as_its_share():
    figure, axes = drawn(TABLE)
    holds, _, fails = axes.containers
    assert [bar.get_width() for bar in holds] == pytest.approx(TABLE["holds"].tolist())
    assert [bar.get_x() for bar in fails] == pytest.approx((TABLE["holds"] + TABLE["unclear"]).tolist())
    plt.close(figure)


def test_forty_four_claims_can_be_read():
    figure, _ = drawn(TABLE)
    assert clashes(figure) == []
    assert {text: words(figure).count(text) for text in TOLD} == dict.fromkeys(TOLD, 11)
    plt.close(figure)


def test_a_form_is_a_mark_at_its_share():
    figure, axes = drawn(TABLE)
    (marks,) = axes.collections
    across = marks.get_offsets()[:, 0].tolist()
    assert across == pytest.approx([share for each in TABLE["by_form"] for share in each])
    plt.close(figure)


def test_a_table_without_verdicts_is_refused():
    figure, axes = plt.subplots()
    with pytest.raises(ValueError, match="told"):
        verdicts(axes, TABLE.drop(columns="told"))
    plt.close(figure)
