import IR

/// What batch normalization does to a channel: a factor, and a shift after the mean is taken off.
struct AffineChannels {
  /// The factor of each channel, `scale / sqrt(variance + epsilon)`.
  let factors: [Double]
  private let means: [Float]
  private let shifts: [Float]

  /// Reads the parameters, or gives `nil` if they are not constant.
  init?(_ norm: Operation, _ program: Program) {
    let parameters = norm.operands.dropFirst().compactMap { program.tensor(of: $0)?.floats }
    guard parameters.count == 4 else { return nil }
    let epsilon = norm.attributes.number("epsilon")
    factors = zip(parameters[0], parameters[3]).map { scale, variance in
      Double(scale) / (Double(variance) + epsilon).squareRoot()
    }
    shifts = parameters[1]
    means = parameters[2]
  }

  /// The normalized value of `x` in a channel.
  func apply(_ x: Double, _ channel: Int) -> Double {
    factors[channel] * (x - Double(means[channel])) + Double(shifts[channel])
  }
}
