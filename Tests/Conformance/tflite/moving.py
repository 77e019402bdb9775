"""Operators that move elements, and that make the shapes by which they are moved."""

import numpy as np

from .case import Case, Operand, bytes_, constant, floats, integers, random


def kinds(name, *shape):
    """An operand of each kind of elements, with the type of a result whose elements are moved."""
    for label, operand in (
        ("f32", floats(name, *shape)),
        ("i8", bytes_(name, *shape)),
        ("u8", bytes_(name, *shape, dtype=np.uint8, quantization=(0.1, 128))),
        ("i32", integers(name, *shape)),
        ("i64", integers(name, *shape, dtype=np.int64)),
    ):
        yield label, operand, (operand.array.dtype, operand.quantization)


def moved(operator, name, shape, operands, options=None, count=1, first=True, result_shape=None,
          **fields):
    """Cases whose first operand, or last one, is of each kind."""
    for label, x, result in kinds(operator + name, *shape):
        everything = [x, *operands] if first else [*operands, x]
        yield Case(operator, f"{name}_{label}", everything, [result] * count, options, fields,
                   shape=result_shape)


def order():
    yield from moved("TRANSPOSE", "matrix", (3, 5), [constant([1, 0])])
    yield from moved("TRANSPOSE", "image", (2, 3, 4, 5), [constant([0, 3, 1, 2])])
    yield from moved("TRANSPOSE", "five", (2, 3, 1, 4, 2), [constant([4, 0, 3, 2, 1])])
    yield from moved("REVERSE_V2", "one", (2, 3, 4), [constant([1])])
    yield from moved("SPACE_TO_DEPTH", "two", (2, 4, 6, 3), [], "SpaceToDepthOptions", blockSize=2)
    yield from moved("DEPTH_TO_SPACE", "two", (2, 3, 2, 8), [], "DepthToSpaceOptions", blockSize=2)


def joining():
    for label, x, result in kinds("join", 2, 3, 4):
        yield Case("CONCATENATION", f"axis1_{label}", [x, x, x], [result],
                   "ConcatenationOptions", {"axis": 1})
        yield Case("CONCATENATION", f"last_{label}", [x, x], [result],
                   "ConcatenationOptions", {"axis": -1})
        yield Case("PACK", f"first_{label}", [x, x, x], [result],
                   "PackOptions", {"axis": 0, "valuesCount": 3})
        yield Case("PACK", f"last_{label}", [x, x], [result],
                   "PackOptions", {"axis": -1, "valuesCount": 2})
    parts = [bytes_(f"part{index}", 1, 300, dtype=np.uint8, quantization=quantization)
             for index, quantization in enumerate([(0.1, 128), (0.37, 11), (0.013, 250)])]
    yield Case("CONCATENATION", "scales_u8", parts, [(np.uint8, (0.21, 90))],
               "ConcatenationOptions", {"axis": 1})


def padding():
    pads = constant([[0, 0], [1, 2], [3, 0], [0, 1]])
    yield from moved("PAD", "image", (2, 3, 4, 2), [pads])
    yield from moved("PAD", "vector", (5,), [constant([[2, 1]], np.int64)])
    for label, x, result in kinds("padv2", 2, 3, 4):
        value = Operand(np.array([7], x.array.dtype), x.quantization, constant=True)
        yield Case("PADV2", f"seven_{label}", [x, constant([[1, 0], [0, 2], [1, 1]]), value],
                   [result])
    for mode, name in ((0, "reflect"), (1, "symmetric")):
        yield from moved("MIRROR_PAD", name, (1, 4, 5, 2),
                         [constant([[0, 0], [2, 3], [1, 2], [0, 0]])], "MirrorPadOptions", mode=mode)


def slicing():
    yield from moved("SLICE", "some", (2, 5, 4), [constant([0, 1, 2]), constant([2, -1, 1])],
                     result_shape=(2, 4, 1))
    yield from moved("SLICE", "image", (2, 5, 4, 3),
                     [constant([1, 1, 0, 1]), constant([1, 3, -1, 2])], result_shape=(1, 3, 4, 2))

    def strided(name, shape, begin, end, strides, **masks):
        return moved("STRIDED_SLICE", name, shape,
                     [constant(begin), constant(end), constant(strides)],
                     "StridedSliceOptions", **masks)

    yield from strided("plain", (5, 7), [1, 2], [4, 7], [1, 2])
    yield from strided("image", (2, 5, 4, 3), [0, 1, -3, 0], [2, 5, 4, 2], [1, 2, 1, 1])
    yield from strided("backward", (5, 7), [4, -1], [0, -6], [-1, -2])
    yield from strided("backward_all", (5, 7), [0, 0], [0, 0], [-1, 1], beginMask=3, endMask=3)
    yield from strided("shrink", (3, 4, 5), [1, 0, -1], [2, 4, 5], [1, 1, 1], shrinkAxisMask=5)
    yield from strided("few", (3, 4, 5), [1], [3], [1])
    yield from strided("beyond", (3, 4), [-100, 1], [100, 100], [1, 3])
    yield from strided("ellipsis", (3, 4, 5), [0, 1], [0, 3], [1, 1], ellipsisMask=1)
    yield from strided("new_axis", (3, 4), [0, 1, 0], [0, 3, 4], [1, 1, 1], newAxisMask=1)


def splitting():
    for axis in (1, -1):
        yield from moved("SPLIT", f"axis{axis % 3}", (2, 4, 6), [constant(axis)], "SplitOptions",
                         2, False, numSplits=2)
    yield from moved("SPLIT_V", "sizes", (2, 9), [constant([2, -1, 4]), constant(1)],
                     "SplitVOptions", 3, numSplits=3)
    yield from moved("UNPACK", "first", (3, 2, 4), [], "UnpackOptions", 3, num=3, axis=0)
    yield from moved("UNPACK", "last", (3, 2, 2), [], "UnpackOptions", 2, num=2, axis=-1)


def repeating():
    yield from moved("TILE", "some", (2, 3, 1), [constant([2, 1, 3])])
    yield from moved("BROADCAST_TO", "some", (3, 1), [constant([2, 3, 4])])
    indices = constant([2, 0, 2, 1])
    yield from moved("GATHER", "vector", (3, 4, 5), [indices], "GatherOptions")
    yield from moved("GATHER", "last", (2, 2, 3), [indices], "GatherOptions", axis=-1)
    yield from moved("GATHER", "matrix", (3, 4), [constant([[1, 0], [3, 3]], np.int64)],
                     "GatherOptions", axis=1)
    yield from moved("GATHER", "scalar", (3, 4), [constant(1)], "GatherOptions")
    yield from moved("GATHER", "batch", (2, 5, 3), [constant([[1, 4], [0, 0]])], "GatherOptions",
                     axis=1, batchDims=1)
    yield from moved("GATHER_ND", "pairs", (3, 4, 2), [constant([[1, 3], [0, 0], [2, 1]])])
    computed = Operand(random("indices").integers(0, 4, (1, 6)).astype(np.int32))
    yield Case("GATHER", "computed", [floats("table", 4, 3), computed], [(np.float32, None)],
               "GatherOptions")


def batches():
    yield from moved("SPACE_TO_BATCH_ND", "image", (2, 5, 4, 3),
                     [constant([3, 2]), constant([[1, 0], [0, 2]])])
    yield from moved("SPACE_TO_BATCH_ND", "rows", (1, 6, 3), [constant([2]), constant([[0, 0]])])
    yield from moved("BATCH_TO_SPACE_ND", "image", (12, 2, 3, 2),
                     [constant([3, 2]), constant([[1, 0], [0, 2]])])
    yield from moved("BATCH_TO_SPACE_ND", "rows", (2, 3, 3), [constant([2]), constant([[0, 1]])])
    classes = Operand(random("classes").integers(-1, 6, (3, 4)).astype(np.int32))
    for axis in (-1, 0, 1):
        yield Case("ONE_HOT", f"axis{axis}",
                   [classes, constant(5), constant(2, np.float32), constant(-1, np.float32)],
                   [(np.float32, None)], "OneHotOptions", {"axis": axis})
    parts = [floats(f"sum{index}", 2, 3, 4, 5) for index in range(3)]
    yield Case("ADD_N", "f32", parts, [(np.float32, None)])


def shapes():
    x = floats("shapes", 2, 3, 4)
    yield Case("SHAPE", "i32", [x], [(np.int32, None)], "ShapeOptions", {"outType": 2})
    yield Case("SHAPE", "i64", [x], [(np.int64, None)], "ShapeOptions", {"outType": 4})
    yield Case("RANK", "three", [x], [(np.int32, None)])
    yield Case("RANGE", "up", [constant(3), constant(20), constant(4)], [(np.int32, None)])
    yield Case("RANGE", "down", [constant(5), constant(-5), constant(-3)], [(np.int32, None)])
    yield Case("RANGE", "floats", [constant(value, np.float32) for value in (0.1, 1.7, 0.1)],
               [(np.float32, None)])
    yield Case("FILL", "floats", [constant([2, 3]), constant(0.5, np.float32)], [(np.float32, None)])
    yield Case("FILL", "i64", [constant([4], np.int64), constant(7, np.int64)], [(np.int64, None)])
    for dtype in (np.float32, np.int32, np.int64):
        ones = Operand(np.ones((2, 3), dtype))
        yield Case("ZEROS_LIKE", np.dtype(dtype).name, [ones], [(dtype, None)])


def casts():
    sources = [floats("casts", 4, 5, low=0, high=100), integers("casts", 4, 5),
               integers("casts", 4, 5, dtype=np.int64), integers("casts", 4, 5, dtype=np.int8),
               integers("casts", 4, 5, dtype=np.uint8, low=0, high=100),
               Operand(random("casts").integers(0, 2, (4, 5)).astype(bool))]
    for x in sources:
        for to in (np.float32, np.int32, np.int64, np.int8, np.uint8, np.bool_):
            name = f"{x.array.dtype.name}_to_{np.dtype(to).name}"
            if x.array.dtype != to:
                yield Case("CAST", name, [x], [(to, None)])


def cases():
    for group in (order, joining, padding, slicing, splitting, repeating, batches, shapes, casts):
        yield from group()
