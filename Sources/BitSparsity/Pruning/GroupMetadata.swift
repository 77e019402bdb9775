/// What is stored of a group beside the columns that it keeps.
package struct GroupMetadata: Hashable, Sendable {
  /// The columns after the sign that equal it in every weight, as far as they are counted.
  package var redundantColumns: Int

  /// The mean of the low bits under rounded averaging, the shift `c` under zero-point shifting.
  package var constant: Int

  /// States the metadata of a group.
  package init(redundantColumns: Int, constant: Int) {
    self.redundantColumns = redundantColumns
    self.constant = constant
  }
}
