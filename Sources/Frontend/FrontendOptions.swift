import IR

/// What the command line adds to a model.
package struct FrontendOptions: Sendable {
  /// The sizes bound to names; a name that is not bound is 1.
  package var bindings: [String: Int]

  /// The shapes of inputs, by name, that replace or complete those of the file.
  package var shapes: [String: [Int]]

  /// Values of inputs that shapes depend on, by name.
  ///
  /// They are used where the network can be compiled only if a value is known, such as the target
  /// of a reshape; the input stays an input.
  package var values: [String: Tensor]

  /// Whether files of weights may lie outside the folder of the model.
  package var allowsOutsidePaths: Bool

  /// Makes options.
  package init(
    bindings: [String: Int] = [:], shapes: [String: [Int]] = [:], values: [String: Tensor] = [:],
    allowsOutsidePaths: Bool = false
  ) {
    self.bindings = bindings
    self.shapes = shapes
    self.values = values
    self.allowsOutsidePaths = allowsOutsidePaths
  }
}
