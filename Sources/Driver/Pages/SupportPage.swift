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
    let products = Set(SupportExample.examples.map(\.kind))
    for example in SupportExample.examples {
      text += row("`\(example.kind)`, \(example.name)", support(example))
    }
    for definition in OperatorCatalog.standard.definitions
    where !products.contains(definition.name) && !definition.hasEffect {
      let name = definition.name
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
    guard OperatorCatalog.standard[name]?.hasEffect != true else { return "-" }
    return answer(
      SupportExample.examples.first { $0.kind == name }.map(support) ?? support(kind: name)
    )
    .engine
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

  private func support(_ example: SupportExample) -> Support {
    let text = example.text
    var sources = Table<SourceFile>()
    var bag = DiagnosticBag()
    let file = IRParser.parse(
      text, name: example.name, catalog: .standard, sources: &sources, into: &bag)
    guard let file else { preconditionFailure("\(text)\n\(bag.diagnostics)") }
    Verifier(catalog: .standard).verify(file.program, into: &bag)
    precondition(!bag.hasErrors, "\(text)\n\(bag.diagnostics)")
    let order = file.program.graph.order
    let named = order.first { file.program.graph[$0].kind == example.kind }
    guard let subject = named else { preconditionFailure(text) }
    return backend.support(for: subject, in: file.program)
  }

  /// The answer for an operator without an example: one that no engine but cores and hosts computes.
  private func support(kind: String) -> Support {
    var program = Program(Graph(name: "example"))
    let type = TensorType(.i8, [1])
    let input = program.graph.addInput("x", type)
    let operation = Operation(kind, operands: [input], attributes: AttributeList([]))
    let id = program.graph.append(operation, names: ["y"], types: [type])
    return backend.support(for: id, in: program)
  }
}
