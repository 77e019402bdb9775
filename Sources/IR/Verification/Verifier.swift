import Basic

/// Checks a program against the rules of the IR and of its operators, and reports every violation.
///
/// What it checks: `IRRules` ir.c1 to ir.c10, except uniqueness of names, which tables and the
/// parser guarantee, and each operator's own constraints, by inferring its result types again.
package struct Verifier: Sendable {
  private let catalog: OperatorCatalog

  /// Where things stand in the text that the program was read from.
  private let places: IRPlaces

  /// Makes a verifier.
  package init(catalog: OperatorCatalog, places: IRPlaces = IRPlaces()) {
    self.catalog = catalog
    self.places = places
  }

  /// Reports everything that is wrong with `program`.
  package func verify(_ program: Program, into bag: inout DiagnosticBag) {
    let graph = program.graph
    var isDefined = [Bool](repeating: false, count: graph.values.count)
    for id in graph.values.ids {
      if case .result = graph[id].definition { continue }
      isDefined[id.index] = true
    }
    for id in graph.inputs {
      let name = graph[id].name
      checkType(graph[id].type, "input %\(name)", Self.place(places.inputs[name]), &bag)
    }
    checkConstants(program, &bag)
    var seen = [Bool](repeating: false, count: graph.operations.count)
    for id in graph.order {
      let place = place(of: id, in: graph)
      if seen[id.index] {
        bag.report(
          .error(IRRules.orderIsProper, "'\(subject(id, graph))' stands twice", at: place))
      }
      seen[id.index] = true
      for operand in graph[id].operands where !isDefined[operand.index] {
        bag.report(
          .error(
            IRRules.definedBeforeUse,
            "'\(subject(id, graph))' reads %\(graph[operand].name), which is defined later or never",
            at: place))
      }
      check(id, graph, place, &bag)
      for result in graph[id].results { isDefined[result.index] = true }
    }
    if graph.outputs.isEmpty, !graph.inputs.isEmpty {
      bag.report(
        .error(
          IRRules.outputsAreDefined, "@\(graph.name) returns nothing",
          at: Self.place(places.graph)))
    }
    for output in graph.outputs where !isDefined[output.index] {
      bag.report(
        .error(IRRules.outputsAreDefined, "the output %\(graph[output].name) is never defined"))
    }
  }

  private func place(of id: ID<Operation>, in graph: Graph) -> Diagnostic.Place {
    Self.place(places.operations[id] ?? graph[id].location)
  }

  private static func place(_ range: SourceRange?) -> Diagnostic.Place {
    range.map { .source($0) } ?? .none
  }

  private func subject(_ id: ID<Operation>, _ graph: Graph) -> String {
    graph[id].results.first.map { graph[$0].name } ?? graph[id].kind
  }

  private func checkConstants(_ program: Program, _ bag: inout DiagnosticBag) {
    for id in program.graph.values.ids {
      guard let constant = program.graph.constant(of: id) else { continue }
      let record = program.constants[constant]
      let place = Self.place(places.constants[record.name])
      checkType(record.type, "constant @\(record.name)", place, &bag)
      if let tensor = record.tensor, tensor.type != record.type {
        bag.report(
          .error(
            IRRules.constantFits,
            "constant @\(record.name) is \(record.type) but its content is \(tensor.type)",
            at: place))
      }
      if let fault = record.encoding?.fault(for: record.type) {
        bag.report(
          .error(IRRules.encodingFits, "constant @\(record.name): \(fault)", at: place))
      }
    }
  }

  private func checkType(
    _ type: TensorType, _ subject: String, _ place: Diagnostic.Place, _ bag: inout DiagnosticBag
  ) {
    guard let fault = type.fault else { return }
    bag.report(.error(IRRules.typeIsSound, "\(subject): \(fault)", at: place))
  }

  private func check(
    _ id: ID<Operation>, _ graph: Graph, _ place: Diagnostic.Place, _ bag: inout DiagnosticBag
  ) {
    let operation = graph[id]
    let subject = subject(id, graph)
    guard let definition = catalog[operation.kind] else {
      bag.report(
        .error(
          IRRules.operatorIsKnown, "'\(subject)': unknown operator '\(operation.kind)'", at: place,
          help: Spelling.suggestion(operation.kind, in: catalog.names)))
      return
    }
    let faults = CallShape.faults(
      definition, operandCount: operation.operands.count, attributes: operation.attributes)
    for (rule, message) in faults {
      bag.report(.error(rule, "\(definition.name) '\(subject)': \(message)", at: place))
    }
    let operandsAreSound = operation.operands.allSatisfy { graph[$0].type.fault == nil }
    guard faults.isEmpty, operandsAreSound else { return }
    var report = ConstraintReport()
    let inferred = definition.inferTypes(graph.call(id), &report)
    for diagnostic in report.diagnostics(of: definition, subject: subject, at: place) {
      bag.report(diagnostic)
    }
    guard let inferred, report.violations.isEmpty else { return }
    let stated = operation.results.map { graph[$0].type }
    guard inferred != stated else { return }
    bag.report(
      .error(
        IRRules.resultTypes,
        "\(definition.name) '\(subject)': the result is \(list(stated)), but must be "
          + list(inferred),
        at: place))
  }

  private func list(_ types: [TensorType]) -> String {
    types.count == 1
      ? "\(types[0])" : "(\(types.map(\.description).joined(separator: ", ")))"
  }
}

/// The number of operands and the attributes of a call, checked before its types are inferred.
package enum CallShape {
  /// What is wrong, each with its rule.
  package static func faults(
    _ definition: any OperatorDefinition.Type, operandCount: Int, attributes: AttributeList
  ) -> [(Rule, String)] {
    var faults: [(Rule, String)] = []
    let needed = definition.operands.filter { $0.arity != .optional }.count
    let isVariadic = definition.operands.last?.arity == .variadic
    let most = isVariadic ? Int.max : definition.operands.count
    if operandCount < needed || operandCount > most {
      let wanted =
        isVariadic
        ? "at least \(needed)" : needed == most ? "\(needed)" : "\(needed) to \(most)"
      let names = definition.operands.map(\.name).joined(separator: ", ")
      faults.append(
        (IRRules.operandCount, "\(operandCount) operands, but it takes \(wanted): \(names)"))
    }
    let declared = definition.storedAttributes
    let names = attributes.attributes.map(\.name)
    if names != declared.map(\.name) {
      faults.append(
        (
          IRRules.attributesAreDeclared,
          "the attributes are {\(names.joined(separator: ", "))}, but must be "
            + "{\(declared.map(\.name).joined(separator: ", "))}"
        ))
      return faults
    }
    for (spec, attribute) in zip(declared, attributes.attributes)
    where !spec.accepts(attribute.value) {
      faults.append(
        (
          IRRules.attributesAreDeclared,
          "\(spec.name) is \(attribute.value), but must be \(spec.kind)"
        ))
    }
    return faults
  }
}
