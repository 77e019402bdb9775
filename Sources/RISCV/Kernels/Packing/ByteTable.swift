import IR
import Operators

/// Tables with an entry for each byte, in the order of the bytes as unsigned numbers.
package enum ByteTable {
  /// The entries of a function of 8-bit integers of an element type.
  package static func entries<Entry>(
    of element: ElementType, _ function: (Int32) -> Entry
  ) -> [Entry] {
    (0..<256).map { byte in
      function(element == .i8 ? Int32(Int8(truncatingIfNeeded: byte)) : Int32(byte))
    }
  }

  /// Each byte in another scale.
  package static func requantized(_ element: ElementType, _ requantizer: Requantizer) -> [Int32] {
    entries(of: element) { requantizer($0) }
  }

  /// The table of `lookup`, which starts at the least integer, in the order of bytes.
  package static func lookup(_ element: ElementType, _ table: [Int32]) -> [UInt8] {
    let lowest: Int32 = element == .i8 ? -128 : 0
    return entries(of: element) { UInt8(truncatingIfNeeded: table[Int($0 - lowest)]) }
  }
}
