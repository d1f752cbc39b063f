"""Strategies that ask nobody play the same whatever the partner does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worlds import moves


@settings(max_examples=20)
@given(st.text("CD", min_size=1, max_size=12))
def test_hoard_never_shares_and_share_always_does(script):
    assert moves("hoard", script, me={"tier": "open"}) == "D" * len(script)
    assert moves("share", script) == "C" * len(script)
