import Basic
import Foundation
import Frontend
import IR
import Testing

@Suite struct TensorWriterTests {
  private static let elements: [ElementType] = [
    .i8, .u8, .i16, .i32, .i64, .f16, .bf16, .f32, .f64, .bool,
  ]

  private static let shapes = [[], [1], [5], [2, 3], [3, 1, 2, 2]]

  @Test(arguments: elements, shapes)
  func arraysReadBackAsWritten(_ element: ElementType, _ shape: [Int]) throws {
    guard element != .bf16 else { return }
    let tensor = DataFixtures.ramp(element, shape)
    try DataFixtures.withFolder { folder in
      try NumPyFile.write(tensor, to: "\(folder)/x.npy")
      let archive = try TensorFile.open("\(folder)/x.npy")
      #expect(archive.names == ["x"])
      #expect(try archive.onlyTensor() == tensor)
    }
  }

  @Test func tensorsReadBackAsWritten() throws {
    let tensors = Self.elements.flatMap { element in
      Self.shapes.map { (name: "\(element) é\"\($0)", tensor: DataFixtures.ramp(element, $0)) }
    }
    try DataFixtures.withFolder { folder in
      let path = "\(folder)/x.safetensors"
      try Safetensors.write(tensors, to: path)
      let archive = try TensorFile.open(path)
      #expect(archive.names == tensors.map(\.name).sorted())
      for (name, tensor) in tensors { #expect(try archive.tensor(name) == tensor) }
      #expect(try Safetensors.bytes(of: tensors.reversed()) == Safetensors.bytes(of: tensors))
    }
  }

  @Test func arraysAreTheBytesThatNumPyWrites() throws {
    for file in ["f4-little-c.npy", "i1-little-c.npy", "scalar.npy", "vector.npy", "b1-big-c.npy"] {
      let tensor = try TensorFile.open(DataFixtures.path(file)).onlyTensor()
      let expected = try DataFixtures.bytes(file)
      #expect(try NumPyFile.bytes(of: tensor).count == expected.count, "\(file)")
      #expect(try NumPyFile.bytes(of: tensor) == expected, "\(file)")
    }
  }

  @Test func everyTensorIsAlignedForMapping() throws {
    let tensors = [
      (name: "a", tensor: DataFixtures.ramp(.i8, [3])),
      (name: "b", tensor: DataFixtures.ramp(.f64, [1])),
      (name: "c", tensor: DataFixtures.ramp(.f32, [1])),
    ]
    let bytes = try Safetensors.bytes(of: tensors)
    #expect(bytes[0] % 8 == 0)
    let header = String(decoding: bytes[8..<8 + Int(bytes[0])], as: UTF8.self)
    #expect(header.contains(#""a": {"dtype": "I8", "shape": [3], "data_offsets": [12, 15]}"#))
    #expect(header.contains(#""b": {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]}"#))
    #expect(header.contains(#""c": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]}"#))
  }

  @Test func whatTheFormatsLackIsRefused() throws {
    let narrow = DataFixtures.ramp(.u8, [2]).retyped(TensorType(.u4, [2]))
    #expect(throws: DataFault.self) { try NumPyFile.bytes(of: narrow) }
    #expect(throws: DataFault.self) { try Safetensors.bytes(of: [("x", narrow)]) }
    let tensor = Tensor([1], floats: [1])
    #expect(throws: DataFault.self) { try Safetensors.bytes(of: [("__metadata__", tensor)]) }
    #expect(throws: DataFault.self) { try Safetensors.bytes(of: [("x", tensor), ("x", tensor)]) }
    let error = #expect(throws: DataError.self) {
      try NumPyFile.write(tensor, to: "/nowhere/x.npy")
    }
    #expect(error?.rule == DataRules.unwritable)
  }
}

@Suite struct DataPlaceTests {
  @Test func referencesInTheFolderAreResolved() throws {
    try DataFixtures.withFolder { folder in
      try FileOutput.makeFolder("\(folder)/sub")
      try FileOutput.write("x", to: "\(folder)/sub/a.npy")
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/inner.npy", withDestinationPath: "sub/a.npy")
      let data = DataFolder(folder: folder)
      #expect(try data.resolve("sub/a.npy") == "\(folder)/sub/a.npy")
      #expect(try data.resolve("sub/../sub/./a.npy") == "\(folder)/sub/../sub/./a.npy")
      #expect(try data.resolve("inner.npy") == "\(folder)/inner.npy")
      let missing = #expect(throws: DataError.self) { try data.resolve("b.npy") }
      #expect(missing?.rule == DataRules.unreadable)
      #expect(missing?.file == "\(folder)/b.npy")
    }
  }

  @Test func referencesThatLeaveTheFolderAreRefusedUnlessAllowed() throws {
    try DataFixtures.withFolder { outer in
      let folder = "\(outer)/model"
      try FileOutput.makeFolder(folder)
      try FileOutput.makeFolder("\(outer)/model2")
      try FileOutput.write("x", to: "\(outer)/a.npy")
      try FileOutput.write("x", to: "\(outer)/model2/a.npy")
      let manager = FileManager.default
      try manager.createSymbolicLink(atPath: "\(folder)/link.npy", withDestinationPath: "../a.npy")
      try manager.createSymbolicLink(atPath: "\(folder)/out", withDestinationPath: "../model2")
      for reference in ["../a.npy", "\(outer)/a.npy", "link.npy", "out/a.npy", "x/../../a.npy"] {
        let error = #expect(throws: DataError.self) {
          try DataFolder(folder: folder).resolve(reference)
        }
        #expect(error?.rule == DataRules.outsideFolder, "\(reference)")
        #expect(error?.help?.contains("--allow-outside-paths") == true)
        guard !reference.hasPrefix("x") else { continue }
        let open = DataFolder(folder: folder, allowsOutside: true)
        #expect(throws: Never.self) { try open.resolve(reference) }
      }
      for reference in ["", "a\0b"] {
        #expect(throws: DataError.self) { try DataFolder(folder: folder).resolve(reference) }
      }
    }
  }

  @Test func formatsAreKnownByNameAndStart() throws {
    let array = try DataFixtures.bytes("f4-little-c.npy")
    try DataFixtures.withFolder { folder in
      for (source, name) in [
        ("f4-little-c.npy", "a.bin"), ("stored.npz", "b"), ("types.safetensors", "c.weights"),
        ("f4-little-c.npy", "D.NPY"),
      ] {
        try FileOutput.write(DataFixtures.bytes(source), to: "\(folder)/\(name)")
        #expect(try !TensorFile.open("\(folder)/\(name)").names.isEmpty)
      }
      for (bytes, name) in [(array, "x.npz"), (array, "x.safetensors"), ([1, 2, 3], "x.bin")] {
        try FileOutput.write(bytes, to: "\(folder)/\(name)")
        let error = #expect(throws: DataError.self) { try TensorFile.open("\(folder)/\(name)") }
        #expect(error?.rule == DataRules.unknownFormat)
      }
      let missing = #expect(throws: DataError.self) { try TensorFile.open("\(folder)/none.npy") }
      #expect(missing?.rule == DataRules.unreadable)
    }
  }

  @Test func everyRuleHasItsOwnCodeAndAnExplanation() {
    #expect(Set(DataRules.all.map(\.code)).count == DataRules.all.count)
    for rule in DataRules.all {
      #expect(rule.code.hasPrefix("data."))
      #expect(rule.summary.hasSuffix(".") && !rule.explanation.isEmpty)
    }
  }
}
