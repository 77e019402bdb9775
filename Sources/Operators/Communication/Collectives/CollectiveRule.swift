import IR

/// The rules of collective operations; each operator numbers those that it has.
enum CollectiveRule: Sendable {
  /// What is said of the whole tensor.
  case whole
  /// What is said of the devices.
  case devices
  /// The device that runs the call.
  case participates
  /// The operand.
  case operand
  /// The parts that are named.
  case parts
  /// The parts that are named cover the axis.
  case cover
  /// The parts that are needed.
  case neededParts
  /// The elements of partial sums.
  case sum

  /// The rule as users read it.
  var sentence: String {
    switch self {
    case .whole: "type and shape are those of a sound tensor."
    case .devices: "Devices are numbers from 0, each stands once and in ascending order."
    case .participates: "device holds a part of the tensor before or needs one after."
    case .operand:
      "x is given where device holds a part, and has the type of that part; elsewhere there is no x."
    case .parts:
      "axis is an axis of shape; owners, starts and ends have as many entries, owners ascend from 0, "
        + "and the parts of an owner ascend, lie inside the axis and are not empty."
    case .cover: "Every index of the axis belongs to exactly one owner."
    case .neededParts:
      "The axis that is needed is an axis of shape; receivers, needed_starts and needed_ends have as "
        + "many entries, receivers ascend from 0, and the parts of a receiver ascend, lie inside the "
        + "axis and are not empty."
    case .sum: "Partial sums are f32, or i32 or i64 with zero points 0 if they are quantized."
    }
  }
}

/// Where the parts of a tensor along one axis lie, as attributes say it.
struct PartList {
  /// The axis.
  let axis: Int
  /// The device of each part.
  let owners: [Int]
  /// The first index of each part.
  let starts: [Int]
  /// The index after the last of each part.
  let ends: [Int]

  /// Reads the attributes of the names given.
  init(_ attributes: AttributeList, axis: String, owners: String, starts: String, ends: String) {
    self.axis = attributes.integer(axis)
    self.owners = attributes.integers(owners)
    self.starts = attributes.integers(starts)
    self.ends = attributes.integers(ends)
  }

  /// What is wrong with it for a tensor of `shape`, or `nil`.
  func fault(_ shape: [Int]) -> String? {
    guard shape.indices.contains(axis) else { return "axis \(axis) of \(shape)" }
    guard !owners.isEmpty, owners.count == starts.count, owners.count == ends.count else {
      return "\(owners.count) devices, \(starts.count) starts and \(ends.count) ends"
    }
    var last = (owner: 0, end: 0)
    for (owner, (start, end)) in zip(owners, zip(starts, ends)) {
      let least = owner == last.owner ? last.end : 0
      guard owner >= last.owner else { return "devices are \(owners)" }
      guard start >= least, start < end, end <= shape[axis] else {
        return "device \(owner) has \(start) to \(end) of \(shape[axis])"
      }
      last = (owner, end)
    }
    return nil
  }

  /// The parts by device.
  func regions(_ shape: [Int]) -> [(device: Int, region: Region)] {
    var devices: [Int] = []
    var ranges: [[Range<Int>]] = []
    for (owner, (start, end)) in zip(owners, zip(starts, ends)) {
      if devices.last != owner {
        devices.append(owner)
        ranges.append([])
      }
      ranges[ranges.count - 1].append(start..<end)
    }
    return zip(devices, ranges).map {
      ($0, Region(of: shape, axis: axis, IndexRanges($1)))
    }
  }

  /// What keeps the parts from covering an axis of `size`, each index once, or `nil`.
  func coverFault(_ size: Int) -> String? {
    let ranges = zip(starts, ends).map { $0..<$1 }
    let union = IndexRanges(ranges)
    let count = ranges.reduce(0) { $0 + $1.count }
    guard union == IndexRanges(0..<size), count == size else {
      return "the parts hold \(count) indices and cover \(union) of \(size)"
    }
    return nil
  }
}
