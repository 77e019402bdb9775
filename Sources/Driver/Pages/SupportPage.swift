import Backend
import Basic
import IR
import Operators

/// The page that says which operators run where on a target, and why.
///
/// Every line is what the backend answers for an operation.
struct SupportPage {
  private let target: Targets.Entry
  private let backend: any Backend

  /// The page of a target that `dnnc` carries.
  init(_ target: Targets.Entry) {
    self.target = target
    var bag = DiagnosticBag()
    guard let description = try? JSONReader.read(target.text),
      case .string(let kind) = description["kind"], let type = Backends.reading(kind),
      let backend = type.describedBy(description, file: "", overrides: [], &bag)
    else { preconditionFailure("a target that dnnc carries is unsound: \(bag.diagnostics)") }
    self.backend = backend
  }

  /// The kind of hardware.
  var kind: String { type(of: backend).name }

  /// The page in Markdown.
  var text: String {
    var text = """
      # What runs where: \(kind)

      What the backend answers for typical operations on `\(target.name)`. `dnnc check MODEL --target \
      \(target.name)` gives the same for each layer of a model.

      | operation | runs on | rule | reason |
      |---|---|---|---|

      """
    let products = Set(Self.cases.map(\.kind))
    for example in Self.cases {
      text += row("`\(example.kind)`, \(example.name)", support(example))
    }
    for name in OperatorCatalog.standard.names where !products.contains(name) {
      text += row("`\(name)`", support(kind: name))
    }
    text += "\n## Rules\n\n| rule | an operation runs natively only if | |\n|---|---|---|\n"
    for rule in type(of: backend).rules where rule.code.hasPrefix("\(kind).s") {
      text += "| `\(rule.code)` | \(rule.summary) | \(rule.explanation) |\n"
    }
    return text
  }

  /// What computes an operator in its most typical form.
  func engine(of name: String) -> String {
    answer(Self.cases.first { $0.kind == name }.map(support) ?? support(kind: name)).engine
  }

  private func answer(_ support: Support) -> (engine: String, reason: Support.Reason?) {
    switch support {
    case .native: (kind, nil)
    case .lowered(let engine, let reason): (engine, reason)
    case .unsupported(let reason): ("nothing", reason)
    }
  }

  private func row(_ what: String, _ support: Support) -> String {
    let (engine, reason) = answer(support)
    let rule = reason.map { "`\($0.rule.code)`" } ?? ""
    return "| \(what) | \(engine) | \(rule) | \(reason?.text ?? "") |\n"
  }

  /// An operation, in words and in IR text.
  private struct Example {
    let kind: String
    let name: String
    let constant: String
    let inputs: String
    let operation: String
  }

  private static let cases: [Example] = [
    convolution("8-bit weights", "i8[2, 2, 1, 1] quantized(scale: 0.5, zero: 0)", groups: 1),
    convolution("4-bit weights", "i4[2, 2, 1, 1] quantized(scale: 0.5, zero: 0)", groups: 1),
    convolution("in groups", "i8[2, 2, 1, 1] quantized(scale: 0.5, zero: 0)", channels: 4),
    convolution("depth-wise", "i8[4, 1, 1, 1] quantized(scale: 0.5, zero: 0)", channels: 4),
    Example(
      kind: "conv2d", name: "real numbers", constant: "f32[2, 2, 1, 1] = [1, 2, 3, 4]",
      inputs: "%x: f32[1, 2, 4, 4]",
      operation: "conv2d(%x, @w) \(attributes(1, ", activation: none")) : f32[1, 2, 4, 4]"),
    Example(
      kind: "dense", name: "constant weights",
      constant: "i8[2, 2] quantized(scale: 0.5, zero: 0) = [1, 2, 3, 4]",
      inputs: "%x: i8[1, 2] quantized(scale: 0.5, zero: 0)",
      operation: "dense(%x, @w) {activation: none} : i32[1, 2] quantized(scale: 0.25, zero: 0)"),
    Example(
      kind: "matmul", name: "a constant factor",
      constant: "i8[2, 2] quantized(scale: 0.5, zero: 0) = [1, 2, 3, 4]",
      inputs: "%x: i8[1, 2] quantized(scale: 0.5, zero: 0)",
      operation: "matmul(%x, @w) : i32[1, 2] quantized(scale: 0.25, zero: 0)"),
    Example(
      kind: "matmul", name: "two computed factors", constant: "f32[1] = [0]",
      inputs: "%x: i8[1, 2] quantized(scale: 0.5, zero: 0), "
        + "%z: i8[2, 2] quantized(scale: 0.5, zero: 0)",
      operation: "matmul(%x, %z) : i32[1, 2] quantized(scale: 0.25, zero: 0)"),
  ]

  private static func attributes(_ groups: Int, _ more: String) -> String {
    "{stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: \(groups)\(more)}"
  }

  /// A convolution of one element, with weights of type `weight` for `channels` input channels.
  private static func convolution(
    _ name: String, _ weight: String, groups: Int? = nil, channels: Int = 2
  ) -> Example {
    let outputs = weight.contains("[4,") ? 4 : 2
    return Example(
      kind: "conv2d", name: name, constant: "\(weight) = [1, 2, 3, 4]",
      inputs: "%x: i8[1, \(channels), 4, 4] quantized(scale: 0.5, zero: 0)",
      operation: "conv2d(%x, @w) \(attributes(groups ?? outputs, ", activation: none")) : "
        + "i32[1, \(outputs), 4, 4] quantized(scale: 0.25, zero: 0)")
  }

  private func support(_ example: Example) -> Support {
    let text = """
      dnnir 1
      constant @w: \(example.constant)
      graph @example(\(example.inputs)) {
        %y = \(example.operation)
        return %y
      }
      """
    var sources = Table<SourceFile>()
    var bag = DiagnosticBag()
    let file = IRParser.parse(
      text, name: example.name, catalog: .standard, sources: &sources, into: &bag)
    guard let file else { preconditionFailure("\(text)\n\(bag.diagnostics)") }
    Verifier(catalog: .standard).verify(file.program, into: &bag)
    precondition(!bag.hasErrors, "\(text)\n\(bag.diagnostics)")
    return backend.support(for: file.program.graph.order[0], in: file.program)
  }

  /// The answer for an operator that is no product, whose operands make no difference.
  private func support(kind: String) -> Support {
    var program = Program(Graph(name: "example"))
    let type = TensorType(.i8, [1])
    let input = program.graph.addInput("x", type)
    let operation = Operation(kind, operands: [input], attributes: AttributeList([]))
    let id = program.graph.append(operation, names: ["y"], types: [type])
    return backend.support(for: id, in: program)
  }
}
