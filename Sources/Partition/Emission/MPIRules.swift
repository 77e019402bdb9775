import Basic

/// The rules of C with MPI.
package enum MPIRules {
  package static let elements = Rule(
    "mpi.elements", "sources with MPI are made of integers up to 32 bits and of f32",
    "Sums of integers do not depend on the order in which MPI adds them; those of floats do, within "
      + "1e-5 of the greatest output.")
  package static let supported = Rule(
    "mpi.supported", "every operation of the devices has a kernel in C",
    """
    Convolution, dense, pooling, sums, softmax, rectifiers and moves of data; for integers also \
    tables and requantization.
    """)

  /// All of them, for documentation.
  package static let all = [elements, supported]
}
