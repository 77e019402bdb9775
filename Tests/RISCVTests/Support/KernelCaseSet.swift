import IR
import Operators
import RISCV

/// The cases of a kernel.
enum KernelCaseSet: String, CaseIterable, Sendable {
  case convolution, pointwise, depthwise, dense, pools, add, mul, softmax, bytes, moves

  func cases(_ set: InstructionSet) throws -> [KernelCase] {
    var builder = CaseBuilder(seed: 7, set)
    switch self {
    case .convolution: return try Self.convolutions(&builder)
    case .pointwise: return try Self.pointwise(&builder)
    case .depthwise: return try Self.depthwise(&builder)
    case .dense:
      return try [(1, 1), (3, 5), (16, 4), (64, 12), (129, 10), (7, 33)].flatMap {
        inputs, outputs in
        try [ElementType.i8, .u8].map {
          try builder.dense(inputs: inputs, outputs: outputs, element: $0)
        }
      } + RoundingMode.allCases.map { try builder.dense(inputs: 20, outputs: 9, mode: $0) }
    case .pools: return try Self.pools(&builder)
    case .bytes: return try Self.bytes(&builder)
    case .moves: return try Self.moves(&builder)
    case .add:
      return try [1, 5, 8, 67].flatMap { count in
        try RoundingMode.allCases.filter(\.hasLongMultiplier).flatMap { mode in
          try [ElementType.i8, .u8].map {
            try builder.add(count: count, element: $0, mode: mode)
          }
        }
      }
    case .mul:
      return try RoundingMode.allCases.flatMap { mode in
        try [ElementType.i8, .u8].flatMap { element in
          try [true, false].map {
            try builder.mul(pixels: 7, channels: 5, broadcasts: $0, element: element, mode: mode)
          }
        }
      }
    case .softmax:
      return try Self.fixedPoint(&builder)
        + RoundingMode.allCases.filter(\.hasLongMultiplier).flatMap { mode in
          try [(1, 10), (4, 3), (9, 1), (2, 40)].flatMap { rows, length in
            try [ElementType.i8, .u8].map {
              try builder.softmax(
                rows: rows, length: length, element: $0, scale: 0.09, mode: mode)
            }
          }
        }
    }
  }

  /// Rows of TFLite's arithmetic, with differences that are left out and without.
  private static func fixedPoint(_ builder: inout CaseBuilder) throws -> [KernelCase] {
    try [(1, 10), (4, 3), (9, 1), (2, 300)].flatMap { rows, length in
      try [ElementType.i8, .u8].flatMap { element in
        try [Float(0.004), 0.09, 1.7].map {
          try builder.fixedPointSoftmax(rows: rows, length: length, element: element, scale: $0)
        }
      }
    }
  }

  /// Bytes that become other bytes, each by itself.
  private static func bytes(_ builder: inout CaseBuilder) throws -> [KernelCase] {
    let elements = [ElementType.i8, .u8]
    return try [1, 3, 4, 30, 67].flatMap { count in
      try elements.flatMap { from in
        [try builder.lookup(count: count, element: from)]
          + (try RoundingMode.allCases.flatMap { mode in
            try elements.map {
              try builder.requantize(count: count, from: from, to: $0, mode: mode)
            }
          })
      }
    }
  }

  /// Bytes that go elsewhere.
  private static func moves(_ builder: inout CaseBuilder) throws -> [KernelCase] {
    var cases = try [1, 2, 4, 7, 64, 129].map { try builder.copy(count: $0) }
    for (channels, height, width) in [([3, 5], 4, 3), ([8, 4, 16], 5, 1), ([1, 1], 1, 1)] {
      for operand in channels.indices {
        for mode in [nil, RoundingMode.single, .tfliteDouble] {
          cases.append(
            try builder.concat(
              channels: channels, operand: operand, height: height, width: width, mode: mode))
        }
      }
    }
    for axes in [[0, 1, 2, 3], [0, 2, 3, 1], [0, 3, 1, 2], [3, 2, 1, 0], [1, 0, 3, 2]] {
      cases.append(try builder.permute([1, 3, 4, 5], axes))
      cases.append(try builder.permute([2, 9, 1, 3], axes))
    }
    for padding in [[0, 0, 0, 0], [1, 1, 1, 1], [2, 0, 0, 3], [0, 1, 2, 0]] {
      for element in [ElementType.i8, .u8] {
        cases.append(
          try builder.pad(
            height: 5, width: 4, channels: 3, padding: padding, element: element))
        cases.append(
          try builder.pad(
            height: 1, width: 7, channels: 8, padding: padding, element: element))
      }
    }
    return cases
  }

  private static func convolutions(_ builder: inout CaseBuilder) throws -> [KernelCase] {
    var shapes: [ConvolutionShape] = []
    for _ in 0..<60 {
      var shape = ConvolutionShape()
      func pick<Item>(_ items: [Item]) -> Item {
        items.randomElement(using: &builder.random) ?? items[0]
      }
      shape.height = pick(Array(1...9))
      shape.width = pick(Array(1...9))
      shape.inputs = pick([1, 2, 3, 4, 7, 8, 16])
      shape.outputs = pick([1, 2, 3, 4, 5, 8, 13, 36])
      shape.kernel = (pick([1, 2, 3, 5]), pick([1, 2, 3, 4]))
      shape.stride = (pick([1, 2, 3]), pick([1, 2]))
      shape.dilation = pick([(1, 1), (1, 1), (2, 1), (1, 2)])
      shape.padding = (0..<4).map { _ in pick([0, 1, 1, 2]) }
      shape.element = pick([.i8, .i8, .u8])
      shape.mode = pick([.single, .single] + RoundingMode.allCases)
      shape.gain = pick([0.02, 0.02, 0.4, 0.001, 3])
      shape.pairs = pick([true, true, false])
      shapes.append(shape)
    }
    return try shapes.filter(\.fits).map { try builder.convolution(.convolution, $0) }
  }

  private static func pointwise(_ builder: inout CaseBuilder) throws -> [KernelCase] {
    var cases: [KernelCase] = []
    for index in 0..<40 {
      var shape = ConvolutionShape(kernel: (1, 1))
      shape.height = Int.random(in: 1...5, using: &builder.random)
      shape.width = Int.random(in: 1...5, using: &builder.random)
      shape.inputs = [1, 2, 5, 8, 16, 27, 64, 65][index % 8]
      shape.outputs = [1, 3, 4, 6, 16, 33, 44][index % 7]
      shape.mode = index % 3 == 0 ? RoundingMode.allCases[index % 8] : .single
      shape.pairs = index % 5 != 0
      cases.append(try builder.convolution(.pointwise, shape))
    }
    return cases
  }

  private static func depthwise(_ builder: inout CaseBuilder) throws -> [KernelCase] {
    var cases: [KernelCase] = []
    for index in 0..<80 {
      var shape = ConvolutionShape()
      func pick<Item>(_ items: [Item]) -> Item {
        items.randomElement(using: &builder.random) ?? items[0]
      }
      let isCommon = index % 4 != 0
      shape.height = pick(Array(1...9))
      shape.width = pick(Array(1...9))
      shape.inputs = pick([1, 2, 3, 8, 9, 16, 21])
      shape.outputs = isCommon ? shape.inputs : shape.inputs * pick([1, 2, 3])
      let stride = pick([1, 2])
      shape.stride = isCommon ? (stride, stride) : (pick([1, 2, 3]), pick([1, 2]))
      shape.kernel = isCommon ? (3, 3) : (pick([1, 2, 3, 5]), pick([1, 3, 4]))
      shape.dilation = isCommon ? (1, 1) : pick([(1, 1), (2, 1), (1, 2)])
      shape.padding = (0..<4).map { _ in pick([0, 1, 1, 2]) }
      shape.element = isCommon ? .i8 : pick([.i8, .u8])
      shape.mode =
        isCommon ? pick([.single, .tfliteDouble, .tosaDouble]) : pick(RoundingMode.allCases)
      if shape.fits { cases.append(try builder.convolution(.depthwise, shape)) }
    }
    return cases
  }

  private static func pools(_ builder: inout CaseBuilder) throws -> [KernelCase] {
    var cases: [KernelCase] = []
    for index in 0..<40 {
      var shape = ConvolutionShape()
      func pick<Item>(_ items: [Item]) -> Item {
        items.randomElement(using: &builder.random) ?? items[0]
      }
      shape.height = pick(Array(2...9))
      shape.width = pick(Array(2...9))
      shape.inputs = pick([1, 3, 8, 21])
      shape.kernel =
        index % 4 == 0 ? (shape.height, shape.width) : (pick([1, 2, 3]), pick([2, 3]))
      shape.stride = (pick([1, 2, 3]), pick([1, 2]))
      shape.padding = (0..<4).map { _ in pick([0, 0, 1]) }
      shape.padding[0] = min(shape.padding[0], shape.kernel.height - 1)
      shape.padding[2] = min(shape.padding[2], shape.kernel.height - 1)
      shape.element = pick([.i8, .u8])
      guard shape.fits else { continue }
      cases.append(try builder.pool(.maxPool, shape))
      cases.append(try builder.pool(.averagePool, shape, countsPadding: index % 2 == 0))
    }
    return cases
  }
}

extension ConvolutionShape {
  /// Whether the dilated window fits into the padded image.
  var fits: Bool {
    dilation.height * (kernel.height - 1) < height + padding[0] + padding[2]
      && dilation.width * (kernel.width - 1) < width + padding[1] + padding[3]
  }
}

extension RoundingMode {
  /// Whether multipliers may be far above one.
  var hasLongMultiplier: Bool {
    switch self {
    case .single, .tfliteDouble, .tosa, .tosaDouble, .onnxHalfEven: true
    case .pulpFloor, .deeployRound, .glow: false
    }
  }
}
