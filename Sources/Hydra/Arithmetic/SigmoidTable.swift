/// Sigmoid and tanh of the shared unit: 65 entries and linear interpolation between them.
///
/// Arguments are in steps of 2^-12, values in steps of 2^-14.
package enum SigmoidTable {
  /// `⌊sigmoid(i / 8) · 2^14 + 1/2⌋` for i from 0 to 64.
  package static let entries: [Int] = [
    8192, 8703, 9211, 9710, 10198, 10672, 11128, 11564, 11978, 12369, 12735, 13077, 13395, 13689,
    13958, 14206, 14431, 14636, 14822, 14990, 15141, 15277, 15400, 15509, 15607, 15694, 15772,
    15842, 15904, 15959, 16008, 16051, 16089, 16123, 16154, 16180, 16204, 16225, 16243, 16260,
    16274, 16287, 16298, 16308, 16317, 16325, 16332, 16338, 16343, 16348, 16352, 16356, 16359,
    16362, 16365, 16367, 16369, 16371, 16372, 16374, 16375, 16376, 16377, 16378, 16379,
  ]

  /// The sigmoid of an argument that is not negative, 0 to 32767.
  static func core(_ argument: Int) -> Int {
    let (index, rest) = (argument >> 9, argument & 511)
    let rise = (entries[index + 1] - entries[index]) * rest
    return entries[index] + (rise + 256) >> 9
  }

  /// The sigmoid of a 16-bit argument.
  package static func sigmoid(_ argument: Int) -> Int {
    let value = core(min(abs(argument), 32767))
    return argument < 0 ? 16384 - value : value
  }

  /// The hyperbolic tangent of a 16-bit argument, as `2 · sigmoid(2a) − 1`.
  package static func tanh(_ argument: Int) -> Int {
    let value = 2 * (core(min(2 * min(abs(argument), 32767), 32767)) - 8192)
    return argument < 0 ? -value : value
  }
}
