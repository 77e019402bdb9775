import Basic

/// The rules that hold for the nodes of every kind of model file.
package enum BuildingRules {
  package static let emptyTensor = Rule(
    "model.empty-tensor", "no value of a network is empty",
    """
    A size of zero along an axis leaves nothing to compute with. Such tensors are read and may take \
    part in the arithmetic of shapes, but no operation of the network works on one.
    """)

  /// All of them, for documentation.
  package static let all = [emptyTensor]
}
