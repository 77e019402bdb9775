import Basic
import IR
import Operators

/// Functions of one 8-bit integer, as tables that the operators themselves fill.
extension QuantizedFusion {
  /// Functions one after another; nothing at all if the integers stay what they are.
  mutating func tabulated(_ region: QuantizedRegion) throws(NoIntegerForm) -> ID<Value> {
    let x = try input(region.operation.results[0], region)
    if region.functions.isEmpty, isStored(x, region.target) { return x }
    return try lookup(x, region.functions, region.name, region)
  }

  /// The integers that stand for the same in the storage that a region ends in.
  mutating func restated(
    _ x: ID<Value>, _ name: String, _ region: QuantizedRegion
  ) throws(NoIntegerForm) -> ID<Value> {
    isStored(x, region.target) ? x : try lookup(x, [], name, region)
  }

  private func isStored(_ x: ID<Value>, _ storage: StorageType) -> Bool {
    type(x).element == storage.element && type(x).quantization == storage.quantization
  }

  private mutating func lookup(
    _ x: ID<Value>, _ functions: [Operation], _ name: String, _ region: QuantizedRegion
  ) throws(NoIntegerForm) -> ID<Value> {
    guard let range = type(x).element.integerRange, range.count == 256 else {
      throw NoIntegerForm()
    }
    let all = Tensor(
      TensorType(type(x).element, [256], type(x).quantization),
      integers: range.map { Int32($0) })
    var values = try evaluated("dequantize", [all], AttributeList([]))
    for function in functions {
      var operands = [values]
      for operand in function.operands.dropFirst() {
        guard let tensor = program.tensor(of: operand) else { throw NoIntegerForm() }
        operands.append(Tensor([1], floats: tensor.floats))
      }
      values = try evaluated(function.kind, operands, function.attributes)
    }
    let entries = try evaluated("quantize", [values], region.rounding)
    let table = constant("\(name).table", entries)
    return try add("lookup", [x, table], AttributeList([]), name: name, for: region)
  }
}
