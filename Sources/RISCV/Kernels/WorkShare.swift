/// The part of the units of a tile that a core computes.
///
/// `chunk = ceil(units / cores)`, `start = min(chunk * core, units)`, `stop = min(start + chunk,
/// units)`. ([garofalo19] section 4)
package struct WorkShare: Hashable, Sendable {
  /// The first unit and the one after the last.
  package let units: Range<Int>

  /// The share of `core` of `cores`.
  package init(_ units: Int, core: Int, cores: Int) {
    let chunk = (units + cores - 1) / cores
    let start = min(chunk * core, units)
    self.units = start..<min(start + chunk, units)
  }

  /// The number of units.
  package var count: Int { units.count }
}
