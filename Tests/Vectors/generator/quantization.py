"""quantize, dequantize, requantize and lookup.

A requantization is DequantizeLinear and then QuantizeLinear. Each case proves, with rational
numbers, that the way of computing cannot matter: either every step of the float arithmetic is
exact, or no quotient comes near a tie.
"""

from fractions import Fraction

import numpy as np
from onnx import TensorProto, helper

from .ir_text import ELEMENTS, Quantization, per_axis, per_tensor
from .vector_case import VectorCase, node

TIE_MARGIN = Fraction(1, 1000)


def quantized_type(dtype, quantization: Quantization) -> str:
    return f"{ELEMENTS[np.dtype(dtype).name]} {quantization}"


def channel_values(values, quantization: Quantization, rank: int) -> np.ndarray:
    """One value per channel, shaped to broadcast along the quantized axis."""
    if quantization.axis is None:
        return np.asarray(values[0], object)
    shape = [1] * rank
    shape[quantization.axis] = -1
    return np.array(values, object).reshape(shape)


def rational_scales(quantization: Quantization, rank: int) -> np.ndarray:
    return channel_values([Fraction(float(np.float32(s))) for s in quantization.scales],
                          quantization, rank)


def is_binary32(value: Fraction) -> bool:
    return Fraction(float(np.float32(float(value)))) == value


def distance_to_tie(value: Fraction) -> Fraction:
    return abs(value - (value.numerator // value.denominator) - Fraction(1, 2))


def check_unambiguous(steps: list[np.ndarray], name: str):
    """`steps` are the exact results of the float operations; the last is what gets rounded."""
    for values in zip(*(step.ravel() for step in steps)):
        exact = all(map(is_binary32, values))
        assert exact or distance_to_tie(values[-1]) > TIE_MARGIN, (name, values)


def rounded_half_even(quotient, quantization: Quantization, bounds) -> np.ndarray:
    """The exact result: Python rounds a fraction half to even."""
    rounded = np.vectorize(round, otypes=[object])(quotient)
    shifted = rounded + channel_values(quantization.zeros, quantization, quotient.ndim)
    return np.clip(shifted, *bounds)


def quantize(name, values, dtype, quantization, rounding="half_even"):
    case = VectorCase("quantize", name)
    x = case.add("x", np.array(values, np.float32))
    finite = np.where(np.isfinite(x), x, 0)
    exact = np.vectorize(lambda v: Fraction(float(v)), otypes=[object])(finite)
    quotient = exact / rational_scales(quantization, x.ndim)
    check_unambiguous([quotient], name)
    info = np.iinfo(dtype)
    expected = None
    constants = {"scale": quantization.scale_array(), "zero": quantization.zero_array(dtype)}
    if rounding == "half_even":
        axis = {} if quantization.axis is None else {"axis": quantization.axis}
        nodes = [node("QuantizeLinear", ["x", "scale", "zero"], ["y"], **axis)]
        if np.isfinite(x).all():
            expected = rounded_half_even(quotient, quantization, (info.min, info.max))
    else:
        element = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
        constants |= {"half": np.float32(0.5), "shift": np.float32(quantization.zeros[0]),
                      "low": np.float32(info.min), "high": np.float32(info.max)}
        nodes = [node("Div", ["x", "scale"], ["q"]), node("Abs", ["q"], ["magnitude"]),
                 node("Add", ["magnitude", "half"], ["raised"]),
                 node("Floor", ["raised"], ["whole"]), node("Sign", ["q"], ["sign"]),
                 node("Mul", ["whole", "sign"], ["rounded"]),
                 node("Add", ["rounded", "shift"], ["shifted"]),
                 node("Clip", ["shifted", "low", "high"], ["clipped"]),
                 node("Cast", ["clipped"], ["y"], to=element)]
    case.write(nodes, {"to": quantized_type(dtype, quantization), "rounding": rounding}, constants,
               quantization, expected)


def dequantize(name, shape, dtype, quantization, low=None, high=None):
    case = VectorCase("dequantize", name)
    case.integers("x", dtype, shape, quantization, low, high)
    axis = {} if quantization.axis is None else {"axis": quantization.axis}
    constants = {"scale": quantization.scale_array(), "zero": quantization.zero_array(dtype)}
    case.write([node("DequantizeLinear", ["x", "scale", "zero"], ["y"], **axis)], {}, constants)


def requantize(name, values, source, dtype, target, clamp=None):
    """`values` is an integer array typed by `source`; `target` quantizes the `dtype` result."""
    case = VectorCase("requantize", name)
    x = case.add("x", values, source)
    whole = x.astype(object) - channel_values(source.zeros, source, x.ndim)
    whole = np.vectorize(Fraction, otypes=[object])(whole)
    real = whole * rational_scales(source, x.ndim)
    multiplier = rational_scales(source, x.ndim) / rational_scales(target, x.ndim)
    quotient = real / rational_scales(target, x.ndim)
    check_unambiguous([whole, real, multiplier + 0 * whole, quotient], name)
    axis = {} if source.axis is None else {"axis": source.axis}
    info = np.iinfo(dtype)
    bounds = clamp or (int(info.min), int(info.max))
    constants = {"scale": source.scale_array(), "zero": source.zero_array(x.dtype),
                 "y_scale": target.scale_array(), "y_zero": target.zero_array(dtype)}
    nodes = [node("DequantizeLinear", ["x", "scale", "zero"], ["real"], **axis),
             node("QuantizeLinear", ["real", "y_scale", "y_zero"], ["q" if clamp else "y"])]
    if clamp:
        constants |= {"low": np.array(bounds[0], dtype), "high": np.array(bounds[1], dtype)}
        nodes.append(node("Clip", ["q", "low", "high"], ["y"]))
    case.write(nodes, {"to": quantized_type(dtype, target), "rounding": "onnx_half_even",
                       "clamp": list(bounds)}, constants, target,
               rounded_half_even(quotient, target, bounds))


def lookup(name, dtype, source, table_type, function):
    """The table holds `function` of every real value that the operand can stand for."""
    case = VectorCase("lookup", name)
    info = np.iinfo(dtype)
    codes = np.arange(info.min, info.max + 1)
    real = function((codes - source.zeros[0]) * source.scales[0])
    table = np.clip(np.round(real / table_type.scales[0]) + table_type.zeros[0], info.min, info.max)
    case.integers("x", dtype, (2, 3, 4, 4), source)
    case.add("table", table.astype(dtype), table_type)
    case.write([node("Cast", ["x"], ["wide"], to=TensorProto.INT32),
                node("Sub", ["wide", "lowest"], ["index"]),
                node("Gather", ["table", "index"], ["y"])], {},
               {"lowest": np.int32(info.min)}, table_type)


def away_from_ties(name, shape, deviation, quantization):
    """Normal deviates whose quotient by the scale is nowhere near a tie."""
    random = VectorCase("quantize", name).random
    values = (random.standard_normal(shape) * deviation).astype(np.float32)
    scales = channel_values(quantization.scales, quantization, len(shape)).astype(np.float64)
    quotient = values / scales
    near = np.abs(quotient - np.floor(quotient) - 0.5) < 0.01
    return np.where(near, (quotient + 0.25) * scales, values).astype(np.float32)


def write_quantize():
    ties = np.arange(-9, 10).reshape(1, 19) * 0.25
    q = per_tensor(0.5, 3)
    quantize("i8_ties", ties, np.int8, q)
    quantize("i8_ties_half_away", ties, np.int8, q, "half_away")
    quantize("u8_ties", ties, np.uint8, per_tensor(0.5, 128))
    quantize("u8_ties_half_away", ties, np.uint8, per_tensor(0.5, 128), "half_away")
    edge = [[-1e30, -200, -66, -65.75, -65.5, -65.25, -65, 0, 61.75, 62, 62.25, 62.5, 200, 1e30]]
    quantize("i8_saturation", edge, np.int8, q)
    quantize("u8_saturation", np.array(edge) + np.float32(62), np.uint8, per_tensor(0.5, 1))
    quantize("i8_infinities", [[-np.inf, -1, 0, 1, np.inf]], np.int8, q)
    for name, dtype, quantization in (("i8_decimal_scale", np.int8, per_tensor(0.1, -7)),
                                      ("u8_decimal_scale", np.uint8, per_tensor(0.0235, 117))):
        quantize(name, away_from_ties(name, (2, 3, 4, 4), 3.0, quantization), dtype, quantization)
    for name, dtype, shape, quantization in (
        ("i8_per_axis_0", np.int8, (3, 2, 2, 2), per_axis(0, [0.5, 0.03, 0.125])),
        ("i8_per_axis_1", np.int8, (2, 3, 4), per_axis(1, [0.25, 0.1, 0.01], [0, 5, -9])),
        ("u8_per_last_axis", np.uint8, (2, 3, 4),
         per_axis(2, [0.25, 0.1, 1.0, 2.0], [0, 7, 128, 255])),
    ):
        quantize(name, away_from_ties(name, shape, 4.0, quantization), dtype, quantization)


def write_dequantize():
    dequantize("i8", (2, 3, 4), np.int8, per_tensor(0.1, -7))
    dequantize("u8", (2, 3, 4), np.uint8, per_tensor(0.0235, 117))
    dequantize("i32", (2, 3, 4), np.int32, per_tensor(0.001), -100000, 100000)
    dequantize("i8_per_axis_0", (3, 2, 2, 2), np.int8, per_axis(0, [0.5, 0.03, 0.125]))
    dequantize("i8_per_axis_1", (2, 3, 4), np.int8, per_axis(1, [0.25, 0.1, 0.01], [0, 5, -9]))
    dequantize("u8_per_last_axis", (2, 3, 4), np.uint8,
               per_axis(2, [0.25, 0.1, 1.0, 2.0], [0, 7, 128, 255]))
    dequantize("i32_per_axis_1", (2, 3, 4), np.int32, per_axis(1, [0.001, 0.5, 0.03]),
               -99999, 99999)


def accumulators(name, shape, limit, step=1):
    random = VectorCase("requantize", name).random
    return (random.integers(-limit, limit, shape, endpoint=True) * step).astype(np.int32)


def write_requantize():
    ties = np.arange(-40, 41, dtype=np.int32).reshape(1, 81) * 4
    requantize("i8_ties", ties, per_tensor(0.125), np.int8, per_tensor(1.0, 3))
    requantize("u8_ties", ties, per_tensor(0.125), np.uint8, per_tensor(1.0, 100))
    requantize("i8_ties_equal_mantissas", ties, per_tensor(0.09375), np.int8, per_tensor(0.75, -5))
    requantize("i8_three_quarters", accumulators("i8_three_quarters", (2, 3, 4, 4), 11000),
               per_tensor(0.0234375), np.int8, per_tensor(2.0, -5))
    requantize("i8_exact", accumulators("i8_exact", (2, 3, 4, 4), 40000), per_tensor(0.0009765625),
               np.int8, per_tensor(0.25, 10))
    requantize("u8_exact", accumulators("u8_exact", (2, 3, 4, 4), 40000), per_tensor(0.0009765625),
               np.uint8, per_tensor(0.25, 128))
    large = np.array(
        [[-2**31, -2**30, -2**24, -70000, 0, 70000, 2**24, 2**30, 2**31 - 128]], np.int32)
    requantize("i8_saturation", large, per_tensor(0.0078125), np.int8, per_tensor(0.5, 10))
    requantize("u8_saturation", large, per_tensor(0.0078125), np.uint8, per_tensor(0.5, 10))
    requantize("i8_growing", accumulators("i8_growing", (3, 8), 40), per_tensor(4.0), np.int8,
               per_tensor(2.0, 1))
    requantize("i8_clamp_relu", accumulators("i8_clamp_relu", (2, 3, 4, 4), 60000),
               per_tensor(0.0009765625), np.int8, per_tensor(0.25, -20), (-20, 127))
    requantize("u8_clamp_six", accumulators("u8_clamp_six", (2, 3, 4, 4), 60000),
               per_tensor(0.0009765625), np.uint8, per_tensor(0.0625, 8), (8, 104))

    channels = [0.0009765625, 0.001953125, 0.0078125, 0.000732421875]
    requantize("i8_per_axis_1", accumulators("i8_per_axis_1", (1, 4, 5, 5), 20000),
               per_axis(1, channels), np.int8, per_tensor(0.5, -10))
    requantize("u8_per_axis_1", accumulators("u8_per_axis_1", (1, 4, 5, 5), 20000),
               per_axis(1, channels), np.uint8, per_tensor(0.5, 60))
    requantize("i8_per_last_axis", accumulators("i8_per_last_axis", (6, 4), 20000),
               per_axis(1, channels), np.int8, per_tensor(0.5, 0))
    requantize("i8_per_axis_ties", accumulators("i8_per_axis_ties", (2, 3, 4, 4), 400, 4),
               per_axis(1, [0.125, 0.0625, 0.25]), np.int8, per_tensor(1.0, 1))

    # Scales as a calibration gives them: no step is exact, and no quotient is near a tie.
    for name, dtype, source, target in (
        ("i8_decimal_scales", np.int8, per_tensor(0.000123), per_tensor(0.0371, -12)),
        ("u8_decimal_scales", np.uint8, per_tensor(0.000123), per_tensor(0.0371, 90)),
        ("i8_decimal_scales_per_axis", np.int8, per_axis(1, [0.000123, 0.000087, 0.00031]),
         per_tensor(0.0371, 4)),
    ):
        values = accumulators(name, (2, 3, 4, 4), 45000).astype(np.float64)
        ratio = channel_values(source.scales, source, 4).astype(np.float64) / target.scales[0]
        quotient = values * ratio
        near = np.abs(quotient - np.floor(quotient) - 0.5) < 0.02
        values = np.where(near, np.round((quotient + 0.25) / ratio), values).astype(np.int32)
        requantize(name, values, source, dtype, target)

    every_i8 = np.arange(-128, 128, dtype=np.int8).reshape(4, 64)
    every_u8 = np.arange(256, dtype=np.uint8).reshape(4, 64)
    requantize("i8_to_u8_shift", every_i8, per_tensor(0.5, -3), np.uint8, per_tensor(0.5, 125))
    requantize("i8_to_i8_halved", every_i8, per_tensor(0.5, -3), np.int8, per_tensor(1.0, 7))
    requantize("u8_to_i8_widened", every_u8, per_tensor(0.5, 130), np.int8, per_tensor(0.25, 0))


def write_lookup():
    sigmoid = lambda real: 1 / (1 + np.exp(-real))
    lookup("i8_sigmoid", np.int8, per_tensor(0.0625, 5), per_tensor(0.00390625, -128), sigmoid)
    lookup("u8_sigmoid", np.uint8, per_tensor(0.0625, 130), per_tensor(0.00390625, 0), sigmoid)
    lookup("i8_tanh", np.int8, per_tensor(0.03125, -4), per_tensor(0.0078125, 0), np.tanh)


def write_all():
    write_quantize()
    write_dequantize()
    write_requantize()
    write_lookup()
