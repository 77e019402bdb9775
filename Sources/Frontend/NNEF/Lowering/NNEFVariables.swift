import Basic
import IR

/// The variables of a model: the `.dat` files, and what stored integers stand for.
struct NNEFVariables: Sendable {
  /// The files of the model.
  let files: NNEFFiles

  /// The entries of `graph.quant`, by identifier.
  let quantizations: [String: NNEFQuantization]

  /// The tensor of the variable `label`, whose identifier in the graph is `identifier`.
  ///
  /// - Parameters:
  ///   - element: `scalar`, `integer` or `logical`.
  ///   - shape: the shape that the graph states.
  func tensor(
    _ label: String, identifier: String, element: String, shape: [Int], _ context: NNEFContext
  ) throws(Refusal) -> Tensor {
    let file: DatFile
    let member = "\(label).dat"
    do throws(DataError) {
      guard let storage = try files.contents(member) else {
        throw DataError(
          NNEFRules.variable, "there is no \(member)", file: files.describe(member), offset: nil)
      }
      do {
        file = try DatFile(storage)
      } catch { throw error.error(in: files.describe(member)) }
    } catch {
      var diagnostic = error.diagnostic
      diagnostic.notes.append(.init("the file is named here", at: context.builder.node.place))
      throw Refusal([diagnostic])
    }
    guard file.tensor.type.shape == shape else {
      throw context.refusal(
        NNEFRules.variable, "the shape is \(shape), and \(member) holds \(file.tensor.type.shape)")
    }
    let stored = file.tensor
    switch element {
    case "logical" where stored.type.element == .bool,
      "integer" where stored.type.element.isInteger:
      return stored
    case "scalar" where stored.type.element.isFloat:
      return stored.converted(to: .f32)
    case "scalar" where stored.type.element.isInteger:
      guard let quantization = quantizations[identifier] else { break }
      return try quantization.real(stored, bits: file.header.bits, context)
    default: break
    }
    throw context.refusal(
      NNEFRules.variable,
      "the variable is \(element), and \(member) holds \(stored.type.element.rawValue)",
      help: element == "scalar" && stored.type.element.isInteger
        ? "say in graph.quant what the integers stand for, or declare variable<integer>" : nil)
  }
}

/// The inputs of a graph.
struct NNEFInputs: Sendable {
  /// The names in the head of the graph.
  let names: Set<String>

  /// What the command line says of them.
  let options: FrontendOptions
}
