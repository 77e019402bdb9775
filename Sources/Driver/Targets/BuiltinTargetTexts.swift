/// The texts of the targets that `dnnc` carries, so that it works without its source folder.
///
/// A test holds each equal to its file in `Models/targets/`.
enum BuiltinTargetTexts {
  static let ima256 = """
    {
      "kind": "crossbar",
      "name": "ima-256",
      "rows": 256,
      "columns": 256,
      "cell_bits": 4,
      "dac_bits": 8,
      "adc_bits": 8,
      "adc_model": "ideal",
      "adc_full_scale": 1,
      "arrays": 0,
      "job_time_ns": 130,
      "clock_mhz": 500,
      "job_overhead_cycles": 3.4,
      "stream_bytes_per_cycle": 16,
      "row_energy_pj": 13.3,
      "column_energy_pj": 43.2,
      "cell_energy_pj": 0.0388,
      "stream_energy_pj_per_byte": 3,
      "idle_power_mw": 14,
      "depthwise_power_mw": 40,
      "core_power_mw": 57,
      "depthwise_engine_macs_per_cycle": 29.7,
      "core_depthwise_macs_per_cycle": 3.6,
      "core_convolution_macs_per_cycle": 9,
      "core_dense_macs_per_cycle": 10,
      "core_add_cycles_per_element": 0.8,
      "core_partial_sum_cycles_per_element": 0.5,
      "write_time_ns_per_word": 1000,
      "layers": "all",
      "order": "best",
      "depthwise": "cores"
    }
    """

  static let bitvert = """
    {
      "kind": "bitvert",
      "name": "bitvert",
      "rows": 32,
      "columns": 16,
      "lanes": 16,
      "clock_mhz": 800,
      "weight_buffer_bytes": 294912,
      "activation_buffer_bytes": 262144,
      "dram_bits_per_cycle": 128,
      "dram_energy_pj_per_64_bits": 1000,
      "constants": "corrected",
      "refetch": "least_traffic"
    }
    """
}
