import Crossbar
import TestSupport

extension PlantedFault where Plan == CrossbarPlan {
  /// Faults in a plan with a layer whose weights share low halves.
  static var shared: [CrossbarFault] {
    [
      .init("crossbar.v3", "a wide output too many") { plan in
        plan.sharing { $0.wide[0] = [0, 1, 2] }
        plan.lowHalves.removeLast(9)
      },
      .init("crossbar.v4", "a wide weight is cut") { plan in
        let tile = plan.arrays[0].tiles[0].tile
        plan.arrays[0].tiles[0].tile.columns = tile.columns.lowerBound..<tile.columns.lowerBound + 1
      },
      .init("crossbar.v11", "a low half too few") { $0.lowHalves.removeLast() },
      .init("crossbar.v11", "a low half too many") { $0.lowHalves.append(0) },
      .init("crossbar.v11", "other groups") { $0.sharing { $0.groupSize = 2 } },
      .init("crossbar.v14", "other products") { $0.sharing { $0.products += 1 } },
      .init("crossbar.v15", "another rate of products") { $0.target.coreDenseRate = 1 },
      .init("crossbar.v17", "no sharing") { $0.layers[0].mapping?.sharing = nil },
      .init("crossbar.v17", "an encoding without sharing") {
        $0.layers[0].mapping?.encoding = .highLow
      },
      .init("crossbar.v17", "a group of no inputs") { $0.sharing { $0.groupSize = 0 } },
      .init("crossbar.v17", "a group too large") { $0.sharing { $0.groupSize = 65 } },
      .init("crossbar.v17", "a matrix too many") { $0.sharing { $0.wide.append([]) } },
      .init("crossbar.v17", "no matrix") { $0.sharing { $0.wide = [] } },
      .init("crossbar.v17", "a wide output that is not there") { $0.sharing { $0.wide[0] = [6] } },
      .init("crossbar.v17", "a negative output") { $0.sharing { $0.wide[0] = [-1] } },
      .init("crossbar.v17", "descending outputs") { $0.sharing { $0.wide[0].reverse() } },
      .init("crossbar.v17", "an output twice") { $0.sharing { $0.wide[0] = [1, 1] } },
      .init("crossbar.v17", "no narrow output") { $0.sharing { $0.wide[0] = Array(0..<6) } },
      .init("crossbar.v18", "another low half") { $0.lowHalves[0] ^= 1 },
      .init("crossbar.v18", "another digest") { $0.sharing { $0.digest = digest(of: []) } },
      .init("crossbar.v18", "a low half of five bits") { plan in
        plan.lowHalves[1] |= 16
        let bytes = plan.lowHalves
        plan.sharing { $0.digest = digest(of: bytes) }
      },
    ]
  }
}

extension CrossbarPlan {
  /// Changes how the first layer shares low halves.
  fileprivate mutating func sharing(_ change: (inout LowHalfSharing) -> Void) {
    guard var sharing = layers[0].mapping?.sharing else { return }
    change(&sharing)
    layers[0].mapping?.sharing = sharing
  }
}
