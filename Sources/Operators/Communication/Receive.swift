import IR

/// Waits for a tensor from another device.
package enum Receive: CommunicationDefinition {
  package static let name = "receive"
  package static let summary = "Waits for a tensor from another device."
  package static let details = """
    The next message from device `from`, whose program has the matching `send`; it has to be of the type
    that is stated.
    """
  package static let operands: [OperandSpec] = []
  package static let attributes = [
    AttributeSpec("from", .integer, "the device that sends"),
    AttributeSpec("type", .storage, "element type and quantization"),
    AttributeSpec("shape", .integers(count: nil), "the shape"),
  ]
  package static let constraints = [
    Constraint(1, "from is the number of a device, from 0."),
    Constraint(2, "type and shape are those of a sound tensor."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let from = call.attributes.integer("from")
    let type = call.attributes.storage("type").tensor(call.attributes.integers("shape"))
    let hasSender = report.require(from >= 0, 1, "from is \(from)")
    let isSound = report.require(type.fault == nil, 2, type.fault ?? "")
    return hasSender && isSound ? [type] : nil
  }

  package static func communicate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType],
    _ communicator: any Communicator
  ) throws(CommunicationError) -> [Tensor] {
    [try communicator.receive(results[0], from: call.attributes.integer("from"))]
  }
}
