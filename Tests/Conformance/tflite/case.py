"""A model of one operation, with what LiteRT's reference kernels make of its inputs."""

import dataclasses
import zlib

import numpy as np

from generator.tflite_file import TFLiteFile, run

# The first versions of operators that came without a version 1.
VERSIONS = {"BROADCAST_TO": 2}

# Operators without a reference kernel; that of the last leaves out the last channel of each sum.
WITHOUT_REFERENCE = ("CEIL", "ELU", "ROUND", "LOCAL_RESPONSE_NORMALIZATION")


@dataclasses.dataclass
class Operand:
    """An array that goes in at run time, or, if `constant`, that the file holds."""

    array: np.ndarray
    quantization: tuple | None = None
    constant: bool = False
    axis: int = 0


@dataclasses.dataclass
class Case:
    """`results` are pairs of an element type and a quantization, one for each result; `shape` is that
    of the results where the kernel does not find it out itself."""

    operator: str
    name: str
    operands: list
    results: list
    options: str | None = None
    fields: dict = dataclasses.field(default_factory=dict)
    shape: tuple | None = None

    def file(self, shapes) -> TFLiteFile:
        file = TFLiteFile()
        inputs = []
        for index, operand in enumerate(self.operands):
            if operand is None:
                inputs.append(-1)
            elif operand.constant:
                inputs.append(file.constant(
                    f"c{index}", operand.array, operand.quantization, operand.axis))
            else:
                inputs.append(file.input(
                    f"x{index}", operand.array.shape, operand.array.dtype, operand.quantization))
        outputs = [file.tensor(f"y{index}", shape, dtype, quantization)
                   for index, (shape, (dtype, quantization))
                   in enumerate(zip(shapes, self.results, strict=True))]
        file.operation(self.operator, inputs, outputs, self.options,
                       VERSIONS.get(self.operator, 1), **self.fields)
        for output in outputs:
            file.output(output)
        return file

    def inputs(self) -> dict[str, np.ndarray]:
        return {f"x{index}": operand.array for index, operand in enumerate(self.operands)
                if operand is not None and not operand.constant}

    def write(self, folder):
        """Writes the model, and its inputs and outputs.

        The kernels say what shapes the results have, so the model is built and run twice; some want
        a shape of the right rank to begin with.
        """
        inputs = list(self.inputs().values())
        first = [self.shape or [1] * self.operands[0].array.ndim] * len(self.results)
        is_reference = self.operator not in WITHOUT_REFERENCE
        shapes = [y.shape for y in run(self.file(first).serialized(), inputs, is_reference)]
        content = self.file(shapes).serialized()
        outputs = run(content, inputs, is_reference)
        folder.mkdir(parents=True)
        (folder / "model.tflite").write_bytes(content)
        named = {f"y{index}": y for index, y in enumerate(outputs)}
        steps = {f"qy{index}": quantization for index, (_, quantization) in enumerate(self.results)}
        steps |= {f"qx{index}": operand.quantization for index, operand in enumerate(self.operands)
                  if operand is not None and not operand.constant}
        steps = {name: np.array(pair, np.float64) for name, pair in steps.items() if pair}
        np.savez(folder / "io.npz", **self.inputs(), **named, **steps)


def constant(values, dtype=np.int32, quantization=None, axis=0) -> Operand:
    return Operand(np.array(values, dtype), quantization, constant=True, axis=axis)


def random(name):
    """Numbers that depend on `name` alone."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def floats(name, *shape, low=-4.0, high=4.0) -> Operand:
    return Operand(random(name).uniform(low, high, shape).astype(np.float32))


def integers(name, *shape, dtype=np.int32, low=-50, high=50, quantization=None) -> Operand:
    values = random(name).integers(low, high, shape, endpoint=True)
    return Operand(values.astype(dtype), quantization)


def bytes_(name, *shape, dtype=np.int8, quantization=(0.05, 3)) -> Operand:
    """All integers of 8 bits, quantized."""
    info = np.iinfo(dtype)
    return integers(
        name, *shape, dtype=dtype, low=info.min, high=info.max, quantization=quantization)


def every_byte(dtype, quantization) -> Operand:
    """Each of the 256 integers once."""
    info = np.iinfo(dtype)
    return Operand(np.arange(info.min, info.max + 1).astype(dtype).reshape(1, 256), quantization)
