import Basic
import IR
import Interpreter
import Testing

/// What holds whatever the operators are.
@Suite struct InterpreterTests {
  let catalog = OperatorCatalog([ToySum.self, ToySplit.self])
  let type = TensorType(.f32, [2])

  /// A network that computes `h, n = split(x); s = sum(h, c)` and gives `s, n, x, c`.
  func program(constant: Constant) -> Program {
    var program = Program(Graph(name: "toy"))
    let x = program.graph.addInput("x", type)
    let id = program.addConstant(constant)
    let c = program.graph.value(of: id, in: program.constants)
    let split = program.graph.append(
      Operation("toy_split", operands: [x]), names: ["h", "n"], types: [type, type])
    let (h, n) = (program.graph[split].results[0], program.graph[split].results[1])
    let sum = program.graph.append(
      Operation("toy_sum", operands: [h, c]), names: ["s"], types: [type])
    program.graph.outputs = [program.graph[sum].results[0], n, x, c]
    return program
  }

  var constant: Constant { Constant("c", Tensor([2], floats: [10, 20])) }

  @Test func outputsMayBeResultsInputsAndConstants() throws {
    let outputs = try Interpreter(catalog: catalog).run(
      program(constant: constant), inputs: [Tensor([2], floats: [2, 4])])
    #expect(outputs.map(\.floats) == [[11, 22], [-2, -4], [2, 4], [10, 20]])
  }

  @Test func observerSeesEveryResultInOrder() throws {
    var seen: [String] = []
    let program = program(constant: constant)
    let prepared = try Interpreter(catalog: catalog).prepare(program)
    for _ in 0..<2 {
      _ = try prepared.run([Tensor([2], floats: [2, 4])]) { id, tensor in
        seen.append("\(program.graph[id].name) \(tensor.floats)")
      }
    }
    let once = ["h [1.0, 2.0]", "n [-2.0, -4.0]", "s [11.0, 22.0]"]
    #expect(seen == once + once)
  }

  @Test func valuesAreFreedAfterTheirLastUse() throws {
    var program = Program(Graph(name: "chain"))
    var value = program.graph.addInput("x", type)
    for index in 0..<4 {
      let sum = program.graph.append(
        Operation("toy_sum", operands: [value, value]), names: ["s\(index)"], types: [type])
      value = program.graph[sum].results[0]
    }
    program.graph.outputs = [value]
    final class Watch { weak var storage: TensorStorage? }
    var watches: [Watch] = []
    var alive: [Int] = []
    _ = try Interpreter(catalog: catalog).run(program, inputs: [Tensor([2], floats: [1, 2])]) {
      let watch = Watch()
      watch.storage = $1.storage
      watches.append(watch)
      alive.append(watches.count { $0.storage != nil })
    }
    #expect(alive == [1, 2, 2, 2])
  }

  @Test func missingConstantIsAnError() throws {
    let hash = try #require(ContentHash(hexadecimal: String(repeating: "a", count: 64)))
    let error = #expect(throws: ExecutionError.self) {
      _ = try Interpreter(catalog: catalog).prepare(
        program(constant: Constant("c", type, missing: hash)))
    }
    #expect(error?.diagnostic.code == "run.missing-constant")
    #expect(error?.diagnostic.message.contains("'c' (sha256:aaaa") == true)
  }

  @Test(arguments: [0, 2])
  func wrongNumberOfInputsIsAnError(count: Int) throws {
    let inputs = [Tensor](repeating: Tensor([2], floats: [0, 0]), count: count)
    let error = #expect(throws: ExecutionError.self) {
      _ = try Interpreter(catalog: catalog).run(program(constant: constant), inputs: inputs)
    }
    #expect(error?.diagnostic.code == "run.input-count")
    #expect(error?.diagnostic.message.contains("1 inputs but \(count)") == true)
  }

  @Test(arguments: [
    Tensor([3], floats: [1, 2, 3]), Tensor(TensorType(.i32, [2]), integers: [1, 2]),
    Tensor([1, 2], floats: [1, 2]),
  ])
  func wrongInputTypeIsAnError(input: Tensor) throws {
    let error = #expect(throws: ExecutionError.self) {
      _ = try Interpreter(catalog: catalog).run(program(constant: constant), inputs: [input])
    }
    #expect(error?.diagnostic.code == "run.input-type")
    #expect(error?.diagnostic.message.contains(input.type.description) == true)
  }

  @Test func integersWithoutQuantizationStandForAQuantizedInput() throws {
    let quantized = TensorType(.i8, [2], Quantization(scale: 0.5, zeroPoint: 3))
    var program = Program(Graph(name: "through"))
    program.graph.outputs = [program.graph.addInput("x", quantized)]
    let interpreter = Interpreter(catalog: catalog)
    let plain = Tensor(TensorType(.i8, [2]), integers: [-7, 7])
    #expect(try interpreter.run(program, inputs: [plain]) == [plain.retyped(quantized)])
    let other = plain.retyped(TensorType(.i8, [2], Quantization(scale: 1, zeroPoint: 3)))
    #expect(throws: ExecutionError.self) { _ = try interpreter.run(program, inputs: [other]) }
  }
}
