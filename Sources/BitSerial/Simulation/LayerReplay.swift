import Backend
import Basic
import IR

/// Computes a layer column by column of its stored weights, as the array does.
///
/// Each column of eight weights adds at most four activations, or takes them from the sum of all eight.
/// Sums of up to four activations come from tables of sixteen, which all output channels share.
struct LayerReplay: DeviceLayer {
  /// What the columns of a piece of a channel are worth.
  private struct Piece {
    let dropped: Int32
    let addend: Int32
  }

  private let shape: LayerShape
  private let zero: Int32
  private let offsets: [Int32]

  /// The sub-groups of eight weights of each piece.
  private let subgroups: [Int]

  /// For each lane of a filter, sub-group by sub-group, its position and channel, or -1.
  private let lanes: [(position: Int, channel: Int)]

  /// The channels of each group of the convolution, with their first selection and columns.
  private let channels: [[Channel]]

  private struct Channel {
    let output: Int
    let columns: Int
    let pieces: [Piece]
    /// The selected lanes of each column, and whether they are inverted in bit 8.
    let selections: [UInt16]
  }

  /// Unpacks the stored weights of a layer; `nil` if they are not as many as it needs.
  init?(_ mapping: BitVertMapping, in plan: BitVertPlan) {
    let bytes = Array(plan.weights[mapping.weights.bytes])
    guard let stored = StoredColumns(bytes, mapping) else { return nil }
    shape = mapping.shape
    zero = Int32(mapping.zero)
    offsets = mapping.offsets
    let sizes = mapping.tiling.split.sizes
    subgroups = sizes.map { $0.dividedRoundingUp(by: ColumnSelection.lanes) }
    var lanes: [(Int, Int)] = []
    var next = mapping.tiling.split.places.makeIterator()
    for (size, count) in zip(sizes, subgroups) {
      for lane in 0..<count * ColumnSelection.lanes {
        lanes.append(lane < size ? next.next() ?? (-1, -1) : (-1, -1))
      }
    }
    self.lanes = lanes
    let choices = (UInt8.min...UInt8.max).map { ColumnSelection($0) }
    let perGroup = shape.filters / shape.groups
    var channels = [[Channel]](repeating: [], count: shape.groups)
    for (output, pieces) in zip(mapping.order, stored.channels) {
      let selections = pieces.flatMap(\.allColumns).map { column -> UInt16 in
        let selection = choices[Int(column)]
        let mask = selection.selected.reduce(UInt16(0)) { $0 | 1 << UInt16($1) }
        return mask | (selection.isInverted ? 0x100 : 0)
      }
      channels[output / perGroup].append(
        Channel(
          output: output, columns: pieces.first?.columns ?? 8,
          pieces: pieces.map { Piece(dropped: Int32($0.dropped), addend: Int32($0.addend)) },
          selections: selections))
    }
    self.channels = channels
  }

  /// The sums of one map, or of vectors.
  func run(_ x: Tensor, _ type: TensorType, threads: Int) -> Tensor {
    let input = x.numbers.map { Int32($0) }
    let plane = shape.output
    return Tensor(type, of: Int32.self) { target in
      // Each iteration writes the outputs of its own line alone.
      nonisolated(unsafe) let target = target
      let lines = shape.isVectors ? plane.width : plane.height
      let perLine = shape.isVectors ? 1 : plane.width
      let work = lines * perLine * shape.weights
      Parallel.forEach(lines, threads: work > 1 << 18 ? threads : 1) { line in
        var window = Window(lanes: lanes.count)
        for index in 0..<perLine {
          let (p, q) = shape.isVectors ? (0, line) : (line, index)
          for group in channels.indices {
            fill(&window, input, group, p, q)
            for channel in channels[group] {
              let place =
                shape.isVectors
                ? line * shape.filters + channel.output
                : (channel.output * plane.height + p) * plane.width + q
              target[place] = sum(channel, window) &+ offsets[channel.output]
            }
          }
        }
      }
    }
  }

  /// The sums of all subsets of four activations, and of eight, which all channels share.
  private struct Window {
    /// Two tables of sixteen sums for each sub-group.
    var tables: [Int32]

    /// The sum of each sub-group.
    var sums: [Int32]

    init(lanes: Int) {
      tables = [Int32](repeating: 0, count: lanes * 4)
      sums = [Int32](repeating: 0, count: lanes / ColumnSelection.lanes)
    }
  }

  private func fill(
    _ window: inout Window, _ input: [Int32], _ group: Int, _ p: Int, _ q: Int
  ) {
    for half in 0..<lanes.count / 4 {
      let table = half * 16
      for lane in 0..<4 {
        let (position, channel) = lanes[half * 4 + lane]
        let value = position < 0 ? 0 : activation(input, group, p, q, position, channel)
        for subset in 0..<1 << lane {
          window.tables[table + (1 << lane) + subset] = window.tables[table + subset] &+ value
        }
      }
    }
    for subgroup in window.sums.indices {
      window.sums[subgroup] =
        window.tables[subgroup * 32 + 15] &+ window.tables[subgroup * 32 + 31]
    }
  }

  @inline(__always)
  private func activation(
    _ input: [Int32], _ group: Int, _ p: Int, _ q: Int, _ position: Int, _ channel: Int
  ) -> Int32 {
    if shape.isVectors { return input[q * shape.channels + channel] }
    let (i, j) = position.quotientAndRemainder(dividingBy: shape.kernel.width)
    let row = p * shape.stride.height - shape.top + i * shape.dilation.height
    let column = q * shape.stride.width - shape.left + j * shape.dilation.width
    guard row >= 0, row < shape.input.height, column >= 0, column < shape.input.width else {
      return zero
    }
    let plane = (group * shape.depth + channel) * shape.input.height + row
    return input[plane * shape.input.width + column]
  }

  /// The sum of products of a channel: its columns from the sign down, then the constants.
  private func sum(_ channel: Channel, _ window: Window) -> Int32 {
    var (total, next, subgroup): (Int32, Int, Int) = (0, 0, 0)
    for (piece, count) in zip(channel.pieces, subgroups) {
      var columns: Int32 = 0
      for index in 0..<channel.columns {
        var part: Int32 = 0
        for offset in 0..<count {
          let selection = Int(channel.selections[next])
          next += 1
          let table = (subgroup + offset) * 32
          let selected =
            window.tables[table + selection & 15]
            &+ window.tables[table + 16 + (selection >> 4) & 15]
          part &+= selection & 0x100 == 0 ? selected : window.sums[subgroup + offset] &- selected
        }
        columns &+= (index == 0 ? 0 &- part : part) << Int32(channel.columns - 1 - index)
      }
      total &+= columns << piece.dropped
      if piece.addend != 0 {
        for offset in 0..<count { total &+= piece.addend &* window.sums[subgroup + offset] }
      }
      subgroup += count
    }
    return total
  }
}
