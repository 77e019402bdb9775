import Backend
import Basic

extension HydraPlan {
  /// The plan for programs; the bitstream holds the numbers that it does not repeat.
  package var json: JSONValue {
    document([
      "bitstream_sha256": .string(Self.digest(configuration.bytes).description),
      "layers": .array(
        zip(layers, zip(configuration.layers, ranges)).map { $0.json($1.0, $1.1, target) }),
      "totals": total.json(lanes: target.device.lanes),
    ])
  }

  static func digest(_ bytes: [UInt8]) -> ContentHash {
    bytes.withUnsafeBytes { ContentHash(of: $0) }
  }
}

extension HydraPlan.Layer {
  fileprivate func json(
    _ descriptor: LayerDescriptor, _ range: LayerRange, _ target: HydraTarget
  ) -> JSONValue {
    .object([
      .init("name", .string(name)), .init("value", .string(value)), .init("sums", .string(sums)),
      .init("arguments", .string(arguments)), .init("encoded_bits", .integer(encodedBits)),
      .init(
        "descriptor",
        .object(
          DescriptorField.all.map { field in
            let value = field.get(descriptor)
            return .init(
              field.name,
              field.words.isEmpty ? .integer(value) : .string(field.words[value]))
          })),
      .init(
        "sums_range", .array([.integer(range.sums.lowerBound), .integer(range.sums.upperBound)])),
      .init("saturates", .bool(!range.isExact)),
      .init("cycles", cycles.json(lanes: target.device.lanes)),
    ])
  }
}

extension LayerCycles {
  fileprivate func json(lanes: Int) -> JSONValue {
    .object(
      Self.parts.map { .init($0.name, .integer(self[keyPath: $0.path])) } + [
        .init("total", .integer(total)), .init("operations", .integer(operations)),
        .init("ideal", .number(ideal(lanes: lanes))),
      ])
  }
}
