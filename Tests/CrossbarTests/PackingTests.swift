import Basic
import Crossbar
import Foundation
import Testing

/// How the Python package rectpack places the same rectangles.
struct PackingCase: Sendable, CustomTestStringConvertible {
  let width: Int
  let height: Int
  let order: CrossbarTarget.TileOrder
  let sizes: [Int]
  let placements: [Int]

  var testDescription: String { "\(sizes.count / 2) in \(width) x \(height) by \(order.rawValue)" }

  static func all() throws -> [PackingCase] {
    let file = repository.appending(path: "Tests/CrossbarVectors/packing.json")
    let json = try JSONReader.read(try String(contentsOf: file, encoding: .utf8))
    guard case .array(let cases)? = json["cases"] else { return [] }
    return try cases.map { entry in
      func integers(_ name: String) throws -> [Int] {
        guard case .array(let values)? = entry[name] else { return [] }
        return try values.map(integer)
      }
      func integer(_ value: JSONValue?) throws -> Int {
        guard case .integer(let number)? = value else { return try #require(nil as Int?) }
        return number
      }
      guard case .string(let order)? = entry["order"] else {
        return try #require(nil as PackingCase?)
      }
      return PackingCase(
        width: try integer(entry["width"]), height: try integer(entry["height"]),
        order: try #require(CrossbarTarget.TileOrder(rawValue: order)),
        sizes: try integers("sizes"), placements: try integers("placements"))
    }
  }
}

@Suite struct PackingTests {
  @Test func placesEveryRectangleWhereRectpackDoes() throws {
    let cases = try PackingCase.all()
    #expect(cases.count == 32)
    for expected in cases {
      let sizes = stride(from: 0, to: expected.sizes.count, by: 2).map {
        (width: expected.sizes[$0], height: expected.sizes[$0 + 1])
      }
      let packing = ArrayPacker(width: expected.width, height: expected.height)
        .pack(sizes, order: expected.order)
      var placements = [Int](repeating: -1, count: sizes.count * 3)
      for (array, content) in packing.arrays.enumerated() {
        for placement in content {
          placements.replaceSubrange(
            placement.tile * 3..<placement.tile * 3 + 3,
            with: [array, placement.rectangle.x, placement.rectangle.y])
        }
      }
      // rectpack numbers bins as it opens them, and so does this.
      #expect(placements == expected.placements, "\(expected.testDescription)")
    }
  }

  @Test(arguments: [(false, false), (true, false), (false, true)])
  func packsMobileNet(hasStem: Bool, hasClassifier: Bool) {
    var matrices = MobileNet.pointwise.map { (rows: $0.rows, columns: $0.columns) }
    if hasStem { matrices.insert((27, 32), at: 0) }
    if hasClassifier { matrices.append((1280, 1000)) }
    let splitter = TileSplitter(rowLimit: 256, columnLimit: 256)
    let tiles = matrices.enumerated().flatMap { index, matrix in
      splitter.split(
        layer: index, group: 0, rows: matrix.rows,
        columns: MatrixColumns(wide: 0, narrow: matrix.columns))
    }
    let choice = ArrayPacker(width: 256, height: 256).choose(
      tiles.map { ($0.columns.count, $0.rows.count) }, order: .best)
    let counts = choice.compared.map(\.arrays)
    #expect(choice.compared.map(\.order) == [.area, .longestSide, .perimeter, .none])
    #expect(choice.order == .perimeter)
    switch (hasStem, hasClassifier) {
    case (true, _): #expect(counts == [34, 34, 33, 40])
    case (_, true): #expect(counts == [54, 54, 53, 61])
    default:
      #expect(tiles.count == 85)
      #expect(counts == [34, 34, 33, 41])
    }
  }

  @Test func packsThousandsOfFullTilesQuickly() {
    let sizes = [(width: Int, height: Int)](repeating: (256, 256), count: 20_000)
    let clock = ContinuousClock()
    var arrays = 0
    let time = clock.measure {
      let choice = ArrayPacker(width: 256, height: 256).choose(sizes, order: .best)
      arrays = choice.packing.arrays.count
    }
    #expect(arrays == 20_000)
    #expect(time < .seconds(5))
  }

  @Test func keepsTheCellsOfAWeightTogether() {
    let tiles = TileSplitter(rowLimit: 8, columnLimit: 7)
      .split(layer: 0, group: 0, rows: 9, columns: MatrixColumns(wide: 5, narrow: 0))
    #expect(tiles.map(\.columns) == [0..<6, 6..<10, 0..<6, 6..<10])
    #expect(tiles.map(\.rows) == [0..<8, 0..<8, 8..<9, 8..<9])
  }
}
