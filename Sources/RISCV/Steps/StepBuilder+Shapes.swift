import Basic
import IR
import Operators

extension StepBuilder {
  /// A maximum or a mean under a window.
  mutating func addPool(_ id: ID<Operation>) {
    let operation = graph[id]
    let type = graph[operation.operands[0]].type
    guard isActivation(type), let operand = operand(operation.operands[0]) else {
      refuse(
        id, .riscvS4, "the activations are \(type.plainDescription)",
        "quantize the network to 8 bits first")
      return
    }
    var window = StepWindow.element
    if operation.kind == "global_average_pool" {
      (window.kernelHeight, window.kernelWidth) = (operand.shape.height, operand.shape.width)
    } else {
      let sizes = operation.attributes.integers("window")
      let stride = operation.attributes.integers("stride")
      let padding = operation.attributes.integers("padding")
      (window.kernelHeight, window.kernelWidth) = (sizes[0], sizes[1])
      (window.strideHeight, window.strideWidth) = (stride[0], stride[1])
      (window.top, window.left) = (padding[0], padding[1])
    }
    let output = operation.results[0]
    let tensor = addTensor(output)
    let isMaximum = operation.kind == "max_pool2d"
    append(
      KernelStep(
        kernel: isMaximum ? .maxPool : .averagePool, name: layerName([id], output),
        value: graph[output].name, operators: [operation.kind],
        reason: "\(isMaximum ? "maximum" : "mean") under a \(window.kernelHeight) x "
          + "\(window.kernelWidth) window",
        inputs: [operand], output: tensor, extent: result.tensors[tensor].shape, window: window,
        countsPadding: operation.kind == "average_pool2d"
          && operation.attributes.boolean("count_padding"),
        padding: operand.zeroPoint))
  }

  /// The bytes stay where they are; only how they are read changes.
  mutating func addReshape(_ id: ID<Operation>) {
    let operation = graph[id]
    let (input, output) = (operation.operands[0], operation.results[0])
    let (from, to) = (graph[input].type, graph[output].type)
    guard isActivation(from), let place = result.places[input] else {
      refuse(
        id, .riscvS4, "it reshapes \(from.plainDescription)",
        "only 8-bit activations lie in memory")
      return
    }
    guard batch(to) == 1 || to.rank < 2 else {
      refuse(id, .riscvS5, "the batch becomes \(batch(to))", "keep a batch of 1")
      return
    }
    let shape = MapShape(to.shape)
    let map = place.shape
    let isSame = from.rank == to.rank && from.shape == to.shape
    let isVector = to.shape.reduce(1, *) == to.shape.last
    if isSame {
      result.places[output] = place
    } else if from.rank == 4, to.rank != 4, map.channels > 1, map.height * map.width > 1 {
      // Rows and columns may vanish, but channels of several pixels lie between one another.
      let flat = ValuePlace(
        tensor: place.tensor, shape: shape,
        order: .flattened(channels: map.channels, pixels: map.height * map.width))
      result.places[output] = flat
      if !isVector { _ = operand(output) }
    } else if from.rank == 4, map.channels > 1, map.height * map.width > 1,
      shape.channels == 1 || shape.height * shape.width == 1
    {
      if isInput(input) {
        placeInput(input, as: output)
      } else {
        result.places[output] = ValuePlace(
          tensor: place.tensor, shape: shape,
          order: .flattened(channels: map.channels, pixels: map.height * map.width))
      }
    } else if to.rank == 4, shape.channels > 1, shape.height * shape.width > 1,
      from.rank != 4 || from.shape != to.shape
    {
      refuse(
        id, .riscvS8, "\(from.plainDescription) becomes an image of \(to.plainDescription)",
        "keep images as images between layers")
    } else {
      result.places[output] = ValuePlace(
        tensor: place.tensor, shape: shape, order: place.order)
    }
  }

  /// The bytes stay; only what they stand for changes.
  mutating func addReinterpret(_ id: ID<Operation>) {
    let (input, output) = (graph[id].operands[0], graph[id].results[0])
    let (from, to) = (graph[input].type, graph[output].type)
    guard isActivation(from), isActivation(to), let place = result.places[input] else {
      refuse(
        id, .riscvS4, "it reads \(from.plainDescription) as \(to.plainDescription)",
        "only 8-bit activations lie in memory")
      return
    }
    result.places[output] = place
  }

  /// An input that is given as rows, columns, channels lies in memory as kernels read it.
  mutating func addTranspose(_ id: ID<Operation>) {
    let (input, output) = (graph[id].operands[0], graph[id].results[0])
    let permutation = graph[id].attributes.integers("permutation")
    guard permutation == [0, 3, 1, 2], isActivation(graph[input].type), isInput(input)
    else {
      refuse(
        id, .riscvS8,
        "it orders the axes of \(graph[input].type.plainDescription) as \(permutation)",
        "only an input of the network whose channels come last can become one of channels first")
      return
    }
    placeInput(input, as: output)
  }

  /// Whether a value is an input of the network that has one reader.
  private func isInput(_ id: ID<Value>) -> Bool {
    graph.inputs.contains(id) && readerCount(of: id) == 1 && result.places[id] != nil
  }

  /// An input lies row by row, which is the order of the map of `output`.
  private mutating func placeInput(_ input: ID<Value>, as output: ID<Value>) {
    guard let place = result.places[input] else { return }
    let shape = MapShape(graph[output].type.shape)
    result.tensors[place.tensor].shape = shape
    result.places[input] = ValuePlace(tensor: place.tensor, shape: shape, order: .rows)
    result.places[output] = ValuePlace(tensor: place.tensor, shape: shape, order: .map)
  }

  /// A copy of each operand to its channels of the result.
  mutating func addConcat(_ id: ID<Operation>) {
    let operation = graph[id]
    let output = operation.results[0]
    let type = graph[output].type
    let given = operation.attributes.integer("axis")
    let axis = given < 0 ? given + type.rank : given
    let innermost = type.rank == 4 ? 1 : type.rank - 1
    guard axis == innermost, isActivation(type) else {
      refuse(
        id, .riscvS8, "it joins along axis \(axis) of \(type.plainDescription)",
        "join 8-bit activations along axis \(innermost)")
      return
    }
    let operands = operation.operands.compactMap { operand($0) }
    guard operands.count == operation.operands.count else {
      refuse(
        id, .riscvS2, "one of its operands is not an activation",
        "let all operands be results of other layers")
      return
    }
    let tensor = addTensor(output)
    var channel = 0
    for (index, operand) in operands.enumerated() {
      append(
        KernelStep(
          kernel: .copy, name: layerName([id], output), value: graph[output].name,
          operators: ["concat"],
          reason: "operand \(index) becomes channels \(channel) to "
            + "\(channel + operand.shape.channels - 1)",
          inputs: [operand], output: tensor, outputChannel: channel, extent: operand.shape))
      channel += operand.shape.channels
    }
  }

  /// A border of rows and columns.
  mutating func addPad(_ id: ID<Operation>) {
    let operation = graph[id]
    let (input, output) = (operation.operands[0], operation.results[0])
    let type = graph[input].type
    let (before, after) = (
      operation.attributes.integers("before"), operation.attributes.integers("after")
    )
    guard type.rank == 4, isActivation(type), before[0] + before[1] + after[0] + after[1] == 0,
      let operand = operand(input)
    else {
      refuse(
        id, .riscvS8, "it pads \(type.plainDescription) by \(before) and \(after)",
        "pad rows and columns of 8-bit images alone")
      return
    }
    let tensor = addTensor(output)
    let value = operation.attributes.number("value")
    let stored =
      type.quantization.map {
        (value / $0.scale(at: 0)).rounded(.toNearestOrEven) + Double($0.zeroPoint(at: 0))
      } ?? value
    let range = type.element == .i8 ? -128.0...127.0 : 0.0...255.0
    append(
      KernelStep(
        kernel: .pad, name: layerName([id], output), value: graph[output].name,
        operators: ["pad"], reason: "a border of \(before[2]) rows and \(before[3]) columns",
        inputs: [operand], output: tensor, extent: result.tensors[tensor].shape,
        window: StepWindow(top: before[2], left: before[3]),
        padding: Int32(max(range.lowerBound, min(range.upperBound, stored)))))
  }
}
