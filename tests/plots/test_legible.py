"""The test of legibility finds what it is there to find."""

from tests.plots.legible import clashes, page


def test_texts_over_each_other_are_found():
    figure = page()
    figure.text(0.5, 0.5, "one")
    figure.text(0.51, 0.5, "other")
    assert clashes(figure) == [("one", "other")]


def test_text_that_is_cut_off_is_found():
    figure = page()
    figure.text(0.95, 0.5, "much too long")
    assert clashes(figure) == [("much too long", "leaves the figure")]


def test_ticks_beyond_the_axis_and_hidden_axes_do_not_count():
    figure = page()
    one, other = figure.subplots(1, 2)
    one.set(xticks=[0, 30, 60, 61], xlim=(0, 59))
    other.set_axis_off()
    one.text(0.5, 0.5, "hidden", visible=False)
    one.text(0.5, 0.5, "shown")
    assert clashes(figure) == []
