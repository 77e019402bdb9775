import Basic

/// Hardware that a JSON file describes key by key.
package protocol TargetDescription: Sendable, Equatable {
  /// What `kind` says in files that describe such hardware.
  static var kind: String { get }

  /// All keys, in the order of the file; every one must be there.
  static var keys: [TargetKey<Self>] { get }

  /// The rules that descriptions are checked by.
  static var rules: TargetRules { get }

  /// The name of the target.
  var name: String { get }

  /// What of the values does not fit together though each is in its range, or `nil`.
  var inconsistency: TargetInconsistency? { get }

  /// A target without values, which a file fills.
  init()
}

extension TargetDescription {
  package var inconsistency: TargetInconsistency? { nil }

  /// The names of all keys, `kind` included.
  package static var keyNames: [String] { ["kind"] + keys.map(\.name) }
}

/// Values of a target that do not fit together.
package struct TargetInconsistency: Sendable {
  package let rule: Rule
  package let text: String
  package let help: String

  /// States which values, by what rule, and what to do.
  package init(_ rule: Rule, _ text: String, help: String) {
    self.rule = rule
    self.text = text
    self.help = help
  }
}

/// The rules that descriptions of one kind of hardware are checked by.
package struct TargetRules: Sendable {
  /// A file is an object of the right kind.
  package let object: Rule

  /// No other keys are there.
  package let unknownKey: Rule

  /// Every key is there.
  package let missingKey: Rule

  /// Values are numbers, texts or words as documented.
  package let wrongValue: Rule

  /// Values lie in their range.
  package let outOfRange: Rule

  /// The rules of a kind; their codes begin with it.
  package init(kind: String) {
    object = Rule(
      "\(kind).t1", "a target file is a JSON object whose kind is \(kind)",
      "The key `kind` says which backend reads the file.")
    unknownKey = Rule(
      "\(kind).t2", "a target has no keys but the documented ones",
      "A misspelt key would otherwise leave a constant at a value that nobody chose.")
    missingKey = Rule(
      "\(kind).t3", "a target gives every key",
      "There are no defaults: what a plan was made for can be read from the target file.")
    wrongValue = Rule(
      "\(kind).t4", "a key's value is of the documented kind",
      "Numbers stand without quotation marks; words and names stand in them.")
    outOfRange = Rule(
      "\(kind).t5", "a key's value lies in the documented range",
      "The range of each key is in docs/targets/\(kind).md.")
  }

  /// All of them, in the order of documentation.
  package var all: [Rule] { [object, unknownKey, missingKey, wrongValue, outOfRange] }
}
