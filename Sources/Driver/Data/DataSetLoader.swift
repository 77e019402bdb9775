import Basic
import Frontend
import IR

extension Session {
  /// Opens a data file for the inputs of a program, or ends the command.
  package mutating func loadDataSet(
    _ path: String, for program: Program
  ) throws(CommandFailure) -> DataSet {
    let archive = try openArchive(path)
    var tensors: [Tensor] = []
    for input in program.graph.inputs {
      let value = program.graph[input]
      let isOnly = program.graph.inputs.count == 1
      let candidates = archive.names.contains(value.name) ? [value.name] : archive.names
      var found: Tensor?
      for name in candidates where found == nil && (isOnly || name == value.name) {
        let tensor = try load(name, archive)
        if Self.sampleCount(tensor.type, value.type) != nil { found = tensor }
      }
      guard let found else {
        throw fail(
          .error(
            DataSetRules.mismatch,
            "no tensor for input '\(value.name)': \(value.type.plainDescription)",
            at: .file(path, offset: nil),
            help: "the file holds \(archive.names.joined(separator: ", "))"))
      }
      tensors.append(found)
    }
    let counts = zip(tensors, program.graph.inputs).compactMap { tensor, input in
      Self.sampleCount(tensor.type, program.graph[input].type)
    }
    let count = counts.min() ?? 0
    if let tensor = tensors.first?.type, let input = program.graph.inputs.first {
      reportLeftOver(tensor, program.graph[input].type, in: path)
    }
    return DataSet(
      tensors: tensors,
      labels: try labels(archive, samples: count * Self.batch(program), in: path), count: count)
  }

  /// Opens an array file, or ends the command.
  mutating func openArchive(_ path: String) throws(CommandFailure) -> TensorArchive {
    do throws(DataError) {
      return try TensorFile.open(environment.path(path))
    } catch {
      let isUnreadable = error.offset == nil
      throw fail(error.diagnostic, isUnreadable ? .cannotRead : .wrongInput)
    }
  }

  /// Reads one tensor of an array file, or ends the command.
  mutating func load(_ name: String, _ archive: TensorArchive) throws(CommandFailure) -> Tensor {
    do throws(DataError) {
      return try archive.tensor(name)
    } catch {
      throw fail(error.diagnostic)
    }
  }

  /// Opens the tensors that `--input NAME=@FILE` name, or ends the command.
  package mutating func loadInputs(
    _ arguments: [String], for program: Program
  ) throws(CommandFailure) -> DataSet {
    var tensors: [String: Tensor] = [:]
    var labels: [Int]?
    let names = program.graph.inputs.map { program.graph[$0].name }
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, parts[1].hasPrefix("@"), names.contains(parts[0]) else {
        throw fail(
          .error(
            DataSetRules.argument, "--input is '\(argument)'",
            help: "the inputs are \(names.joined(separator: ", ")); for example "
              + "\(names.first ?? "x")=@file.npy"), .usage)
      }
      let (path, tensorName) = Self.fileAndTensor(parts[1].dropFirst())
      let archive = try openArchive(path)
      let name = tensorName ?? archive.names.first ?? ""
      guard archive.names.contains(name) else {
        throw fail(
          .error(
            DataSetRules.mismatch, "there is no tensor '\(name)'", at: .file(path, offset: nil),
            help: Spelling.suggestion(name, in: archive.names)))
      }
      let tensor = try load(name, archive)
      tensors[parts[0]] = tensor
      if labels == nil {
        labels = try self.labels(archive, samples: tensor.type.shape.first ?? 1, in: path)
      }
    }
    var ordered: [Tensor] = []
    var count = Int.max
    for input in program.graph.inputs {
      let value = program.graph[input]
      guard let tensor = tensors[value.name],
        let samples = Self.sampleCount(tensor.type, value.type)
      else {
        let given = tensors[value.name].map { "is \($0.type.plainDescription)" } ?? "is not given"
        throw fail(
          .error(
            DataSetRules.mismatch,
            "the input '\(value.name)' \(given), but must be \(value.type.plainDescription)",
            help: "give --input \(value.name)=@FILE"))
      }
      ordered.append(tensor)
      count = min(count, samples)
    }
    return DataSet(tensors: ordered, labels: labels, count: count)
  }

  /// The name and the tensor of an argument `NAME=@FILE` or `NAME=@FILE:TENSOR`.
  mutating func namedTensor(
    _ argument: String, option: String
  ) throws(CommandFailure) -> (name: String, tensor: Tensor) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, parts[1].hasPrefix("@") else {
      throw fail(
        .error(
          CommandLineRules.optionValue, "\(option) is '\(argument)'",
          help: "for example \(option) shape=@shape.npy"), .usage)
    }
    let (path, tensorName) = Self.fileAndTensor(parts[1].dropFirst())
    let archive = try openArchive(path)
    let name = tensorName ?? archive.names.first ?? ""
    guard archive.names.contains(name) else {
      throw fail(
        .error(
          DataSetRules.mismatch, "there is no tensor '\(name)'", at: .file(path, offset: nil),
          help: Spelling.suggestion(name, in: archive.names)))
    }
    return (parts[0], try load(name, archive))
  }

  /// `FILE:TENSOR` taken apart.
  private static func fileAndTensor(_ text: Substring) -> (path: String, tensor: String?) {
    guard let colon = text.lastIndex(of: ":") else { return (String(text), nil) }
    return (String(text[..<colon]), String(text[text.index(after: colon)...]))
  }

  /// How many inputs of `type` a tensor holds, or `nil` if it does not fit.
  static func sampleCount(_ tensor: TensorType, _ type: TensorType) -> Int? {
    guard tensor.element.isFloat || tensor.element == .u8 || tensor.element == type.element else {
      return nil
    }
    if tensor.shape == type.shape { return 1 }
    guard tensor.rank == type.rank, tensor.rank > 0,
      tensor.shape.dropFirst() == type.shape.dropFirst()
    else { return nil }
    let count = tensor.shape[0] / type.shape[0]
    return count > 0 ? count : nil
  }

  /// The number of samples that a network takes at once.
  private static func batch(_ program: Program) -> Int {
    program.graph.inputs.first.flatMap { program.graph[$0].type.shape.first } ?? 1
  }

  private mutating func labels(
    _ archive: TensorArchive, samples: Int, in file: String
  ) throws(CommandFailure) -> [Int]? {
    guard archive.names.contains("labels") else { return nil }
    let tensor = try load("labels", archive)
    let labels = tensor.numbers.compactMap { Int(exactly: $0) }
    guard tensor.type.rank == 1, labels.count >= samples, labels.count == tensor.type.elementCount
    else {
      throw fail(
        .error(
          DataSetRules.mismatch,
          "'labels' is \(tensor.type.plainDescription), but must be a whole number for each of "
            + "\(NumberText.grouped(samples)) samples",
          at: .file(file, offset: nil)))
    }
    return labels
  }

  /// Warns of samples that do not fill a batch.
  private mutating func reportLeftOver(_ tensor: TensorType, _ type: TensorType, in file: String) {
    guard tensor.shape != type.shape, let rows = tensor.shape.first, let batch = type.shape.first,
      rows % batch != 0
    else { return }
    bag.report(
      Diagnostic(
        .warning, DataSetRules.mismatch.code,
        "the last \(rows % batch) of \(NumberText.grouped(rows)) samples do not fill a batch of "
          + "\(batch) and are left out",
        at: .file(file, offset: nil)))
  }
}
