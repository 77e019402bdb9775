"""conv2d, in floating point (Conv) and in integers (ConvInteger)."""

import numpy as np

from .exact import convolve
from .ir_text import per_axis, per_tensor
from .vector_case import VectorCase, node


def attributes(stride, padding, dilation, groups, activation):
    return {"stride": list(stride), "padding": list(padding), "dilation": list(dilation),
            "groups": groups, "activation": activation}


def onnx_attributes(stride, padding, dilation, groups):
    return {"strides": stride, "pads": padding, "dilations": dilation, "group": groups}


def float_case(name, x, weight, bias=True, stride=(1, 1), padding=(0, 0, 0, 0), dilation=(1, 1),
               groups=1, activation="none", rounding=False):
    """`rounding` draws from the whole mantissa instead of from a grid."""
    case = VectorCase("conv2d", name)
    draw = case.normal if rounding else case.grid
    arrays = [draw("x", *x), draw("weight", *weight)]
    arrays.append(draw("bias", weight[0]) if bias else None)
    convolution = node("Conv", list(case.inputs), ["y" if activation == "none" else "c"],
                       **onnx_attributes(stride, padding, dilation, groups))
    nodes, constants = [convolution], {}
    exact = None if rounding else convolve(*arrays, stride, padding, dilation, groups)
    if activation == "relu":
        nodes.append(node("Relu", ["c"], ["y"]))
        exact = np.maximum(exact, 0)
    elif activation != "none":
        constants = {"low": np.float32(0), "high": np.float32(6)}
        nodes.append(node("Clip", ["c", "low", "high"], ["y"]))
        exact = np.clip(exact, 0, 6)
    case.write(nodes, attributes(stride, padding, dilation, groups, activation), constants,
               exact=exact)


def integer_case(name, x, weight, dtype, scale=0.5, zero=3, weight_scales=(0.25,), bias=True,
                 stride=(1, 1), padding=(0, 0, 0, 0), dilation=(1, 1), groups=1, extreme=False):
    """One weight scale is per tensor, several are per output channel; all are powers of two, so
    that the scales of bias and result are exact products. `extreme` draws only the ends of ranges.
    """
    case = VectorCase("conv2d", name)
    channelwise = len(weight_scales) > 1
    products = [scale * weight_scale for weight_scale in weight_scales]
    input_type = per_tensor(scale, zero)
    weight_type = per_axis(0, weight_scales) if channelwise else per_tensor(weight_scales[0])
    if extreme:
        info = np.iinfo(dtype)
        ends = case.random.choice([info.min, info.max], x).astype(dtype)
        weights = case.random.choice([-128, 127], weight, p=[0.2, 0.8]).astype(np.int8)
        arrays = [case.add("x", ends, input_type), case.add("weight", weights, weight_type)]
    else:
        arrays = [case.integers("x", dtype, x, input_type),
                  case.integers("weight", np.int8, weight, weight_type)]
    constants = {"x_zero": np.array(zero, dtype), "weight_zero": np.int8(0)}
    nodes = [node("ConvInteger", ["x", "weight", "x_zero", "weight_zero"], ["c" if bias else "y"],
                  **onnx_attributes(stride, padding, dilation, groups))]
    if bias:
        bias_type = per_axis(0, products) if channelwise else per_tensor(products[0])
        arrays.append(case.integers("bias", np.int32, weight[:1], bias_type, -20000, 20000))
        constants["bias_shape"] = np.array([1, -1, 1, 1])
        nodes += [node("Reshape", ["bias", "bias_shape"], ["b"]), node("Add", ["c", "b"], ["y"])]
    else:
        arrays.append(None)
    case.write(nodes, attributes(stride, padding, dilation, groups, "none"), constants,
               per_axis(1, products) if channelwise else per_tensor(products[0]),
               convolve(*arrays, stride, padding, dilation, groups, zero))


def transposed_case(name, x, weight, bias=True, stride=(1, 1), padding=(0, 0, 0, 0),
                    output_padding=(0, 0), dilation=(1, 1), groups=1):
    case = VectorCase("conv_transpose2d", name)
    case.grid("x", *x)
    case.grid("weight", *weight)
    if bias:
        case.grid("bias", weight[1] * groups)
    case.write(
        [node("ConvTranspose", list(case.inputs), ["y"], output_padding=output_padding,
              **onnx_attributes(stride, padding, dilation, groups))],
        {"stride": list(stride), "padding": list(padding), "output_padding": list(output_padding),
         "dilation": list(dilation), "groups": groups})


def write_transposed():
    transposed_case("plain", (1, 2, 4, 5), (2, 3, 3, 3))
    transposed_case("no_bias", (1, 2, 4, 5), (2, 3, 3, 2), bias=False)
    transposed_case("stride", (2, 2, 3, 4), (2, 3, 3, 3), stride=(2, 3))
    transposed_case("gaps", (1, 2, 3, 3), (2, 2, 2, 1), stride=(3, 4))
    transposed_case("padding", (1, 3, 5, 5), (3, 2, 4, 4), stride=(2, 2), padding=(1, 1, 1, 1))
    transposed_case("asymmetric_padding", (1, 2, 4, 5), (2, 3, 3, 4), stride=(2, 1),
                    padding=(0, 1, 2, 3))
    transposed_case("output_padding", (1, 2, 4, 4), (2, 3, 3, 3), stride=(2, 3),
                    padding=(1, 1, 1, 1), output_padding=(1, 2))
    transposed_case("dilation", (1, 2, 4, 4), (2, 2, 3, 2), dilation=(2, 3))
    transposed_case("groups", (1, 6, 4, 4), (6, 2, 3, 3), stride=(2, 2), groups=3)
    transposed_case("depthwise", (1, 4, 5, 5), (4, 1, 4, 4), stride=(2, 2), padding=(1, 1, 1, 1),
                    groups=4)
    transposed_case("pointwise", (2, 3, 4, 4), (3, 5, 1, 1))
    transposed_case("single_element", (1, 8, 1, 1), (8, 4, 4, 4))
    transposed_case("everything", (2, 4, 4, 3), (4, 3, 3, 2), stride=(3, 2), padding=(2, 0, 1, 2),
                    output_padding=(2, 1), dilation=(2, 3), groups=2)


def write_all():
    write_transposed()
    float_case("plain", (1, 3, 8, 8), (4, 3, 3, 3))
    float_case("full_mantissa", (1, 5, 7, 7), (4, 5, 3, 3), padding=(1, 1, 1, 1), rounding=True)
    float_case("stride", (1, 2, 9, 11), (3, 2, 3, 3), stride=(2, 3))
    float_case("symmetric_padding", (1, 2, 6, 6), (3, 2, 3, 3), padding=(1, 1, 1, 1))
    float_case("asymmetric_padding", (1, 2, 5, 6), (3, 2, 3, 3), padding=(1, 0, 2, 3))
    float_case("dilation", (1, 2, 9, 9), (2, 2, 3, 2), dilation=(2, 3))
    float_case("rectangular_kernel", (1, 2, 6, 8), (3, 2, 1, 5), padding=(0, 2, 0, 2))
    float_case("groups", (1, 4, 6, 6), (6, 2, 3, 3), groups=2)
    float_case("depthwise", (1, 5, 6, 6), (5, 1, 3, 3), padding=(1, 1, 1, 1), groups=5)
    float_case("depthwise_multiplier", (1, 3, 6, 6), (6, 1, 3, 3), groups=3)
    float_case("pointwise", (1, 6, 5, 5), (4, 6, 1, 1))
    float_case("pointwise_stride", (1, 4, 6, 7), (3, 4, 1, 1), stride=(2, 2))
    float_case("no_bias", (1, 3, 6, 6), (4, 3, 3, 3), bias=False)
    float_case("batch", (2, 3, 6, 5), (4, 3, 3, 3), padding=(1, 1, 1, 1))
    float_case("whole_input_kernel", (2, 3, 4, 4), (5, 3, 4, 4))
    float_case("kernel_larger_than_input", (1, 2, 3, 3), (2, 2, 5, 5), padding=(2, 2, 2, 2))
    float_case("relu", (1, 3, 6, 6), (4, 3, 3, 3), activation="relu")
    float_case("clip", (1, 3, 6, 6), (4, 3, 3, 3), activation="clip(0, 6)")
    float_case("everything", (2, 4, 10, 9), (6, 2, 3, 2), stride=(2, 1), padding=(2, 1, 0, 1),
               dilation=(2, 3), groups=2, activation="relu")

    integer_case("u8_per_tensor", (1, 3, 6, 6), (4, 3, 3, 3), np.uint8)
    integer_case("u8_per_axis", (1, 3, 6, 6), (4, 3, 3, 3), np.uint8,
                 weight_scales=(0.25, 0.5, 0.125, 1.0))
    integer_case("i8_per_tensor", (1, 3, 6, 6), (4, 3, 3, 3), np.int8, zero=-5)
    integer_case("i8_per_axis_padding", (1, 3, 5, 5), (3, 3, 3, 3), np.int8, zero=-7,
                 weight_scales=(0.25, 0.5, 0.125), padding=(1, 0, 2, 1))
    integer_case("u8_padding_zero_point", (1, 2, 4, 4), (2, 2, 3, 3), np.uint8, zero=200,
                 padding=(1, 1, 1, 1))
    integer_case("i8_stride_dilation", (1, 2, 9, 9), (3, 2, 3, 3), np.int8, zero=4, stride=(2, 1),
                 dilation=(1, 2))
    integer_case("u8_groups", (1, 4, 6, 6), (4, 2, 3, 3), np.uint8, zero=128, groups=2,
                 weight_scales=(0.25, 0.5, 0.125, 0.0625))
    integer_case("i8_depthwise", (1, 4, 6, 6), (4, 1, 3, 3), np.int8, zero=1, groups=4,
                 padding=(1, 1, 1, 1), weight_scales=(0.25, 0.5, 0.125, 0.0625))
    integer_case("u8_pointwise_batch", (2, 6, 4, 3), (5, 6, 1, 1), np.uint8)
    integer_case("u8_no_bias", (1, 3, 5, 5), (2, 3, 3, 3), np.uint8, bias=False)
    integer_case("u8_extreme", (1, 8, 4, 4), (2, 8, 3, 3), np.uint8, zero=0, extreme=True)
    integer_case("i8_extreme", (1, 8, 4, 4), (2, 8, 3, 3), np.int8, zero=127, extreme=True)
