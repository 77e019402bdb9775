import IR

/// One device's part in a collective operation.
struct CollectiveExecution {
  let layout: CollectiveLayout
  let device: Int
  let communicator: any Communicator

  /// Sends what others need of `held`, and gives what this device needs, or `held` if it needs nothing.
  func run(_ held: Tensor?) throws(CommunicationError) -> Tensor {
    guard communicator.device == device else {
      throw .wrongDevice(expected: device, found: communicator.device)
    }
    let messages = layout.messages
    if let held, let region = layout.held(by: device) {
      for message in messages where message.sender == device {
        try communicator.send(
          held.part(message.region, of: region, layout.whole), to: message.receiver)
      }
    }
    guard let needed = layout.needed(by: device) else {
      guard let held else { preconditionFailure("device \(device) takes no part") }
      return held
    }
    // In the order of devices, this one among them, so that sums do not depend on time.
    var parts: [(region: Region, tensor: Tensor)] = []
    for (sender, region) in layout.held {
      if sender == device {
        let common = region.intersection(needed)
        guard let held, !common.isEmpty else { continue }
        parts.append((common, held.part(common, of: region, layout.whole)))
      } else if let message = messages.first(where: {
        $0.sender == sender && $0.receiver == device
      }) {
        let tensor = try communicator.receive(message.region.type(of: layout.whole), from: sender)
        parts.append((message.region, tensor))
      }
    }
    guard layout.isSum else { return .assembled(needed, from: parts, layout.whole) }
    return PartialSums.sum(parts.map(\.tensor))
  }
}

/// The sum of partial sums.
enum PartialSums {
  /// Adds tensors of one type, in order: `f32` rounds after each, integers wrap around.
  static func sum(_ parts: [Tensor]) -> Tensor {
    guard let first = parts.first else { preconditionFailure("a sum of nothing") }
    guard parts.count > 1 else { return first }
    return switch first.type.element {
    case .f32: sum(parts, first.type) { (a: Float, b: Float) in a + b }
    case .i64: sum(parts, first.type) { (a: Int64, b: Int64) in a &+ b }
    default: sum(parts, first.type) { (a: Int32, b: Int32) in a &+ b }
    }
  }

  @inline(__always)
  private static func sum<Element: TensorScalar>(
    _ parts: [Tensor], _ type: TensorType, _ add: (Element, Element) -> Element
  ) -> Tensor {
    Tensor(type, of: Element.self) { target in
      parts[0].withElements(of: Element.self) { _ = target.initialize(from: $0) }
      for part in parts.dropFirst() {
        part.withElements(of: Element.self) { x in
          for index in 0..<target.count { target[index] = add(target[index], x[index]) }
        }
      }
    }
  }
}
