import Basic
import IR

/// What the collective operators share: every device that takes part runs the same call, which says
/// who holds what and who needs what; only `device` and the operand differ.
protocol CollectiveDefinition: CommunicationDefinition {
  /// The rules that it has, numbered from one in this order.
  static var rules: [CollectiveRule] { get }

  /// The attributes that say who holds what and who needs what.
  static var layoutAttributes: [AttributeSpec] { get }

  /// Who holds what and who needs what, or `nil` after reporting.
  static func layout(
    _ attributes: AttributeList, _ whole: TensorType, _ check: inout CollectiveCheck
  ) -> CollectiveLayout?
}

/// Reports rules of one collective operator by what they are.
struct CollectiveCheck {
  /// The rules of the operator.
  let rules: [CollectiveRule]

  /// What is broken.
  var report = ConstraintReport()

  /// Reports `rule` unless there is no fault, and says whether there is none.
  mutating func require(_ rule: CollectiveRule, _ fault: String?, help: String? = nil) -> Bool {
    guard let number = rules.firstIndex(of: rule) else {
      preconditionFailure("the operator has no rule \(rule)")
    }
    return report.require(fault == nil, number + 1, fault ?? "", help: help)
  }

  /// Reports the rule of devices unless `devices` are numbers from 0, each once and ascending.
  mutating func requireDevices(_ devices: [Int], isComplete: Bool = true) -> Bool {
    let isSound =
      !devices.isEmpty && devices[0] >= 0
      && zip(devices, devices.dropFirst()).allSatisfy { $0 < $1 }
    return require(.devices, isSound ? nil : "devices are \(devices)", help: "such as [0, 1, 2]")
  }

  /// Reports the rules of parts that must cover the axis or not.
  mutating func requireParts(_ parts: PartList, _ shape: [Int], cover: Bool) -> Bool {
    guard require(.parts, parts.fault(shape), help: "give each device ascending parts of the axis")
    else { return false }
    guard cover else { return true }
    return require(
      .cover, parts.coverFault(shape[parts.axis]), help: "divide the axis among the owners")
  }

  /// Reports the rule of sums unless elements of `type` can be added.
  mutating func requireSum(_ type: TensorType) -> Bool {
    let isSound =
      type.isFloat
      || [.i32, .i64].contains(type.element) && type.quantization?.isSymmetric ?? true
    return require(
      .sum, isSound ? nil : "the partial sums are \(type)", help: "reduce before requantizing")
  }
}

extension CollectiveDefinition {
  package static var operands: [OperandSpec] {
    [.value("x", "what `device` holds of the tensor, if it holds any of it", .optional)]
  }

  package static var attributes: [AttributeSpec] {
    [AttributeSpec("device", .integer, "the device that runs this call")] + layoutAttributes + [
      AttributeSpec("type", .storage, "element type and quantization of the whole tensor"),
      AttributeSpec("shape", .integers(count: nil), "the shape of the whole tensor"),
    ]
  }

  package static var constraints: [Constraint] {
    rules.enumerated().map { Constraint($0.offset + 1, $0.element.sentence) }
  }

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    var check = CollectiveCheck(rules: rules)
    let types = types(call, &check)
    report = check.report
    return types
  }

  private static func types(
    _ call: OperatorCall, _ check: inout CollectiveCheck
  ) -> [TensorType]? {
    let whole = call.attributes.storage("type").tensor(call.attributes.integers("shape"))
    let device = call.attributes.integer("device")
    guard check.require(.whole, whole.fault), let layout = layout(call.attributes, whole, &check)
    else { return nil }
    let participates = layout.participants.contains(device)
    guard
      check.require(
        .participates, participates ? nil : "device is \(device), not of \(layout.participants)",
        help: "leave the operation out of the program of device \(device)")
    else { return nil }
    let held = layout.held(by: device).map { $0.type(of: whole) }
    let given = call.operands.first
    guard
      check.require(
        .operand,
        held == given
          ? nil
          : "x is \(given.map(\.description) ?? "not given"), and device \(device) holds "
            + (held.map(\.description) ?? "nothing"))
    else { return nil }
    // A device that only gives passes on what it has.
    return (layout.needed(by: device).map { $0.type(of: whole) } ?? given).map { [$0] }
  }

  /// Who holds what and who needs what, of a call that keeps the rules.
  package static func layout(_ call: OperatorCall) -> CollectiveLayout {
    var check = CollectiveCheck(rules: rules)
    let whole = call.attributes.storage("type").tensor(call.attributes.integers("shape"))
    guard let layout = layout(call.attributes, whole, &check) else {
      preconditionFailure("\(name) has no layout after verification")
    }
    return layout
  }

  package static func communicate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType],
    _ communicator: any Communicator
  ) throws(CommunicationError) -> [Tensor] {
    let execution = CollectiveExecution(
      layout: layout(call), device: call.attributes.integer("device"), communicator: communicator)
    return [try execution.run(inputs.first)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    let layout = layout(call)
    guard layout.isSum, let result = results.first else { return Work() }
    return Work(elementOperations: Saturating.product(result.elementCount, layout.held.count - 1))
  }
}

/// Attributes that several collective operators have.
enum CollectiveAttributes {
  static let root = AttributeSpec("root", .integer, "the device that has the whole tensor")
  static let axis = AttributeSpec("axis", .integer, "the axis along which the tensor is divided")
  static let owners = AttributeSpec("owners", .integers(count: nil), "the device of each part")
  static let starts = AttributeSpec(
    "starts", .integers(count: nil), "the first index of each part along axis")
  static let ends = AttributeSpec(
    "ends", .integers(count: nil), "the index after the last of each part along axis")
  static let contributors = AttributeSpec(
    "contributors", .integers(count: nil), "the devices that hold a partial sum")
  static let receivers = AttributeSpec(
    "receivers", .integers(count: nil), "the devices that get the whole tensor")
  static let neededStarts = AttributeSpec(
    "needed_starts", .integers(count: nil), "the first index of each part that is needed")
  static let neededEnds = AttributeSpec(
    "needed_ends", .integers(count: nil), "the index after the last of each part that is needed")

  /// The parts along the axis `axis`.
  static let parts = [axis, owners, starts, ends]
}

extension PartList {
  /// The parts of `axis`, `owners`, `starts` and `ends`.
  init(_ attributes: AttributeList) {
    self.init(attributes, axis: "axis", owners: "owners", starts: "starts", ends: "ends")
  }
}

extension CollectiveLayout {
  /// The whole tensor for each of some devices.
  static func all(_ devices: [Int], _ whole: TensorType) -> [(device: Int, region: Region)] {
    devices.map { ($0, Region(all: whole.shape)) }
  }
}
