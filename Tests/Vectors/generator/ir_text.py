"""The IR's text form: types, attributes and graphs of one operation."""

from dataclasses import dataclass
from typing import Sequence

import numpy as np

ELEMENTS = {
    "float16": "f16", "float32": "f32", "float64": "f64", "int8": "i8", "uint8": "u8",
    "int16": "i16", "int32": "i32", "int64": "i64", "bool": "bool",
}


@dataclass(frozen=True)
class Quantization:
    """How an integer tensor stands for real numbers: `real = scale * (q - zero)`.

    Per tensor when `axis` is None (one scale, one zero point), else one of each along that axis.
    """

    scales: Sequence[float]
    zeros: Sequence[int]
    axis: int | None = None

    def __str__(self) -> str:
        if self.axis is None:
            return f"quantized(scale: {float_text(self.scales[0])}, zero: {self.zeros[0]})"
        scales = ", ".join(float_text(scale) for scale in self.scales)
        zeros = ", ".join(str(zero) for zero in self.zeros)
        return f"quantized(axis: {self.axis}, scales: [{scales}], zeros: [{zeros}])"

    def scale_array(self) -> np.ndarray:
        """The scales as ONNX wants them: a scalar, or one per channel."""
        scales = np.array(self.scales, np.float32)
        return scales[0] if self.axis is None else scales

    def zero_array(self, dtype) -> np.ndarray:
        """The zero points in the element type of the tensor they belong to."""
        zeros = np.array(self.zeros, dtype)
        return zeros[0] if self.axis is None else zeros


def per_tensor(scale: float, zero: int = 0) -> Quantization:
    return Quantization([scale], [zero])


def per_axis(axis: int, scales: Sequence[float], zeros: Sequence[int] = ()) -> Quantization:
    return Quantization(scales, zeros or [0] * len(scales), axis)


def float_text(value: float) -> str:
    """The shortest text that reads back as the same binary32 number; whole numbers without `.0`."""
    text = str(np.float32(value))
    return text[:-2] if text.endswith(".0") else text


def type_text(array: np.ndarray, quantization: Quantization | None) -> str:
    shape = ", ".join(str(extent) for extent in array.shape)
    text = f"{ELEMENTS[array.dtype.name]}[{shape}]"
    return text if quantization is None else f"{text} {quantization}"


def attribute_text(value) -> str:
    """An attribute's value: true or false, a number, a bare word, or a list of these."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(attribute_text(item) for item in value) + "]"
    return str(value)


def graph_text(name, operator, inputs, attributes, results) -> str:
    """A graph of one operation whose operands are all inputs and whose results are all outputs.

    `inputs` and `results` map a name to (array, quantization), in order.
    """
    signature = ", ".join(f"%{key}: {type_text(*value)}" for key, value in inputs.items())
    operands = ", ".join(f"%{key}" for key in inputs)
    pairs = ", ".join(f"{key}: {attribute_text(value)}" for key, value in attributes.items())
    braces = f" {{{pairs}}}" if pairs else ""
    names = ", ".join(f"%{key}" for key in results)
    types = ", ".join(type_text(*value) for value in results.values())
    if len(results) > 1:
        types = f"({types})"
    return (
        "dnnir 1\n"
        f"graph @{name}({signature}) {{\n"
        f"  {names} = {operator}({operands}){braces} : {types}\n"
        f"  return {names}\n"
        "}\n"
    )
