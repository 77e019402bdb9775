import Basic

/// The rules of this backend, in the order in which documentation lists them.
package enum HydraRules {
  /// What a device checks while it is configured, in the order of its error codes.
  static let structure: [Rule] = LoaderFault.allCases.map(\.rule)

  /// What is checked before a program runs.
  static let semantics: [Rule] = [
    .hydraProducts, .hydraPasses, .hydraStride, .hydraPad, .hydraWindow, .hydraChannelwise,
    .hydraSource, .hydraDestination, .hydraWeightRange, .hydraBiasRange, .hydraOverlap,
    .hydraUninitialized, .hydraSegments, .hydraFraction, .hydraShift, .hydraAccumulator,
    .hydraCanonical,
    .hydraLast, .hydraPort,
  ]
}
