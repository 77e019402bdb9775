import IR
import Operators
import Testing

/// Laws that every definition keeps.
@Suite struct CatalogTests {
  private static let definitions = OperatorCatalog.standard.definitions

  @Test func rulesAreNumberedFromOneAndAreSentences() {
    for definition in CatalogTests.definitions {
      #expect(
        definition.constraints.map(\.number) == Array(1..<definition.constraints.count + 1),
        "\(definition.name)")
      for sentence in definition.constraints.map(\.sentence) + [definition.summary] {
        #expect(sentence.hasSuffix("."), "\(definition.name): \(sentence)")
      }
    }
  }

  @Test func defaultsAreOfTheDeclaredKind() {
    for definition in CatalogTests.definitions {
      for attribute in definition.attributes {
        #expect(
          attribute.standard.map(attribute.accepts) ?? true,
          "\(definition.name).\(attribute.name)")
      }
    }
  }

  @Test func namesAreUnique() {
    for definition in CatalogTests.definitions {
      let names = definition.operands.map(\.name)
      let attributes = definition.attributes.map(\.name)
      #expect(Set(names).count == names.count, "\(definition.name)")
      #expect(Set(attributes).count == attributes.count, "\(definition.name)")
    }
  }

  @Test func optionalAndVariadicOperandsComeLast() {
    for definition in CatalogTests.definitions {
      let arities = definition.operands.map(\.arity)
      let required = arities.prefix { $0 == .one }
      #expect(arities.dropFirst(required.count).allSatisfy { $0 != .one }, "\(definition.name)")
      #expect(!arities.dropLast().contains(.variadic), "\(definition.name)")
    }
  }
}

/// The parameters that an operator asks a weight file for.
@Suite struct ParameterTypesTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let operatorName: String
    let x: TensorType
    let attributes: [Attribute]
    let wanted: [String]?
    var testDescription: String { "\(operatorName)(\(x), \(attributes.map(\.value)))" }
  }

  static let examples = [
    Example(
      operatorName: "conv2d", x: f32(1, 4, 8, 8),
      attributes: [
        Attribute("filters", .integer(6)), Attribute("kernel", .integers([3, 5])),
        Attribute("bias", .boolean(true)), Attribute("groups", .integer(2)),
      ], wanted: ["weight f32[6, 2, 3, 5]", "bias f32[6]"]),
    Example(
      operatorName: "conv2d", x: f32(1, 4, 8, 8),
      attributes: [
        Attribute("filters", .integer(6)), Attribute("kernel", .integers([1, 1])),
        Attribute("bias", .boolean(false)), Attribute("groups", .integer(1)),
      ], wanted: ["weight f32[6, 4, 1, 1]"]),
    Example(
      operatorName: "conv2d", x: f32(1, 4, 8, 8),
      attributes: [
        Attribute("filters", .integer(6)), Attribute("kernel", .integers([1, 1])),
        Attribute("groups", .integer(3)),
      ], wanted: nil),
    Example(
      operatorName: "conv_transpose2d", x: f32(1, 4, 8, 8),
      attributes: [
        Attribute("filters", .integer(6)), Attribute("kernel", .integers([3, 5])),
        Attribute("bias", .boolean(true)), Attribute("groups", .integer(2)),
      ], wanted: ["weight f32[4, 3, 3, 5]", "bias f32[6]"]),
    Example(
      operatorName: "conv_transpose2d", x: f32(1, 4, 8, 8),
      attributes: [
        Attribute("filters", .integer(5)), Attribute("kernel", .integers([1, 1])),
        Attribute("groups", .integer(2)),
      ], wanted: nil),
    Example(
      operatorName: "dense", x: f32(2, 7, 5), attributes: [Attribute("units", .integer(3))],
      wanted: ["weight f32[3, 5]", "bias f32[3]"]),
    Example(
      operatorName: "dense", x: f32(2, 5), attributes: [Attribute("units", .integer(0))],
      wanted: nil),
    Example(
      operatorName: "batch_norm", x: f32(1, 4, 8, 8), attributes: [],
      wanted: ["scale f32[4]", "bias f32[4]", "mean f32[4]", "variance f32[4]"]),
    Example(
      operatorName: "layer_norm", x: f32(2, 3, 5), attributes: [Attribute("axis", .integer(1))],
      wanted: ["scale f32[3, 5]", "bias f32[3, 5]"]),
    Example(operatorName: "softmax", x: f32(2, 3), attributes: [], wanted: []),
  ]

  @Test(arguments: examples)
  func shapesFollowFromOperandsAndAttributes(_ example: Example) throws {
    let definition = try #require(OperatorCatalog.standard[example.operatorName])
    var report = ConstraintReport()
    let types = definition.parameterTypes(
      [example.x], AttributeList(example.attributes), &report)
    #expect(types?.map { "\($0.name) \($0.type)" } == example.wanted)
  }
}
