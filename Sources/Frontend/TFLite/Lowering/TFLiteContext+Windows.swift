import IR

/// How windows move over images.
extension TFLiteContext {
  /// Steps, padding and dilation in the order of the IR.
  package struct Window {
    /// Down and right.
    package let stride: [Int]
    /// Top, left, bottom, right.
    package let padding: [Int]
    /// Down and right.
    package let dilation: [Int]

    /// The attributes of an operation that moves a window.
    package func attributes(dilated: Bool) -> [Attribute] {
      [Attribute("stride", .integers(stride)), Attribute("padding", .integers(padding))]
        + (dilated ? [Attribute("dilation", .integers(dilation))] : [])
    }
  }

  /// The window that the options describe.
  ///
  /// With SAME padding a result has a place for each step in the image, and what is added for that is
  /// shared by both ends, the odd one at the bottom and at the right.
  package func window(image: [Int], size: [Int], dilated: Bool) throws(Refusal) -> Window {
    let options = operation.options
    let stride = [options.integer("stride_h"), options.integer("stride_w")]
    let dilation =
      dilated ? [options.integer("dilation_h"), options.integer("dilation_w")] : [1, 1]
    guard (stride + dilation + size).allSatisfy({ (1...1 << 31).contains($0) }) else {
      throw unsupported(
        "its stride is \(stride), its dilation \(dilation) and its window \(size)",
        help: "all are positive")
    }
    switch options.integer("padding") {
    case 0:
      var ends: [(before: Int, after: Int)] = []
      for axis in 0..<2 {
        let extent = (size[axis] - 1).multipliedReportingOverflow(by: dilation[axis])
        let places = (image[axis] + stride[axis] - 1) / stride[axis]
        let covered = (places - 1).multipliedReportingOverflow(by: stride[axis])
        guard !extent.overflow, !covered.overflow else {
          throw unsupported("its window \(size) is dilated by \(dilation)")
        }
        let missing = max(0, covered.partialValue + extent.partialValue + 1 - image[axis])
        ends.append((missing / 2, missing - missing / 2))
      }
      let padding = [ends[0].before, ends[1].before, ends[0].after, ends[1].after]
      return Window(stride: stride, padding: padding, dilation: dilation)
    case 1: return Window(stride: stride, padding: [0, 0, 0, 0], dilation: dilation)
    case let code: throw unsupported("its padding is the unknown kind \(code)")
    }
  }
}
