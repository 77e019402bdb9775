import Foundation
import Frontend
import IR
import TestSupport
import Testing

/// Array files that others have written, read whole.
@Suite(.enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"))
struct RealDataTests {
  @Test("Every tensor of every archive of real data reads")
  func archivesRead() throws {
    let folder = try RepositoryPaths.sharedModels()
    let archives = RepositoryPaths.contents(of: folder).filter { $0.hasSuffix(".npz") }
    #expect(!archives.isEmpty)
    for name in archives {
      let archive = try TensorFile.open(folder.appendingPathComponent(name).path)
      #expect(!archive.names.isEmpty, "\(name)")
      for (tensor, type) in zip(archive.names, archive.types) where type != nil {
        #expect(try archive.tensor(tensor).type == type, "\(name): \(tensor)")
      }
    }
  }

  @Test("The test digits are digits of MNIST, with their labels, and none is a calibration digit")
  func digitsAreGenuine() throws {
    let folder = try RepositoryPaths.sharedModels()
    let all = try Digits(folder.appendingPathComponent("mnist5k.npz"))
    let test = try Digits(RepositoryPaths.models.appendingPathComponent("lenet5.digits.npz"))
    let calibration = try Digits(
      RepositoryPaths.models.appendingPathComponent("lenet5.calibration.npz"))
    var labels: [[UInt8]: UInt8] = [:]
    for (image, label) in zip(all.images, try #require(all.labels)) { labels[image] = label }
    #expect(test.images.count == 1000)
    for (image, label) in zip(test.images, try #require(test.labels)) {
      #expect(labels[image] == label)
    }
    let seen = Set(test.images)
    #expect(seen.count == 1000)
    for image in calibration.images {
      #expect(labels[image] != nil)
      #expect(!seen.contains(image))
    }
  }
}

/// The images and labels of an archive, as bytes.
private struct Digits {
  var images: [[UInt8]] = []
  var labels: [UInt8]?

  init(_ file: URL) throws {
    let archive = try TensorFile.open(file.path)
    for name in archive.names {
      let tensor = try archive.tensor(name)
      let bytes = tensor.numbers.map { UInt8($0) }
      if tensor.type.rank == 1 {
        labels = bytes
      } else {
        let size = tensor.type.elementCount / tensor.type.shape[0]
        images = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<($0 + size)]) }
      }
    }
  }
}
