import Foundation

/// A program of the machine that `dnnc` runs on.
package enum ExternalProgram {
  /// What a program has left.
  package struct Result {
    package let status: Int32
    package let output: String
  }

  /// Where a program is on the path, or `nil`.
  package static func path(of name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs a program in a folder until it ends, or for so many seconds.
  ///
  /// - Returns: its status, and what it wrote to either stream; `nil` if it could not be started.
  package static func run(
    _ name: String, _ arguments: [String], in folder: String, seconds: Int = 600
  ) -> Result? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    guard (try? process.run()) != nil else { return nil }
    let limit = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds), execute: limit)
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    limit.cancel()
    return Result(
      status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
  }
}
