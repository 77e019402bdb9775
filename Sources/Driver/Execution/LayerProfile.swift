import Basic
import IR
import Interpreter
import Partition
import Passes
import Report

/// Measures the layers of a program on this machine: what `run --profile` does.
package struct LayerProfile: Sendable {
  /// A layer with the median of its measured times.
  package struct Layer: Sendable, Equatable {
    /// The name, as plans for several devices list it.
    package let name: String
    /// The seconds.
    package let seconds: Double
  }

  /// The layers in order of execution.
  package let layers: [Layer]

  /// How often the program was run.
  package let runs: Int

  /// The runs that medians are taken of at least; the samples are run again for them.
  static let leastRuns = 5

  /// Runs samples, and once before for what is only slow at first.
  ///
  /// - Parameter each: called with the outputs of each sample.
  package static func measure(
    _ program: Program, _ samples: any SampleSource, _ interpreter: Interpreter,
    each: ([Tensor]) -> Void
  ) throws(ExecutionError) -> LayerProfile {
    let prepared = try interpreter.prepare(program)
    let operations = UnitGraph(program, catalog: interpreter.catalog).units.flatMap(\.operations)
    var names: [String] = []
    var layerOfValue: [ID<Value>: Int] = [:]
    for operation in operations {
      let layer = names.firstIndex(of: operation.name) ?? names.count
      if layer == names.count { names.append(operation.name) }
      for result in program.graph[operation.id].results { layerOfValue[result] = layer }
    }
    var times = [[Double]](repeating: [], count: names.count)
    let runs = max(samples.count, leastRuns)
    for run in -1..<runs {
      let inputs = samples.sample(max(0, run) % samples.count, for: program)
      let (outputs, steps) = try prepared.timedRun(inputs)
      guard run >= 0 else { continue }
      if run < samples.count { each(outputs) }
      var seconds = [Double](repeating: 0, count: names.count)
      for step in steps {
        // A kernel that computes several layers counts for the first.
        guard let first = step.results.first, let layer = layerOfValue[first] else { continue }
        seconds[layer] += step.time / .seconds(1)
      }
      for layer in names.indices { times[layer].append(seconds[layer]) }
    }
    return LayerProfile(
      layers: zip(names, times).map { Layer(name: $0, seconds: max(median($1), shortest)) },
      runs: runs)
  }

  /// What a clock does not see takes a nanosecond.
  private static let shortest = 1e-9

  private static func median(_ times: [Double]) -> Double {
    let sorted = times.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// What `times_s` of an environment takes: seconds by layer.
  package var json: JSONValue {
    .object(layers.map { .init($0.name, .number($0.seconds)) })
  }

  /// The layers with their part of the whole.
  var table: ReportTable {
    let total = layers.reduce(0) { $0 + $1.seconds }
    var table = ReportTable([
      .init("layer", key: "layer"), .init("median time", key: "time"),
      .init("part", key: "part"),
    ])
    for layer in layers {
      table.append([
        .text(layer.name), .text("\(Nanoseconds(layer.seconds * 1e9))"),
        .text("\(NumberText.fixed(100 * layer.seconds / total, 1)) %"),
      ])
    }
    return table
  }
}
