import Basic

/// The rules that programs for several devices can break.
package enum LoweringRules {
  package static let missingConstant = Rule(
    "partition.missing-constant",
    "a constant that is divided among devices has its elements at hand",
    "Devices get their parts of the weights when the plan is made, so the weight file must be there."
  )

  /// All of them, for documentation.
  package static let all = [missingConstant]
}
