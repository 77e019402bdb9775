import Basic
import IR
import Interpreter
import Operators
import Passes

/// Turns a floating-point program into integers whose scales are powers of two.
package struct HydraQuantize: Pass {
  package static let name = "hydra-quantize"
  package static let summary =
    "Turns a floating-point program into integers with powers of two as scales, for HYDRA."
  package static let details = """
    Weights and activations become symmetric `i8` with one scale 2^-f for the tensor. f is the largest
    that keeps all weights, or 99.9 % of the activations seen on the samples, within 127. Biases are
    `i32` at the scale of the sums.
    ```
    %c.sum = conv2d(%x, @w.i8, @b.i32) {…} : i32[…] quantized(scale: 0.0009765625, zero: 0)
    %c = requantize(%c.sum) {to: i8 quantized(scale: 0.0625, zero: 0), …, clamp: [0, 127]} : i8[…]
    ```
    `sigmoid`, `tanh` and `leaky_relu` become tables over 16-bit arguments, with the entries that the
    device computes; means become depth-wise convolutions; what is added or joined is brought to one
    scale in 32 bits. The integer program gives what the device gives, bit for bit. Where an operation
    has no form, the program stays as it is and each is named.
    """
  package static let options = [
    PassOptionSpec(
      "softmax", .symbol(["keep", "drop"]), default: "keep",
      "what becomes of a softmax over the classes of the output, which no layer of the device is: "
        + "`drop` gives its scores, whose order is the same")
  ]
  package static let fidelity = Fidelity.approximate

  private let dropsSoftmax: Bool

  package init(_ options: PassOptions) { dropsSoftmax = options.symbol("softmax") == "drop" }

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    guard program.isReal else { return .unchanged }
    do throws(ExecutionError) {
      let counts = try MagnitudeObserver.observe(program, context)
      var quantizer = HydraQuantizer(
        program, profile: .byte, counts: counts, dropsSoftmax: dropsSoftmax)
      guard let network = quantizer.network() else {
        for (id, reason) in quantizer.refusals {
          context.bag.report(HydraRules.refusal(id, reason, in: program))
        }
        return .unchanged
      }
      program = IntegerProgramWriter.program(
        program, network, starts: quantizer.starts, catalog: context.catalog)
      return .changed
    } catch {
      context.bag.report(error.diagnostic)
      return .unchanged
    }
  }

  /// The network of a floating-point program in the numbers of a profile, or `nil` after reporting
  /// every operation that has no form.
  package static func network(
    _ program: Program, profile: NumberProfile, _ context: inout PassContext
  ) -> QuantizedNetwork? {
    do throws(ExecutionError) {
      let counts = try MagnitudeObserver.observe(program, context)
      var quantizer = HydraQuantizer(program, profile: profile, counts: counts)
      let network = quantizer.network()
      for (id, reason) in quantizer.refusals {
        context.bag.report(HydraRules.refusal(id, reason, in: program))
      }
      return network
    } catch {
      context.bag.report(error.diagnostic)
      return nil
    }
  }
}
