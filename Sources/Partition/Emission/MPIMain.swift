import IR

/// The program that runs the part of the device it is, and compares the outputs with what they must be.
struct MPIMain {
  private let count: Int
  private let inputs: [Tensor]
  private let outputs: [Tensor]

  init(count: Int, _ inputs: [Tensor], _ outputs: [Tensor]) {
    (self.count, self.inputs, self.outputs) = (count, inputs, outputs)
  }

  /// The file.
  var text: String {
    var text =
      "#include \"dnnc_device.h\"\n\n#include <math.h>\n#include <stdio.h>\n#include <string.h>\n\n"
    for device in 0..<count {
      text += "void dnnc_run_\(device)(const void *const *inputs, void *const *outputs);\n"
    }
    text += "\n"
    for (index, tensor) in inputs.enumerated() {
      text += CText.array("input_\(index)", type(tensor), CText.elements(tensor))
    }
    for (index, tensor) in outputs.enumerated() {
      text += CText.array("expected_\(index)", type(tensor), CText.elements(tensor))
      text += "static \(type(tensor)) output_\(index)[\(tensor.type.elementCount)];\n"
    }
    let ins = inputs.indices.map { "input_\($0)" }.joined(separator: ", ")
    let outs = outputs.indices.map { "output_\($0)" }.joined(separator: ", ")
    text += """

      int main(int count, char **words) {
        const void *const inputs[] = {\(ins)};
        void *const outputs[] = {\(outs)};
        int device, devices;
        long elements = 0, differences = 0;
        MPI_Init(&count, &words);
        MPI_Comm_rank(MPI_COMM_WORLD, &device);
        MPI_Comm_size(MPI_COMM_WORLD, &devices);
        if (devices != \(count)) {
          if (device == 0) fprintf(stderr, "the network is divided among \(count) devices, not %d\\n", devices);
          MPI_Finalize();
          return 1;
        }
        switch (device) {

      """
    for device in 0..<count {
      text += "    case \(device): dnnc_run_\(device)(inputs, outputs); break;\n"
    }
    text += "  }\n  if (device == 0) {\n"
    for (index, tensor) in outputs.enumerated() {
      text += """
            for (long i = 0; i < \(tensor.type.elementCount); i++, elements++)
              differences += \(difference(index, tensor));

        """
    }
    return text + """
          printf("elements %ld differences %ld\\n", elements, differences);
        }
        MPI_Finalize();
        return differences != 0;
      }

      """
  }

  /// Integers are equal; floats within 1e-5 of the greatest, for MPI chooses the order of sums.
  private func difference(_ index: Int, _ tensor: Tensor) -> String {
    guard tensor.type.element == .f32 else { return "output_\(index)[i] != expected_\(index)[i]" }
    let greatest = tensor.floats.reduce(0) { max($0, abs($1)) }
    return
      "!(fabsf(output_\(index)[i] - expected_\(index)[i]) <= \(CText.number(greatest * 1e-5)))"
  }

  private func type(_ tensor: Tensor) -> String {
    guard let type = CText.type(tensor.type.element) else {
      preconditionFailure("\(tensor.type) passed the emitter")
    }
    return type
  }
}
