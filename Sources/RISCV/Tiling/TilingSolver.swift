import Basic

/// Finds the tiles of many steps, each distinct problem once.
struct TilingSolver {
  /// A step with the maps that it touches and its stripes.
  struct Request {
    var step: KernelStep
    var inputs: [MapSlot]
    var output: MapSlot
    var stripes: [Int]
    /// Where buffers begin in L1.
    var start: Int

    var problem: TilingProblem {
      TilingProblem(step, inputs: inputs, output: output, stripes: stripes, start: start)
    }
  }

  let target: RISCVTarget
  let threads: Int
  private var known: [TilingProblem: ExactTiler.Choice?] = [:]

  init(target: RISCVTarget, threads: Int = Parallel.machineThreads) {
    self.target = target
    self.threads = threads
  }

  /// The tiles of each request, in order; `nil` where no tile fits.
  mutating func solve(_ requests: [Request]) -> [ExactTiler.Choice?] {
    let problems = requests.map(\.problem)
    var fresh: [Request] = []
    var names: [TilingProblem] = []
    var seen: Set<TilingProblem> = []
    for (request, problem) in zip(requests, problems)
    where known[problem] == nil && seen.insert(problem).inserted {
      fresh.append(request)
      names.append(problem)
    }
    let found = solveAll(fresh)
    for (problem, choice) in zip(names, found) { known.updateValue(choice, forKey: problem) }
    return problems.map { known[$0] ?? nil }
  }

  private func solveAll(_ requests: [Request]) -> [ExactTiler.Choice?] {
    var results = [ExactTiler.Choice?](repeating: nil, count: requests.count)
    let target = target
    results.withUnsafeMutableBufferPointer { results in
      // Each iteration writes its own element alone.
      nonisolated(unsafe) let results = results
      Parallel.forEach(requests.count, threads: threads) { index in
        results[index] = TilingSolver.choose(requests[index], target: target)
      }
    }
    return results
  }

  private static func choose(_ request: Request, target: RISCVTarget) -> ExactTiler.Choice? {
    let model = TileModel(
      request.step, inputs: request.inputs, output: request.output, boundaries: request.stripes,
      target: target, start: request.start)
    var choice: ExactTiler.Choice?
    switch target.tiling {
    case .exact: choice = ExactTiler(model: model).best()
    case .dory: choice = DORYTiler(model: model).best()
    }
    if let tiling = choice?.tiling { choice?.traffic = model.traffic(tiling) }
    return choice
  }
}
