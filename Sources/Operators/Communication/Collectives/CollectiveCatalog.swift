import IR

/// The collective operators by name.
package enum CollectiveCatalog {
  private static let all: [any CollectiveDefinition.Type] = [
    CollectiveBroadcast.self, CollectiveScatter.self, CollectiveGather.self, AllGather.self,
    CollectiveReduce.self, AllReduce.self, ReduceScatter.self, HaloExchange.self, AllToAll.self,
  ]

  /// Who holds what and who needs what of a call that keeps the rules, or `nil` if the operator is
  /// no collective.
  package static func layout(_ name: String, _ call: OperatorCall) -> CollectiveLayout? {
    all.first { $0.name == name }?.layout(call)
  }
}
