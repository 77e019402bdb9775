import Backend
import Basic
import IR

/// The schedule of a network on a cluster: what every layer moves, when, and which kernel computes.
///
/// Tiles are kept as loops and never written out one by one.
package struct RISCVPlan: DevicePlan {
  /// The version of the text forms.
  package static let formatVersion = 1

  /// The network.
  package var network: String

  /// The digest of the program that it was made for, as IR text without a head.
  package var program: ContentHash

  /// The target with its options.
  package var target: RISCVTarget

  /// The activations, in L2 or in L1.
  package var tensors: [PlanTensor]

  /// The layers, in order.
  package var steps: [PlanStep]

  /// Steps that are computed together, stripe by stripe; most groups have one step.
  package var groups: [Range<Int>]

  /// Sums.
  package var totals: PlanTotals

  package static let fileRules = PlanFileRules(
    kind: RISCVTarget.kind, files: [],
    binaries: "Constants are packed from the program, so the plan has no other file.")

  package func simulator(
    _ program: Program, threads: Int, changedImages: Diagnostic.Severity,
    _ diagnostics: inout DiagnosticBag
  ) -> (any PlanSimulator)? {
    RISCVSimulator(self, program, &diagnostics)
  }
}

/// A memory for activations.
package enum MemoryLevel: String, Sendable, CaseIterable {
  /// The scratchpad, where kernels read and write a tensor in place.
  case l1
  /// The memory behind the DMA engine.
  case l2
}

/// An activation in L2, or in L1 between the layers that touch it.
package struct PlanTensor: Sendable, Equatable {
  /// The name of the IR value.
  package var name: String
  package var element: ActivationElement
  package var shape: MapShape
  package var role: StepTensor.Role

  /// The rows that it keeps, one over the other: row `r` lies where row `r mod storedRows` does.
  package var storedRows: Int

  /// The memory that it lies in, and where.
  package var level: MemoryLevel
  package var offset: Int

  /// The steps from the first to the last that touch it; steps of a group count together.
  package var lifetime: Range<Int>

  /// Bytes that it takes there.
  package var byteCount: Int { storedRows * shape.rowBytes }

  /// Whether rows lie over one another.
  package var isRing: Bool { storedRows < shape.height }

  /// The bytes that it takes there.
  var bytes: Range<Int> { offset..<offset + byteCount }
}

/// The element of an activation, or of an output of sums.
package enum ActivationElement: String, Sendable, CaseIterable {
  case i8, u8, i32

  /// The element of a tensor of steps.
  init(_ type: ElementType) {
    switch type {
    case .u8: self = .u8
    case .i32: self = .i32
    default: self = .i8
    }
  }

  /// Bytes that it takes.
  package var bytes: Int { self == .i32 ? 4 : 1 }

  /// The integers that it holds.
  package var range: ClosedRange<Int32> {
    switch self {
    case .i8: -128...127
    case .u8: 0...255
    case .i32: .min ... .max
    }
  }
}
