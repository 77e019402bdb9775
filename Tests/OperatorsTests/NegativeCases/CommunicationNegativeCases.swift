import IR

/// The attributes that say what the whole tensor is.
private func whole(_ shape: [Int], _ type: StorageType = StorageType(.f32)) -> [Attribute] {
  [Attribute("type", .storage(type)), Attribute("shape", .integers(shape))]
}

private func integer(_ name: String, _ value: Int) -> Attribute {
  Attribute(name, .integer(value))
}

private func list(_ name: String, _ values: [Int]) -> Attribute {
  Attribute(name, .integers(values))
}

private func parts(
  _ owners: [Int], _ starts: [Int], _ ends: [Int], axis: Int = 1
) -> [Attribute] {
  [
    integer("axis", axis), list("owners", owners), list("starts", starts), list("ends", ends),
  ]
}

private func needed(_ receivers: [Int], _ starts: [Int], _ ends: [Int]) -> [Attribute] {
  [list("receivers", receivers), list("needed_starts", starts), list("needed_ends", ends)]
}

private let halves = parts([0, 1], [0, 2], [2, 4])
private let broken = parts([0, 1], [0, 2], [2, 5])
private let gap = parts([0, 1], [0, 3], [2, 4])
private let wide = needed([0, 1], [0, 1], [3, 4])
private let unsound = whole([1, 0])

/// Calls of the operators of communication that break a rule.
let communicationNegativeCases =
  [
    NegativeCase("send.c1", [f32(2)], [integer("to", -1)]),
    NegativeCase("receive.c1", [], [integer("from", -2)] + whole([2])),
    NegativeCase("receive.c2", [], [integer("from", 0)] + unsound),
    NegativeCase(
      "receive.c2", [], [integer("from", 0)] + whole([2], StorageType(.f32, perRow.quantization))),
  ] + rootedCases + dividedCases + sumCases + exchangeCases

private let rootedCases = [
  NegativeCase(
    "collective_broadcast.c1", [],
    [integer("device", 1), integer("root", 0), list("receivers", [1])] + unsound),
  NegativeCase(
    "collective_broadcast.c2", [],
    [integer("device", 1), integer("root", 0), list("receivers", [2, 1])] + whole([2])),
  NegativeCase(
    "collective_broadcast.c2", [],
    [integer("device", 1), integer("root", -1), list("receivers", [1])] + whole([2])),
  NegativeCase(
    "collective_broadcast.c3", [],
    [integer("device", 2), integer("root", 0), list("receivers", [1])] + whole([2])),
  NegativeCase(
    "collective_broadcast.c4", [f32(2)],
    [integer("device", 1), integer("root", 0), list("receivers", [1])] + whole([2])),
  NegativeCase(
    "collective_broadcast.c4", [],
    [integer("device", 0), integer("root", 0), list("receivers", [1])] + whole([2])),
  NegativeCase(
    "collective_scatter.c1", [], [integer("device", 1), integer("root", 0)] + halves + unsound),
  NegativeCase(
    "collective_scatter.c2", [],
    [integer("device", 1), integer("root", -1)] + halves + whole([1, 4])
  ),
  NegativeCase(
    "collective_scatter.c3", [],
    [integer("device", 2), integer("root", 0)] + halves + whole([1, 4])
  ),
  NegativeCase(
    "collective_scatter.c4", [f32(1, 2)],
    [integer("device", 0), integer("root", 0)] + halves + whole([1, 4])),
  NegativeCase(
    "collective_scatter.c5", [],
    [integer("device", 1), integer("root", 0)] + broken + whole([1, 4])
  ),
]

private let dividedCases = ["collective_gather", "all_gather"].flatMap { name in
  let target =
    name == "all_gather" ? list("receivers", [0, 1]) : integer("root", 0)
  let unknown = name == "all_gather" ? list("receivers", []) : integer("root", -1)
  func attributes(
    _ parts: [Attribute], _ whole: [Attribute], device: Int = 0, target other: Attribute? = nil
  ) -> [Attribute] {
    [integer("device", device), other ?? target] + parts + whole
  }
  return [
    NegativeCase("\(name).c1", [f32(1, 2)], attributes(halves, unsound)),
    NegativeCase(
      "\(name).c2", [f32(1, 2)], attributes(halves, whole([1, 4]), target: unknown)),
    NegativeCase("\(name).c3", [f32(1, 2)], attributes(halves, whole([1, 4]), device: 3)),
    NegativeCase("\(name).c4", [f32(1, 4)], attributes(halves, whole([1, 4]))),
    NegativeCase("\(name).c4", [], attributes(halves, whole([1, 4]))),
    NegativeCase("\(name).c5", [f32(1, 2)], attributes(broken, whole([1, 4]))),
    NegativeCase(
      "\(name).c5", [f32(1, 2)], attributes(parts([0], [0], [4], axis: 2), whole([1, 4]))),
    NegativeCase(
      "\(name).c5", [f32(1, 2)], attributes(parts([1, 0], [0, 2], [2, 4]), whole([1, 4]))),
    NegativeCase(
      "\(name).c5", [f32(1, 2)], attributes(parts([0, 1], [0, 2], [2]), whole([1, 4]))),
    NegativeCase("\(name).c6", [f32(1, 2)], attributes(gap, whole([1, 4]))),
    NegativeCase(
      "\(name).c6", [f32(1, 2)],
      attributes(parts([0, 1, 1], [0, 0, 2], [2, 2, 4]), whole([1, 4]))),
  ]
}

private let sumCases =
  ["collective_reduce", "all_reduce"].flatMap { name in
    let target =
      name == "all_reduce" ? list("receivers", [0, 1]) : integer("root", 0)
    func attributes(
      _ whole: [Attribute], device: Int = 0, contributors: [Int] = [0, 1]
    ) -> [Attribute] {
      [integer("device", device), target, list("contributors", contributors)] + whole
    }
    return [
      NegativeCase("\(name).c1", [f32(4)], attributes(unsound)),
      NegativeCase("\(name).c2", [f32(4)], attributes(whole([4]), contributors: [1, 1])),
      NegativeCase("\(name).c3", [f32(4)], attributes(whole([4]), device: 5)),
      NegativeCase("\(name).c4", [f32(3)], attributes(whole([4]))),
      NegativeCase(
        "\(name).c5", [quantized(.i8, [4])],
        attributes(whole([4], StorageType(.i8, quantized(.i8, [4]).quantization)))),
      NegativeCase(
        "\(name).c5", [quantized(.i32, [4], 0.5, 3)],
        attributes(whole([4], StorageType(.i32, quantized(.i32, [4], 0.5, 3).quantization)))),
    ]
  } + [
    NegativeCase("reduce_scatter.c1", [f32(1, 4)], scattered(unsound)),
    NegativeCase("reduce_scatter.c2", [f32(1, 4)], scattered(whole([1, 4]), contributors: [])),
    NegativeCase("reduce_scatter.c3", [f32(1, 4)], scattered(whole([1, 4]), device: 2)),
    NegativeCase("reduce_scatter.c4", [f32(1, 2)], scattered(whole([1, 4]))),
    NegativeCase("reduce_scatter.c5", [f32(1, 4)], scattered(whole([1, 4]), broken)),
    NegativeCase("reduce_scatter.c6", [f32(1, 4)], scattered(whole([1, 4]), gap)),
    NegativeCase(
      "reduce_scatter.c7", [TensorType(.f16, [1, 4])],
      scattered(whole([1, 4], StorageType(.f16)))),
  ]

private func scattered(
  _ whole: [Attribute], _ parts: [Attribute] = halves, device: Int = 0,
  contributors: [Int] = [0, 1]
) -> [Attribute] {
  [integer("device", device), list("contributors", contributors)] + parts + whole
}

private let exchangeCases = ["halo_exchange", "all_to_all"].flatMap { name in
  let axis = name == "all_to_all" ? [integer("needed_axis", 1)] : []
  func attributes(
    _ parts: [Attribute], _ needed: [Attribute], _ whole: [Attribute], device: Int = 0
  ) -> [Attribute] {
    [integer("device", device)] + parts + axis + needed + whole
  }
  return [
    NegativeCase("\(name).c1", [f32(1, 2)], attributes(halves, wide, unsound)),
    NegativeCase("\(name).c2", [f32(1, 2)], attributes(halves, wide, whole([1, 4]), device: 2)),
    NegativeCase("\(name).c3", [f32(1, 3)], attributes(halves, wide, whole([1, 4]))),
    NegativeCase("\(name).c4", [f32(1, 2)], attributes(broken, wide, whole([1, 4]))),
    NegativeCase("\(name).c5", [f32(1, 2)], attributes(gap, wide, whole([1, 4]))),
    NegativeCase(
      "\(name).c6", [f32(1, 2)],
      attributes(halves, needed([0, 1], [0, 1], [3, 5]), whole([1, 4]))),
  ]
}
