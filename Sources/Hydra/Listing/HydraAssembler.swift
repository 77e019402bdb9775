import Basic

extension Rule {
  static let hydraListing = Rule(
    "hydra.a1", "a listing consists of directives with name=value pairs, or numbers",
    """
    .hyb, .device, .memory, .input, .output, .layer N with every field, .segment N, .weights LANE \
    and .biases LANE with numbers; # starts a comment. docs/targets/hydra.md has an example.
    """)
}

/// Reads the text that `HydraProgram.listing` writes.
package struct HydraAssembler {
  /// A directive with what stands under it.
  private struct Directive {
    let name: String
    let line: Int
    var index: Int?
    var values: [(name: String, text: String, line: Int)] = []
    var numbers: [(value: Int, line: Int)] = []
  }

  private var faults: [(line: Int, text: String)] = []

  /// The program, or `nil` after reporting everything that is wrong with the text.
  ///
  /// Whether the program can run is for the decoder of its bitstream to say.
  package static func assemble(
    _ text: String, file: String = "network.hyb.txt", _ diagnostics: inout DiagnosticBag
  ) -> HydraProgram? {
    var assembler = HydraAssembler()
    let program = assembler.program(assembler.directives(text))
    for (line, text) in assembler.faults {
      diagnostics.report(
        .error(.hydraListing, "line \(line): \(text)", at: .file(file, offset: nil)))
    }
    return assembler.faults.isEmpty ? program : nil
  }

  private mutating func fault(_ line: Int, _ text: String) { faults.append((line, text)) }

  private mutating func directives(_ text: String) -> [Directive] {
    var directives: [Directive] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let content = line.prefix { $0 != "#" }
      for word in content.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }) {
        let word = String(word)
        if word.hasPrefix(".") {
          directives.append(Directive(name: String(word.dropFirst()), line: number + 1))
        } else if directives.isEmpty {
          fault(number + 1, "'\(word)' before the first directive")
        } else if let sign = word.firstIndex(of: "=") {
          directives[directives.count - 1].values.append(
            (String(word[..<sign]), String(word[word.index(after: sign)...]), number + 1))
        } else if let value = Int(word) {
          let last = directives.count - 1
          let isIndexed = ["layer", "segment", "weights", "biases"].contains(directives[last].name)
          if isIndexed, directives[last].index == nil {
            directives[last].index = value
          } else {
            directives[last].numbers.append((value, number + 1))
          }
        } else {
          fault(number + 1, "'\(word)' is neither name=value nor a number")
        }
      }
    }
    return directives
  }

  private mutating func program(_ directives: [Directive]) -> HydraProgram? {
    let names = ["hyb", "device", "memory", "input", "output"]
    let heads = names.map { name in
      directives.first { $0.name == name } ?? Directive(name: name, line: 0)
    }
    for (name, head) in zip(names, heads) where head.line == 0 {
      fault(1, "there is no .\(name)")
    }
    guard faults.isEmpty else { return nil }
    let version = text(heads[0], "version").split(separator: ".").map { Int($0) }
    if version.count != 2 || version[0] != Bitstream.majorVersion
      || !(0...255).contains(version[1] ?? -1)
    {
      fault(heads[0].line, "the version is not 1.0 to 1.255")
    }
    let lanes = integer(heads[1], "lanes", HydraDevice.laneCounts)
    let profile = NumberProfile(rawValue: integer(heads[1], "data", 8...16))
    if profile?.accumulatorBits != integer(heads[1], "sums", 32...48) {
      fault(heads[1].line, "numbers have 8 bits and sums 32, or 16 and 48")
    }
    let weightCount = integer(heads[2], "weights", 0...65536)
    let biasCount = integer(heads[2], "biases", 0...65536)
    let featureCount = integer(heads[2], "features", 1...65536)
    let (input, output) = (port(heads[3]), port(heads[4]))
    let layers = layers(directives.filter { $0.name == "layer" })
    guard let profile, faults.isEmpty else { return nil }
    let range = profile.range
    let segments = segments(directives.filter { $0.name == "segment" })
    func held(_ count: Int, _ path: KeyPath<WeightSegment, Int>) -> Int {
      segments.isEmpty ? count : segments.reduce(0) { $0 + $1[keyPath: path] }
    }
    if !segments.isEmpty,
      segments.map(\.weights).max() != weightCount || segments.map(\.biases).max() != biasCount
    {
      fault(heads[2].line, "the largest segments have other numbers of weights and biases")
    }
    let weights: [[Int16]] = images(
      directives.filter { $0.name == "weights" }, lanes: lanes, count: held(weightCount, \.weights),
      range)
    let biases: [[Int32]] = images(
      directives.filter { $0.name == "biases" }, lanes: lanes, count: held(biasCount, \.biases),
      Int(Int32.min)...Int(Int32.max))
    for directive in directives
    where !(names + ["layer", "segment", "weights", "biases"]).contains(directive.name) {
      fault(directive.line, "there is no .\(directive.name)")
    }
    var program = HydraProgram(
      lanes: lanes, profile: profile, featureCount: featureCount, input: input, output: output,
      layers: layers, weights: weights, biases: biases, segments: segments)
    program.minorVersion = version[1] ?? 0
    return program
  }

  private mutating func text(_ directive: Directive, _ name: String) -> String {
    let found = directive.values.filter { $0.name == name }
    if found.count != 1 { fault(directive.line, "'\(name)' stands \(found.count) times, not once") }
    return found.first?.text ?? ""
  }

  private mutating func integer(
    _ directive: Directive, _ name: String, _ range: ClosedRange<Int>
  ) -> Int {
    let text = text(directive, name)
    guard let value = Int(text), range.contains(value) else {
      fault(
        directive.line,
        "'\(name)' is '\(text)', not a number from \(range.lowerBound) to \(range.upperBound)")
      return range.lowerBound
    }
    return value
  }

  private mutating func port(_ directive: Directive) -> HydraProgram.Port {
    HydraProgram.Port(
      base: integer(directive, "base", 0...65535), count: integer(directive, "count", 0...65535),
      fraction: integer(directive, "fraction", -128...127))
  }

  private mutating func layers(_ directives: [Directive]) -> [LayerDescriptor] {
    if directives.isEmpty || directives.count > 256 {
      fault(1, "\(directives.count) layers, not 1 to 256")
    }
    return directives.enumerated().map { index, directive in
      if directive.index != index { fault(directive.line, "layer \(index) should follow") }
      var layer = LayerDescriptor()
      var rest = directive.values
      for field in DescriptorField.all {
        guard let position = rest.firstIndex(where: { $0.name == field.name }) else {
          fault(directive.line, "'\(field.name)' is missing")
          continue
        }
        let (_, text, line) = rest.remove(at: position)
        guard let value = field.value(of: text), field.set(&layer, value) else {
          fault(line, "'\(field.name)' cannot be '\(text)'")
          continue
        }
      }
      for (name, _, line) in rest { fault(line, "'\(name)' is no field, or stands twice") }
      return layer
    }
  }

  private mutating func segments(_ directives: [Directive]) -> [WeightSegment] {
    directives.enumerated().map { index, directive in
      if directive.index != index { fault(directive.line, "segment \(index) should follow") }
      return WeightSegment(
        weights: integer(directive, "weights", 0...65536),
        biases: integer(directive, "biases", 0...65536))
    }
  }

  private mutating func images<Number: FixedWidthInteger>(
    _ directives: [Directive], lanes: Int, count: Int, _ range: ClosedRange<Int>
  ) -> [[Number]] {
    var images = [[Number]](repeating: [], count: lanes)
    for directive in directives {
      guard let lane = directive.index, images.indices.contains(lane), images[lane].isEmpty else {
        fault(directive.line, "a lane from 0 to \(lanes - 1) is wanted, once")
        continue
      }
      for (value, line) in directive.numbers where !range.contains(value) {
        fault(line, "\(value) is not from \(range.lowerBound) to \(range.upperBound)")
      }
      images[lane] = directive.numbers.map { Number(truncatingIfNeeded: $0.value) }
    }
    for (lane, image) in images.enumerated() where image.count != count {
      fault(1, "lane \(lane) has \(image.count) numbers, not \(count)")
    }
    return images
  }
}
