import IR

/// The sizes and steps of a two-dimensional convolution or pooling.
struct ConvolutionGeometry: Sendable {
  /// What holds along one of the two spatial axes.
  struct Axis: Sendable {
    /// The size of the input.
    let input: Int
    /// The size of the window.
    let window: Int
    /// The size of the output.
    let output: Int
    /// The distance between windows.
    let stride: Int
    /// The distance between elements of a window.
    let dilation: Int
    /// The rows or columns of padding before the input.
    let before: Int

    /// Where element `tap` of the window of output `position` lies in the input.
    @inline(__always)
    func source(_ position: Int, _ tap: Int) -> Int {
      position * stride + tap * dilation - before
    }

    /// The outputs whose element `tap` of the window lies in the input.
    @inline(__always)
    func inside(_ tap: Int) -> Range<Int> {
      let shift = tap * dilation - before
      let low = shift >= 0 ? 0 : (-shift + stride - 1) / stride
      let high = input - 1 - shift < 0 ? 0 : (input - 1 - shift) / stride + 1
      return min(low, output)..<max(min(low, output), min(high, output))
    }

    /// The size of the input with all padding that any window reaches.
    var padded: Int { (output - 1) * stride + (window - 1) * dilation + 1 }
  }

  let images: Int
  /// The channels that one output channel sees.
  let groupChannels: Int
  let outputChannels: Int
  let groups: Int
  let rows: Axis
  let columns: Axis

  /// Whether every output position reads exactly the input element at the same place.
  let isPointwise: Bool

  /// The channels of the input.
  var channels: Int { groupChannels * groups }

  /// The output channels of a group.
  var groupOutputs: Int { outputChannels / groups }

  /// The terms of one sum.
  var depth: Int { groupChannels * rows.window * columns.window }

  /// The elements of one channel of the input.
  var inputPlane: Int { rows.input * columns.input }

  /// The elements of one channel of the output.
  var outputPlane: Int { rows.output * columns.output }

  /// The geometry of one image with a kernel of one element.
  init(pointwise channels: Int, to outputs: Int, height: Int, width: Int) {
    func axis(_ size: Int) -> Axis {
      Axis(input: size, window: 1, output: size, stride: 1, dilation: 1, before: 0)
    }
    images = 1
    groupChannels = channels
    outputChannels = outputs
    groups = 1
    rows = axis(height)
    columns = axis(width)
    isPointwise = true
  }

  /// Reads the geometry of a `conv2d`.
  init(_ call: OperatorCall, _ result: TensorType) {
    let (x, weight) = (call.operands[0].shape, call.operands[1].shape)
    let stride = call.attributes.integers("stride")
    let padding = call.attributes.integers("padding")
    let dilation = call.attributes.integers("dilation")
    images = x[0]
    groupChannels = weight[1]
    outputChannels = weight[0]
    groups = call.attributes.integer("groups")
    rows = Axis(
      input: x[2], window: weight[2], output: result.shape[2], stride: stride[0],
      dilation: dilation[0], before: padding[0])
    columns = Axis(
      input: x[3], window: weight[3], output: result.shape[3], stride: stride[1],
      dilation: dilation[1], before: padding[1])
    isPointwise = [rows, columns].allSatisfy {
      $0.window == 1 && $0.stride == 1 && $0.before == 0 && $0.input == $0.output
    }
  }
}
