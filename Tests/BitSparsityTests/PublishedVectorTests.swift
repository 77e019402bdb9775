import BitSparsity
import Foundation
import Frontend
import IR
import TestSupport
import Testing

/// Pruning equals what the published program gave, array by array.
@Suite(.enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"))
struct PublishedVectorTests {
  static let files = ["edge24x32", "groups480x16", "linear128x256", "stem16x3x7x7"]

  @Test(arguments: files)
  func everyArrayIsReproduced(_ file: String) throws {
    let archive = try VectorArchive(file)
    let weights = try archive.tensor("input")
    let layout = try #require(WeightLayout(weights.type.shape, axis: 0))
    let values = weights.numbers.map { Int8($0) }
    var compared = 0
    for name in archive.names {
      guard let call = PublishedCall(name) else { continue }
      let found = PublishedPruning.prune(
        values, layout, method: call.method, columns: call.columns, group: call.group,
        constantBits: call.constantBits)
      let wanted = try archive.tensor(name).numbers.map { Int16($0) }
      #expect(found == wanted, "\(file): \(name)")
      compared += 1
    }
    #expect(compared >= 6)
  }

  /// What is stored of each group is what an independent restatement of the program found.
  @Test(arguments: files)
  func metadataIsReproduced(_ file: String) throws {
    let archive = try VectorArchive(file)
    let weights = try archive.tensor("input")
    let layout = try #require(WeightLayout(weights.type.shape, axis: 0))
    let values = weights.numbers.map { Int8($0) }
    for name in archive.names {
      guard let call = PublishedCall(name), archive.names.contains("\(name)__redun") else {
        continue
      }
      let redundant = try archive.tensor("\(name)__redun").numbers.map { Int($0) }
      let isMean = call.method == .roundedAveraging
      let constants = try archive.tensor("\(name)__\(isMean ? "const" : "offset")").numbers
      let groups = Self.groups(values, layout, size: call.group)
      try #require(groups.count == redundant.count)
      for (index, group) in groups.enumerated() {
        let metadata =
          isMean
          ? RoundedAveraging.prune(group, columns: call.columns).metadata
          : ZeroPointShifting(
            columns: call.columns, constantBits: call.constantBits, redundantLimit: 7,
            staysWithin8Bits: false
          ).prune(group).metadata
        #expect(
          metadata.redundantColumns == min(redundant[index], call.columns)
            && metadata.constant == Int(constants[index]), "\(file): \(name), group \(index)")
      }
    }
  }

  private static func groups(_ values: [Int8], _ layout: WeightLayout, size: Int) -> [[Int8]] {
    var groups: [[Int8]] = []
    for channel in 0..<layout.channels {
      for position in 0..<layout.positions {
        let run = (0..<layout.depth).map { values[layout.index(channel, position, $0)] }
        for start in stride(from: 0, to: run.count, by: size) {
          groups.append(Array(run[start..<min(start + size, run.count)]))
        }
      }
    }
    return groups
  }
}

/// What the name of an array says: `ra_n2_g32`, `zps_n4_g32_p5`.
struct PublishedCall {
  let method: BitSparseEncoding.Method
  let columns: Int
  let group: Int
  var constantBits = 6

  init?(_ name: String) {
    let parts = name.split(separator: "_").map(String.init)
    guard parts.count >= 3, !name.contains("__"), let columns = Int(parts[1].dropFirst()),
      let group = Int(parts[2].dropFirst())
    else { return nil }
    (self.columns, self.group) = (columns, group)
    switch parts[0] {
    case "ra": method = .roundedAveraging
    case "zps":
      method = .zeroPointShifting
      guard parts.count == 4, let bits = Int(parts[3].dropFirst()) else { return nil }
      constantBits = bits
    default: return nil
    }
  }
}

/// One of the archives of vectors beside the repository.
struct VectorArchive {
  private let archive: TensorArchive
  let names: [String]

  init(_ file: String) throws {
    let folder = try RepositoryPaths.sharedVectors().appendingPathComponent("bbs")
    archive = try TensorFile.open(folder.appendingPathComponent("\(file).npz").path)
    names = archive.names
  }

  func tensor(_ name: String) throws -> Tensor {
    try archive.tensor(name)
  }
}
