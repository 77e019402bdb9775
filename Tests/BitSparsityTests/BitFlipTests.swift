import BitSparsity
import Frontend
import IR
import TestSupport
import Testing

@Suite struct BitFlipTests {
  @Test func halvesGoDownAndRoundingNeverCarries() {
    let flip = BitFlip(prunedColumns: 4)
    // Four columns of seven are dropped, and the three others are in use.
    #expect(flip.group([96, 8, 9, -8, -9, 24, 25]) == [96, 0, 16, 0, -16, 16, 32])
    #expect(flip.group([127, 120, -121]) == [112, 112, -112])
  }

  @Test func zeroColumnsAreNotCounted() {
    #expect(BitFlip(prunedColumns: 4).group([7, -3, 1]) == [7, -3, 1])
    #expect(BitFlip(prunedColumns: 3).group([0, 0]) == [0, 0])
  }

  @Test func theLowestWeightBecomesSymmetric() {
    #expect(BitFlip(prunedColumns: 0).group([-128, 127]) == [-127, 127])
    #expect(BitFlip(prunedColumns: 1).group([-128, 1]) == [-126, 0])
  }

  @Test func groupsOfConvolutionsRunAlongChannels() {
    let flip = BitFlip(prunedColumns: 6)
    // One filter, three channels, two positions: each position is a group, the last of one channel.
    let weights: [Int8] = [64, 1, 3, 1, 3, 3]
    let expected: [Int8] = flip.group([64, 3]) + flip.group([3])
    let other: [Int8] = flip.group([1, 1]) + flip.group([3])
    let result = flip.layer(weights, channels: 3, kernelArea: 2, groupSize: 2)
    #expect([result[0], result[2], result[4]] == expected)
    #expect([result[1], result[3], result[5]] == other)
  }
}

/// BitWave's bit-flip against outputs of the published program.
@Suite(.enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"))
struct PublishedBitFlipTests {
  @Test(
    "Every published output is met",
    arguments: ["edge24x32", "linear128x256", "stem16x3x7x7"], [2, 3, 4])
  func outputsAreMet(file: String, columns: Int) throws {
    let shared = try #require(RepositoryPaths.shared)
    let archive = try TensorFile.open(
      shared.appendingPathComponent("vectors/bbs/\(file).npz").path)
    let input = try archive.tensor("input")
    let expected = try archive.tensor("bitflip_n\(columns)_g32").integers
    let shape = input.type.shape
    let result = BitFlip(prunedColumns: columns).layer(
      input.integers.map { Int8($0) }, channels: shape[1],
      kernelArea: shape.dropFirst(2).reduce(1, *))
    #expect(result.map { Int32($0) } == expected.map { Int32($0) })
  }
}
