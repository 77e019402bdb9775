"""Unpacks the conformance cases of the package `onnx` into a folder, one folder a case.

    python Tests/Conformance/unpack_cases.py build/conformance

Cases of single operators are made by the package's own code, those converted from another framework
and whole networks lie in it as files. The inputs of whole networks are those that the package's
runner gives them: 0, 1/n, 2/n, ...
"""

import pathlib
import shutil
import sys
import warnings

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

DATA = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data"


def tensor(value, name):
    """The bytes of a tensor, or `None` for a sequence or an optional value."""
    if isinstance(value, onnx.TensorProto):
        return value.SerializeToString()
    if isinstance(value, (np.ndarray, np.generic, int, float, bool)):
        return numpy_helper.from_array(np.asarray(value), name).SerializeToString()
    return None


def write(folder, model, inputs, outputs):
    data = folder / "test_data_set_0"
    data.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    for kind, values, infos in (("input", inputs, model.graph.input),
                                ("output", outputs, model.graph.output)):
        for index, value in enumerate(values):
            content = tensor(value, infos[index].name)
            if content is not None:
                (data / f"{kind}_{index}.pb").write_bytes(content)


def write_node_cases(target):
    for case in collect_testcases():
        inputs, outputs = case.data_sets[0]
        write(target / case.name, case.model, inputs, outputs)


def copy_stored_cases(target):
    for group in ("simple", "pytorch-converted", "pytorch-operator"):
        for model in sorted((DATA / group).glob("*/model.onnx")):
            shutil.copytree(model.parent, target / f"{group}_{model.parent.name}")


def write_networks(target):
    for path in sorted((DATA / "light").glob("*.onnx")):
        model = onnx.load(path)
        initializers = {tensor.name for tensor in model.graph.initializer}
        inputs = []
        for value in model.graph.input:
            if value.name in initializers:
                inputs.append(None)
                continue
            shape = [size.dim_value for size in value.type.tensor_type.shape.dim]
            count = int(np.prod(shape))
            inputs.append((np.arange(count) / count).reshape(shape).astype(np.float32))
        output = onnx.TensorProto.FromString(
            path.with_name(f"{path.stem}_output_0.pb").read_bytes())
        write(target / path.stem, model, inputs, [output])


def main():
    warnings.filterwarnings("ignore")
    target = pathlib.Path(sys.argv[1])
    shutil.rmtree(target, ignore_errors=True)
    write_node_cases(target)
    copy_stored_cases(target)
    write_networks(target)
    print(f"{len(list(target.glob('*/model.onnx')))} cases in {target}")


if __name__ == "__main__":
    main()
