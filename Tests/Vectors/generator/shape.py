"""flatten, reshape, transpose, concat, slice and pad: values move, none changes."""

import numpy as np

from .ir_text import per_tensor
from .vector_case import VectorCase, node


class ShapeCase(VectorCase):
    """A case whose result has the type of its operands: f32, or integers of one quantization."""

    def __init__(self, operator, name, dtype=np.float32, zero=0):
        super().__init__(operator, name)
        self.dtype = dtype
        self.quantization = None if dtype == np.float32 else per_tensor(0.25, zero)

    def operand(self, name, shape):
        if self.quantization is None:
            self.grid(name, *shape)
        else:
            self.integers(name, self.dtype, shape, self.quantization)

    def finish(self, onnx_node, attributes, constants=None):
        self.write([onnx_node], attributes, constants, self.quantization)


def flatten(name, shape, axis, **kind):
    case = ShapeCase("flatten", name, **kind)
    case.operand("x", shape)
    case.finish(node("Flatten", ["x"], ["y"], axis=axis), {"axis": axis})


def reshape(name, shape, target, **kind):
    case = ShapeCase("reshape", name, **kind)
    case.operand("x", shape)
    case.finish(node("Reshape", ["x", "shape"], ["y"]), {"shape": list(target)},
                {"shape": np.array(target, np.int64)})


def transpose(name, shape, permutation, **kind):
    case = ShapeCase("transpose", name, **kind)
    case.operand("x", shape)
    case.finish(node("Transpose", ["x"], ["y"], perm=permutation),
                {"permutation": list(permutation)})


def concat(name, shapes, axis, **kind):
    case = ShapeCase("concat", name, **kind)
    for index, shape in enumerate(shapes):
        case.operand(f"x{index}", shape)
    case.finish(node("Concat", list(case.inputs), ["y"], axis=axis), {"axis": axis})


def cut(name, shape, starts, ends, steps, **kind):
    case = ShapeCase("slice", name, **kind)
    case.operand("x", shape)
    constants = {"starts": np.array(starts, np.int64), "ends": np.array(ends, np.int64),
                 "axes": np.arange(len(shape)), "steps": np.array(steps, np.int64)}
    case.finish(node("Slice", ["x", "starts", "ends", "axes", "steps"], ["y"]),
                {"starts": list(starts), "ends": list(ends), "steps": list(steps)}, constants)


def pad(name, shape, before, after, value=0.0):
    case = ShapeCase("pad", name)
    case.operand("x", shape)
    constants = {"pads": np.array([*before, *after], np.int64), "value": np.float32(value)}
    case.finish(node("Pad", ["x", "pads", "value"], ["y"]),
                {"before": list(before), "after": list(after), "value": value}, constants)


def write_all():
    for axis in (0, 1, 2):
        flatten(f"axis_{axis}", (2, 3, 4, 2), axis)
    flatten("negative_axis", (2, 3, 4), -1)
    flatten("i8", (2, 3, 2, 2), 1, dtype=np.int8, zero=-3)

    reshape("plain", (2, 3, 4), (4, 6))
    reshape("inferred", (2, 3, 4), (2, -1))
    reshape("split_axis", (2, 12), (2, 3, 2, 2))
    reshape("i8", (2, 3, 4), (6, 4), dtype=np.int8, zero=-3)
    reshape("u8", (2, 3, 4), (24,), dtype=np.uint8, zero=9)

    transpose("matrix", (3, 5), (1, 0))
    transpose("channels_last", (2, 3, 4, 5), (0, 2, 3, 1))
    transpose("rotation", (2, 3, 4), (2, 0, 1))
    transpose("identity", (2, 3), (0, 1))
    transpose("i8", (2, 3, 4, 5), (0, 3, 1, 2), dtype=np.int8, zero=4)
    transpose("u8", (3, 4), (1, 0), dtype=np.uint8, zero=4)

    concat("axis_0", ((2, 3), (1, 3)), 0)
    concat("axis_1", ((2, 3, 4, 2), (2, 1, 4, 2)), 1)
    concat("last_axis", ((2, 3, 1), (2, 3, 4)), -1)
    concat("three", ((1, 2, 3, 3), (1, 4, 3, 3), (1, 1, 3, 3)), 1)
    concat("single", ((2, 3),), 1)
    concat("i8", ((1, 2, 3, 3), (1, 3, 3, 3)), 1, dtype=np.int8, zero=-8)
    concat("u8_three", ((2, 2), (2, 1), (2, 4)), -1, dtype=np.uint8, zero=128)

    cut("plain", (4, 6), (1, 2), (3, 5), (1, 1))
    cut("whole", (3, 4), (0, 0), (3, 4), (1, 1))
    cut("steps", (7, 8), (1, 0), (7, 8), (2, 3))
    cut("images", (2, 3, 6, 6), (0, 1, 1, 0), (2, 3, 6, 5), (1, 1, 2, 2))
    cut("step_beyond_end", (2, 5), (0, 1), (2, 4), (1, 10))
    cut("i8", (2, 4, 5), (0, 1, 0), (2, 4, 5), (1, 2, 3), dtype=np.int8, zero=2)
    cut("u8", (3, 6), (1, 1), (3, 6), (1, 2), dtype=np.uint8, zero=2)

    pad("symmetric", (1, 2, 3, 3), (0, 0, 1, 1), (0, 0, 1, 1))
    pad("asymmetric", (2, 3, 4), (0, 1, 2), (3, 0, 1))
    pad("value", (2, 3), (1, 0), (0, 2), -2.5)
    pad("minus_infinity", (1, 1, 2, 2), (0, 0, 1, 0), (0, 0, 0, 1), -np.inf)
    pad("nothing", (2, 3), (0, 0), (0, 0), 7.0)
