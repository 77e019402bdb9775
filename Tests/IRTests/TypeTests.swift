import Basic
import IR
import Testing

@Suite struct TypeTests {
  @Test(
    arguments: [
      ([], 1), ([1], 1), ([2, 3, 4], 24), ([1 << 31], 1 << 31), ([1 << 16, 1 << 15], 1 << 31),
      ([1 << 16, 1 << 16], nil), ([(1 << 31) + 1], nil), ([1 << 31, 1 << 31, 1 << 31], nil),
      ([2, 0], nil), ([-1], nil), ([.max, .max], nil),
    ] as [([Int], Int?)])
  func elementCountsAreChecked(_ shape: [Int], _ count: Int?) {
    #expect(TensorType.checkedElementCount(shape) == count)
  }

  @Test func textOfTypes() {
    #expect(TensorType(.f32, []).description == "f32[]")
    #expect(
      TensorType(.i8, [1, 6], Quantization(scale: 0.5, zeroPoint: -3)).description
        == "i8[1, 6] quantized(scale: 0.5, zero: -3)")
    #expect(
      TensorType(.i4, [2, 1], Quantization(symmetricScales: [Float(0.1), 2], axis: 0)).description
        == "i4[2, 1] quantized(axis: 0, scales: [0.1, 2], zeros: [0, 0])")
    #expect(StorageType(.u8).description == "u8")
  }

  @Test func positionsHaveAnIndexAlongAnAxis() {
    let type = TensorType(.f32, [2, 3, 4])
    #expect((0..<24).map { type.index(of: $0, along: 0) } == (0..<24).map { $0 / 12 })
    #expect((0..<24).map { type.index(of: $0, along: 1) } == (0..<24).map { $0 / 4 % 3 })
    #expect((0..<24).map { type.index(of: $0, along: 2) } == (0..<24).map { $0 % 4 })
    #expect((0..<24).allSatisfy { type.index(of: $0, along: nil) == 0 })
  }

  @Test(arguments: ElementType.allCases) func integerRangesFitTheWidth(_ element: ElementType) {
    #expect((element.integerRange != nil) == element.isInteger)
    guard let range = element.integerRange else { return }
    let steps = range.upperBound.subtractingReportingOverflow(range.lowerBound).partialValue
    #expect(UInt64(bitPattern: steps) == UInt64.max >> UInt64(64 - element.bits))
  }

  @Test func activationsLimitFloats() {
    let values: [Float] = [-1, 0, 3, 9]
    #expect(values.map { Activation.none($0) } == values)
    #expect(values.map { Activation.relu($0) } == [0, 0, 3, 9])
    #expect(values.map { Activation.clip(-0.5, 6)($0) } == [-0.5, 0, 3, 6])
    #expect(Activation.clip(0, 6).description == "clip(0, 6)")
  }

  @Test func attributesAreReadAndReplacedByName() {
    var list = AttributeList([Attribute("axis", .integer(1)), Attribute("keep", .boolean(true))])
    #expect(list.integer("axis") == 1)
    list["axis"] = .integer(2)
    list["extra"] = .integers([1, 2])
    list["keep"] = nil
    #expect(list.attributes.map(\.name) == ["axis", "extra"])
    #expect(list.integers("extra") == [1, 2])
    #expect(list["keep"] == nil)
  }
}
