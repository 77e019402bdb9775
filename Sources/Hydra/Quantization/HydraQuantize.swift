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
    `i32` at the scale of the sums. With `bits=16` they are `i16`, within 32,767, and biases and sums
    `i64`; a bias keeps the 31 bits that the device has for it and a sign.
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
        + "`drop` gives its scores, whose order is the same"),
    PassOptionSpec(
      "bits", .symbol(NumberProfile.allCases.map { "\($0.dataBits)" }), default: "8",
      "the bits of weights and activations"),
  ]
  package static let fidelity = Fidelity.approximate

  private let dropsSoftmax: Bool
  private let profile: NumberProfile

  package init(_ options: PassOptions) {
    dropsSoftmax = options.symbol("softmax") == "drop"
    profile = Int(options.symbol("bits")).flatMap { NumberProfile(rawValue: $0) } ?? .byte
  }

  /// The pass as pipelines name it for devices of a profile.
  static func invocation(_ profile: NumberProfile) -> String {
    profile == .byte ? name : "\(name){bits=\(profile.dataBits)}"
  }

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    guard program.isReal else { return .unchanged }
    do throws(ExecutionError) {
      let counts = try MagnitudeObserver.observe(program, context)
      var quantizer = HydraQuantizer(
        program, profile: profile, counts: counts, dropsSoftmax: dropsSoftmax)
      guard let network = quantizer.network() else {
        for (id, reason) in quantizer.refusals {
          context.bag.report(HydraRules.refusal(id, reason, in: program))
        }
        return .unchanged
      }
      program = IntegerProgramWriter.program(
        program, network, profile, starts: quantizer.starts, catalog: context.catalog)
      return .changed
    } catch {
      context.bag.report(error.diagnostic)
      return .unchanged
    }
  }
}

extension Program {
  /// Whether all values are floating-point numbers.
  fileprivate var isReal: Bool {
    (graph.inputs + graph.order.flatMap { graph[$0].results }).allSatisfy {
      graph[$0].type.element == .f32
    }
  }
}
