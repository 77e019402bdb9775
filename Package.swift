// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

/// A module of the compiler; `dependencies` are all that it may import.
func module(
  _ name: String, _ dependencies: [String] = [], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies.map { .init(stringLiteral: $0) }, resources: resources,
    swiftSettings: settings)
}

/// The tests of a module.
func tests(_ name: String, _ dependencies: [String]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies.map { .init(stringLiteral: $0) },
    swiftSettings: settings)
}

let package = Package(
  name: "dnnc",
  products: [.executable(name: "dnnc", targets: ["dnnc"])],
  targets: [
    module("Basic"),
    module("IR", ["Basic"]),
    module("Operators", ["Basic", "IR"]),
    module("Frontend", ["Basic", "IR", "Operators"]),
    module("Interpreter", ["Basic", "IR", "Operators"]),
    module("BitSparsity", ["Basic", "IR"]),
    module("Passes", ["Basic", "IR", "Operators", "Interpreter", "BitSparsity"]),
    // Kernels in C for devices that talk by MPI, too.
    module(
      "Partition", ["Basic", "IR", "Operators"], resources: [.embedInCode("Emission/C")]),
    module("Backend", ["Basic", "IR", "Operators", "Interpreter", "Passes"]),
    module(
      "BitSerial",
      ["Basic", "IR", "Operators", "Interpreter", "Passes", "Backend", "BitSparsity"]),
    module("Crossbar", ["Basic", "IR", "Operators", "Interpreter", "Passes", "Backend"]),
    // The kernels in C are what the backend writes: the program carries their text.
    module(
      "RISCV",
      ["Basic", "IR", "Operators", "Interpreter", "Passes", "Backend", "BitSparsity"],
      resources: [.embedInCode("Kernels/C"), .embedInCode("Kernels/Runtime")]),
    // The hardware in Verilog, too.
    module(
      "Hydra",
      ["Basic", "IR", "Operators", "Interpreter", "Passes", "Backend", "BitSparsity"],
      resources: [.embedInCode("RTL")]),
    module("Report", ["Basic", "IR", "Operators", "BitSparsity"]),
    module(
      "Driver",
      [
        "Basic", "IR", "Operators", "Frontend", "Interpreter", "BitSparsity", "Passes", "Backend",
        "Crossbar", "BitSerial", "RISCV", "Hydra", "Report", "Partition",
      ]),
    .executableTarget(name: "dnnc", dependencies: ["Driver"], swiftSettings: settings),
    module("TestSupport", ["Basic", "IR", "Operators", "Frontend", "Interpreter", "Driver"]),
    tests("GoldenTests", ["Basic", "Driver", "TestSupport"]),
    tests("DocsTests", ["Basic", "IR", "Operators", "Driver", "TestSupport"]),
    tests("BasicTests", ["Basic"]),
    tests("IRTests", ["Basic", "IR", "Operators", "Frontend", "TestSupport"]),
    tests("OperatorsTests", ["Basic", "IR", "Operators", "Frontend", "TestSupport"]),
    tests(
      "FrontendTests", ["Basic", "IR", "Operators", "Frontend", "Interpreter", "TestSupport"]),
    tests("InterpreterTests", ["Basic", "IR", "Operators", "Interpreter", "TestSupport"]),
    tests("BitSparsityTests", ["Basic", "IR", "Frontend", "BitSparsity", "TestSupport"]),
    tests(
      "BitSerialTests",
      [
        "Basic", "IR", "Operators", "Frontend", "Interpreter", "Passes", "Backend", "BitSparsity",
        "BitSerial", "TestSupport",
      ]),
    tests(
      "PassesTests",
      [
        "Basic", "IR", "Operators", "Frontend", "Interpreter", "BitSparsity", "Passes",
        "TestSupport",
      ]),
    tests(
      "PartitionTests",
      [
        "Basic", "IR", "Operators", "Frontend", "Interpreter", "BitSparsity", "Passes", "Partition",
        "TestSupport",
      ]),
    tests(
      "CrossbarTests",
      ["Basic", "IR", "Operators", "Interpreter", "Passes", "Backend", "Crossbar", "TestSupport"]),
    tests(
      "RISCVTests",
      [
        "Basic", "IR", "Operators", "Frontend", "Interpreter", "Passes", "Backend", "BitSparsity",
        "RISCV", "TestSupport",
      ]),
    tests(
      "HydraTests",
      [
        "Basic", "IR", "Operators", "Frontend", "Interpreter", "Passes", "Backend", "BitSparsity",
        "Hydra", "TestSupport",
      ]),
    tests(
      "DriverTests",
      ["Basic", "IR", "Operators", "Frontend", "Interpreter", "Passes", "Driver", "TestSupport"]),
  ]
)
