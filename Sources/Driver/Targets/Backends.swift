import Backend
import Basic
import BitSerial
import Crossbar
import Hydra
import RISCV

/// The backends that `dnnc` has.
package enum Backends {
  /// All of them, in the order of documentation.
  package static let all: [any Backend.Type] = [
    CrossbarBackend.self, BitVertBackend.self, RISCVBackend.self, HydraBackend.self,
  ]

  /// The forms of sources that plans of any backend have, each once.
  package static let sourceForms: [SourceForm] = all.flatMap { $0.forms }

  /// The backend that reads target files of a kind.
  package static func reading(_ kind: String) -> (any Backend.Type)? {
    all.first { $0.name == kind }
  }

  /// The backend that wrote a plan, by what its `format` says.
  package static func writing(_ format: String) -> (any Backend.Type)? {
    all.first { $0.format == format }
  }
}

extension Backend {
  /// What `format` says in plans of the backend.
  fileprivate static var format: String { Plan.format }

  /// The forms of sources that can be made of its plans.
  fileprivate static var forms: [SourceForm] { Plan.sourceForms }
}
