import Basic

extension DevicePlan {
  /// A plan for programs: what every plan begins with, then the members of its own.
  package func document(_ own: JSONValue) -> JSONValue {
    guard case .object(let members) = own else {
      preconditionFailure("the members of a plan are an object")
    }
    return .object(
      [
        .init("format", .string(Self.format)), .init("version", .integer(Self.formatVersion)),
        .init("network", .string(network)), .init("program", .string(program.description)),
        .init("target", target.json),
      ] + members)
  }

  /// The plan for people, the plan for programs, and the files besides.
  package var artifacts: [Artifact] {
    [Artifact("plan.txt", text), Artifact("plan.json", json.text)]
      + zip(Self.binaryNames, binaries).map { Artifact($0, $1) }
  }

  /// Reads a plan from its files, or reports what is wrong with them and gives `nil`.
  package init?(artifacts: [Artifact], _ diagnostics: inout DiagnosticBag) {
    let rules = Self.fileRules
    var files: [String: [UInt8]] = [:]
    for artifact in artifacts { files[artifact.name] = artifact.bytes }
    for name in Self.fileNames where name != "plan.txt" && files[name] == nil {
      diagnostics.report(
        .error(rules.missing, "'\(name)' is missing", at: .file(name, offset: nil)))
    }
    let binaries = Self.binaryNames.compactMap { files[$0] }
    guard let bytes = files["plan.json"], binaries.count == Self.binaryNames.count else {
      return nil
    }
    func reportSchema(_ text: String, _ offset: Int? = nil) {
      diagnostics.report(.error(rules.schema, text, at: .file("plan.json", offset: offset)))
    }
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONReader.read(bytes)
    } catch {
      reportSchema(error.reason, error.offset)
      return nil
    }
    do throws(PlanFormatError) {
      let reader = PlanReader(json)
      guard try reader["format"].string == Self.format else {
        throw try reader["format"].fault("not '\(Self.format)'")
      }
      guard try reader["version"].integer == Self.formatVersion else {
        throw try reader["version"].fault("not \(Self.formatVersion)")
      }
      let described = try reader["target"].value
      guard let target = Target.read(described, file: "plan.json", &diagnostics) else {
        return nil
      }
      try self.init(reader, target: target, binaries: binaries)
      guard self.json == json || self.json.text == json.text else {
        throw reader.fault("it holds members that the schema does not have, or in another order")
      }
    } catch {
      for diagnostic in error.diagnostics { diagnostics.report(diagnostic) }
      if error.diagnostics.isEmpty { reportSchema("\(error.path): \(error.reason)") }
      return nil
    }
    if let prose = files["plan.txt"], prose != Array(text.utf8) {
      diagnostics.report(
        .error(
          rules.text, "it is not what plan.json prints", at: .file("plan.txt", offset: nil),
          help: "one of the two was changed; compile the network again"))
      return nil
    }
  }
}
