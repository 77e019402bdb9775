/// The formats in which networks are read.
package enum ModelFormat: String, Sendable, CaseIterable {
  case dnn, dnnir, onnx, onnxText, tflite, nnef

  /// What a user calls it.
  package var title: String {
    switch self {
    case .dnn: "network description"
    case .dnnir: "IR text"
    case .onnx: "ONNX"
    case .onnxText: "ONNX text"
    case .tflite: "TFLite"
    case .nnef: "NNEF"
    }
  }

  /// The extensions of its files, with the dot.
  package var extensions: [String] {
    switch self {
    case .dnn: [".dnn"]
    case .dnnir: [".dnnir"]
    case .onnx: [".onnx"]
    case .onnxText: [".onnxtxt", ".onnxtext"]
    case .tflite: [".tflite"]
    case .nnef: [".nnef", ".tgz", ".tar.gz", ".tar"]
    }
  }

  /// The format that the name of a file tells, or `nil`; a folder may be a network in NNEF, which
  /// its contents tell.
  package init?(path: String) {
    let name = path.lowercased()
    let found = Self.allCases.first { format in
      format.extensions.contains { name.hasSuffix($0) }
    }
    guard let found else { return nil }
    self = found
  }

  /// Every extension there is, for messages.
  package static let allExtensions = allCases.flatMap(\.extensions)
}
