import Basic
import IR

extension CrossbarVerifier {
  /// Which outputs are wide is stated if the encoding needs it, and so that it can be. (v17)
  mutating func checkSharing(_ mapping: LayerMapping, _ name: String) {
    guard (mapping.encoding == .sharedLow) == (mapping.sharing != nil) else {
      report(.crossbarV17, "'\(name)': the encoding and the sharing of low halves disagree")
      return
    }
    guard let sharing = mapping.sharing else { return }
    let limit = BitSparseEncoding.largestGroup
    if !(1...limit).contains(sharing.groupSize) {
      report(.crossbarV17, "'\(name)': a group has \(sharing.groupSize) inputs, not 1 to \(limit)")
    }
    if sharing.wide.count != mapping.groups {
      report(
        .crossbarV17,
        "'\(name)': \(sharing.wide.count) matrices list wide outputs, and there are "
          + "\(mapping.groups)")
    }
    let isSound = sharing.wide.allSatisfy { outputs in
      outputs.allSatisfy { (0..<mapping.outputs).contains($0) }
        && zip(outputs, outputs.dropFirst()).allSatisfy { $0 < $1 }
    }
    if !isSound {
      report(.crossbarV17, "'\(name)': wide outputs are not there or not in ascending order")
    } else if sharing.wide.allSatisfy({ $0.count == mapping.outputs }) {
      report(.crossbarV17, "'\(name)': no output is narrow")
    }
  }

  /// There are as many low halves as narrow outputs and groups of inputs need. (v11)
  mutating func checkLowHalfCount() {
    let count = plan.lowHalfRanges.last?.upperBound ?? 0
    guard count != plan.lowHalves.count else { return }
    report(
      .crossbarV11, "layers share \(count) low halves and there are \(plan.lowHalves.count)")
  }

  /// Low halves are those of the digests. (v18)
  mutating func checkLowHalves() {
    for (layer, range) in zip(plan.layers, plan.lowHalfRanges) {
      guard let sharing = layer.mapping?.sharing else { continue }
      let digest = plan.lowHalves[range].withUnsafeBytes { ContentHash(of: $0) }
      if digest != sharing.digest {
        reportChange(
          .crossbarV18, "'\(layer.name)': the low halves have the digest \(digest)")
      }
      if let large = plan.lowHalves[range].first(where: { $0 > 15 }) {
        report(.crossbarV18, "'\(layer.name)': a low half is \(large), not 0 to 15")
      }
    }
  }
}
