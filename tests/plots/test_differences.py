"""A map of differences writes levels where they differ by more than noise, and a dot where they do not."""

import pandas as pd
from matplotlib.colors import to_hex

from sim.plots.differences import SHADES, difference_map
from tests.plots.legible import clashes, page
from tests.plots.real import differences

ROWS = ["frontier", "trust", "misuse", "surplus", "variety"]


def test_cells_tell_levels_and_are_shaded_by_verdict():
    table = differences().assign(scenario="commons")
    table = pd.concat([table, table.assign(scenario="again", p_holm=1.0)])
    figure = page(2)
    axes = difference_map(figure.subplots(), table, {"commons": "commons\n(003)", "again": "again"}, ROWS)
    row = table[(table["scenario"] == "commons") & (table["outcome"] == "trust")].iloc[0]
    told = {(text.get_position()): text.get_text() for text in axes.texts}
    assert told[0.5, 1.5] == f"{row['control']:.3g} → {row['treatment']:.3g}"
    assert told[0.5, 4.5] == "·" and all(told[1.5, y + 0.5] == "·" for y in range(5))
    shades = [to_hex(patch.get_facecolor()) for patch in axes.patches]
    assert shades == [SHADES[word] for word in ("worse", "better", "worse", "worse")] and clashes(figure) == []
