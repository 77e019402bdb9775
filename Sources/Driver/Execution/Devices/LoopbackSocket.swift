import Foundation

/// Sockets of this machine alone: 127.0.0.1.
package enum LoopbackSocket {
  /// A socket that listens, and its port.
  package struct Listener: Sendable {
    package let descriptor: Int32
    package let port: UInt16
  }

  /// Listens on a free port, or gives `nil`.
  package static func listen() -> Listener? {
    let descriptor = stream()
    guard descriptor >= 0 else { return nil }
    var address = address(port: 0)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
    }
    guard isBound, Foundation.listen(descriptor, 64) == 0 else {
      close(descriptor)
      return nil
    }
    var length = size
    _ = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    return Listener(descriptor: descriptor, port: UInt16(bigEndian: address.sin_port))
  }

  /// Waits for the next connection, for so many seconds at most.
  package static func accept(_ listener: Listener, seconds: Int) -> Int32? {
    var entry = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
    let limit = Date(timeIntervalSinceNow: Double(seconds))
    while true {
      let left = Int32(max(0, limit.timeIntervalSinceNow * 1000))
      let ready = poll(&entry, 1, left)
      if ready > 0 {
        let descriptor = Foundation.accept(listener.descriptor, nil, nil)
        if descriptor >= 0 { return closedOnExecution(descriptor) }
      }
      if left == 0 || (ready < 0 && errno != EINTR) { return nil }
    }
  }

  /// Connects to a port, or gives `nil`.
  package static func connect(port: UInt16) -> Int32? {
    let descriptor = stream()
    guard descriptor >= 0 else { return nil }
    var address = address(port: port)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, size) == 0
      }
    }
    guard isConnected else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  private static func stream() -> Int32 {
    #if canImport(Darwin)
      return closedOnExecution(socket(AF_INET, SOCK_STREAM, 0))
    #else
      return closedOnExecution(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
    #endif
  }

  /// No program that is started later keeps a connection open.
  private static func closedOnExecution(_ descriptor: Int32) -> Int32 {
    if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    return descriptor
  }

  private static func address(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
