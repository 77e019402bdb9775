/// An accelerator that computes products of 8-bit numbers bit by bit.
package enum BitSerialDesign: String, Sendable, CaseIterable {
  case bitvert, stripes, pragmatic, bitlet, bitwave, ant
}
