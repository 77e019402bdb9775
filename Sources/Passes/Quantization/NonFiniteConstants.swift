import Basic
import IR

/// Finds constants that hold something other than finite numbers.
package enum NonFiniteConstants {
  package static let rule = Rule(
    "quantize.not-finite", "the parameters of a program to be quantized are finite numbers",
    """
    A scale cannot be chosen for infinities or for what is no number. They come from a damaged \
    weight file, or from a batch normalization whose variance is negative.
    """)

  /// An error for each such constant that the graph reads.
  static func diagnostics(_ program: Program) -> [Diagnostic] {
    program.graph.values.ids.compactMap { id in
      guard let tensor = program.tensor(of: id), tensor.type.element == .f32,
        let first = first(in: tensor)
      else { return nil }
      let value = tensor.withElements(of: Float.self) { $0[first] }
      return .error(
        rule,
        "the constant '\(program.graph[id].name)' holds \(NumberText.shortest(value)) "
          + "at element \(first) of \(tensor.type.plainDescription)",
        help: "look at the weight file that it comes from")
    }
  }

  private static func first(in tensor: Tensor) -> Int? {
    tensor.withElements(of: Float.self) { elements in
      for index in elements.indices where !elements[index].isFinite { return index }
      return nil
    }
  }
}
