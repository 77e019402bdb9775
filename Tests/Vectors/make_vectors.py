#!/usr/bin/env python3
"""Writes the operator vectors of this folder, and the requantization vectors with them.

    python3 Tests/Vectors/make_vectors.py

Deterministic: the same versions of numpy and onnxruntime on the same kind of processor give the
same bytes. README.md says what the files are.
"""

import sys

sys.dont_write_bytecode = True

import make_requantize_vectors  # noqa: E402
from generator import (  # noqa: E402
    convolution, elementwise, indexing, multiplication, normalization, numbers, pooling, quantization,
    reduction, resize, shape,
)
from generator.vector_case import ROOT, VectorCase  # noqa: E402

SIZE_LIMIT = 1_500_000  # bytes, the whole folder


def remove_old_cases():
    for path in sorted(ROOT.glob("*/*.dnnir")):
        path.unlink()
        path.with_suffix(".npz").unlink(missing_ok=True)


def main():
    remove_old_cases()
    for family in (convolution, multiplication, elementwise, normalization, pooling, reduction,
                   shape, indexing, quantization, resize, numbers):
        family.write_all()
    make_requantize_vectors.main()
    repeated = {name for name in VectorCase.written if VectorCase.written.count(name) > 1}
    if repeated:
        sys.exit(f"case names used twice: {sorted(repeated)}")
    size = sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file())
    if size > SIZE_LIMIT:
        sys.exit(f"the folder holds {size} bytes, more than {SIZE_LIMIT}")
    print(f"{len(VectorCase.written)} operator cases, {size} bytes in all")


if __name__ == "__main__":
    main()
