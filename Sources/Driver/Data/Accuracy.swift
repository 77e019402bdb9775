import Basic
import IR
import Interpreter
import Passes

/// How often the largest output is that of the right class.
package struct Accuracy: Sendable, Equatable {
  /// The samples for which it is.
  package var correct = 0

  /// All samples.
  package var total = 0

  /// The part in percent.
  package var percent: Double { total == 0 ? 0 : 100 * Double(correct) / Double(total) }

  /// Counts the samples of one batch; the first of equal outputs wins.
  ///
  /// - Parameters:
  ///   - output: `[N, …]`, a row for each sample.
  ///   - labels: the class of each sample of the whole data set.
  ///   - batch: the number of the batch.
  package mutating func count(_ output: Tensor, labels: [Int], batch: Int) {
    let values = output.numbers
    let rows = output.type.rank > 1 ? output.type.shape[0] : 1
    let width = values.count / rows
    for row in 0..<rows where batch * rows + row < labels.count {
      let scores = values[(row * width)..<((row + 1) * width)]
      var best = scores.startIndex
      for index in scores.indices where scores[index] > scores[best] { best = index }
      total += 1
      correct += best - scores.startIndex == labels[batch * rows + row] ? 1 : 0
    }
  }

  /// The percentage, and the counts.
  package var text: String {
    "\(NumberText.fixed(percent, 2)) % (\(correct) of \(NumberText.grouped(total)))"
  }
}

extension Session {
  /// Runs a program over all samples and gives what it says of each, or ends the command.
  package mutating func runAll(
    _ program: Program, _ data: any SampleSource, _ body: (Int, [Tensor]) -> Void
  ) throws(CommandFailure) {
    do throws(ExecutionError) {
      let prepared = try interpreter.prepare(program)
      for index in 0..<data.count {
        body(index, try prepared.run(data.sample(index, for: program)))
      }
    } catch {
      throw fail(error.diagnostic)
    }
  }

  /// Replays a plan over all samples and gives what it says of each, or ends the command.
  package mutating func simulateAll(
    _ folder: PlanFolder, _ data: any SampleSource, _ body: (Int, [Tensor]) -> Void
  ) throws(CommandFailure) {
    let simulator = folder.plan.simulator(
      folder.program, threads: threads, changedImages: .error, &bag)
    guard let simulator else { throw CommandFailure(.wrongInput) }
    do throws(ExecutionError) {
      for index in 0..<data.count {
        body(index, try simulator.run(data.sample(index, for: folder.program)))
      }
    } catch {
      throw fail(error.diagnostic)
    }
  }
}
