"""Files hold what made them, are the same for the same figure, and are there whole or not at all."""

import re
from pathlib import Path

import pytest
from PIL import Image

from sim.plots.style import DOTS, apart, column, legend_above, save, stroke
from sim.whole import whole
from tests.plots.legible import clashes, legend_of, page

PROVENANCE = "sim/demo --seeds 3, model version abc"


def drawn():
    figure = page()
    figure.subplots().plot([0, 1], [0, 1])
    return figure


def test_dots_and_lines_are_written_at_printed_size_with_what_made_them(tmp_path):
    files = save(drawn(), tmp_path / "figure", PROVENANCE, ("png", "pdf", "svg"))
    assert [file.name for file in files] == ["figure.png", "figure.pdf", "figure.svg"]
    with Image.open(files[0]) as picture:
        assert picture.size == (round(3.4 * DOTS), round(3.4 * 0.7 * DOTS))
        assert picture.info["dpi"] == pytest.approx((DOTS, DOTS), abs=0.1)
        assert (picture.text["Description"], picture.text["Software"]) == (PROVENANCE, "hoardshare")
    assert f"/Subject ({PROVENANCE})".encode() in files[1].read_bytes()
    assert PROVENANCE in files[2].read_text()
    assert not re.search(rb"CreationDate", files[1].read_bytes()) and "<dc:date>" not in files[2].read_text()


def test_equal_figures_give_equal_bytes(tmp_path):
    one, other = (save(drawn(), tmp_path / name, PROVENANCE, ("png", "pdf", "svg")) for name in ("one", "other"))
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in other]


@pytest.mark.parametrize("name", ["x.png", "x.pdf", "x"])
def test_the_ending_of_the_path_does_not_matter(tmp_path, name):
    save(drawn(), str(tmp_path / name), PROVENANCE)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.pdf", "x.png"]


def test_a_dot_in_a_name_is_kept(tmp_path):
    assert [file.name for file in save(drawn(), tmp_path / "trust.gain", PROVENANCE, ("svg",))] == ["trust.gain.svg"]


def test_an_ending_that_is_not_written_is_told(tmp_path):
    with pytest.raises(ValueError, match=r"x\.jpg: figures are written as png, pdf or svg, not as jpg"):
        save(drawn(), tmp_path / "x.jpg", PROVENANCE)


def test_a_name_with_dollar_signs_is_a_name_and_no_formula(tmp_path):
    figure = drawn()
    figure.axes[0].set_title("$broken")
    figure.axes[0].set_xlabel(r"$\nothing$ and $x_1$")
    figure.axes[0].set_xticks([0.0], [r"$\frac{$"])
    assert save(figure, tmp_path / "figure", PROVENANCE)


def test_a_figure_that_cannot_be_drawn_leaves_no_file(tmp_path, monkeypatch):
    figure = drawn()

    def fail(*given):
        raise ValueError("nothing can be drawn")

    monkeypatch.setattr(figure.axes[0].title, "draw", fail)
    with pytest.raises(ValueError, match="nothing"):
        save(figure, tmp_path / "figure", PROVENANCE)
    assert list(tmp_path.iterdir()) == []


def test_what_fails_half_way_leaves_the_old_file_and_no_draft(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")

    def interrupted():
        with whole(path) as draft:
            Path(draft).write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_looks_repeat_when_there_are_more_names_than_looks():
    assert apart(["a", "b", "a", "c"], ("x", "y")) == {"a": "x", "b": "y", "c": "x"}


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize("count", [2, 5, 12])
def test_a_legend_takes_as_many_columns_as_there_is_room_for(width, count):
    figure = page(width)
    figure.subplots().plot([0, 1])
    legend_above(figure, [stroke(f"a long name {number}") for number in range(count)])
    assert clashes(figure) == [] and len(legend_of(figure)) == count


def test_columns_of_a_page_are_as_wide_as_journals_have_them():
    assert (column(), column(2, 0.5)) == ((3.4, 3.4 * 0.7), (7.0, 3.5))


def test_panels_of_a_figure_share_one_legend_in_which_each_name_stands_once():
    figure = page()
    for names in (("one", "two"), ("two", "three")):
        legend_above(figure, [stroke(name) for name in names])
    assert len(figure.legends) == 1
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["one", "two", "three"]
