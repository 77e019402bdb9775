"""Elementwise operators on numbers: arithmetic, comparisons, logic, bits, and functions."""

import numpy as np
from onnx import TensorProto

from .ir_text import Quantization
from .vector_case import VectorCase, node

SHAPES = ((2, 3, 4), (3, 1))


def binary(operator, kind, fill, attributes=None, **options):
    case = VectorCase(operator, "broadcast")
    fill(case, "a", SHAPES[0])
    fill(case, "b", SHAPES[1])
    case.write([node(kind, ["a", "b"], ["y"], **options)], attributes)


def grid(case, name, shape):
    case.grid(name, *shape)


def positive(case, name, shape):
    case.add(name, np.abs(case.random.integers(1, 48, shape)).astype(np.float32) / 16)


def few(case, name, shape):
    case.add(name, case.random.integers(0, 3, shape).astype(np.float32))


def truth(case, name, shape):
    case.add(name, case.random.integers(0, 2, shape).astype(bool))


def words(case, name, shape):
    case.integers(name, np.int32, shape)


def shifts(case, name, shape):
    case.integers(name, np.uint8, shape, low=0, high=7)


def unary(operator, kind, scale=3.0, attributes=None, positive=False, low=None, **options):
    case = VectorCase(operator, "normal")
    values = case.random.standard_normal((3, 4, 5)) * scale
    if positive:
        values = np.abs(values) + (low or 0.01)
    case.add("x", values.astype(np.float32))
    case.write([node(kind, ["x"], ["y"], **options)], attributes)


def write_reinterpretation():
    """The same integers under another quantization: the runtime has no operator, and needs none."""
    case = VectorCase("reinterpret", "i8")
    x = case.integers("x", np.int8, (3, 4), Quantization([0.5], [3]))
    case.write_results([x], {"to": "i8 quantized(scale: 0.25, zero: -7)"},
                       Quantization([0.25], [-7]))


def write_all():
    write_reinterpretation()
    binary("div", "Div", positive)
    binary("mod", "Mod", positive, {"sign": "dividend"}, fmod=1)
    binary("pow", "Pow", few)
    for operator, kind in (("minimum", "Min"), ("maximum", "Max")):
        binary(operator, kind, grid)
    for operator, kind in (("equal", "Equal"), ("less", "Less"), ("less_equal", "LessOrEqual"),
                           ("greater", "Greater"), ("greater_equal", "GreaterOrEqual")):
        binary(operator, kind, few)
    for operator, kind in (("logical_and", "And"), ("logical_or", "Or"), ("logical_xor", "Xor")):
        binary(operator, kind, truth)
    for operator, kind in (("bitwise_and", "BitwiseAnd"), ("bitwise_or", "BitwiseOr"),
                           ("bitwise_xor", "BitwiseXor")):
        binary(operator, kind, words)
    binary("shift_left", "BitShift", shifts, direction="LEFT")
    binary("shift_right", "BitShift", shifts, direction="RIGHT")
    prelu = VectorCase("prelu", "channels")
    prelu.grid("x", 2, 3, 4)
    prelu.grid("slope", 3, 1)
    prelu.write([node("PRelu", ["x", "slope"], ["y"])])
    select = VectorCase("select", "broadcast")
    truth(select, "condition", (3, 1))
    select.grid("a", 2, 3, 4)
    select.grid("b", 4)
    select.write([node("Where", ["condition", "a", "b"], ["y"])])
    for operator, kind in (("logical_not", "Not"),):
        case = VectorCase(operator, "plain")
        truth(case, "x", (3, 4))
        case.write([node(kind, ["x"], ["y"])])
    case = VectorCase("bitwise_not", "plain")
    words(case, "x", (3, 4))
    case.write([node("BitwiseNot", ["x"], ["y"])])
    special = np.array([0, -0.0, 1.5, -2, np.nan, np.inf, -np.inf], np.float32)
    for operator, kind, attributes, options in (
            ("is_nan", "IsNaN", None, {}),
            ("is_inf", "IsInf", {"negative": False, "positive": True}, {"detect_negative": 0})):
        case = VectorCase(operator, "special")
        case.add("x", special)
        case.write([node(kind, ["x"], ["y"], **options)], attributes)
    case = VectorCase("cast", "to_i32")
    case.add("x", np.array([0.5, 1.5, -1.5, 2.99, -2.99, 1e6, -7], np.float32))
    case.write([node("Cast", ["x"], ["y"], to=TensorProto.INT32)], {"to": "i32"})
    for operator, kind in (("abs", "Abs"), ("neg", "Neg"), ("sign", "Sign"), ("exp", "Exp"),
                           ("erf", "Erf"), ("floor", "Floor"), ("ceil", "Ceil"),
                           ("round", "Round"), ("sin", "Sin"), ("cos", "Cos"), ("atan", "Atan"),
                           ("sinh", "Sinh"), ("cosh", "Cosh"), ("asinh", "Asinh"),
                           ("softplus", "Softplus"), ("softsign", "Softsign"), ("mish", "Mish")):
        unary(operator, kind)
    unary("tan", "Tan", scale=0.5)
    for operator, kind in (("asin", "Asin"), ("acos", "Acos"), ("atanh", "Atanh")):
        case = VectorCase(operator, "inside")
        case.add("x", case.random.uniform(-0.9, 0.9, (3, 4, 5)).astype(np.float32))
        case.write([node(kind, ["x"], ["y"])])
    unary("acosh", "Acosh", positive=True, low=1.5)
    for operator, kind in (("log", "Log"), ("sqrt", "Sqrt"), ("reciprocal", "Reciprocal")):
        unary(operator, kind, positive=True)
    unary("elu", "Elu", attributes={"alpha": 0.5}, alpha=0.5)
    unary("selu", "Selu", attributes={"alpha": 1.5, "gamma": 1.25}, alpha=1.5, gamma=1.25)
    unary("celu", "Celu", attributes={"alpha": 0.5}, alpha=0.5)
    unary("thresholded_relu", "ThresholdedRelu", attributes={"alpha": 0.5}, alpha=0.5)
    unary("shrink", "Shrink", attributes={"bias": 0.25, "lambda": 0.5}, bias=0.25, lambd=0.5)
    case = VectorCase("swish", "normal")
    case.normal("x", 3, 4, 5, deviation=3.0)
    case.write([node("Mul", ["x", "half"], ["h"]), node("Sigmoid", ["h"], ["s"]),
                node("Mul", ["x", "s"], ["y"])], {"alpha": 0.5}, {"half": np.float32(0.5)})
