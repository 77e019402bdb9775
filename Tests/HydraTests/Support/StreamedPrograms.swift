import Hydra
import TestSupport

extension HydraDevice {
  /// Devices that stream, of so many lanes, of both widths, with overlap and without.
  static func streaming(lanes: [Int], layerLimit: Int) -> [HydraDevice] {
    lanes.flatMap { lanes in
      NumberProfile.allCases.flatMap { profile in
        [false, true].map { overlaps in
          HydraDevice(
            lanes: lanes, profile: profile, weightDepth: 16384, biasDepth: 1024,
            featureDepth: 4096, layerLimit: layerLimit, capabilities: .defined,
            overlapsDrain: overlaps)
        }
      }
    }
  }
}

extension HydraProgram {
  /// The same network with its weights in segments, each before a layer of `first`; the first layer is one
  /// of them.
  func streamed(before first: Set<Int>) -> HydraProgram {
    var program = self
    var (start, next) = (WeightSegment(weights: 0, biases: 0), WeightSegment(weights: 0, biases: 0))
    var starts: [WeightSegment] = []
    for index in layers.indices {
      if first.contains(index) {
        program.layers[index].loads = true
        start = next
        starts.append(start)
      }
      let layer = layers[index]
      if layer.operation != .channelMaximum {
        program.layers[index].weightBase -= start.weights
        next.weights += layer.passes * layer.products
      }
      if layer.hasBias {
        program.layers[index].biasBase -= start.biases
        next.biases += layer.passes
      }
    }
    program.segments = zip(starts, starts.dropFirst() + [next]).map {
      WeightSegment(weights: $1.weights - $0.weights, biases: $1.biases - $0.biases)
    }
    program.minorVersion = 1
    return program
  }

  /// The same network in at least two segments, which start where chance has it.
  func streamed(_ random: inout SplitMix) -> HydraProgram {
    let others = layers.indices.dropFirst()
    var first: Set<Int> = [0, others.randomElement(using: &random) ?? 1]
    for index in others where Bool.random(using: &random) { first.insert(index) }
    return streamed(before: first)
  }
}

extension RandomNetwork {
  /// A network of at least two layers in at least two segments.
  static func streamed(
    seed: Int, lanes: Int, profile: NumberProfile = .byte
  ) -> HydraProgram {
    var (random, next) = (SplitMix(seed), seed)
    var program = program(seed: next, lanes: lanes, profile: profile)
    while program.layers.count < 2 {
      next += 10_000
      program = Self.program(seed: next, lanes: lanes, profile: profile)
    }
    return program.streamed(&random)
  }
}
