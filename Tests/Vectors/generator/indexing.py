"""Operators that repeat, turn round and pick elements: broadcast, tile, reverse, blocks of pixels,
gather and scatter."""

import numpy as np

from .ir_text import per_tensor
from .vector_case import VectorCase, node


class MovementCase(VectorCase):
    """A case whose result has the type of its first operand."""

    def __init__(self, operator, name, dtype=np.float32, zero=None):
        super().__init__(operator, name)
        self.dtype = dtype
        self.quantization = None if zero is None else per_tensor(0.25, zero)

    def operand(self, name, shape):
        if self.dtype == bool:
            self.add(name, self.random.integers(0, 1, shape, endpoint=True).astype(bool))
        elif np.issubdtype(self.dtype, np.floating):
            self.add(name, (self.random.integers(-48, 48, shape, endpoint=True) / 16)
                     .astype(self.dtype))
        else:
            self.integers(name, self.dtype, shape, self.quantization)

    def indices(self, shape, size, dtype=np.int64):
        """Indices along an axis of `size`, half of them counted from the end."""
        values = self.random.integers(-size, size - 1, shape, endpoint=True)
        return self.add("indices", values.astype(dtype))

    def finish(self, nodes, attributes, constants=None):
        self.write(nodes, attributes, constants, self.quantization)


KINDS = {
    "f64": {"dtype": np.float64}, "f16": {"dtype": np.float16}, "i64": {"dtype": np.int64},
    "truth_values": {"dtype": bool}, "i8_quantized": {"dtype": np.int8, "zero": -3},
    "u8_quantized": {"dtype": np.uint8, "zero": 9},
}


def broadcast(name, shape, target, **kind):
    case = MovementCase("broadcast", name, **kind)
    case.operand("x", shape)
    case.finish([node("Expand", ["x", "shape"], ["y"])], {"shape": list(target)},
                {"shape": np.array(target, np.int64)})


def tile(name, shape, repeats, **kind):
    case = MovementCase("tile", name, **kind)
    case.operand("x", shape)
    case.finish([node("Tile", ["x", "repeats"], ["y"])], {"repeats": list(repeats)},
                {"repeats": np.array(repeats, np.int64)})


def reverse(name, shape, axes, **kind):
    case = MovementCase("reverse", name, **kind)
    case.operand("x", shape)
    count = len(axes)
    constants = {"starts": np.full(count, -1), "ends": np.full(count, -2**31),
                 "axes": np.array(axes, np.int64), "steps": np.full(count, -1)}
    case.finish([node("Slice", ["x", "starts", "ends", "axes", "steps"], ["y"])],
                {"axes": list(axes)}, constants)


def depth_to_space(name, shape, block, order, **kind):
    case = MovementCase("depth_to_space", name, **kind)
    case.operand("x", shape)
    case.finish([node("DepthToSpace", ["x"], ["y"], blocksize=block, mode=order.upper())],
                {"block": block, "order": order})


def space_to_depth(name, shape, block, **kind):
    case = MovementCase("space_to_depth", name, **kind)
    case.operand("x", shape)
    case.finish([node("SpaceToDepth", ["x"], ["y"], blocksize=block)], {"block": block})


def gather(name, shape, axis, indices, index_dtype=np.int64, **kind):
    case = MovementCase("gather", name, **kind)
    case.operand("x", shape)
    case.indices(indices, shape[axis], index_dtype)
    case.finish([node("Gather", ["x", "indices"], ["y"], axis=axis)], {"axis": axis})


def gather_elements(name, shape, axis, indices, index_dtype=np.int64, **kind):
    case = MovementCase("gather_elements", name, **kind)
    case.operand("x", shape)
    case.indices(indices, shape[axis], index_dtype)
    case.finish([node("GatherElements", ["x", "indices"], ["y"], axis=axis)], {"axis": axis})


def tuples(case, shape, sizes):
    """Tuples of indices along axes of `sizes`, `shape` of them."""
    parts = [case.random.integers(-size, size - 1, shape, endpoint=True) for size in sizes]
    return case.add("indices", np.stack(parts, -1).astype(np.int64))


def gather_nd(name, shape, tuple_shape, width, batch=0, **kind):
    case = MovementCase("gather_nd", name, **kind)
    case.operand("x", shape)
    tuples(case, tuple_shape, shape[batch:batch + width])
    case.finish([node("GatherND", ["x", "indices"], ["y"], batch_dims=batch)],
                {"batch_dimensions": batch})


def scatter_elements(name, shape, axis, indices, reduction="none", index_dtype=np.int64, **kind):
    """Without a reduction each place is written once: ONNX leaves open which update stays."""
    case = MovementCase("scatter_elements", name, **kind)
    case.operand("x", shape)
    if reduction == "none":
        order = np.argsort(case.random.random((*indices[:axis], shape[axis], *indices[axis + 1:])),
                           axis)
        part = [slice(None)] * len(shape)
        part[axis] = slice(indices[axis])
        case.add("indices", order[tuple(part)].astype(index_dtype))
    else:
        case.indices(indices, shape[axis], index_dtype)
    case.operand("updates", indices)
    case.finish([node("ScatterElements", ["x", "indices", "updates"], ["y"], axis=axis,
                      reduction=reduction)], {"axis": axis, "reduction": reduction})


def scatter_nd(name, shape, tuple_shape, width, reduction="none", **kind):
    case = MovementCase("scatter_nd", name, **kind)
    case.operand("x", shape)
    if reduction == "none":
        places = case.random.permutation(int(np.prod(shape[:width])))[:int(np.prod(tuple_shape))]
        parts = np.unravel_index(places.reshape(tuple_shape), shape[:width])
        case.add("indices", np.stack(parts, -1).astype(np.int64))
    else:
        tuples(case, tuple_shape, shape[:width])
    case.operand("updates", (*tuple_shape, *shape[width:]))
    case.finish([node("ScatterND", ["x", "indices", "updates"], ["y"], reduction=reduction)],
                {"reduction": reduction})


def write_repetitions():
    broadcast("scalar", (), (2, 3))
    broadcast("leading_axis", (3, 4), (2, 3, 4))
    broadcast("trailing_axis", (2, 3, 1), (2, 3, 4))
    broadcast("middle_axis", (2, 1, 4), (2, 3, 4))
    broadcast("several_axes", (3, 1, 2, 1), (2, 3, 4, 2, 5))
    broadcast("nothing", (2, 3), (1, 2, 3))
    tile("last_axis", (2, 3), (1, 4))
    tile("first_axis", (2, 3), (3, 1))
    tile("every_axis", (2, 3, 2), (2, 1, 3))
    tile("of_size_one", (1, 3, 1), (2, 2, 4))
    tile("once", (2, 3), (1, 1))
    reverse("last_axis", (2, 5), (-1,))
    reverse("first_axis", (4, 3), (0,))
    reverse("every_axis", (2, 3, 4), (0, 1, 2))
    reverse("outer_axes", (2, 3, 4), (2, 0))
    for name, kind in KINDS.items():
        broadcast(name, (2, 1, 2), (2, 3, 2), **kind)
        tile(name, (2, 3), (2, 2), **kind)
        reverse(name, (2, 3), (1,), **kind)


def write_blocks():
    for order in ("dcr", "crd"):
        depth_to_space(f"two_{order}", (2, 8, 2, 3), 2, order)
        depth_to_space(f"three_{order}", (1, 18, 2, 1), 3, order)
    depth_to_space("one", (1, 2, 2, 2), 1, "dcr")
    depth_to_space("f64", (1, 4, 2, 2), 2, "dcr", dtype=np.float64)
    depth_to_space("u8_quantized", (1, 8, 2, 2), 2, "crd", dtype=np.uint8, zero=9)
    space_to_depth("two", (2, 3, 4, 6), 2)
    space_to_depth("three", (1, 2, 3, 6), 3)
    space_to_depth("one", (1, 2, 2, 2), 1)
    space_to_depth("f64", (1, 1, 4, 2), 2, dtype=np.float64)


def write_gathers():
    gather("rows", (5, 4), 0, (3,))
    gather("columns", (5, 4), 1, (3,))
    gather("middle_axis", (2, 5, 3), 1, (2, 2))
    gather("last_axis_of_three", (2, 3, 6), -1, (4,))
    gather("scalar", (4, 3), 0, ())
    gather("vector", (7,), 0, (2, 3))
    gather("i32_indices", (5, 4), 0, (2, 2), np.int32)
    gather_elements("last_axis", (3, 4), 1, (3, 6))
    gather_elements("first_axis", (3, 4), 0, (2, 4))
    gather_elements("middle_axis", (2, 5, 3), 1, (2, 2, 3))
    gather_elements("fewer", (4, 5, 3), 1, (2, 7, 2))
    gather_elements("i32_indices", (3, 4), 1, (3, 2), np.int32)
    gather_nd("elements", (3, 4), (5,), 2)
    gather_nd("slices", (3, 4, 2), (2, 3), 1)
    gather_nd("slices_of_two", (3, 4, 2, 2), (4,), 2)
    gather_nd("one_tuple", (3, 4), (), 1)
    gather_nd("batch", (2, 3, 4), (2, 5), 1, 1)
    gather_nd("batch_of_two", (2, 3, 4, 2), (2, 3, 2), 1, 2)
    gather_nd("batch_elements", (3, 4, 2), (3, 2), 2, 1)
    for name, kind in KINDS.items():
        gather(name, (4, 3), 1, (5,), **kind)
        gather_elements(name, (3, 4), 1, (3, 3), **kind)
        gather_nd(name, (3, 4), (2, 2), 1, **kind)


def write_scatters():
    scatter_elements("last_axis", (3, 5), 1, (3, 2))
    scatter_elements("first_axis", (5, 3), 0, (2, 3))
    scatter_elements("fewer", (2, 6, 4), 1, (1, 3, 2))
    scatter_elements("i32_indices", (3, 5), 1, (2, 4), index_dtype=np.int32)
    scatter_nd("elements", (4, 5), (7,), 2)
    scatter_nd("slices", (5, 2, 3), (2,), 1)
    scatter_nd("slices_of_two", (3, 3, 2), (2, 2), 2)
    for reduction in ("add", "mul", "min", "max"):
        scatter_elements(reduction, (3, 5), 1, (3, 7), reduction)
        scatter_elements(f"{reduction}_i64", (2, 4, 2), 1, (2, 6, 1), reduction, dtype=np.int64)
        scatter_nd(reduction, (3, 4), (10,), 2, reduction)
        scatter_nd(f"{reduction}_slices", (3, 2, 2), (2, 2), 1, reduction)
    for name, kind in KINDS.items():
        scatter_elements(name, (3, 4), 1, (2, 3), **kind)
        scatter_nd(name, (3, 4), (2,), 1, **kind)


def write_all():
    write_repetitions()
    write_blocks()
    write_gathers()
    write_scatters()
