import Basic
import IR

/// Operators that hand on what they read.
enum ONNXIdentity {
  static let operators = [
    ONNXOperator("Identity", becomes: []) { (node: inout ONNXContext) throws(Refusal) in
      [try node.operand(0)]
    }
  ]
}
