extension BitstreamReader {
  /// Takes a word of the header.
  mutating func takeHeader(_ word: UInt32, _ before: UInt32) throws(LoaderError) {
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
      let missing = header.capabilities.subtracting(device?.capabilities ?? .defined)
      guard missing.isEmpty else {
        throw LoaderError(.capability, "the device lacks capabilities \(hexadecimal(word))")
      }
    case 4: header.total = Int(word)
    case 5:
      guard high > 0, (high > 1) == streams else {
        let wanted = streams ? "at least 2" : "1"
        throw LoaderError(.reserved, "there are \(high) segments, not \(wanted)")
      }
      guard low > 0, low <= device?.layerLimit ?? 256 else {
        throw LoaderError(.layers, "\(low) layers, the device holds \(device?.layerLimit ?? 256)")
      }
      guard high <= low else {
        throw LoaderError(.layers, "\(high) segments for \(low) layers")
      }
      (header.layers, header.phases) = (low, high)
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
      image = WeightSegment(weights: header.weights, biases: header.biases)
      state = .packet
    }
  }

  mutating func takeGeometry(_ word: UInt32) throws(LoaderError) {
    let (sums, data, lanes) = (Int(word >> 24), Int(word >> 16) & 0xFF, Int(word & 0xFFFF))
    let text = "\(lanes) lanes of \(data) bits with sums of \(sums) bits"
    guard let profile = NumberProfile(rawValue: data), profile.accumulatorBits == sums,
      HydraDevice.laneCounts.contains(lanes)
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
}
