import Basic
import IR
import Interpreter
import Operators

/// Turns a floating-point program into an integer one.
package struct Quantize: Pass {
  package static let name = "quantize"
  package static let summary =
    "Turns a floating-point program into integers, with ranges observed on sample data."
  package static let details = """
    Weights become symmetric integers with a scale for each output channel, activations asymmetric
    integers with one scale, from the smallest and largest value seen on the samples; biases are
    `i32` in steps of input scale times weight scale ([jacob18] section 2).
    ```
    %c = conv2d(%x, @w, @b) {…, activation: relu} : f32[1, 8, 4, 4]                    # before
    %c.sum = conv2d(%x, @w.i8, @b.i32) {…, activation: none} : i32[…] quantized(axis: 1, …)
    %c = requantize(%c.sum) {to: i8 quantized(…), rounding: single, clamp: […]} : i8[…] # after
    ```
    Additions bring both operands to a common fine scale in `i32`; unary functions become 256-entry
    tables; pooling and shape operators work on the integers themselves. Inputs and outputs of the
    program become integers too. What has no integer form is computed in floating point between
    `dequantize` and `quantize`, and a warning names it.
    """
  package static let options = [
    PassOptionSpec("weights", .symbol(["i8", "i4"]), default: "i8", "the integers of weights"),
    PassOptionSpec(
      "activations", .symbol(["i8", "u8"]), default: "i8", "the integers of activations"),
    PassOptionSpec(
      "rounding", .symbol(roundings), default: "single",
      "how results are rounded; docs/numerics.md defines the modes"),
  ]
  package static let fidelity = Fidelity.approximate

  /// The modes that serve any network: `glow` drops the low half of every sum first, which small
  /// sums do not survive.
  package static let roundings = RoundingMode.allCases.map(\.rawValue).filter { $0 != "glow" }

  /// An operation that has no integer form.
  package static let floatIsland = Rule(
    "quantize.float-island", "an operator without an integer form is computed in floating point",
    """
    The program is not integer-only then, and a target without floating point cannot run it. Leave \
    the operator out of the network, for example a softmax at its end, which does not change the \
    order of the scores, or replace it.
    """)

  /// A program that is quantized already.
  package static let alreadyInteger = Rule(
    "quantize.already-integer", "a program to be quantized is in floating point",
    "Run the pass once, on a program whose values are all f32.")

  private let weights: ElementType
  private let activations: ElementType
  private let rounding: String

  package init(_ options: PassOptions) {
    weights = options.symbol("weights") == "i4" ? .i4 : .i8
    activations = options.symbol("activations") == "u8" ? .u8 : .i8
    rounding = options.symbol("rounding")
  }

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    let graph = program.graph
    let types = (graph.inputs + graph.order.flatMap { graph[$0].results }).map { graph[$0].type }
    if types.allSatisfy({ $0.quantization != nil }) { return .unchanged }
    if let type = types.first(where: { $0.element != .f32 }) {
      context.bag.report(
        .error(Self.alreadyInteger, "the program holds values of \(type.element.rawValue) already"))
      return .unchanged
    }
    do throws(ExecutionError) {
      let ranges = try RangeObserver.observe(program, &context)
      var builder = IntegerProgramBuilder(
        program, ranges: ranges, weights: weights, activations: activations, rounding: rounding,
        catalog: context.catalog)
      builder.build()
      program = builder.result
      for diagnostic in builder.warnings { context.bag.report(diagnostic) }
      return .changed
    } catch {
      context.bag.report(error.diagnostic)
      return .unchanged
    }
  }
}
