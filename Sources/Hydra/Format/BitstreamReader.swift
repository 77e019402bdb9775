/// Reads a bitstream word by word, as the loader of the hardware does: the same checks in the same
/// order, so that both end with the same fault.
struct BitstreamReader {
  /// What the next word is.
  private enum State {
    case hunt, header, packet, layer, weightHead, weights, biasHead, biases, check, end, done
  }

  /// The sections of a bitstream, each closed by a check.
  private enum Section: Int {
    case layers, weights, biases, finished
  }

  /// What the header says.
  private struct Header {
    var minor = 0
    var lanes = 0
    var profile = NumberProfile.byte
    var capabilities = Capabilities()
    var total = 0
    var layers = 0
    var weights = 0
    var biases = 0
    var features = 0
    var input = HydraProgram.Port(base: 0, count: 0, fraction: 0)
    var output = HydraProgram.Port(base: 0, count: 0, fraction: 0)
  }

  private let device: HydraDevice?
  private var state = State.hunt
  private var section = Section.layers
  private var header = Header()
  private var check = WordCheck()
  /// Words since the magic.
  private var count = 0
  private var payload = 0
  private var layerWords: [UInt32] = []
  private var layers: [LayerDescriptor] = []
  private var lane = 0
  private var block = 0
  private var weights: [[Int16]] = []
  private var biases: [[Int32]] = []

  /// Whether every packet is as long as it can be.
  private(set) var isCanonical = true

  /// Reads for a device, or for whatever device the bitstream was made for.
  init(device: HydraDevice?) { self.device = device }

  /// Takes the next word.
  mutating func take(_ word: UInt32) throws(LoaderError) {
    let before = check.value
    if state != .hunt || word == Bitstream.magic {
      check.include(word)
      count += 1
    }
    switch state {
    case .hunt:
      if word == Bitstream.filler { return }
      guard word == Bitstream.magic else {
        throw LoaderError(.magic, "the word is \(hexadecimal(word)), not \"HYDR\"")
      }
      state = .header
    case .header: try takeHeader(word, before)
    case .packet: try takePacket(word)
    case .layer: try takeLayer(word)
    case .weightHead, .biasHead: try takeBlockHead(word)
    case .weights: try takeWeights(word)
    case .biases:
      biases[lane].append(Int32(bitPattern: word))
      block -= 1
      if block == 0 { endBlock(biases[lane].count, header.biases) }
    case .check:
      guard word == before else {
        throw LoaderError(.check, "the check is \(hexadecimal(word)), not \(hexadecimal(before))")
      }
      section = Section(rawValue: section.rawValue + 1) ?? .finished
      lane = (section == .weights ? header.weights : header.biases) == 0 ? header.lanes : 0
      state = .packet
    case .end:
      guard word == Bitstream.done else {
        throw LoaderError(.end, "the payload is \(hexadecimal(word)), not \"DONE\"")
      }
      guard count == header.total else {
        throw LoaderError(.count, "there are \(count) words, the header says \(header.total)")
      }
      state = .done
    case .done: throw LoaderError(.trailing, "a word follows END")
    }
  }

  /// The program and the capabilities that it names, after the last word.
  ///
  /// - Parameter hasRest: whether bytes are left that are no whole word.
  func finish(hasRest: Bool) throws(LoaderError) -> (HydraProgram, Capabilities) {
    guard state == .done else { throw LoaderError(.truncated, "it ends before END") }
    if hasRest { throw LoaderError(.trailing, "bytes follow END") }
    var program = HydraProgram(
      lanes: header.lanes, profile: header.profile, featureCount: header.features,
      input: header.input, output: header.output, layers: layers, weights: weights,
      biases: biases)
    program.minorVersion = header.minor
    return (program, header.capabilities)
  }

  private func hexadecimal(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  // MARK: - The header

  private mutating func takeHeader(_ word: UInt32, _ before: UInt32) throws(LoaderError) {
    let (high, low) = (Int(word >> 16), Int(word & 0xFFFF))
    func byte(_ index: Int) -> Int { Int(word >> UInt32(8 * index)) & 0xFF }
    func limited(_ limit: Int?, _ what: String) throws(LoaderError) -> Int {
      guard word <= UInt32(limit ?? 65536) else {
        throw LoaderError(.memory, "\(word) \(what), the device has \(limit ?? 65536)")
      }
      return Int(word)
    }
    switch count - 1 {
    case 1:
      let isKnown =
        byte(3) == Bitstream.majorVersion && byte(1) == Bitstream.headerWords
        && byte(0) == DescriptorField.wordCount
      guard isKnown else {
        throw LoaderError(
          .version,
          "version \(byte(3)).\(byte(2)) with \(byte(1)) header words and \(byte(0)) a layer")
      }
      header.minor = byte(2)
    case 2: try takeGeometry(word)
    case 3:
      header.capabilities = Capabilities(rawValue: Int(word))
      let missing = header.capabilities.subtracting(device?.capabilities ?? .all)
      guard missing.isEmpty else {
        throw LoaderError(.capability, "the device lacks capabilities \(hexadecimal(word))")
      }
    case 4: header.total = Int(word)
    case 5:
      guard high == 1 else { throw LoaderError(.reserved, "there are \(high) phases, not 1") }
      guard low > 0, low <= device?.layerLimit ?? 256 else {
        throw LoaderError(.layers, "\(low) layers, the device holds \(device?.layerLimit ?? 256)")
      }
      header.layers = low
    case 6: header.weights = try limited(device?.weightDepth, "weights a lane")
    case 7: header.biases = try limited(device?.biasDepth, "biases a lane")
    case 8:
      header.features = try limited(device?.featureDepth, "features")
      guard word > 0 else { throw LoaderError(.memory, "no features") }
    case 9: (header.output.base, header.input.base) = (high, low)
    case 10: (header.output.count, header.input.count) = (high, low)
    case 11:
      guard high == 0 else { throw LoaderError(.reserved, "reserved bits of the fractions") }
      header.output.fraction = Int(Int8(truncatingIfNeeded: low >> 8))
      header.input.fraction = Int(Int8(truncatingIfNeeded: low))
    default:
      guard word == before else {
        throw LoaderError(
          .headerCheck, "the check is \(hexadecimal(word)), not \(hexadecimal(before))")
      }
      weights = Array(repeating: [], count: header.lanes)
      biases = Array(repeating: [], count: header.lanes)
      state = .packet
    }
  }

  private mutating func takeGeometry(_ word: UInt32) throws(LoaderError) {
    let (sums, data, lanes) = (Int(word >> 24), Int(word >> 16) & 0xFF, Int(word & 0xFFFF))
    let text = "\(lanes) lanes of \(data) bits with sums of \(sums) bits"
    guard let profile = NumberProfile(rawValue: data), profile.accumulatorBits == sums,
      (1...256).contains(lanes)
    else { throw LoaderError(.device, "no device has \(text)") }
    if let device, device.lanes != lanes || device.profile != profile {
      let own = device.profile
      throw LoaderError(
        .device,
        "made for \(text), the device has \(device.lanes) lanes of \(own.dataBits) bits with sums of "
          + "\(own.accumulatorBits) bits")
    }
    (header.lanes, header.profile) = (lanes, profile)
  }

  // MARK: - Packets

  private mutating func takePacket(_ word: UInt32) throws(LoaderError) {
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
    case .weights, .biases:
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

  private func endSection() throws(LoaderError) {
    if section == .layers {
      guard layers.count == header.layers else {
        throw LoaderError(.layers, "\(layers.count) layers, the header says \(header.layers)")
      }
    } else {
      guard lane == header.lanes else { throw LoaderError(.count, "lane \(lane) is not full") }
    }
  }

  private mutating func takeLayer(_ word: UInt32) throws(LoaderError) {
    let index = layerWords.count
    guard word & LayerDescriptor.reservedBits[index] == 0 else {
      throw LoaderError(.reserved, "reserved bits of word \(index) of a layer")
    }
    layerWords.append(word)
    // The first word alone has fields whose values are not all defined.
    let rest = [UInt32](repeating: 0, count: DescriptorField.wordCount - layerWords.count)
    guard let layer = LayerDescriptor(words: (layerWords + rest)[...]) else {
      throw LoaderError(.reserved, "operation, activation or rounding \(hexadecimal(word))")
    }
    guard rest.isEmpty else { return }
    layers.append(layer)
    state = .packet
  }

  private mutating func takeBlockHead(_ word: UInt32) throws(LoaderError) {
    let (count, start) = (Int(word >> 16), Int(word & 0xFFFF))
    let isWeights = state == .weightHead
    let (filled, all) =
      isWeights ? (weights[lane].count, header.weights) : (biases[lane].count, header.biases)
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

  private mutating func takeWeights(_ word: UInt32) throws(LoaderError) {
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
    if block == 0 { endBlock(weights[lane].count, header.weights) }
  }

  private mutating func endBlock(_ filled: Int, _ all: Int) {
    if filled == all { lane += 1 }
    state = .packet
  }
}
