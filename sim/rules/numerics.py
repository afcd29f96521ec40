"""Arithmetic that is the same to the last bit on every machine.

`math.exp` and `numpy.exp` call whatever the C library offers, which differs in the last bit from
machine to machine. These functions use only + - * / and comparisons, so that a run is
reproducible anywhere. Accuracy (tested against mpmath): exp and log within 2 units in the last
place, the normal quantile within 6, the normal distribution within 3e-16.

Decisions D2, D3 in sim/DECISIONS.md.
"""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

import numpy as np

from sim.rules.compiled import fused, rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STEPS = 64  # the table holds 2 to the power i/64

with localcontext() as _precise:
    _precise.prec = 60
    _LN2 = Decimal(2).ln()
    _EXP2 = np.array([float(Decimal(2) ** (Decimal(i) / _STEPS)) for i in range(_STEPS)])
    _STEP = _LN2 / _STEPS
    _STEP_HIGH = float(int(_STEP * 2**40)) / 2**40  # few enough bits that n times it is exact
    _STEP_LOW = float(_STEP - Decimal(_STEP_HIGH))
    _PER_STEP = float(1 / _STEP)
_EXP_LOWEST, _EXP_HIGHEST = -708.0, 709.0
_FARTHEST, _PER_UNIT = 16, 128  # of the points at which the normal distribution is known
_POINT = 0xFFF  # as many low bits as their numbers have


def _normal_points() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return upper tail and density of the normal distribution at 0, 1/128, ..., 16.

    The tail is a continued fraction at the last point; from there on inwards each step adds what lies
    between, as a series, so that small tails are right in proportion.
    Sources: Abramowitz and Stegun 1964, 26.2.14 (the continued fraction).
    """
    with localcontext() as precise:
        precise.prec = 28
        step, x = 1 / Decimal(_PER_UNIT), Decimal(_FARTHEST)
        density = (-x * x / 2).exp() / (2 * Decimal("3.14159265358979323846264338328")).sqrt()
        fraction = x
        for k in range(60, 0, -1):
            fraction = x + k / fraction
        tail = density / fraction
        ratio, shrinking = (x * step - step * step / 2).exp(), (-step * step).exp()
        points = [(tail, density)]
        while x > 0:
            before, term = step, x * step * step / 2
            between = before + term
            for k in range(2, 12):  # Hermite's polynomials, by their recurrence
                before, term = term, (x * step * term - (k - 1) * step * step * before / k) / (k + 1)
                between += term
            tail += density * between
            density *= ratio
            ratio *= shrinking
            x -= step
            points.append((tail, density))
    tails, densities = np.array(points[::-1], np.float64).T.copy()
    return tails, densities


_TAILS, _DENSITIES = _normal_points()
_ROUND = 1.5 * 2.0**52  # adding it leaves no room for fractions
_EXPONENT_BIAS = 1023  # of the 64-bit format

_SQRT_HALF = 0.7071067811865476
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10


@fused
def clip(x: float) -> float:
    """Return `x` held between 0 and 1.

    Parameters
    ----------
    x : float
        Any number.

    Returns
    -------
    float
        From 0 to 1.
    """
    return min(1.0, max(0.0, x))


@fused
def relu(x: float) -> float:
    """Return the positive part of `x`.

    Parameters
    ----------
    x : float
        Any number.

    Returns
    -------
    float
        `x`, or 0 where it is negative.
    """
    return max(0.0, x)


@rule
def power(base: float, exponent: int) -> float:
    """Return `base` to a small whole `exponent`, by repeated multiplication.

    Parameters
    ----------
    base : float
        Any number.
    exponent : int
        Not negative.

    Returns
    -------
    float
        1 where the exponent is 0.
    """
    result = 1.0
    for _ in range(exponent):
        result *= base
    return result


@fused
def exp(x: float) -> float:
    """Return e to the power `x`; exactly 0 below -708, capped at e to the power 709.

    Both ends come last, so that a loop of many runs straight.
    Sources: table-driven reduction, Tang 1989 (ACM TOMS 15).

    Parameters
    ----------
    x : float
        Any number; NaN gives NaN.

    Returns
    -------
    float
        From 0 to about 8.2e307.
    """
    held = x if x > _EXP_LOWEST else _EXP_LOWEST  # so is what is no number, which has no place in a table
    held = held if held < _EXP_HIGHEST else _EXP_HIGHEST
    rounded = held * _PER_STEP + _ROUND  # its low bits are the nearest whole number
    bits = np.float64(rounded).view(np.int64)
    n = rounded - _ROUND
    r = (held - n * _STEP_HIGH) - n * _STEP_LOW  # the first product is exact: r keeps all its digits
    r2 = r * r
    q = r + r2 * ((0.5 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0)))
    scale = float(_EXP2[bits & (_STEPS - 1)])
    # n / 64 is written into the exponent of a float: two to that power, without a loop or a branch.
    power = np.int64(((bits >> 6) + _EXPONENT_BIAS) << 52).view(np.float64)
    result = float(power) * (scale + scale * q)
    if x >= _EXP_LOWEST:
        return result
    return 0.0 if x < _EXP_LOWEST else x  # the latter is no number


@rule
def log(x: float) -> float:
    """Return the natural logarithm of `x` > 0 (minus infinity at or below 0).

    Sources: the reduction of Sun's fdlibm (Ng 1993), whose coefficients these are.

    Parameters
    ----------
    x : float
        Any number.

    Returns
    -------
    float
        Natural logarithm.
    """
    if x <= 0.0:
        return -math.inf
    fraction, exponent = math.frexp(x)
    # Centred on 1, so that f is small on both sides and x near 1 loses no digits to the exponent's part.
    if fraction < _SQRT_HALF:
        fraction *= 2.0
        exponent -= 1
    f = fraction - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half = 0.5 * f * f
    return exponent * _LN2_HIGH - ((half - (s * (half + (even + odd)) + exponent * _LN2_LOW)) - f)


@fused
def logistic(x: float) -> float:
    """Return the logistic function of `x`.

    Parameters
    ----------
    x : float
        Log odds.

    Returns
    -------
    float
        Probability, 0 to 1.
    """
    # Of the two forms the one whose exponential cannot overflow; no branch, for loops side by side.
    e = exp(-abs(x))
    return (1.0 if x >= 0.0 else e) / (1.0 + e)


@rule
def log_logistic(x: float) -> float:
    """Return the logarithm of the logistic function of `x`, without underflow.

    Parameters
    ----------
    x : float
        Log odds.

    Returns
    -------
    float
        Logarithm of a probability, at most 0.
    """
    if x >= 0.0:
        return -log(1.0 + exp(-x))
    return x - log(1.0 + exp(x))


@rule
def normal_density(x: float) -> float:
    """Return the standard normal density at `x`.

    Parameters
    ----------
    x : float
        In standard deviations.

    Returns
    -------
    float
        Density per standard deviation.
    """
    return 0.3989422804014327 * exp(-0.5 * x * x)


@fused
def normal_cdf(x: float) -> float:
    """Return the standard normal distribution function at `x`; beyond 16 and -16 it is as there.

    Taylor's series around the nearest of the points of a table, 1/128 apart.

    Parameters
    ----------
    x : float
        In standard deviations.

    Returns
    -------
    float
        Probability, 0 to 1.
    """
    a = min(abs(x), _FARTHEST)
    rounded = a * _PER_UNIT + _ROUND
    point = np.float64(rounded).view(np.int64) & _POINT
    near = (rounded - _ROUND) / _PER_UNIT
    d = a - near
    square = near * near
    third = (square - 1.0) * (1.0 / 6.0)
    fourth = (square - 3.0) * near * (1.0 / 24.0)
    fifth = ((square - 6.0) * square + 3.0) * (1.0 / 120.0)
    between = d * (1.0 - d * (0.5 * near - d * (third - d * (fourth - d * fifth))))
    tail = float(_TAILS[point]) - float(_DENSITIES[point]) * between
    return tail if x <= 0.0 else 1.0 - tail


@rule
def normal_quantile(u: float) -> float:
    """Return the standard normal quantile of `u` in (0, 1).

    Sources: Wichura 1988, algorithm AS 241 (PPND16).

    Parameters
    ----------
    u : float
        Probability, 0 and 1 excluded.

    Returns
    -------
    float
        In standard deviations.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = 2.5090809287301226727e3 * r + 3.3430575583588128105e4
        top = top * r + 6.7265770927008700853e4
        top = top * r + 4.5921953931549871457e4
        top = top * r + 1.3731693765509461125e4
        top = top * r + 1.9715909503065514427e3
        top = top * r + 1.3314166789178437745e2
        top = top * r + 3.3871328727963666080e0
        low = 5.2264952788528545610e3 * r + 2.8729085735721942674e4
        low = low * r + 3.9307895800092710610e4
        low = low * r + 2.1213794301586595867e4
        low = low * r + 5.3941960214247511077e3
        low = low * r + 6.8718700749205790830e2
        low = low * r + 4.2313330701600911252e1
        return q * top / (low * r + 1.0)
    # The nearer tail: near 0 it has all its digits. The polynomials are those of AS 241, for three ranges.
    r = math.sqrt(-log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        top = 7.74545014278341407640e-4 * r + 2.27238449892691845833e-2
        top = top * r + 2.41780725177450611770e-1
        top = top * r + 1.27045825245236838258e0
        top = top * r + 3.64784832476320460504e0
        top = top * r + 5.76949722146069140550e0
        top = top * r + 4.63033784615654529590e0
        top = top * r + 1.42343711074968357734e0
        low = 1.05075007164441684324e-9 * r + 5.47593808499534494600e-4
        low = low * r + 1.51986665636164571966e-2
        low = low * r + 1.48103976427480074590e-1
        low = low * r + 6.89767334985100004550e-1
        low = low * r + 1.67638483018380384940e0
        low = low * r + 2.05319162663775882187e0
    else:
        r -= 5.0
        top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
        top = top * r + 1.24266094738807843860e-3
        top = top * r + 2.65321895265761230930e-2
        top = top * r + 2.96560571828504891230e-1
        top = top * r + 1.78482653991729133580e0
        top = top * r + 5.46378491116411436990e0
        top = top * r + 6.65790464350110377720e0
        low = 2.04426310338993978564e-15 * r + 1.42151175831644588870e-7
        low = low * r + 1.84631831751005468180e-5
        low = low * r + 7.86869131145613259100e-4
        low = low * r + 1.48753612908506148525e-2
        low = low * r + 1.36929880922735805310e-1
        low = low * r + 5.99832206555887937690e-1
    value = top / (low * r + 1.0)
    return -value if q < 0.0 else value
