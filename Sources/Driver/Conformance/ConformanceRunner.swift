import Basic
import Frontend
import IR
import Interpreter

/// Runs cases of conformance.
struct ConformanceRunner {
  let interpreter: Interpreter

  /// The rules by which a case may be passed over; any other diagnostic is a failure.
  private static let skippingRules: Set<String> = Set(
    [
      ONNXNodeRules.operatorIsKnown, ONNXNodeRules.operatorSet, ONNXNodeRules.unsupportedForm,
      ONNXNodeRules.constantOperand, ONNXRules.elementType, BuildingRules.emptyTensor,
    ].map(\.code))

  /// What becomes of a case, whose model goes into text and comes out of it again first.
  func outcome(of example: ConformanceCase) -> ConformanceOutcome {
    do throws(DataError) {
      let options = ONNXTextPrinter.Options(inlineLimit: .max)
      let text = try ONNXTextPrinter.print(example.model, named: example.name, options: options)
      var sources = Table<SourceFile>()
      var bag = DiagnosticBag()
      let read = ONNXTextParser.parse(
        text.text, name: example.name, sources: &sources, into: &bag)
      guard let read else {
        return .failed("its text is not read: \(bag.diagnostics.first?.message ?? "")")
      }
      let again = try ONNXTextPrinter.print(read, named: example.name, options: options)
      guard again.text == text.text else { return .failed("its text is another when read back") }
      return outcome(of: example, model: read)
    } catch {
      // Not all that a model may hold can be said in text.
      guard error.rule.code == ONNXRules.unprintable.code else { return .failed(error.reason) }
      return outcome(of: example, model: example.model)
    }
  }

  /// What becomes of a case whose model took another way in.
  func outcome(of example: ConformanceCase, model: ONNXModel) -> ConformanceOutcome {
    var bag = DiagnosticBag(errorLimit: 1000)
    var options = FrontendOptions()
    for (input, tensor) in zip(model.graph.inputs, example.inputs) {
      options.values[input.name] = tensor
      options.shapes[input.name] = tensor?.type.shape
    }
    let program = ONNXFrontend.lower(
      model, name: example.name, folder: example.folder, catalog: interpreter.catalog,
      options: options, into: &bag)
    guard let program else { return refused(bag) }
    Verifier(catalog: interpreter.catalog).verify(program, into: &bag)
    if let error = bag.diagnostics.first(where: { $0.severity == .error }) {
      return .failed("the program is unsound: \(error.message) [\(error.code)]")
    }
    var inputs: [Tensor] = []
    let names = model.graph.inputs.map(\.name)
    for id in program.graph.inputs {
      let index = names.firstIndex(of: program.graph[id].name)
      guard let index, let tensor = example.inputs[index] else {
        return .failed("the input '\(program.graph[id].name)' has no stored value")
      }
      inputs.append(tensor)
    }
    do throws(ExecutionError) {
      let found = try interpreter.run(program, inputs: inputs)
      for (index, expected) in example.outputs.enumerated() {
        let name = model.graph.outputs[index].name
        guard let expected else { return .failed("the stored output '\(name)' cannot be read") }
        if let fault = ConformanceComparison.fault(
          found[index], expected, named: name, operations: model.graph.nodes.count)
        {
          return .failed(fault)
        }
      }
      return .passed
    } catch { return .failed(error.diagnostic.message) }
  }

  private func refused(_ bag: DiagnosticBag) -> ConformanceOutcome {
    let errors = bag.diagnostics.filter { $0.severity == .error }
    let isRule = errors.allSatisfy { error in
      Self.skippingRules.contains(error.code)
        || interpreter.catalog.names.contains { error.code.hasPrefix("\($0).c") }
    }
    guard isRule, let first = errors.first else {
      return .failed(
        errors.first.map { "\($0.message) [\($0.code)]" } ?? "refused without a reason")
    }
    return .skipped(rule: first.code, detail: first.message)
  }
}
