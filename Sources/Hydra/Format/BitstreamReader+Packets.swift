extension BitstreamReader {
  /// Takes the first word of a packet.
  mutating func takePacket(_ word: UInt32) throws(LoaderError) {
    let argument = Int(word >> 16) & 0xFF
    payload = Int(word & 0xFFFF)
    guard word >> 24 & 15 == 0 else { throw LoaderError(.reserved, "reserved bits of a packet") }
    let packet = Bitstream.Packet(rawValue: word >> 28)
    if section == .finished, packet != .end {
      throw LoaderError(.end, "packet \(hexadecimal(word)) in the place of END")
    }
    func want(_ wanted: Section, _ what: String) throws(LoaderError) {
      guard section == wanted else { throw LoaderError(.order, "\(what) in another section") }
    }
    func wantArgument(_ wanted: Int, _ fault: LoaderFault) throws(LoaderError) {
      guard argument == wanted else {
        throw LoaderError(fault, "the packet is for \(argument), not \(wanted)")
      }
    }
    func wantPayload(_ isRight: Bool) throws(LoaderError) {
      guard isRight else { throw LoaderError(.count, "a payload of \(payload) words") }
    }
    switch packet {
    case .nothing:
      try wantArgument(0, .reserved)
      try wantPayload(payload == 0)
    case .layer:
      try want(.layers, "a layer")
      try wantPayload(payload == DescriptorField.wordCount)
      guard layers.count < header.layers else {
        throw LoaderError(.layers, "more than \(header.layers) layers")
      }
      try wantArgument(layers.count, .order)
      layerWords = []
      state = .layer
    case .segment:
      try want(.weights, "a segment")
      guard streams, !hasSegment else { throw LoaderError(.order, "a segment that is not due") }
      try wantPayload(payload == 2)
      try wantArgument(segments.count, .order)
      segmentWords = []
      state = .segment
    case .weights, .biases:
      try wantSegment()
      try want(packet == .weights ? .weights : .biases, "the memory of a lane")
      try wantPayload(payload >= 2)
      guard lane < header.lanes else { throw LoaderError(.order, "every lane has its image") }
      try wantArgument(lane, .order)
      state = packet == .weights ? .weightHead : .biasHead
    case .check:
      try wantArgument(0, .reserved)
      try wantPayload(payload == 1)
      try endSection()
      state = .check
    case .end:
      guard section == .finished else { throw LoaderError(.end, "END before the third check") }
      try wantArgument(0, .reserved)
      try wantPayload(payload == 1)
      state = .end
    case nil: throw LoaderError(.order, "packet \(hexadecimal(word)) is unknown")
    }
  }

  func endSection() throws(LoaderError) {
    if section == .layers {
      guard layers.count == header.layers else {
        throw LoaderError(.layers, "\(layers.count) layers, the header says \(header.layers)")
      }
      let loads = layers.count(where: \.loads)
      guard !streams || loads == header.phases else {
        throw LoaderError(.layers, "\(loads) layers load, for \(header.phases) segments")
      }
    } else {
      try wantSegment()
      guard lane == header.lanes else { throw LoaderError(.count, "lane \(lane) is not full") }
    }
  }

  private func wantSegment() throws(LoaderError) {
    guard !streams || hasSegment || section != .weights else {
      throw LoaderError(.order, "the size of segment \(segments.count) is missing")
    }
  }

  mutating func takeSegment(_ word: UInt32) throws(LoaderError) {
    let isWeights = segmentWords.isEmpty
    let limit = isWeights ? header.weights : header.biases
    guard word <= UInt32(limit) else {
      throw LoaderError(
        .memory, "\(word) \(isWeights ? "weights" : "biases") of a segment, at most \(limit)")
    }
    segmentWords.append(word)
    guard !isWeights else { return }
    image = WeightSegment(weights: Int(segmentWords[0]), biases: Int(word))
    segments.append(image)
    hasSegment = true
    lane = image.weights == 0 ? header.lanes : 0
    state = .packet
  }

  /// Goes on behind a check: to biases, to the next segment, or to the end.
  mutating func endCheckedSection() {
    switch section {
    case .layers:
      section = .weights
      lane = !streams && image.weights == 0 ? header.lanes : 0
    case .weights:
      section = .biases
      lane = image.biases == 0 ? header.lanes : 0
    case .biases, .finished:
      guard segments.count < header.phases, streams else {
        section = .finished
        return
      }
      section = .weights
      hasSegment = false
      lane = 0
      before.weights += image.weights
      before.biases += image.biases
    }
  }

  mutating func takeLayer(_ word: UInt32) throws(LoaderError) {
    let index = layerWords.count
    if index == 0 {
      let loads = word >> 31 == 1
      guard streams || !loads else {
        throw LoaderError(.reserved, "a layer loads a segment, and there are none")
      }
      guard !streams || loads || !layers.isEmpty else {
        throw LoaderError(.layers, "the first layer loads no segment")
      }
    }
    guard word & LayerDescriptor.reservedBits[index] == 0 else {
      throw LoaderError(.reserved, "reserved bits of word \(index) of a layer")
    }
    layerWords.append(word)
    // The first word alone has fields whose values are not all defined.
    let rest = [UInt32](repeating: 0, count: DescriptorField.wordCount - layerWords.count)
    guard let layer = LayerDescriptor(words: (layerWords + rest)[...]) else {
      throw LoaderError(.reserved, "operation, activation or rounding \(hexadecimal(word))")
    }
    guard streams || layer.gap == 0 else {
      throw LoaderError(.reserved, "a gap between outputs, and there are no segments")
    }
    guard rest.isEmpty else { return }
    layers.append(layer)
    state = .packet
  }

  mutating func takeBlockHead(_ word: UInt32) throws(LoaderError) {
    let (count, start) = (Int(word >> 16), Int(word & 0xFFFF))
    let isWeights = state == .weightHead
    let (filled, all) =
      isWeights
      ? (weights[lane].count - before.weights, image.weights)
      : (biases[lane].count - before.biases, image.biases)
    guard start == filled else {
      throw LoaderError(.order, "a block starts at \(start), not at \(filled)")
    }
    guard count > 0 else { throw LoaderError(.count, "a block without elements") }
    guard start + count <= all else {
      throw LoaderError(.memory, "a block ends at \(start + count) of \(all)")
    }
    let perWord = isWeights ? header.profile.elementsPerWord : 1
    guard payload == 1 + (count + perWord - 1) / perWord else {
      throw LoaderError(.count, "\(payload) words for \(count) elements")
    }
    isCanonical = isCanonical && count == min(Bitstream.blockLimit, all - start)
    block = count
    state = isWeights ? .weights : .biases
  }

  mutating func takeWeights(_ word: UInt32) throws(LoaderError) {
    let bits = header.profile.dataBits
    let count = min(block, header.profile.elementsPerWord)
    if count * bits < 32, word >> UInt32(count * bits) != 0 {
      throw LoaderError(.reserved, "bytes after the last weight")
    }
    for slot in 0..<count {
      let raw = word >> UInt32(slot * bits)
      weights[lane].append(
        bits == 8 ? Int16(Int8(truncatingIfNeeded: raw)) : Int16(truncatingIfNeeded: raw))
    }
    block -= count
    if block == 0 { endBlock(weights[lane].count - before.weights, image.weights) }
  }

  mutating func endBlock(_ filled: Int, _ all: Int) {
    if filled == all { lane += 1 }
    state = .packet
  }
}
