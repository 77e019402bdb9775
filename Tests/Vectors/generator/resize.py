"""resize: the conformance cases of ONNX itself, and what they leave out by onnxruntime or, where
that departs from the standard, by the reference of ONNX."""

import warnings

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases
from onnx.reference import ReferenceEvaluator

from .ir_text import per_tensor
from .vector_case import OPSET, VectorCase, node

DEFAULTS = {"mode": "nearest", "coordinates": "half_pixel", "nearest": "round_prefer_floor",
            "cubic_a": -0.75, "exclude_outside": False, "antialias": False}
ONNX_NAMES = {"mode": "mode", "coordinates": "coordinate_transformation_mode",
              "nearest": "nearest_mode", "cubic_a": "cubic_coeff_a",
              "exclude_outside": "exclude_outside", "antialias": "antialias"}


def attributes(shape, scales, options):
    """`scales` are written with all the digits that binary64 has."""
    numbers = ", ".join(str(float(scale)).removesuffix(".0") for scale in scales)
    return {"shape": [int(size) for size in shape], "scales": f"[{numbers}]", **DEFAULTS, **options}


def onnx_attributes(options):
    given = {**DEFAULTS, **options}
    if given["mode"] != "cubic":
        del given["cubic_a"]
    return {ONNX_NAMES[key]: int(value) if isinstance(value, bool) else value
            for key, value in given.items()}


def conformance_scales(proto, x, inputs, result):
    """The scale of each axis as the importer of a model takes it from scales or sizes."""
    given = {key: onnx.helper.get_attribute_value(value)
             for key, value in ((item.name, item) for item in proto.attribute)}
    axes = given.get("axes", list(range(x.ndim)))
    scales = np.ones(x.ndim)
    if len(proto.input) > 2 and proto.input[2]:
        scales[axes] = inputs["scales"]
        return scales
    scales[axes] = [size / x.shape[axis] for size, axis in zip(inputs["sizes"], axes)]
    policy = given.get("keep_aspect_ratio_policy", b"stretch")
    if policy != b"stretch":
        scales[axes] = (min if policy == b"not_larger" else max)(scales[axes])
    return scales


def write_conformance():
    with warnings.catch_warnings(action="ignore"):  # of cases of other operators
        tests = collect_testcases("Resize")
    for test in tests:
        if not test.name.startswith("test_resize_") or "tf_crop" in test.name:
            continue
        proto = test.model.graph.node[0]
        arrays, (result,) = test.data_sets[0]
        inputs = {value.name: np.asarray(array)
                  for value, array in zip(test.model.graph.input, arrays)}
        x = inputs["X"]
        given = {item.name: onnx.helper.get_attribute_value(item) for item in proto.attribute}
        options = {}
        for key, onnx_name in ONNX_NAMES.items():
            if onnx_name in given:
                value = given[onnx_name]
                value = value.decode() if isinstance(value, bytes) else value
                options[key] = type(DEFAULTS[key])(value)
        case = VectorCase("resize", f"onnx_{test.name.removeprefix('test_resize_')}")
        case.add("x", x)
        scales = conformance_scales(proto, x, inputs, result)
        case.write_results([np.asarray(result), attributes(result.shape, scales], options))


def sizes_case(name, x, shape, quantization=None, dtype=np.float32, oracle="onnxruntime",
               opset=OPSET, **options):
    """A case given by its sizes, so that the scales are the quotients."""
    case = VectorCase("resize", name)
    if dtype == np.float32:
        case.grid("x", *x)
    else:
        case.integers("x", dtype, x, quantization)
    scales = [after / before for before, after in zip(x, shape)]
    written = attributes(shape, scales, options)
    constants = {"sizes": np.array(shape, np.int64)}
    slots = ["x", "", "", "sizes"]
    if opset < 13:
        constants |= {"roi": np.zeros(0, np.float32), "scales": np.zeros(0, np.float32)}
        slots = ["x", "roi", "scales", "sizes"]
    resize = node("Resize", slots, ["y"], **onnx_attributes(options))
    if opset < 18:
        del resize.attribute[[item.name for item in resize.attribute].index("antialias")]
    if oracle == "onnxruntime":
        case.write([resize], written, constants, quantization, opset=opset)
        return
    run_reference(case, resize, constants, written, opset)


def scales_case(name, x, scales, oracle="reference", **options):
    """A case given by scales that are not the quotients of the sizes, in binary32."""
    case = VectorCase("resize", name)
    case.grid("x", *x)
    scales = np.array(scales, np.float32)
    shape = [int(np.floor(np.float32(size) * scale)) for size, scale in zip(x, scales)]
    resize = node("Resize", ["x", "", "scales"], ["y"], **onnx_attributes(options))
    written = attributes(shape, scales, options)
    if oracle == "onnxruntime":
        case.write([resize], written, {"scales": scales})
        return
    run_reference(case, resize, {"scales": scales}, written, 19)


def run_reference(case, resize, constants, written, opset):
    x = case.inputs["x"][0]
    graph = onnx.helper.make_graph(
        [resize], case.name,
        [onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, x.shape)],
        [onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)])
    case.write_results([ReferenceEvaluator(model).run(None, {"x": x})[0]], written)


def write_all():
    write_conformance()
    image = (1, 2, 5, 7)
    for rounding in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"):
        for coordinates in ("half_pixel", "align_corners", "asymmetric"):
            sizes_case(f"{rounding}_{coordinates}", image, (1, 2, 10, 4), coordinates=coordinates,
                       nearest=rounding)
        # 6 elements for 4 and 2 for 8: places in the middle of two elements.
        sizes_case(f"{rounding}_halves", (8, 4), (4, 6), nearest=rounding)
    sizes_case("tf_half_pixel_for_nn", image, (1, 2, 8, 4), coordinates="tf_half_pixel_for_nn",
               nearest="floor", opset=11)
    sizes_case("nearest_i8", image, (1, 2, 9, 3), per_tensor(0.5, -3), np.int8)
    sizes_case("nearest_u8", image, (2, 4, 9, 7), per_tensor(0.5, 7), np.uint8)
    sizes_case("nearest_one_axis", (2, 3, 4), (2, 7, 4))
    sizes_case("nearest_vector", (5,), (8,))
    for mode in ("linear", "cubic"):
        for coordinates in ("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"):
            sizes_case(f"{mode}_{coordinates}", image, (1, 2, 11, 4), mode=mode,
                       coordinates=coordinates)
            sizes_case(f"{mode}_{coordinates}_to_one", image, (1, 2, 1, 7), mode=mode,
                       coordinates=coordinates)
        sizes_case(f"{mode}_antialias_mixed", (1, 1, 12, 4), (1, 1, 5, 9), mode=mode,
                   antialias=True, oracle="reference", opset=19)
        sizes_case(f"{mode}_antialias_exclude_outside", (1, 1, 9, 11), (1, 1, 4, 3), mode=mode,
                   antialias=True, exclude_outside=True, oracle="reference", opset=19)
        for coordinates in ("half_pixel", "half_pixel_symmetric", "align_corners", "asymmetric"):
            scales_case(f"{mode}_{coordinates}_scales", (1, 1, 5, 6), (1, 1, 1.9, 0.62), mode=mode,
                        coordinates=coordinates)
    sizes_case("linear_three_axes", (1, 1, 3, 4, 5), (1, 1, 5, 3, 7), mode="linear")
    sizes_case("linear_every_axis", (2, 3, 4), (3, 2, 6), mode="linear", oracle="reference",
               opset=19)
    sizes_case("linear_exclude_outside", (1, 1, 4, 4), (1, 1, 7, 7), mode="linear",
               exclude_outside=True, oracle="reference", opset=19)
    sizes_case("cubic_exclude_outside", image, (1, 2, 11, 4), mode="cubic", exclude_outside=True,
               cubic_a=-0.5)
