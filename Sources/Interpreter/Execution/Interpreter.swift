import Basic
import IR
import Operators

/// Executes programs, in floating point or in exact integer arithmetic.
///
/// The definitions of the catalogue say what is right; fast kernels replace them where there are
/// any and are tested against them.
package struct Interpreter: Sendable {
  /// What computes the operations.
  package enum Kernels: Sendable {
    /// The catalogue's definitions alone.
    case definitions
    /// Fast kernels where there are any, definitions elsewhere.
    case fast
  }

  /// The operators that programs are made of.
  package let catalog: OperatorCatalog

  /// What computes the operations.
  package let kernels: Kernels

  /// The largest number of threads that kernels use.
  package let threads: Int

  /// Makes an interpreter; results do not depend on `threads`.
  package init(
    catalog: OperatorCatalog, kernels: Kernels = .fast, threads: Int = Parallel.machineThreads
  ) {
    self.catalog = catalog
    self.kernels = kernels
    self.threads = threads
  }

  /// Prepares a verified program for many runs: packs weights once, plans when values die.
  package func prepare(_ program: Program) throws(ExecutionError) -> PreparedProgram {
    try Preparation(self, program).preparedProgram()
  }

  /// Prepares a verified program and runs it once.
  package func run(
    _ program: Program, inputs: [Tensor], communicator: (any Communicator)? = nil,
    observe: ((ID<Value>, Tensor) -> Void)? = nil
  ) throws(ExecutionError) -> [Tensor] {
    try prepare(program).run(inputs, communicator: communicator, observe: observe)
  }
}
