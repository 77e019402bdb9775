"""Small TensorFlow Lite files, written with the schema that LiteRT brings, and LiteRT to run them."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, OpResolverType

TYPES = {
    "float32": schema.TensorType.FLOAT32, "float16": schema.TensorType.FLOAT16,
    "int8": schema.TensorType.INT8, "uint8": schema.TensorType.UINT8,
    "int16": schema.TensorType.INT16, "int32": schema.TensorType.INT32,
    "int64": schema.TensorType.INT64, "bool": schema.TensorType.BOOL,
}


class TFLiteFile:
    """A model of one subgraph, built tensor by tensor and operation by operation."""

    def __init__(self):
        self.tensors, self.buffers = [], [schema.BufferT()]
        self.operators, self.codes = [], []
        self.inputs, self.outputs = [], []

    def tensor(self, name, shape, dtype, quantization=None, data=None, axis=0) -> int:
        """`quantization` is (scale, zero point), or (scales, zero points) along `axis`."""
        tensor = schema.TensorT()
        tensor.name = name.encode()
        tensor.shape = [int(size) for size in shape]
        tensor.type = TYPES[np.dtype(dtype).name]
        tensor.buffer = 0
        if quantization is not None:
            record = schema.QuantizationParametersT()
            record.scale = np.atleast_1d(np.array(quantization[0], np.float32)).tolist()
            record.zeroPoint = np.atleast_1d(np.array(quantization[1], np.int64)).tolist()
            record.quantizedDimension = axis
            tensor.quantization = record
        if data is not None:
            buffer = schema.BufferT()
            content = np.ascontiguousarray(data, dtype=dtype)
            buffer.data = np.frombuffer(content.tobytes(), np.uint8)
            self.buffers.append(buffer)
            tensor.buffer = len(self.buffers) - 1
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def input(self, *arguments, **options) -> int:
        self.inputs.append(self.tensor(*arguments, **options))
        return self.inputs[-1]

    def constant(self, name, data, quantization=None, axis=0) -> int:
        data = np.asarray(data)
        return self.tensor(name, data.shape, data.dtype, quantization, data, axis)

    def operation(self, name, inputs, outputs, options=None, version=1, **fields):
        """`options` is the name of the table; `fields` are its entries as the schema spells them."""
        code = schema.OperatorCodeT()
        code.builtinCode = getattr(schema.BuiltinOperator, name)
        code.deprecatedBuiltinCode = min(code.builtinCode, 127)
        code.version = version
        self.codes.append(code)
        operator = schema.OperatorT()
        operator.opcodeIndex = len(self.codes) - 1
        operator.inputs, operator.outputs = list(inputs), list(outputs)
        if options is not None:
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, options)
            operator.builtinOptions = getattr(schema, options + "T")()
            for key, value in fields.items():
                assert hasattr(operator.builtinOptions, key), key
                setattr(operator.builtinOptions, key, value)
        self.operators.append(operator)

    def output(self, index: int):
        self.outputs.append(index)

    def serialized(self) -> bytes:
        graph = schema.SubGraphT()
        graph.name = b"main"
        graph.tensors, graph.operators = self.tensors, self.operators
        graph.inputs, graph.outputs = self.inputs, self.outputs
        model = schema.ModelT()
        model.version = 3
        model.operatorCodes, model.subgraphs, model.buffers = self.codes, [graph], self.buffers
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def run(content: bytes, inputs, is_reference=True) -> list[np.ndarray]:
    """The outputs by the reference kernels, or by those that are run elsewhere."""
    kernels = (OpResolverType.BUILTIN_REF if is_reference
               else OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
    interpreter = Interpreter(model_content=content, experimental_op_resolver_type=kernels)
    interpreter.allocate_tensors()
    for detail, value in zip(interpreter.get_input_details(), inputs, strict=True):
        interpreter.set_tensor(detail["index"], value)
    interpreter.invoke()
    return [interpreter.get_tensor(detail["index"])
            for detail in interpreter.get_output_details()]
