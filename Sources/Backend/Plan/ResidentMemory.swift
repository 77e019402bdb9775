/// What a plan keeps in its hardware from one run to the next, such as weights: plans of one device
/// share what there is of it.
package struct ResidentMemory: Sendable, Hashable {
  /// What is kept, with its unit, such as `bytes of constants`.
  package let name: String

  /// How much of it the plan takes.
  package let used: Int

  /// How much there is; `nil` for as much as is needed.
  package let available: Int?

  /// States what a plan keeps.
  package init(_ name: String, used: Int, available: Int?) {
    self.name = name
    self.used = used
    self.available = available
  }
}
