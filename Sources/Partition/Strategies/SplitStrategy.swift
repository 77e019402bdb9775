/// How the division of a network is chosen.
package enum SplitStrategy: String, Sendable, CaseIterable {
  /// Everything on the first device.
  case solo
  /// Every product by output channels, with its results gathered everywhere.
  case outputChannels = "oc"
  /// Every convolution by rows, with the rows that windows share sent between neighbours; products
  /// without rows on the first device. ([coedge20])
  case coedgeHalo = "coedge-halo"
  /// As `coedge-halo`, but every result is gathered everywhere before the next convolution.
  case coedgeConcat = "coedge-concat"
  /// By output channels, with pairs of neighbours by output and then by input channels, chosen
  /// greedily by what each saves. ([liu24] as reconstructed)
  case interleaved = "iop"
  /// As `iop`, with the pairs that together save most.
  case interleavedOptimal = "iop-optimal"
  /// The fastest of all plans that there are.
  case auto
}

/// What a user may ask of the division of a network.
package struct SplitSettings: Sendable, Equatable {
  /// How it is chosen.
  package var strategy: SplitStrategy

  /// How shards become whole everywhere; `nil` for the cheapest way.
  package var gather: Topology?

  /// How terms of a sum become whole everywhere; `nil` for the cheapest way.
  package var reduce: Topology?

  /// The pairs of `iop` by the ordinal of their first product, if they are not to be chosen.
  package var pairs: [Int]?

  /// The share of each device, if it is not to follow from their speeds.
  package var shares: [Double]?

  /// Describes what is wanted.
  package init(
    _ strategy: SplitStrategy, gather: Topology? = nil, reduce: Topology? = nil,
    pairs: [Int]? = nil, shares: [Double]? = nil
  ) {
    self.strategy = strategy
    self.gather = gather
    self.reduce = reduce
    self.pairs = pairs
    self.shares = shares
  }

  /// The rounds that may change the state of a value.
  package var rule: ConversionRule {
    ConversionRule(
      gather: gather, reduce: reduce, gathersRows: strategy == .coedgeConcat)
  }
}
