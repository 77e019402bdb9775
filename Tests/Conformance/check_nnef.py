#!/usr/bin/env python3
"""Runs NNEF models in tract, and compares the results with those of the compiler.

usage: nnef_with_tract.py [--tolerance 1e-4] FOLDER=DATA.npz ...

FOLDER is a model that the compiler wrote; DATA.npz holds its inputs and its outputs under the
names of the network. Each model is also parsed by Khronos' own parser, where that is installed,
and its shapes are inferred. Exits with 1 if anything differs.

needs: tract, numpy; nnef if it is there
"""

import argparse
import re
import sys
from pathlib import Path

import numpy
import tract

try:
    import nnef
except ImportError:
    nnef = None


def names(folder):
    """The inputs and outputs of a graph under the names of the network."""
    text = (folder / "graph.nnef").read_text()
    known = dict(re.findall(r'^# dnnc: (\w+) is "(.*)"$', text, re.M))
    head = re.search(r"^graph \w+\(([^)]*)\) -> \(([^)]*)\)", text, re.M)
    return [
        [known.get(name, name) for name in map(str.strip, part.split(",")) if name]
        for part in head.groups()
    ]


def parse(folder):
    """Lets Khronos' parser read the graph and infer its shapes."""
    if nnef is None:
        return "no parser"
    graph = nnef.parse_file(str(folder / "graph.nnef"))
    nnef.infer_shapes(graph)
    return "parsed"


def difference(found, wanted):
    """The largest difference, in units of the largest magnitude or of 1."""
    if found.shape != wanted.shape:
        return f"shape {found.shape} for {wanted.shape}"
    if wanted.dtype == bool or numpy.issubdtype(wanted.dtype, numpy.integer):
        return 0.0 if numpy.array_equal(found, wanted) else float("inf")
    scale = max(1.0, float(numpy.abs(wanted).max(initial=0)))
    return float(numpy.abs(found - wanted).max(initial=0)) / scale


def check(folder, data, tolerance):
    """Runs a model; says whether all outputs are near enough."""
    inputs, outputs = names(folder)
    parsed = parse(folder)
    runnable = tract.nnef().load(folder).into_runnable()
    results = runnable.run([data[name] for name in inputs])
    worst = 0.0
    for name, result in zip(outputs, results):
        found = difference(result.to_numpy(), data[name])
        if isinstance(found, str) or not found <= tolerance:
            print(f"FAIL {folder.name}: '{name}' differs by {found}")
            return False
        worst = max(worst, found)
    print(f"ok   {folder.name}: {parsed}, {len(outputs)} outputs within {worst:.2g}")
    return True


def main():
    """Checks every model that is named."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("models", nargs="+", metavar="FOLDER=DATA.npz")
    arguments.add_argument("--tolerance", type=float, default=1e-4)
    given = arguments.parse_args()
    failures = 0
    for model in given.models:
        folder, _, data = model.partition("=")
        try:
            good = check(Path(folder), numpy.load(data), given.tolerance)
        except Exception as error:  # tract raises errors of its own for what it cannot load
            print(f"FAIL {Path(folder).name}: {error}")
            good = False
        failures += not good
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
