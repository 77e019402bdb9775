import Frontend

/// A network of a TensorFlow Lite file, built operation by operation.
struct TFLiteNetwork {
  private var tensors: [[Int: FlatWriter.Field]] = []
  private var operations: [[Int: FlatWriter.Field]] = []
  private var codes: [[Int: FlatWriter.Field]] = []
  private var buffers: [[Int: FlatWriter.Field]] = [[:]]
  private var inputs: [Int] = []

  /// The numbers of the operators that tests use.
  private static let numbers = [
    "CONCATENATION": 2, "FLOOR": 8, "LOGISTIC": 14, "RESHAPE": 22, "RESIZE_BILINEAR": 23,
    "PAD": 34, "GATHER": 36, "TRANSPOSE": 39, "MEAN": 40, "STRIDED_SLICE": 45, "SLICE": 65,
    "TILE": 69, "SHAPE": 77, "PACK": 83, "MIRROR_PAD": 100, "BROADCAST_TO": 130,
  ]

  /// Adds a tensor; `quantization` is its scale and zero point.
  mutating func tensor(
    _ element: TFLiteElementType, _ shape: [Int], _ quantization: (Float, Int)? = nil,
    buffer: Int = 0
  ) -> Int {
    var fields: [Int: FlatWriter.Field] = [
      0: .int32s(shape), 1: .integer(element.rawValue), 2: .integer(buffer),
      3: .text("t\(tensors.count)"),
    ]
    if let (scale, zero) = quantization {
      fields[4] = .table([2: .floats([scale]), 3: .int64s([zero])])
    }
    tensors.append(fields)
    return tensors.count - 1
  }

  /// Adds an input.
  mutating func input(
    _ element: TFLiteElementType, _ shape: [Int], _ quantization: (Float, Int)? = nil
  ) -> Int {
    inputs.append(tensor(element, shape, quantization))
    return inputs[inputs.count - 1]
  }

  /// Adds a constant list of integers, or a single one.
  mutating func constant(_ values: [Int], isScalar: Bool = false) -> Int {
    let bytes = values.flatMap { value in
      withUnsafeBytes(of: Int32(truncatingIfNeeded: value).littleEndian) { Array($0) }
    }
    buffers.append([0: .bytes(bytes)])
    return tensor(.int32, isScalar ? [] : [values.count], buffer: buffers.count - 1)
  }

  /// Adds an operation; `options` is the number of its table, and the fields of that.
  mutating func operation(
    _ name: String, _ inputs: [Int], _ outputs: [Int],
    _ options: (type: Int, fields: [Int: FlatWriter.Field])? = nil
  ) {
    let code = Self.numbers[name] ?? 32
    codes.append([0: .integer(min(code, 127)), 3: .integer(code)])
    var fields: [Int: FlatWriter.Field] = [
      0: .integer(codes.count - 1), 1: .int32s(inputs), 2: .int32s(outputs),
    ]
    if let options {
      fields[3] = .integer(options.type)
      fields[4] = .table(options.fields)
    }
    operations.append(fields)
  }

  /// The file of the network.
  func file(outputs: [Int]) -> [UInt8] {
    let graph: [Int: FlatWriter.Field] = [
      0: .tables(tensors), 1: .int32s(inputs), 2: .int32s(outputs), 3: .tables(operations),
      4: .text("main"),
    ]
    return FlatWriter.file(
      "TFL3",
      [0: .integer(3), 1: .tables(codes), 2: .tables([graph]), 4: .tables(buffers)])
  }
}
