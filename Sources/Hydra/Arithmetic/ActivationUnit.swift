/// The unit that every sum passes through: requantization, activation, rounding of the output.
package struct ActivationUnit: Sendable {
  private let shift: Int
  private let outputShift: Int
  private let rounding: ShiftRounding
  private let function: ActivationFunction
  private let parameter: Int
  private let dataBits: Int

  /// The unit as a layer configures it.
  package init(_ layer: LayerDescriptor, _ profile: NumberProfile) {
    shift = layer.shift
    outputShift = layer.outputShift
    rounding = layer.rounding
    function = layer.activation
    parameter = layer.activationParameter
    dataBits = profile.dataBits
  }

  /// The output for a sum.
  @inline(__always)
  package func callAsFunction(_ sum: Int) -> Int {
    output(argument(sum))
  }

  /// The 16-bit argument of the function for a sum.
  @inline(__always)
  package func argument(_ sum: Int) -> Int {
    FixedPoint.saturated(FixedPoint.shifted(sum, shift, rounding), bits: 16)
  }

  /// Whether a sum is cut to the 16 bits of an argument, and the function does not cut it anyhow.
  package func cutsArgument(_ sum: Int) -> Bool {
    let shifted = FixedPoint.shifted(sum, shift, rounding)
    switch function {
    case .relu, .relu6: return shifted > 32767 && activated(shifted) != activated(32767)
    case .identity, .leaky, .sigmoid, .tanh: return argument(sum) != shifted
    }
  }

  /// Whether the result of a sum is cut to the bits of features.
  package func cutsOutput(_ sum: Int) -> Bool {
    let rounded = rounded(argument(sum))
    return FixedPoint.saturated(rounded, bits: dataBits) != rounded
  }

  /// The output for a 16-bit argument of the function.
  package func output(_ argument: Int) -> Int {
    FixedPoint.saturated(rounded(argument), bits: dataBits)
  }

  /// The output for a 16-bit argument before it is cut to the bits of features.
  private func rounded(_ argument: Int) -> Int {
    FixedPoint.shifted(activated(argument), outputShift, rounding)
  }

  /// The value of the function for a 16-bit argument.
  private func activated(_ argument: Int) -> Int {
    switch function {
    case .identity: argument
    case .relu: max(argument, 0)
    case .sigmoid: SigmoidTable.sigmoid(argument)
    case .tanh: SigmoidTable.tanh(argument)
    case .leaky: argument < 0 ? argument >> parameter : argument
    case .relu6: min(max(argument, 0), min(3 << parameter, 32767))
    }
  }
}
