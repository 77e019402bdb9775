import Basic
import Frontend
import IR
import Testing

@Suite struct NumPyTests {
  private static let types: [(String, ElementType)] = [
    ("f2", .f16), ("f4", .f32), ("f8", .f64), ("i1", .i8), ("i2", .i16), ("i4", .i32),
    ("i8", .i64), ("u1", .u8), ("b1", .bool),
  ]
  private static let orders = [
    "little-c", "little-fortran", "big-c", "big-fortran",
  ]

  @Test(arguments: types, orders)
  func everyTypeAndOrderReads(_ type: (String, ElementType), _ order: String) throws {
    let archive = try TensorFile.open(DataFixtures.path("\(type.0)-\(order).npy"))
    #expect(archive.names == ["\(type.0)-\(order)"])
    #expect(try archive.onlyTensor() == DataFixtures.ramp(type.1, [2, 3, 4]))
  }

  @Test(arguments: ["version2.npy", "version3.npy"])
  func laterVersionsRead(_ name: String) throws {
    let tensor = try TensorFile.open(DataFixtures.path(name)).onlyTensor()
    #expect(tensor == DataFixtures.ramp(.f32, [2, 3, 4]))
  }

  @Test func scalarsAndVectorsRead() throws {
    let scalar = try TensorFile.open(DataFixtures.path("scalar.npy")).onlyTensor()
    #expect(scalar == Tensor([], floats: [1.5]))
    let vector = try TensorFile.open(DataFixtures.path("vector.npy")).onlyTensor()
    #expect(vector == DataFixtures.ramp(.f32, [5]))
  }

  @Test(arguments: [("f4-little-c.npy", true), ("f4-big-c.npy", false)])
  func plainArraysAreMapped(_ name: String, _ isMapped: Bool) throws {
    let archive = try TensorFile.open(DataFixtures.path(name))
    let (first, second) = (try archive.onlyTensor(), try archive.onlyTensor())
    #expect((first.storage.bytes.baseAddress == second.storage.bytes.baseAddress) == isMapped)
  }

  @Test(arguments: [
    ("u2", "<u2"), ("u4", "<u4"), ("u8", "<u8"), ("c8", "<c8"), ("U3", "<U3"), ("S3", "|S3"),
    ("M8", "<M8[s]"), ("structure", "('b', '<i4', (2,))"), ("object", "|O"),
  ])
  func foreignTypesAreRefusedByName(_ name: String, _ type: String) throws {
    let archive = try TensorFile.open(DataFixtures.path("refused-\(name).npy"))
    let error = #expect(throws: DataError.self) { try archive.onlyTensor() }
    #expect(error?.rule == DataRules.unsupportedType)
    #expect(error?.reason.contains(type) == true, "\(error?.reason ?? "")")
  }

  @Test func emptyArraysAreRefused() throws {
    let error = try DataFixtures.fault(in: DataFixtures.bytes("empty.npy"), named: "x.npy")
    #expect(error?.rule == DataRules.emptyTensor)
  }

  private static let rest = "'fortran_order': False, 'shape': (3,)}"

  @Test(arguments: [
    (#"{"shape": (3,), "fortran_order": True, "descr": "|i1"}"#, 3),
    ("{'descr':'|i1','fortran_order':False,'shape':(3,),}   \n", 3),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", 4),
    ("{'descr': '=f4', 'fortran_order': False, 'shape': (1, 1)}", 4),
  ])
  func headersInOtherDressRead(_ header: String, _ count: Int) throws {
    let bytes = FileBytes.npy(header, dataCount: count)
    #expect(try DataFixtures.fault(in: bytes, named: "x.npy") == nil)
  }

  @Test(arguments: [
    ("", 0, DataRules.npyHeader, 10),
    ("{'descr': '|i1', " + rest + "}", 3, DataRules.npyHeader, 65),
    ("{'descr': '|i1', 'descr': '|i1', " + rest, 3, DataRules.npyHeader, 27),
    ("{'descr': '|i1', 'order': 1, " + rest, 3, DataRules.npyHeader, 27),
    ("{" + rest, 3, DataRules.npyHeader, 10),
    ("{'descr': |i1, " + rest, 3, DataRules.npyHeader, 20),
    ("{'descr': '|i1\\n', " + rest, 3, DataRules.npyHeader, 24),
    ("{'descr': '|i1', 'fortran_order': 0, 'shape': (3,)}", 3, DataRules.npyHeader, 44),
    ("{'descr': '|i1', 'fortran_order': False, 'shape': 3}", 3, DataRules.npyHeader, 60),
    ("{'descr': '|i1', 'fortran_order': False, 'shape': (3)}", 3, DataRules.npyHeader, 62),
    ("{'descr': '|i1', 'fortran_order': False, 'shape': (-3,)}", 3, DataRules.npyHeader, 61),
    (
      "{'descr': '|i1', 'fortran_order': False, 'shape': (99999999999999999999,)}", 3,
      DataRules.npyHeader, 81
    ),
    (
      "{'descr': '|i1', 'fortran_order': False, 'shape': (9223372036854775807, 2)}", 3,
      DataRules.shape, 0
    ),
    ("{'descr': '|f4', 'fortran_order': False, 'shape': (1,)}", 4, DataRules.unsupportedType, 0),
    ("{'descr': '', 'fortran_order': False, 'shape': (1,)}", 4, DataRules.unsupportedType, 0),
    ("{'descr': '|i1', " + rest, 2, DataRules.truncated, 67),
    ("{'descr': '|i1', " + rest, 4, DataRules.trailing, 68),
    ("{'descr': '|b1', " + rest, -3, DataRules.boolValue, 66),
  ])
  func everyFaultIsNamedWithItsPlace(
    _ header: String, _ count: Int, _ rule: Rule, _ offset: Int
  ) throws {
    var bytes = FileBytes.npy(header, dataCount: abs(count))
    if count < 0 { bytes[66] = 3 }
    let error = try #require(try DataFixtures.fault(in: bytes, named: "x.npy"))
    #expect(error.rule == rule, "\(error)")
    #expect(error.offset == offset, "\(error)")
  }

  @Test(arguments: [
    (0, UInt8(0x92), DataRules.npyHeader, 0), (6, 4, DataRules.npyHeader, 6),
    (6, 0, DataRules.npyHeader, 6), (7, 1, DataRules.npyHeader, 6),
    (9, 255, DataRules.truncated, 8),
  ])
  func damagedStartsAreNamed(_ index: Int, _ value: UInt8, _ rule: Rule, _ offset: Int) throws {
    var bytes = try DataFixtures.bytes("f4-little-c.npy")
    bytes[index] = value
    let error = try #require(try DataFixtures.fault(in: bytes, named: "x.npy"))
    #expect(error.rule == rule, "\(error)")
    #expect(error.offset == offset, "\(error)")
  }
}
