"""Reductions along axes, and where extremes stand."""

import numpy as np

from .case import Case, Operand, bytes_, constant, floats, integers, random

AXES = {"one": [1], "last": [-1], "images": [1, 2], "all": [0, 1, 2, 3], "some": [0, 3]}
PLAIN = ("SUM", "MEAN", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD")
SCALES = [((0.05, 3), (0.05, 3)), ((0.05, 3), (0.011, -7)), ((0.0123, -128), (0.0071, 20)),
          ((0.4, 0), (0.3131, 1))]


def reductions():
    for name, axes in AXES.items():
        for keep in (False, True):
            label = f"{name}_{'keep' if keep else 'drop'}"
            options = {"keepDims": keep}
            for operator in PLAIN:
                x = floats(operator + label, 2, 5, 6, 3, low=-1.5, high=1.5)
                yield Case(operator, f"f32_{label}", [x, constant(axes)], [(np.float32, None)],
                           "ReducerOptions", options)
                for dtype in (np.int32, np.int64):
                    x = integers(operator + label, 2, 5, 6, 3, dtype=dtype, low=-3, high=3)
                    yield Case(operator, f"{np.dtype(dtype).name}_{label}", [x, constant(axes)],
                               [(dtype, None)], "ReducerOptions", options)
            for dtype in (np.int8, np.uint8):
                shift = 128 if dtype == np.uint8 else 0
                x = bytes_(label, 2, 5, 6, 3, dtype=dtype, quantization=(0.05, 3 + shift))
                for operator in ("REDUCE_MAX", "REDUCE_MIN"):
                    yield Case(operator, f"{np.dtype(dtype).name}_{label}", [x, constant(axes)],
                               [(dtype, x.quantization)], "ReducerOptions", options)
                for number, ((scale, zero), result) in enumerate(SCALES):
                    x = bytes_(f"{label}{number}", 2, 5, 6, 3, dtype=dtype,
                               quantization=(scale, zero + shift))
                    # With a sign, the reference kernel of SUM adds up in 8 bits, without zero points.
                    sums = [("SUM", 12)] if dtype == np.uint8 else []
                    for operator, factor in [("MEAN", 1), *sums]:
                        yield Case(operator, f"{np.dtype(dtype).name}_{label}_{number}",
                                   [x, constant(axes)],
                                   [(dtype, (result[0] * factor, result[1] + shift))],
                                   "ReducerOptions", options)
            truth = Operand(random(label).random((2, 5, 6, 3)) < 0.9)
            for operator in ("REDUCE_ALL", "REDUCE_ANY"):
                yield Case(operator, label, [truth, constant(axes)], [(np.bool_, None)],
                           "ReducerOptions", options)


def long_means():
    """Means of many numbers of elements, since the multiplier depends on it."""
    for count in (2, 3, 7, 31, 49, 64, 100, 257, 1000):
        for number, (source, result) in enumerate(SCALES):
            x = bytes_(f"mean{count}{number}", 1, count, 1, 40, quantization=source)
            for keep in (False, True):
                yield Case("MEAN", f"int8_{count}_{number}_{keep}", [x, constant([1, 2])],
                           [(np.int8, result)], "ReducerOptions", {"keepDims": keep})


def extremes():
    for label, x in (("f32", floats("arg", 2, 5, 7)), ("i8", bytes_("arg", 2, 5, 7)),
                     ("u8", bytes_("arg", 2, 5, 7, dtype=np.uint8)),
                     ("i32", integers("arg", 2, 5, 7, low=0, high=4))):
        for axis in (0, 1, -1):
            for operator in ("ARG_MAX", "ARG_MIN"):
                for dtype, code in ((np.int32, 2), (np.int64, 4)):
                    options = "ArgMaxOptions" if operator == "ARG_MAX" else "ArgMinOptions"
                    yield Case(operator, f"{label}_{axis}_{np.dtype(dtype).name}",
                               [x, constant(axis)], [(dtype, None)], options, {"outputType": code})


def sums():
    for exclusive in (False, True):
        for reverse in (False, True):
            options = {"exclusive": exclusive, "reverse": reverse}
            for label, x in (("f32", floats("cumsum", 2, 3, 4)), ("i32", integers("cumsum", 5, 4)),
                             ("i64", integers("cumsum", 5, 4, dtype=np.int64))):
                for axis in (0, -1):
                    yield Case("CUMSUM", f"{label}_{axis}_{exclusive}_{reverse}",
                               [x, constant(axis)], [(x.array.dtype, None)], "CumsumOptions",
                               options)


def cases():
    for group in (reductions, long_means, extremes, sums):
        yield from group()
