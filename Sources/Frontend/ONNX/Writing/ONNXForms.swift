import Basic
import IR

/// How operations are written as nodes of ONNX.
enum ONNXForms {
  /// Adds the nodes of an operation, or says that it has no form.
  typealias Form =
    @Sendable (inout ONNXProgramWriter, Operation, [String], [String]) -> Bool

  /// The forms by operator.
  static let all: [String: Form] = {
    var forms = ONNXLayerForms.all.merging(ONNXMovementForms.all) { a, _ in a }
    for (kind, type) in plain {
      forms[kind] = { writer, operation, inputs, outputs in
        guard operation.operands.allSatisfy({ writer.type($0).quantization == nil }) else {
          return false
        }
        writer.add(type, inputs, outputs, origin: operation.layerName)
        return true
      }
    }
    for (kind, type, parameters) in parametric {
      forms[kind] = { writer, operation, inputs, outputs in
        let attributes = parameters.map { name, source in
          ONNXAttribute(source, .float(Float(operation.attributes.number(name))))
        }
        writer.add(type, inputs, outputs, attributes, origin: operation.layerName)
        return true
      }
    }
    return forms
  }()

  /// Operators without attributes.
  private static let plain: [(String, String)] = [
    ("add", "Add"), ("sub", "Sub"), ("mul", "Mul"), ("div", "Div"), ("pow", "Pow"),
    ("minimum", "Min"), ("maximum", "Max"), ("equal", "Equal"), ("less", "Less"),
    ("less_equal", "LessOrEqual"), ("greater", "Greater"), ("greater_equal", "GreaterOrEqual"),
    ("logical_and", "And"), ("logical_or", "Or"), ("logical_xor", "Xor"), ("logical_not", "Not"),
    ("bitwise_and", "BitwiseAnd"), ("bitwise_or", "BitwiseOr"), ("bitwise_xor", "BitwiseXor"),
    ("bitwise_not", "BitwiseNot"), ("select", "Where"), ("prelu", "PRelu"), ("relu", "Relu"),
    ("sigmoid", "Sigmoid"), ("tanh", "Tanh"), ("hard_swish", "HardSwish"), ("mish", "Mish"),
    ("softplus", "Softplus"), ("softsign", "Softsign"), ("abs", "Abs"), ("neg", "Neg"),
    ("sign", "Sign"), ("exp", "Exp"), ("log", "Log"), ("sqrt", "Sqrt"),
    ("reciprocal", "Reciprocal"), ("erf", "Erf"), ("floor", "Floor"), ("ceil", "Ceil"),
    ("round", "Round"), ("sin", "Sin"), ("cos", "Cos"), ("tan", "Tan"), ("asin", "Asin"),
    ("acos", "Acos"), ("atan", "Atan"), ("sinh", "Sinh"), ("cosh", "Cosh"), ("asinh", "Asinh"),
    ("acosh", "Acosh"), ("atanh", "Atanh"), ("is_nan", "IsNaN"), ("matmul", "MatMul"),
    ("global_average_pool", "GlobalAveragePool"),
  ]

  /// Operators whose attributes are numbers: the name here and there.
  private static let parametric: [(String, String, [(String, String)])] = [
    ("leaky_relu", "LeakyRelu", [("alpha", "alpha")]), ("elu", "Elu", [("alpha", "alpha")]),
    ("selu", "Selu", [("alpha", "alpha"), ("gamma", "gamma")]),
    ("celu", "Celu", [("alpha", "alpha")]),
    ("thresholded_relu", "ThresholdedRelu", [("alpha", "alpha")]),
    ("hard_sigmoid", "HardSigmoid", [("alpha", "alpha"), ("beta", "beta")]),
    ("shrink", "Shrink", [("bias", "bias"), ("lambda", "lambd")]),
    ("batch_norm", "BatchNormalization", [("epsilon", "epsilon")]),
  ]
}

extension ONNXAttribute {
  /// An integer attribute.
  init(_ name: String, integer value: Int) { self.init(name, .integer(Int64(value))) }

  /// A list of integers.
  init(_ name: String, integers values: [Int]) {
    self.init(name, .integers(values.map { Int64($0) }))
  }

  /// A text.
  init(_ name: String, text: String) { self.init(name, .string(Array(text.utf8))) }
}
