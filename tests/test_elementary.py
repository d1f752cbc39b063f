"""Own exponential and logarithms, beside mpmath's and the C library's."""

from math import inf, isnan, nan

import mpmath
import numba
import numpy as np
import pytest

from sim import elementary
from sim.elementary import exp, log, log10, power, ten_to

POINTS = 1_000_000
EXACTLY = 20_000
LEAST, LARGEST, LEAST_NORMAL = 5e-324, np.finfo(float).max, np.finfo(float).tiny
BOUND = {exp: 0.8, log: 0.7, log10: 0.7}
"""Largest error, ulp."""


@numba.njit
def at_each(function, x):
    value = np.empty_like(x)
    for i in range(x.size):
        value[i] = function(x[i])
    return value


def exponents(random, count):
    """Over the whole range, where results are subnormal, near 0, and very near 0."""
    return np.concatenate((
        random.uniform(-746.0, 709.78, count),
        random.uniform(-745.2, -708.0, count),
        random.normal(size=count),
        random.normal(size=count) * 10.0 ** random.uniform(-20.0, 0.0, count),
    ))  # fmt: skip


def arguments(random, count):
    """Of all magnitudes, subnormal ones, near 1, and very near 1."""
    sign = random.choice((-1.0, 1.0), count)
    return np.concatenate((
        random.integers(1, 0x7FF << 52, count).view(float),
        random.integers(1, 1 << 52, count).view(float),
        random.uniform(0.3, 3.0, count),
        1.0 + sign * 10.0 ** random.uniform(-16.0, -1.0, count),
    ))  # fmt: skip


def exactly(function, x):
    """Errors in ulp beside mpmath's value."""
    errors = []
    with mpmath.workprec(160):
        for argument, value in zip(x.tolist(), at_each(function, x).tolist(), strict=True):
            true = getattr(mpmath, function.py_func.__name__)(mpmath.mpf(argument))
            place = max(int(mpmath.frexp(true)[1]) - 53, -1074)
            errors.append(float(abs(value - true) * mpmath.mpf(2) ** -place))
    return np.array(errors)


def roughly(function, x):
    """Errors in ulp beside the value in extended precision, to .001 where there is one (11 bits more)."""
    true = getattr(np, function.py_func.__name__)(x.astype(np.longdouble))
    place = np.maximum(np.frexp(true)[1] - 53, -1074)
    return np.ldexp(np.abs(at_each(function, x) - true), -place).astype(float)


@pytest.mark.parametrize("function", BOUND, ids=lambda function: function.py_func.__name__)
def test_errors_are_below_one_unit_in_the_last_place(function):
    random = np.random.default_rng(16)
    x = (exponents if function is exp else arguments)(random, POINTS // 4)
    sample = random.choice(x, EXACTLY, replace=False)
    assert exactly(function, sample).max() <= BOUND[function]
    if np.finfo(np.longdouble).nmant > 60:
        far = x[roughly(function, x) > BOUND[function] - 0.01]
        assert len(far) < EXACTLY and exactly(function, np.append(far, 1.0)).max() <= BOUND[function]


@pytest.mark.parametrize(
    "function, x, value",
    [
        (exp, 0.0, 1.0), (exp, -0.0, 1.0), (exp, LEAST, 1.0), (exp, -inf, 0.0), (exp, inf, inf), (exp, nan, nan),
        (exp, 709.782712893384, 1.797693134862273e308), (exp, 709.7827128933841, inf), (exp, LARGEST, inf),
        (exp, -745.1332191019411, LEAST), (exp, -745.1332191019412, 0.0), (exp, -LARGEST, 0.0),
        (log, 1.0, 0.0), (log, 0.0, -inf), (log, -0.0, -inf), (log, -1.0, nan), (log, -LEAST, nan), (log, inf, inf),
        (log, -inf, nan), (log, nan, nan), (log, LEAST, -744.4400719213812), (log, LARGEST, 709.782712893384),
        (log, LEAST_NORMAL, -708.3964185322641),
        (log10, 1.0, 0.0), (log10, 0.0, -inf), (log10, -0.0, -inf), (log10, -1.0, nan), (log10, inf, inf),
        (log10, -inf, nan), (log10, nan, nan), (log10, LEAST, -323.3062153431158), (log10, LARGEST, 308.25471555991675),
    ],
)  # fmt: skip
def test_edges_are_as_the_standard_has_them(function, x, value):
    found = function(x)
    assert (isnan(found) and isnan(value)) or found == pytest.approx(value, rel=1e-14, abs=0.0)
    assert np.signbit(found) == np.signbit(value) or isnan(value)


def test_powers_of_ten_have_whole_logarithms():
    powers = [float(f"1e{n}") for n in range(-300, 309)]
    assert [log10(power) for power in powers] == list(range(-300, 309))


@pytest.mark.parametrize("function, true", [(power, lambda x, y: x**y), (ten_to, lambda x, y: mpmath.mpf(10) ** y)])
def test_powers_are_nearly_exact(function, true):
    random = np.random.default_rng(8)
    x, y = np.exp(random.uniform(-20.0, 20.0, EXACTLY)), random.uniform(-5.0, 5.0, EXACTLY)
    x[::2] = random.uniform(0.5, 2.0, EXACTLY // 2)
    worst = 0.0
    with mpmath.workprec(160):
        for one, other in zip(x.tolist(), y.tolist(), strict=True):
            exact = true(mpmath.mpf(one), mpmath.mpf(other))
            value = function(one, other) if function is power else function(other)
            worst = max(worst, float(abs(value - exact) / mpmath.mpf(2) ** (int(mpmath.frexp(exact)[1]) - 53)))
    assert worst < 1.2


def test_edges_of_powers():
    assert [power(0.0, y) for y in (0.0, 0.5, 2.0)] == [1.0, 0.0, 0.0] and power(7.0, 0.0) == power(1.0, 5.0) == 1.0
    assert (power(1e300, 2.0), power(1e-300, 2.0), ten_to(400.0), ten_to(-400.0)) == (inf, 0.0, inf, 0.0)
    assert [power(0.0, -1.0), power(inf, 0.5), power(inf, -0.5), power(inf, 0.0)] == [inf, inf, 0.0, 1.0]
    assert isnan(power(-2.0, 2.0)) and isnan(power(nan, 0.5)) and isnan(power(2.0, nan)) and isnan(ten_to(nan))
    assert (ten_to(-inf), ten_to(inf), power(2.0, inf), power(0.5, inf)) == (0.0, inf, inf, 0.0)


def test_the_next_float_never_has_a_smaller_value():
    random = np.random.default_rng(2)
    for function, x in ((exp, exponents(random, 100_000)), (log, arguments(random, 100_000))):
        assert (at_each(function, np.nextafter(x, inf)) >= at_each(function, x)).all()


def test_whole_numbers_are_taken_as_floats():
    assert exp(1) == exp(1.0) and log(3) == log(3.0) and log10(3) == log10(3.0)


def nearest(function, low, high, degree):
    """Coefficients of the polynomial that meets a function at Chebyshev's points of an interval."""
    count = degree + 1
    with mpmath.workprec(600):
        middle, half = (low + high) / 2, (high - low) / 2
        points = [middle + half * mpmath.cos(mpmath.pi * (2 * k + 1) / (2 * count)) for k in range(count)]
        powers = mpmath.matrix([[x**n for n in range(count)] for x in points])
        return tuple(float(c) for c in mpmath.lu_solve(powers, mpmath.matrix([function(x) for x in points])))


def test_coefficients_are_those_of_the_nearest_polynomials():
    with mpmath.workprec(600):
        wider = mpmath.mpf("1.001")  # than need be, for an argument is not rounded exactly in the middle
        half = mpmath.log(2) / 2 * wider
        most = ((mpmath.sqrt(2) - 1) / (mpmath.sqrt(2) + 1)) ** 2 * wider
        assert nearest(lambda r: (mpmath.exp(r) - 1 - r - r**2 / 2) / r**3, -half, half, 9) == elementary.EXP
        root = mpmath.sqrt
        assert (
            nearest(lambda z: (mpmath.log((1 + root(z)) / (1 - root(z))) / root(z) - 2) / z, mpmath.mpf(0), most, 6)
            == elementary.LOG
        )


def test_constants_in_two_parts_are_whole_again_in_sum():
    with mpmath.workprec(200):
        for (first, second), true in (
            (elementary.LN2, mpmath.log(2)),
            (elementary.LOG10_2, mpmath.log10(2)),
            (elementary.PER_LN10, 1 / mpmath.log(10)),
        ):
            assert abs(mpmath.mpf(first) + second - true) < mpmath.mpf(2) ** -90
