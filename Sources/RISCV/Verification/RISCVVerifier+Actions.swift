extension RISCVVerifier {
  /// Waits and barriers stand where buffers change hands. (v10, v11)
  mutating func checkActions() {
    for (index, layer) in plan.steps.enumerated() {
      let kernels = layer.actions.filter { $0 == .kernel }.count
      let stores = layer.actions.filter { $0 == .startStore }.count
      let loads = layer.actions.filter { $0 == .startNextLoads }.count
      let decodes = layer.actions.filter { $0 == .decode }.count
      guard decodes == (layer.step.stored == nil ? 0 : 1) else {
        report(
          .riscvV11,
          "\(name(index)): a tile is decoded \(decodes) times, and its weights are "
            + (layer.step.stored == nil ? "not stored" : "stored once"))
        continue
      }
      guard kernels == 1, stores == 1, loads == 1 else {
        report(
          .riscvV11,
          "\(name(index)): a tile has \(kernels) kernels, \(stores) stores and "
            + "\(loads) starts of the next loads, not one of each")
        continue
      }
      for stripe in 0..<layer.stripes.count - 1 {
        var hazards = HazardCheck(layer, stripe: stripe)
        guard let fault = hazards.run() else { continue }
        report(fault.isBarrier ? .riscvV10 : .riscvV11, "\(name(index)): \(fault.text)")
        break
      }
    }
  }
}

/// Follows the actions of a stripe and finds the first use of a buffer that is not its turn.
///
/// One core starts and waits for transfers; the others run kernels and know nothing but barriers.
struct HazardCheck {
  /// What is wrong.
  struct Fault {
    var isBarrier: Bool
    var text: String
  }

  /// A copy of a buffer.
  private struct Copy: Hashable {
    var role: BufferRole
    var index: Int
  }

  /// What is known of the contents of a copy.
  private enum Content {
    /// A load was started for a tile.
    case loading
    /// The core that waits knows that the load has ended.
    case arrived
    /// All cores know.
    case ready
    /// The kernel has written it.
    case computed
    /// All cores have written it.
    case finished
    /// A store was started.
    case storing
  }

  private let layer: PlanStep
  private let tiles: [TileWalk.Tile]
  private var contents: [Copy: Content] = [:]
  /// Copies that a kernel reads, until the next barrier.
  private var inUse: Set<Copy> = []
  private var counts: [Int]
  private var stored: Copy?
  /// Whether stored weights have come that are not decoded yet.
  private var awaitsDecoding = false

  /// Tiles beyond these repeat what the ones before did.
  private static let tileLimit = 512

  init(_ layer: PlanStep, stripe: Int) {
    self.layer = layer
    tiles = Array(TileWalk(layer, stripe: stripe).tiles.prefix(Self.tileLimit))
    counts = [Int](repeating: 0, count: layer.transfers.count)
  }

  private func copies(_ role: BufferRole) -> Int { max(1, layer.buffer(role)?.copies ?? 1) }

  /// The first fault, or `nil`.
  mutating func run() -> Fault? {
    guard !tiles.isEmpty else { return nil }
    var current: [Copy] = []
    if let fault = load(0, &current, reading: []) { return fault }
    for tile in tiles.indices {
      var next = current
      var hasComputed = false
      if tiles[tile].decodes { awaitsDecoding = true }
      for action in layer.actions {
        var fault: Fault?
        switch action {
        case .waitLoads:
          for copy in current where contents[copy] == .loading { contents[copy] = .arrived }
        case .startNextLoads where tile + 1 < tiles.count:
          fault = load(tile + 1, &next, reading: hasComputed ? [] : current)
        case .startNextLoads: break
        case .barrier: passBarrier()
        case .decode: fault = decode(tile, current)
        case .kernel:
          fault = compute(tile, current)
          hasComputed = true
        case .waitPreviousStore:
          if let stored { contents[stored] = nil }
          stored = nil
        case .startStore: fault = store(tile)
        }
        if let fault { return fault }
      }
      current = next
    }
    return nil
  }

  private mutating func passBarrier() {
    inUse = []
    for (copy, content) in contents {
      if content == .arrived { contents[copy] = .ready }
      if content == .computed { contents[copy] = .finished }
    }
  }

  private mutating func load(_ tile: Int, _ current: inout [Copy], reading: [Copy]) -> Fault? {
    var result: [Copy] = []
    for (index, transfer) in layer.transfers.enumerated() where !transfer.isStore {
      let isDue = tiles[tile].needs(transfer, isFirst: tile == 0)
      if isDue { counts[index] += 1 }
      let copy = Copy(
        role: transfer.buffer, index: max(0, counts[index] - 1) % copies(transfer.buffer))
      result.append(copy)
      guard isDue else { continue }
      let what = "tile \(tile) is loaded into copy \(copy.index) of '\(copy.role.rawValue)'"
      if inUse.contains(copy) {
        return Fault(
          isBarrier: true, text: "\(what) with no barrier after the kernel that reads it")
      }
      if reading.contains(copy) {
        return Fault(isBarrier: false, text: "\(what) before the tile before it was computed")
      }
      contents[copy] = .loading
    }
    current = result
    return nil
  }

  private mutating func decode(_ tile: Int, _ current: [Copy]) -> Fault? {
    guard awaitsDecoding else { return nil }
    for copy in current where copy.role == .stored {
      if let fault = read(copy, "weights are decoded from", tile) { return fault }
    }
    let weights = Copy(role: .weights, index: 0)
    if inUse.contains(weights) {
      return Fault(
        isBarrier: true,
        text: "weights are decoded for tile \(tile) with no barrier after the kernel that reads "
          + "those before them")
    }
    awaitsDecoding = false
    passBarrier()
    return nil
  }

  /// A use of a copy that must have arrived, as all cores know.
  private func read(_ copy: Copy, _ verb: String, _ tile: Int) -> Fault? {
    let what = "\(verb) copy \(copy.index) of '\(copy.role.rawValue)' for tile \(tile)"
    switch contents[copy] {
    case .ready: return nil
    case .arrived:
      return Fault(isBarrier: true, text: "\(what) with no barrier after the wait for its load")
    default: return Fault(isBarrier: false, text: "\(what) before its load was waited for")
    }
  }

  private mutating func compute(_ tile: Int, _ current: [Copy]) -> Fault? {
    if awaitsDecoding {
      return Fault(
        isBarrier: false,
        text: "the kernel reads 'weights' for tile \(tile) before they were decoded")
    }
    if layer.step.stored != nil { inUse.insert(Copy(role: .weights, index: 0)) }
    for copy in current {
      if let fault = read(copy, "the kernel reads", tile) { return fault }
      inUse.insert(copy)
    }
    let result = Copy(role: .result, index: tile % copies(.result))
    if contents[result] == .storing {
      return Fault(
        isBarrier: false,
        text: "the kernel writes copy \(result.index) of 'result' for tile "
          + "\(tile) before its store was waited for")
    }
    contents[result] = .computed
    return nil
  }

  private mutating func store(_ tile: Int) -> Fault? {
    let result = Copy(role: .result, index: tile % copies(.result))
    switch contents[result] {
    case .finished: break
    case .computed:
      return Fault(
        isBarrier: true, text: "tile \(tile) is stored with no barrier after its kernel")
    default:
      return Fault(isBarrier: false, text: "tile \(tile) is stored before it was computed")
    }
    if stored != nil {
      return Fault(
        isBarrier: false,
        text: "tile \(tile) is stored before the store of the tile before it was "
          + "waited for")
    }
    // In a tensor in L1 the result is where it belongs.
    guard layer.transfers.contains(where: \.isStore) else { return nil }
    contents[result] = .storing
    stored = result
    return nil
  }
}
