import Basic
import IR

/// The forms of reductions, and of operators that move elements.
enum ONNXMovementForms {
  static let all: [String: ONNXForms.Form] = {
    var forms = movements
    for (kind, type) in [
      ("reduce_mean", "ReduceMean"), ("reduce_sum", "ReduceSum"), ("reduce_max", "ReduceMax"),
      ("reduce_min", "ReduceMin"), ("reduce_prod", "ReduceProd"),
    ] {
      forms[kind] = { writer, operation, inputs, outputs in
        let axes = operation.attributes.integers("axes")
        let list = writer.list(axes, named: "\(outputs[0]).axes")
        let keeps = operation.attributes.boolean("keep_dimensions")
        writer.add(
          type, inputs + [list], outputs,
          [
            ONNXAttribute("keepdims", integer: keeps ? 1 : 0),
            ONNXAttribute("noop_with_empty_axes", integer: axes.isEmpty ? 1 : 0),
          ], origin: operation.layerName)
        return true
      }
    }
    for (kind, type) in [("arg_max", "ArgMax"), ("arg_min", "ArgMin")] {
      forms[kind] = { writer, operation, inputs, outputs in
        writer.add(
          type, inputs, outputs,
          [
            ONNXAttribute("axis", integer: operation.attributes.integer("axis")),
            flag("keepdims", operation, "keep_dimensions"),
            flag("select_last_index", operation, "select_last"),
          ], origin: operation.layerName)
        return true
      }
    }
    for (kind, type, name, source) in [
      ("flatten", "Flatten", "axis", "axis"), ("concat", "Concat", "axis", "axis"),
      ("gather", "Gather", "axis", "axis"), ("gather_elements", "GatherElements", "axis", "axis"),
      ("gather_nd", "GatherND", "batch_dimensions", "batch_dims"),
      ("space_to_depth", "SpaceToDepth", "block", "blocksize"),
    ] {
      forms[kind] = { writer, operation, inputs, outputs in
        writer.add(
          type, inputs, outputs,
          [ONNXAttribute(source, integer: operation.attributes.integer(name))],
          origin: operation.layerName)
        return true
      }
    }
    for (kind, type, name) in [
      ("reshape", "Reshape", "shape"), ("broadcast", "Expand", "shape"),
      ("tile", "Tile", "repeats"),
    ] {
      forms[kind] = { writer, operation, inputs, outputs in
        let list = writer.list(operation.attributes.integers(name), named: "\(outputs[0]).\(name)")
        writer.add(type, inputs + [list], outputs, origin: operation.layerName)
        return true
      }
    }
    return forms
  }()

  private static func flag(
    _ name: String, _ operation: Operation, _ source: String
  ) -> ONNXAttribute {
    ONNXAttribute(name, integer: operation.attributes.boolean(source) ? 1 : 0)
  }

  private static let movements: [String: ONNXForms.Form] = [
    "transpose": { writer, operation, inputs, outputs in
      let permutation = operation.attributes.integers("permutation")
      writer.add(
        "Transpose", inputs, outputs, [ONNXAttribute("perm", integers: permutation)],
        origin: operation.layerName)
      return true
    },
    "slice": { writer, operation, inputs, outputs in
      let lists = ["starts", "ends"].map {
        writer.list(operation.attributes.integers($0), named: "\(outputs[0]).\($0)")
      }
      let steps = operation.attributes.integers("steps")
      let axes = writer.list(Array(steps.indices), named: "\(outputs[0]).axes")
      let list = writer.list(steps, named: "\(outputs[0]).steps")
      writer.add("Slice", inputs + lists + [axes, list], outputs, origin: operation.layerName)
      return true
    },
    "reverse": { writer, operation, inputs, outputs in
      let axes = operation.attributes.integers("axes")
      guard !axes.isEmpty else { return false }
      let lists = [("starts", -1), ("ends", Int(Int32.min)), ("axes", 0), ("steps", -1)]
        .map { name, value in
          writer.list(
            name == "axes" ? axes : axes.map { _ in value }, named: "\(outputs[0]).\(name)")
        }
      writer.add("Slice", inputs + lists, outputs, origin: operation.layerName)
      return true
    },
    "pad": { writer, operation, inputs, outputs in
      let type = writer.type(operation.operands[0])
      guard type.quantization == nil else { return false }
      let attributes = operation.attributes
      let pads = writer.list(
        attributes.integers("before") + attributes.integers("after"), named: "\(outputs[0]).pads")
      let value = writer.tensor(
        Tensor(TensorType(type.element, []), numbers: [attributes.number("value")]),
        named: "\(outputs[0]).value")
      writer.add("Pad", inputs + [pads, value], outputs, origin: operation.layerName)
      return true
    },
    "depth_to_space": { writer, operation, inputs, outputs in
      writer.add(
        "DepthToSpace", inputs, outputs,
        [
          ONNXAttribute("blocksize", integer: operation.attributes.integer("block")),
          ONNXAttribute("mode", text: operation.attributes.symbol("order").uppercased()),
        ], origin: operation.layerName)
      return true
    },
    "scatter_elements": { writer, operation, inputs, outputs in
      writer.add(
        "ScatterElements", inputs, outputs,
        [
          ONNXAttribute("axis", integer: operation.attributes.integer("axis")),
          ONNXAttribute("reduction", text: operation.attributes.symbol("reduction")),
        ], origin: operation.layerName)
      return true
    },
    "scatter_nd": { writer, operation, inputs, outputs in
      writer.add(
        "ScatterND", inputs, outputs,
        [ONNXAttribute("reduction", text: operation.attributes.symbol("reduction"))],
        origin: operation.layerName)
      return true
    },
    "top_k": { writer, operation, inputs, outputs in
      let k = writer.list([operation.attributes.integer("k")], named: "\(outputs[0]).k")
      writer.add(
        "TopK", inputs + [k], outputs,
        [
          ONNXAttribute("axis", integer: operation.attributes.integer("axis")),
          flag("largest", operation, "largest"),
        ], origin: operation.layerName)
      return true
    },
    "cumulative_sum": { writer, operation, inputs, outputs in
      let axis = writer.tensor(
        Tensor(TensorType(.i64, []), [Int64(operation.attributes.integer("axis"))]),
        named: "\(outputs[0]).axis")
      writer.add(
        "CumSum", inputs + [axis], outputs,
        [flag("exclusive", operation, "exclusive"), flag("reverse", operation, "reverse")],
        origin: operation.layerName)
      return true
    },
    "cast": { writer, operation, inputs, outputs in
      let element = ONNXElementType(operation.attributes.storage("to").element)
      writer.add(
        "Cast", inputs, outputs, [ONNXAttribute("to", integer: element.rawValue)],
        origin: operation.layerName)
      return true
    },
    "mod": { writer, operation, inputs, outputs in
      let isDividend = operation.attributes.symbol("sign") == "dividend"
      let isFloat = writer.type(operation.operands[0]).element.isFloat
      guard isDividend || !isFloat else { return false }
      writer.add(
        "Mod", inputs, outputs, [ONNXAttribute("fmod", integer: isDividend ? 1 : 0)],
        origin: operation.layerName)
      return true
    },
    "is_inf": { writer, operation, inputs, outputs in
      writer.add(
        "IsInf", inputs, outputs,
        [
          flag("detect_negative", operation, "negative"),
          flag("detect_positive", operation, "positive"),
        ],
        origin: operation.layerName)
      return true
    },
  ]
}
