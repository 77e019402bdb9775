import Backend

extension BitVertTarget: TargetDescription {
  package static let kind = "bitvert"

  package static let rules = TargetRules(kind: kind)

  package static let keys: [TargetKey<BitVertTarget>] = [
    .text("name", \.name, "name of the target"),
    .integer("rows", \.rows, 1...1024, "output channels at once"),
    .integer("columns", \.columns, 1...1024, "output positions at once"),
    .integer(
      "lanes", \.lanes, 16...16, "weights that an element takes at once, in sub-groups of 8"),
    .number("clock_mhz", \.clockMegahertz, 0.001...1e6, "clock of the array"),
    .integer("weight_buffer_bytes", \.weightBufferBytes, 1...1 << 40, "buffer of weights"),
    .integer(
      "activation_buffer_bytes", \.activationBufferBytes, 1...1 << 40,
      "buffer of inputs and outputs"),
    .number(
      "dram_bits_per_cycle", \.dramBitsPerCycle, 0.001...1e6, "bits that DRAM moves in a cycle"),
    .number(
      "dram_energy_pj_per_64_bits", \.dramEnergyPer64Bits, 0...1e9,
      "energy of moving 64 bits from or to DRAM"),
    .word(
      "constants", \.constants,
      "corrected mends two faults of the published simulator, published does not"),
    .word(
      "refetch", \.refetch,
      "what is loaded again if neither weights nor inputs fit: least_traffic or inputs"),
  ]
}
