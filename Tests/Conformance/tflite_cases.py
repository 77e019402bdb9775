"""Compares `dnnc` with LiteRT's reference kernels, operator by operator.

    python3 -m venv .venv && . .venv/bin/activate
    pip install ai-edge-litert==2.3.0 flatbuffers==25.12.19 numpy==2.4.6
    python Tests/Conformance/tflite_cases.py write FOLDER
    python Tests/Conformance/tflite_cases.py check DNNC FOLDER [OPERATOR...]

`write` makes a folder for each case, with a model of one operation and what LiteRT computes; `check`
runs each model by `dnnc run`, which gives quantized results as the numbers that they stand for, and
takes unsigned bytes for pixels.
Integers are equal, floats to 1e-4 of what is expected plus 1e-6.
"""

import collections
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Vectors"))


def write(folder):
    from tflite import everything

    for case in everything():
        target = folder / case.operator / case.name
        shutil.rmtree(target, ignore_errors=True)
        try:
            case.write(target)
        except (RuntimeError, ValueError) as error:
            print(f"{case.operator}/{case.name} is left out: {str(error).strip().splitlines()[0]}")


def difference(found, expected):
    """Why two arrays are not equal, or an empty text."""
    if expected.ndim == 0:
        expected = expected.reshape(1)  # `dnnc` writes the samples of a scalar.
    if found.shape != expected.shape:
        return f"the shape is {list(found.shape)}, not {list(expected.shape)}"
    if expected.dtype != np.float32:
        wrong = found.astype(expected.dtype) != expected
    else:
        wrong = ~np.isclose(found, expected, rtol=1e-4, atol=1e-6, equal_nan=True)
    if not wrong.any():
        return ""
    place = tuple(int(index) for index in np.argwhere(wrong)[0])
    return (f"{wrong.sum()} of {wrong.size} elements differ, "
            f"such as {found[place]}, not {expected[place]}, at {list(place)}")


def fault(dnnc, case):
    """What is wrong with the outputs of a case, or an empty text."""
    arrays = np.load(case / "io.npz")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        arguments = [dnnc, "run", case / "model.tflite", "-q", "-o", folder / "out"]
        for name in arrays.files:
            if name.startswith("x"):
                x = arrays[name]
                if x.dtype == np.uint8 and f"q{name}" in arrays:
                    scale, zero = arrays[f"q{name}"]
                    x = (x - np.float32(zero)) * np.float32(scale)
                np.save(folder / f"{name}.npy", x)
                arguments += ["--input", f"{name}=@{folder / name}.npy"]
        run = subprocess.run(arguments, capture_output=True, text=True)
        if run.returncode != 0:
            return run.stderr.strip() or f"dnnc ends with {run.returncode}"
        for name in arrays.files:
            if name.startswith("y"):
                found = np.load(folder / "out" / f"{name}.npy")
                if f"q{name}" in arrays:
                    scale, zero = arrays[f"q{name}"]
                    found = np.rint(found / np.float64(np.float32(scale))) + zero
                reason = difference(found, arrays[name])
                if reason:
                    return f"{name}: {reason}"
    return ""


def check(dnnc, folder, operators):
    passed, failed = collections.Counter(), collections.Counter()
    for model in sorted(folder.glob("*/*/model.tflite")):
        case = model.parent
        operator = case.parent.name
        if operators and operator not in operators:
            continue
        reason = fault(dnnc, case)
        (failed if reason else passed)[operator] += 1
        if reason:
            print(f"{operator}/{case.name}: {reason}")
    for operator in sorted(passed | failed):
        print(f"{operator:24} {passed[operator]:4} passed {failed[operator]:4} failed")
    print(f"{'all':24} {passed.total():4} passed {failed.total():4} failed")
    return 1 if failed or not passed else 0


def main():
    match sys.argv[1:]:
        case ["write", folder]:
            write(pathlib.Path(folder))
        case ["check", dnnc, folder, *operators]:
            sys.exit(check(dnnc, pathlib.Path(folder), operators))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
