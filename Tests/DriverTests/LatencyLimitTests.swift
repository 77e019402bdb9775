import Basic
import Driver
import Testing

/// Times on a command line are decimal and finite.
@Suite struct LatencyLimitTests {
  @Test(arguments: [
    ("20ns", 20.0), ("1us", 1000), ("1.5ms", 1_500_000), ("2s", 2e9), ("0.25us", 250),
    ("007ms", 7e6),
  ])
  func decimalTimes(text: String, nanoseconds: Double) {
    #expect(LatencyLimit.time(text) == Nanoseconds(nanoseconds))
  }

  @Test(arguments: [
    "", "ms", "20", "20m", "20 ms", " 20ms", "20ms ", "-1ms", "+1ms", "0ms", "0.000s", "1e3ms",
    "1e308s", "0x1p3ms", "infs", "nans", ".5ms", "5.ms", "1.2.3ms", "1,5ms", "１ms", "1MS",
    String(repeating: "9", count: 400) + "s", "1" + String(repeating: "0", count: 300) + "s",
  ])
  func whatIsNoTime(text: String) {
    #expect(LatencyLimit.time(text) == nil)
  }
}
