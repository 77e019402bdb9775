import Foundation
import Operators

/// The IR texts of the repository: operator vectors, and the sound ones of golden archives.
package struct IRText: Sendable, CustomStringConvertible {
  /// Where it stands.
  package let description: String

  /// The text.
  package let text: String

  /// Every sound text, in order.
  package static let all: [IRText] = (vectors + goldens).filter {
    (try? ProgramText.ir($0.text)) != nil
  }

  private static var vectors: [IRText] {
    VectorCase.all.compactMap { vector in
      let file = RepositoryPaths.vectors.appendingPathComponent(vector.description + ".dnnir")
      return (try? String(contentsOf: file, encoding: .utf8)).map {
        IRText(description: vector.description, text: $0)
      }
    }
  }

  private static var goldens: [IRText] {
    GoldenCase.all.flatMap { golden -> [IRText] in
      guard let archive = try? golden.archive() else { return [] }
      return archive.sections.filter { $0.content.hasPrefix("dnnir 1\n") }.map {
        IRText(description: "\(golden): \($0.title)", text: $0.content)
      }
    }
  }
}
