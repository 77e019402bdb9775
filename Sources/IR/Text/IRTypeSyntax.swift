import Basic

/// Reads types and attributes of IR text.
package enum IRTypeSyntax {
  /// `f32[1, 28]`, or `i8[6] quantized(…)`.
  package static func type(_ cursor: inout TokenCursor) throws(TokenCursor.Failure) -> TensorType {
    let element = try element(&cursor)
    let shape = try cursor.list("[", "]", "around the shape") {
      (cursor: inout TokenCursor) throws(TokenCursor.Failure) in
      try cursor.expectInteger("a size")
    }
    return TensorType(element, shape, try quantization(&cursor))
  }

  /// The name of an element type.
  package static func element(_ cursor: inout TokenCursor) throws(TokenCursor.Failure)
    -> ElementType
  {
    let token = try cursor.expect(.name, "an element type")
    guard let element = ElementType(rawValue: token.text) else {
      throw cursor.fail(
        "unknown element type '\(token.text)'", at: token.range, found: false,
        help: Spelling.suggestion(token.text, in: ElementType.allCases.map(\.rawValue)))
    }
    return element
  }

  /// `quantized(…)`, if it stands here.
  package static func quantization(_ cursor: inout TokenCursor) throws(TokenCursor.Failure)
    -> Quantization?
  {
    guard cursor.acceptWord("quantized") else { return nil }
    try cursor.expect("(", "after 'quantized'")
    var result: Quantization
    if cursor.acceptWord("axis") {
      try cursor.expect(":", "after 'axis'")
      let axis = try cursor.expectInteger("an axis")
      try key("scales", &cursor)
      let scales = try cursor.list("[", "]", "around the scales", scale)
      try key("zeros", &cursor)
      let zeros = try cursor.list("[", "]", "around the zero points", zeroPoint)
      result = Quantization(scales: scales, zeroPoints: zeros, axis: axis)
    } else {
      guard cursor.acceptWord("scale") else { throw cursor.fail("expected 'scale' or 'axis'") }
      try cursor.expect(":", "after 'scale'")
      let scale = try scale(&cursor)
      try key("zero", &cursor)
      result = Quantization(scale: scale, zeroPoint: try zeroPoint(&cursor))
    }
    try cursor.expect(")", "after the quantization")
    return result
  }

  /// `encoded(…)`, if it stands here.
  package static func encoding(_ cursor: inout TokenCursor) throws(TokenCursor.Failure)
    -> BitSparseEncoding?
  {
    guard cursor.acceptWord("encoded") else { return nil }
    try cursor.expect("(", "after 'encoded'")
    guard cursor.acceptWord("method") else { throw cursor.fail("expected 'method'") }
    try cursor.expect(":", "after 'method'")
    let word = try cursor.expect(.name, "a method")
    guard let method = BitSparseEncoding.Method(rawValue: word.text) else {
      throw cursor.fail(
        "unknown method '\(word.text)'", at: word.range, found: false,
        help: Spelling.suggestion(
          word.text, in: BitSparseEncoding.Method.allCases.map(\.rawValue)))
    }
    func integer(_ name: String, _ cursor: inout TokenCursor) throws(TokenCursor.Failure) -> Int {
      try key(name, &cursor)
      return try cursor.expectInteger("an integer")
    }
    let columns = try integer("columns", &cursor)
    let group = try integer("group", &cursor)
    let constantBits = try integer("constant", &cursor)
    let axis = try integer("axis", &cursor)
    try key("sensitive", &cursor)
    let sensitive = try cursor.list("[", "]", "around the sensitive channels") {
      (cursor: inout TokenCursor) throws(TokenCursor.Failure) in
      try cursor.expectInteger("a channel")
    }
    try cursor.expect(")", "after the encoding")
    return BitSparseEncoding(
      method: method, columns: columns, group: group, constantBits: constantBits, axis: axis,
      sensitive: sensitive)
  }

  private static func key(_ name: String, _ cursor: inout TokenCursor) throws(TokenCursor.Failure) {
    try cursor.expect(",", "before '\(name)'")
    guard cursor.acceptWord(name) else { throw cursor.fail("expected '\(name)'") }
    try cursor.expect(":", "after '\(name)'")
  }

  private static func scale(_ cursor: inout TokenCursor) throws(TokenCursor.Failure) -> Double {
    let token = cursor.current
    _ = try cursor.expectNumber("a scale")
    return NumberText.scale(token.text) ?? .nan
  }

  private static func zeroPoint(_ cursor: inout TokenCursor) throws(TokenCursor.Failure) -> Int32 {
    let range = cursor.current.range
    guard let zero = Int32(exactly: try cursor.expectInteger("a zero point")) else {
      throw cursor.fail("a zero point has 32 bits", at: range, found: false)
    }
    return zero
  }

  /// `{name: value, …}` by the declarations of an operator.
  package static func attributes(
    _ definition: any OperatorDefinition.Type, _ cursor: inout TokenCursor
  ) throws(TokenCursor.Failure) -> AttributeList {
    let declared = definition.storedAttributes
    return AttributeList(
      try cursor.list("{", "}", "around the attributes") {
        (cursor: inout TokenCursor) throws(TokenCursor.Failure) in
        let name = try cursor.expect(.name, "the name of an attribute")
        try cursor.expect(":", "after the name of an attribute")
        guard let spec = declared.first(where: { $0.name == name.text }) else {
          cursor.bag.report(
            .error(
              IRRules.attributesAreDeclared,
              "\(definition.name) has no attribute '\(name.text)'", at: .source(name.range),
              help: Spelling.suggestion(name.text, in: declared.map(\.name))))
          throw TokenCursor.Failure()
        }
        return Attribute(spec.name, try value(spec.kind, &cursor))
      })
  }

  private static func value(
    _ kind: AttributeSpec.Kind, _ cursor: inout TokenCursor
  ) throws(TokenCursor.Failure) -> AttributeValue {
    switch kind {
    case .integer: return .integer(try cursor.expectInteger("an integer"))
    case .integers:
      return .integers(
        try cursor.list("[", "]", "around a list") {
          (cursor: inout TokenCursor) throws(TokenCursor.Failure) in
          try cursor.expectInteger("an integer")
        })
    case .number: return .number(try cursor.expectNumber("a number"))
    case .numbers:
      return .numbers(
        try cursor.list("[", "]", "around a list") {
          (cursor: inout TokenCursor) throws(TokenCursor.Failure) in
          try cursor.expectNumber("a number")
        })
    case .boolean:
      if cursor.acceptWord("true") { return .boolean(true) }
      if cursor.acceptWord("false") { return .boolean(false) }
      throw cursor.fail("expected true or false")
    case .symbol: return .symbol(try cursor.expect(.name, "a word").text)
    case .activation: return .activation(try activation(&cursor))
    case .storage:
      let element = try element(&cursor)
      return .storage(StorageType(element, try quantization(&cursor)))
    }
  }

  private static func activation(_ cursor: inout TokenCursor) throws(TokenCursor.Failure)
    -> Activation
  {
    if cursor.acceptWord("none") { return .none }
    if cursor.acceptWord("relu") { return .relu }
    guard cursor.acceptWord("clip") else {
      throw cursor.fail("expected none, relu or clip(low, high)")
    }
    try cursor.expect("(", "after 'clip'")
    let low = try cursor.expectNumber("the lower bound")
    try cursor.expect(",", "between the bounds")
    let high = try cursor.expectNumber("the upper bound")
    try cursor.expect(")", "after the bounds")
    return .clip(low, high)
  }
}
