import Basic

/// What a loader can find wrong with a bitstream; the raw value is the code that a device latches.
package enum LoaderFault: Int, Sendable, CaseIterable {
  case magic = 1
  case version, device, capability, headerCheck, truncated, reserved, order, count, check, end
  case trailing, layers, memory

  /// The rule that it cites.
  package var rule: Rule {
    switch self {
    case .magic: .hydraMagic
    case .version: .hydraVersion
    case .device: .hydraDevice
    case .capability: .hydraCapability
    case .headerCheck: .hydraHeaderCheck
    case .truncated: .hydraTruncated
    case .reserved: .hydraReserved
    case .order: .hydraOrder
    case .count: .hydraCount
    case .check: .hydraCheck
    case .end: .hydraEnd
    case .trailing: .hydraTrailing
    case .layers: .hydraLayers
    case .memory: .hydraMemory
    }
  }
}

/// A fault with what is so in this case.
struct LoaderError: Error {
  let fault: LoaderFault
  let text: String

  init(_ fault: LoaderFault, _ text: String) {
    self.fault = fault
    self.text = text
  }
}
