import Basic

/// A model in the terms of TensorFlow Lite.
package struct TFLiteModel: Sendable {
  /// The version of the schema.
  package var version: Int

  /// What its maker says of it.
  package var description: String

  /// The operators that it uses, which operations refer to by index.
  package var operatorCodes: [TFLiteOperatorCode]

  /// The networks; the first is the one that is run.
  package var subgraphs: [TFLiteSubgraph]

  /// Where the elements of constant tensors lie in the file; an empty range for none.
  package var buffers: [Range<Int>]

  /// The file.
  package let file: MappedFile
}

/// An operator that a model uses.
package struct TFLiteOperatorCode: Sendable, Equatable {
  /// The name, such as `CONV_2D`; that of a custom operator in quotes.
  package var name: String

  /// The version of the operator.
  package var version: Int

  /// Makes a code.
  package init(name: String, version: Int) {
    self.name = name
    self.version = version
  }
}

/// A network of a model.
package struct TFLiteSubgraph: Sendable, Equatable {
  /// The name; empty if there is none.
  package var name: String

  /// Every tensor, which operations refer to by index.
  package var tensors: [TFLiteTensor]

  /// The tensors that go in.
  package var inputs: [Int]

  /// The tensors that come out.
  package var outputs: [Int]

  /// The operations, in an order in which they can be run.
  package var operations: [TFLiteOperation]
}

/// An application of an operator.
package struct TFLiteOperation: Sendable, Equatable {
  /// The index of the operator among the codes of the model.
  package var code: Int

  /// The tensors it reads; `nil` for one that is left out.
  package var inputs: [Int?]

  /// The tensors it defines.
  package var outputs: [Int]

  /// Its options, defaults included.
  package var options: TFLiteOptions

  /// Where its table stands in the file.
  package var offset: Int
}
