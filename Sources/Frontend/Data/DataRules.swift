import Basic

/// The rules that weight and data files keep.
package enum DataRules {
  package static let unreadable = Rule(
    "data.unreadable", "A file that is named must be readable.",
    "The path must lead to a regular file that the user may read. Relative references are taken "
      + "from the folder of the model.")

  package static let unwritable = Rule(
    "data.unwritable", "A file that is written must be writable.",
    "The folder must exist and the user must be allowed to write there. A file is written whole "
      + "or not at all.")

  package static let outsideFolder = Rule(
    "data.outside-folder", "A model refers only to files in its own folder.",
    "A model may come from a stranger, so a reference that is absolute, climbs out with `..` or "
      + "leaves by a symbolic link is refused. `--allow-outside-paths` permits it.")

  package static let unknownFormat = Rule(
    "data.unknown-format", "A data file is .safetensors, .npy or .npz, and is what its name says.",
    "The extension names the format and the first bytes must agree with it. A file with another "
      + "extension is recognised by its first bytes.")

  package static let truncated = Rule(
    "data.truncated", "A file is as long as its own header says.",
    "A file that ends early was usually copied or downloaded incompletely: fetch it again.")

  package static let trailing = Rule(
    "data.trailing", "Nothing follows the data of a file.",
    "Bytes that no header accounts for mean that the header or the file is damaged, or that "
      + "several arrays were written one after another; write one array per file, or an .npz.")

  package static let safetensorsHeader = Rule(
    "data.safetensors-header", "The header of a safetensors file is a JSON object of known form.",
    "The file starts with the length of the header in eight bytes, least significant first, at "
      + "most 100,000,000. Each member of the object is a tensor with `dtype`, `shape` and "
      + "`data_offsets`; `__metadata__` maps names to strings. No name stands twice.")

  package static let shape = Rule(
    "data.shape", "A shape is a list of sizes whose product is at most 2³¹ elements.",
    "Sizes are whole numbers that are not negative, and the number of bytes must be countable.")

  package static let emptyTensor = Rule(
    "data.empty-tensor", "A tensor that is used has at least one element.",
    "A size of zero along an axis leaves nothing to compute with. Files may hold such tensors as "
      + "long as nothing asks for them.")

  package static let range = Rule(
    "data.range", "The byte range of a tensor lies in the file.",
    "`data_offsets` gives the first byte and the one after the last, counted from the end of the "
      + "header: the first is not after the last, and the last is in the file.")

  package static let sizeMismatch = Rule(
    "data.size-mismatch", "The bytes of a tensor are as many as its type and shape need.",
    "The number of bytes is the product of the sizes times the width of an element.")

  package static let overlap = Rule(
    "data.overlap", "No byte of a file belongs to two tensors.",
    "Overlapping ranges make small files claim much memory and are never written by a sound tool.")

  package static let hole = Rule(
    "data.hole", "Every byte after the header of a safetensors file belongs to a tensor.",
    "The format allows no holes, so that nothing can hide in them.")

  package static let unsupportedType = Rule(
    "data.unsupported-type", "The elements of a tensor have a type that the compiler knows.",
    "These are i8, u8, i16, i32, i64, f16, bf16, f32, f64 and bool. Other types, such as unsigned "
      + "16 to 64 bits, 8-bit floats, complex numbers, text, structures and Python objects, must "
      + "be converted before.")

  package static let boolValue = Rule(
    "data.bool-value", "A truth value is the byte 0 or 1.",
    "Other bytes mean that the data are not truth values.")

  package static let npyHeader = Rule(
    "data.npy-header", "The header of an .npy file is a dictionary of known form.",
    "It starts with the byte 93 (hexadecimal), `NUMPY` and a version of 1.0, 2.0 or 3.0. The "
      + "dictionary has exactly `descr`, `fortran_order` and `shape`, in any order.")

  package static let zip = Rule(
    "data.zip", "An .npz file is a sound ZIP archive of .npy files.",
    "The directory at the end of the archive and the header of each member must agree, and "
      + "members must not overlap. Archives in several parts are not read.")

  package static let zipMethod = Rule(
    "data.zip-method", "A member of an .npz file is stored or deflated, and not encrypted.",
    "`numpy.savez` stores and `numpy.savez_compressed` deflates; no other method is read.")

  package static let deflate = Rule(
    "data.deflate", "Compressed data follow RFC 1951.",
    "The compressed stream is damaged, or does not inflate to the size that the archive declares.")

  package static let checksum = Rule(
    "data.checksum", "The contents of a member match its CRC-32.",
    "The file was damaged after it was written: fetch or make it again.")

  package static let duplicateName = Rule(
    "data.duplicate-name", "No two tensors of a file have the same name.",
    "Which of them is meant could not be told.")

  package static let noSuchTensor = Rule(
    "data.no-such-tensor", "A tensor that is asked for is in the file.",
    "A file with exactly one tensor may be referred to without naming it.")

  /// All rules, in the order of the documentation.
  package static let all = [
    unreadable, unwritable, outsideFolder, unknownFormat, truncated, trailing, safetensorsHeader,
    shape, emptyTensor, range, sizeMismatch, overlap, hole, unsupportedType, boolValue, npyHeader,
    zip, zipMethod, deflate, checksum, duplicateName, noSuchTensor,
  ]
}
