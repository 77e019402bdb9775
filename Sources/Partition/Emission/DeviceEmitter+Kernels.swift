import Basic
import IR
import Operators

extension DeviceEmitter {
  /// Calls the kernel of an operation.
  mutating func emitKernel(_ id: ID<Operation>) {
    let (operation, call) = (graph[id], graph.call(id))
    let (x, result) = (operation.operands[0], operation.results[0])
    let (type, resultType) = (graph[x].type, graph[result].type)
    let element = CText.element(type.element)
    if resultType.element == .f32, type.element == .f32, emitFloatKernel(id) { return }
    switch operation.kind {
    case "reshape", "flatten", "reinterpret": alias(result, x)
    case "conv2d" where resultType.element == .i32:
      let (weight, bias) = (name(operation.operands[1]), bias(operation))
      statement(
        "dnnc_convolution(\(declare(result)), \(name(x)), \(element), \(zero(type)), \(weight), "
          + "\(bias), &(const dnnc_window)\(window(Conv2D.geometry(call), call, resultType)))")
    case "dense" where resultType.element == .i32:
      let (weight, shape) = (name(operation.operands[1]), call.operands[1].shape)
      let bias = bias(operation)
      statement(
        "dnnc_dense(\(declare(result)), \(name(x)), \(element), \(zero(type)), \(weight), "
          + "\(bias), \(type.elementCount / shape[1]), \(shape[1]), \(shape[0]))")
    case "requantize": requantize(call, x, result)
    case "max_pool2d" where resultType.element != .f32:
      statement(
        "dnnc_max_pool(\(declare(result)), \(name(x)), \(element), "
          + "&(const dnnc_window)\(window(PoolingRules.geometry(call), call, resultType)))")
    case "average_pool2d" where resultType.element != .f32:
      let counts = call.attributes.boolean("count_padding") ? 1 : 0
      statement(
        "dnnc_average_pool(\(declare(result)), \(name(x)), \(element), \(zero(type)), \(counts), "
          + "&(const dnnc_window)\(window(PoolingRules.geometry(call), call, resultType)))")
    case "global_average_pool" where resultType.element != .f32:
      let all = wholeImage(type)
      statement(
        "dnnc_average_pool(\(declare(result)), \(name(x)), \(element), \(zero(type)), 0, "
          + "&(const dnnc_window)\(window(all, call, resultType)))")
    case "add" where type.element == .i32 && call.operands[1].shape == type.shape:
      let (a, b) = (name(x), name(operation.operands[1]))
      statement("dnnc_add(\(declare(result)), \(a), \(b), \(type.elementCount))")
    case "lookup":
      let table = name(operation.operands[1])
      statement(
        "dnnc_lookup(\(declare(result)), \(name(x)), \(element), (const uint8_t *)\(table), "
          + "\(type.elementCount))")
    case "fixed_point_softmax":
      let table = FixedPointSoftmax.exponentials(call)
      let exponentials = fresh("exponentials_")
      declarations += CText.array(exponentials, "int32_t", table)
      statement(
        "dnnc_fixed_point_softmax(\(declare(result)), \(name(x)), \(element), \(exponentials), "
          + "\(table.count), \(lanes(call, type)))")
    case "softmax" where operation.operands.count == 2:
      let table = name(operation.operands[1])
      statement(
        "dnnc_softmax(\(declare(result)), \(name(x)), \(element), \(table), \(lanes(call, type)))")
    case "slice", "transpose", "concat": move(operation, call, resultType)
    default: refuse(id, "there is no kernel")
    }
  }

  /// Adds a statement.
  mutating func statement(_ text: String) { statements += "  \(text);\n" }

  private func zero(_ type: TensorType) -> Int32 { type.commonZeroPoint }

  mutating func bias(_ operation: Operation) -> String {
    operation.operands.count > 2 ? name(operation.operands[2]) : "0"
  }

  func window(
    _ geometry: WindowGeometry, _ call: OperatorCall, _ result: TensorType
  ) -> String {
    let (x, y) = (call.operands[0].shape, result.shape)
    let (rows, columns) = (geometry.rows, geometry.columns)
    var groups = 1
    if case .integer(let count) = call.attributes["groups"] { groups = count }
    return CText.list([
      x[0], x[1], x[2], x[3], y[1], y[2], y[3], rows.size, columns.size, rows.stride,
      columns.stride, rows.padding.before, columns.padding.before, rows.dilation,
      columns.dilation, groups,
    ])
  }

  /// A window over the whole image.
  func wholeImage(_ type: TensorType) -> WindowGeometry {
    WindowGeometry(
      image: type.shape, window: Array(type.shape[2...]), stride: [1, 1], padding: [0, 0, 0, 0])
  }

  /// `outer, length, inner` of the axis of a softmax.
  func lanes(_ call: OperatorCall, _ type: TensorType) -> String {
    let given = call.attributes.integer("axis")
    let axis = given < 0 ? given + type.rank : given
    let outer = type.shape[..<axis].reduce(1, *)
    return "\(outer), \(type.shape[axis]), \(type.shape[(axis + 1)...].reduce(1, *))"
  }

  private mutating func requantize(_ call: OperatorCall, _ x: ID<Value>, _ result: ID<Value>) {
    let (type, target) = (graph[x].type, graph[result].type)
    let requantizers = Requantize.requantizers(call)
    let scales = fresh("scales_")
    declarations += CText.array(
      scales, "dnnc_scale",
      requantizers.map { scale in
        let real = String(scale.realMultiplier.bitPattern == 0 ? 0 : scale.realMultiplier)
        return
          "{\(scale.multiplier), \(scale.shift), \(scale.preShift), (float)\(real), \(scale.zeroIn)}"
      })
    let axis = type.quantization?.axis
    let channels = axis.map { type.shape[$0] } ?? 1
    let outer = axis.map { type.shape[..<$0].reduce(1, *) } ?? 1
    let inner = type.elementCount / channels / outer
    let first = requantizers[0]
    statement(
      "dnnc_requantize(\(declare(result)), \(CText.element(target.element)), \(name(x)), "
        + "\(CText.element(type.element)), \(outer), \(channels), \(inner), \(scales), "
        + "&(const dnnc_target){\(rounding(first.mode)), \(first.zeroOut), \(first.low), \(first.high)})"
    )
  }

  private func rounding(_ mode: RoundingMode) -> String {
    switch mode {
    case .single, .tosa: "DNNC_SINGLE"
    case .tfliteDouble: "DNNC_TFLITE_DOUBLE"
    case .tosaDouble: "DNNC_TOSA_DOUBLE"
    case .onnxHalfEven: "DNNC_ONNX_HALF_EVEN"
    case .pulpFloor: "DNNC_PULP_FLOOR"
    case .deeployRound: "DNNC_DEEPLOY_ROUND"
    case .glow: "DNNC_GLOW"
    }
  }

  // MARK: - Moves of data

  private mutating func move(_ operation: Operation, _ call: OperatorCall, _ result: TensorType) {
    let target = declare(operation.results[0])
    let own = NDArray<Int8>.strides(of: result.shape)
    switch operation.kind {
    case "transpose":
      let permutation = call.attributes.integers("permutation")
      let strides = NDArray<Int8>.strides(of: call.operands[0].shape)
      copy(
        target, 0, own, name(operation.operands[0]), 0, permutation.map { strides[$0] },
        result.shape, result.element.storedBytes)
    case "slice":
      let shape = call.operands[0].shape
      let strides = NDArray<Int8>.strides(of: shape)
      let starts = zip(call.attributes.integers("starts"), shape).map { $0 < 0 ? $0 + $1 : $0 }
      let steps = zip(call.attributes.integers("steps"), strides).map { $0 * $1 }
      copy(
        target, 0, own, name(operation.operands[0]),
        zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 }, steps, result.shape,
        result.element.storedBytes)
    default:
      let given = call.attributes.integer("axis")
      let axis = given < 0 ? given + result.rank : given
      var start = 0
      for (operand, type) in zip(operation.operands, call.operands) {
        copy(
          target, start * own[axis], own, name(operand), 0,
          NDArray<Int8>.strides(of: type.shape), type.shape, result.element.storedBytes)
        start += type.shape[axis]
      }
    }
  }

  /// Copies a box between tensors, by offsets and strides in elements.
  mutating func copy(
    _ target: String, _ targetOffset: Int, _ targetStrides: [Int], _ source: String,
    _ sourceOffset: Int, _ sourceStrides: [Int], _ shape: [Int], _ bytes: Int
  ) {
    statement(
      "dnnc_copy((char *)\(target) + \(targetOffset * bytes), \(CText.literal(targetStrides)), "
        + "(const char *)\(source) + \(sourceOffset * bytes), \(CText.literal(sourceStrides)), "
        + "\(bytes), \(shape.count), \(CText.literal(shape)))")
  }
}
