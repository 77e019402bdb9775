"""One case: seeded operands, the oracle that computes the result, and the two files it becomes."""

import pathlib
import zlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from .ir_text import Quantization, graph_text

ROOT = pathlib.Path(__file__).resolve().parent.parent
OPSET = 21
IR_VERSION = 10

node = helper.make_node


class VectorCase:
    """A case of one operator, written to `<operator>/<name>.dnnir` and `<operator>/<name>.npz`.

    Its random numbers are seeded by its own name, so that adding a case leaves the others alone.
    """

    written: list[str] = []

    def __init__(self, operator: str, name: str):
        self.operator = operator
        self.name = name
        self.random = np.random.default_rng(zlib.crc32(f"{operator}/{name}".encode()))
        self.inputs: dict[str, tuple[np.ndarray, Quantization | None]] = {}

    # Operands

    def add(self, name: str, array, quantization: Quantization | None = None) -> np.ndarray:
        array = np.ascontiguousarray(array).reshape(np.shape(array))
        self.inputs[name] = (array, quantization)
        return array

    def grid(self, name: str, *shape: int, step: float = 1 / 16, limit: int = 48) -> np.ndarray:
        """Binary32 multiples of `step` (a power of two): sums of products of these are exact in any
        order of summation, so the expected result is the same on every machine."""
        values = self.random.integers(-limit, limit, shape, endpoint=True)
        return self.add(name, (values * step).astype(np.float32))

    def normal(self, name: str, *shape: int, deviation: float = 1.0) -> np.ndarray:
        """Normal deviates that use the whole mantissa: the result depends on rounding."""
        return self.add(name, (self.random.standard_normal(shape) * deviation).astype(np.float32))

    def integers(self, name, dtype, shape, quantization=None, low=None, high=None) -> np.ndarray:
        """Integers drawn evenly from the element type's range, or from `low...high`."""
        info = np.iinfo(dtype)
        low = info.min if low is None else low
        high = info.max if high is None else high
        values = self.random.integers(low, high, shape, dtype=np.int64, endpoint=True)
        return self.add(name, values.astype(dtype), quantization)

    # Oracle

    def evaluate(self, nodes, constants, results=("y",), opset=OPSET) -> list[np.ndarray]:
        """Runs the ONNX `nodes`, which compute `results`, on the operands with onnxruntime."""
        feeds = {name: array for name, (array, _) in self.inputs.items()}
        graph = helper.make_graph(
            nodes,
            self.name,
            [helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(array.dtype),
                                           array.shape) for name, array in feeds.items()],
            [helper.make_value_info(
                name, helper.make_tensor_type_proto(TensorProto.UNDEFINED, None))
             for name in results],
            [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=IR_VERSION)
        model = onnx.shape_inference.infer_shapes(model, strict_mode=True)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        used = {value.name for value in session.get_inputs()}
        return session.run(list(results), {name: feeds[name] for name in feeds if name in used})

    def write(self, nodes, attributes=None, constants=None, quantization=None, exact=None,
              results=("y",), opset=OPSET):
        """Evaluates and writes the case; `quantization` is that of the first result.

        `exact`, where given, is the result by plain arithmetic in 64 bits: the oracle must agree to
        the last bit (integer kernels that saturate on some processors would not).
        """
        found = [np.asarray(array)
                 for array in self.evaluate(nodes, constants or {}, results, opset)]
        if exact is not None:
            np.testing.assert_array_equal(
                found[0].astype(np.float64), exact.astype(np.float64),
                f"{self.operator}/{self.name}")
        self.write_results(found, attributes, quantization, results)

    def write_results(self, found, attributes=None, quantization=None, results=("y",)):
        """Writes the case with results that are known."""
        folder = ROOT / self.operator
        folder.mkdir(exist_ok=True)
        typed = {name: (array, quantization if index == 0 else None)
                 for index, (name, array) in enumerate(zip(results, found))}
        text = graph_text(self.name, self.operator, self.inputs, attributes or {}, typed)
        (folder / f"{self.name}.dnnir").write_text(text)
        arrays = {name: array for name, (array, _) in self.inputs.items()}
        np.savez(folder / f"{self.name}.npz", **arrays, **dict(zip(results, found)))
        VectorCase.written.append(f"{self.operator}/{self.name}")
