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

  static let rv32imc8core = """
    {
      "kind": "riscv",
      "name": "rv32imc-8core",
      "instruction_set": "rv32im",
      "cores": 8,
      "vector_bits": 0,
      "clock_mhz": 250,
      "l1_bytes": 65536,
      "l1_banks": 16,
      "l2_bytes": 1048576,
      "constant_bytes": 8388608,
      "stack_bytes": 1024,
      "dma_setup_cycles": 30,
      "dma_row_cycles": 2,
      "dma_bytes_per_cycle": 8,
      "barrier_cycles": 20,
      "step_cycles": 200,
      "tiling": "exact",
      "cascades": "fit",
      "fusion": "time"
    }
    """

  static let rv32imc1core = """
    {
      "kind": "riscv",
      "name": "rv32imc-1core",
      "instruction_set": "rv32im",
      "cores": 1,
      "vector_bits": 0,
      "clock_mhz": 100,
      "l1_bytes": 65536,
      "l1_banks": 4,
      "l2_bytes": 1048576,
      "constant_bytes": 8388608,
      "stack_bytes": 4096,
      "dma_setup_cycles": 30,
      "dma_row_cycles": 2,
      "dma_bytes_per_cycle": 8,
      "barrier_cycles": 0,
      "step_cycles": 20,
      "tiling": "exact",
      "cascades": "fit",
      "fusion": "time"
    }
    """

  static let rv64gcv = """
    {
      "kind": "riscv",
      "name": "rv64gcv",
      "instruction_set": "rvv",
      "cores": 1,
      "vector_bits": 128,
      "clock_mhz": 1000,
      "l1_bytes": 131072,
      "l1_banks": 8,
      "l2_bytes": 2097152,
      "constant_bytes": 67108864,
      "stack_bytes": 4096,
      "dma_setup_cycles": 30,
      "dma_row_cycles": 2,
      "dma_bytes_per_cycle": 16,
      "barrier_cycles": 0,
      "step_cycles": 20,
      "tiling": "exact",
      "cascades": "fit",
      "fusion": "time"
    }
    """

  static let xpulp8core = """
    {
      "kind": "riscv",
      "name": "xpulp-8core",
      "instruction_set": "xpulp",
      "cores": 8,
      "vector_bits": 0,
      "clock_mhz": 250,
      "l1_bytes": 65536,
      "l1_banks": 16,
      "l2_bytes": 1048576,
      "constant_bytes": 8388608,
      "stack_bytes": 1024,
      "dma_setup_cycles": 30,
      "dma_row_cycles": 2,
      "dma_bytes_per_cycle": 8,
      "barrier_cycles": 20,
      "step_cycles": 200,
      "tiling": "exact",
      "cascades": "fit",
      "fusion": "time"
    }
    """

  static let hydra8 = """
    {
      "kind": "hydra",
      "name": "hydra-8",
      "lanes": 8,
      "data_bits": 8,
      "weight_depth": 16384,
      "bias_depth": 256,
      "feature_depth": 65536,
      "layer_limit": 64,
      "capabilities": ["sigmoid", "windows", "channelwise", "leaky", "relu6"],
      "overlaps_drain": false,
      "clock_mhz": 100
    }
    """

  static let hydra64 = """
    {
      "kind": "hydra",
      "name": "hydra-64",
      "lanes": 64,
      "data_bits": 8,
      "weight_depth": 8192,
      "bias_depth": 256,
      "feature_depth": 65536,
      "layer_limit": 64,
      "capabilities": ["sigmoid", "windows", "channelwise", "leaky", "relu6"],
      "overlaps_drain": false,
      "clock_mhz": 100
    }
    """

  static let hydra64Overlap = """
    {
      "kind": "hydra",
      "name": "hydra-64-overlap",
      "lanes": 64,
      "data_bits": 8,
      "weight_depth": 8192,
      "bias_depth": 256,
      "feature_depth": 65536,
      "layer_limit": 64,
      "capabilities": ["sigmoid", "windows", "channelwise", "leaky", "relu6"],
      "overlaps_drain": true,
      "clock_mhz": 100
    }
    """

  static let hydra32Words = """
    {
      "kind": "hydra",
      "name": "hydra-32-16bit",
      "lanes": 32,
      "data_bits": 16,
      "weight_depth": 8192,
      "bias_depth": 256,
      "feature_depth": 65536,
      "layer_limit": 64,
      "capabilities": ["sigmoid", "windows", "channelwise", "leaky", "relu6"],
      "overlaps_drain": false,
      "clock_mhz": 100
    }
    """
}
