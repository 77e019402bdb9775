import Backend
import Basic
import IR

/// The targets that `dnnc` knows without a file.
package enum Targets {
  /// A description of hardware with its name.
  package struct Entry: Sendable {
    /// What `--target` calls it.
    package let name: String
    /// What it is.
    package let summary: String
    /// The text of its description, equal to `Models/targets/NAME.json`.
    package let text: String
  }

  /// All of them, in the order of documentation.
  package static let all = [
    Entry(
      name: "ima-256",
      summary: "in-memory-computing cluster with 256x256 crossbars of 4-bit cells",
      text: BuiltinTargetTexts.ima256),
    Entry(
      name: "bitvert", summary: "bit-serial accelerator for weights with pruned columns of bits",
      text: BuiltinTargetTexts.bitvert),
    Entry(
      name: "rv32imc-8core", summary: "cluster of eight RV32IMC cores with scratchpad and DMA",
      text: BuiltinTargetTexts.rv32imc8core),
    Entry(
      name: "rv32imc-1core", summary: "one RV32IMC core with scratchpad and DMA",
      text: BuiltinTargetTexts.rv32imc1core),
    Entry(
      name: "rv64gcv", summary: "one RV64GCV core with vectors of 128 bits, scratchpad and DMA",
      text: BuiltinTargetTexts.rv64gcv),
    Entry(
      name: "xpulp-8core", summary: "cluster of eight cores with CORE-V dot products",
      text: BuiltinTargetTexts.xpulp8core),
    Entry(
      name: "hydra-8", summary: "layer-multiplexed accelerator of 8 lanes of 8 bits",
      text: BuiltinTargetTexts.hydra8),
    Entry(
      name: "hydra-64", summary: "layer-multiplexed accelerator of 64 lanes of 8 bits",
      text: BuiltinTargetTexts.hydra64),
    Entry(
      name: "hydra-64-overlap",
      summary: "the same, where sums drain while the next pass multiplies",
      text: BuiltinTargetTexts.hydra64Overlap),
    Entry(
      name: "hydra-32-16bit", summary: "layer-multiplexed accelerator of 32 lanes of 16 bits",
      text: BuiltinTargetTexts.hydra32Words),
  ]

  package static let unknown = Rule(
    "target.unknown", "a target is one that dnnc knows, or a file",
    "`dnnc describe targets` lists the targets; --target-file names a description of your own.")

  package static let override = Rule(
    "target.override", "--set changes a key of the target",
    "For example --set order=area. The keys are those of the target's description.")

  package static let json = Rule(
    "target.json", "a target is described in JSON",
    "docs/targets/ explains the keys of each kind of target.")

  package static let kind = Rule(
    "target.kind", "the key kind of a target names a backend",
    "The key says which backend reads the rest of the description.")

  /// All of the rules, for documentation.
  package static let rules = [unknown, override, json, kind, LatencyLimit.rule]
}

/// The options that choose a target.
package enum TargetOptions {
  package static let target = OptionSpec("--target", value: "NAME", "the hardware to plan for")
  package static let targetFile = OptionSpec(
    "--target-file", value: "FILE", "the hardware, described in a JSON file")
  package static let set = OptionSpec(
    "--set", value: "KEY=VALUE", isRepeatable: true, "change a key of the target")

  /// All of them.
  package static let all = [target, targetFile, set]
}

extension Session {
  /// The backend that a command line asks for, `nil` if it asks for none.
  package mutating func backend(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> (any Backend)? {
    var text = ""
    var file = ""
    if let path = arguments.value(TargetOptions.targetFile) {
      (text, file) = (try self.text(at: path), path)
    } else if let name = arguments.value(TargetOptions.target) {
      guard let entry = Targets.all.first(where: { $0.name == name }) else {
        throw fail(
          .error(
            Targets.unknown, "there is no target '\(name)'",
            help: Spelling.suggestion(name, in: Targets.all.map(\.name))), .usage)
      }
      (text, file) = (entry.text, name)
    } else {
      return nil
    }
    let overrides = try overrides(arguments)
    let description: JSONValue
    do throws(JSONError) {
      description = try JSONReader.read(text)
    } catch {
      throw fail(.error(Targets.json, error.reason, at: .file(file, offset: error.offset)))
    }
    let kind = description["kind"] ?? .null
    guard case .string(let word) = kind, let type = Backends.reading(word) else {
      let kinds = Backends.all.map { "\"\($0.name)\"" }.joined(separator: ", ")
      throw fail(
        .error(
          Targets.kind, "'kind' is \(kind.compactText), not one of \(kinds)",
          at: .file(file, offset: nil)))
    }
    // A key that is chosen for the program keeps the value of the description until then.
    let given = overrides.filter { $0.0 != type.chosenKey || $0.1 != "auto" }
    let backend = type.describedBy(description, file: file, overrides: given, &bag)
    guard let backend else { throw CommandFailure(.wrongInput) }
    return backend
  }

  private mutating func overrides(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> [(String, String)] {
    var overrides: [(String, String)] = []
    let isSplit = arguments.has(SplitOptions.split)
    for setting in arguments.all(TargetOptions.set)
    where !isSplit || !SplitOptions.isKey(of: setting) {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw fail(
          .error(Targets.override, "--set is '\(setting)'", help: "for example --set order=area"),
          .usage)
      }
      overrides.append((parts[0], parts[1]))
    }
    return overrides
  }
}
