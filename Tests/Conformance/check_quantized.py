"""Compares integer programs of quantized models with onnxruntime, bit for bit.

    python Tests/Conformance/check_quantized.py DNNC MODEL.dnn...

Each model is converted to ONNX and quantized by onnxruntime's own tool, in the form with
QuantizeLinear and DequantizeLinear around every operator, in three ways. onnxruntime computes these
with its integer kernels, and `dnnc run` with the integer program that it makes of them: all results must
be equal.

Weights have 7 bits (`reduce_range`), because kernels for 8 bits saturate sums of two products on
processors without instructions for dot products.
"""

import logging
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

SAMPLES = 6
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


def without_batch_norm(path, folder):
    """The model with its normalizations folded into convolutions, as onnxruntime does it."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(folder / "folded.onnx")
    onnxruntime.InferenceSession(path, options)
    return folder / "folded.onnx"


def check(dnnc, path):
    """Compares all ways to quantize a model."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        subprocess.run([dnnc, "convert", path, folder / "model.onnx", "-q"], check=True)
        source = without_batch_norm(folder / "model.onnx", folder)
        given = onnxruntime.InferenceSession(source).get_inputs()[0]
        name = given.name
        inputs = np.random.default_rng(1).standard_normal([SAMPLES, *given.shape]).astype(np.float32)
        np.savez(folder / "inputs.npz", **{name: inputs.reshape(-1, *given.shape[1:])})
        for way, (activations, weights, per_channel) in WAYS.items():
            quantized = folder / "quantized.onnx"
            quantize_static(
                source, quantized, Samples({name: sample} for sample in inputs),
                quant_format=QuantFormat.QDQ, activation_type=activations, weight_type=weights,
                per_channel=per_channel, reduce_range=True)
            options = onnxruntime.SessionOptions()
            # Otherwise signed integers are computed in floating point.
            options.add_session_config_entry("session.qdqisint8allowed", "1")
            session = onnxruntime.InferenceSession(quantized, options)
            expected = np.concatenate([session.run(None, {name: sample})[0] for sample in inputs])
            # The outputs stay real numbers here, so that their scale is compared too.
            subprocess.run(
                [dnnc, "run", quantized, "--arithmetic", "integer", "--passes", "fuse-quantized",
                 "--data", folder / "inputs.npz", "-o", folder / "out", "-q"], check=True)
            found = np.load(folder / "out" / f"{session.get_outputs()[0].name}.npy")
            different = int((found.reshape(expected.shape) != expected).sum())
            assert different == 0, f"{path}, {way}: {different} of {expected.size} differ"
            text = subprocess.run(
                [dnnc, "compile", quantized, "--emit", "ir"], check=True, capture_output=True,
                text=True)
            assert ": f32" not in text.stdout, f"{path}, {way}: not of integers alone"
            print(f"{path}, {way}: {expected.size} results equal those of onnxruntime")


def main():
    logging.disable(logging.WARNING)
    for model in sys.argv[2:]:
        check(sys.argv[1], model)


if __name__ == "__main__":
    main()
