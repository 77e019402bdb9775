import Driver
import Foundation

/// Writes to a stream and ends quietly when nobody reads it any more.
@Sendable func write(_ text: String, to stream: Int32) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { Foundation.write(stream, $0.baseAddress, $0.count) }
    if count > 0 { bytes = bytes.dropFirst(count) } else if errno != EINTR { return }
  }
}

signal(SIGPIPE, SIG_IGN)
let status = DriverProgram.run(
  Array(CommandLine.arguments.dropFirst()),
  DriverEnvironment(
    isTerminal: isatty(STDERR_FILENO) == 1,
    standardOutput: { write($0, to: STDOUT_FILENO) },
    standardError: { write($0, to: STDERR_FILENO) }))
exit(status.rawValue)
