import Backend
import Basic

extension RISCVPlan {
  /// The plan for people and the plan for programs.
  package var artifacts: [Artifact] {
    [Artifact("plan.txt", text), Artifact("plan.json", json.text)]
  }

  /// Reads `plan.json`, or reports what is wrong with them and gives `nil`.
  package init?(artifacts: [Artifact], _ diagnostics: inout DiagnosticBag) {
    guard let plan = artifacts.first(where: { $0.name == "plan.json" }) else {
      diagnostics.report(
        .error(.riscvF2, "'plan.json' is missing", at: .file("plan.json", offset: nil)))
      return nil
    }
    do {
      let json = try plan.bytes.withUnsafeBytes { try JSONReader.read($0) }
      let reader = PlanReader(value: json, path: "")
      guard try reader["format"].string == "dnnc riscv plan" else {
        throw try reader["format"].fault("not 'dnnc riscv plan'")
      }
      guard try reader["version"].integer == Self.formatVersion else {
        throw try reader["version"].fault("not \(Self.formatVersion)")
      }
      let targetJSON = try reader["target"].value
      guard let target = RISCVTarget.read(targetJSON, file: "plan.json", &diagnostics) else {
        return nil
      }
      try self.init(reader, target: target)
      guard self.json == json || self.json.text == json.text else {
        throw reader.fault("it holds members that the schema does not have, or in another order")
      }
      if let prose = artifacts.first(where: { $0.name == "plan.txt" }),
        prose.bytes != Array(text.utf8)
      {
        diagnostics.report(
          .error(
            .riscvF3, "it is not what plan.json prints", at: .file("plan.txt", offset: nil),
            help: "one of the two was changed; compile the network again"))
        return nil
      }
    } catch let error as JSONError {
      diagnostics.report(
        .error(.riscvF1, error.reason, at: .file("plan.json", offset: error.offset)))
      return nil
    } catch let error as PlanFormatError {
      diagnostics.report(
        .error(
          .riscvF1, "\(error.path): \(error.reason)", at: .file("plan.json", offset: nil)))
      return nil
    } catch {
      diagnostics.report(
        .error(.riscvF1, "\(error)", at: .file("plan.json", offset: nil)))
      return nil
    }
  }
}
