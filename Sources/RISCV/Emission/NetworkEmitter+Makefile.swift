extension NetworkEmitter {
  /// A Makefile that builds the test for a bare RISC-V machine and runs it on QEMU; kernels without
  /// special instructions are built for this machine, too.
  var makefile: String {
    let set = plan.target.instructionSet
    let kernels = KernelLibrary.kernels(set)
      .map(\.name).filter { $0.hasSuffix(".c") }.joined(separator: " ")
    let host = """
      # `make` builds the test for this machine.
      test: $(SOURCES) dnnc_runtime_posix.c
      \t$(CC) -std=c11 -O2 -DDNNC_CORES=$(CORES) $^ -lpthread -o $@


      """
    return """
      # The test prints a line for each difference, and a sum.
      CORES ?= \(plan.target.cores)
      CLANG ?= clang
      SOURCES := network.c constants.c test.c \(kernels)

      \(set == .rv32im ? host : "")# `make bare` builds it for a bare RISC-V machine.
      bare: $(SOURCES) dnnc_runtime_riscv.c crt0.S
      \t$(CLANG) \(compilation) -std=c11 -O3 \\
      \t  -ffreestanding -fno-builtin -nostdlib -fuse-ld=lld -T link.ld -DDNNC_CORES=$(CORES) \\
      \t  $^ -o $@

      # `make emulate` runs that on QEMU.
      emulate: bare
      \t\(emulator) -machine virt -smp $(CORES) -bios none -display none -serial stdio \\
      \t  -monitor none -icount shift=0,sleep=off -kernel bare </dev/null

      .PHONY: emulate

      """
  }

  private var compilation: String {
    switch plan.target.instructionSet {
    case .rv32im: "--target=riscv32-unknown-elf -march=rv32imc_zicsr -mabi=ilp32"
    case .xpulp:
      "--target=riscv32-unknown-elf -march=rv32imc_zicsr_xcvsimd_xcvmac_xcvmem_xcvalu -mabi=ilp32"
    case .rvv: "--target=riscv64-unknown-elf -march=rv64gcv -mabi=lp64d -mcmodel=medany"
    }
  }

  private var emulator: String {
    switch plan.target.instructionSet {
    case .rv32im, .xpulp: "qemu-system-riscv32"
    case .rvv:
      "qemu-system-riscv64 -cpu rv64,v=true,vlen=\(plan.target.vectorBits),vext_spec=v1.0"
    }
  }
}
