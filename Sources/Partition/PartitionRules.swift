import Basic

extension Rule {
  static let environmentObject = Rule(
    "devices.e1", "an environment is a JSON object of the kind devices",
    "It has the members kind, devices and network, and may have links and tiers.")
  static let environmentKey = Rule(
    "devices.e2", "an environment has no other keys than the documented ones",
    "A misspelt key would change nothing, and nobody would know.")
  static let environmentMissing = Rule(
    "devices.e3", "a key that has no default is there",
    "Devices have a name and a speed, links a latency and a bandwidth.")
  static let environmentValue = Rule(
    "devices.e4", "a value is of its kind and in its range",
    "Speeds and bandwidths are positive; latencies may be zero.")
  static let environmentNames = Rule(
    "devices.e5", "no two devices have one name", "Plans and diagnostics name devices.")
  static let environmentUnknown = Rule(
    "devices.e6", "links and tiers name devices that there are",
    "The list devices comes first; the first of it has the input of the network.")
  static let environmentLinks = Rule(
    "devices.e7", "two devices have one link",
    "A pair stands in one entry of links. A tier may lie inside another, and then counts for its "
      + "devices; two tiers that share devices otherwise would give a pair two links.")
  static let environmentLayers = Rule(
    "devices.e8", "measured times are of layers that the network has",
    "A layer whose name is misspelt would be timed by the speed of the device. It is a warning.")
  static let splitShares = Rule(
    "split.s1", "each device has its share", "`--set shares=4,2,1` is for three devices.")
  static let splitPairs = Rule(
    "split.p1", "pairs begin with products that have a partner, and share none",
    "`--set pairs=0,2` names them by their first products, which plan.txt numbers.")
  static let splitMemory = Rule(
    "split.m1", "the devices together hold the weights and activations of the network",
    "Each device keeps its part of the weights all the time, and the activations of one unit at a "
      + "time. Use more devices, a strategy that divides weights, or more memory.")
  static let splitDevices = Rule(
    "split.d1", "a cut of two parts has two devices",
    "mincut gives the first device the head of the network and the second the rest.")
}

/// The rules of environments and plans for several devices.
package enum PartitionRules {
  /// Every rule, in the order in which documentation lists them.
  package static let all: [Rule] = [
    .environmentObject, .environmentKey, .environmentMissing, .environmentValue,
    .environmentNames, .environmentUnknown, .environmentLinks, .environmentLayers, .splitShares,
    .splitPairs, .splitMemory, .splitDevices,
  ]
}
