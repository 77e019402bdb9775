"""Convolutions, products, resizing and normalizations."""

import numpy as np

from .case import Case, Operand, bytes_, constant, floats

F32 = (np.float32, None)
ACTIVATIONS = {"none": 0, "relu": 1, "relu6": 3}


# Name, shape of the images, size of the filter, stride and kind of padding.
TRANSPOSED = [
    ("same2", (2, 4, 5, 3), 3, 2, 0), ("valid2", (1, 4, 5, 3), 3, 2, 1),
    ("same1", (1, 4, 5, 3), 4, 1, 0), ("valid3", (1, 3, 2, 3), 2, 3, 1),
    ("same3", (1, 3, 4, 3), 2, 3, 0), ("same2of5", (1, 4, 3, 3), 5, 2, 0)]


def transposed_size(shape, kernel, stride, padding):
    return [size * stride if padding == 0 else (size - 1) * stride + max(kernel, stride)
            for size in shape[1:3]]


def transposed_convolutions():
    for name, shape, kernel, stride, padding in TRANSPOSED:
        rows, columns = transposed_size(shape, kernel, stride, padding)
        filters = Operand(floats("filter" + name, 4, kernel, kernel, 3).array, constant=True)
        operands = [constant([shape[0], rows, columns, 4]), filters, floats("x" + name, *shape)]
        for label, code in ACTIVATIONS.items():
            yield Case("TRANSPOSE_CONV", f"f32_{name}_{label}", operands, [F32],
                       "TransposeConvOptions", {
                           "padding": padding, "strideW": stride, "strideH": stride,
                           "fusedActivationFunction": code})
        bias = Operand(floats("bias", 4).array, constant=True)
        yield Case("TRANSPOSE_CONV", f"f32_{name}_bias", [*operands, bias], [F32],
                   "TransposeConvOptions", {
                       "padding": padding, "strideW": stride, "strideH": stride})


def integer_transposed_convolutions():
    for name, shape, kernel, stride, padding in TRANSPOSED:
        rows, columns = transposed_size(shape, kernel, stride, padding)
        source = np.random.default_rng(len(name))
        filters = source.integers(-127, 127, (4, kernel, kernel, 3), endpoint=True)
        filters = constant(filters, np.int8, ([0.01, 0.02, 0.013, 0.007], [0] * 4))
        bias = constant(source.integers(-2000, 2000, 4), np.int32)
        operands = [constant([shape[0], rows, columns, 4]), filters,
                    bytes_("x" + name, *shape), bias]
        for label, code in ACTIVATIONS.items():
            for count in (3, 4):
                yield Case("TRANSPOSE_CONV", f"int8_{name}_{label}_{count}", operands[:count],
                           [(np.int8, (0.11, -20))], "TransposeConvOptions", {
                               "padding": padding, "strideW": stride, "strideH": stride,
                               "fusedActivationFunction": code})


def products():
    for name, a, b in (("plain", (3, 4), (4, 5)), ("batch", (2, 3, 4), (2, 4, 5)),
                       ("broadcast", (2, 1, 3, 4), (3, 4, 5))):
        for x in (False, True):
            for y in (False, True):
                shapes = [shape[:-2] + shape[:-3:-1] if swap else shape
                          for shape, swap in ((a, x), (b, y))]
                options = {"adjX": x, "adjY": y}
                operands = [floats(f"{index}{name}", *shape) for index, shape in enumerate(shapes)]
                yield Case("BATCH_MATMUL", f"f32_{name}_{x}_{y}", operands, [F32],
                           "BatchMatMulOptions", options)
                operands = [bytes_(f"{index}{name}", *shape, quantization=quantization)
                            for index, (shape, quantization)
                            in enumerate(zip(shapes, [(0.05, 3), (0.0137, -11)]))]
                yield Case("BATCH_MATMUL", f"int8_{name}_{x}_{y}", operands,
                           [(np.int8, (0.17, 4))], "BatchMatMulOptions", options)


def resizing():
    targets = [(8, 10), (7, 3), (2, 2), (1, 1), (13, 11), (4, 5), (9, 4)]
    for target in targets:
        for mode in ("plain", "alignCorners", "halfPixelCenters"):
            options = {} if mode == "plain" else {mode: True}
            for label, x in (("f32", floats("image", 2, 4, 5, 3)), ("int8", bytes_("image", 2, 4, 5, 3)),
                             ("uint8", bytes_("image", 2, 4, 5, 3, dtype=np.uint8))):
                result = [(x.array.dtype, x.quantization)]
                name = f"{label}_{target[0]}x{target[1]}_{mode}"
                yield Case("RESIZE_NEAREST_NEIGHBOR", name, [x, constant(target)], result,
                           "ResizeNearestNeighborOptions", options)
                if label != "uint8":
                    yield Case("RESIZE_BILINEAR", name, [x, constant(target)], result,
                               "ResizeBilinearOptions", options)


def normalizations():
    for name, shape in (("rows", (3, 7)), ("image", (1, 3, 4, 5))):
        yield Case("L2_NORMALIZATION", name, [floats("l2" + name, *shape)], [F32], "L2NormOptions")
        yield Case("LOG_SOFTMAX", name, [floats("log" + name, *shape)], [F32], "LogSoftmaxOptions")
    for radius in (1, 2, 5):
        yield Case("LOCAL_RESPONSE_NORMALIZATION", f"radius{radius}", [floats("lrn", 2, 3, 4, 7)],
                   [F32], "LocalResponseNormalizationOptions",
                   {"radius": radius, "bias": 1.5, "alpha": 0.3, "beta": 0.75})
    yield Case("L2_NORMALIZATION", "zero", [Operand(np.zeros((2, 3), np.float32))], [F32],
               "L2NormOptions")


def limits():
    for operator, low, high in (("RELU", -3, 3), ("RELU6", -3, 9), ("RELU_N1_TO_1", -3, 3)):
        yield Case(operator, "f32", [floats(operator, 3, 40, low=low, high=high)], [F32])
    for operator in ("MAX_POOL_2D", "AVERAGE_POOL_2D"):
        for label, code in ACTIVATIONS.items():
            yield Case(operator, f"f32_{label}", [floats(operator, 1, 6, 7, 3)], [F32],
                       "Pool2DOptions", {
                           "strideW": 2, "strideH": 2, "filterWidth": 3, "filterHeight": 2,
                           "fusedActivationFunction": code})
    half = Operand(floats("half", 3, 4).array.astype(np.float16), constant=True)
    yield Case("DEQUANTIZE", "f16", [half], [F32])
    yield Case("DEQUANTIZE", "int8", [bytes_("half", 3, 4)], [F32])


def cases():
    for group in (transposed_convolutions, integer_transposed_convolutions, products, resizing, normalizations, limits):
        yield from group()
