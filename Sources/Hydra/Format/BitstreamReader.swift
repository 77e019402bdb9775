/// Reads a bitstream word by word, as the loader of the hardware does: the same checks in the same
/// order, so that both end with the same fault.
struct BitstreamReader {
  /// What the next word is.
  enum State {
    case hunt, header, packet, layer, segment, weightHead, weights, biasHead, biases, check, end
    case done
  }

  /// The sections of a bitstream, each closed by a check.
  enum Section: Int {
    case layers, weights, biases, finished
  }

  /// What the header says.
  struct Header {
    var minor = 0
    var lanes = 0
    var profile = NumberProfile.byte
    var capabilities = Capabilities()
    var total = 0
    var layers = 0
    /// Segments of weights; 1 if there are none.
    var phases = 1
    var weights = 0
    var biases = 0
    var features = 0
    var input = HydraProgram.Port(base: 0, count: 0, fraction: 0)
    var output = HydraProgram.Port(base: 0, count: 0, fraction: 0)
  }

  let device: HydraDevice?
  var state = State.hunt
  var section = Section.layers
  var header = Header()
  var check = WordCheck()
  /// Words since the magic.
  var count = 0
  var payload = 0
  var layerWords: [UInt32] = []
  var layers: [LayerDescriptor] = []
  var lane = 0
  var block = 0
  /// Elements of the segment that is read, or of all that there is.
  var image = WeightSegment(weights: 0, biases: 0)
  var segments: [WeightSegment] = []
  var segmentWords: [UInt32] = []
  /// Elements before the segment.
  var before = WeightSegment(weights: 0, biases: 0)
  /// Whether the segment that is read has said its size.
  var hasSegment = false

  /// Whether weights come in segments.
  var streams: Bool { header.capabilities.contains(.streaming) }

  var weights: [[Int16]] = []
  var biases: [[Int32]] = []

  /// Whether every packet is as long as it can be.
  var isCanonical = true

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
    case .segment: try takeSegment(word)
    case .weightHead, .biasHead: try takeBlockHead(word)
    case .weights: try takeWeights(word)
    case .biases:
      biases[lane].append(Int32(bitPattern: word))
      block -= 1
      if block == 0 { endBlock(biases[lane].count - self.before.biases, image.biases) }
    case .check:
      guard word == before else {
        throw LoaderError(.check, "the check is \(hexadecimal(word)), not \(hexadecimal(before))")
      }
      endCheckedSection()
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
      biases: biases, segments: segments)
    program.minorVersion = header.minor
    return (program, header.capabilities)
  }

  func hexadecimal(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
