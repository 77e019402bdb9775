import Basic

extension HydraProgram {
  /// Reads a bitstream, or reports what is wrong with it and gives `nil`.
  ///
  /// The first structural fault ends the reading, as what follows has no meaning; of a sound
  /// structure every broken rule is reported.
  ///
  /// - Parameters:
  ///   - device: refuses what it cannot run; without one, any device's bitstream is read.
  ///   - file: the name that diagnostics cite.
  package init?(
    bytes: [UInt8], device: HydraDevice? = nil, file: String = "network.hyb",
    _ diagnostics: inout DiagnosticBag
  ) {
    let words = Bitstream.words(bytes)
    var reader = BitstreamReader(device: device)
    var position = 0
    let named: Capabilities
    do throws(LoaderError) {
      for word in words {
        try reader.take(word)
        position += 1
      }
      (self, named) = try reader.finish(hasRest: bytes.count % 4 != 0)
    } catch {
      diagnostics.report(
        .error(
          error.fault.rule, "word \(position): \(error.text)",
          at: .file(file, offset: 4 * position),
          help: "error code \(error.fault.rawValue) of the device"))
      return nil
    }
    let place = Diagnostic.Place.file(file, offset: nil)
    let before = diagnostics.errorCount
    let missing = capabilities.subtracting(named)
    if !missing.isEmpty {
      diagnostics.report(
        .error(.hydraCapability, "the header does not name \(missing.text)", at: place))
    }
    let extra = named.subtracting(capabilities)
    if !extra.isEmpty {
      diagnostics.report(
        .error(.hydraCanonical, "no layer needs \(extra.text), which the header names", at: place))
    }
    let (used, biasesUsed) = (reader.header.weights, reader.header.biases)
    if used != weightCount || biasesUsed != biasCount {
      diagnostics.report(
        .error(
          .hydraCanonical,
          "the header names \(used) weights and \(biasesUsed) biases a lane, the largest segments have "
            + "\(weightCount) and \(biasCount)", at: place))
    }
    if !reader.isCanonical {
      diagnostics.report(
        .error(.hydraCanonical, "a packet is shorter than it could be", at: place))
    }
    ProgramValidator.validate(self, place: place, &diagnostics)
    guard diagnostics.errorCount == before else { return nil }
  }

  /// The code that the loader of a device latches, or `nil` if it accepts the words.
  package static func loaderFault(_ words: [UInt32], device: HydraDevice) -> LoaderFault? {
    var reader = BitstreamReader(device: device)
    do throws(LoaderError) {
      for word in words { try reader.take(word) }
      _ = try reader.finish(hasRest: false)
      return nil
    } catch {
      return error.fault
    }
  }
}
