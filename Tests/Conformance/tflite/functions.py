"""Functions of each element: floats, and every integer of 8 bits."""

import numpy as np

from .case import Case, Operand, every_byte, floats, integers, random

# Operators of floats, with the range of the operand.
FLOATS = {
    "ABS": (-4, 4), "CEIL": (-4, 4), "COS": (-6, 6), "ELU": (-4, 4), "EXP": (-6, 6),
    "FLOOR": (-4, 4), "HARD_SWISH": (-5, 5), "LOG": (0.01, 9), "LOGISTIC": (-9, 9), "NEG": (-4, 4),
    "ROUND": (-4, 4), "RSQRT": (0.01, 9), "SIGN": (-1, 1), "SIN": (-6, 6), "SQRT": (0, 9),
    "SQUARE": (-4, 4), "TANH": (-4, 4),
}

# Scales and zero points of operands and results.
WIDE = [((0.05, 3), (0.04, -100)), ((0.013, -128), (0.021, -12)), ((0.0719, 127), (0.11, 5))]
POSITIVE = [((0.05, -128), (0.03, -128)), ((0.013, -128), (0.02, -100)), ((0.3, -128), (0.5, 20))]
STEPS = [0.003, 0.0157, 0.0471, 0.1, 0.31, 1.7]


def float_functions():
    for operator, (low, high) in FLOATS.items():
        x = floats(operator, 4, 50, low=low, high=high)
        yield Case(operator, "f32", [x], [(np.float32, None)])
        yield Case(operator, "image", [floats(operator, 1, 3, 4, 2, low=low, high=high)],
                   [(np.float32, None)])
    halves = Operand(np.arange(-3.5, 4, 0.5, dtype=np.float32))
    for operator in ("ROUND", "SIGN", "FLOOR", "CEIL"):
        yield Case(operator, "halves", [halves], [(np.float32, None)])
    x = floats("functions", 4, 50)
    for alpha in (0.2, -0.5, 1.5):
        yield Case("LEAKY_RELU", f"f32_{alpha}", [x], [(np.float32, None)],
                   "LeakyReluOptions", {"alpha": alpha})
    for approximate in (False, True):
        yield Case("GELU", f"f32_{approximate}", [x], [(np.float32, None)],
                   "GeluOptions", {"approximate": approximate})
    for name, shape in (("channels", (5,)), ("places", (3, 4, 1)), ("all", (3, 4, 5))):
        yield Case("PRELU", f"f32_{name}", [floats("prelu", 2, 3, 4, 5),
                                            Operand(floats("slope", *shape).array, constant=True)],
                   [(np.float32, None)])


def plain_integers():
    for operator in ("ABS", "NEG"):
        yield Case(operator, "i32", [integers(operator, 4, 9)], [(np.int32, None)])
    yield Case("NEG", "i64", [integers("neg", 4, 9, dtype=np.int64)], [(np.int64, None)])
    truth = Operand(random("not").integers(0, 2, (4, 9)).astype(bool))
    yield Case("LOGICAL_NOT", "bool", [truth], [(np.bool_, None)])


def unsigned(pair):
    """The scale and zero point of integers without sign for those with one."""
    return pair[0], pair[1] + 128


def tables():
    for step in STEPS:
        for zero in (-128, 0, 40):
            name = f"{step}_{zero}"
            for dtype, shift in ((np.int8, 0), (np.uint8, 128)):
                x = every_byte(dtype, (step, zero + shift))
                label = f"{np.dtype(dtype).name}_{name}"
                yield Case("LOGISTIC", label, [x], [(dtype, (1 / 256, shift - 128))])
                yield Case("TANH", label, [x], [(dtype, (1 / 128, shift))])
    for number, (x, y) in enumerate(WIDE):
        for dtype in (np.int8, np.uint8):
            convert = unsigned if dtype == np.uint8 else tuple
            operand = every_byte(dtype, convert(x))
            result = [(dtype, convert(y))]
            label = f"{np.dtype(dtype).name}_{number}"
            for alpha in (0.1, 0.37, -0.6, 1.9):
                yield Case("LEAKY_RELU", f"{label}_{alpha}", [operand], result,
                           "LeakyReluOptions", {"alpha": alpha})
            yield Case("HARD_SWISH", label, [operand], result)
            for approximate in (False, True):
                yield Case("GELU", f"{label}_{approximate}", [operand], result, "GeluOptions",
                           {"approximate": approximate})
            if dtype == np.int8:
                for operator in ("ELU", "EXP", "ABS"):
                    yield Case(operator, label, [operand], result)
            slopes = Operand(
                random(label).integers(0, 255, (1, 256), endpoint=True).astype(np.uint8)
                .view(dtype), convert((0.02, -7)), constant=True)
            yield Case("PRELU", label, [operand, slopes], result)
    for step in STEPS:
        yield Case("HARD_SWISH", f"int8_step_{step}", [every_byte(np.int8, (step, 5))],
                   [(np.int8, (step * 0.9, -60))])
        yield Case("ABS", f"int8_same_{step}", [every_byte(np.int8, (step, 5))],
                   [(np.int8, (step, -60))])
    for number, (x, y) in enumerate(POSITIVE):
        for operator in ("LOG", "SQRT", "RSQRT"):
            yield Case(operator, f"int8_{number}", [every_byte(np.int8, x)], [(np.int8, y)])


def cases():
    for group in (float_functions, plain_integers, tables):
        yield from group()
