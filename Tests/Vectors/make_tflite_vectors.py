#!/usr/bin/env python3
"""Writes the vectors of operators that only TensorFlow Lite has, by its reference kernels.

    python3 -m venv .venv && . .venv/bin/activate
    pip install ai-edge-litert==2.3.0 flatbuffers==25.12.19 numpy==2.4.6
    python3 Tests/Vectors/make_tflite_vectors.py

The arithmetic is on integers, so that any processor gives the same bytes.
"""

import pathlib
import sys
import zlib

import numpy as np

sys.dont_write_bytecode = True

from generator.ir_text import graph_text, per_tensor  # noqa: E402
from generator.tflite_file import TFLiteFile, run  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent


def softmax(name, x, scale, beta=1.0, axis=-1):
    """One case of `fixed_point_softmax`; the kernel works along the last axis, so others are moved."""
    lowest = np.iinfo(x.dtype).min
    moved = np.ascontiguousarray(np.moveaxis(x, axis, -1))
    file = TFLiteFile()
    source = file.input("x", moved.shape, x.dtype, (scale, 3))
    result = file.tensor("y", moved.shape, x.dtype, (1 / 256, lowest))
    file.operation("SOFTMAX", [source], [result], "SoftmaxOptions", version=2, beta=beta)
    file.output(result)
    y = np.ascontiguousarray(np.moveaxis(run(file.serialized(), [moved])[0], -1, axis))
    folder = ROOT / "fixed_point_softmax"
    folder.mkdir(exist_ok=True)
    text = graph_text(
        name, "fixed_point_softmax", {"x": (x, per_tensor(scale, 3))},
        {"axis": axis, "beta": beta}, y, per_tensor(1 / 256, lowest))
    (folder / f"{name}.dnnir").write_text(text)
    np.savez(folder / f"{name}.npz", x=x, y=y)


def main():
    random = np.random.default_rng(zlib.crc32(b"fixed_point_softmax"))

    def rows(*shape, dtype=np.int8):
        info = np.iinfo(dtype)
        return random.integers(info.min, info.max, shape, endpoint=True).astype(dtype)

    for scale in (3e-8, 0.0003, 0.0078125, 0.043, 0.0625, 0.0719, 0.31, 1.7, 40.0):
        softmax(f"scale_{str(scale).replace('.', '_').replace('-', 'm')}", rows(40, 10), scale)
    softmax("unsigned", rows(40, 12, dtype=np.uint8), 0.0512)
    softmax("unsigned_steep", rows(40, 12, dtype=np.uint8), 0.9)
    softmax("beta", rows(40, 5), 0.11, beta=0.3)
    softmax("beta_steep", rows(40, 5), 0.11, beta=2.5)
    softmax("axis_0", rows(7, 20), 0.02, axis=0)
    softmax("axis_1", rows(2, 5, 3, 4), 0.02, axis=1)
    softmax("single", rows(9, 1), 0.1)
    softmax("equal", np.full((1, 300), 17, np.int8), 0.1)
    softmax("near_equal", random.integers(90, 96, (2, 255)).astype(np.int8), 0.001)
    softmax("long", rows(2, 1001), 0.08)
    # Every difference there is, against one, two and sixteen greatest elements.
    for count in (1, 2, 16):
        line = np.concatenate([np.full(count, 127), np.zeros(1)]).astype(np.int8)
        differences = np.repeat(line[None], 256, axis=0)
        differences[:, -1] = np.arange(-128, 128)
        softmax(f"all_differences_{count}", differences, 0.0471)


if __name__ == "__main__":
    main()
