"""Checks networks in NNEF that `dnnc convert` has written with other readers of NNEF.

    python Tests/Conformance/check_nnef.py DNNC MODEL.dnn...

Each model is converted to NNEF. The parser of Khronos must read it and infer its shapes, and tract
must compute what `dnnc run` computes, to 1e-4 of the largest result.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import nnef
import numpy as np
import tract


def names(folder):
    """The inputs and outputs of a graph under the names of the network."""
    text = (folder / "graph.nnef").read_text()
    known = dict(re.findall(r'^# dnnc: (\w+) is "(.*)"$', text, re.M))
    head = re.search(r"^graph \w+\(([^)]*)\) -> \(([^)]*)\)", text, re.M)
    return [
        [known.get(name, name) for name in map(str.strip, part.split(",")) if name]
        for part in head.groups()
    ]


def input_shapes(folder):
    """The shapes of the inputs, in the order of the graph."""
    text = (folder / "graph.nnef").read_text()
    shapes = re.findall(r"external(?:<scalar>)?\(shape = \[([^\]]*)\]\)", text)
    return [[int(size) for size in shape.split(",")] for shape in shapes]


def check(dnnc, model):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        network = folder / "network.nnef"
        subprocess.run([dnnc, "convert", model, network, "-q"], check=True)
        graph = nnef.parse_file(str(network / "graph.nnef"))
        nnef.infer_shapes(graph)
        inputs, outputs = names(network)
        feeds, arguments = [], []
        for index, (name, shape) in enumerate(zip(inputs, input_shapes(network))):
            array = np.random.default_rng(index).standard_normal(shape).astype(np.float32)
            feeds.append(array)
            np.save(folder / f"{index}.npy", array)
            arguments += ["--input", f"{name}=@{folder / f'{index}.npy'}"]
        subprocess.run([dnnc, "run", model, *arguments, "-o", folder / "out", "-q"], check=True)
        results = tract.nnef().load(network).into_runnable().run(feeds)
        for name, result in zip(outputs, results, strict=True):
            found, expected = result.to_numpy(), np.load(folder / "out" / f"{name}.npy")
            assert found.shape == expected.shape, f"{model}: {name} is {found.shape}"
            error = np.abs(found - expected).max() / np.abs(expected).max()
            assert error <= 1e-4, f"{model}: {name} differs by {error:.2g}"
            print(f"{model}: {name} within {error:.2g} of tract")


def main():
    for model in sys.argv[2:]:
        check(sys.argv[1], model)


if __name__ == "__main__":
    main()
