import Basic

extension ONNXTextParser {
  /// The elements of a tensor of `type`: between braces, or the place of a file between brackets.
  mutating func tensor(of type: ONNXType) throws(Failure) -> ONNXTensor {
    guard case .tensor(let element, let dimensions?) = type else {
      throw fail("elements are given for what is no tensor of known rank", found: false)
    }
    var shape: [Int] = []
    for dimension in dimensions {
      guard case .size(let size) = dimension else {
        throw fail("elements are given for a tensor whose sizes are not all numbers", found: false)
      }
      shape.append(size)
    }
    if current.isMark("[") {
      let start = current
      let entries = try properties()
      do throws(DataFault) {
        let data = try ONNXMessages.externalData(entries, at: 0)
        return ONNXTensor(element, shape, .external(data))
      } catch {
        throw fail(error.reason, at: start, found: false, rule: error.rule)
      }
    }
    guard current.isMark("{") else {
      throw fail("expected elements in braces or the place of a file in brackets")
    }
    guard let needed = literalCount(element, shape) else {
      throw fail(
        "the shape \(shape) has more elements than can be counted", found: false,
        rule: ONNXRules.tensorData)
    }
    return ONNXTensor(element, shape, try content(element, shape, needed))
  }

  /// How many numbers or strings are written for a tensor.
  private func literalCount(_ element: ONNXElementType, _ shape: [Int]) -> Int? {
    guard let count = ONNXTensor.elementCount(shape) else { return nil }
    guard element != .string else { return count }
    // Every tensor has a countable number of bytes, so that twice its elements are countable too.
    guard element.byteCount(shape) != nil, count < Int.max / 4 else { return nil }
    switch element {
    case .complex64, .complex128: return count * 2
    case .int4, .uint4, .float4e2m1: return (count + 1) / 2
    case .int2, .uint2: return (count + 3) / 4
    default: return count
    }
  }

  /// `needed` elements between braces.
  ///
  /// Whole numbers are those of the field `int32_data` of the binary form: floats of 16 and fewer
  /// bits as bit patterns, two elements of 4 bits or four of 2 bits in each number.
  private mutating func content(
    _ element: ONNXElementType, _ shape: [Int], _ needed: Int
  ) throws(Failure) -> ONNXTensor.Content {
    let start = current
    var strings: [[UInt8]] = []
    var bytes: [UInt8] = []
    var integers = IntegerElements(element, byteCount: element.byteCount(shape) ?? 0)
    func append<Bits: FixedWidthInteger>(_ bits: Bits) {
      withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
    }
    var count = 0
    try expect("{", "before the elements")
    if !current.isMark("}") {
      repeat {
        let token = current
        switch element {
        case .string: strings.append(try stringBytes("a string"))
        case .float, .complex64: append(try float("a number").bitPattern)
        case .double, .complex128: append(try double("a number").bitPattern)
        case .uint64: append(try unsigned("a whole number"))
        default:
          guard integers.append(try integer("a whole number")) else {
            throw fail("the number does not fit \(element.name)", at: token)
          }
        }
        count += 1
      } while accept(",")
    }
    guard accept("}") else { throw fail("expected ',' or '}' after an element") }
    guard count == needed else {
      let packing = element.bits.flatMap { $0 < 6 ? 8 / $0 : nil }
      throw fail(
        "\(element.name)\(shape) needs \(needed) \(element == .string ? "strings" : "numbers") but "
          + "there are \(count)", at: start, found: false,
        help: packing.map {
          "each number holds \($0) elements of \(element.name), the first in its lowest bits"
        }, rule: ONNXRules.tensorData)
    }
    switch element {
    case .string: return .strings(strings)
    case .float, .complex64, .double, .complex128, .uint64: return .bytes(bytes)
    default: return .bytes(integers.padded)
    }
  }
}
