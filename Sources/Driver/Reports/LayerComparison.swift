import Basic
import Foundation
import IR
import Report

/// The results of all operations for one sample, by the ids of the program that gave them.
struct LayerValues {
  var real: [ID<Value>: Tensor] = [:]
  var integer: [ID<Value>: Tensor] = [:]
  /// Those of the integer program before columns were pruned, by the ids of the pruned one.
  var unpruned: [ID<Value>: Tensor] = [:]
  var plan: [ID<Value>: Tensor] = [:]
}

/// Sums up, for each layer, how far integers are from real numbers and the plan from integers.
struct LayerComparison {
  /// What is known of one layer.
  struct Layer {
    let layer: String
    let value: String
    let kind: String
    let real: ID<Value>?
    let integer: ID<Value>
    /// Σ x², Σ (x − y)², Σ y² and Σ x·y of real x and integer y.
    var signal = 0.0
    var noise = 0.0
    var power = 0.0
    var product = 0.0
    /// Σ (x − u)² of real x and integer u before columns were pruned.
    var unprunedNoise: Double?
    /// Elements compared with the plan, those that differ, and by how much at most.
    var elements = 0
    var differing = 0
    var largest = 0.0
    /// Σ y² and Σ (y − p)² of integer y and plan p, both as real numbers.
    var planSignal = 0.0
    var planNoise = 0.0
  }

  private var layers: [Layer] = []

  /// Pairs the results of the integer program with those of the same name of the float program.
  init(_ real: Program, _ integer: Program) {
    var byName: [String: ID<Value>] = [:]
    for id in real.graph.order {
      for result in real.graph[id].results { byName[real.graph[result].name] = result }
    }
    for id in integer.graph.order {
      let operation = integer.graph[id]
      for result in operation.results {
        let name = integer.graph[result].name
        layers.append(
          Layer(
            layer: operation.layerName, value: name, kind: operation.kind, real: byName[name],
            integer: result))
      }
    }
  }

  /// The number of layers that the plan gives.
  var count: Int { layers.count { $0.elements > 0 } }

  /// The layers in which the plan differs.
  var differences: Int { layers.count { $0.differing > 0 } }

  /// The first layer in which the plan differs.
  var firstDifference: Layer? { layers.first { $0.differing > 0 } }

  /// Takes in one sample.
  mutating func add(_ values: LayerValues) {
    for index in layers.indices {
      let id = layers[index].integer
      guard let integer = values.integer[id] else { continue }
      if let real = layers[index].real.flatMap({ values.real[$0] }) {
        let numbers = real.realNumbers
        compare(numbers, integer.realNumbers, &layers[index])
        if let unpruned = values.unpruned[id]?.realNumbers, unpruned.count == numbers.count {
          layers[index].unprunedNoise =
            zip(numbers, unpruned).reduce(layers[index].unprunedNoise ?? 0) {
              $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
            }
        }
      }
      // What a plan fuses into another layer it never gives.
      if let plan = values.plan[id] { compare(integer, plan, &layers[index]) }
    }
  }

  private func compare(_ real: [Double], _ integer: [Double], _ layer: inout Layer) {
    guard real.count == integer.count else { return }
    for (x, y) in zip(real, integer) {
      layer.signal += x * x
      layer.noise += (x - y) * (x - y)
      layer.power += y * y
      layer.product += x * y
    }
  }

  private func compare(_ integer: Tensor, _ plan: Tensor, _ layer: inout Layer) {
    layer.elements += integer.type.elementCount
    guard plan.type == integer.type else {
      layer.differing += integer.type.elementCount
      return
    }
    for y in integer.realNumbers { layer.planSignal += y * y }
    guard plan != integer else { return }
    for (y, p) in zip(integer.realNumbers, plan.realNumbers) {
      layer.planNoise += (y - p) * (y - p)
    }
    for (a, b) in zip(integer.numbers, plan.numbers) where a != b {
      layer.differing += 1
      layer.largest = max(layer.largest, abs(a - b))
    }
  }

  /// A row for each layer.
  var table: ReportTable {
    let isPruned = layers.contains { $0.unprunedNoise != nil }
    var table = ReportTable(
      [
        .init("layer", key: "layer"), .init("value", key: "value"),
        .init("operator", key: "operator"), .init("SQNR, dB", key: "sqnr_db"),
      ] + (isPruned ? [.init("with 8 bits", key: "unpruned_sqnr_db")] : [])
        + [
          .init("cosine", key: "cosine"), .init("note", key: "note"), .init("plan", key: "plan"),
        ])
    for layer in layers {
      let hasReal = layer.real != nil && layer.signal > 0
      func decibels(_ noise: Double) -> Double {
        noise > 0 ? 10 * log10(layer.signal / noise) : .infinity
      }
      let sqnr = decibels(layer.noise)
      let norm = (layer.signal * layer.power).squareRoot()
      var row: [ReportTable.Cell] = [
        .text(layer.layer), .text(layer.value), .text(layer.kind),
        hasReal ? .number(sqnr, decimals: 1) : .empty,
      ]
      if isPruned {
        row.append(
          layer.unprunedNoise.map { .number(decibels($0), decimals: 1) } ?? .empty)
      }
      row += [
        hasReal && norm > 0 ? .number(layer.product / norm, decimals: 6) : .empty,
        .text(hasReal ? Self.note(sqnr) : ""), .text(Self.difference(layer)),
      ]
      table.append(row)
    }
    return table
  }

  private static func difference(_ layer: Layer) -> String {
    guard layer.elements > 0 else { return "fused" }
    guard layer.differing > 0 else { return "equal" }
    let text = "\(layer.differing) of \(layer.elements) differ"
    guard layer.planSignal > 0, layer.planNoise > 0 else { return text }
    return "\(text), \(NumberText.fixed(10 * log10(layer.planSignal / layer.planNoise), 1)) dB"
  }

  private static func note(_ sqnr: Double) -> String {
    sqnr < 10 ? "broken" : sqnr < 20 ? "noisy" : ""
  }
}
