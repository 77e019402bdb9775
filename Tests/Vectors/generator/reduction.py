"""Reductions, arg_max and arg_min, top_k, cumulative sums and products."""

import numpy as np
from onnx import helper

from .ir_text import per_tensor
from .vector_case import VectorCase, node


class NumberCase(VectorCase):
    """A case whose operand `x` is drawn in any element type."""

    def operand(self, shape, dtype=np.float32, quantization=None, low=None, high=None, values=None):
        if values is not None:
            return self.add("x", np.array(values, dtype), quantization)
        if dtype == bool:
            return self.add("x", self.random.integers(0, 1, shape, endpoint=True).astype(bool))
        if np.issubdtype(dtype, np.floating):
            # A grid of sixteenths: sums are exact.
            values = self.random.integers(-48, 48, shape, endpoint=True) / 16
            return self.add("x", values.astype(dtype))
        return self.integers("x", dtype, shape, quantization, low, high)


def reduction(operator, kind, name, shape, axes, keep, dtype=np.float32, quantization=None,
              low=None, high=None, values=None):
    case = NumberCase(operator, name)
    case.operand(shape, dtype, quantization, low, high, values)
    reduce = node(kind, ["x", "axes"], ["y"], keepdims=int(keep), noop_with_empty_axes=1)
    case.write([reduce], {"axes": list(axes), "keep_dimensions": keep},
               {"axes": np.array(axes, np.int64)}, quantization)


def mean(name, shape, axes, keep):
    reduction("reduce_mean", "ReduceMean", name, shape, axes, keep, np.float64)


def write_reductions():
    reductions = {"reduce_sum": "ReduceSum", "reduce_prod": "ReduceProd",
                  "reduce_max": "ReduceMax", "reduce_min": "ReduceMin"}
    for operator, kind in reductions.items():
        # Products of few powers of two are exact whatever their order.
        few = {"values": 2.0 ** np.arange(-12, 12).reshape(2, 3, 4)} \
            if operator == "reduce_prod" else {}
        for name, axes, keep in (("last_axis_drop", (-1,), False), ("middle_keep", (1,), True),
                                 ("outer_axes_drop", (0, 2), False), ("all_axes", (0, 1, 2), False),
                                 ("first_axis_keep", (0,), True), ("no_axis", (), True)):
            reduction(operator, kind, name, (2, 3, 4), axes, keep, **few)
        reduction(operator, kind, "f64", (2, 3, 4), (1,), False, np.float64, **few)
        reduction(operator, kind, "i32", (3, 4, 2), (1,), False, np.int32, None, -100, 100)
        reduction(operator, kind, "i64", (3, 4), (0,), True, np.int64, None, -100, 100)
    for operator in ("reduce_max", "reduce_min"):
        kind = reductions[operator]
        for dtype in (np.int8, np.uint8):
            reduction(operator, kind, np.dtype(dtype).name + "_quantized", (2, 5, 3), (1,), True,
                      dtype, per_tensor(0.25, 3))
        reduction(operator, kind, "truth_values", (4, 3), (0,), False, bool)
        reduction(operator, kind, "infinities", None, (1,), False,
                  values=[[-np.inf, 1, 2], [np.inf, 1, 2], [-np.inf, -np.inf, -np.inf]])
    mean("f64", (2, 3, 4), (0, 2), False)
    mean("no_axis", (2, 3), (), True)


def extreme(operator, name, shape, axis, keep, last=False, dtype=np.float32, low=None, high=None,
            values=None):
    case = NumberCase(operator, name)
    case.operand(shape, dtype, None, low, high, values)
    kind = {"arg_max": "ArgMax", "arg_min": "ArgMin"}[operator]
    case.write([node(kind, ["x"], ["y"], axis=axis, keepdims=int(keep),
                     select_last_index=int(last))],
               {"axis": axis, "keep_dimensions": keep, "select_last": last})


def write_extremes():
    for operator in ("arg_max", "arg_min"):
        extreme(operator, "last_axis", (3, 7), -1, False)
        extreme(operator, "middle_axis", (2, 5, 3), 1, True)
        extreme(operator, "first_axis", (6, 2, 2), 0, False)
        extreme(operator, "single", (3, 1), 1, True)
        for last in (False, True):
            extreme(operator, f"ties_{'last' if last else 'first'}", (4, 3, 6), 2, False, last,
                    np.int32, -1, 1)
            extreme(operator, f"middle_ties_{'last' if last else 'first'}", (3, 8, 3), 1, True,
                    last, np.int32, 0, 2)
        extreme(operator, "f64", (3, 5), 1, False, dtype=np.float64)
        extreme(operator, "i8", (3, 5), 0, True, dtype=np.int8)
        extreme(operator, "u8", (2, 9), 1, True, dtype=np.uint8)


def top_k(name, shape, k, axis=-1, largest=True, dtype=np.float32, low=None, high=None):
    case = NumberCase("top_k", name)
    case.operand(shape, dtype, None, low, high)
    case.write([node("TopK", ["x", "k"], ["values", "indices"], axis=axis, largest=int(largest),
                     sorted=1)],
               {"k": k, "axis": axis, "largest": largest}, {"k": np.array([k], np.int64)},
               results=("values", "indices"))


def write_rankings():
    top_k("largest", (3, 10), 4)
    top_k("smallest", (3, 10), 4, largest=False)
    top_k("middle_axis", (2, 6, 3), 2, 1)
    top_k("first_axis_smallest", (5, 2, 2), 3, 0, False)
    top_k("one", (2, 7), 1)
    top_k("all", (2, 7), 7)
    top_k("many", (2, 100), 50)
    top_k("ties", (3, 20), 12, dtype=np.int32, low=-2, high=2)
    top_k("ties_of_many", (2, 90), 60, 1, False, np.int64, -3, 3)
    top_k("f64", (2, 3, 4), 2, dtype=np.float64)


def cumulative_sum(name, shape, axis, exclusive=False, reverse=False, dtype=np.float32):
    case = NumberCase("cumulative_sum", name)
    case.operand(shape, dtype, None, -1000, 1000)
    case.write([node("CumSum", ["x", "axis"], ["y"], exclusive=int(exclusive),
                     reverse=int(reverse))],
               {"axis": axis, "exclusive": exclusive, "reverse": reverse},
               {"axis": np.int64(axis)})


def cumulative_product(name, shape, axis, exclusive=False, reverse=False, dtype=np.float32):
    """A `Scan` whose body multiplies: the runtime has no operator for it."""
    case = NumberCase("cumulative_product", name)
    if np.issubdtype(dtype, np.floating):
        factors = case.random.choice([-2, -1, 0.5, 1, 2, 4], shape)
        case.operand(shape, dtype, values=factors)
    else:
        case.operand(shape, dtype, None, -9, 9)
    rows = [size for index, size in enumerate(shape) if index != axis % len(shape)]
    element = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    place = axis % len(shape)
    value = [helper.make_tensor_value_info(name, element, rows)
             for name in ("before", "row", "after", "row_result")]
    body = helper.make_graph(
        [node("Mul", ["before", "row"], ["after"]),
         node("Identity", ["before" if exclusive else "after"], ["row_result"])],
        "body", value[:2], value[2:])
    scan = node("Scan", ["ones", "x"], ["final", "y"], num_scan_inputs=1, body=body,
                scan_input_axes=[place], scan_output_axes=[place],
                scan_input_directions=[int(reverse)], scan_output_directions=[int(reverse)])
    case.write([scan], {"axis": axis, "exclusive": exclusive, "reverse": reverse},
               {"ones": np.ones(rows, dtype)})


def write_running_totals():
    for case in (cumulative_sum, cumulative_product):
        case("last_axis", (3, 5), -1)
        case("middle_axis", (2, 4, 3), 1)
        case("first_axis", (5, 2), 0)
        case("exclusive", (2, 4, 3), 1, exclusive=True)
        case("reverse", (3, 5), 1, reverse=True)
        case("exclusive_reverse", (2, 4, 3), 1, exclusive=True, reverse=True)
        case("f64", (3, 5), 1, dtype=np.float64)
        case("i32", (3, 5), 1, dtype=np.int32)
        case("i64", (3, 5), 0, reverse=True, dtype=np.int64)


def write_all():
    write_reductions()
    write_extremes()
    write_rankings()
    write_running_totals()
