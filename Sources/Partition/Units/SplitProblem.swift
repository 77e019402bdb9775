import Basic
import IR
import Operators

/// What a rank is charged for a product that is divided by channels.
package enum Charging: Sendable {
  /// Its whole number of channels.
  case wholeChannels
  /// Its share, whatever its channels: what published models do. Too low for whoever has more.
  case shares
}

/// A program with the devices that take part and their shares: every way to run every unit, and what
/// each costs.
package struct SplitProblem: Sendable {
  /// The program as units.
  package let graph: UnitGraph

  /// The devices that there are.
  package let environment: DeviceEnvironment

  /// Which of them take part, by rank.
  package let devices: [Int]

  /// The share of each rank in what is divided.
  package let weights: [Double]

  /// What a rank is charged for.
  package let charging: Charging

  /// What messages cost.
  package let communication: CommunicationModel

  /// The states of each tensor.
  package var forms: [FormTable]

  /// The ways to run each unit.
  package var options: [[UnitOption]] = []

  /// The number of ranks.
  package var ranks: Int { devices.count }

  /// Lists every way to run every unit.
  package init(
    _ graph: UnitGraph, _ environment: DeviceEnvironment, devices: [Int], weights: [Double],
    charging: Charging = .wholeChannels
  ) {
    self.graph = graph
    self.environment = environment
    self.devices = devices
    self.weights = weights
    self.charging = charging
    communication = CommunicationModel(environment, devices: devices)
    forms = graph.tensors.map { _ in FormTable() }
    for tensor in 0..<graph.inputCount { addUsualForms(tensor) }
    for unit in graph.units.indices {
      var builder = OptionBuilder(problem: self, unit: unit)
      builder.build()
      forms = builder.forms
      options.append(builder.options)
      for tensor in graph.units[unit].outputs { addUsualForms(tensor) }
    }
  }

  /// The usual split of the channels of a value, or `nil` if it has none.
  package func channels(_ value: ID<Value>, _ shape: [Int]) -> ShardingState? {
    guard let axis = graph.axes.channelAxis(value), ranks > 1 else { return nil }
    let block = graph.axes.block(value)
    guard shape[axis] % block == 0, shape[axis] / block > 1 else { return nil }
    return .channels(axis: axis, Shares.indices(shape[axis], by: weights, block: block))
  }

  /// The usual split of the rows of a value, or `nil` if it has none.
  package func rows(_ value: ID<Value>, _ shape: [Int]) -> ShardingState? {
    guard let axis = graph.axes.rowAxis(value), ranks > 1, shape[axis] > 1 else { return nil }
    return .rows(axis: axis, Shares.indices(shape[axis], by: weights))
  }

  private mutating func addUsualForms(_ index: Int) {
    let tensor = graph.tensors[index]
    if let state = channels(tensor.value, tensor.type.shape) {
      _ = forms[index].origin(state)
    }
    if let state = rows(tensor.value, tensor.type.shape) { _ = forms[index].origin(state) }
  }

  /// Whether a reader of a tensor can take it as terms of a sum.
  package func acceptsPartial(_ tensor: Int) -> Bool {
    graph.tensors[tensor].consumers.contains { reader in
      let unit = graph.units[reader]
      switch unit.core.sharding.linearity {
      case .none: return false
      case .scaling: return unit.inputOfOperand.first == unit.inputs.firstIndex(of: tensor)
      case .addition: return true
      }
    }
  }
}
