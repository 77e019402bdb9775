import Basic
import IR

/// Finds the parameters of a network: in weight files, or from seeded initialisers.
struct ParameterSource {
  private let folder: DataFolder
  private let file: (token: Token, archive: TensorArchive)?
  private let seed: Int?
  private let hasWeights: Bool
  private var opened: [String: TensorArchive] = [:]

  /// Opens the weight file that the network names, if it names one.
  init(_ weights: WeightsSyntax?, folder: DataFolder, into bag: inout DiagnosticBag) {
    self.folder = folder
    hasWeights = weights != nil
    var found: (Token, TensorArchive)?
    var seed: Int?
    switch weights {
    case .file(let token):
      do throws(DataError) {
        found = (token, try TensorFile.open(try folder.resolve(token.text)))
      } catch {
        bag.report(Self.diagnostic(error, at: token.range))
      }
    case .seeded(let number): seed = number
    case nil: break
    }
    file = found
    self.seed = seed
  }

  /// The parameter `name`, converted to `type`, or `nil` after a report.
  mutating func parameter(
    _ name: String, role: String, _ type: TensorType, of subject: String, at range: SourceRange,
    into bag: inout DiagnosticBag
  ) -> Tensor? {
    if let seed {
      guard type.elementCount <= ParameterInitializer.elementLimit else {
        bag.report(
          .error(
            DNNRules.seededSize,
            "\(subject) would get \(NumberText.grouped(type.elementCount)) seeded elements as "
              + name,
            at: .source(range), help: "take large weights from a file, which is mapped"))
        return nil
      }
      return ParameterInitializer(seed: seed).tensor(name, role: role, type.shape)
    }
    guard let file else {
      if !hasWeights {
        bag.report(
          .error(
            DNNRules.noWeights, "\(subject) needs \(name), but the network names no weights",
            at: .source(range), help: "write weights \"FILE\" or weights seeded(1) before '{'"))
      }
      return nil
    }
    guard file.archive.names.contains(name) else {
      bag.report(
        .error(
          DNNRules.missingParameter,
          "\(subject) needs \(name): \(type.plainDescription), which \(file.token.text) does not hold",
          at: .source(range),
          help: Spelling.nearest(name, in: file.archive.names).map { "did you mean '\($0)'?" }
            ?? "the file holds \(file.archive.names.count) tensors"))
      return nil
    }
    return tensor(name, in: file.archive, file.token.text, type, subject, range, &bag)
  }

  /// `file("w.npy")` or `file("w.safetensors", "name")`, converted to `type` if that is known.
  mutating func load(
    _ call: CallSyntax, _ type: TensorType?, of subject: String, into bag: inout DiagnosticBag
  ) -> Tensor? {
    var texts: [Token] = []
    for argument in call.arguments {
      guard argument.label == nil, case .string(let token) = argument.value else { continue }
      texts.append(token)
    }
    guard texts.count == call.arguments.count, (1...2).contains(texts.count) else {
      bag.report(
        .error(
          DNNRules.argumentKind, "file takes the name of a file and, in an archive, of a tensor",
          at: .source(call.range), help: "for example file(\"w.safetensors\", \"c1.weight\")"))
      return nil
    }
    do throws(DataError) {
      let path = try folder.resolve(texts[0].text)
      let archive = try open(path)
      guard let name = texts.count > 1 ? texts[1].text : archive.names.first,
        archive.names.contains(name), texts.count > 1 || archive.names.count == 1
      else {
        bag.report(
          .error(
            DNNRules.missingParameter,
            texts.count > 1
              ? "\(texts[0].text) holds no '\(texts[1].text)'"
              : "\(texts[0].text) holds \(archive.names.count) tensors: name one",
            at: .source(texts[texts.count - 1].range),
            help: texts.count > 1 ? Spelling.suggestion(texts[1].text, in: archive.names) : nil))
        return nil
      }
      return tensor(name, in: archive, texts[0].text, type, subject, texts[0].range, &bag)
    } catch {
      bag.report(Self.diagnostic(error, at: texts[0].range))
      return nil
    }
  }

  private mutating func open(_ path: String) throws(DataError) -> TensorArchive {
    if let known = opened[path] { return known }
    let archive = try TensorFile.open(path)
    opened[path] = archive
    return archive
  }

  private func tensor(
    _ name: String, in archive: TensorArchive, _ file: String, _ type: TensorType?,
    _ subject: String, _ range: SourceRange, _ bag: inout DiagnosticBag
  ) -> Tensor? {
    do throws(DataError) {
      let tensor = try archive.tensor(name)
      guard let type else {
        return tensor.type.element.isFloat ? tensor.converted(to: .f32) : tensor
      }
      let isConvertible =
        tensor.type.element == type.element || (type.element.isFloat && tensor.type.element.isFloat)
      guard tensor.type.shape == type.shape, isConvertible else {
        bag.report(
          .error(
            DNNRules.parameterType,
            "\(name.isEmpty ? "the tensor" : name) in \(file) is \(tensor.type.plainDescription), "
              + "but \(subject) wants \(type.plainDescription)",
            at: .source(range)))
        return nil
      }
      return tensor.converted(to: type.element)
    } catch {
      bag.report(Self.diagnostic(error, at: range))
      return nil
    }
  }

  /// The fault of a data file, with the place in the description that names the file as a note.
  private static func diagnostic(_ error: DataError, at range: SourceRange) -> Diagnostic {
    var diagnostic = error.diagnostic
    diagnostic.notes.append(.init("the file is named here", at: .source(range)))
    return diagnostic
  }
}
