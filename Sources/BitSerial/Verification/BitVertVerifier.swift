import Basic
import BitSparsity
import IR

/// Checks a plan from itself alone: sizes first, then tiles, stored weights, selections, and sums.
///
/// After it nothing in a plan can make the simulator trap.
struct BitVertVerifier {
  private let plan: BitVertPlan

  /// How grave it is that stored weights are not those that were planned.
  private let changedImages: Diagnostic.Severity

  private var diagnostics = DiagnosticBag(errorLimit: .max)

  /// Reports everything that is wrong with a plan.
  static func verify(
    _ plan: BitVertPlan, changedImages: Diagnostic.Severity = .error,
    _ diagnostics: inout DiagnosticBag
  ) {
    var verifier = BitVertVerifier(plan: plan, changedImages: changedImages)
    verifier.run()
    diagnostics.merge(verifier.diagnostics)
  }

  private init(plan: BitVertPlan, changedImages: Diagnostic.Severity) {
    self.plan = plan
    self.changedImages = changedImages
  }

  private mutating func run() {
    var (weights, selections) = (0, 0)
    for layer in plan.layers {
      guard let mapping = layer.mapping else { continue }
      if let fault = PlanSizes.fault(mapping, plan.target) {
        report(.bitvertV1, "'\(layer.value)': \(fault)")
        continue
      }
      if mapping.weights.bytes.lowerBound != weights
        || mapping.selections.bytes.lowerBound != selections
      {
        report(.bitvertV1, "'\(layer.value)': its parts do not follow those of the layer before")
      }
      weights = mapping.weights.bytes.upperBound
      selections = mapping.selections.bytes.upperBound
    }
    if weights != plan.weights.count || selections != plan.selections.count {
      report(
        .bitvertV1,
        "the files have \(plan.weights.count) and \(plan.selections.count) bytes, the layers "
          + "\(weights) and \(selections)")
    }
    // What follows trusts every size.
    guard !diagnostics.hasErrors else { return }
    for layer in plan.layers { checkLayer(layer) }
    guard !diagnostics.hasErrors else { return }
    checkCosts()
  }

  private mutating func report(_ rule: Rule, _ message: String) {
    diagnostics.report(.error(rule, message))
  }

  private mutating func checkLayer(_ layer: BitVertLayer) {
    guard let mapping = layer.mapping, let sizes = mapping.layer("") else { return }
    guard mapping.tiling == ArrayTiling(sizes, plan.target.geometry) else {
      report(.bitvertV2, "'\(layer.value)': other tiles are stated")
      return
    }
    let bytes = Array(plan.weights[mapping.weights.bytes])
    guard let columns = StoredColumns(bytes, mapping) else {
      report(.bitvertV1, "'\(layer.value)': \(bytes.count) bytes of weights do not fit its sizes")
      return
    }
    let isChanged = bytes.withUnsafeBytes { ContentHash(of: $0) } != mapping.weights.digest
    if isChanged {
      diagnostics.report(
        Diagnostic(
          changedImages, Rule.bitvertV3.code, "'\(layer.value)': the stored weights were changed"))
    }
    let (words, statistics) = columns.selections()
    let found = words.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    if found != Array(plan.selections[mapping.selections.bytes])
      || found.withUnsafeBytes({ ContentHash(of: $0) }) != mapping.selections.digest
    {
      // Selections of other weights are not those of these.
      diagnostics.report(
        Diagnostic(
          isChanged ? changedImages : .error, Rule.bitvertV4.code,
          "'\(layer.value)': the schedulers select otherwise"))
    }
    if statistics != mapping.statistics, !isChanged {
      report(.bitvertV5, "'\(layer.value)': other counts of selections are stated")
    }
  }

  private mutating func checkCosts() {
    let mappings = plan.layers.filter { $0.mapping != nil }
    let cost = BitVertCosts.cost(mappings.compactMap(\.mapping), plan.target)
    for (layer, cost) in zip(mappings, cost.layers) where layer.mapping?.cost != cost {
      report(.bitvertV6, "'\(layer.value)': other cycles or energies are stated")
    }
    let macs = plan.layers.reduce(0) { $0.addingReportingOverflow($1.macs).partialValue }
    guard plan.layers.allSatisfy({ $0.macs >= 0 }), macs >= 0,
      BitVertTotals(plan.layers, target: plan.target) == plan.totals
    else {
      report(.bitvertV6, "the totals are not the sums of layers")
      return
    }
  }
}
