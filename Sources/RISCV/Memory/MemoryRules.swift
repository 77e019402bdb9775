import Basic

/// The rules of memory planning.
package enum MemoryRules {
  package static let header = Rule(
    "memory.header", "a table of buffers begins with the names of its columns",
    "id, lower, upper and size must be there; alignment, gaps, in_place and offset may be. The names "
      + "begin and start for lower, end for the last step in place of upper, and buffer and buffer_id "
      + "for id are understood as well.")
  package static let row = Rule(
    "memory.row", "every row of a table of buffers has one field for each column",
    "A field that holds a comma, a quotation mark or a line break stands in quotation marks.")
  package static let number = Rule(
    "memory.number", "steps, sizes, alignments and offsets are whole numbers in decimal",
    "They are not negative and less than 2^48.")
  package static let gapForm = Rule(
    "memory.gap-form", "a gap is written lower-upper or lower-upper@first:end",
    "Gaps of one buffer are separated by spaces; first and end are bytes of the buffer.")
  package static let name = Rule(
    "memory.name", "every buffer has a name of its own",
    "Diagnostics, tables and partners in place refer to buffers by name.")
  package static let size = Rule(
    "memory.size", "a buffer has at least one byte and all together fewer than 2^60",
    "What takes no bytes needs no place; the sum counts each size rounded up to its alignment.")
  package static let lifetime = Rule(
    "memory.lifetime", "a buffer lives for at least one step",
    "A lifetime is half open: it holds its first step and ends before its second number.")
  package static let alignment = Rule(
    "memory.alignment", "an alignment is at least one",
    "The offset of a buffer is a multiple of its alignment.")
  package static let gap = Rule(
    "memory.gap", "gaps lie inside the lifetime, in order and apart",
    "A window holds at least one byte of the buffer and none beyond its end.")
  package static let inPlace = Rule(
    "memory.in-place", "an output in place follows an input that dies in the output's first step",
    "The input was there before, is at least as large, and ends one step after the output starts.")

  package static let placed = Rule(
    "memory.placed", "a plan gives every buffer an offset that is not negative",
    "There are as many offsets as buffers, in the same order.")
  package static let aligned = Rule(
    "memory.aligned", "every offset is a multiple of the alignment",
    "Transfers and vector loads fail, or slow down, on other addresses.")
  package static let capacity = Rule(
    "memory.capacity", "every buffer ends within the capacity",
    "Tile the layers more finely, or give the level more bytes.")
  package static let overlap = Rule(
    "memory.overlap", "buffers that are live in the same step share no byte",
    "Only an output in place may take bytes of its dying input.")
  package static let sharing = Rule(
    "memory.sharing", "an output in place starts where its input starts, or lies apart from it",
    "An element is written where it was read, so any other offset would overwrite unread bytes.")
  package static let peak = Rule(
    "memory.peak", "the stated peak is the end of the last byte in use",
    "The peak is what a level must have at least.")

  /// All of them, for documentation.
  package static let all = files + problems + plans

  /// What a file must satisfy to be read.
  static let files = [header, row, number, gapForm]

  /// What a problem must satisfy to be planned.
  static let problems = [name, size, lifetime, alignment, gap, inPlace]

  /// What every plan is checked for.
  package static let plans = [placed, aligned, capacity, overlap, sharing, peak]
}
