/// A file of the library of kernels.
package struct KernelSource: Hashable, Sendable {
  /// The name of the file.
  package let name: String

  /// What it holds.
  package let text: String

  init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    text = String(decoding: bytes, as: UTF8.self)
  }
}

/// The kernels in C and what they run on; the program carries them.
package enum KernelLibrary {
  /// What a program of kernels runs on.
  package enum Platform: String, CaseIterable, Sendable {
    /// A bare RISC-V machine.
    case bare
    /// A POSIX system.
    case posix
  }

  /// The sources and headers of all kernels for an instruction set.
  package static func kernels(_ set: InstructionSet) -> [KernelSource] {
    switch set {
    case .rv32im: common + elements + [add, depthwise, convolution, pointwise, dense] + matmul
    case .rvv: common + elements + vectors
    case .xpulp: common + elements + [add, depthwise, convolution, pointwise] + cluster
    }
  }

  /// The runtime of a platform.
  package static func runtime(_ platform: Platform) -> [KernelSource] {
    let shared = [
      KernelSource("dnnc_runtime.h", PackageResources.dnnc_runtime_h),
      KernelSource("dnnc_transfer.h", PackageResources.dnnc_transfer_h),
    ]
    switch platform {
    case .bare:
      return shared + [
        KernelSource("dnnc_runtime_riscv.c", PackageResources.dnnc_runtime_riscv_c),
        KernelSource("crt0.S", PackageResources.crt0_S),
        KernelSource("link.ld", PackageResources.link_ld),
      ]
    case .posix:
      return shared + [
        KernelSource("dnnc_runtime_posix.c", PackageResources.dnnc_runtime_posix_c)
      ]
    }
  }

  /// A plugin of QEMU that counts the instructions of each core and step.
  package static var countingPlugin: KernelSource {
    KernelSource("qemu_count.c", PackageResources.qemu_count_c)
  }

  private static var common: [KernelSource] {
    [
      KernelSource("dnnc_kernels.h", PackageResources.dnnc_kernels_h),
      KernelSource("dnnc_arithmetic.h", PackageResources.dnnc_arithmetic_h),
      KernelSource("dnnc_arithmetic.c", PackageResources.dnnc_arithmetic_c),
      KernelSource("dnnc_columns.h", PackageResources.dnnc_columns_h),
    ]
  }

  /// The kernels that every instruction set shares.
  private static var elements: [KernelSource] {
    [
      KernelSource("average_pool.c", PackageResources.average_pool_c),
      KernelSource("concat.c", PackageResources.concat_c),
      KernelSource("copy.c", PackageResources.copy_c),
      KernelSource("decode.c", PackageResources.decode_c),
      KernelSource("fixed_point_softmax.c", PackageResources.fixed_point_softmax_c),
      KernelSource("lookup.c", PackageResources.lookup_c),
      KernelSource("max_pool.c", PackageResources.max_pool_c),
      KernelSource("mul.c", PackageResources.mul_c),
      KernelSource("pad.c", PackageResources.pad_c),
      KernelSource("permute.c", PackageResources.permute_c),
      KernelSource("requantize.c", PackageResources.requantize_c),
      KernelSource("requantize_sums.c", PackageResources.requantize_sums_c),
      KernelSource("softmax.c", PackageResources.softmax_c),
    ]
  }

  private static var add: KernelSource { KernelSource("add.c", PackageResources.add_c) }
  private static var convolution: KernelSource {
    KernelSource("convolution.c", PackageResources.convolution_c)
  }
  private static var depthwise: KernelSource {
    KernelSource("depthwise.c", PackageResources.depthwise_c)
  }
  private static var dense: KernelSource { KernelSource("dense.c", PackageResources.dense_c) }
  private static var pointwise: KernelSource {
    KernelSource("pointwise.c", PackageResources.pointwise_c)
  }

  private static var matmul: [KernelSource] {
    [
      KernelSource("dnnc_matmul.h", PackageResources.dnnc_matmul_h),
      KernelSource("dnnc_matmul.c", PackageResources.dnnc_matmul_c),
    ]
  }

  private static var vectors: [KernelSource] {
    [
      KernelSource("add_rvv.c", PackageResources.add_rvv_c),
      KernelSource("convolution_rvv.c", PackageResources.convolution_rvv_c),
      KernelSource("dense_rvv.c", PackageResources.dense_rvv_c),
      KernelSource("depthwise_rvv.c", PackageResources.depthwise_rvv_c),
      KernelSource("dnnc_matmul_rvv.c", PackageResources.dnnc_matmul_rvv_c),
      KernelSource("dnnc_matmul_rvv.h", PackageResources.dnnc_matmul_rvv_h),
      KernelSource("dnnc_vector.h", PackageResources.dnnc_vector_h),
      KernelSource("pointwise_rvv.c", PackageResources.pointwise_rvv_c),
    ]
  }

  private static var cluster: [KernelSource] {
    [
      KernelSource("dense_xpulp.c", PackageResources.dense_xpulp_c),
      KernelSource("dnnc_cluster.h", PackageResources.dnnc_cluster_h),
      KernelSource("dnnc_matmul.h", PackageResources.dnnc_matmul_h),
      KernelSource("dnnc_matmul_xpulp.c", PackageResources.dnnc_matmul_xpulp_c),
    ]
  }
}
