"""Compares integer programs of quantized models with onnxruntime, bit for bit.

    python Tests/Conformance/check_quantized.py DNNC

Each of the trained float models beside the repository is quantized by onnxruntime's own tool, in the form with QuantizeLinear and
DequantizeLinear around every operator, in three ways. onnxruntime computes these with its integer
kernels, and `dnnc run` with the integer program that it makes of them: all results must be equal.

A Softmax at the end is cut off: onnxruntime's integer kernel for it rounds 1 / scale down and so
departs from the definition of the model. Weights have 7 bits (`reduce_range`), because kernels for
8 bits saturate sums of two products on processors without instructions for dot products.
"""

import logging
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnx.utils
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

MODELS = pathlib.Path(__file__).parents[2] / "../shared/models"
SAMPLES = 8
WAYS = {
    "i8, weights i8 per channel": (QuantType.QInt8, QuantType.QInt8, True),
    "u8, weights i8": (QuantType.QUInt8, QuantType.QInt8, False),
    "u8, weights u8": (QuantType.QUInt8, QuantType.QUInt8, False),
}


class Samples(CalibrationDataReader):
    """Hands out samples one by one."""

    def __init__(self, feeds):
        self.feeds = iter(feeds)

    def get_next(self):
        return next(self.feeds, None)


def samples(path):
    """The stored inputs of a model, and mixtures of them."""
    data = np.load(path.with_name(f"{path.stem}.io.npz"))
    stored = np.stack([data[name] for name in data.files if name.startswith("x")])
    weights = np.random.default_rng(1).dirichlet(np.ones(len(stored)), SAMPLES)
    mixtures = np.einsum("ij,j...->i...", weights, stored).astype(np.float32)
    return np.concatenate([stored, mixtures])


def without_softmax(path, folder):
    """The model up to a Softmax that gives its output."""
    model = onnx.load(path)
    last = model.graph.node[-1]
    if last.op_type != "Softmax":
        return path
    cut = folder / "cut.onnx"
    names = [value.name for value in model.graph.input]
    onnx.utils.extract_model(str(path), str(cut), names, list(last.input))
    return cut


def check(dnnc, path):
    """Compares all ways to quantize a model."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        source = without_softmax(path, folder)
        name = onnx.load(source).graph.input[0].name
        inputs = samples(path)
        np.savez(folder / "inputs.npz", **{name: inputs.reshape(-1, *inputs.shape[2:])})
        for way, (activations, weights, per_channel) in WAYS.items():
            quantized = folder / "quantized.onnx"
            quantize_static(
                source, quantized, Samples({name: sample} for sample in inputs),
                quant_format=QuantFormat.QDQ, activation_type=activations, weight_type=weights,
                per_channel=per_channel, reduce_range=True)
            session = onnxruntime.InferenceSession(quantized)
            expected = np.concatenate([session.run(None, {name: sample})[0] for sample in inputs])
            # The outputs stay real numbers here, so that their scale is compared too.
            subprocess.run(
                [dnnc, "run", quantized, "--arithmetic", "integer", "--passes", "fuse-quantized",
                 "--data", folder / "inputs.npz", "-o", folder / "out", "-q"], check=True)
            found = np.load(folder / "out" / f"{session.get_outputs()[0].name}.npy")
            different = int((found.reshape(expected.shape) != expected).sum())
            assert different == 0, f"{path.stem}, {way}: {different} of {expected.size} differ"
            text = subprocess.run(
                [dnnc, "compile", quantized, "--emit", "ir"], check=True, capture_output=True,
                text=True)
            assert ": f32" not in text.stdout, f"{path.stem}, {way}: not of integers alone"
            print(f"{path.stem}, {way}: {expected.size} results equal those of onnxruntime")


def main():
    logging.disable(logging.WARNING)
    models = [path for path in sorted(MODELS.glob("*.onnx")) if "fp32w" not in path.stem]
    if not models:
        print("skipped: the trained models are not here")
        sys.exit(os.environ.get("CI") == "true")
    for path in models:
        check(sys.argv[1], path)


if __name__ == "__main__":
    main()
