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
    assert [numbers.rough_on_page(value) for value in (-0.456, 99.9, -123.4)] == [f"{MINUS}0.46", "+100", f"{MINUS}123"]
    assert [numbers.on_axis(value) for value in (-0.0123, 0.5, 12345.0)] == [f"{MINUS}0.012", "0.5", "12k"]
    assert numbers.precise(1234.56) == "1235"


def test_no_power_of_ten_where_people_read():
    assert [numbers.rough(value) for value in (821.0, -99.7, 3.14159, 0.05)] == ["+820", "-100", "+3.1", "+0.05"]
    assert [numbers.plain(value) for value in (4.12e-5, -2e-7, 0.0, 1234.5)] == ["0.000041", "~0", "0", "1,234"]
    assert numbers.plain(4.12e-5, sign=True) == "+0.000041"


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (820.4, "bn USD/quarter", "820 bn USD a quarter"),
        (-71.9, "bn USD/quarter", "-72 bn USD a quarter"),
        (1234.5, "bn USD/quarter", "1.2 trillion USD a quarter"),
        (0.112, "bn USD/quarter", "110 million USD a quarter"),
        (4.12e-5, "bn USD/quarter", "41 thousand USD a quarter"),
        (0.0, "bn USD", "0 USD"),
        (0.123, "share", "12 percentage points"),
        (-0.01, "share", "-1 percentage point"),
        (0.3, "0 or 1", "30 percentage points"),
        (0.46, "OOM", "0.46 OOM"),
        (0.07, "OOM/quarter", "0.07 OOM a quarter"),
        (33.4, "USD/user/quarter", "33 USD a user and quarter"),
        (12_345.0, "incidents", "12,000 incidents"),
        (0.0149, "index", "0.015"),
        (2e-7, "1", "less than 0.0001"),
        (math.nan, "1", "undefined"),
    ],
)
def test_sizes_as_people_write_them(value, unit, told):
    assert numbers.people(value, unit) == told


def test_pages_have_the_marks_of_their_language_and_nothing_else_has():
    numbers.write_with(",", "\u202f")
    try:
        assert [numbers.on_page(value) for value in (0.5, 12345.6, -2.25)] == ["0,5", "12\u202f346", f"{MINUS}2,25"]
        assert numbers.interval_on_page(0.5, -0.25, 1.5) == f"0,5 [{MINUS}0,25; 1,5]"
        assert numbers.on_axis(12345.0) == "12k" and numbers.fixed_on_page(1234.5, 2) == "1\u202f234,50"
        assert numbers.percent_on_page(0.1234, 1) == "12,3 %"
        assert (numbers.level(1234.5), numbers.precise(0.5), numbers.people(1234.5)) == ("1,234", "0.5", "1,200")
    finally:
        numbers.write_with(".", ",")


def test_a_page_says_dash_for_what_has_no_digits():
    assert numbers.fixed_on_page(math.nan, 2) == "-"
