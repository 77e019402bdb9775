/// The free cells of one array as its maximal free rectangles.
///
/// A rectangle goes where the shorter leftover side is smallest: MaxRects with Best Short Side
/// Fit. (Jylänki, "A Thousand Ways to Pack the Bin", 2010, section 2.3)
struct FreeSpace: Sendable {
  /// The free rectangles that no other free rectangle contains, in order of creation.
  private(set) var rectangles: [CellRectangle]

  /// An empty array.
  init(width: Int, height: Int) {
    rectangles = [CellRectangle(x: 0, y: 0, width: width, height: height)]
  }

  /// Whether no cell is free.
  var isFull: Bool { rectangles.isEmpty }

  /// The free rectangle that suits best, with the shorter leftover side; ties go to the first.
  func bestFit(width: Int, height: Int) -> (index: Int, leftover: Int)? {
    var best: (index: Int, leftover: Int)?
    for (index, free) in rectangles.enumerated() {
      let leftover = min(free.width - width, free.height - height)
      guard leftover >= 0, leftover < best?.leftover ?? .max else { continue }
      best = (index, leftover)
    }
    return best
  }

  /// Takes the corner with the lowest coordinates of the free rectangle at `index`.
  mutating func take(_ index: Int, width: Int, height: Int) -> CellRectangle {
    let corner = rectangles[index]
    let taken = CellRectangle(x: corner.x, y: corner.y, width: width, height: height)
    var remaining: [CellRectangle] = []
    for free in rectangles {
      if free.overlaps(taken) {
        Self.appendRemainder(of: free, without: taken, to: &remaining)
      } else {
        remaining.append(free)
      }
    }
    rectangles = remaining.enumerated().filter { index, inner in
      !remaining.enumerated().contains { other, outer in other != index && outer.contains(inner) }
    }.map(\.element)
    return taken
  }

  /// What is left of `free`: the full strips beside, above and below `taken`.
  private static func appendRemainder(
    of free: CellRectangle, without taken: CellRectangle, to list: inout [CellRectangle]
  ) {
    if taken.x > free.x {
      var strip = free
      strip.width = taken.x - free.x
      list.append(strip)
    }
    if taken.endX < free.endX {
      var strip = free
      strip.x = taken.endX
      strip.width = free.endX - taken.endX
      list.append(strip)
    }
    if taken.endY < free.endY {
      var strip = free
      strip.y = taken.endY
      strip.height = free.endY - taken.endY
      list.append(strip)
    }
    if taken.y > free.y {
      var strip = free
      strip.height = taken.y - free.y
      list.append(strip)
    }
  }
}
