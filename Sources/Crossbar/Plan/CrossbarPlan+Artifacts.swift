import Backend
import Basic

extension CrossbarPlan {
  /// The plan for people, the plan for programs, and the images of the arrays.
  package var artifacts: [Artifact] {
    [
      Artifact("plan.txt", text), Artifact("plan.json", json.text),
      Artifact("arrays.bin", image),
    ]
  }

  /// Reads `plan.json` and `arrays.bin`, or reports what is wrong with them and gives `nil`.
  package init?(artifacts: [Artifact], _ diagnostics: inout DiagnosticBag) {
    func named(_ name: String) -> Artifact? {
      guard let artifact = artifacts.first(where: { $0.name == name }) else {
        diagnostics.report(
          .error(.crossbarF2, "'\(name)' is missing", at: .file(name, offset: nil)))
        return nil
      }
      return artifact
    }
    guard let plan = named("plan.json"), let image = named("arrays.bin") else { return nil }
    do {
      let json = try plan.bytes.withUnsafeBytes { try JSONReader.read($0) }
      let reader = PlanReader(value: json, path: "")
      guard try reader["format"].string == "dnnc crossbar plan" else {
        throw try reader["format"].fault("not 'dnnc crossbar plan'")
      }
      guard try reader["version"].integer == Self.formatVersion else {
        throw try reader["version"].fault("not \(Self.formatVersion)")
      }
      let targetJSON = try reader["target"].value
      guard let target = CrossbarTarget.read(targetJSON, file: "plan.json", &diagnostics) else {
        return nil
      }
      try self.init(reader, target: target, image: image.bytes)
      guard self.json == json || self.json.text == json.text else {
        throw reader.fault("it holds members that the schema does not have, or in another order")
      }
      if let prose = artifacts.first(where: { $0.name == "plan.txt" }),
        prose.bytes != Array(text.utf8)
      {
        diagnostics.report(
          .error(
            .crossbarF3, "it is not what plan.json prints", at: .file("plan.txt", offset: nil),
            help: "one of the two was changed; compile the network again"))
        return nil
      }
    } catch let error as JSONError {
      diagnostics.report(
        .error(.crossbarF1, error.reason, at: .file("plan.json", offset: error.offset)))
      return nil
    } catch let error as PlanFormatError {
      diagnostics.report(
        .error(
          .crossbarF1, "\(error.path): \(error.reason)", at: .file("plan.json", offset: nil)))
      return nil
    } catch {
      diagnostics.report(
        .error(.crossbarF1, "\(error)", at: .file("plan.json", offset: nil)))
      return nil
    }
  }
}
