extension TileModel {
  /// Whether tiles have all columns, since a map that lies in L1 is read and written in place: a
  /// kernel takes a tile as contiguous bytes.
  var keepsColumns: Bool {
    output.level == .l1 || inputs.contains { $0.level == .l1 }
  }

  /// Whether tiles have all channels for the same reason.
  var keepsChannels: Bool {
    output.level == .l1 || !step.readsAllChannels && inputs.contains { $0.level == .l1 }
  }
}

extension KernelStep {
  /// Whether what rows of the result read of an operand is all of its columns.
  func readsWholeRows(of operand: Int) -> Bool {
    kernel != .permute
      && inputColumns(0..<extent.width, of: operand).positions
        == 0..<inputs[operand].shape.width
  }

  /// Whether rows of the result are whole rows of the map that it is written into.
  func writesWholeRows(of shape: MapShape) -> Bool {
    kernel != .permute && outputChannel == 0 && extent == shape
  }

  /// Whether rows lie one behind the other in a ring of so many rows.
  static func isContiguous(_ rows: Range<Int>, inRingOf stored: Int) -> Bool {
    rows.isEmpty || rows.lowerBound % stored + rows.count <= stored
  }
}
