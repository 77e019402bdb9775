import IR

/// An order of numbers.
protocol RankingOrder: Sendable {
  /// Whether `a` stands before `b`.
  static func isBefore<Number: WideNumber>(_ a: Number, _ b: Number) -> Bool
}

/// What is no number first, then from the greatest to the least.
enum LargestFirst: RankingOrder {
  @inline(__always)
  static func isBefore<Number: WideNumber>(_ a: Number, _ b: Number) -> Bool {
    a > b || (a.isNaN && !b.isNaN)
  }
}

/// From the least to the greatest, what is no number last.
enum SmallestFirst: RankingOrder {
  @inline(__always)
  static func isBefore<Number: WideNumber>(_ a: Number, _ b: Number) -> Bool {
    a < b || (!a.isNaN && b.isNaN)
  }
}

/// The first elements of every lane along an axis in some order, with their indices.
struct Ranking<Order: RankingOrder>: FormatVisitor {
  /// What is ranked.
  let x: Tensor

  /// Its lanes along the axis.
  let lanes: AxisLanes

  /// The types of the values and of the indices.
  let results: [TensorType]

  /// An element of a lane.
  private struct Entry<Number: WideNumber> {
    var number: Number
    var index: Int

    /// Whether it stands before `other`.
    @inline(__always)
    func isBefore(_ other: Entry) -> Bool {
      if Order.isBefore(number, other.number) { return true }
      return index < other.index && !Order.isBefore(other.number, number)
    }
  }

  /// The longest ranking that is built by insertion; sorting takes less time for longer ones.
  private static var insertionLimit: Int { 32 }

  /// The values and the indices.
  func visit<Format: ElementFormat>(_: Format.Type) -> [Tensor] {
    let values = UnfilledTensor<Format.Stored>(results[0])
    let indices = UnfilledTensor<Int64>(results[1])
    let inner = lanes.inner
    let count = results[0].elementCount / (lanes.outer * inner)
    var first: [Entry<Format.Number>] = []
    withExtendedLifetime(x.storage) {
      let x = x.storage.bytes.bindMemory(to: Format.Stored.self)
      for outer in 0..<lanes.outer {
        for j in 0..<inner {
          let start = outer * lanes.size * inner + j
          first.removeAll(keepingCapacity: true)
          for k in 0..<lanes.size {
            let entry = Entry(number: Format.load(x[start + k * inner]), index: k)
            Self.add(entry, to: &first, keeping: count)
          }
          if count > Self.insertionLimit { first.sort { $0.isBefore($1) } }
          for rank in 0..<count {
            let target = (outer * count + rank) * inner + j
            values.elements[target] = x[start + first[rank].index * inner]
            indices.elements[target] = Int64(first[rank].index)
          }
        }
      }
    }
    return [values.tensor, indices.tensor]
  }

  /// Adds an element that stands after the others in the lane; short rankings stay sorted and drop
  /// what is too much.
  @inline(__always)
  private static func add<Number: WideNumber>(
    _ entry: Entry<Number>, to first: inout [Entry<Number>], keeping count: Int
  ) {
    guard count <= insertionLimit else { return first.append(entry) }
    if first.count == count {
      guard Order.isBefore(entry.number, first[count - 1].number) else { return }
      first[count - 1] = entry
    } else {
      first.append(entry)
    }
    var place = first.count - 1
    while place > 0, Order.isBefore(entry.number, first[place - 1].number) {
      first.swapAt(place, place - 1)
      place -= 1
    }
  }
}
