import Basic
import Frontend
import IR
import TestSupport
import Testing

/// Damaged files of every format give errors and never a trap.
@Suite struct DataRobustnessTests {
  static let files = [
    "types.safetensors", "foreign.safetensors", "f4-little-c.npy", "i2-big-fortran.npy",
    "version2.npy", "refused-structure.npy", "stored.npz", "deflated.npz", "zip64.npz",
    "descriptor-deflated.npz", "mixed.npz",
  ]

  /// Files of which a part is lost always show it.
  @Test(arguments: files)
  func everyTruncationIsAFault(_ file: String) throws {
    let bytes = try DataFixtures.bytes(file)
    try DataFixtures.withFolder { folder in
      for count in bytes.indices {
        let path = "\(folder)/\(file)"
        try FileOutput.write(Array(bytes[..<count]), to: path)
        let error = #expect(throws: DataError.self) { try readAll(path) }
        #expect(error?.file == path)
        #expect((0...count).contains(error?.offset ?? 0), "\(count)")
      }
    }
  }

  @Test(arguments: files)
  func damageNeverTraps(_ file: String) throws {
    let bytes = try DataFixtures.bytes(file)
    var generator = SplitMix(0x5EED)
    var faults = 0
    try DataFixtures.withFolder { folder in
      let path = "\(folder)/\(file)"
      for _ in 0..<1500 {
        var damaged = bytes
        for _ in 0...Int.random(in: 0..<4, using: &generator) {
          let index = Int.random(in: damaged.indices, using: &generator)
          switch Int.random(in: 0..<4, using: &generator) {
          case 0: damaged[index] = UInt8.random(in: 0...255, using: &generator)
          case 1: damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
          case 2: damaged.insert(UInt8.random(in: 0...255, using: &generator), at: index)
          default: damaged[index] = 0xFF
          }
        }
        try FileOutput.write(damaged, to: path)
        do { try readAll(path) } catch let error as DataError {
          faults += 1
          #expect((0...damaged.count).contains(error.offset ?? 0), "\(error)")
        }
      }
    }
    // Most damage is seen; a flipped element of a format without checksums cannot be.
    #expect(faults > 300)
  }

  private func readAll(_ path: String) throws {
    let archive = try TensorFile.open(path)
    var first: DataError?
    for name in archive.names {
      do { _ = try archive.tensor(name) } catch { first = first ?? error }
    }
    if let first { throw first }
  }
}
