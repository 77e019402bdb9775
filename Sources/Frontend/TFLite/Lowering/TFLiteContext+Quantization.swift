import Basic
import Foundation
import IR
import Operators

/// The integer arithmetic that operators share.
extension TFLiteContext {
  /// Whether the elements are integers of 8 bits that stand for real numbers.
  package func isQuantized(_ type: TensorType) -> Bool { type.isQuantizedActivation }

  /// The activation that the options fuse with the operation.
  package func activation() throws(Refusal) -> Activation {
    switch operation.options.integer("activation") {
    case 0: return .none
    case 1: return .relu
    case 2: return .clip(-1, 1)
    case 3: return .clip(0, 6)
    case 4: throw unsupported("it fuses TANH", help: "convert the model without")
    case 5: throw unsupported("it fuses SIGN_BIT", help: "convert the model without")
    case let code: throw unsupported("it fuses the unknown activation \(code)")
    }
  }

  /// The least and the greatest integer that an activation lets a result have.
  ///
  /// Bounds are divided by the scale in `f32` and rounded half away from zero.
  package func bounds(_ activation: Activation, _ type: TensorType) -> [Int] {
    let range = type.element.integerRange ?? 0...0
    guard let quantization = type.quantization else {
      return [Int(range.lowerBound), Int(range.upperBound)]
    }
    func integer(_ bound: Double) -> Int {
      let steps = (Float(bound) / Float(quantization.scale(at: 0)))
        .rounded(.toNearestOrAwayFromZero)
      let q = Double(steps) + Double(quantization.zeroPoint(at: 0))
      return Int(min(max(q, Double(range.lowerBound)), Double(range.upperBound)))
    }
    switch activation {
    case .none: return [Int(range.lowerBound), Int(range.upperBound)]
    case .relu: return [integer(0), Int(range.upperBound)]
    case .clip(let low, let high): return [integer(low), integer(high)]
    }
  }

  /// Brings integers to another scale.
  ///
  /// - Parameters:
  ///   - id: quantized integers.
  ///   - multiplier: the multiplier from which the kernel makes its 31 bits, if it is not the
  ///     quotient of the scales; kernels that compute it in `f32` have another last bit.
  ///   - type: the element type and quantization of the result.
  ///   - rounding: the convention.
  ///   - activation: what limits the result.
  ///   - name: the name of the result.
  package mutating func requantize(
    _ id: ID<Value>, by multiplier: Double? = nil, to type: TensorType,
    rounding: RoundingMode = .tfliteDouble, _ activation: Activation = .none, name: String
  ) throws(Refusal) -> ID<Value> {
    var source = id
    if let multiplier, let own = builder.type(id).quantization, let scale = type.quantization {
      source = try withMultiplier(multiplier, own, id, scale.scale(at: 0), name)
    }
    let bounds = bounds(activation, type)
    return try add(
      "requantize", [source],
      [
        Attribute("to", .storage(StorageType(type.element, type.quantization))),
        Attribute("rounding", .symbol(rounding.rawValue)), Attribute("clamp", .integers(bounds)),
      ], name)
  }

  /// The same integers with a scale whose quotient with `scale` has the 31 bits of `multiplier`.
  private mutating func withMultiplier(
    _ multiplier: Double, _ own: Quantization, _ id: ID<Value>, _ scale: Double, _ name: String
  ) throws(Refusal) -> ID<Value> {
    func bits(_ multiplier: Double) -> FixedPointMultiplier? {
      multiplier > 0 && multiplier < Requantizer.longMultiplierLimit
        ? FixedPointMultiplier(multiplier) : nil
    }
    guard own.isPerTensor, let wanted = bits(multiplier), bits(own.scale(at: 0) / scale) != wanted
    else { return id }
    let exact = Quantization(scale: multiplier * scale, zeroPoint: own.zeroPoint(at: 0))
    return try add(
      "reinterpret", [id],
      [Attribute("to", .storage(StorageType(builder.type(id).element, exact)))], "\(name).steps")
  }

  /// The same integers under the quantization of `type`, or the value itself if it has that.
  package mutating func reinterpret(
    _ id: ID<Value>, as type: TensorType, name: String
  ) throws(Refusal) -> ID<Value> {
    let own = builder.type(id)
    guard own.element == type.element, own.quantization != type.quantization else { return id }
    return try add(
      "reinterpret", [id],
      [Attribute("to", .storage(StorageType(type.element, type.quantization)))], name)
  }

  /// A result whose elements were only moved: with the quantization that the file states for it.
  package mutating func moved(
    _ id: ID<Value>, _ layout: TFLiteLayout = .file, _ index: Int = 0
  ) throws(Refusal) -> TFLiteValue {
    let stated = try stated(index)
    let id = try reinterpret(
      id, as: stated, name: "\(resultName(index, layout)).restated")
    return result(id, layout)
  }

  /// Replaces each 8-bit integer `q` of a value by `function(q)`, limited to the type of the result.
  package mutating func lookup(
    _ id: ID<Value>, to type: TensorType, name: String, _ function: (Int32) -> Double
  ) throws(Refusal) -> ID<Value> {
    let lowest: Int32 = builder.type(id).element == .i8 ? -128 : 0
    let table = Tensor(
      TensorType(type.element, [256], type.quantization),
      numbers: (0..<256).map { function(lowest + Int32($0)) })
    let entries = builder.addConstant("\(name).table", table)
    return try add("lookup", [id, entries], [], name)
  }
}
