/// An accelerator that computes products of 8-bit numbers bit by bit.
package enum BitSerialDesign: String, Sendable, CaseIterable {
  case bitvert, stripes, pragmatic, bitlet, bitwave, ant

  /// The design as it is compared with others: BitVert with the pruned columns of each layer, Stripes
  /// with 8 weights an element, BitWave with 5 bits and all dataflows, ANT with 6.1 bits.
  package var accelerator: any BitSerialAccelerator {
    switch self {
    case .bitvert: BitVert()
    case .stripes: Stripes()
    case .pragmatic: Pragmatic()
    case .bitlet: Bitlet()
    case .bitwave: BitWave()
    case .ant: ANT()
    }
  }
}
