"""Exponential and logarithms: straight-line arithmetic, for one number or for several side by side.

The same bits on every machine, whatever its C library, and alone as among several. Over all floats, subnormal ones
included, errors are below 1 ulp, a unit in the last place (measured: exp .78, log .67, log10 .67); edges are as in IEEE
754. Reductions as in fdlibm (Sun Microsystems 1993); polynomials meet their function at Chebyshev's points.

No branch on a value: ``where`` chooses, so that several numbers side by side go the same way (:mod:`sim.lanes`).
"""

from math import inf, nan

from sim.bits import WHOLE, exponent, fma, mantissa, scaled
from sim.compile import rule
from sim.lanes import where

EXP = (
    0.16666666666666669, 0.041666666666666664, 0.008333333333330039, 0.0013888888888886537,
    0.00019841269863171557, 2.4801587317228724e-05, 2.7557268276905696e-06, 2.7557282838800484e-07,
    2.5100472505694996e-08, 2.09112987659402e-09,
)  # fmt: skip
"""(e^r - 1 - r - r^2/2)/r^3 for |r| at most log(2)/2."""
LOG = (
    0.666666666666667, 0.3999999999989889, 0.28571428626253836, 0.22222211089379496,
    0.1818289243253687, 0.15331611722055008, 0.14617807153417325,
)  # fmt: skip
"""(log((1+s)/(1-s)) - 2s)/s^3 as a polynomial in s^2, for (1+s)/(1-s) from sqrt(1/2) to sqrt(2)."""
LN2 = (0.6931471805601177, -1.7239444525614835e-13)
"""log(2) in two parts; whole multiples of the first are floats, to 2000. So with LOG10_2."""
LOG10_2 = (0.3010299956640665, -8.532344317057107e-14)
PER_LN10 = (0.4342944819032518, 1.098319650216765e-17)
PER_LN2 = 1.4426950408889634
LN10 = (2.302585092994046, -2.1707562233822494e-16)
"""log(10) in two parts."""
LEAST_NORMAL = 2.0**-1022


@rule
def exp(x: float) -> float:
    """e^x = 2^k e^r, k whole and |r| at most log(2)/2; inf above 709.78, 0 below -745.13."""
    x = where(x > 710.0, 710.0, x)
    x = where(x < -746.0, -746.0, x)
    shifted = fma(x, PER_LN2, WHOLE)
    k = shifted - WHOLE
    near = fma(k, -LN2[0], x)
    r = fma(k, -LN2[1], near)
    square = r * r
    fourth = square * square
    start = fma(fma(EXP[3], r, EXP[2]), square, fma(EXP[1], r, EXP[0]))
    middle = fma(fma(EXP[7], r, EXP[6]), square, fma(EXP[5], r, EXP[4]))
    curved = fma(r, fma(fma(fma(EXP[9], r, EXP[8]), fourth, middle), fourth, start), 0.5)
    line = 1.0 + r
    lost = ((1.0 - line) + r) + fma(k, -LN2[1], near - r)  # by rounding, in the line and in r
    return scaled(line + fma(curved, square, lost), shifted)


@rule
def log(x: float) -> float:
    """Natural logarithm; -inf at 0, nan below."""
    k, high, low = _reduced(x)
    total = fma(k, LN2[0], high)
    lost = fma(k, LN2[0], -total) + high
    return _with_edges(x, total + fma(k, LN2[1], lost + low))


@rule
def log10(x: float) -> float:
    """Logarithm to base 10; -inf at 0, nan below."""
    k, high, low = _reduced(x)
    whole, part = k * LOG10_2[0], high * PER_LN10[0]
    total = whole + part
    lost = ((whole - total) + part) + fma(high, PER_LN10[0], -part)
    rest = fma(low, PER_LN10[0], fma(high, PER_LN10[1], k * LOG10_2[1]))
    return _with_edges(x, total + (lost + rest))


@rule
def power(x: float, y: float) -> float:
    """x^y of an x from 0, e^(y log(x)), the exponent in two parts; nan below 0."""
    k, high, low = _reduced(where((x > 0.0) & (x < inf), x, 1.0))
    total = fma(k, LN2[0], high)
    lost = (fma(k, LN2[0], -total) + high) + fma(k, LN2[1], low)
    whole = total + lost  # log(x), and what it loses by rounding
    rest = lost - (whole - total)
    value = _of_two_parts(y * whole, fma(y, whole, -(y * whole)) + y * rest)
    at_zero = where(y > 0.0, 0.0, where(y == 0.0, 1.0, inf))
    at_edge = where(x == 0.0, at_zero, where(x == inf, 1.0 / at_zero, nan))
    return where((x > 0.0) & (x < inf), value, at_edge)


@rule
def ten_to(x: float) -> float:
    """10^x."""
    whole = x * LN10[0]
    return _of_two_parts(whole, fma(x, LN10[0], -whole) + x * LN10[1])


@rule
def _of_two_parts(whole: float, rest: float) -> float:
    """e^(whole + rest), the rest small."""
    value = exp(whole)
    return where((value > 0.0) & (value < inf), fma(value, rest, value), value)


@rule
def _reduced(x: float) -> tuple[float, float, float]:
    """(k, high, low): log(x) = k*log(2) + high + low for x above 0.

    x = 2^k m, m from sqrt(1/2) to sqrt(2). With f = m-1 and s = f/(2+f), log(m) = f - f^2/2 + s*(f^2/2 + R(s^2)).
    """
    tiny = x < LEAST_NORMAL
    normal = where(tiny, x * 2.0**54, x)
    k, f = exponent(normal) - where(tiny, 54.0, 0.0), mantissa(normal) - 1.0
    s, half = f / (2.0 + f), 0.5 * f
    z = s * s
    square = z * z
    start = fma(fma(LOG[3], z, LOG[2]), square, fma(LOG[1], z, LOG[0]))
    end = fma(LOG[6], square, fma(LOG[5], z, LOG[4]))
    curved = fma(z, fma(end, square * square, start), half * f)
    high = fma(-half, f, f)
    return k, high, fma(s, curved, fma(-half, f, f - high))


@rule
def _with_edges(x: float, value: float) -> float:
    return where(x > 0.0, where(x < inf, value, x), where(x == 0.0, -inf, nan))
