import Backend
import Basic
import IR

extension NetworkEmitter {
  /// A program that runs the network on given inputs and compares every layer and all outputs.
  ///
  /// - Parameters:
  ///   - inputs: the tensor of each input of the program.
  ///   - program: the program of the plan.
  ///   - outputs: what the program makes of them.
  ///   - layers: the values between, by name, as far as they are known.
  package func test(
    _ program: Program, inputs: [Tensor], outputs: [Tensor], layers: [String: Tensor]
  ) -> Artifact {
    let graph = program.graph
    func bytes(_ tensor: Tensor, _ id: ID<Value>) -> [UInt8] {
      let order = steps.places[id]?.order ?? .map
      let count = tensor.type.elementCount * ActivationElement(tensor.type.element).bytes
      var memory = [UInt8](repeating: 0, count: count)
      memory.withUnsafeMutableBytes {
        MapOrder(tensor.type.shape, order).write(tensor, at: 0, $0)
      }
      return memory
    }
    var text = Self.head
    var body = ""
    for (number, (id, tensor)) in zip(graph.inputs, inputs).enumerated() {
      text += Self.array("input_\(number)", bytes(tensor, id))
      body += "  dnnc_copy_bytes(dnnc_l2 + DNNC_INPUT_\(number)_OFFSET, input_\(number), "
      body += "DNNC_INPUT_\(number)_BYTES);\n"
    }
    body += "  dnnc_observer = observe;\n  uint64_t start = dnnc_instructions();\n"
    body += "  dnnc_network();\n  uint64_t count = dnnc_instructions() - start;\n"
    for (number, (id, tensor)) in zip(graph.outputs, outputs).enumerated() {
      text += Self.array("output_\(number)", bytes(tensor, id))
      body += "  for (uint32_t i = 0; i < DNNC_OUTPUT_\(number)_BYTES; i++)\n"
      body += "    faults += dnnc_l2[DNNC_OUTPUT_\(number)_OFFSET + i] != output_\(number)[i];\n"
    }
    text += checks(graph, layers, bytes)
    text +=
      "int main(void) {\n\(body)" + """
          dnnc_print_number("layers ", layers);
          dnnc_print_number(" faults ", faults);
          dnnc_print_number(" instructions ", count);
          dnnc_print("\\n");
          return 0;
        }

        """
    return Artifact("test.c", text)
  }

  /// The checksum of each step whose whole result is in a memory when it is done.
  private func checks(
    _ graph: Graph, _ layers: [String: Tensor], _ bytes: (Tensor, ID<Value>) -> [UInt8]
  ) -> String {
    var rows: [String] = []
    for (number, layer) in plan.steps.enumerated() {
      let tensor = plan.tensors[layer.step.output]
      let isLast = plan.steps[(number + 1)...].allSatisfy { $0.step.output != layer.step.output }
      let id = graph.order.flatMap { graph[$0].results }
        .first { graph[$0].name == layer.step.value }
      guard isLast, !tensor.isRing, let id, let value = layers[layer.step.value] else {
        rows.append("{0, 0, 0, 0}")
        continue
      }
      let sum = bytes(value, id).reduce(UInt32(2_166_136_261)) {
        ($0 ^ UInt32($1)) &* 16_777_619
      }
      rows.append(
        "{\(tensor.offset), \(tensor.shape.byteCount), \(sum)u, "
          + "\(tensor.level == .l1 ? 1 : 0)}")
    }
    return """
      static const uint32_t checks[DNNC_STEPS][4] = {
        \(rows.joined(separator: ",\n  "))};

      static void observe(unsigned step) {
        const uint32_t *check = checks[step];
        const uint8_t *memory = check[3] ? dnnc_l1 : dnnc_l2;
        uint32_t sum = 2166136261u;
        if (check[1] == 0) return;
        layers++;
        for (uint32_t i = 0; i < check[1]; i++)
          sum = (sum ^ memory[check[0] + i]) * 16777619u;
        if (sum == check[2]) return;
        faults++;
        dnnc_print_number("step ", step);
        dnnc_print(" differs\\n");
      }


      """
  }

  private static let head = """
    #include "dnnc_arithmetic.h"
    #include "dnnc_runtime.h"
    #include "network.h"

    static unsigned layers, faults;


    """

  private static func array(_ name: String, _ bytes: [UInt8]) -> String {
    "static const uint8_t \(name)[] = {" + bytes.map { "\($0)," }.joined() + "};\n"
  }
}
