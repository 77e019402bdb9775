import IR
import Operators
import TestSupport
import Testing

/// Calls that no sensible program makes: types and attributes drawn from corner values.
///
/// What is drawn is what reaches `inferTypes` in any program: as many operands as the operator
/// declares, sound types, and every attribute, of its kind. Nothing may trap, and there are either
/// sound result types or broken rules, never both and never neither.
@Suite struct HostileCallTests {
  @Test(arguments: OperatorCatalog.standard.names)
  func typesOrReasonsButNoTrap(_ name: String) throws {
    let definition = try #require(OperatorCatalog.standard[name])
    let known = Set(definition.constraints.map(\.number))
    // The calls that break one rule each are a good start: they nearly make sense.
    let seeds = allNegativeCases.filter { $0.operatorName == name }
    var draw = HostileDraw(seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    for round in 0..<2_000 {
      let seed = try #require(seeds.isEmpty ? nil : seeds[round % seeds.count])
      var operands = seed.operands
      var attributes = AttributeList(seed.attributes)
      for index in operands.indices where draw.isChosen(1, of: 3) {
        operands[index] = draw.type(like: operands[index])
      }
      for spec in definition.storedAttributes where draw.isChosen(1, of: 3) {
        attributes[spec.name] = draw.value(of: spec.kind)
      }
      guard operands.allSatisfy({ $0.fault == nil }) else { continue }
      let call = OperatorCall(operands: operands, attributes: attributes)
      var report = ConstraintReport()
      let types = definition.inferTypes(call, &report)
      #expect(known.isSuperset(of: report.violations.map(\.constraint)))
      #expect((types == nil) == !report.violations.isEmpty, "\(call)")
      guard let types else { continue }
      #expect(types.allSatisfy { $0.fault == nil }, "\(types)")
      let work = definition.work(call, types)
      #expect(work.macs >= 0 && work.elementOperations >= 0)
    }
  }

  @Test(arguments: OperatorCatalog.standard.names)
  func parametersOrNothingButNoTrap(_ name: String) throws {
    let definition = try #require(OperatorCatalog.standard[name])
    let values = definition.operands.filter { !$0.isParameter }
    var draw = HostileDraw(seed: name.utf8.reduce(11) { $0 &* 31 &+ UInt64($1) })
    for _ in 0..<500 {
      let operands = values.map { _ in draw.type(like: nil) }
      guard operands.allSatisfy({ $0.fault == nil }) else { continue }
      let attributes = definition.attributes.map { Attribute($0.name, draw.value(of: $0.kind)) }
      var report = ConstraintReport()
      let types = definition.parameterTypes(operands, AttributeList(attributes), &report)
      #expect((types == nil) != report.violations.isEmpty)
      for parameter in types ?? [] {
        #expect(definition.operands.contains { $0.name == parameter.name && $0.isParameter })
        #expect(parameter.type.fault == nil, "\(parameter.type)")
      }
    }
  }
}

/// Draws types and attributes whose numbers lie at the corners of what parsers let through.
private struct HostileDraw {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int(next() % UInt64(values.count))]
  }

  mutating func isChosen(_ part: UInt64, of whole: UInt64) -> Bool { next() % whole < part }

  private mutating func integer() -> Int {
    pick([0, 1, 2, 3, -1, -2, 4, 7, 255, 65_536, 1 << 30, (1 << 31) - 1, 1 << 31, -(1 << 31)])
  }

  private mutating func number() -> Double {
    pick([0, 1, -1, 0.5, 1e-300, 1e300, -1e300, .infinity, -.infinity, .nan, 1e38, 1e-45])
  }

  private mutating func quantization(_ shape: [Int]) -> Quantization {
    let scales = [0.5, 1, 1e-37, 1e38, 3e38, Double(Float.leastNonzeroMagnitude)]
    let axis = shape.isEmpty ? nil : pick([nil, 0, shape.count - 1])
    guard let axis, shape[axis] > 0, shape[axis] < 100 else {
      return Quantization(scale: pick(scales), zeroPoint: pick([0, 0, 1, -3, 127]))
    }
    return Quantization(
      scales: (0..<shape[axis]).map { _ in pick(scales) },
      zeroPoints: [Int32](repeating: pick([0, 0, 5]), count: shape[axis]), axis: axis)
  }

  /// A type; of the same shape as a given one half of the time, or with one size changed.
  mutating func type(like seed: TensorType?) -> TensorType {
    var shape = seed?.shape ?? []
    if seed == nil || isChosen(1, of: 4) {
      let rank = pick([0, 1, 2, 3, 4, 4, 5])
      shape = (0..<rank).map { _ in pick([1, 1, 2, 3, 4, 8, 256, 65_537, 1 << 20]) }
    } else if isChosen(1, of: 3), !shape.isEmpty {
      shape[Int(next() % UInt64(shape.count))] = pick([1, 2, 3, 65_537, 1 << 28])
    }
    let element = isChosen(1, of: 2) ? seed?.element ?? .f32 : pick(ElementType.allCases)
    let isQuantized = element.isInteger && isChosen(3, of: 4)
    return TensorType(element, shape, isQuantized ? quantization(shape) : nil)
  }

  mutating func value(of kind: AttributeSpec.Kind) -> AttributeValue {
    switch kind {
    case .integer: return .integer(integer())
    case .integers(let count):
      let count = count ?? pick([0, 1, 2, 3, 4, 5])
      return .integers((0..<count).map { _ in integer() })
    case .number: return .number(number())
    case .numbers(let count):
      let count = count ?? pick([0, 1, 2, 3, 4, 5])
      return .numbers((0..<count).map { _ in number() })
    case .boolean: return .boolean(isChosen(1, of: 2))
    case .symbol(let words): return .symbol(pick(words))
    case .activation: return .activation(pick([.none, .relu, .clip(number(), number())]))
    case .storage:
      let element = pick(ElementType.allCases)
      return .storage(StorageType(element, isChosen(3, of: 4) ? quantization([2, 3]) : nil))
    }
  }
}
