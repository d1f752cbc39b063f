"""The picture card: its size, what is told in it, and that nothing in it is cut."""

import struct

import pytest

pytest.importorskip("solara")

from sim.version import model_version
from sim.view import share
from sim.view.share import Shared, card


def line(letter, low):
    values = [1.0, 2.0, None, 4.0]
    return {
        "name": f"world {letter}",
        "letter": letter.upper(),
        "style": letter,
        "values": values,
        "low": low,
        "high": low,
    }


def chart(name, start=2020.0):
    lines = [line("a", [0.5, 1.0, None, 3.0]), line("b", None), line("c", None)]
    return {"name": name, "label": f"$x$ {name}", "unit": "", "start": start, "quarters": 4, "lines": lines}


CHARTS = [chart("trust", None), *map(chart, ("best AI", "incidents", "use"))]


@pytest.mark.parametrize("charts", [[], CHARTS[:1], CHARTS])
def test_a_card_has_the_size_that_previews_want_and_says_where_it_is_from(charts):
    png = card(Shared("A **title** of $x$ " * 9, "B is better " * 60, charts, "hoardshare compare a b", "?seed=1"))
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", png[16:24]) == (1200, 630)
    assert model_version().encode() in png and b"hoardshare compare a b" in png


def test_what_is_long_is_cut_with_a_mark():
    assert share._lines("word " * 100, 20, 2).endswith("...") and share._lines("short", 20, 2) == "short"
