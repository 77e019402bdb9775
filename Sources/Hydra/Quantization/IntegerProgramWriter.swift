import Basic
import IR
import Operators

/// Writes the integer program of a network, whose results are those of the device.
struct IntegerProgramWriter {
  private let source: Program
  private let network: QuantizedNetwork
  private let profile: NumberProfile
  private let starts: [ID<Operation>: Int]
  private let catalog: OperatorCatalog
  private var result: Program
  private var values: [ID<Value>: ID<Value>] = [:]

  /// The program that computes `network` with the operations of `source`.
  ///
  /// - Parameter starts: the layer that each operation starts.
  static func program(
    _ source: Program, _ network: QuantizedNetwork, _ profile: NumberProfile,
    starts: [ID<Operation>: Int], catalog: OperatorCatalog
  ) -> Program {
    var writer = IntegerProgramWriter(source, network, profile, starts, catalog)
    writer.write()
    return writer.result
  }

  private init(
    _ source: Program, _ network: QuantizedNetwork, _ profile: NumberProfile,
    _ starts: [ID<Operation>: Int], _ catalog: OperatorCatalog
  ) {
    (self.source, self.network, self.profile) = (source, network, profile)
    (self.starts, self.catalog) = (starts, catalog)
    result = Program(Graph(name: source.graph.name))
    result.sources = source.sources
  }

  private mutating func write() {
    let graph = source.graph
    for input in graph.inputs {
      let type = Self.storage(profile.element, network.inputFraction).tensor(
        graph[input].type.shape)
      values[input] = result.graph.addInput(graph[input].name, type)
    }
    var byName: [String: ID<Value>] = [:]
    for id in graph.order { for value in graph[id].results { byName[graph[value].name] = value } }
    for id in graph.order {
      let operation = graph[id]
      guard let operand = operation.operands.first, let input = values[operand] else { continue }
      if let index = starts[id] {
        let layer = network.layers[index]
        var named = operation
        named.origins = layer.name.split(separator: "+").map(String.init)
        let isElementwise = ElementwiseLayers.kinds.contains(operation.kind)
        let value =
          isElementwise
          ? write(layer, named, maps: operation.operands.compactMap { values[$0] })
          : write(layer, named, input)
        if let end = byName[layer.value] { values[end] = value }
      } else if operation.kind == "softmax" {
        values[operation.results[0]] = input
      } else if ["flatten", "reshape"].contains(operation.kind) {
        values[operation.results[0]] = add(
          operation.kind, [input], operation.attributes, graph[operation.results[0]].name, operation
        )
      }
    }
    result.graph.outputs = graph.outputs.compactMap { values[$0] }
  }

  private static func storage(_ element: ElementType, _ fraction: Int) -> StorageType {
    StorageType(element, Quantization(scale: Fractions.scale(-fraction), zeroPoint: 0))
  }

  private mutating func write(
    _ layer: QuantizedLayer, _ operation: Operation, _ input: ID<Value>
  ) -> ID<Value> {
    if layer.operation == .channelMaximum {
      return add(operation.kind, [input], operation.attributes, layer.value, operation)
    }
    var operands = [input, weight(layer, operation)]
    if !layer.biases.isEmpty {
      let type = Self.storage(profile.sumElement, layer.inputFraction + layer.weightFraction)
        .tensor([layer.biases.count])
      let bias = Tensor(type, wideIntegers: layer.biases.map { Int64($0) })
      let name = source.graph[operation.operands[2]].name
      operands.append(result.addConstantValue("\(name).\(profile.sumElement.rawValue)", bias))
    }
    var attributes = operation.attributes
    var kind = operation.kind
    if ["conv2d", "dense"].contains(kind) {
      attributes["activation"] = .activation(.none)
    } else {
      let isGlobal = kind == "global_average_pool"
      kind = "conv2d"
      attributes = AttributeList([
        Attribute("stride", .integers(layer.stride)),
        Attribute(
          "padding",
          isGlobal ? .integers([0, 0, 0, 0]) : .integers(attributes.integers("padding"))),
        Attribute("dilation", .integers([1, 1])),
        Attribute("groups", .integer(layer.input.channels)),
        Attribute("activation", .activation(.none)),
      ])
    }
    let sums = add(kind, operands, attributes, "\(layer.value).sum", operation)
    return finish(layer, sums, operation)
  }

  /// A layer over maps element by element: they are brought to the fraction of sums in 32 bits.
  private mutating func write(
    _ layer: QuantizedLayer, _ operation: Operation, maps: [ID<Value>]
  ) -> ID<Value> {
    let wide = Self.storage(.i32, layer.inputFraction + layer.weightFraction)
    let operands = maps.enumerated().map { index, map in
      add(
        "requantize", [map], Self.requantize(wide, [Int(Int32.min), Int(Int32.max)]),
        "\(layer.value).operand\(index)", operation)
    }
    guard ElementwiseLayers.joins.contains(operation.kind) else {
      return finish(layer, operands[0], operation)
    }
    var attributes = operation.attributes
    if operation.kind == "add" { attributes["activation"] = .activation(.none) }
    let sums = add(operation.kind, operands, attributes, "\(layer.value).sum", operation)
    return finish(layer, sums, operation)
  }

  private static func requantize(_ storage: StorageType, _ clamp: [Int]) -> AttributeList {
    AttributeList([
      Attribute("to", .storage(storage)), Attribute("rounding", .symbol("single")),
      Attribute("clamp", .integers(clamp)),
    ])
  }

  /// The weights in the order of the program, in steps of their fraction.
  private mutating func weight(_ layer: QuantizedLayer, _ operation: Operation) -> ID<Value> {
    let isWeighted = ["conv2d", "dense"].contains(operation.kind)
    let storage = Self.storage(profile.element, layer.weightFraction)
    let suffix = profile.element.rawValue
    if isWeighted, let weight = source.tensor(of: operation.operands[1]) {
      let tensor = Tensor(
        storage.tensor(weight.type.shape),
        integers: weight.numbers.map { Int32(Fractions.rounded($0, layer.weightFraction, profile)) }
      )
      return result.addConstantValue(
        "\(source.graph[operation.operands[1]].name).\(suffix)", tensor)
    }
    let type = storage.tensor([layer.input.channels, 1, layer.kernel[0], layer.kernel[1]])
    return result.addConstantValue(
      "\(layer.value).mean.\(suffix)", Tensor(type, integers: layer.weights.map { Int32($0) }))
  }

  /// Makes features of sums: by a clamp, or by a table over 16-bit arguments.
  private mutating func finish(
    _ layer: QuantizedLayer, _ sums: ID<Value>, _ operation: Operation
  ) -> ID<Value> {
    let output = Self.storage(profile.element, layer.outputFraction)
    let range = profile.range
    switch layer.activation {
    case .identity, .relu, .relu6:
      let low = layer.activation == .identity ? range.lowerBound : 0
      let high = min(
        range.upperBound, layer.activation == .relu6 ? 3 << layer.parameter : range.upperBound)
      return add(
        "requantize", [sums], Self.requantize(output, [low, high]), layer.value, operation)
    case .sigmoid, .tanh, .leaky:
      let argument = Self.storage(.i32, layer.argumentFraction)
      let arguments = add(
        "requantize", [sums], Self.requantize(argument, [-32768, 32767]), "\(layer.value).argument",
        operation)
      let index = add(
        "reinterpret", [arguments],
        AttributeList([Attribute("to", .storage(StorageType(.i32)))]), "\(layer.value).index",
        operation)
      let table = result.addConstantValue(
        "\(layer.value).table",
        Tensor(output.tensor([65536]), integers: ActivationTable.entries(layer, profile)))
      return add(
        "gather", [table, index], AttributeList([Attribute("axis", .integer(0))]), layer.value,
        operation)
    }
  }

  private mutating func add(
    _ kind: String, _ operands: [ID<Value>], _ attributes: AttributeList, _ name: String,
    _ operation: Operation
  ) -> ID<Value> {
    guard let definition = catalog[kind] else { preconditionFailure("no operator '\(kind)'") }
    var report = ConstraintReport()
    let call = OperatorCall(
      operands: operands.map { result.graph[$0].type }, attributes: attributes)
    guard let types = definition.inferTypes(call, &report) else {
      preconditionFailure("no \(kind) is possible: \(report.violations)")
    }
    let record = Operation(
      kind, operands: operands, attributes: attributes, origins: operation.origins,
      location: operation.location)
    let id = result.graph.append(record, names: [name], types: types)
    return result.graph[id].results[0]
  }
}
