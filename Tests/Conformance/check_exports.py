"""Checks models that `dnnc convert` has written with the tools of ONNX.

    python Tests/Conformance/check_exports.py DNNC MODEL.dnn...

Each model is converted to ONNX, and to its text by `dnnc` and read back by the package `onnx`; the
checker must accept it, and onnxruntime must compute what `dnnc run` computes, to 1e-4.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnx.parser
import onnxruntime


def main():
    dnnc, models = sys.argv[1], sys.argv[2:]
    for model in models:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            path, text = folder / "model.onnx", folder / "model.onnxtxt"
            subprocess.run([dnnc, "convert", model, path, "-q"], check=True)
            subprocess.run([dnnc, "convert", path, text, "-q"], check=True)
            onnx.checker.check_model(str(path), full_check=True)
            written, read = onnx.load(path), onnx.parser.parse_model(text.read_text())
            for node in read.graph.node:
                # The parser states the domain of ONNX itself, which is that of nodes without one.
                if node.domain == "":
                    node.ClearField("domain")
            assert list(written.graph.node) == list(read.graph.node), f"{model}: other nodes"
            session = onnxruntime.InferenceSession(path)
            feeds, arguments = {}, []
            for index, value in enumerate(session.get_inputs()):
                array = np.random.default_rng(index).standard_normal(value.shape).astype(np.float32)
                feeds[value.name] = array
                np.save(folder / f"{index}.npy", array)
                arguments += ["--input", f"{value.name}=@{folder / f'{index}.npy'}"]
            subprocess.run([dnnc, "run", model, *arguments, "-o", folder / "out", "-q"], check=True)
            for value, expected in zip(session.get_outputs(), session.run(None, feeds)):
                found = np.load(folder / "out" / f"{value.name}.npy")
                largest = np.abs(expected).max()
                error = np.abs(found - expected).max() / largest
                assert error <= 1e-4, f"{model}: {value.name} differs by {error:.2g}"
                print(f"{model}: {value.name} within {error:.2g} of onnxruntime")


if __name__ == "__main__":
    main()
