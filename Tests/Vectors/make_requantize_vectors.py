#!/usr/bin/env python3
"""Writes requantize_modes/modes.npz: one accumulator and multiplier, rounded by seven conventions.

    python3 Tests/Vectors/make_requantize_vectors.py

Everything is computed with Python's integers and fractions, so nothing can overflow or round by
accident; numpy only draws the numbers and stores them. `>>` is the arithmetic shift, that is, the
floor of the division by a power of two. All results are before zero point and clamp.

acc is an int32, M the real multiplier (a binary64 number, M > 0).

q, sh    M ~ q * 2^(sh - 31): frexp(M) = (mantissa, sh), q = round half away(mantissa * 2^31);
         q = 2^31 is halved and sh raised by one; sh < -31 makes both zero.
m, d     M ~ m * 2^-d: m = round half away(M * 2^d) with the largest d in 0...31 that has m < 2^15.
glow_pre Glow shifts the accumulator right before it multiplies, so that product and rounding term
         fit 32 bits. With |acc| <= 2^bound and m < 2^15 that takes pre = max(0, bound - 15): the
         product is then below 2^30 and the rounding term at most 2^30. The draws know their bound;
         31 is any int32 and gives pre = 16. pre never exceeds d - 1, so that post = d - pre >= 1
         (where that binds, the product needs 64 bits).

tflite_double   gemmlowp and TFLite: rounding doubling high multiply, then rounding right shift.
single          TFLite with single rounding: (acc*q + 2^(30-sh)) >> (31-sh).
tosa            TOSA RESCALE with multiplier q and shift 31-sh: (acc*q + 2^(shift-1)) >> shift. With
                these q and shift it is single.
tosa_double     the same with double rounding: +-2^30 more, by the sign of acc, if shift > 31. With
                these q and shift it is tflite_double, computed in one step.
onnx_half_even  binary32 product of binary32(acc) and binary32(M), rounded half to even.
pulp_floor      (acc*m) >> d.
deeploy_round   (acc*m + 2^(d-1)) >> d.
glow            ((acc >> pre)*m + 2^(post-1)) >> post, post = d - pre.
"""

import math
import pathlib
from fractions import Fraction

import numpy as np

OUTPUT = pathlib.Path(__file__).resolve().parent / "requantize_modes" / "modes.npz"
LOWEST, HIGHEST = -(2**31), 2**31 - 1


def round_half_away(value: Fraction) -> int:
    magnitude = math.floor(abs(value) + Fraction(1, 2))
    return magnitude if value >= 0 else -magnitude


def round_half_even(value: Fraction) -> int:
    whole = math.floor(value)
    rest = value - whole
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1)
    return whole + 1 if up else whole


def round_to_binary32(value: Fraction) -> Fraction:
    """Half to even, 24 bits; the numbers here are far from the ends of the exponent range."""
    if value == 0:
        return value
    exponent = abs(value.numerator).bit_length() - value.denominator.bit_length()
    while abs(value) >= Fraction(2) ** (exponent + 1):
        exponent += 1
    while abs(value) < Fraction(2) ** exponent:
        exponent -= 1
    unit = Fraction(2) ** (exponent - 23)
    return round_half_even(value / unit) * unit


def fixed_point_31(multiplier: float) -> tuple[int, int]:
    mantissa, sh = math.frexp(multiplier)
    q = round_half_away(Fraction(mantissa) * 2**31)
    if q == 2**31:
        q, sh = q // 2, sh + 1
    return (0, 0) if sh < -31 else (q, sh)


def fixed_point_15(multiplier: float) -> tuple[int, int]:
    for d in range(31, -1, -1):
        m = round_half_away(Fraction(multiplier) * 2**d)
        if m < 2**15:
            return m, d
    raise ValueError(f"multiplier {multiplier} needs more than 15 bits before the point")


def doubling_high_multiply(a: int, b: int) -> int:
    """gemmlowp's SaturatingRoundingDoublingHighMul, with its division that truncates."""
    if a == b == LOWEST:
        return HIGHEST
    product = a * b
    nudged = product + (2**30 if product >= 0 else 1 - 2**30)
    quotient = abs(nudged) // 2**31
    return quotient if nudged >= 0 else -quotient


def rounding_divide_by_power_of_two(x: int, exponent: int) -> int:
    """gemmlowp's RoundingDivideByPOT: to nearest, halves away from zero."""
    mask = 2**exponent - 1
    threshold = (mask >> 1) + (1 if x < 0 else 0)
    return (x >> exponent) + (1 if x & mask > threshold else 0)


def tflite_double(acc: int, q: int, sh: int) -> int:
    shifted = acc * 2 ** max(sh, 0)
    assert LOWEST <= shifted <= HIGHEST, "the draw must leave room for the left shift"
    return rounding_divide_by_power_of_two(doubling_high_multiply(shifted, q), max(-sh, 0))


def single(acc: int, q: int, sh: int) -> int:
    return (acc * q + 2 ** (30 - sh)) >> (31 - sh)


def tosa(acc: int, multiplier: int, shift: int, double_round: bool) -> int:
    assert 2 <= shift <= 62
    rounding = 2 ** (shift - 1)
    if double_round and shift > 31:
        rounding += 2**30 if acc >= 0 else -(2**30)
    return (acc * multiplier + rounding) >> shift


def onnx_half_even(acc: int, multiplier: float) -> int:
    product = round_to_binary32(Fraction(acc)) * round_to_binary32(Fraction(multiplier))
    return round_half_even(round_to_binary32(product))


def pulp_floor(acc: int, m: int, d: int) -> int:
    return (acc * m) >> d


def deeploy_round(acc: int, m: int, d: int) -> int:
    return (acc * m + 2 ** (d - 1)) >> d


def glow_pre_shift(bound: int, d: int) -> int:
    return min(max(0, bound - 15), d - 1)


def glow(acc: int, m: int, d: int, pre: int) -> int:
    post = d - pre
    return ((acc >> pre) * m + 2 ** (post - 1)) >> post


def draws() -> list[tuple[int, float, int]]:
    """(acc, M, bound): what a convolution gives, whole ranges, exact ties, and the corners."""
    random = np.random.default_rng(20_240_601)
    result = []

    def multiplier(low: float, high: float) -> float:
        return float(2.0 ** random.uniform(low, high))

    def add(acc: int, real: float, bound: int | None = None):
        result.append((acc, real, abs(acc).bit_length() if bound is None else bound))

    # Results within +-140: accumulators as the layers of a network give them.
    for low, high, count in ((-9, -6, 400), (-12, -9, 200), (-16, -12, 200)):
        for _ in range(count):
            real = multiplier(low, high)
            add(round(random.uniform(-140, 140) / real), real, 24 if random.random() < 0.5 else 31)
    # Any accumulator: no shift, a shift of one (where double rounding shows most), any shift.
    for low, high, count in ((-1, 0, 150), (-2, -1, 200), (-31, -2, 200)):
        for _ in range(count):
            add(int(random.integers(LOWEST, HIGHEST, endpoint=True)), multiplier(low, high), 31)
    # Multipliers above one.
    for _ in range(100):
        real = multiplier(0, 10)
        limit = 2 ** (30 - math.frexp(real)[1])
        add(int(random.integers(-limit, limit)), real)
    # Binary32 multipliers, as a quotient of scales is.
    for _ in range(100):
        real = float(np.float32(multiplier(-14, -4)))
        add(round(random.uniform(-300, 300) / real), real, 31)
    # Exact ties: acc * M is a whole number and a half.
    for _ in range(300):
        shift = int(random.integers(1, 20))
        numerator = int(random.choice([1, 3, 5, 7, 25, 99]))
        odd = int(random.integers(-200, 200)) * 2 + 1
        add(odd * 2 ** (shift - 1), numerator / 2**shift, int(random.choice([27, 31])))
    # The corners of both ranges against one another.
    corners = [0, 1, -1, 2, -2, 3, -3, 2**15, -(2**15), 2**24 + 1, -(2**24) - 1, 2**30, -(2**30),
               HIGHEST - 1, HIGHEST, LOWEST, LOWEST + 1]
    for real in (0.5, 0.25, 0.75, 1 / 3, 0.1, 1 - 2.0**-53, 1 - 2.0**-40, 1 - 2.0**-32,
                 0.5 - 2.0**-40, 2.0**-16, 2.0**-30, 1.5 * 2.0**-31, 2.0**-31, 2.0**-32,
                 2.0**-32 - 2.0**-80, 1.3 * 2.0**-33, 2.0**-40):
        for acc in corners:
            if abs(acc) * 2 ** max(fixed_point_31(real)[1], 0) <= HIGHEST:
                add(acc, real, 31)
    # Where double and single rounding part: the exact result is 11.4991, double rounding says 12.
    add(7984, 1583594044 * 2.0**-40, 31)
    return result


def check(rows: dict[str, list]):
    """The worked example, and what must hold between conventions."""
    assert (rows["tflite_double"][-1], rows["single"][-1]) == (12, 11)
    assert rows["tosa"] == rows["single"] and rows["tosa_double"] == rows["tflite_double"]
    product = np.array(rows["acc"], np.int32).astype(np.float32) * np.float32(rows["multiplier"])
    assert np.rint(product).astype(np.int64).tolist() == rows["onnx_half_even"]
    for a, b in (("tflite_double", "single"), ("tosa_double", "tosa"), ("onnx_half_even", "single"),
                 ("pulp_floor", "deeploy_round"), ("glow", "deeploy_round")):
        assert rows[a] != rows[b], f"no draw tells {a} from {b}"


def main():
    names = ("acc multiplier q sh m d glow_pre tflite_double single tosa tosa_double "
             "onnx_half_even pulp_floor deeploy_round glow").split()
    rows = {name: [] for name in names}
    for acc, real, bound in draws():
        assert LOWEST <= acc <= HIGHEST and abs(acc) <= 2**bound
        q, sh = fixed_point_31(real)
        m, d = fixed_point_15(real)
        pre = glow_pre_shift(bound, d)
        row = (acc, real, q, sh, m, d, pre, tflite_double(acc, q, sh), single(acc, q, sh),
               tosa(acc, q, 31 - sh, False), tosa(acc, q, 31 - sh, True), onnx_half_even(acc, real),
               pulp_floor(acc, m, d), deeploy_round(acc, m, d), glow(acc, m, d, pre))
        for name, value in zip(names, row):
            rows[name].append(value)
    check(rows)
    types = {"multiplier": np.float64}
    types |= {key: np.int32 for key in ("acc", "q", "sh", "m", "d", "glow_pre")}
    arrays = {name: np.array(values, types.get(name, np.int64)) for name, values in rows.items()}
    OUTPUT.parent.mkdir(exist_ok=True)
    np.savez_compressed(OUTPUT, **arrays)


if __name__ == "__main__":
    main()
