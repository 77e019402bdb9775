import Basic
import IR
import Operators

/// Turns what stands between `dequantize` and `quantize` into integer operators.
package struct FuseQuantized: Pass {
  package static let name = "fuse-quantized"
  package static let summary =
    "Turns operators between dequantize and quantize into operators on integers."
  package static let details = """
    Networks that were quantized before they came here compute in floating point on paper: every
    operator reads what `dequantize` gives, and a `quantize` follows it. Where the operator has a form
    on integers, it takes the place of all three, with the rounding of ONNX.
    ```
    %a = dequantize(%x) : f32[1, 3, 8, 8]                                          # before
    %w = dequantize(@w) : f32[4, 3, 3, 3]
    %c = conv2d(%a, %w) {…} : f32[1, 4, 6, 6]
    %q = quantize(%c) {to: i8 quantized(…), rounding: half_even} : i8[1, 4, 6, 6]
    %c.sum = conv2d(%x, @w) {…} : i32[1, 4, 6, 6] quantized(…)                     # after
    %c = requantize(%c.sum) {to: i8 quantized(…), rounding: onnx_half_even, …} : i8[1, 4, 6, 6]
    ```
    | between them | becomes |
    |---|---|
    | `conv2d`, `dense` with constant weights, `matmul`, `mul`, and `relu` or `clip` after them | sums or products in `i32`, rounded once |
    | `add`, `sub`, and `relu` or `clip` after them | sums in `i32`, in fine steps for which the 65,536 pairs of integers were tried out, rounded once |
    | `average_pool2d` without padding, `global_average_pool` | sums by a depth-wise convolution of ones, rounded once |
    | functions of one variable, one after another, and nothing at all | a `lookup` in a table of 256 entries |
    | operators that move elements, before and after these | the same on integers |
    | `max_pool2d`, `concat` | the same on integers, after a `lookup` where the scales differ |

    Sums are exact where those in floating point round, so that a result may differ from the
    latter by a step where it lies next to a half. Constants that are still dequantized then become constants in floating
    point.
    """
  package static let fidelity = Fidelity.approximate

  package init(_ options: PassOptions) {}

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    var fusion = QuantizedFusion(program, context.catalog)
    fusion.run()
    guard fusion.isChanged else { return .unchanged }
    program = fusion.program
    return .changed
  }
}
