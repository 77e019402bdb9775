"""add, sub, mul with NumPy broadcasting, and the unary activation functions."""

import numpy as np

from .vector_case import VectorCase, node

BROADCASTS = {
    "same_shape": ((2, 3, 4), (2, 3, 4)),
    "scalar_right": ((2, 3, 4), (1,)),
    "scalar_left": ((1,), (2, 3, 4)),
    "trailing_right": ((2, 3, 4), (4,)),
    "trailing_left": ((4,), (2, 3, 4)),
    "middle_right": ((2, 3, 4), (3, 1)),
    "both_sides": ((3, 1), (1, 4)),
    "both_sides_mixed_rank": ((2, 1, 4), (3, 1)),
    "channels_right": ((2, 3, 4, 5), (1, 3, 1, 1)),
    "channels_left": ((3, 1, 1), (2, 3, 4, 5)),
}


def binary(operator, kind):
    def case(name, a, b, activation="none"):
        case = VectorCase(operator, name)
        case.grid("a", *a)
        case.grid("b", *b)
        nodes, constants = [node(kind, ["a", "b"], ["y" if activation == "none" else "s"])], {}
        if activation == "relu":
            nodes.append(node("Relu", ["s"], ["y"]))
        elif activation != "none":
            constants = {"low": np.float32(0), "high": np.float32(6)}
            nodes.append(node("Clip", ["s", "low", "high"], ["y"]))
        case.write(nodes, {"activation": activation}, constants)

    for name, (a, b) in BROADCASTS.items():
        case(name, a, b)
    case("relu", (2, 3, 4, 4), (2, 3, 4, 4), "relu")
    case("clip", (2, 3, 4, 4), (2, 3, 4, 4), "clip(0, 6)")


def unary(operator, name, values, onnx_node, attributes=None, constants=None):
    """`values` is either a shape to fill with normal deviates of 3, or the values themselves."""
    case = VectorCase(operator, name)
    if isinstance(values, tuple):
        case.normal("x", *values, deviation=3.0)
    else:
        case.add("x", np.array(values, np.float32))
    case.write([onnx_node], attributes, constants)


def clip(name, low, high):
    names = [key for key, bound in (("low", low), ("high", high)) if np.isfinite(bound)]
    slots = ["x", "low" if "low" in names else "", "high" if "high" in names else ""]
    bounds = {"low": np.float32(low), "high": np.float32(high)}
    unary("clip", name, (3, 4, 5), node("Clip", slots, ["y"]),
          {"min": float(low), "max": float(high)}, {key: bounds[key] for key in names})


def write_all():
    binary("add", "Add")
    binary("sub", "Sub")
    binary("mul", "Mul")

    edges = [-100, -20, -9, -6, -3.5, -3, -2.5, -1, -1e-3, -1e-6, 0, 1e-6, 1e-3, 0.5, 1, 2.5, 3,
             3.5, 6, 9, 20, 100]
    infinities = [-np.inf, -3e38, -1.0, 0.0, 1.0, 3e38, np.inf]
    for operator, kind in {"relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh",
                           "hard_swish": "HardSwish"}.items():
        unary(operator, "normal", (2, 3, 4, 5), node(kind, ["x"], ["y"]))
        unary(operator, "edges", edges, node(kind, ["x"], ["y"]))
    for operator, kind in {"relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh"}.items():
        unary(operator, "infinities", infinities, node(kind, ["x"], ["y"]))

    clip("zero_to_six", 0, 6)
    clip("fractions", -1.5, 2.25)
    clip("lower_only", -1, np.inf)
    clip("upper_only", -np.inf, 1)
    for name, alpha in {"default": 0.01, "quarter": 0.25, "negative": -0.5}.items():
        unary("leaky_relu", name, (3, 4, 5), node("LeakyRelu", ["x"], ["y"], alpha=alpha),
              {"alpha": alpha})
    for name, alpha, values in (("default", 0.2, (3, 4, 5)), ("sixth", 1 / 6, (3, 4, 5)),
                                ("default_edges", 0.2, edges), ("sixth_edges", 1 / 6, edges)):
        unary("hard_sigmoid", name, values,
              node("HardSigmoid", ["x"], ["y"], alpha=alpha, beta=0.5),
              {"alpha": alpha, "beta": 0.5})
    for approximation in ("none", "tanh"):
        gelu = node("Gelu", ["x"], ["y"], approximate=approximation)
        unary("gelu", approximation, (3, 4, 5), gelu, {"approximation": approximation})
        unary("gelu", f"{approximation}_edges", edges, gelu, {"approximation": approximation})
