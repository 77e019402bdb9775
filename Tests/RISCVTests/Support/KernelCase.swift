import RISCV

/// A call of a kernel with the bytes that it must write.
struct KernelCase: Sendable {
  /// A constant array of bytes that a field of the arguments points to.
  struct Array: Sendable {
    let field: String
    let type: String
    let bytes: [UInt8]
  }

  let name: String
  let kernel: Kernel
  let tile: KernelTile
  var arrays: [Array]
  /// Fields that are numbers, and nested fields such as `rounding.low`.
  var numbers: [(field: String, value: Int)]
  let expected: [UInt8]
  /// The type of the elements that `output` points to.
  var outputType = "int8_t"

  /// The definition of the arrays and of the function that fills in the arguments, and calls the
  /// kernel or another `function`.
  func definition(
    _ number: Int, _ set: InstructionSet, calling function: String? = nil
  ) -> String {
    var text = ""
    for array in arrays {
      text += "static const uint8_t c\(number)_\(Self.identifier(array.field))[] "
      text += "__attribute__((aligned(8))) = {"
      text += array.bytes.map(String.init).joined(separator: ",") + "};\n"
    }
    text += "static const uint8_t c\(number)_expected[] = {"
    text += expected.map(String.init).joined(separator: ",") + "};\n"
    text += "static void run_\(number)(void *output, void *scratch, unsigned core, unsigned cores)"
    text += " {\n  \(kernel.arguments) a = {0};\n"
    text += "  a.output = (\(outputType) *)output;\n"
    if KernelCost.scratch(tile, cores: 8, set).count > 0 {
      text += "  a.scratch = (int8_t *)scratch;\n"
    } else {
      text += "  (void)scratch;\n"
    }
    for array in arrays {
      text += "  a.\(array.field) = (const \(array.type) *)"
      text += "c\(number)_\(Self.identifier(array.field));\n"
    }
    for (field, value) in numbers { text += "  a.\(field) = \(value);\n" }
    text += "  \(function ?? kernel.function)(&a, core, cores);\n}\n"
    return text
  }

  private static func identifier(_ field: String) -> String {
    field.replacing(".", with: "_")
  }
}
