/// An operation in a typical form, which backends are asked about: the first of its kind in a program.
struct SupportExample {
  /// The operator.
  let kind: String

  /// What is typical of the form, in words.
  let name: String

  /// The program in IR text.
  let text: String

  private init(
    _ kind: String, _ name: String, constants: [String] = [], inputs: String,
    _ operations: [String], result: String
  ) {
    self.kind = kind
    self.name = name
    let lines = constants.map { "constant \($0)" }
    text =
      (["dnnir 1"] + lines + ["graph @example(\(inputs)) {"] + operations.map { "  \($0)" }
      + ["  return \(result)", "}"]).joined(separator: "\n") + "\n"
  }

  /// All of them, in the order of the pages.
  static let examples: [SupportExample] = products + others

  private static let step = "quantized(scale: 0.5, zero: 0)"
  private static let sum = "quantized(scale: 0.25, zero: 0)"
  private static let map = "%x: i8[1, 2, 4, 4] \(step)"

  /// What brings a sum back to 8 bits, as it follows every sum in integer programs.
  private static func requantize(_ shape: String) -> String {
    "%r = requantize(%y) {to: i8 \(step), rounding: single, clamp: [-128, 127]} : "
      + "i8\(shape) \(step)"
  }

  private static func convolution(
    _ name: String, _ weight: String, channels: Int = 2, filters: Int = 2, groups: Int = 1
  ) -> SupportExample {
    let attributes =
      "{stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: \(groups), "
      + "activation: none}"
    let shape = "[1, \(filters), 4, 4]"
    return SupportExample(
      "conv2d", name, constants: ["@w: \(weight) \(step) = [1, 2, 3, 4]"],
      inputs: "%x: i8[1, \(channels), 4, 4] \(step)",
      ["%y = conv2d(%x, @w) \(attributes) : i32\(shape) \(sum)", requantize(shape)],
      result: "%r")
  }

  private static let products: [SupportExample] = [
    convolution("8-bit weights", "i8[2, 2, 1, 1]"),
    convolution("4-bit weights", "i4[2, 2, 1, 1]"),
    convolution("in groups", "i8[2, 2, 1, 1]", channels: 4, groups: 2),
    convolution("depth-wise", "i8[4, 1, 1, 1]", channels: 4, filters: 4, groups: 4),
    SupportExample(
      "conv2d", "real numbers", constants: ["@w: f32[2, 2, 1, 1] = [1, 2, 3, 4]"],
      inputs: "%x: f32[1, 2, 4, 4]",
      [
        "%y = conv2d(%x, @w) {stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1, "
          + "activation: none} : f32[1, 2, 4, 4]"
      ], result: "%y"),
    SupportExample(
      "dense", "constant weights", constants: ["@w: i8[2, 2] \(step) = [1, 2, 3, 4]"],
      inputs: "%x: i8[1, 2] \(step)",
      ["%y = dense(%x, @w) {activation: none} : i32[1, 2] \(sum)", requantize("[1, 2]")],
      result: "%r"),
    SupportExample(
      "matmul", "a constant factor", constants: ["@w: i8[2, 2] \(step) = [1, 2, 3, 4]"],
      inputs: "%x: i8[1, 2] \(step)",
      ["%y = matmul(%x, @w) : i32[1, 2] \(sum)", requantize("[1, 2]")], result: "%r"),
    SupportExample(
      "matmul", "two computed factors",
      inputs: "%x: i8[1, 2] \(step), %z: i8[2, 2] \(step)",
      ["%y = matmul(%x, %z) : i32[1, 2] \(sum)", requantize("[1, 2]")], result: "%r"),
  ]

  private static let others: [SupportExample] = [
    pool("max_pool2d", "window: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0]", "[1, 2, 2, 2]"),
    pool(
      "average_pool2d",
      "window: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0], count_padding: false",
      "[1, 2, 2, 2]"),
    SupportExample(
      "global_average_pool", "8 bits", inputs: map,
      ["%y = global_average_pool(%x) : i8[1, 2, 1, 1] \(step)"], result: "%y"),
    SupportExample(
      "requantize", "8 bits to 8 bits", inputs: map,
      [
        "%y = requantize(%x) {to: i8 \(sum), rounding: single, clamp: [-128, 127]} : "
          + "i8[1, 2, 4, 4] \(sum)"
      ], result: "%y"),
    SupportExample(
      "mul", "two activations", inputs: "\(map), %z: i8[1, 2, 4, 4] \(step)",
      [
        "%y = mul(%x, %z) {activation: none} : i32[1, 2, 4, 4] \(sum)",
        requantize("[1, 2, 4, 4]"),
      ], result: "%r"),
    SupportExample(
      "lookup", "8 bits", constants: ["@t: i8[256] \(step) = [\(numbers)]"], inputs: map,
      ["%y = lookup(%x, @t) : i8[1, 2, 4, 4] \(step)"], result: "%y"),
    SupportExample(
      "softmax", "8 bits",
      constants: ["@t: i32[256] quantized(scale: 9.313226e-10, zero: 0) = [\(numbers)]"],
      inputs: "%x: i8[1, 4] \(step)",
      [
        "%y = softmax(%x, @t) {axis: 1} : i32[1, 4] quantized(scale: 5.9604645e-08, zero: 0)",
        requantize("[1, 4]"),
      ], result: "%r"),
    SupportExample(
      "fixed_point_softmax", "8 bits", inputs: "%x: i8[1, 4] \(step)",
      [
        "%y = fixed_point_softmax(%x) {axis: 1, beta: 1} : i8[1, 4] "
          + "quantized(scale: 0.00390625, zero: -128)"
      ], result: "%y"),
    SupportExample(
      "reinterpret", "8 bits", inputs: map,
      ["%y = reinterpret(%x) {to: i8 \(sum)} : i8[1, 2, 4, 4] \(sum)"], result: "%y"),
    SupportExample(
      "transpose", "an input with its channels last", inputs: "%x: i8[1, 4, 4, 2] \(step)",
      ["%y = transpose(%x) {permutation: [0, 3, 1, 2]} : i8[1, 2, 4, 4] \(step)"], result: "%y"),
    SupportExample(
      "concat", "channels", inputs: "\(map), %z: i8[1, 2, 4, 4] \(step)",
      ["%y = concat(%x, %z) {axis: 1} : i8[1, 4, 4, 4] \(step)"], result: "%y"),
    SupportExample(
      "pad", "rows and columns", inputs: map,
      [
        "%y = pad(%x) {before: [0, 0, 1, 1], after: [0, 0, 1, 1], value: 0} : "
          + "i8[1, 2, 6, 6] \(step)"
      ], result: "%y"),
    SupportExample(
      "flatten", "8 bits", inputs: map,
      ["%y = flatten(%x) {axis: 1} : i8[1, 32] \(step)"], result: "%y"),
    SupportExample(
      "reshape", "of a vector", inputs: "%x: i8[1, 4] \(step)",
      ["%y = reshape(%x) {shape: [1, 4, 1, 1]} : i8[1, 4, 1, 1] \(step)"], result: "%y"),
    SupportExample(
      "add", "two activations",
      inputs: "%x: i8[1, 4] \(step), %z: i8[1, 4] \(step)",
      [
        "%a = requantize(%x) {to: i32 \(wide), \(all)} : i32[1, 4] \(wide)",
        "%b = requantize(%z) {to: i32 \(wide), \(all)} : i32[1, 4] \(wide)",
        "%y = add(%a, %b) {activation: none} : i32[1, 4] \(wide)", requantize("[1, 4]"),
      ], result: "%r"),
  ]

  private static let wide = "quantized(scale: 0.0001, zero: 0)"
  private static let all = "rounding: single, clamp: [-2147483648, 2147483647]"
  private static let numbers = (0..<256).map { "\(127 - $0 / 2)" }.joined(separator: ", ")

  private static func pool(
    _ kind: String, _ attributes: String, _ shape: String
  ) -> SupportExample {
    SupportExample(
      kind, "8 bits", inputs: map, ["%y = \(kind)(%x) {\(attributes)} : i8\(shape) \(step)"],
      result: "%y")
  }
}
