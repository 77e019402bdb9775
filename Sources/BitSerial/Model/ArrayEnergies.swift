import Basic

/// The energies of the parts of an array, before the factor of placement and routing.
///
/// Picojoules. Each kind of processing element has two figures, which contradict each other: the
/// simulator makes BitVert's cheaper than that of Stripes, the synthesis makes it 1.22 times dearer.
package struct ArrayEnergies: Sendable, Hashable {
  /// A processing element in one cycle, in the simulator of [bbs24].
  package let simulatedElement: Picojoules

  /// The power of a processing element at 800 MHz in milliwatts, [bbs24] table V.
  package let synthesizedMilliwatts: Double

  /// The weight register or scheduler of a row, in each cycle; counted as reading of SRAM.
  package let weightRegister: Picojoules

  /// The activation register and dispatcher of a column, in each tile; counted as reading of SRAM.
  package let activationRegister: Picojoules

  /// Schedulers beside the elements, all together in each cycle; counted as computing.
  package let schedulers: Picojoules

  /// The dispatcher of a column, part of every activation register.
  static let dispatcher = 0.072625

  /// Makes the energies of an array, in picojoules and milliwatts.
  package init(
    simulatedElement: Double, synthesizedMilliwatts: Double, weightRegister: Double = 0,
    activationRegister: Double = 0, schedulers: Double = 0
  ) {
    self.simulatedElement = Picojoules(simulatedElement)
    self.synthesizedMilliwatts = synthesizedMilliwatts
    self.weightRegister = Picojoules(weightRegister)
    self.activationRegister = Picojoules(activationRegister)
    self.schedulers = Picojoules(schedulers)
  }
}
