import IR

private func attributes(
  _ shape: [Int], _ scales: [Double], mode: String = "nearest", a: Double = -0.75,
  excludes: Bool = false, antialiases: Bool = false
) -> [Attribute] {
  [
    Attribute("shape", .integers(shape)), Attribute("scales", .numbers(scales)),
    Attribute("mode", .symbol(mode)), Attribute("coordinates", .symbol("half_pixel")),
    Attribute("nearest", .symbol("floor")), Attribute("cubic_a", .number(a)),
    Attribute("exclude_outside", .boolean(excludes)),
    Attribute("antialias", .boolean(antialiases)),
  ]
}

private let matrix = f32(2, 4)

/// Calls of `resize` that break a rule.
let resizeNegativeCases = [
  NegativeCase("resize.c1", [matrix], attributes([4], [2])),
  NegativeCase("resize.c1", [matrix], attributes([4, 4], [2])),
  NegativeCase("resize.c1", [matrix], attributes([4, 4, 1], [2, 1, 1])),
  NegativeCase("resize.c1", [f32()], attributes([1], [1])),
  NegativeCase("resize.c2", [matrix], attributes([0, 4], [0.5, 1])),
  NegativeCase("resize.c2", [matrix], attributes([-1, 4], [0.5, 1])),
  NegativeCase("resize.c2", [matrix], attributes([1 << 31, 4], [0x1p30, 1])),
  NegativeCase("resize.c3", [matrix], attributes([4, 4], [1.5, 1])),
  NegativeCase("resize.c3", [matrix], attributes([4, 4], [2.5, 1])),
  NegativeCase("resize.c3", [matrix], attributes([1, 4], [0.1, 1])),
  NegativeCase("resize.c3", [matrix], attributes([1, 4], [-0.25, 1])),
  NegativeCase("resize.c3", [matrix], attributes([4, 4], [.nan, 1])),
  NegativeCase("resize.c3", [matrix], attributes([4, 4], [2, .infinity])),
  NegativeCase(
    "resize.c4", [quantized(.i8, [2, 4])], attributes([4, 4], [2, 1], mode: "linear")),
  NegativeCase(
    "resize.c4", [TensorType(.i32, [2, 4])], attributes([4, 4], [2, 1], mode: "cubic")),
  NegativeCase("resize.c5", [perRow], attributes([4, 3], [2, 1])),
  NegativeCase("resize.c6", [matrix], attributes([4, 4], [2, 1], excludes: true)),
  NegativeCase("resize.c6", [matrix], attributes([4, 4], [2, 1], antialiases: true)),
  NegativeCase("resize.c7", [matrix], attributes([4, 4], [2, 1], mode: "cubic", a: .nan)),
  NegativeCase("resize.c7", [matrix], attributes([4, 4], [2, 1], a: .infinity)),
]
