import Basic
import Frontend
import IR

/// A case of conformance: a model with inputs and the outputs that it must give.
struct ConformanceCase: Sendable {
  /// The name: that of its folder.
  let name: String

  /// The folder, which holds `model.onnx` and `test_data_set_0`.
  let folder: String

  /// The model.
  let model: ONNXModel

  /// The inputs in order; `nil` where one is no tensor that the compiler can hold.
  let inputs: [Tensor?]

  /// The outputs in order; `nil` where one is no tensor that the compiler can hold.
  let outputs: [Tensor?]

  /// Reads the case in `folder`.
  init(name: String, folder: String) throws(DataError) {
    self.name = name
    self.folder = folder
    model = try ONNXReader.model(at: "\(folder)/model.onnx")
    inputs = try Self.tensors("\(folder)/test_data_set_0/input_", model.graph.inputs.count, folder)
    outputs = try Self.tensors(
      "\(folder)/test_data_set_0/output_", model.graph.outputs.count, folder)
  }

  /// The operators of the model, sorted, each once.
  var operators: [String] {
    Set(
      model.graph.nodes.map {
        $0.domain.isEmpty ? $0.operatorType : "\($0.domain).\($0.operatorType)"
      }
    )
    .sorted()
  }

  private static func tensors(
    _ prefix: String, _ count: Int, _ folder: String
  ) throws(DataError) -> [Tensor?] {
    var tensors: [Tensor?] = []
    for index in 0..<count {
      guard let tensor = try? ONNXReader.tensor(at: "\(prefix)\(index).pb") else {
        tensors.append(nil)
        continue
      }
      tensors.append(try? tensor.tensor(in: DataFolder(folder: folder)))
    }
    return tensors
  }
}
