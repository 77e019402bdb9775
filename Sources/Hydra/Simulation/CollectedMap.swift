/// A map that layers give together, each some channels of every position.
struct CollectedMap {
  /// Where the map lies, of which the first layer gives the first channels.
  private let base: Int
  /// Elements of the map, and those that were given.
  private var elements: [Int]
  private var count = 0

  /// The map of which a layer gives the first channels.
  init(_ layer: LayerDescriptor) {
    base = layer.destination
    elements = Array(repeating: 0, count: layer.positions * layer.outputStride)
  }

  /// Takes what a layer gives, its outputs position by position.
  ///
  /// What lies outside of the map is no part of it.
  mutating func add(_ outputs: [Int], _ layer: LayerDescriptor) {
    let (first, width) = (layer.destination - base, layer.outputs)
    guard layer.positions * layer.outputStride == elements.count, first >= 0,
      first + width <= layer.outputStride
    else { return }
    for position in 0..<layer.positions {
      let place = position * layer.outputStride + first
      elements.replaceSubrange(
        place..<place + width, with: outputs[position * width..<(position + 1) * width])
    }
    count += outputs.count
  }

  /// All elements, or `nil` while some are missing.
  var whole: [Int]? { count == elements.count ? elements : nil }
}
