import Basic

/// The cost of the layers of a plan on its target.
enum BitVertCosts {
  /// The cost of layers that run one after the other, each on the outputs of the one before.
  static func cost(_ mappings: [BitVertMapping], _ target: BitVertTarget) -> BitSerialCost {
    let layers = mappings.map { mapping -> BitSerialLayer in
      guard let layer = mapping.layer("") else {
        preconditionFailure("sizes beyond the limits were let into a plan")
      }
      return layer
    }
    // The cycles of planned tiles do not depend on weights, so none can be missing.
    return (try? target.costModel.cost(of: layers)) ?? BitSerialCost(layers: [])
  }
}
