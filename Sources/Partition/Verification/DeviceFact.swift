import Basic
import IR
import Operators

/// What a value of the program of one device is of the network.
enum DeviceFact {
  /// A constant.
  case constant(Tensor)
  /// A part of a value of the network; `isHeld` if the activation of its operation is still to come.
  case part(ID<Value>, Region, isHeld: Bool)
  /// Terms of a sum.
  case terms([SumTerm])
  /// Unknown, because a fault was reported.
  case unknown
}

/// One term of a sum that is spread over devices.
struct SumTerm: Hashable {
  /// What it is.
  enum Content: Hashable {
    /// The products of an operation with some indices of the axis that it sums over.
    case products(ID<Operation>, IndexRanges)
    /// The bias of an operation, or the constant that it adds.
    case constant(ID<Operation>)
    /// A value that is no sum.
    case value(ID<Value>)
  }

  /// What it is.
  var content: Content

  /// The operations that were applied to it since, in order.
  var through: [ID<Operation>] = []
}

/// Checks that terms make up the value of an operation.
struct SumCheck {
  /// The network.
  let whole: Program

  /// The operators.
  let catalog: OperatorCatalog

  /// The terms that have not been accounted for.
  private(set) var rest: [SumTerm]

  /// Starts with all terms.
  init(_ whole: Program, catalog: OperatorCatalog, terms: [SumTerm]) {
    (self.whole, self.catalog, rest) = (whole, catalog, terms)
  }

  /// What is wrong with the terms as those of `value`, or `nil`.
  mutating func fault(_ value: ID<Value>) -> String? {
    if let fault = account(value, through: []) { return fault }
    guard let term = rest.first else { return nil }
    return "\(describe(term)) is added once too often"
  }

  private mutating func account(_ value: ID<Value>, through: [ID<Operation>]) -> String? {
    if take(SumTerm(content: .value(value), through: through)) { return nil }
    guard let id = whole.graph.definingOperation(of: value) else {
      return "%\(whole.graph[value].name) is not added"
    }
    let (operation, call) = (whole.graph[id], whole.graph.call(id))
    let sharding = catalog.definition(of: operation).ways(
      call, operation.results.map { whole.graph[$0].type })
    if let sum = sharding.dimensions.first(where: { $0.relation == .contraction }) {
      return accountProducts(id, operation, sum, through)
    }
    switch sharding.linearity {
    case .none: return "%\(whole.graph[value].name) is not added"
    case .scaling: return account(operation.operands[0], through: [id] + through)
    case .addition:
      for operand in operation.operands {
        guard whole.graph.constant(of: operand) == nil else {
          guard take(SumTerm(content: .constant(id), through: through)) else {
            return "the constant of '\(operation.layerName)' is not added"
          }
          continue
        }
        if let fault = account(operand, through: through) { return fault }
      }
      return nil
    }
  }

  private mutating func accountProducts(
    _ id: ID<Operation>, _ operation: Operation, _ sum: SplitDimension,
    _ through: [ID<Operation>]
  ) -> String? {
    guard let axis = sum.operands[0]?.axis else { return nil }
    let size = whole.graph[operation.operands[0]].type.shape[axis]
    var covered = IndexRanges.none
    for term in rest where term.through == through {
      guard case .products(id, let indices) = term.content, take(term) else { continue }
      guard covered.intersection(indices).isEmpty else {
        return "inputs \(covered.intersection(indices)) of '\(operation.layerName)' are added twice"
      }
      covered = covered.union(indices)
    }
    guard covered == IndexRanges(0..<size) else {
      return "inputs \(covered) of \(size) of '\(operation.layerName)' are added"
    }
    guard operation.operands.count > 2 else { return nil }
    return take(SumTerm(content: .constant(id), through: through))
      ? nil : "the bias of '\(operation.layerName)' is not added"
  }

  private mutating func take(_ term: SumTerm) -> Bool {
    guard let index = rest.firstIndex(of: term) else { return false }
    rest.remove(at: index)
    return true
  }

  private func describe(_ term: SumTerm) -> String {
    switch term.content {
    case .products(let id, let indices):
      "the sum over \(indices) of '\(whole.graph[id].layerName)'"
    case .constant(let id): "the bias of '\(whole.graph[id].layerName)'"
    case .value(let value): "%\(whole.graph[value].name)"
    }
  }
}
