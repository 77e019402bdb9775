/// The products with constant weights of a network, and which may be paired: one by output channels,
/// and the next by the same channels as its inputs.
package struct ProductPairs {
  /// The units that are such products, in order.
  package let products: [Int]

  /// For each product that may begin a pair, the ordinal of the other; the units between keep what
  /// each device has of the channels.
  package private(set) var partners: [Int: Int] = [:]

  /// The units between a pair, by the ordinal of its first product.
  package private(set) var between: [Int: [Int]] = [:]

  /// The ordinals of products that no other comes behind.
  package private(set) var last: Set<Int> = []

  /// Finds the pairs of a problem.
  package init(_ problem: SplitProblem) {
    let graph = problem.graph
    products = graph.units.indices.filter { graph.units[$0].core.isWeighted }
    for (ordinal, product) in products.enumerated() {
      var (unit, passed): (Int, [Int]) = (product, [])
      while graph.units[unit].outputs.count == 1,
        case let tensor = graph.tensors[graph.units[unit].outputs[0]], !tensor.isOutput,
        tensor.consumers.count == 1, graph.units[tensor.consumers[0]].inputs.count == 1
      {
        unit = tensor.consumers[0]
        if let partner = products.firstIndex(of: unit) {
          partners[ordinal] = partner
          between[ordinal] = passed
          break
        }
        guard problem.options[unit].contains(where: { $0.mode == .channels }) else { break }
        passed.append(unit)
      }
      if !Self.reaches(products, from: product, in: graph) { last.insert(ordinal) }
    }
  }

  private static func reaches(_ products: [Int], from product: Int, in graph: UnitGraph) -> Bool {
    var reached = [product]
    var next = 0
    while next < reached.count {
      for output in graph.units[reached[next]].outputs {
        for unit in graph.tensors[output].consumers where !reached.contains(unit) {
          if products.contains(unit) { return true }
          reached.append(unit)
        }
      }
      next += 1
    }
    return false
  }

  /// What each pair saves in seconds against two products by output channels, by the ordinal of
  /// its first product: the computing and the messages of both, apart and as a pair.
  package func benefits(_ problem: SplitProblem, rule: ConversionRule) -> [Int: Double] {
    var conversions = Conversions(problem, rule)
    var benefits: [Int: Double] = [:]
    for (head, partner) in partners {
      let (u, v) = (products[head], products[partner])
      let input = problem.graph.units[v].inputs[0]
      let output = problem.graph.units[v].outputs[0]
      let goal = last.contains(partner) ? FormTable.solo : FormTable.replicated
      guard let first = problem.options[u].first(where: { $0.mode == .outputChannels }),
        let second = problem.options[v].first(where: { $0.mode == .outputChannels }),
        let form = channelForm(from: first.outputs[0], head: head, problem)
      else { continue }
      func change(_ tensor: Int, _ source: Int, _ target: Int) -> Double {
        conversions.cheapest(tensor, from: 1 << UInt64(source), to: target)?.time ?? .infinity
      }
      let apart =
        first.computeTime + second.computeTime + change(input, form, FormTable.replicated)
        + change(output, second.outputs[0], goal)
      let paired = problem.options[v].filter {
        $0.mode == .inputChannels && $0.needs == [form] && Self.ends($0, rule, isLast: goal == 0)
      }.map { option in
        first.computeTime + option.computeTime + option.reductionTime
          + change(output, option.outputs[0], goal)
      }.min()
      if let paired { benefits[head] = apart - paired }
    }
    return benefits
  }

  /// The form of the input of a pair's second product when the first gave `form`.
  private func channelForm(from form: Int, head: Int, _ problem: SplitProblem) -> Int? {
    (between[head] ?? []).reduce(Optional(form)) { form, unit in
      problem.options[unit].first { $0.mode == .channels && $0.needs == [form] }?.outputs[0]
    }
  }

  /// Whether an option by input channels ends its sum as a rule wants.
  package static func ends(_ option: UnitOption, _ rule: ConversionRule, isLast: Bool) -> Bool {
    guard let target = option.reduction?.target, rule.allows(option) else { return false }
    guard let reduce = rule.reduce else { return true }
    if isLast { return target == .solo }
    switch reduce {
    case .star: return target == .solo
    case .direct: return target == .replicated
    case .reduceScatterAllGather: return target.letter == "C"
    case .tiers: return option.reduction?.isTiered ?? false
    }
  }

  /// The pairs that greedy choice takes: the one that saves most, then the next that shares no
  /// product with those before, as long as it saves anything.
  package static func greedy(_ benefits: [Int: Double], partners: [Int: Int]) -> [Int] {
    let order = benefits.keys.sorted { a, b in
      let (x, y) = (benefits[a] ?? 0, benefits[b] ?? 0)
      return x != y ? x > y : a < b
    }
    var (used, chosen): (Set<Int>, [Int]) = ([], [])
    for head in order {
      guard (benefits[head] ?? 0) > 0, let partner = partners[head] else { break }
      guard !used.contains(head), !used.contains(partner) else { continue }
      used.formUnion([head, partner])
      chosen.append(head)
    }
    return chosen.sorted()
  }

  /// The pairs that together save most: a matching of greatest weight on paths,
  /// `F[j] = max(F[j - 1], F[j - 2] + b[j - 2])` along each.
  package static func optimal(_ benefits: [Int: Double], partners: [Int: Int]) -> [Int] {
    let inner = Set(partners.values)
    var chosen: [Int] = []
    for start in partners.keys.sorted() where !inner.contains(start) {
      var path = [start]
      while let next = partners[path[path.count - 1]] { path.append(next) }
      var best: [(saved: Double, pairs: [Int])] = [(0, []), (0, [])]
      for position in 2...path.count {
        let head = path[position - 2]
        let saved = best[position - 2].saved + (benefits[head] ?? 0)
        best.append(
          saved > best[position - 1].saved
            ? (saved, best[position - 2].pairs + [head]) : best[position - 1])
      }
      chosen += best[path.count].pairs
    }
    return chosen.sorted()
  }
}
