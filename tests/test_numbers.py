"""Numbers as texts: three digits for readers of terminals, files and figures, a true minus on pages."""

import math

import pytest

from sim import numbers

MINUS = "\u2212"


@pytest.mark.parametrize(
    ("value", "level", "signed", "page", "difference"),
    [
        (0.0, "0", "+0", "0", "0"),
        (-0.0, "-0", "-0", "0", "0"),
        (0.12345, "0.123", "+0.123", "0.123", "+0.123"),
        (-999.4, "-999", "-999", f"{MINUS}999", f"{MINUS}999"),
        (1234.5, "1,234", "+1,234", "1,234", "+1,234"),
        (-98765.4, "-98,765", "-98,765", f"{MINUS}98,765", f"{MINUS}98,765"),
        (-2e-7, "-2e-07", "-2e-07", f"{MINUS}2e{MINUS}07", f"{MINUS}2e{MINUS}07"),
    ],
)
def test_levels_and_differences(value, level, signed, page, difference):
    assert (numbers.level(value), numbers.signed(value)) == (level, signed)
    assert (numbers.on_page(value), numbers.signed_on_page(value)) == (page, difference)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_page_says_where_there_is_no_number(value):
    assert numbers.on_page(value) == "-"


def test_intervals_and_short_ones():
    assert numbers.interval(-4.0, -4.094, 1500.0) == "-4 [-4.09, +1,500]"
    assert numbers.interval_on_page(-4.0, -4.094, 1500.0) == f"{MINUS}4 [{MINUS}4.09, 1,500]"
    assert [numbers.rough_on_page(value) for value in (-0.456, 99.9, -123.4)] == [
        f"{MINUS}0.46",
        "+1e+02",
        f"{MINUS}123",
    ]
    assert [numbers.on_axis(value) for value in (-0.0123, 0.5, 12345.0)] == [f"{MINUS}0.012", "0.5", "12k"]
    assert numbers.precise(1234.56) == "1235"
