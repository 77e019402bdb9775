import Basic
import IR

/// Where the axes of an image stand.
package enum TFLiteLayout: Sendable, Equatable {
  /// As in the file: `[N, H, W, C]`.
  case file
  /// As the operators of the IR want them: `[N, C, H, W]`.
  case channelsFirst

  /// The axis of the file that each axis of an image with channels first comes from.
  static let channelsFirstAxes = [0, 3, 1, 2]

  /// The axis of an image with channels first that each axis of the file comes from.
  static let fileAxes = [0, 2, 3, 1]

  /// Where an axis of the file stands in an image with this layout.
  func position(of axis: Int) -> Int {
    self == .file ? axis : TFLiteLayout.channelsFirstAxes.firstIndex(of: axis) ?? axis
  }

  /// A list with an entry for each axis of the file, in the order of this layout.
  func arranged<Entry>(_ entries: [Entry]) -> [Entry] {
    self == .file ? entries : TFLiteLayout.channelsFirstAxes.map { entries[$0] }
  }
}

/// A tensor of the file as values of the program: as the file has it, with channels first, or both.
///
/// Images stay with channels first from one operation to the next, and are brought into the order of
/// the file only where something asks for it.
package struct TFLiteValue: Sendable {
  /// The type as the file has it.
  package let type: TensorType

  /// The layout in which it was computed.
  package let home: TFLiteLayout

  /// The elements of a constant; it becomes a value of the program where something reads it as such.
  package let constant: Tensor?

  /// The value as the file has it, if it is there.
  package internal(set) var inFile: ID<Value>?

  /// The value with channels first, if it is there; only of images.
  package internal(set) var channelsFirst: ID<Value>?

  /// An image with channels first, if the value is the matrix of its rows: an image a row.
  package internal(set) var image: ID<Value>?

  /// A value as the file has it.
  package init(_ id: ID<Value>, _ type: TensorType) {
    self.type = type
    home = .file
    constant = nil
    inFile = id
  }

  /// A constant.
  package init(_ constant: Tensor) {
    type = constant.type
    home = .file
    self.constant = constant
  }

  /// An image with channels first; `type` is that of the file.
  package init(channelsFirst id: ID<Value>, _ type: TensorType) {
    self.type = type
    home = .channelsFirst
    constant = nil
    channelsFirst = id
  }

  /// The matrix of the rows of an image.
  package init(rowsOf image: ID<Value>, _ type: TensorType) {
    self.type = type
    home = .file
    constant = nil
    self.image = image
  }
}
