import Basic

/// Reads the tables of a TensorFlow Lite file into a model.
///
/// Every reference between its lists has been checked afterwards. What the model means is not
/// looked at here.
package struct TFLiteReader {
  private var buffer: FlatBuffer
  private let file: MappedFile

  private init(_ file: MappedFile) {
    self.file = file
    buffer = FlatBuffer(file.bytes)
  }

  /// Reads the file at `path`.
  package static func read(path: String, name: String) throws(DataError) -> TFLiteModel {
    let file: MappedFile
    do throws(FileError) { file = try MappedFile(path: path) } catch {
      throw DataError(FileError(path: name, reason: error.reason))
    }
    var reader = TFLiteReader(file)
    do throws(DataFault) { return try reader.model() } catch { throw error.error(in: name) }
  }

  // MARK: - Model

  private mutating func model() throws(DataFault) -> TFLiteModel {
    let fields = ByteFields(bytes: file.bytes)
    guard fields.hold(Array("TFL3".utf8), at: 4) else {
      throw DataFault(
        TFLiteRules.identifier, "bytes 4 to 7 are not TFL3", at: min(4, file.bytes.count),
        help: "is it a .tflite file?")
    }
    let root = try buffer.root()
    let version = Int(try buffer.integer(root, .init(0, "version"), UInt32.self))
    guard version == 3 else {
      throw DataFault(
        TFLiteRules.version, "the file follows version \(version)", at: root.position,
        help: "convert the model anew")
    }
    let codes = try operatorCodes(root)
    let buffers = try buffers(root)
    var subgraphs: [TFLiteSubgraph] = []
    for table in try buffer.tables(root, .init(2, "subgraphs")) {
      subgraphs.append(try subgraph(table, codes, bufferCount: buffers.count))
    }
    guard !subgraphs.isEmpty else {
      throw DataFault(
        TFLiteRules.reference, "the model has no subgraph", at: root.position,
        help: "there is nothing to compile")
    }
    return TFLiteModel(
      version: version, description: try buffer.text(root, .init(3, "description")),
      operatorCodes: codes, subgraphs: subgraphs, buffers: buffers, file: file)
  }

  private mutating func operatorCodes(
    _ root: FlatTable
  ) throws(DataFault) -> [TFLiteOperatorCode] {
    var codes: [TFLiteOperatorCode] = []
    for table in try buffer.tables(root, .init(1, "operator_codes")) {
      let old = Int(try buffer.integer(table, .init(0, "deprecated_builtin_code"), Int8.self))
      let new = Int(try buffer.integer(table, .init(3, "builtin_code"), Int32.self))
      // Files before 2020 have the first alone; since then the second, which holds more, goes
      // before unless it was left at 0.
      let code = max(old, new)
      let version = Int(try buffer.integer(table, .init(2, "version"), Int32.self, default: 1))
      var name = TFLiteOperatorNames.name(code)
      if code == TFLiteOperatorNames.custom {
        name = "'\(try buffer.text(table, .init(1, "custom_code")))'"
      }
      codes.append(TFLiteOperatorCode(name: name ?? "operator number \(code)", version: version))
    }
    return codes
  }

  /// Where the elements of each buffer lie: in the flatbuffer, or, in large files, behind it.
  private mutating func buffers(_ root: FlatTable) throws(DataFault) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (index, table) in try buffer.tables(root, .init(4, "buffers")).enumerated() {
      let data = try buffer.vector(table, .init(0, "data"), elementSize: 1)
      let offset = try buffer.integer(table, .init(1, "offset"), UInt64.self)
      let size = try buffer.integer(table, .init(2, "size"), UInt64.self)
      // An offset of 1 is what converters write before they know the place.
      guard offset > 1 else {
        ranges.append(data ?? 0..<0)
        continue
      }
      let (end, overflow) = offset.addingReportingOverflow(size)
      guard !overflow, end <= UInt64(file.bytes.count) else {
        throw DataFault(
          TFLiteRules.flatBuffer,
          "buffer \(index) takes \(size) bytes at \(offset) of a file of \(file.bytes.count)",
          at: table.position, help: "the file is damaged or incomplete")
      }
      ranges.append(Int(offset)..<Int(end))
    }
    return ranges
  }

  // MARK: - Subgraphs

  private mutating func subgraph(
    _ table: FlatTable, _ codes: [TFLiteOperatorCode], bufferCount: Int
  ) throws(DataFault) -> TFLiteSubgraph {
    var tensors: [TFLiteTensor] = []
    for entry in try buffer.tables(table, .init(0, "tensors")) {
      tensors.append(try tensor(entry, bufferCount: bufferCount))
    }
    let inputs = try references(table, .init(1, "inputs"), to: tensors.count)
    let outputs = try references(table, .init(2, "outputs"), to: tensors.count)
    var operations: [TFLiteOperation] = []
    for entry in try buffer.tables(table, .init(3, "operators")) {
      operations.append(try operation(entry, codes, tensorCount: tensors.count))
    }
    return TFLiteSubgraph(
      name: try buffer.text(table, .init(4, "name")), tensors: tensors, inputs: inputs,
      outputs: outputs, operations: operations)
  }

  private mutating func tensor(
    _ table: FlatTable, bufferCount: Int
  ) throws(DataFault) -> TFLiteTensor {
    let code = Int(try buffer.integer(table, .init(1, "type"), Int8.self))
    guard let element = TFLiteElementType(rawValue: code) else {
      throw DataFault(
        TFLiteRules.elementType, "a tensor has elements of the unknown type \(code)",
        at: table.position)
    }
    let index = Int(try buffer.integer(table, .init(2, "buffer"), UInt32.self))
    guard index < bufferCount || index == 0 else {
      throw DataFault(
        TFLiteRules.reference, "a tensor has buffer \(index), and there are \(bufferCount)",
        at: table.position)
    }
    let shape = try buffer.integers(table, .init(0, "shape"), Int32.self) ?? []
    var tensor = TFLiteTensor(
      name: try buffer.text(table, .init(3, "name")), element, shape.map(Int.init), buffer: index,
      offset: table.position)
    let signature = try buffer.integers(table, .init(7, "shape_signature"), Int32.self) ?? []
    tensor.shapeSignature = signature.map(Int.init)
    tensor.isVariable = try buffer.integer(table, .init(5, "is_variable"), UInt8.self) != 0
    tensor.isSparse = try buffer.table(table, .init(6, "sparsity")) != nil
    if let quantization = try buffer.table(table, .init(4, "quantization")) {
      tensor.quantization = try self.quantization(quantization)
    }
    return tensor
  }

  /// What the integers of a tensor stand for, or `nil` where only the observed range is recorded.
  private mutating func quantization(
    _ table: FlatTable
  ) throws(DataFault) -> TFLiteQuantization? {
    let scales = try buffer.floats(table, .init(2, "scale")) ?? []
    let zeroPoints = try buffer.integers(table, .init(3, "zero_point"), Int64.self) ?? []
    let details = Int(try buffer.integer(table, .init(4, "details_type"), UInt8.self))
    guard !scales.isEmpty || details != 0 else { return nil }
    return TFLiteQuantization(
      scales: scales, zeroPoints: zeroPoints,
      dimension: Int(try buffer.integer(table, .init(6, "quantized_dimension"), Int32.self)),
      detailsType: details)
  }

  // MARK: - Operations

  private mutating func operation(
    _ table: FlatTable, _ codes: [TFLiteOperatorCode], tensorCount: Int
  ) throws(DataFault) -> TFLiteOperation {
    let code = Int(try buffer.integer(table, .init(0, "opcode_index"), UInt32.self))
    guard code < codes.count else {
      throw DataFault(
        TFLiteRules.reference,
        "an operation has the operator code \(code), and there are \(codes.count)",
        at: table.position)
    }
    let inputs = try optionalReferences(table, .init(1, "inputs"), to: tensorCount)
    let outputs = try references(table, .init(2, "outputs"), to: tensorCount)
    return TFLiteOperation(
      code: code, inputs: inputs, outputs: outputs,
      options: try options(table, of: codes[code].name), offset: table.position)
  }

  private mutating func options(
    _ table: FlatTable, of operatorName: String
  ) throws(DataFault) -> TFLiteOptions {
    guard let schema = TFLiteOptionSchema.table(of: operatorName) else { return TFLiteOptions() }
    let type = Int(try buffer.integer(table, .init(3, "builtin_options_type"), UInt8.self))
    guard type == schema.type || type == 0 else {
      throw DataFault(
        TFLiteRules.options,
        "an operation \(operatorName) has options of the table \(type), not \(schema.type), "
          + schema.name, at: table.position, help: "the file is damaged")
    }
    let options = type == 0 ? nil : try buffer.table(table, .init(4, "builtin_options"))
    var values: [(name: String, value: TFLiteOptions.Value)] = []
    for field in schema.fields {
      values.append((field.field.name, try value(of: field, in: options)))
    }
    return TFLiteOptions(values)
  }

  private mutating func value(
    of field: TFLiteOptionSchema.Field, in table: FlatTable?
  ) throws(DataFault) -> TFLiteOptions.Value {
    switch field.kind {
    case .byte:
      let standard = UInt8(field.standard)
      guard let table else { return .integer(Int(standard)) }
      return .integer(
        Int(try buffer.integer(table, field.field, UInt8.self, default: standard)))
    case .int32:
      let standard = Int32(field.standard)
      guard let table else { return .integer(Int(standard)) }
      return .integer(
        Int(try buffer.integer(table, field.field, Int32.self, default: standard)))
    case .float:
      guard let table else { return .number(0) }
      return .number(try buffer.float(table, field.field))
    case .int32s:
      guard let table else { return .integers([]) }
      return .integers(
        (try buffer.integers(table, field.field, Int32.self) ?? []).map(Int.init))
    }
  }

  // MARK: - References

  /// A list of tensors, all of which exist.
  private mutating func references(
    _ table: FlatTable, _ field: FlatField, to count: Int
  ) throws(DataFault) -> [Int] {
    var found: [Int] = []
    for index in try optionalReferences(table, field, to: count) {
      guard let index else {
        throw DataFault(
          TFLiteRules.reference, "'\(field.name)' leaves a tensor out", at: table.position)
      }
      found.append(index)
    }
    return found
  }

  /// A list of tensors, all of which exist or are left out.
  private mutating func optionalReferences(
    _ table: FlatTable, _ field: FlatField, to count: Int
  ) throws(DataFault) -> [Int?] {
    var found: [Int?] = []
    for index in try buffer.integers(table, field, Int32.self) ?? [] {
      guard index >= -1, index < count else {
        throw DataFault(
          TFLiteRules.reference, "'\(field.name)' names tensor \(index), and there are \(count)",
          at: table.position)
      }
      found.append(index == -1 ? nil : Int(index))
    }
    return found
  }
}
