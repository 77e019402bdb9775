import Basic

/// A way for messages between two devices.
package struct Link: Sendable, Equatable {
  /// The time to open a connection, in seconds.
  package var latency: Double

  /// Bits per second.
  package var bandwidth: Double

  /// Loads and stores of the processor in place of a transfer engine, if the link has them.
  package var programmed: Programmed?

  /// What loads and stores of the processor cost.
  package struct Programmed: Sendable, Equatable {
    /// The time before the first byte, in seconds.
    package var latency: Double

    /// Bits per second.
    package var bandwidth: Double

    /// Describes loads and stores.
    package init(latency: Double, bandwidth: Double) {
      self.latency = latency
      self.bandwidth = bandwidth
    }
  }

  /// Describes a link.
  package init(latency: Double, bandwidth: Double, programmed: Programmed? = nil) {
    self.latency = latency
    self.bandwidth = bandwidth
    self.programmed = programmed
  }

  /// The number of bytes from which a transfer engine is faster than loads and stores.
  ///
  /// It is `nil` if it never is, and zero if it always is: `(a_d - a_p) / (1/b_p - 1/b_d)`.
  package var directThreshold: Int? {
    guard let programmed else { return 0 }
    let saved = latency - programmed.latency
    let slower = 8 / programmed.bandwidth - 8 / bandwidth
    if slower <= 0 { return saved >= 0 ? nil : 0 }
    let threshold = (saved / slower).rounded(.up)
    // No message is as long as what no integer holds.
    return threshold < 0x1p62 ? max(0, Int(threshold)) : nil
  }

  /// Whether a message of so many bytes goes by loads and stores.
  package func isProgrammed(_ bytes: Int) -> Bool {
    guard programmed != nil else { return false }
    return directThreshold.map { bytes < $0 } ?? true
  }

  /// The seconds that a message of so many bytes takes.
  package func time(_ bytes: Int) -> Double {
    if let programmed, isProgrammed(bytes) {
      return programmed.latency + 8 * Double(bytes) / programmed.bandwidth
    }
    return latency + 8 * Double(bytes) / bandwidth
  }
}
