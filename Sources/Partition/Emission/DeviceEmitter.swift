import Basic
import IR
import Operators

/// Writes the program of one device in C: a function that runs it once.
struct DeviceEmitter {
  let program: Program
  let device: Int
  let catalog: OperatorCatalog

  /// What has no form in C.
  private(set) var faults: [Diagnostic] = []

  /// Declarations before the function, and its statements.
  var declarations = ""
  var statements = ""

  /// The C expression of each value.
  private var names: [ID<Value>: String] = [:]

  /// How many names were made.
  private var count = 0

  /// The bytes of the buffers that messages are packed into.
  var sendBytes = 0
  var receiveBytes = 0

  var graph: Graph { program.graph }

  init(_ program: Program, device: Int, catalog: OperatorCatalog) {
    (self.program, self.device, self.catalog) = (program, device, catalog)
  }

  /// The file.
  var text: String {
    mutating get {
      for (index, input) in graph.inputs.enumerated() { names[input] = "inputs[\(index)]" }
      for id in graph.order { emit(id) }
      for (index, output) in graph.outputs.enumerated() {
        let bytes = graph[output].type.byteCount
        statements += "  memcpy(outputs[\(index)], \(name(output)), \(bytes));\n"
      }
      let buffers = [("send_buffer", sendBytes), ("receive_buffer", receiveBytes)]
        .filter { $0.1 > 0 }
        .map { "static _Alignas(16) unsigned char \($0.0)[\($0.1)];\n" }.joined()
      return """
        \(CText.comment("The program of device \(device) of the network \(graph.name)."))
        #include "dnnc_device.h"

        #include <math.h>
        #include <string.h>

        \(buffers)\(declarations)
        void dnnc_run_\(device)(const void *const *inputs, void *const *outputs) {
          (void)inputs;
          (void)outputs;
        \(statements)}

        """
    }
  }

  /// A name that is not in use: `v3`.
  mutating func fresh(_ prefix: String) -> String {
    defer { count += 1 }
    return "\(prefix)\(count)"
  }

  /// Reports an operation without a kernel.
  mutating func refuse(_ id: ID<Operation>, _ reason: String) {
    let operation = graph[id]
    let name = operation.results.first.map { graph[$0].name } ?? operation.kind
    faults.append(
      .error(
        MPIRules.supported, "\(operation.kind) '\(name)' on device \(device): \(reason)"))
  }

  /// The C expression of a value; constants are declared when they are first read.
  mutating func name(_ value: ID<Value>) -> String {
    if let known = names[value] { return known }
    guard let tensor = program.tensor(of: value), let type = CText.type(tensor.type.element) else {
      return "0"
    }
    let name = fresh("constant_")
    declarations +=
      CText.comment(graph[value].name) + "\n"
      + CText.array(name, type, CText.elements(tensor))
    names[value] = name
    return name
  }

  /// Declares the array of a result.
  mutating func declare(_ value: ID<Value>) -> String {
    let type = graph[value].type
    let name = fresh("value_")
    declarations +=
      "static \(CText.type(type.element) ?? "int8_t") \(name)[\(type.elementCount)];\n"
    names[value] = name
    return name
  }

  /// Makes a result another name of a value.
  mutating func alias(_ result: ID<Value>, _ value: ID<Value>) {
    names[result] = name(value)
  }

  private mutating func emit(_ id: ID<Operation>) {
    let operation = graph[id]
    statements += "  \(CText.comment(graph[operation.results[0]].name))\n"
    if catalog.definition(of: operation) is any CommunicationDefinition.Type {
      emitCommunication(id)
    } else {
      emitKernel(id)
    }
    for result in operation.results where names[result] == nil { names[result] = "0" }
  }
}
