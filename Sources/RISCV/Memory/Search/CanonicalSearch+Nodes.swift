extension CanonicalSearch {
  /// Searches for offsets under `limit`, opening at most `nodes` nodes; those found are `floors`.
  ///
  /// - Parameter order: the bodies, those first that are tried first among equal offsets.
  mutating func run(limit: Int, nodes: Int, order: [Int]) -> Outcome {
    self.limit = limit
    nodesLeft = nodes
    prepare(order)
    guard hasRoom(0..<arena.count, above: 0, rank: -1) else { return .impossible }
    return searchParts(0..<arena.count, level: 0, rank: -1)
  }

  /// Places one after the other of what can be lowest among the bodies at `list`, none of which
  /// comes before offset `level` and rank `rank`.
  private mutating func search(_ list: Range<Int>, level: Int, rank: Int) -> Outcome {
    if list.isEmpty { return .found }
    let mark = arena.count
    let trailMark = trail.count
    defer { arena.removeLast(arena.count - mark) }

    // What would fill a hole and hinders no other body lies there in the best placement.
    if let forced = firstIndifferent(list) {
      let body = Int(arena[forced])
      if (floors[body], ranks[body]) < (level, rank) { return .impossible }
      place(body)
      appendRest(of: list, without: forced)
      let outcome = searchParts(mark..<arena.count, level: level, rank: rank)
      if outcome != .found { unplace(body, to: trailMark) }
      return outcome
    }

    var ceiling = Int.max
    for index in list {
      let body = Int(arena[index])
      ceiling = min(ceiling, floors[body] + heights[body])
    }
    for index in list {
      let body = Int(arena[index])
      let floor = floors[body]
      guard floor < ceiling, floor + heights[body] <= limit, (floor, ranks[body]) >= (level, rank)
      else { continue }
      if twins[body] >= 0, !isPlaced[twins[body]] { continue }
      // Insertion keeps candidates by offset and rank.
      arena.append(Int32(index))
      var position = arena.count - 1
      while position > mark {
        let before = Int(arena[Int(arena[position - 1])])
        guard (floor, ranks[body]) < (floors[before], ranks[before]) else { break }
        arena.swapAt(position, position - 1)
        position -= 1
      }
    }
    let candidates = mark..<arena.count
    for candidate in candidates {
      let index = Int(arena[candidate])
      let body = Int(arena[index])
      let offset = floors[body]
      guard nodesLeft > 0 else { return .undecided }
      nodesLeft -= 1
      place(body)
      let start = arena.count
      appendRest(of: list, without: index)
      if hasRoom(start..<arena.count, above: offset, rank: ranks[body]) {
        let outcome = searchParts(start..<arena.count, level: offset, rank: ranks[body])
        if outcome != .impossible { return outcome }
      }
      arena.removeLast(arena.count - start)
      unplace(body, to: trailMark)
    }
    return .impossible
  }

  /// Searches bodies apart that no section connects; they are in order of their first section.
  private mutating func searchParts(_ list: Range<Int>, level: Int, rank: Int) -> Outcome {
    var start = list.lowerBound
    let trailMark = trail.count
    while start < list.upperBound {
      var end = start
      var reach = spans[Int(arena[start])].upperBound
      while end < list.upperBound, spans[Int(arena[end])].lowerBound < reach {
        reach = max(reach, spans[Int(arena[end])].upperBound)
        end += 1
      }
      let outcome = search(start..<end, level: level, rank: rank)
      if outcome != .found {
        // What was found of the parts before goes with the part that failed.
        for index in list.lowerBound..<start where isPlaced[Int(arena[index])] {
          retract(Int(arena[index]))
        }
        restore(to: trailMark)
        return outcome
      }
      start = end
    }
    return .found
  }

  /// The first of some bodies whose place at its floor raises no other floor.
  private func firstIndifferent(_ list: Range<Int>) -> Int? {
    for index in list {
      let body = Int(arena[index])
      let floor = floors[body]
      var hinders = false
      for position in starts[body]..<starts[body + 1] {
        let other = Int(neighbours[position])
        if !isPlaced[other], floor + risesTo[position] > floors[other] {
          hinders = true
          break
        }
      }
      if !hinders { return index }
    }
    return nil
  }

  private mutating func appendRest(of list: Range<Int>, without excluded: Int) {
    for index in list where index != excluded { arena.append(arena[index]) }
  }

  /// Whether every section has room for what is still to be placed, all of it from `level` on.
  private func hasRoom(_ list: Range<Int>, above level: Int, rank: Int) -> Bool {
    var sections = Int.max..<Int.max
    for index in list {
      let span = spans[Int(arena[index])]
      sections =
        min(
          sections.lowerBound, span.lowerBound)..<(sections.upperBound == .max
        ? span.upperBound : max(sections.upperBound, span.upperBound))
    }
    guard sections.lowerBound < Int.max else { return true }
    for section in sections { lowest[section] = .max }
    for index in list {
      let body = Int(arena[index])
      var floor = floors[body]
      if (floor, ranks[body]) < (level, rank) {
        // It was passed over, so another must come that it can stand on.
        floor = .max
        for position in starts[body]..<starts[body + 1] {
          let other = Int(neighbours[position])
          guard !isPlaced[other] else { continue }
          floor = min(floor, max(level, floors[other]) + risesFrom[position])
        }
        guard floor < .max else { return false }
      }
      if floor + heights[body] > limit { return false }
      for piece in pieceRanges[body] {
        for section in pieceSections[piece] where floor < lowest[section] {
          lowest[section] = floor
        }
      }
    }
    for section in sections where lowest[section] < .max {
      if lowest[section] + remaining[section] > limit { return false }
    }
    return true
  }

  private mutating func place(_ body: Int) {
    isPlaced[body] = true
    let offset = floors[body]
    for position in starts[body]..<starts[body + 1] {
      let other = Int(neighbours[position])
      let floor = offset + risesTo[position]
      guard !isPlaced[other], floor > floors[other] else { continue }
      trail.append((other, floors[other]))
      let excess = floor % alignments[other]
      floors[other] = excess == 0 ? floor : floor + alignments[other] - excess
    }
    for piece in pieceRanges[body] {
      for section in pieceSections[piece] { remaining[section] -= pieceTops[piece] }
    }
  }

  private func retract(_ body: Int) {
    isPlaced[body] = false
    for piece in pieceRanges[body] {
      for section in pieceSections[piece] { remaining[section] += pieceTops[piece] }
    }
  }

  private mutating func unplace(_ body: Int, to mark: Int) {
    retract(body)
    restore(to: mark)
  }

  private mutating func restore(to mark: Int) {
    while trail.count > mark, let change = trail.popLast() { floors[change.body] = change.floor }
  }
}
