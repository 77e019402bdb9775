import Basic

/// A device with its name and its clock, as a target file describes it.
package struct HydraTarget: Sendable, Equatable {
  /// The name of the target.
  package var name: String

  /// The device.
  package var device: HydraDevice

  /// The clock.
  package var clockMegahertz: Double

  /// Describes a target.
  package init(name: String, device: HydraDevice, clockMegahertz: Double) {
    (self.name, self.device, self.clockMegahertz) = (name, device, clockMegahertz)
  }

  /// The time that a number of cycles takes.
  package func time(_ cycles: Int) -> Nanoseconds {
    Nanoseconds(Double(cycles) * 1000 / clockMegahertz)
  }
}
