import IR

/// Sends a tensor to another device.
package enum Send: CommunicationDefinition {
  package static let name = "send"
  package static let summary = "Sends a tensor to another device."
  package static let details = """
    One message to device `to`, whose program has the matching `receive`. It does not wait: messages
    from one device to another arrive in the order in which they were sent. The result is `x`.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any type")]
  package static let attributes = [AttributeSpec("to", .integer, "the device that receives")]
  package static let constraints = [Constraint(1, "to is the number of a device, from 0.")]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let to = call.attributes.integer("to")
    return report.require(to >= 0, 1, "to is \(to)") ? [call.operands[0]] : nil
  }

  package static func communicate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType],
    _ communicator: any Communicator
  ) throws(CommunicationError) -> [Tensor] {
    try communicator.send(inputs[0], to: call.attributes.integer("to"))
    return inputs
  }
}
