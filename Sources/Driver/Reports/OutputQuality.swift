import Basic
import Foundation
import IR
import Interpreter
import Passes

/// How far the outputs of integer programs are from those of the float network, in decibels.
enum OutputQuality {
  /// As many samples as tell a pruned network from a broken one.
  private static let sampleLimit = 8

  /// Signal to noise of the first output with 8 bits a weight and with pruned columns.
  static func text(
    _ compiled: Compilation, _ unpruned: Program, _ samples: any SampleSource,
    _ session: inout Session
  ) throws(CommandFailure) -> String {
    let count = min(samples.count, sampleLimit)
    var noise = [0.0, 0.0]
    var signal = 0.0
    do throws(ExecutionError) {
      let real = try session.interpreter.prepare(compiled.real)
      let programs = [unpruned, compiled.final]
      var integer: [PreparedProgram] = []
      for program in programs { integer.append(try session.interpreter.prepare(program)) }
      for index in 0..<count {
        let truth = try real.run(samples.sample(index, for: compiled.real))[0].realNumbers
        signal += truth.reduce(0) { $0 + $1 * $1 }
        for (place, program) in programs.enumerated() {
          let found = try integer[place].run(samples.sample(index, for: program))[0].realNumbers
          for (x, y) in zip(truth, found) { noise[place] += (x - y) * (x - y) }
        }
      }
    } catch {
      throw session.fail(error.diagnostic)
    }
    let decibels = noise.map { noise in
      noise > 0 && signal > 0
        ? "\(NumberText.fixed(10 * log10(signal / noise), 1)) dB" : "exact"
    }
    let graph = compiled.final.graph
    return "\(decibels[0]) with 8 bits a weight, \(decibels[1]) pruned, at "
      + "'\(graph[graph.outputs[0]].name)' on \(count) sample\(count == 1 ? "" : "s")"
  }
}
