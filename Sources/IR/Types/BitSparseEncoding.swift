/// How pruned weights are stored bit by bit: which columns a group of weights keeps, and what stands
/// for the others. ([bbs24] sections 3 and 4)
///
/// It says nothing of values: the elements of the constant are the pruned weights themselves, and
/// every group of them has this form.
package struct BitSparseEncoding: Hashable, Sendable {
  /// How the low columns of a group are pruned.
  package enum Method: String, Sendable, CaseIterable {
    /// The low bits of every weight are their rounded mean.
    case roundedAveraging = "rounded_averaging"

    /// Weights are multiples of a power of two, less a constant.
    case zeroPointShifting = "zero_point_shifting"
  }

  /// How columns are pruned.
  package var method: Method

  /// The pruned columns N of the 8: from 1 to 6.
  package var columns: Int

  /// The weights of a group, along the input channels.
  package var group: Int

  /// The bits of the constant of a group under zero-point shifting: from 4 to 6.
  package var constantBits: Int

  /// The axis of output channels.
  package var axis: Int

  /// The output channels that keep their 8 bits, in ascending order.
  package var sensitive: [Int]

  /// States an encoding.
  package init(
    method: Method, columns: Int, group: Int, constantBits: Int, axis: Int, sensitive: [Int]
  ) {
    self.method = method
    self.columns = columns
    self.group = group
    self.constantBits = constantBits
    self.axis = axis
    self.sensitive = sensitive
  }

  /// The bits of a group's metadata: the constant, and the number of redundant columns in the rest.
  package static let metadataBits = 8

  /// The bits of the constant in the metadata of a group.
  ///
  /// Means of up to 6 low bits need 6; shifts have as many as they were chosen from.
  package var constantField: Int { method == .roundedAveraging ? 6 : constantBits }

  /// The most redundant columns that the metadata of a group can tell.
  package var redundantLimit: Int {
    let field = (1 << (Self.metadataBits - constantField)) - 1
    return min(method == .roundedAveraging ? 3 : 7, field)
  }
}

extension BitSparseEncoding {
  /// The most weights of a group.
  package static let largestGroup = 64

  /// Why it cannot be the encoding of a constant of `type`, or `nil`.
  package func fault(for type: TensorType) -> String? {
    guard type.element == .i8, let quantization = type.quantization, quantization.isSymmetric else {
      return "weights in columns are i8 with zero points 0, not \(type)"
    }
    guard axis == 0 && type.rank >= 2 || axis == 1 && type.rank == 2 else {
      return "\(type.plainDescription) has no output channels along axis \(axis)"
    }
    guard (1...6).contains(columns) else { return "\(columns) columns are pruned, not 1 to 6" }
    guard (1...Self.largestGroup).contains(group) else {
      return "a group has \(group) weights, not 1 to \(Self.largestGroup)"
    }
    guard (4...6).contains(constantBits) else {
      return "the constant has \(constantBits) bits, not 4 to 6"
    }
    let isAscending = zip(sensitive, sensitive.dropFirst()).allSatisfy { $0 < $1 }
    let channels = type.shape[axis]
    guard isAscending, sensitive.allSatisfy({ (0..<channels).contains($0) }) else {
      return "the sensitive channels \(sensitive) are not \(channels) at most, in ascending order"
    }
    return nil
  }
}

extension BitSparseEncoding: CustomStringConvertible {
  /// The form that IR text uses.
  package var description: String {
    "encoded(method: \(method.rawValue), columns: \(columns), group: \(group), "
      + "constant: \(constantBits), axis: \(axis), "
      + "sensitive: [\(sensitive.map(String.init).joined(separator: ", "))])"
  }
}
