/// A table of a flatbuffer: where it stands, and where its fields are found.
///
/// The table starts with the distance back to a list of 16-bit offsets, the *vtable*; a field whose
/// offset is 0, or lies past the end of the list, has its default value.
struct FlatTable: Sendable {
  /// Where the table starts, in bytes from the start of the file.
  let position: Int

  /// Where its vtable starts.
  let vtable: Int

  /// The size of the vtable in bytes: two sizes and an offset for each field.
  let vtableSize: Int

  /// The size of the table in bytes, the distance to the vtable included.
  let size: Int
}

/// A field of a table, by its number in the schema and its name there.
struct FlatField: Sendable {
  /// The number, from 0 in the order of the schema.
  let slot: Int

  /// The name, for messages.
  let name: String

  /// Names a field.
  init(_ slot: Int, _ name: String) {
    self.slot = slot
    self.name = name
  }
}
