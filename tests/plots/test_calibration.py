"""Pictures of a calibration show what its tables say, and are legible."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex

from sim.plots import calibration as plots
from sim.plots.style import COLOURS
from sim.report.calibration_page import drawings, known, overview
from sim.report.calibration_tables import name_of, read
from tests.plots.legible import clashes, legend_of, words
from tests.report import calibration


@pytest.fixture(scope="module")
def fit(tmp_path_factory):
    return read(calibration.write(tmp_path_factory.mktemp("calibration") / "fit"))


def numbers_of(fit):
    return fit.numbers[fit.numbers["active"]].reset_index(drop=True)


def figures_of(fit):
    return fit.figures.assign(name=[name_of(row) for row in fit.figures.to_dict("records")])


def drawn(draw, height, table):
    figure, axes = plt.subplots(figsize=(7.0, height(len(table))), layout="constrained")
    draw(axes, table)
    return figure, axes


def lines(axes, colour, width):
    """The two ends of each horizontal line of a look, from the top."""
    return [
        line.get_xdata() for line in axes.lines
        if len(line.get_xdata()) == 2 and to_hex(line.get_color()) == colour and line.get_linewidth() == width
    ]  # fmt: skip


def test_all_pictures_can_be_read(fit):
    for figure in (*(each.figure for each in drawings(fit)), overview(fit), known(fit)):
        assert clashes(figure) == []
        plt.close(figure)


def test_a_posterior_lies_where_it_is_in_the_prior(fit):
    table = numbers_of(fit)
    _, axes = drawn(plots.numbers, plots.numbers_height, table)
    informed = lines(axes, COLOURS[0], 2.4)
    assert len(informed) == (table["verdict"] == "informed").sum() == calibration.INFORMED
    linear, log = table.iloc[0], table.iloc[1]
    assert informed[0] == pytest.approx([(linear[end] - linear["least"]) / (linear["most"] - linear["least"])
                                         for end in ("low", "high")])  # fmt: skip
    assert log["least"] * (log["most"] / log["least"]) ** informed[1][0] == pytest.approx(log["low"])
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([0.9] * len(table))


def test_what_is_not_informed_is_not_printed_like_an_estimate(fit):
    table = numbers_of(fit)
    figure, _ = drawn(plots.numbers, plots.numbers_height, table)
    printed = [text for text in words(figure) if text.endswith("]") and "[90" not in text]
    assert len(printed) == calibration.INFORMED + calibration.WEAKLY < len(table)


def test_a_default_outside_of_the_prior_is_at_its_edge(fit):
    table = numbers_of(fit).head(1)
    _, axes = drawn(plots.numbers, plots.numbers_height, table.assign(default=10.0 * table["most"]))
    assert [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"] == [1.0]


def test_a_legend_names_what_is_there(fit):
    table = numbers_of(fit)
    figure, _ = drawn(plots.numbers, plots.numbers_height, table)
    assert {"second method", "posterior, informed, 90 %"} <= set(legend_of(figure))
    bare = table[table["verdict"] == "weakly"].assign(second_low=None, second_median=float("nan"), second_high=None)
    figure, _ = drawn(plots.numbers, plots.numbers_height, bare)
    assert not {"second method", "posterior, informed, 90 %"} & set(legend_of(figure))


def test_figures_are_measured_in_deviations_of_the_data(fit):
    table = figures_of(fit).assign(posterior_low=lambda rows: rows["low"], posterior_high=lambda rows: rows["high"])
    _, axes = drawn(plots.figures, plots.figures_height, table)
    ends = lines(axes, COLOURS[0], 2.4)
    assert [high - low for low, high in ends] == pytest.approx([2 * 1.6449] * len(table), rel=1e-3)
    assert all(low < 0.0 < high for low, high in ends)


def test_what_is_far_away_is_at_the_edge_and_what_is_undefined_is_not_drawn(fit):
    nan = float("nan")
    table = figures_of(fit).head(2).assign(posterior_low=1e6, posterior_median=2e6, posterior_high=[3e6, nan])
    figure, axes = drawn(plots.figures, plots.figures_height, table.assign(default_median=nan))
    ends = lines(axes, COLOURS[0], 2.4)
    assert list(ends[1][:1]) == [30.0] and axes.get_xlim()[1] > 30.0
    assert "6 / 2,000,000" in words(figure) and clashes(figure) == []


def test_ranks_outside_of_the_band_are_marked(fit):
    figure = plt.figure(figsize=(7.0, plots.panels_height(calibration.ACTIVE)), layout="constrained")
    plots.ranks(figure, fit.ranks)
    first = figure.axes[0]
    colours = [to_hex(bar.get_facecolor()) for bar in first.containers[0]]
    assert colours[0] == colours[-1] == COLOURS[1]
    assert [bar.get_height() for bar in first.containers[0]] == fit.ranks["count"].head(calibration.BINS).tolist()
    assert len(figure.axes) == calibration.ACTIVE and clashes(figure) == []


def test_a_known_number_is_found_where_it_was_found(fit):
    figure = plt.figure(figsize=(7.0, plots.panels_height(calibration.ACTIVE)), layout="constrained")
    plots.recovery(figure, fit.recovery)
    (points,) = [line for line in figure.axes[0].lines if line.get_marker() == "."]
    part = fit.recovery[fit.recovery["path"] == "finance.number_0"]
    assert (
        points.get_xdata().tolist() == part["truth"].tolist() and points.get_ydata().tolist() == part["median"].tolist()
    )


@pytest.mark.parametrize(("draw", "column"), [(plots.numbers, "mode"), (plots.figures, "prior_low")])
def test_a_table_that_lacks_a_column_is_refused(fit, draw, column):
    table = numbers_of(fit) if draw is plots.numbers else figures_of(fit)
    with pytest.raises(ValueError, match=column):
        draw(plt.figure().subplots(), table.drop(columns=column))


def test_an_unknown_verdict_is_refused(fit):
    with pytest.raises(ValueError, match="perhaps"):
        plots.numbers(plt.figure().subplots(), numbers_of(fit).assign(verdict="perhaps"))
