import Backend
import Basic
import IR

/// Writes a plan as C: the network, its constants, kernels and runtime, a test, and a Makefile.
package struct NetworkEmitter {
  let plan: RISCVPlan
  let steps: StepProgram
  let packings: [StepPacking]
  let constants: [UInt8]

  /// Takes a plan and the program that it was made for.
  ///
  /// Gives `nil` for a plan that was changed to orders or kernels that have no C form.
  package init?(_ plan: RISCVPlan, _ program: Program) {
    let steps = StepBuilder.build(program).program
    guard steps.steps.count == plan.steps.count, Self.obstacles(plan).isEmpty else { return nil }
    var constants = [UInt8](repeating: 0, count: plan.totals.constantBytes)
    var packings: [StepPacking] = []
    for (layer, source) in zip(plan.steps, steps.sources) {
      let isUnsigned = plan.tensors[layer.step.inputs[0].tensor].element == .u8
      let packing = StepPacking(layer.step, source, program, flip: isUnsigned ? 128 : 0)
      packing.write(layer, plan.target.instructionSet, into: &constants)
      packings.append(packing)
    }
    self.plan = plan
    self.steps = steps
    self.packings = packings
    self.constants = constants
  }

  /// Why layers of a plan have no C form, which those of the planner have.
  static func obstacles(_ plan: RISCVPlan) -> [String] {
    plan.steps.compactMap { layer in
      let step = layer.step
      if layer.actions != PlanAction.doubleBuffered(decodes: step.stored != nil) {
        return "'\(step.name)': its actions are in another order than that of double buffers"
      }
      if step.kernel == .pointwise, plan.tensors[step.inputs[0].tensor].element != .i8 {
        return "'\(step.name)': the kernel 'pointwise' reads i8"
      }
      return nil
    }
  }

  /// The files that do not depend on data.
  package var artifacts: [Artifact] {
    let files =
      KernelLibrary.kernels(plan.target.instructionSet) + KernelLibrary.runtime(.bare)
      + KernelLibrary.runtime(.posix).filter { $0.name.hasSuffix("posix.c") }
      + [KernelLibrary.countingPlugin]
    return files.map { Artifact($0.name, $0.text) } + [
      Artifact("network.h", header), Artifact("network.c", network),
      Artifact("constants.c", constantsText), Artifact("Makefile", makefile),
    ]
  }

  private var header: String {
    func places(_ kind: String, _ tensors: [Int]) -> String {
      tensors.enumerated().map { number, tensor in
        let tensor = plan.tensors[tensor]
        return """
          /* \(tensor.name): \(tensor.element.rawValue), rows, columns, channels \(tensor.shape) */
          #define DNNC_\(kind)_\(number)_OFFSET \(tensor.offset)
          #define DNNC_\(kind)_\(number)_BYTES \(tensor.shape.byteCount)

          """
      }.joined()
    }
    return """
      /* The network \(plan.network). */
      #ifndef DNNC_NETWORK_H
      #define DNNC_NETWORK_H

      #include <stdint.h>

      #define DNNC_L1_BYTES \(plan.totals.l1Peak)
      #define DNNC_L2_BYTES \(plan.totals.l2Peak)
      #define DNNC_CONSTANT_BYTES \(plan.totals.constantBytes)
      #define DNNC_STEPS \(plan.steps.count)
      \(places("INPUT", steps.inputs))\(places("OUTPUT", steps.outputs))
      /* Activations: inputs are put into L2 before a run, and outputs are there after it. */
      extern uint8_t dnnc_l2[DNNC_L2_BYTES];
      extern uint8_t dnnc_l1[DNNC_L1_BYTES];
      extern const uint8_t dnnc_constants[DNNC_CONSTANT_BYTES];

      /* Runs the network once on all cores; core 0 alone calls it. */
      void dnnc_network(void);

      /* What core 0 calls when a step has written all of its result; there is none unless set. */
      extern void (*dnnc_observer)(unsigned step);

      #endif

      """
  }

  private var constantsText: String {
    var text = "#include \"network.h\"\n\n"
    text += "const uint8_t dnnc_constants[DNNC_CONSTANT_BYTES] __attribute__((aligned(16))) = {\n"
    for start in stride(from: 0, to: constants.count, by: 24) {
      text += constants[start..<min(start + 24, constants.count)].map { "\($0)," }.joined() + "\n"
    }
    return text + "};\n"
  }

  private var network: String {
    var text = Self.driver
    var body = ""
    for (number, layer) in plan.steps.enumerated() {
      let arguments = TileArguments(
        layer: layer, number: number, tensors: plan.tensors, packing: packings[number],
        set: plan.target.instructionSet)
      text += "\n/* \(layer.step.kernel.rawValue) \(layer.step.value) */\n"
      text += arguments.channelDefinition
      for stripe in 0..<layer.stripes.count - 1 {
        let stripe = StripeText(arguments, stripe: stripe)
        if !stripe.isEmpty { text += stripe.text }
      }
    }
    for group in plan.groups {
      let last = plan.steps[group.lowerBound].stripes.count - 2
      for stripe in 0...last {
        for number in group {
          let arguments = TileArguments(
            layer: plan.steps[number], number: number, tensors: plan.tensors,
            packing: packings[number],
            set: plan.target.instructionSet)
          let part = StripeText(arguments, stripe: stripe)
          if !part.isEmpty {
            body += "  if (core == 0) dnnc_mark(\(number));\n"
            body += "  run(core, \(part.name)_kernel, \(part.name)_tiles, \(part.count), "
            body += "\(part.transfers));\n"
          }
          if stripe == last {
            body += "  if (core == 0 && dnnc_observer) dnnc_observer(\(number));\n"
          }
        }
      }
    }
    return text + "\nstatic void body(unsigned core) {\n\(body)}\n\n"
      + "void dnnc_network(void) { dnnc_run(body); }\n"
  }

  /// The loop over tiles: loads of the next tile and the store of the one before go on while a tile
  /// is computed.
  private static let driver = """
    #include "network.h"

    #include "dnnc_kernels.h"
    #include "dnnc_runtime.h"

    uint8_t dnnc_l2[DNNC_L2_BYTES] __attribute__((aligned(16)));
    uint8_t dnnc_l1[DNNC_L1_BYTES] __attribute__((aligned(16)));
    void (*dnnc_observer)(unsigned step);

    /* The loads of a tile, and its stores behind them. */
    typedef struct dnnc_tile {
      uint32_t loads, stores, end;
    } dnnc_tile;

    static dnnc_future start(const dnnc_transfer *transfers, uint32_t first, uint32_t end) {
      dnnc_future future = 0;
      for (; first < end; first++) future = dnnc_start(transfers + first);
      return future;
    }

    static void run(
        unsigned core, void (*kernel)(unsigned tile, unsigned core), const dnnc_tile *tiles,
        unsigned count, const dnnc_transfer *transfers) {
      dnnc_future loaded = 0, stored = 0;
      if (core == 0) loaded = start(transfers, tiles->loads, tiles->stores);
      for (unsigned i = 0; i < count; i++) {
        const dnnc_tile *tile = tiles + i, *next = tile + 1;
        if (core == 0) {
          if (loaded) dnnc_wait(loaded);
          loaded = i + 1 < count ? start(transfers, next->loads, next->stores) : 0;
        }
        dnnc_barrier(core);
        kernel(i, core);
        dnnc_barrier(core);
        if (core == 0) {
          if (stored) dnnc_wait(stored);
          stored = start(transfers, tile->stores, tile->end);
        }
      }
      if (core == 0 && stored) dnnc_wait(stored);
    }

    """
}
