"""Counting beside a page gives way, and ends with the server."""

import pytest

pytest.importorskip("solara")

from sim.view import turns
from sim.view.turns import Outdated, ensure_serving, give_way, serving


@pytest.fixture(autouse=True)
def open_again():
    yield
    turns._is_over.clear()


def test_nothing_is_counted_once_the_server_ends():
    with serving():
        give_way()
        ensure_serving()
    for step in (give_way, ensure_serving):
        with pytest.raises(Outdated):
            step()
    with serving():
        give_way()
