"""Operators on two tensors that broadcast."""

import numpy as np

from .case import Case, Operand, bytes_, floats, integers, random

F32, I32, BOOL = (np.float32, None), (np.int32, None), (np.bool_, None)
COMPARISONS = ("EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL")
ACTIVATIONS = {"none": 0, "relu": 1, "relu1": 2, "relu6": 3}


def shapes():
    yield "same", (3, 4, 5), (3, 4, 5)
    yield "row", (3, 4, 5), (5,)
    yield "both", (3, 1, 5), (4, 1)
    yield "image", (2, 3, 4, 5), (1, 3, 1, 5)


def numbers():
    for name, a, b in shapes():
        (x, y) = (floats("a" + name, *a), floats("b" + name, *b))
        for operator in ("MAXIMUM", "MINIMUM", "SQUARED_DIFFERENCE", "FLOOR_DIV", "FLOOR_MOD"):
            yield Case(operator, f"f32_{name}", [x, y], [F32])
        for activation, code in ACTIVATIONS.items():
            yield Case("DIV", f"f32_{name}_{activation}", [x, y], [F32], "DivOptions",
                       {"fusedActivationFunction": code})
        base = floats("base" + name, *a, low=0.1, high=5)
        yield Case("POW", f"f32_{name}", [base, y], [F32])
        (i, j) = (integers("i" + name, *a), integers("j" + name, *b, low=1, high=9))
        negative = Operand(-j.array)
        for operator in ("MAXIMUM", "MINIMUM", "SQUARED_DIFFERENCE", "FLOOR_DIV", "FLOOR_MOD"):
            yield Case(operator, f"i32_{name}", [i, j], [I32])
            yield Case(operator, f"i32_{name}_negative", [i, negative], [I32])
        yield Case("DIV", f"i32_{name}", [i, j], [I32], "DivOptions")
        yield Case("POW", f"i32_{name}", [integers("p" + name, *a, low=-4, high=4),
                                          integers("q" + name, *b, low=0, high=5)], [I32])


def quantized():
    for name, a, b in shapes():
        for dtype in (np.int8, np.uint8):
            shift = 128 if dtype == np.uint8 else 0
            (x, y) = (bytes_(f"{part}{name}", *shape, dtype=dtype, quantization=(0.05, 3 + shift))
                      for part, shape in (("a", a), ("b", b)))
            for operator in ("MAXIMUM", "MINIMUM"):
                yield Case(operator, f"{np.dtype(dtype).name}_{name}", [x, y], [(dtype, x.quantization)])
            other = bytes_(f"c{name}", *b, dtype=dtype, quantization=(0.0313, shift - 40))
            for operator in COMPARISONS:
                yield Case(operator, f"{np.dtype(dtype).name}_{name}", [x, other], [BOOL])
                yield Case(operator, f"{np.dtype(dtype).name}_{name}_alike", [x, y], [BOOL])
        x = bytes_("x" + name, *a)
        for scale in (0.0031, 0.0401, 0.05, 0.21):
            y = bytes_("y" + name, *b, quantization=(scale, -20))
            yield Case("SQUARED_DIFFERENCE", f"int8_{name}_{scale}", [x, y], [(np.int8, (0.5, -128))])


def truth():
    for name, a, b in shapes():
        for label, kind in (("f32", floats), ("i32", integers)):
            (x, y) = (kind("a" + name, *a), kind("b" + name, *b))
            x.array, y.array = (np.round(array / 2) for array in (x.array, y.array))
            x.array, y.array = (array.astype(np.float32 if label == "f32" else np.int32)
                                for array in (x.array, y.array))
            for operator in COMPARISONS:
                yield Case(operator, f"{label}_{name}", [x, y], [BOOL])
        (p, q) = (Operand(random(part + name).integers(0, 2, shape).astype(bool))
                  for part, shape in (("p", a), ("q", b)))
        for operator in ("LOGICAL_AND", "LOGICAL_OR", "EQUAL", "NOT_EQUAL"):
            yield Case(operator, f"bool_{name}", [p, q], [BOOL])


def selections():
    condition = Operand(random("select").integers(0, 2, (2, 3, 4)).astype(bool))
    rows = Operand(np.array([True, False]))
    few = Operand(condition.array[:1, :, :1])
    for label, kind, result in (("f32", floats, F32), ("i32", integers, I32),
                                ("i8", bytes_, (np.int8, (0.05, 3)))):
        (x, y) = (kind(name, 2, 3, 4) for name in "xy")
        yield Case("SELECT", label, [condition, x, y], [result])
        yield Case("SELECT", f"{label}_rows", [rows, x, y], [result])
        yield Case("SELECT_V2", label, [condition, x, y], [result])
        yield Case("SELECT_V2", f"{label}_broadcast", [few, x, kind("z", 4)], [result])


def cases():
    for group in (numbers, quantized, truth, selections):
        yield from group()
