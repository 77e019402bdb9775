import IR

/// A network in the numbers of the accelerator, before it is laid out in memories.
///
/// Both a floating-point program with ranges and an integer program become this.
package struct QuantizedNetwork: Sendable, Equatable {
  /// Images as they lie in the feature memory: row by row, column by column, channels together.
  package struct Shape: Sendable, Hashable {
    package var height: Int
    package var width: Int
    package var channels: Int

    /// States a shape.
    package init(height: Int, width: Int, channels: Int) {
      (self.height, self.width, self.channels) = (height, width, channels)
    }

    /// The number of elements.
    package var count: Int { height * width * channels }

    /// Where the element of a tensor [1, C, H, W] lies, for each position of the tensor.
    package var order: [Int] {
      (0..<count).map { position in
        let (channel, pixel) = position.quotientAndRemainder(dividingBy: height * width)
        return pixel * channels + channel
      }
    }
  }

  /// The name of the network.
  package var name: String

  /// The input, and the fraction of its numbers.
  package var input: Shape
  package var inputFraction: Int

  /// The layers, in order of execution; the last gives the output.
  package var layers: [QuantizedLayer]
}

/// One layer with its numbers.
package struct QuantizedLayer: Sendable, Equatable {
  /// What the user calls the operations that it computes.
  package var name: String

  /// The value of the program that it gives.
  package var value: String

  /// The values on the way that hold its sums, and the arguments of its activation; empty if there
  /// are none.
  package var sums = ""
  package var arguments = ""

  /// The layers that give its maps, which lie side by side; -1 for the input of the network.
  package var sources: [Int]

  package var operation: LayerOperation
  package var input: QuantizedNetwork.Shape
  package var output: QuantizedNetwork.Shape
  package var kernel = [1, 1]
  package var stride = [1, 1]
  /// Rows above and columns on the left.
  package var padding = [0, 0]

  /// Weights of each output: taps row by row, the channels of a tap together.
  package var weights: [Int16] = []
  /// The bits that a bit-sparse encoding of the weights takes; 0 if they have none.
  package var encodedBits = 0
  /// The bias of each output, at the fraction of sums; empty if there is none.
  package var biases: [Int] = []

  package var activation = ActivationFunction.identity
  package var parameter = 0
  package var rounding = ShiftRounding.halfUp
  package var inputFraction: Int
  package var weightFraction = 0
  package var outputFraction: Int

  /// Starts a layer without weights that keeps the fraction.
  package init(
    name: String, value: String, sources: [Int], operation: LayerOperation,
    input: QuantizedNetwork.Shape, output: QuantizedNetwork.Shape, fraction: Int
  ) {
    (self.name, self.value, self.sources, self.operation) = (name, value, sources, operation)
    (self.input, self.output) = (input, output)
    (inputFraction, outputFraction) = (fraction, fraction)
  }

  /// Products of one output.
  package var products: Int {
    kernel[0] * kernel[1] * (operation == .dense ? input.channels : 1)
  }

  /// The fraction of what goes into the activation.
  package var argumentFraction: Int { activation.isTabulated ? 12 : outputFraction }

  /// The shift from sums to arguments.
  package var shift: Int { inputFraction + weightFraction - argumentFraction }

  /// The shift from the activation to the output.
  package var outputShift: Int { activation.isTabulated ? 14 - outputFraction : 0 }
}
