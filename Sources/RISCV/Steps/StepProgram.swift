import Basic
import IR

/// A program as kernels: steps in order of execution, and the tensors between them.
package struct StepProgram: Sendable {
  /// The steps, in order.
  package var steps: [KernelStep] = []

  /// The activations.
  package var tensors: [StepTensor] = []

  /// Where the constants of each step come from, by step.
  package var sources: [StepSource] = []

  /// The tensors of the inputs and outputs of the graph, in its order.
  package var inputs: [Int] = []
  package var outputs: [Int] = []

  /// Where each IR value lies that is an activation of 8 bits.
  package var places: [ID<Value>: ValuePlace] = [:]
}

/// Where an IR value lies.
package struct ValuePlace: Sendable, Hashable {
  /// The order of elements in memory.
  package enum Order: Sendable, Hashable {
    /// That of the map: rank 4 by rows, columns, channels, other ranks row-major.
    case map
    /// That of the IR, row by row.
    case rows
    /// A flattened image whose elements still lie by pixels and channels.
    case flattened(channels: Int, pixels: Int)
  }

  package var tensor: Int
  package var shape: MapShape
  package var order: Order
}

/// The constants of a step in the IR.
package struct StepSource: Sendable {
  /// The operation that multiplies, or that reads the table.
  var operation: ID<Operation>?

  /// The activations that it reads.
  var values: [ID<Value>] = []

  /// The requantization of the result, if its factors are among the constants.
  var requantization: ID<Operation>?

  /// The channels and pixels of a flattened input, whose columns of weights are exchanged.
  var flattened: (channels: Int, pixels: Int)?
}

/// Why an operation cannot be a step.
struct StepRefusal: Sendable {
  var operation: ID<Operation>
  var rule: Rule
  var text: String
  var help: String
}
