extension NetworkEmitter {
  /// A Makefile that builds the test for a bare RISC-V machine and runs it on QEMU, which lacks the
  /// instructions of Xpulp; kernels without vectors are built for this machine, too.
  var makefile: String {
    let set = plan.target.instructionSet
    let kernels = KernelLibrary.kernels(set)
      .map(\.name).filter { $0.hasSuffix(".c") }.joined(separator: " ")
    return """
      # The test prints a line for each difference, and a sum.
      CORES ?= \(plan.target.cores)
      CLANG ?= clang
      SOURCES := network.c constants.c test.c \(kernels)

      \(set == .rvv ? "" : Self.host)# `make bare` builds the test for a bare RISC-V machine.
      bare: $(SOURCES) dnnc_runtime_riscv.c crt0.S
      \t$(CLANG) \(compilation) -std=c11 -O3 \\
      \t  -ffreestanding -fno-builtin -nostdlib -fuse-ld=lld -T link.ld -DDNNC_CORES=$(CORES) \\
      \t  $^ -o $@
      \(emulator.map(Self.emulation) ?? "")
      """
  }

  private static let host = """
    # `make` builds the test for this machine, and `make check` runs it.
    test: $(SOURCES) dnnc_runtime_posix.c
    \t$(CC) -std=c11 -O2 -DDNNC_CORES=$(CORES) $^ -lpthread -o $@

    check: test
    \t./test

    .PHONY: check


    """

  private static func emulation(_ emulator: String) -> String {
    """

    QEMU := \(emulator) -machine virt -smp $(CORES) -bios none -display none \\
    \t-serial stdio -monitor none -icount shift=0,sleep=off -kernel bare

    # `make emulate` runs that on QEMU; `make count` prints the instructions of each step and core.
    emulate: bare
    \t$(QEMU) </dev/null

    qemu_count.so: qemu_count.c
    \t$(CC) -O2 -shared -fPIC $^ -o $@

    count: bare qemu_count.so
    \t$(QEMU) -d plugin -plugin ./qemu_count.so,marks=0x$$(llvm-nm bare \\
    \t  | sed -n 's/ . dnnc_marks$$//p') </dev/null

    .PHONY: emulate count

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

  /// The emulator that has the instructions of the target, and its processor.
  private var emulator: String? {
    switch plan.target.instructionSet {
    case .rv32im: "qemu-system-riscv32"
    case .xpulp: nil
    case .rvv:
      "qemu-system-riscv64 -cpu rv64,v=true,vlen=\(plan.target.vectorBits),vext_spec=v1.0"
    }
  }
}
