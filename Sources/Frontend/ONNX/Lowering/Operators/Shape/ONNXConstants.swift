import Basic
import Foundation
import IR

/// Operators whose results are known while a model is read.
enum ONNXConstants {
  static let operators = [
    ONNXOperator("Constant", becomes: [], constant),
    ONNXOperator("ConstantOfShape", becomes: ["broadcast"], constantOfShape),
    ONNXOperator("Shape", becomes: [], shape),
    ONNXOperator("Size", becomes: []) { (node: inout ONNXContext) throws(Refusal) in
      let count = node.type(try node.operand(0)).elementCount
      return [integers(&node, [count], [])]
    },
    ONNXOperator("Range", becomes: [], range),
    ONNXOperator("EyeLike", becomes: [], eye),
    ONNXOperator("NonZero", becomes: [], nonZero),
  ]

  /// A constant named after the node's first result.
  private static func integers(
    _ node: inout ONNXContext, _ values: [Int], _ shape: [Int]
  ) -> ID<Value> {
    node.builder.addConstant(
      node.resultName, Tensor(TensorType(.i64, shape), values.map { Int64($0) }))
  }

  private static func constant(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    if let tensor = try node.tensor("value") {
      return [node.builder.addConstant(node.resultName, tensor)]
    }
    let tensor: Tensor
    if case .float(let value)? = node.attribute("value_float") {
      tensor = Tensor([], floats: [value])
    } else if let values = try node.numbers("value_floats") {
      tensor = Tensor([values.count], floats: values)
    } else if node.attribute("value_int") != nil {
      tensor = Tensor(TensorType(.i64, []), [Int64(try node.integer("value_int", 0))])
    } else if let values = try node.integers("value_ints") {
      tensor = Tensor(TensorType(.i64, [values.count]), values.map { Int64($0) })
    } else {
      throw node.unsupported("the constant is neither a tensor of numbers nor a number")
    }
    return [node.builder.addConstant(node.resultName, tensor)]
  }

  private static func constantOfShape(
    _ node: inout ONNXContext
  ) throws(Refusal) -> [ID<Value>] {
    let shape = try node.integers(0, "input") ?? []
    guard shape.allSatisfy({ $0 >= 0 }) else { throw node.unsupported("the shape is \(shape)") }
    let value = try node.tensor("value") ?? Tensor([1], floats: [0])
    return [try node.filled(value, shape)]
  }

  private static func shape(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let shape = node.type(try node.operand(0)).shape
    func index(_ given: Int) -> Int {
      min(max(given < 0 ? given + shape.count : given, 0), shape.count)
    }
    let start = index(try node.integer("start", 0))
    let end = index(try node.integer("end", shape.count))
    let part = Array(shape[start..<max(start, end)])
    return [integers(&node, part, [part.count])]
  }

  private static func range(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    var numbers: [Double] = []
    for (index, role) in ["start", "limit", "delta"].enumerated() {
      guard let value = try node.known(index, role)?.numbers.first else {
        throw node.unsupported("the operand '\(role)' has no element")
      }
      numbers.append(value)
    }
    let count = ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)
    guard count <= Double(ONNXContext.constantLimit) else {
      throw node.unsupported("the range from \(numbers[0]) to \(numbers[1]) by \(numbers[2])")
    }
    let element = node.type(try node.operand(0)).element
    let size = max(0, Int(count))
    let values = (0..<size).map { numbers[0] + Double($0) * numbers[2] }
    return [
      node.builder.addConstant(
        node.resultName, Tensor(TensorType(element, [size]), numbers: values))
    ]
  }

  private static func eye(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let type = node.type(try node.operand(0))
    guard type.rank == 2 else { throw node.unsupported("x is \(type), no matrix") }
    let element = try node.elementType("dtype") ?? type.element
    let offset = try node.integer("k", 0)
    let columns = type.shape[1]
    let values = (0..<type.elementCount).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      return column - row == offset ? 1.0 : 0
    }
    return [
      node.builder.addConstant(
        node.resultName, Tensor(TensorType(element, type.shape), numbers: values))
    ]
  }

  private static func nonZero(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    guard let x = try node.known(0, "X") else { return [] }
    let indices = IndexSpace(x.type.shape).enumerated().filter { x.numbers[$0.offset] != 0 }
      .map(\.element)
    let rank = max(1, x.type.rank)
    let values = (0..<rank).flatMap { axis in
      indices.map { axis < $0.count ? $0[axis] : 0 }
    }
    return [integers(&node, values, [rank, indices.count])]
  }
}
