import Basic
import IR
import Operators

extension DeviceEmitter {
  /// Calls the kernel of an operation on floats, if there is one.
  mutating func emitFloatKernel(_ id: ID<Operation>) -> Bool {
    let (operation, call) = (graph[id], graph.call(id))
    let (x, result) = (operation.operands[0], operation.results[0])
    let (type, resultType) = (graph[x].type, graph[result].type)
    var limits = CText.limits(.none)
    if case .activation(let activation) = operation.attributes["activation"] {
      limits = CText.limits(activation)
    }
    func windowText(_ geometry: WindowGeometry) -> String {
      "&(const dnnc_window)\(window(geometry, call, resultType))"
    }
    switch operation.kind {
    case "conv2d":
      let (weight, bias) = (name(operation.operands[1]), bias(operation))
      statement(
        "dnnc_float_convolution(\(declare(result)), \(name(x)), \(weight), \(bias), \(limits), "
          + "\(windowText(Conv2D.geometry(call))))")
    case "dense":
      let (weight, shape) = (name(operation.operands[1]), call.operands[1].shape)
      let bias = bias(operation)
      statement(
        "dnnc_float_dense(\(declare(result)), \(name(x)), \(weight), \(bias), \(limits), "
          + "\(type.elementCount / shape[1]), \(shape[1]), \(shape[0]))")
    case "max_pool2d":
      statement(
        "dnnc_float_max_pool(\(declare(result)), \(name(x)), "
          + "\(windowText(PoolingRules.geometry(call))))")
    case "average_pool2d":
      let counts = call.attributes.boolean("count_padding") ? 1 : 0
      statement(
        "dnnc_float_average_pool(\(declare(result)), \(name(x)), \(counts), "
          + "\(windowText(PoolingRules.geometry(call))))")
    case "global_average_pool":
      statement(
        "dnnc_float_average_pool(\(declare(result)), \(name(x)), 0, "
          + "\(windowText(wholeImage(type))))")
    case "add" where call.operands[0].shape == call.operands[1].shape:
      let (a, b) = (name(x), name(operation.operands[1]))
      statement(
        "dnnc_float_add(\(declare(result)), \(a), \(b), \(limits), \(type.elementCount))")
    case "relu":
      clip(result, x, CText.limits(.relu))
    case "clip":
      clip(
        result, x,
        CText.limits(
          .clip(call.attributes.number("min"), call.attributes.number("max"))))
    case "softmax" where operation.operands.count == 1:
      statement(
        "dnnc_float_softmax(\(declare(result)), \(name(x)), \(lanes(call, type)))")
    default: return false
    }
    return true
  }

  private mutating func clip(_ result: ID<Value>, _ x: ID<Value>, _ limits: String) {
    statement(
      "dnnc_float_clip(\(declare(result)), \(name(x)), \(limits), \(graph[x].type.elementCount))")
  }
}
