extension HydraProgram {
  /// The program as text that assembles to the same bitstream: every field with its meaning.
  package var listing: String {
    var text = ".hyb version=\(Bitstream.majorVersion).\(minorVersion)\n"
    text += ".device lanes=\(lanes) data=\(profile.dataBits) sums=\(profile.accumulatorBits)\n"
    text += ".memory weights=\(weightCount) biases=\(biasCount) features=\(featureCount)\n"
    text += ".input \(input.listing)\n"
    text += ".output \(output.listing)\n"
    for (index, layer) in layers.enumerated() {
      text += "\n.layer \(index)  # \(layer.summary)\n"
      for field in DescriptorField.all { text += field.line(of: layer) }
    }
    for (index, segment) in segments.enumerated() {
      text += "\n.segment \(index) weights=\(segment.weights) biases=\(segment.biases)\n"
    }
    for (lane, elements) in weights.enumerated() where !elements.isEmpty {
      text += "\n.weights \(lane)\n" + Self.rows(elements)
    }
    for (lane, elements) in biases.enumerated() where !elements.isEmpty {
      text += "\n.biases \(lane)\n" + Self.rows(elements)
    }
    return text
  }

  /// Sixteen numbers a line, each line with the address of its first.
  private static func rows<Number: BinaryInteger>(_ numbers: [Number]) -> String {
    stride(from: 0, to: numbers.count, by: 16).map { start in
      let row = numbers[start..<min(start + 16, numbers.count)]
      return "  \(row.map { "\($0)" }.joined(separator: " "))  # \(start)\n"
    }.joined()
  }
}

extension HydraProgram.Port {
  fileprivate var listing: String { "base=\(base) count=\(count) fraction=\(fraction)" }
}

extension DescriptorField {
  /// The value as listings show it.
  func text(of layer: LayerDescriptor) -> String {
    let value = get(layer)
    return words.isEmpty ? "\(value)" : words[value]
  }

  /// The value that a text stands for, or `nil`.
  func value(of text: String) -> Int? {
    if !words.isEmpty { return words.firstIndex(of: text) }
    return Int(text).flatMap { range.contains($0) ? $0 : nil }
  }

  fileprivate func line(of layer: LayerDescriptor) -> String {
    let assignment = "  \(name)=\(text(of: layer))"
    let fill = String(repeating: " ", count: max(1, 34 - assignment.count))
    let place = bits == 1 ? "bit \(low)" : "bits \(low + bits - 1):\(low)"
    return "\(assignment)\(fill)# D\(word) \(place): \(meaning)\n"
  }
}

extension LayerDescriptor {
  /// What the layer does, in one line.
  package var summary: String {
    let outputs = gap == 0 ? "\(outputs)" : "\(outputs) of \(outputStride)"
    let shape =
      capabilities.contains(.windows)
      ? "\(height)x\(width)x\(channels) -> \(outputHeight)x\(outputWidth)x\(outputs), "
        + "kernel \(kernelHeight)x\(kernelWidth), stride \(strideY)x\(strideX)"
      : "\(channels) -> \(outputs)"
    let function = activation == .identity ? "" : ", \(activation.name)"
    return "\(operation.name) \(shape)\(function), \(passes) pass\(passes == 1 ? "" : "es")"
  }
}
