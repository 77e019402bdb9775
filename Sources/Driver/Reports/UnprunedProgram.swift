import Basic
import BitSparsity
import IR
import Passes

/// An integer program as it was before columns of its weights were pruned.
enum UnprunedProgram {
  private static let mark = ".\(BitSparsityPass.name)"

  /// The program with the integers that stand for the real weights, in the same steps; `nil` if nothing
  /// was pruned, or the real numbers are not at hand.
  ///
  /// - Parameter real: the model just before quantization, whose constants pruned ones are named after:
  ///   `c1.weight.i8.bbs`.
  static func of(_ pruned: Program, _ real: Program) -> Program? {
    var known: [String: Tensor] = [:]
    for id in real.constants.ids { known[real.constants[id].name] = real.constants[id].tensor }
    var program = pruned
    var replacements: [ID<Value>: ID<Value>] = [:]
    for id in pruned.graph.order {
      for operand in pruned.graph[id].operands where replacements[operand] == nil {
        guard let constant = pruned.graph.constant(of: operand) else { continue }
        let (name, type) = (pruned.constants[constant].name, pruned.constants[constant].type)
        guard name.hasSuffix(mark) else { continue }
        let stem = name.dropLast(mark.count)
        guard let end = stem.lastIndex(of: "."), let tensor = known[String(stem[..<end])],
          let integers = quantized(tensor, type)
        else { return nil }
        let added = program.addConstant(Constant(String(stem), integers))
        replacements[operand] = program.graph.value(of: added, in: program.constants)
      }
    }
    guard !replacements.isEmpty else { return nil }
    program.graph.replaceUses(replacements)
    return program
  }

  /// The nearest integers of a type with zero points 0.
  private static func quantized(_ real: Tensor, _ type: TensorType) -> Tensor? {
    guard real.type.shape == type.shape, let quantization = type.quantization else { return nil }
    let axis = quantization.axis ?? 0
    let inner = type.shape[(axis + 1)...].reduce(1, *)
    let numbers = real.realNumbers.enumerated().map { index, number in
      number / quantization.scale(at: index / inner % type.shape[axis])
    }
    return Tensor(type, numbers: numbers)
  }
}
