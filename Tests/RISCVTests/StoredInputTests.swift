import Basic
import Foundation
import Frontend
import IR
import Operators
import RISCV
import TestSupport
import Testing

/// Whole networks as C on the inputs that come with them: on threads of this machine, on eight harts
/// of an emulated one, and on vectors.
@Suite(
  .enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"),
  .enabled(if: Toolchain.canRunOnHost, "there is no C compiler"),
  .enabled(if: Toolchain.canEmulate, "there is no emulator or no compiler for RISC-V"))
struct StoredInputTests {
  private static let networks = [
    IntegerModels.resnet8, .keywords, .wakeWords, .autoencoder,
  ].filter(\.isAvailable)

  private func archive(_ name: String) throws -> TensorArchive {
    try TensorFile.open(
      RepositoryPaths.sharedModels().appendingPathComponent("\(name).io.npz").path)
  }

  private func check(_ output: String, _ sample: Int) {
    #expect(
      output.hasPrefix("layers ") && output.contains(" faults 0 "), "x\(sample): \(output)")
  }

  /// Runs every stored input on every machine.
  private func run(
    _ program: Program, _ samples: [(input: Tensor, output: Tensor?)]
  ) throws {
    let scalar = try Emission(program, try target("rv32imc-8core"))
    let vector = try Emission(program, try target("rv64gcv"))
    for (index, sample) in samples.enumerated() {
      let outputs = sample.output.map { [$0] }
      check(try scalar.runOnHost([sample.input], outputs: outputs), index)
      check(try scalar.emulate(inputs: [sample.input], outputs: outputs), index)
      check(
        try vector.emulate(
          on: .rv64v(bits: index.isMultiple(of: 2) ? 128 : 256), KernelObjects.vectors,
          inputs: [sample.input], outputs: outputs), index)
    }
  }

  @Test(arguments: networks)
  func storedInputsGiveTheResultsOfTheInterpreter(model: IntegerModels) throws {
    let program = try model.program()
    let type = program.graph[program.graph.inputs[0]].type
    let archive = try archive(model.rawValue)
    try run(
      program,
      try (0..<4).map { (try archive.tensor("x\($0)").quantized(to: type), nil) })
  }

  @Test func digitsGiveTheResultsOfTheInterpreter() throws {
    let program = try IntegerModels.lenet5.program()
    let type = program.graph[program.graph.inputs[0]].type
    let pixels = try TensorFile.open(
      RepositoryPaths.models.appendingPathComponent("lenet5.digits.npz").path
    ).tensor("images").numbers
    let count = type.elementCount
    try run(
      program,
      try (0..<4).map { number in
        let digit = pixels[number * count..<(number + 1) * count].map { Float($0) / 255 }
        return (try Tensor(type.shape, floats: digit).quantized(to: type), nil)
      })
  }

  /// The official 8-bit models of MLPerf Tiny give the outputs of TFLite.
  @Test(arguments: ["ad", "kws", "resnet8", "vww"].filter { isOptimized || $0 == "kws" })
  func officialModelsGiveTheirRecordedOutputs(name: String) throws {
    let path = try RepositoryPaths.sharedModels().appendingPathComponent("\(name)_int8.tflite")
    var bag = DiagnosticBag()
    let source = try #require(
      TFLiteFrontend.parse(
        path: path.path, name: name, options: .init(), catalog: .standard, into: &bag),
      "\(bag.diagnostics)")
    let program = try IntegerModels.quantized(source)
    let archive = try archive("\(name)_int8")
    let graph = program.graph
    try run(
      program,
      try (0..<4).map {
        (
          try archive.tensor("x\($0)").retyped(graph[graph.inputs[0]].type),
          try archive.tensor("y\($0)").retyped(graph[graph.outputs[0]].type)
        )
      })
  }
}

extension Tensor {
  /// Real numbers as integers of a type, to the nearest.
  fileprivate func quantized(to type: TensorType) throws -> Tensor {
    let stated = try #require(type.quantization)
    let (scale, zero) = (stated.scale(at: 0), Double(stated.zeroPoint(at: 0)))
    let range = type.element == .i8 ? -128.0...127.0 : 0.0...255.0
    return withElements(of: Float.self) { elements in
      Tensor(
        type,
        integers: elements.map { element in
          let value = (Double(element) / scale).rounded(.toNearestOrEven) + zero
          return Int32(min(max(value, range.lowerBound), range.upperBound))
        })
    }
  }
}
