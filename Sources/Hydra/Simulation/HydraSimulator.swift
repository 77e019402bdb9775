import Basic

/// What a run of a program gave.
package struct HydraRun: Sendable, Equatable {
  /// The features of the output.
  package var outputs: [Int]

  /// The cycles from start to done.
  package var cycles: Int

  /// States a result.
  package init(outputs: [Int], cycles: Int) {
    (self.outputs, self.cycles) = (outputs, cycles)
  }
}

/// Runs programs as the hardware does: the same bits in the same number of cycles.
package struct HydraSimulator: Sendable {
  /// The program.
  package let program: HydraProgram

  /// Where the cycles of each layer go.
  package let layers: [LayerCycles]

  /// Sums are below this bound, or the program was not checked.
  private let sumLimit: Int

  /// Checks a program, or reports what is wrong with it and gives `nil`.
  package init?(
    _ program: HydraProgram, overlapsDrain: Bool = false, _ diagnostics: inout DiagnosticBag
  ) {
    let before = diagnostics.errorCount
    ProgramValidator.validate(program, &diagnostics)
    guard diagnostics.errorCount == before else { return nil }
    self.program = program
    layers = CycleModel.layers(program, overlapsDrain: overlapsDrain)
    sumLimit = 1 << (program.profile.accumulatorBits - 1)
  }

  /// The cycles from start to done.
  package var cycles: Int { layers.reduce(0) { $0 + $1.total } }

  /// Runs the network once.
  ///
  /// - Parameters:
  ///   - inputs: as many features as the input has, each in the range of the profile.
  ///   - observe: receives the number of each layer, its sums and its outputs, row by row, column
  ///     by column, the channels of a position together.
  package func run(
    _ inputs: [Int], observe: ((_ layer: Int, _ sums: [Int], _ outputs: [Int]) -> Void)? = nil
  ) -> HydraRun {
    precondition(inputs.count == program.input.count, "\(inputs.count) inputs")
    precondition(inputs.allSatisfy(program.profile.range.contains), "an input is out of range")
    var memory = [Int16](repeating: 0, count: program.featureCount)
    for (index, value) in inputs.enumerated() {
      memory[program.input.base + index] = Int16(value)
    }
    let starts = program.segmentStarts
    for (index, layer) in program.layers.enumerated() {
      let sums = memory.withUnsafeBufferPointer {
        LayerSums(program, layer, starts[index]).compute($0)
      }
      precondition(
        sums.allSatisfy { -sumLimit <= $0 && $0 < sumLimit }, "a sum of layer \(index) overflows")
      let unit = ActivationUnit(layer, program.profile)
      let outputs = sums.map { unit($0) }
      for position in 0..<layer.positions {
        let first = position * layer.outputs
        let place = layer.destination + position * layer.outputStride
        for output in 0..<layer.outputs {
          memory[place + output] = Int16(outputs[first + output])
        }
      }
      observe?(index, sums, outputs)
    }
    let output = program.output
    return HydraRun(
      outputs: memory[output.base..<output.base + output.count].map(Int.init), cycles: cycles)
  }
}
