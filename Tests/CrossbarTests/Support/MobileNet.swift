import IR

/// MobileNetV2 1.0 for images of 224 x 224: its layers as shapes.
enum MobileNet {
  struct Layer: Sendable {
    /// Inputs and outputs of a pixel.
    let rows: Int
    let columns: Int
    /// Height and width of the result.
    let size: Int
  }

  struct Depthwise: Sendable {
    let channels: Int
    let size: Int
    let stride: Int
  }

  /// Expansion, outputs, repetitions, stride of each stage.
  private static let stages = [
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
    (6, 320, 1, 1),
  ]

  private static let layers: (pointwise: [Layer], depthwise: [Depthwise], adds: [Layer]) = {
    var (pointwise, depthwise, adds): ([Layer], [Depthwise], [Layer]) = ([], [], [])
    var (channels, size) = (32, 112)
    for (expansion, outputs, count, firstStride) in stages {
      for index in 0..<count {
        let inner = channels * expansion
        let stride = index == 0 ? firstStride : 1
        if expansion > 1 {
          pointwise.append(Layer(rows: channels, columns: inner, size: size))
        }
        size /= stride
        depthwise.append(Depthwise(channels: inner, size: size, stride: stride))
        pointwise.append(Layer(rows: inner, columns: outputs, size: size))
        if stride == 1, channels == outputs {
          adds.append(Layer(rows: outputs, columns: outputs, size: size))
        }
        channels = outputs
      }
    }
    pointwise.append(Layer(rows: channels, columns: 1280, size: size))
    return (pointwise, depthwise, adds)
  }()

  static var pointwise: [Layer] { layers.pointwise }
  static var depthwise: [Depthwise] { layers.depthwise }
  static var adds: [Layer] { layers.adds }

  /// The layers side by side, each with an input of its own: a plan depends on shapes alone.
  static func program(_ element: ElementType, hasClassifier: Bool = false) throws -> Program {
    var sketch = ProgramSketch()
    let image = sketch.input([1, 3, 224, 224])
    var last = try sketch.convolution(
      "stem", image, filters: 32, kernel: [3, 3], element: element, stride: [2, 2],
      padding: [0, 0, 1, 1])
    for (index, layer) in pointwise.enumerated() {
      let x = sketch.input([1, layer.rows, layer.size, layer.size])
      last = try sketch.convolution(
        "pw\(index)", x, filters: layer.columns, kernel: [1, 1], element: element)
    }
    for (index, layer) in depthwise.enumerated() {
      let size = layer.size * layer.stride
      let x = sketch.input([1, layer.channels, size, size])
      last = try sketch.convolution(
        "dw\(index)", x, filters: layer.channels, kernel: [3, 3], element: element,
        stride: [layer.stride, layer.stride],
        padding: layer.stride == 1 ? [1, 1, 1, 1] : [0, 0, 1, 1], groups: layer.channels)
    }
    for (index, layer) in adds.enumerated() {
      let x = sketch.input([1, layer.rows, layer.size, layer.size])
      let attributes = [Attribute("activation", .activation(.none))]
      last = try sketch.append("mul", "add\(index)", [x, x], attributes)
    }
    if hasClassifier {
      last = try sketch.dense("classifier", sketch.input([1, 1280]), units: 1000, element: element)
    }
    return sketch.finished(last)
  }
}
