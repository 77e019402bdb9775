import Basic
import IR
import Operators

/// C with MPI: a program for each device, kernels, a Makefile for Open MPI, and a test on a sample.
package enum MPISources {
  /// A file.
  package struct File: Sendable, Equatable {
    /// Its name.
    package let name: String
    /// Its text.
    package let text: String
  }

  /// The files for the programs of devices, or `nil` after reporting what has no form in C.
  ///
  /// - Parameters:
  ///   - inputs: the sample of the test.
  ///   - outputs: what the whole network makes of it.
  package static func files(
    _ programs: [Program], inputs: [Tensor], outputs: [Tensor], catalog: OperatorCatalog,
    into bag: inout DiagnosticBag
  ) -> [File]? {
    guard haveKernels(programs, &bag) else { return nil }
    var files: [File] = []
    var isSound = true
    for (device, program) in programs.enumerated() {
      var emitter = DeviceEmitter(program, device: device, catalog: catalog)
      let text = emitter.text
      for fault in emitter.faults { bag.report(fault) }
      isSound = isSound && emitter.faults.isEmpty
      files.append(File(name: "device_\(device).c", text: text))
    }
    guard isSound else { return nil }
    return files + [
      File(name: "main.c", text: MPIMain(count: programs.count, inputs, outputs).text),
      File(name: "dnnc_device.h", text: text(PackageResources.dnnc_device_h)),
      File(name: "dnnc_device.c", text: text(PackageResources.dnnc_device_c)),
      File(name: "dnnc_float.c", text: text(PackageResources.dnnc_float_c)),
      File(name: "Makefile", text: makefile(programs.count)),
    ]
  }

  /// Whether all values are numbers that kernels take, after reporting the first that is not.
  private static func haveKernels(_ programs: [Program], _ bag: inout DiagnosticBag) -> Bool {
    for (device, program) in programs.enumerated() {
      let values = program.graph.order.flatMap {
        program.graph[$0].operands + program.graph[$0].results
      }
      guard let other = values.first(where: { CText.type(program.graph[$0].type.element) == nil })
      else { continue }
      let value = program.graph[other]
      bag.report(
        .error(
          MPIRules.elements,
          "%\(value.name) on device \(device) is \(value.type.plainDescription)",
          help: "divide integers, or a network of f32"))
      return false
    }
    return true
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func makefile(_ count: Int) -> String {
    let objects = (0..<count).map { "device_\($0).o" }.joined(separator: " ")
    return """
      # Builds with Open MPI; `make run` runs the test on \(count) devices.
      CC = mpicc
      CFLAGS = -O2 -std=c11 -Wall -Wextra
      MPIRUN = mpirun
      OBJECTS = main.o dnnc_device.o dnnc_float.o \(objects)

      network: $(OBJECTS)
      \t$(CC) $(CFLAGS) -o $@ $(OBJECTS) -lm

      $(OBJECTS): dnnc_device.h

      .PHONY: run clean
      run: network
      \t$(MPIRUN) $(MPIRUNFLAGS) -n \(count) ./network

      clean:
      \trm -f network $(OBJECTS)

      """
  }
}
