"""batch_norm, softmax and layer_norm."""

import numpy as np

from .vector_case import VectorCase, node


def batch_norm(name, shape, epsilon):
    case = VectorCase("batch_norm", name)
    channels = shape[1]
    case.normal("x", *shape)
    case.normal("scale", channels)
    case.normal("bias", channels)
    case.normal("mean", channels)
    case.add("variance", case.random.uniform(0.01, 4, channels).astype(np.float32))
    case.write([node("BatchNormalization", list(case.inputs), ["y"], epsilon=epsilon)],
               {"epsilon": epsilon})


def softmax(name, shape, axis, deviation=2.0):
    case = VectorCase("softmax", name)
    case.normal("x", *shape, deviation=deviation)
    case.write([node("Softmax", ["x"], ["y"], axis=axis)], {"axis": axis})


def softmax_of(name, rows):
    case = VectorCase("softmax", name)
    case.add("x", np.array(rows, np.float32))
    case.write([node("Softmax", ["x"], ["y"], axis=-1)], {"axis": -1})


def layer_norm(name, shape, axis, epsilon=1e-5, bias=True, offset=0.0, constant_row=False):
    case = VectorCase("layer_norm", name)
    x = case.normal("x", *shape, deviation=2.0)
    x += np.float32(offset)
    if constant_row:
        x[0] = 1.5
    case.normal("scale", *shape[axis:])
    if bias:
        case.normal("bias", *shape[axis:])
    case.write([node("LayerNormalization", list(case.inputs), ["y"], axis=axis, epsilon=epsilon)],
               {"axis": axis, "epsilon": epsilon})


def local_response_norm(name, shape, size, alpha=1e-4, beta=0.75, bias=1.0, deviation=2.0):
    case = VectorCase("local_response_norm", name)
    case.normal("x", *shape, deviation=deviation)
    case.write([node("LRN", ["x"], ["y"], size=size, alpha=alpha, beta=beta, bias=bias)],
               {"size": size, "alpha": alpha, "beta": beta, "bias": bias})


def write_all():
    local_response_norm("defaults", (1, 8, 4, 4), 5, deviation=40.0)
    local_response_norm("one_channel", (2, 5, 3, 3), 1, alpha=0.5)
    local_response_norm("more_than_channels", (1, 3, 3, 4), 11, alpha=2.0, beta=0.5, bias=2.0)
    local_response_norm("beta_one", (2, 6, 2, 3), 3, alpha=1.0, beta=1.0, bias=0.5)

    batch_norm("default", (1, 4, 5, 5), 1e-5)
    batch_norm("large_epsilon", (1, 3, 4, 4), 0.25)
    batch_norm("batch", (3, 5, 3, 2), 1e-3)
    batch_norm("matrix", (4, 6), 1e-5)

    softmax("last_axis", (3, 10), -1)
    softmax("axis_1", (2, 5, 3, 4), 1)
    softmax("axis_0", (4, 3), 0)
    softmax("negative_inner_axis", (2, 4, 3), -2)
    softmax("single", (5, 1), -1)
    softmax("large_deviation", (4, 8), -1, deviation=40.0)
    softmax_of("large_values", [
        [1000, 1000, 1000, 1000], [1e4, 0, -1e4, 9999], [-1e5, -1e5, -1e5, -99999],
        [3e38, 3e38, 0, -3e38], [88.5, 89, 104, -104], [0, 0, 0, 0],
    ])

    layer_norm("last_axis", (2, 3, 8), -1)
    layer_norm("two_axes", (2, 4, 5), 1)
    layer_norm("two_axes_negative", (2, 4, 5), -2)
    layer_norm("no_bias", (3, 10), -1, bias=False)
    layer_norm("small_epsilon", (4, 6), 1, epsilon=1e-12)
    layer_norm("large_epsilon", (4, 6), -1, epsilon=0.5)
    layer_norm("offset", (3, 16), -1, offset=100.0)
    layer_norm("constant_row", (3, 5), -1, constant_row=True)
