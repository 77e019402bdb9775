import IR
import Operators
import Testing

private func list(_ name: String, _ values: [Int]) -> Attribute {
  Attribute(name, .integers(values))
}

/// What `.dnn` may leave out because it follows from something else.
@Suite struct CompletionTests {
  @Test func stepsOfASliceAreOne() {
    let bounds = AttributeList([list("starts", [0, 0]), list("ends", [1, 2])])
    let completed = SliceOperator.completed(bounds, operands: [f32(2, 3)])
    #expect(completed["steps"] == .integers([1, 1]))
  }

  @Test func scalesOfAResizeAreTheQuotients() {
    let shape = AttributeList([list("shape", [4, 1])])
    let completed = Resize.completed(shape, operands: [f32(2, 4)])
    #expect(completed["scales"] == .numbers([2, 0.25]))
    #expect(Resize.completed(shape, operands: [f32(2)])["scales"] == nil)
  }

  @Test(arguments: ["max_pool2d", "average_pool2d"]) func theStrideIsTheWindow(
    _ name: String
  ) throws {
    let definition = try #require(OperatorCatalog.standard[name])
    let window = AttributeList([list("window", [3, 2])])
    let completed = definition.completed(window, operands: [f32(1, 1, 9, 9)])
    #expect(completed["stride"] == .integers([3, 2]))
  }

  @Test func requantizationClampsToTheElementType() {
    let storage = StorageType(.u8, Quantization(scale: 1, zeroPoint: 0))
    let target = AttributeList([Attribute("to", .storage(storage))])
    let completed = Requantize.completed(target, operands: [quantized(.i32, [2])])
    #expect(completed["clamp"] == .integers([0, 255]))
  }

  @Test(arguments: OperatorCatalog.standard.names) func whatIsGivenStays(_ name: String) throws {
    let definition = try #require(OperatorCatalog.standard[name])
    let example = try #require(allNegativeCases.first { $0.operatorName == name })
    let given = AttributeList(example.attributes)
    #expect(definition.completed(given, operands: example.operands) == given)
  }
}
