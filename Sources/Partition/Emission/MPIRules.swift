import Basic

/// The rules of C with MPI.
package enum MPIRules {
  package static let integers = Rule(
    "mpi.integers", "sources with MPI are made of integer programs",
    "Sums of integers do not depend on the order in which MPI adds them.")
  package static let supported = Rule(
    "mpi.supported", "every operation of the devices has a kernel in C",
    "Convolution, dense, pooling, sums of 32 bits, softmax, tables, requantization and moves of data."
  )

  /// All of them, for documentation.
  package static let all = [integers, supported]
}
