import Basic
import IR
import Operators

/// A moving window over the last two axes of images, with its padding worked out.
struct NNEFWindow: Sendable {
  /// The height and width.
  var size: [Int]

  /// The steps down and right.
  var stride: [Int]

  /// The distance between neighbours under the window.
  var dilation: [Int]

  /// The rows and columns added before and after.
  var padding: [(before: Int, after: Int)]

  /// What the padding consists of.
  var border: String

  /// The padding as the operators have it: top, left, bottom, right.
  var fourPaddings: [Int] { padding.map(\.before) + padding.map(\.after) }

  /// Whether anything is padded.
  var isPadded: Bool { padding.contains { $0 != (0, 0) } }

  /// Reads the window of an operation on images of one or two spatial axes.
  ///
  /// One spatial axis becomes the second of two.
  ///
  /// - Parameters:
  ///   - image: the sizes of the spatial axes that the window moves over.
  ///   - size: the sizes of the window.
  ///   - lead: the axes that the lists have before the spatial ones, where the window does nothing.
  ///   - isTransposed: whether `image` is the result, which padding is counted from.
  init(
    image: [Int], size: [Int], lead: Int, isTransposed: Bool = false, _ context: NNEFContext
  ) throws(Refusal) {
    let rank = image.count + lead
    func list(_ name: String) throws(Refusal) -> [Int] {
      let given = context.integers(name)
      guard given.isEmpty || given.count == rank else {
        throw context.refusal(
          NNEFRules.shapes, "\(name) is \(given), and the window has \(rank) axes")
      }
      let full = given.isEmpty ? [Int](repeating: 1, count: rank) : given
      guard full.allSatisfy({ $0 > 0 }) else {
        throw context.refusal(NNEFRules.shapes, "\(name) is \(full)", help: "give positive numbers")
      }
      guard full.prefix(lead).allSatisfy({ $0 == 1 }) || name == "dilation" else {
        throw context.unsupported(
          "\(name) is \(full)", help: "the first \(lead) are 1: windows move over images alone")
      }
      return Array(full.dropFirst(lead))
    }
    stride = try list("stride")
    self.size = size
    // Under a window of one element there are no neighbours.
    dilation = zip(try list("dilation"), size).map { $1 == 1 ? 1 : $0 }
    border = context.text("border")
    let given = context.pairs("padding")
    guard given.isEmpty || given.count == rank else {
      throw context.refusal(
        NNEFRules.shapes, "padding has \(given.count) pairs, and the window has \(rank) axes")
    }
    guard given.prefix(lead).allSatisfy({ $0 == (0, 0) }) else {
      throw context.unsupported(
        "padding starts with \(given.prefix(lead).map { [$0.before, $0.after] })",
        help: "the first \(lead) are (0, 0): windows move over images alone")
    }
    padding = Array(given.dropFirst(lead))
    if given.isEmpty {
      padding = image.indices.map { axis in
        Self.automatic(
          isTransposed ? image[axis] : image[axis], size[axis], stride[axis], dilation[axis])
      }
    }
    if image.count == 1 {
      self.size.insert(1, at: 0)
      stride.insert(1, at: 0)
      dilation.insert(1, at: 0)
      padding.insert((0, 0), at: 0)
    }
  }

  /// The padding that makes the result as large as the image divided by the stride, rounded up; of
  /// an odd number the larger part comes after.
  static func automatic(
    _ image: Int, _ size: Int, _ stride: Int, _ dilation: Int
  ) -> (before: Int, after: Int) {
    let output = (image - 1) / stride + 1
    let extent = Saturating.product(dilation, size - 1)
    // The result and the image are below 2^31, and so is every factor.
    let total = min(max(0, (output - 1) * stride - image + 1 + extent), 1 << 32)
    return (total / 2, total - total / 2)
  }
}

extension NNEFContext {
  /// Images with two spatial axes made of those with one; others are refused.
  mutating func images(_ id: ID<Value>) throws(Refusal) -> ID<Value> {
    let shape = type(id).shape
    guard shape.count == 3 || shape.count == 4 else {
      throw unsupported(
        "the input has \(shape.count) axes, \(shape)",
        help: "the compiler has images of one or two spatial axes")
    }
    guard shape.count == 3 else { return id }
    return try reshape(
      id, to: [shape[0], shape[1], 1, shape[2]], name: "\(builder.name(id)).images")
  }

  /// The result of an operator on images, without the spatial axis that `images` added.
  ///
  /// - Parameter rank: the rank of what the operation of the graph reads.
  mutating func imageResult(
    _ kind: String, _ operands: [ID<Value>], _ attributes: [Attribute], rank: Int,
    name: String? = nil
  ) throws(Refusal) -> ID<Value> {
    let name = name ?? resultName
    guard rank == 3 else { return try add(kind, operands, attributes, name: name) }
    let result = try add(kind, operands, attributes, name: "\(name).images")
    let shape = type(result).shape
    return try reshape(result, to: [shape[0], shape[1], shape[3]], name: name)
  }

  /// Images that are padded already where the operators have no such border.
  ///
  /// - Parameter borders: the borders that need no padding.
  mutating func padded(
    _ images: ID<Value>, _ window: inout NNEFWindow, unless borders: [String]
  ) throws(Refusal) -> ID<Value> {
    guard window.isPadded, !borders.contains(window.border) else { return images }
    let padding = [(before: 0, after: 0), (before: 0, after: 0)] + window.padding
    window.padding = [(0, 0), (0, 0)]
    return try NNEFPadding.pad(
      images, padding, border: window.border, name: "\(resultName).padded", &self)
  }
}
