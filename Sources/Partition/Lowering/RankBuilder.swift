import Basic
import IR
import Operators

/// Builds the program of one rank.
struct RankBuilder {
  /// The whole program.
  let whole: Program

  /// The operators.
  let catalog: OperatorCatalog

  /// The rank.
  let rank: Int

  /// The program so far.
  private(set) var program: Program

  /// The parts of constants that were made, by the whole and the region.
  private var parts: [Part: ID<Value>] = [:]

  private struct Part: Hashable {
    let constant: ID<Constant>
    let region: Region
  }

  /// A part of a value of the whole program, as this rank has it.
  struct Local {
    /// The value in the program of the rank.
    var value: ID<Value>
    /// The part of the whole that it is.
    var region: Region
  }

  /// Starts an empty program.
  init(_ whole: Program, rank: Int, catalog: OperatorCatalog) {
    self.whole = whole
    self.rank = rank
    self.catalog = catalog
    program = Program(Graph(name: whole.graph.name))
    program.sources = whole.sources
  }

  /// Adds an input of the network.
  mutating func input(_ id: ID<Value>) -> Local {
    let value = whole.graph[id]
    return Local(
      value: program.graph.addInput(value.name, value.type), region: Region(all: value.type.shape))
  }

  /// Ends the program with outputs.
  mutating func finish(_ outputs: [ID<Value>]) -> Program {
    program.graph.outputs = outputs
    program.compact()
    return program
  }

  /// Adds an operation; its types follow from the operator's rules.
  ///
  /// - Parameters:
  ///   - source: the operation of the whole program that it belongs to.
  ///   - names: the names of the results.
  mutating func append(
    _ kind: String, _ operands: [ID<Value>], _ attributes: AttributeList, names: [String],
    of source: ID<Operation>?
  ) -> [ID<Value>] {
    guard let definition = catalog[kind] else { preconditionFailure("no operator \(kind)") }
    let call = OperatorCall(
      operands: operands.map { program.graph[$0].type }, attributes: attributes)
    var report = ConstraintReport()
    guard let types = definition.inferTypes(call, &report) else {
      preconditionFailure("\(kind) on rank \(rank): \(report.violations.map(\.detail))")
    }
    let origins = source.map { whole.graph[$0].origins } ?? []
    let operation = Operation(
      kind, operands: operands, attributes: attributes, origins: origins,
      location: source.flatMap { whole.graph[$0].location })
    return program.graph[program.graph.append(operation, names: names, types: types)].results
  }

  /// The constant that holds a part of a constant of the whole program; contiguous parts share
  /// its memory.
  mutating func constant(_ id: ID<Value>, _ region: Region) -> ID<Value> {
    guard let source = whole.graph.constant(of: id) else {
      preconditionFailure("%\(whole.graph[id].name) is no constant")
    }
    let part = Part(constant: source, region: region)
    if let known = parts[part] { return known }
    var constant = whole.constants[source]
    if region != Region(all: constant.type.shape) {
      guard let tensor = constant.tensor else {
        preconditionFailure("@\(constant.name) has no elements after the check")
      }
      constant = Constant(constant.name, tensor.slice(region))
    }
    let value = program.graph.value(of: program.addConstant(constant), in: program.constants)
    parts[part] = value
    return value
  }

  /// A part of what the rank has of a value of type `type`.
  mutating func part(_ region: Region, of local: Local, _ type: TensorType) -> Local {
    if local.region == region { return local }
    var current = local
    for axis in region.axes.indices where current.region.axes[axis] != region.axes[axis] {
      let pieces = region.axes[axis].ranges.map { range in
        slice(current, axis: axis, range)
      }
      var joined = current.region
      joined.axes[axis] = region.axes[axis]
      let name = program.graph[local.value].name
      current = Local(
        value: pieces.count == 1
          ? pieces[0]
          : append(
            "concat", pieces, AttributeList([Attribute("axis", .integer(axis))]),
            names: ["\(name).part"], of: nil)[0],
        region: joined)
    }
    return current
  }

  private mutating func slice(_ local: Local, axis: Int, _ range: Range<Int>) -> ID<Value> {
    let value = program.graph[local.value]
    var starts = [Int](repeating: 0, count: value.type.rank)
    var ends = value.type.shape
    starts[axis] = local.region.axes[axis].position(of: range.lowerBound)
    ends[axis] = starts[axis] + range.count
    let steps = [Int](repeating: 1, count: starts.count)
    return append(
      "slice", [local.value],
      AttributeList([
        Attribute("starts", .integers(starts)), Attribute("ends", .integers(ends)),
        Attribute("steps", .integers(steps)),
      ]), names: ["\(value.name).part"], of: nil)[0]
  }
}

extension Tensor {
  /// A part of the tensor; one that lies in one piece shares its memory.
  func slice(_ region: Region) -> Tensor {
    let axis = region.axes.firstIndex { $0.count > 1 } ?? region.axes.count
    let isWhole = zip(region.axes, type.shape).dropFirst(axis + 1).allSatisfy {
      $0 == IndexRanges(0..<$1)
    }
    guard isWhole, region.axes.allSatisfy({ $0.ranges.count == 1 }) else {
      return part(region, of: Region(all: type.shape), type)
    }
    let strides = NDArray<Int8>.strides(of: type.shape)
    let first = zip(region.axes, strides).reduce(0) {
      $0 + ($1.0.ranges.first?.lowerBound ?? 0) * $1.1
    }
    let bytes = type.element.storedBytes
    let part = region.type(of: type)
    return Tensor(
      part,
      TensorStorage(sharing: storage, first * bytes..<(first + part.elementCount) * bytes))
  }
}
