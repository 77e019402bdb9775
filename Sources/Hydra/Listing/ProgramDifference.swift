/// One thing that two programs say differently.
package struct ProgramDifference: Sendable, Equatable, CustomStringConvertible {
  /// Where, such as `layer 2`.
  package let place: String
  /// The field.
  package let field: String
  /// What the first program says.
  package let old: String
  /// What the second program says.
  package let new: String

  package var description: String { "\(place): \(field) \(old) -> \(new)" }

  /// Every difference of two programs, the header first and then layer by layer.
  ///
  /// Weights and biases are compared as the layers of the first program read them.
  package static func between(_ a: HydraProgram, _ b: HydraProgram) -> [ProgramDifference] {
    var differences: [ProgramDifference] = []
    func compare(_ place: String, _ field: String, _ old: String, _ new: String) {
      guard old != new else { return }
      differences.append(ProgramDifference(place: place, field: field, old: old, new: new))
    }
    func compare(_ field: String, _ path: KeyPath<HydraProgram, Int>) {
      compare("header", field, "\(a[keyPath: path])", "\(b[keyPath: path])")
    }
    compare("minor version", \.minorVersion)
    compare("lanes", \.lanes)
    compare("data bits", \.profile.dataBits)
    compare("features", \.featureCount)
    compare("weights a lane", \.weightCount)
    compare("biases a lane", \.biasCount)
    compare("input base", \.input.base)
    compare("input count", \.input.count)
    compare("input fraction", \.input.fraction)
    compare("output base", \.output.base)
    compare("output count", \.output.count)
    compare("output fraction", \.output.fraction)
    compare("layers", \.layers.count)
    compare("segments", \.segments.count)
    let starts = (a.segmentStarts, b.segmentStarts)
    for (index, (old, new)) in zip(a.layers, b.layers).enumerated() {
      let place = "layer \(index)"
      for field in DescriptorField.all {
        compare(place, field.name, field.text(of: old), field.text(of: new))
      }
      guard a.lanes == b.lanes else { continue }
      let (first, second) = (starts.0[index], starts.1[index])
      if old.operation != .channelMaximum {
        differences += numbers(
          place, "weight", a.weights.map { $0.dropFirst(first.weights) },
          b.weights.map { $0.dropFirst(second.weights) },
          in: old.weightBase..<old.weightBase + old.passes * old.products)
      }
      if old.hasBias {
        differences += numbers(
          place, "bias", a.biases.map { $0.dropFirst(first.biases) },
          b.biases.map { $0.dropFirst(second.biases) },
          in: old.biasBase..<old.biasBase + old.passes)
      }
    }
    return differences
  }

  /// The numbers that differ, counted, with the first of them.
  private static func numbers<Number: BinaryInteger>(
    _ place: String, _ what: String, _ a: [ArraySlice<Number>], _ b: [ArraySlice<Number>],
    in range: Range<Int>
  ) -> [ProgramDifference] {
    var count = 0
    var first: ProgramDifference?
    for lane in a.indices {
      for address in range {
        let old = a[lane].dropFirst(address).first.map { "\($0)" } ?? "none"
        let new = b[lane].dropFirst(address).first.map { "\($0)" } ?? "none"
        guard old != new else { continue }
        count += 1
        first =
          first
          ?? ProgramDifference(
            place: place, field: "\(what) \(address) of lane \(lane)", old: old, new: new)
      }
    }
    guard let first else { return [] }
    guard count > 1 else { return [first] }
    return [
      first,
      ProgramDifference(
        place: place, field: "\(what): differences in all", old: "0", new: "\(count)"),
    ]
  }
}
