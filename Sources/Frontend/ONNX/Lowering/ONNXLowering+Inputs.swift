import Basic
import IR

/// The version of a model, and its inputs with the shapes and values that the user gives.
extension ONNXLowering {
  mutating func checkVersion() {
    let known = 7...28
    if !known.contains(context.version) {
      report(
        ONNXNodeRules.operatorSet,
        "the model uses version \(context.version) of the operators, and the compiler knows "
          + "\(known.lowerBound) to \(known.upperBound)", at: place(.none),
        help: "convert it by onnx.version_converter")
    }
  }

  mutating func bindInputs() {
    let names = Set(model.graph.inputs.map(\.name))
    for name in options.shapes.keys.sorted() where !names.contains(name) {
      report(
        ONNXNodeRules.symbolicShape, "--shape: there is no input '\(name)'", at: place(.none),
        help: Spelling.suggestion(name, in: model.graph.inputs.map(\.name)))
    }
    let symbols = model.graph.inputs.flatMap { input -> [String] in
      guard case .tensor(_, let dimensions?)? = input.type else { return [] }
      return dimensions.compactMap { dimension in
        if case .symbol(let name) = dimension { return name }
        return nil
      }
    }
    for name in options.bindings.keys.sorted() where !symbols.contains(name) {
      report(
        ONNXNodeRules.symbolicShape, "--bind: no input has a size named '\(name)'",
        at: place(.none), help: Spelling.suggestion(name, in: symbols))
    }
    for input in model.graph.inputs {
      if case .initializer? = scopes[0][input.name] { continue }
      if let value = options.values[input.name], value.type.elementCount == 0 {
        // Nothing to compute with, but it may decide a shape.
        let id = context.builder.addConstant(input.name, value)
        define(input.name, .value(id), at: place(input.place))
        continue
      }
      guard let type = inputType(input) else {
        define(input.name, .refused, at: place(input.place))
        continue
      }
      let id = context.builder.addInput(input.name, type, value: options.values[input.name])
      define(input.name, .value(id), at: place(input.place))
    }
  }

  private mutating func inputType(_ input: ONNXValueInfo) -> TensorType? {
    let place = place(input.place)
    guard case .tensor(let onnxElement, let dimensions)? = input.type else {
      report(
        ONNXRules.elementType, "input '\(input.name)' is no tensor", at: place,
        help: "sequences, maps and optional values have no form in the compiler")
      return nil
    }
    guard let element = onnxElement.element else {
      report(
        ONNXRules.elementType, "input '\(input.name)' has elements of type \(onnxElement.name)",
        at: place)
      return nil
    }
    guard let shape = shape(of: input.name, dimensions, at: place) else { return nil }
    let type = TensorType(element, shape)
    guard let fault = type.fault else { return type }
    report(
      shape.contains(0) ? BuildingRules.emptyTensor : ONNXNodeRules.symbolicShape,
      "input '\(input.name)': \(fault)", at: place, help: "give its shape by --shape")
    return nil
  }

  /// The sizes of an input: those of the command line, of the file, of bound symbols.
  private mutating func shape(
    of name: String, _ dimensions: [ONNXDimension]?, at place: Diagnostic.Place
  ) -> [Int]? {
    if let given = options.shapes[name] {
      let sizes = dimensions ?? given.map { _ in .unknown }
      let agrees =
        sizes.count == given.count
        && zip(sizes, given).allSatisfy { size, given in
          if case .size(let size) = size { return size == given }
          return true
        }
      if !agrees {
        report(
          ONNXNodeRules.symbolicShape,
          "--shape gives '\(name)' the shape \(given), but the model says [\(text(sizes))]",
          at: place)
      }
      return agrees ? given : nil
    }
    var shape: [Int] = []
    for (axis, dimension) in (dimensions ?? []).enumerated() {
      switch dimension {
      case .size(let size): shape.append(size)
      case .symbol(let symbol) where options.bindings[symbol] != nil:
        shape.append(options.bindings[symbol] ?? 1)
      case .symbol where axis == 0, .unknown where axis == 0: shape.append(1)
      default: break
      }
    }
    guard let dimensions, shape.count == dimensions.count else {
      report(
        ONNXNodeRules.symbolicShape,
        "input '\(name)' has the shape [\(dimensions.map(text) ?? "unknown")]", at: place,
        help: "give every size by --shape \(name)=1,3,224,224")
      return nil
    }
    return shape
  }

  func text(_ dimensions: [ONNXDimension]) -> String {
    dimensions.map { dimension in
      switch dimension {
      case .size(let size): String(size)
      case .symbol(let name): name
      case .unknown: "?"
      }
    }.joined(separator: ", ")
  }
}
