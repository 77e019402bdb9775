import IR

extension OperatorCatalog {
  /// The operators of this compiler.
  package static let standard = OperatorCatalog([
    Conv2D.self,
    Dense.self,
    MatMul.self,
    BatchNorm.self,
    LayerNorm.self,
    Softmax.self,
    MaxPool2D.self,
    AveragePool2D.self,
    GlobalAveragePool.self,
    Add.self,
    Subtract.self,
    Multiply.self,
    Relu.self,
    Clip.self,
    LeakyRelu.self,
    Sigmoid.self,
    Tanh.self,
    HardSigmoid.self,
    HardSwish.self,
    Gelu.self,
    ReduceMean.self,
    Flatten.self,
    Reshape.self,
    Transpose.self,
    Concat.self,
    SliceOperator.self,
    Pad.self,
    Quantize.self,
    Dequantize.self,
    Requantize.self,
    Lookup.self,
  ])
}
