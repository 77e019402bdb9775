"""max_pool2d (also on integers), average_pool2d, global_average_pool and reduce_mean."""

import numpy as np

from .ir_text import per_tensor
from .vector_case import VectorCase, node


def window_attributes(window, stride, padding):
    return {"window": list(window), "stride": list(stride), "padding": list(padding)}


def onnx_attributes(window, stride, padding):
    return {"kernel_shape": window, "strides": stride, "pads": padding}


def max_pool(name, shape, window, stride, padding=(0, 0, 0, 0), dtype=np.float32, zero=0,
             negative=False):
    """`negative` draws only values below zero (integers: below the zero point), so that padding
    taken for zero would win the maximum."""
    case = VectorCase("max_pool2d", name)
    quantization = None
    if dtype == np.float32:
        x = case.grid("x", *shape)
        if negative:
            x -= 4
    else:
        quantization = per_tensor(0.5, zero)
        case.integers("x", dtype, shape, quantization, high=zero - 1 if negative else None)
    case.write([node("MaxPool", ["x"], ["y"], **onnx_attributes(window, stride, padding))],
               window_attributes(window, stride, padding), quantization=quantization)


def average_pool(name, shape, window, stride, padding=(0, 0, 0, 0), count_padding=False):
    case = VectorCase("average_pool2d", name)
    case.grid("x", *shape)
    case.write(
        [node("AveragePool", ["x"], ["y"], count_include_pad=int(count_padding),
              **onnx_attributes(window, stride, padding))],
        window_attributes(window, stride, padding) | {"count_padding": count_padding})


def global_average_pool(name, shape, rounding=False):
    case = VectorCase("global_average_pool", name)
    (case.normal if rounding else case.grid)("x", *shape)
    case.write([node("GlobalAveragePool", ["x"], ["y"])])


def reduce_mean(name, shape, axes, keep):
    case = VectorCase("reduce_mean", name)
    case.grid("x", *shape)
    case.write([node("ReduceMean", ["x", "axes"], ["y"], keepdims=int(keep))],
               {"axes": list(axes), "keep_dimensions": keep}, {"axes": np.array(axes, np.int64)})


def write_all():
    max_pool("plain", (1, 3, 6, 6), (2, 2), (2, 2))
    max_pool("overlapping", (1, 2, 7, 7), (3, 3), (2, 2))
    max_pool("stride_one", (1, 2, 5, 5), (3, 2), (1, 1))
    max_pool("padding_negative_values", (1, 2, 5, 5), (3, 3), (2, 2), (1, 1, 1, 1), negative=True)
    max_pool("asymmetric_padding", (2, 2, 5, 6), (3, 3), (2, 1), (0, 1, 2, 0), negative=True)
    max_pool("remainder_dropped", (1, 2, 7, 8), (2, 3), (2, 3))
    max_pool("whole_input", (2, 3, 4, 5), (4, 5), (1, 1))
    max_pool("i8", (1, 3, 6, 6), (2, 2), (2, 2), dtype=np.int8, zero=-3)
    max_pool("u8", (1, 3, 6, 6), (2, 2), (2, 2), dtype=np.uint8, zero=5)
    max_pool("i8_padding", (1, 2, 5, 5), (3, 3), (2, 2), (1, 1, 1, 1), np.int8, 100, negative=True)
    max_pool("u8_padding", (1, 2, 5, 5), (3, 3), (2, 2), (1, 0, 1, 2), np.uint8, 200, negative=True)
    max_pool("i8_whole_input", (2, 3, 4, 5), (4, 5), (1, 1), dtype=np.int8, zero=7)
    max_pool("u8_whole_input", (2, 3, 4, 5), (4, 5), (1, 1), dtype=np.uint8, zero=7)

    average_pool("plain", (1, 3, 6, 6), (2, 2), (2, 2))
    average_pool("overlapping", (1, 2, 7, 7), (3, 3), (2, 2))
    average_pool("remainder_dropped", (1, 2, 7, 8), (2, 3), (2, 3))
    for count_padding in (False, True):
        suffix = "counted" if count_padding else "not_counted"
        average_pool(f"padding_{suffix}", (1, 2, 5, 5), (3, 3), (2, 2), (1, 1, 1, 1), count_padding)
        average_pool(f"asymmetric_padding_{suffix}", (2, 2, 5, 6), (3, 4), (1, 2), (0, 1, 2, 3),
                     count_padding)

    global_average_pool("plain", (2, 3, 4, 4))
    global_average_pool("odd_size", (1, 4, 7, 5), rounding=True)
    global_average_pool("single_place", (2, 3, 1, 1))

    reduce_mean("spatial_keep", (2, 3, 4, 4), (2, 3), True)
    reduce_mean("spatial_drop", (2, 3, 4, 4), (2, 3), False)
    reduce_mean("channel_keep", (2, 3, 4, 5), (1,), True)
    reduce_mean("last_axis_drop", (3, 4, 7), (-1,), False)
    reduce_mean("outer_axes_keep", (3, 4, 5), (0, 2), True)
    reduce_mean("all_axes_keep", (2, 3, 4), (0, 1, 2), True)
    reduce_mean("all_axes_drop", (2, 3, 4), (0, 1, 2), False)
