import IR
import Interpreter
import Operators
import Testing

/// Compares fast kernels with the definitions on programs of one operation or a few.
enum KernelAgreement {
  static func run(
    _ program: Program, _ inputs: [Tensor], _ kernels: Interpreter.Kernels, threads: Int = 1
  ) throws -> [Tensor] {
    let interpreter = Interpreter(catalog: .standard, kernels: kernels, threads: threads)
    return try interpreter.run(program, inputs: inputs)
  }

  /// Expects the same bits from the definitions and from kernels on one, two and three threads.
  static func expectEqual(
    _ program: Program, _ inputs: [Tensor], _ location: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try run(program, inputs, .definitions)
    for threads in 1...3 {
      let found = try run(program, inputs, .fast, threads: threads)
      #expect(found == expected, "on \(threads) threads", sourceLocation: location)
    }
  }

  /// Expects float results within the bound on the error of a sum of products.
  ///
  /// The definition sums in binary64 and rounds once. A kernel rounds each of `terms` products and
  /// each of at most `terms + 1` sums to binary32, so with u = 2⁻²⁴ it errs by at most
  /// γ(terms + 2) · Σ|x·w|, γ(n) = n·u / (1 − n·u) ([higham02] section 3.1), and activations bring
  /// values no further apart. The sum of magnitudes is what the definition gives for the magnitudes
  /// of everything.
  static func expectClose(
    _ program: Program, _ inputs: [Tensor], magnitudes: Program, terms: Int,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try run(program, inputs, .definitions)[0].floats
    let absolute = inputs.map { Tensor($0.type, $0.floats.map(\.magnitude)) }
    let sums = try run(magnitudes, absolute, .definitions)[0].floats
    let once = try run(program, inputs, .fast)[0]
    let unit = 0x1p-24
    let count = Double(terms + 3)
    let factor = count * unit / (1 - count * unit)
    for (index, (fast, exact)) in zip(once.floats, expected).enumerated() {
      let bound = factor * Double(sums[index])
      let error = (Double(fast) - Double(exact)).magnitude
      #expect(error <= bound, "at \(index): \(fast), \(exact)", sourceLocation: location)
    }
    for threads in 2...3 {
      let found = try run(program, inputs, .fast, threads: threads)
      #expect(found == [once], "on \(threads) threads", sourceLocation: location)
    }
  }
}
