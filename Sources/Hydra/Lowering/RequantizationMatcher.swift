import Backend
import Basic
import IR
import Operators

/// Matches what makes features of sums: a `requantize`, or one to 16 bits and a table behind it.
struct RequantizationMatcher {
  let program: Program
  let profile: NumberProfile
  let uses: [Int]
  let readers: [ID<Value>: ID<Operation>]

  private var graph: Graph { program.graph }

  /// Completes a layer whose sums are `value`, or says why the device cannot.
  func match(
    sums value: ID<Value>, _ layer: inout QuantizedLayer, _ result: inout ID<Value>,
    _ done: inout Set<ID<Operation>>
  ) -> Support.Reason? {
    guard let reader = onlyReader(of: value, "requantize") else {
      return refuse("its sums do not go to one requantize alone")
    }
    return match(reader, &layer, &result, &done)
  }

  /// Completes a layer whose sums a `requantize` reads, or says why the device cannot.
  func match(
    _ reader: ID<Operation>, _ layer: inout QuantizedLayer, _ result: inout ID<Value>,
    _ done: inout Set<ID<Operation>>
  ) -> Support.Reason? {
    let attributes = graph[reader].attributes
    let target = attributes.storage("to")
    guard let rounding = Self.rounding(of: graph[reader]) else {
      return refuse("the rounding is \(attributes.symbol("rounding"))")
    }
    guard let fraction = target.quantization?.powerOfTwoFraction else {
      return Support.Reason(.hydraScales, "its result is \(target)")
    }
    layer.rounding = rounding
    done.insert(reader)
    result = graph[reader].results[0]
    layer.outputFraction = fraction
    let clamp = attributes.integers("clamp")
    if target.element == profile.element {
      layer.value = graph[result].name
      return plain(clamp, &layer)
    }
    guard target.element == .i32, clamp == [-32768, 32767] else {
      return refuse("its result is \(target), clamped to \(clamp)")
    }
    layer.arguments = graph[result].name
    return tabulated(&layer, &result, &done)
  }

  /// The rounding of a `requantize`, `nil` if the device has none like it.
  static func rounding(of operation: Operation) -> ShiftRounding? {
    let mode = operation.attributes.symbol("rounding")
    return roundings.first { $0.mode.rawValue == mode }?.rounding
  }

  /// The rounding of each mode that the device has.
  private static let roundings: [(mode: RoundingMode, rounding: ShiftRounding)] = [
    (.single, .halfUp), (.tosa, .halfUp), (.deeployRound, .halfUp), (.pulpFloor, .floor),
  ]

  private func refuse(_ text: String) -> Support.Reason {
    Support.Reason(.hydraRequantization, text)
  }

  /// The one operation of a kind that reads a value.
  func onlyReader(of value: ID<Value>, _ kind: String) -> ID<Operation>? {
    guard uses[value.index] == 1, let reader = readers[value], graph[reader].kind == kind else {
      return nil
    }
    return reader
  }

  /// The activation that a clamp is.
  private func plain(_ clamp: [Int], _ layer: inout QuantizedLayer) -> Support.Reason? {
    let power = layer.outputFraction + 1
    let (least, greatest) = (profile.range.lowerBound, profile.range.upperBound)
    if clamp == [least, greatest] {
      layer.activation = .identity
    } else if clamp == [0, greatest] {
      layer.activation = .relu
    } else if (0...15).contains(power), 3 << power < greatest, clamp == [0, 3 << power] {
      (layer.activation, layer.parameter) = (.relu6, power)
    } else {
      return refuse("a clamp to \(clamp) at fraction \(layer.outputFraction) is no activation")
    }
    return nil
  }

  /// The activation that a table of 65,536 entries is, from argument 0 up and then from -32768.
  private func tabulated(
    _ layer: inout QuantizedLayer, _ result: inout ID<Value>, _ done: inout Set<ID<Operation>>
  ) -> Support.Reason? {
    guard let index = onlyReader(of: result, "reinterpret"),
      let gather = onlyReader(of: graph[index].results[0], "gather"),
      graph[gather].operands[1] == graph[index].results[0],
      let table = program.tensor(of: graph[gather].operands[0]),
      table.type.element == profile.element, table.type.shape == [65536],
      let fraction = table.type.quantization?.powerOfTwoFraction
    else { return refuse("its 16-bit result does not index a table") }
    done.formUnion([index, gather])
    result = graph[gather].results[0]
    layer.value = graph[result].name
    let argument = layer.outputFraction
    layer.outputFraction = fraction
    let entries = table.integers
    var candidates: [(ActivationFunction, Int)] = []
    if argument == 12, (0...15).contains(14 - fraction) {
      candidates = [(.sigmoid, 0), (.tanh, 0)]
    }
    if argument == fraction { candidates += (0...15).map { (.leaky, $0) } }
    for (function, parameter) in candidates {
      (layer.activation, layer.parameter) = (function, parameter)
      if entries == ActivationTable.entries(layer, profile) { return nil }
    }
    return refuse("its table is that of no activation at fraction \(fraction)")
  }
}

/// Tables that stand for an activation in integer programs.
enum ActivationTable {
  /// The output for each 16-bit argument, from 0 up and then from -32768.
  static func entries(_ layer: QuantizedLayer, _ profile: NumberProfile) -> [Int32] {
    var descriptor = LayerDescriptor()
    descriptor.activation = layer.activation
    descriptor.activationParameter = layer.parameter
    descriptor.rounding = layer.rounding
    descriptor.outputShift = layer.outputShift
    let unit = ActivationUnit(descriptor, profile)
    return (0..<65536).map { Int32(unit.output($0 < 32768 ? $0 : $0 - 65536)) }
  }
}
