import Basic

/// An in-memory-computing cluster: crossbar arrays, a streamer, and cores beside them.
///
/// Every property is a key of the target file; units stand in the names of the keys. The meaning
/// of each is in `keys`. ([garofalo22], HAL of the IMA; cost constants: docs/targets/crossbar.md)
package struct CrossbarTarget: Sendable, Equatable {
  /// Which layers go onto the crossbar.
  package enum LayerChoice: String, Sendable, CaseIterable {
    case all, convolution, pointwise
  }

  /// In which order tiles are packed into arrays.
  package enum TileOrder: String, Sendable, CaseIterable {
    case best, area
    case longestSide = "longest-side"
    case perimeter, none
  }

  /// What runs depth-wise convolutions.
  package enum DepthwiseChoice: String, Sendable, CaseIterable {
    case cores, engine
  }

  /// What the simulator does to the sum of a column.
  package enum ConverterModel: String, Sendable, CaseIterable {
    /// The sum is read exactly, however wide.
    case ideal
    /// The sum is clipped and rounded as by the simulation model of the hardware.
    case hal
  }

  package var name = ""

  package var rows = 0
  package var columns = 0
  package var cellBits = 0
  package var dacBits = 0
  package var adcBits = 0
  package var adcModel = ConverterModel.ideal
  package var adcFullScale = 0.0
  /// The number of arrays; zero means as many as the network needs.
  package var arrayCount = 0

  package var jobTimeNanoseconds = 0.0
  package var clockMegahertz = 0.0
  package var jobOverheadCycles = 0.0
  package var streamBytesPerCycle = 0

  package var rowEnergy = 0.0
  package var columnEnergy = 0.0
  package var cellEnergy = 0.0
  package var streamEnergyPerByte = 0.0
  package var idlePower = 0.0
  package var depthwisePower = 0.0
  package var corePower = 0.0

  package var depthwiseEngineRate = 0.0
  package var coreDepthwiseRate = 0.0
  package var coreConvolutionRate = 0.0
  package var coreDenseRate = 0.0
  package var coreAddCycles = 0.0
  package var corePartialSumCycles = 0.0
  package var writeTimePerWord = 0.0

  package var layers = LayerChoice.all
  package var order = TileOrder.best
  package var depthwise = DepthwiseChoice.cores

  /// A target without values.
  package init() {}

  /// The bytes that one row of cells takes in the image of an array, two cells a byte.
  package var rowBytes: Int { (columns + 1) / 2 }

  /// The bytes that the image of an array takes.
  package var arrayBytes: Int { rows * rowBytes }
}
