import Backend
import Basic

extension CrossbarTarget: TargetDescription {
  package static let kind = "crossbar"

  package static let rules = TargetRules(kind: kind)

  /// All keys, in the order of the file; every one must be there.
  package static let keys: [TargetKey<CrossbarTarget>] = [
    .text("name", \.name, "name of the target"),
    .integer("rows", \.rows, 1...4096, "rows (inputs) of an array"),
    .integer("columns", \.columns, 2...4096, "columns (outputs) of an array"),
    .integer("cell_bits", \.cellBits, 4...4, "bits of a signed cell, -8 to 7"),
    .integer("dac_bits", \.dacBits, 8...8, "bits of a signed input"),
    .integer("adc_bits", \.adcBits, 2...24, "bits of a column's result under adc_model hal"),
    .word("adc_model", \.adcModel, "ideal reads sums exactly; hal clips and rounds them"),
    .number(
      "adc_full_scale", \.adcFullScale, 0.0001...1,
      "range of the converter under hal, as part of the largest possible sum"),
    .integer("arrays", \.arrayCount, 0...1_000_000, "arrays there are; 0 for as many as needed"),
    .number("job_time_ns", \.jobTimeNanoseconds, 0.001...1e9, "analog time of one job"),
    .number("clock_mhz", \.clockMegahertz, 0.001...1e6, "clock of the cluster"),
    .number("job_overhead_cycles", \.jobOverheadCycles, 0...1e6, "cycles added to every job"),
    .integer(
      "stream_bytes_per_cycle", \.streamBytesPerCycle, 1...65536, "width of the streamer's port"),
    .number("row_energy_pj", \.rowEnergy, 0...1e9, "energy of one active row in a job"),
    .number("column_energy_pj", \.columnEnergy, 0...1e9, "energy of one active column in a job"),
    .number("cell_energy_pj", \.cellEnergy, 0...1e9, "energy of one active cell in a job"),
    .number(
      "stream_energy_pj_per_byte", \.streamEnergyPerByte, 0...1e9, "energy of streaming a byte"),
    .number("idle_power_mw", \.idlePower, 0...1e9, "power of the cluster while the crossbar runs"),
    .number("depthwise_power_mw", \.depthwisePower, 0...1e9, "power with the depth-wise engine"),
    .number("core_power_mw", \.corePower, 0...1e9, "power of the cluster while the cores run"),
    .number(
      "depthwise_engine_macs_per_cycle", \.depthwiseEngineRate, 0.001...1e6,
      "rate of the depth-wise engine"),
    .number(
      "core_depthwise_macs_per_cycle", \.coreDepthwiseRate, 0.001...1e6,
      "rate of depth-wise convolution on the cores"),
    .number(
      "core_convolution_macs_per_cycle", \.coreConvolutionRate, 0.001...1e6,
      "rate of other convolutions on the cores, pointwise ones apart"),
    .number(
      "core_dense_macs_per_cycle", \.coreDenseRate, 0.001...1e6,
      "rate of dense layers and matrix products on the cores"),
    .number(
      "core_add_cycles_per_element", \.coreAddCycles, 0...1e6,
      "cycles for an element of an addition on the cores"),
    .number(
      "core_partial_sum_cycles_per_element", \.corePartialSumCycles, 0...1e6,
      "cycles for an element of a partial sum on the cores"),
    .number(
      "write_time_ns_per_word", \.writeTimePerWord, 0...1e9, "time to write a word of 8 cells"),
    .word("layers", \.layers, "which layers go onto the crossbar"),
    .word("order", \.order, "order in which tiles are packed"),
    .word("depthwise", \.depthwise, "what runs 3 x 3 depth-wise convolutions"),
  ]
}
