"""dense (Gemm, MatMulInteger) and matmul (MatMul, MatMulInteger).

On processors without 8-bit dot products, onnxruntime's u8 by i8 kernel adds pairs of products in 16
bits, with saturation. So the model given to the oracle first moves i8 values, and their zero point,
up by 128: the differences are the same and the u8 by u8 kernel is exact.
"""

import numpy as np
from onnx import TensorProto

from .exact import multiply, widen
from .ir_text import per_axis, per_tensor
from .vector_case import VectorCase, node


def unsigned(source: str, target: str):
    """Nodes that make the u8 tensor `target` = `source` + 128 of an i8 tensor."""
    return [node("Cast", [source], [f"{source}_wide"], to=TensorProto.INT32),
            node("Add", [f"{source}_wide", "offset"], [f"{source}_raised"]),
            node("Cast", [f"{source}_raised"], [target], to=TensorProto.UINT8)]


def integer_product(a, a_dtype, a_zero, b, b_zero, target):
    """Nodes and constants that multiply `a` (u8 or i8) by `b` (i8), less their zero points."""
    nodes = unsigned(b, "b_unsigned")
    constants = {"offset": np.int32(128), "b_unsigned_zero": np.uint8(b_zero + 128)}
    if a_dtype == np.int8:
        nodes += unsigned(a, "a_unsigned")
        a, a_zero = "a_unsigned", a_zero + 128
    constants["a_unsigned_zero"] = np.uint8(a_zero)
    operands = [a, "b_unsigned", "a_unsigned_zero", "b_unsigned_zero"]
    return [*nodes, node("MatMulInteger", operands, [target])], constants


def dense_case(name, x, units, bias=True, activation="none", rounding=False):
    """A matrix goes through Gemm; more leading axes go through MatMul, which Gemm does not have."""
    case = VectorCase("dense", name)
    draw = case.normal if rounding else case.grid
    arrays = [draw("x", *x), draw("weight", units, x[-1])]
    arrays += [draw("bias", units)] if bias else []
    target = "y" if activation == "none" else "d"
    constants = {}
    if len(x) == 2:
        nodes = [node("Gemm", list(case.inputs), [target], transB=1)]
    else:
        nodes = [node("Transpose", ["weight"], ["w"], perm=[1, 0]),
                 node("MatMul", ["x", "w"], ["p" if bias else target])]
        nodes += [node("Add", ["p", "bias"], [target])] if bias else []
    exact = None if rounding else multiply(arrays[0], arrays[1].T) + sum(map(widen, arrays[2:]))
    if activation == "relu":
        nodes.append(node("Relu", ["d"], ["y"]))
        exact = np.maximum(exact, 0)
    elif activation != "none":
        constants = {"low": np.float32(0), "high": np.float32(6)}
        nodes.append(node("Clip", ["d", "low", "high"], ["y"]))
        exact = np.clip(exact, 0, 6)
    case.write(nodes, {"activation": activation}, constants, exact=exact)


def integer_dense_case(name, x, units, dtype, zero, weight_scales=(0.25,), scale=0.5, bias=True):
    case = VectorCase("dense", name)
    channelwise = len(weight_scales) > 1
    products = [scale * weight_scale for weight_scale in weight_scales]
    a = case.integers("x", dtype, x, per_tensor(scale, zero))
    weight_type = per_axis(0, weight_scales) if channelwise else per_tensor(weight_scales[0])
    weight = case.integers("weight", np.int8, (units, x[-1]), weight_type)
    exact = multiply(a, weight.T, zero)
    product, constants = integer_product("x", dtype, zero, "w", 0, "p" if bias else "y")
    nodes = [node("Transpose", ["weight"], ["w"], perm=[1, 0]), *product]
    if bias:
        bias_type = per_axis(0, products) if channelwise else per_tensor(products[0])
        exact = exact + case.integers("bias", np.int32, (units,), bias_type, -20000, 20000)
        nodes.append(node("Add", ["p", "bias"], ["y"]))
    case.write(nodes, {"activation": "none"}, constants,
               per_axis(len(x) - 1, products) if channelwise else per_tensor(products[0]), exact)


def matmul_case(name, a, b, rounding=False):
    case = VectorCase("matmul", name)
    draw = case.normal if rounding else case.grid
    arrays = [draw("a", *a), draw("b", *b)]
    case.write([node("MatMul", ["a", "b"], ["y"])],
               exact=None if rounding else multiply(*arrays))


def integer_matmul_case(name, a, b, dtype, a_zero, b_zero=0, b_scales=(0.25,), scale=0.5):
    case = VectorCase("matmul", name)
    columnwise = len(b_scales) > 1
    products = [scale * b_scale for b_scale in b_scales]
    rank = max(len(a), len(b))
    b_type = per_axis(len(b) - 1, b_scales) if columnwise else per_tensor(b_scales[0], b_zero)
    arrays = [case.integers("a", dtype, a, per_tensor(scale, a_zero)),
              case.integers("b", np.int8, b, b_type)]
    nodes, constants = integer_product("a", dtype, a_zero, "b", b_zero, "y")
    case.write(nodes, {}, constants,
               per_axis(rank - 1, products) if columnwise else per_tensor(products[0]),
               multiply(*arrays, a_zero, b_zero))


def write_all():
    dense_case("plain", (3, 7), 5)
    dense_case("full_mantissa", (3, 33), 6, rounding=True)
    dense_case("no_bias", (2, 9), 4, bias=False)
    dense_case("relu", (3, 8), 6, activation="relu")
    dense_case("clip", (3, 8), 6, activation="clip(0, 6)")
    dense_case("single_unit", (4, 6), 1)
    dense_case("leading_axes", (2, 3, 5), 4)
    dense_case("leading_axes_no_bias", (2, 1, 3, 5), 4, bias=False)
    integer_dense_case("u8_per_tensor", (3, 16), 4, np.uint8, 3)
    integer_dense_case("u8_per_axis", (3, 17), 4, np.uint8, 130, (0.25, 0.5, 0.125, 1.0))
    integer_dense_case("i8_per_tensor", (2, 20), 5, np.int8, -11)
    integer_dense_case("i8_per_axis_no_bias", (2, 9), 3, np.int8, 6, (0.5, 0.25, 0.0625),
                       bias=False)
    integer_dense_case("i8_per_axis_leading_axes", (2, 3, 8), 3, np.int8, -1, (0.5, 0.25, 0.0625))

    matmul_case("matrix", (4, 6), (6, 5))
    matmul_case("full_mantissa", (5, 40), (40, 4), rounding=True)
    matmul_case("batched", (3, 4, 5), (3, 5, 2))
    matmul_case("two_batch_axes", (2, 3, 4, 5), (2, 3, 5, 2))
    matmul_case("broadcast_one", (2, 1, 3, 4), (1, 5, 4, 2))
    matmul_case("broadcast_rank", (2, 3, 4, 5), (5, 3))
    matmul_case("broadcast_left_rank", (3, 4), (2, 4, 5))
    matmul_case("row_by_column", (1, 8), (8, 1))
    integer_matmul_case("u8_matrix", (4, 12), (12, 5), np.uint8, 3)
    integer_matmul_case("i8_matrix", (4, 13), (13, 5), np.int8, -9)
    integer_matmul_case("u8_per_column", (4, 12), (12, 3), np.uint8, 77, b_scales=(0.25, 0.5, 2.0))
    integer_matmul_case("i8_batched", (2, 3, 6), (2, 6, 4), np.int8, 5)
    integer_matmul_case("i8_both_zero_points", (3, 10), (10, 4), np.int8, 5, b_zero=-3)
