import Frontend
import Operators

/// What travels over a connection between devices, in one piece.
///
/// All numbers are little-endian:
///
/// | bytes | field |
/// |---|---|
/// | 4 | `DNNM` |
/// | 1 | the version, 1 |
/// | 1 | the kind |
/// | 2 | the sender |
/// | 4 | the number of the frame on this connection and in this direction, from 0 |
/// | 4 | the length of the payload in bytes |
/// | 4 | the CRC-32 of the payload |
/// | 4 | the CRC-32 of the 20 bytes before, so that a damaged length is not waited for |
package struct MessageFrame: Sendable, Equatable {
  /// What a frame is for.
  package enum Kind: UInt8, Sendable {
    /// Who a connection is with, and the port on which it listens.
    case hello
    /// The ports of all devices.
    case peers
    /// A device runs its program once.
    case run
    /// The elements of a tensor.
    case tensor
    /// A device has run its program; the messages that it has sent.
    case done
    /// A device could not run its program; the reason.
    case failure
    /// A sign of life.
    case alive
  }

  /// What it is for.
  package var kind: Kind

  /// The device that sends it.
  package var sender: Int

  /// The number of the frame on its connection.
  package var sequence: UInt32

  /// What it carries.
  package var payload: [UInt8]

  /// Makes a frame.
  package init(_ kind: Kind, sender: Int, sequence: UInt32, payload: [UInt8] = []) {
    self.kind = kind
    self.sender = sender
    self.sequence = sequence
    self.payload = payload
  }

  /// The first bytes of every frame.
  package static let magic = Array("DNNM".utf8)

  /// The version of the format.
  package static let version: UInt8 = 1

  /// The bytes before the payload.
  package static let headerLength = 24

  /// The most bytes of a payload: 2^31 elements of one byte.
  package static let payloadLimit = 1 << 31

  /// The bytes of the frame.
  package var bytes: [UInt8] {
    var bytes = Self.magic + [Self.version, kind.rawValue]
    bytes.append(contentsOf: Self.littleEndian(UInt16(sender)))
    bytes.append(contentsOf: Self.littleEndian(sequence))
    bytes.append(contentsOf: Self.littleEndian(UInt32(payload.count)))
    bytes.append(contentsOf: Self.littleEndian(Self.checksum(payload)))
    bytes.append(contentsOf: Self.littleEndian(Self.checksum(bytes)))
    return bytes + payload
  }

  /// What stands before the payload.
  package struct Header: Sendable, Equatable {
    package let kind: Kind
    package let sender: Int
    package let sequence: UInt32
    package let length: Int
    let checksum: UInt32

    /// Reads `headerLength` bytes.
    ///
    /// - Throws: why they are no header, in words.
    package init(_ bytes: [UInt8]) throws(FrameFault) {
      guard bytes.starts(with: MessageFrame.magic) else {
        throw FrameFault("it does not begin with DNNM")
      }
      guard MessageFrame.checksum(Array(bytes[0..<20])) == MessageFrame.number(bytes[20..<24])
      else {
        throw FrameFault("the checksum of its head is wrong")
      }
      guard bytes[4] == MessageFrame.version else {
        throw FrameFault("its version is \(bytes[4]), not \(MessageFrame.version)")
      }
      guard let kind = Kind(rawValue: bytes[5]) else {
        throw FrameFault("it is of the unknown kind \(bytes[5])")
      }
      self.kind = kind
      sender = Int(MessageFrame.number(bytes[6..<8]))
      sequence = UInt32(MessageFrame.number(bytes[8..<12]))
      length = Int(MessageFrame.number(bytes[12..<16]))
      guard length <= MessageFrame.payloadLimit else {
        throw FrameFault("it claims \(length) bytes")
      }
      checksum = UInt32(MessageFrame.number(bytes[16..<20]))
    }

    /// The frame with its payload.
    ///
    /// - Throws: if the checksum is another.
    package func frame(_ payload: [UInt8]) throws(FrameFault) -> MessageFrame {
      guard MessageFrame.checksum(payload) == checksum else {
        throw FrameFault("its checksum is wrong")
      }
      return MessageFrame(kind, sender: sender, sequence: sequence, payload: payload)
    }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { CRC32.checksum($0) }
  }

  /// The bytes of a number, the least significant first.
  static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
  }

  /// The number whose bytes these are, at most eight, the least significant first.
  static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// Why bytes are no frame.
package struct FrameFault: Error, Sendable, Equatable {
  /// The reason, in words.
  package let reason: String

  init(_ reason: String) { self.reason = reason }
}
