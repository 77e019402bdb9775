import Basic
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "-0"), (1, "1"), (-2.5, "-2.5"), (0.1, "0.1"),
    (1.0 / 3, "0.3333333333333333"),
    (1e21, "1e+21"), (1e-7, "1e-07"), (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"),
    (.leastNonzeroMagnitude, "5e-324"),
  ])
  func shortestDouble(_ value: Double, _ text: String) {
    #expect(NumberText.shortest(value) == text)
  }

  @Test(arguments: [
    (Float(0.1), "0.1"), (16_777_216, "16777216"), (1.0 / 3, "0.33333334"), (-.infinity, "-inf"),
    (.greatestFiniteMagnitude, "3.4028235e+38"),
  ])
  func shortestFloat(_ value: Float, _ text: String) { #expect(NumberText.shortest(value) == text) }

  @Test(arguments: [
    (Double(Float(0.1)), "0.1"), (0.1, "1.0000000000000001e-01"), (0.5, "0.5"),
    (Double(Float(0.1)) * Double(Float(0.3)), "0.03000000163912775"),
  ])
  func scalesTellSingleFromDouble(_ value: Double, _ text: String) {
    let written = NumberText.scale(value)
    #expect(written == text)
    #expect(NumberText.scale(written) == value)
  }

  @Test func everyScaleReadsBack() {
    var bits: UInt64 = 0x1234_5678_9ABC_DEF1
    for _ in 0..<5000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let few = Double(bits >> 44) / 1e6
      for value in [Double(bitPattern: bits), few, Double(Float(few))] where value.isFinite {
        #expect(NumberText.scale(NumberText.scale(value)) == value)
      }
    }
  }

  @Test func shortestReadsBack() {
    var bits: UInt64 = 0x9E37_79B9_7F4A_7C15
    for _ in 0..<2000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: bits)
      guard value.isFinite else { continue }
      #expect(Double(NumberText.shortest(value)) == value)
    }
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (1.005, 1, "1.0"), (2.5, 0, "3"), (-2.5, 0, "-3"), (0.125, 2, "0.13"),
    (-0.001, 2, "0.00"), (99.96, 1, "100.0"), (12.3, 3, "12.300"), (.nan, 1, "nan"),
    (-.infinity, 1, "-inf"), (1e300, 2, "1e+300"),
  ])
  func fixedDecimals(_ value: Double, _ digits: Int, _ text: String) {
    #expect(NumberText.fixed(value, digits) == text)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"), (100_000, "100,000"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func groupsOfThree(_ value: Int, _ text: String) { #expect(NumberText.grouped(value) == text) }

  @Test func quantitiesTakeTheUnitThatSuits() {
    #expect(Bytes(1023).description == "1023 B")
    #expect(Bytes(1536).description == "1.5 KiB")
    #expect(Bytes(3 << 20).description == "3.0 MiB")
    #expect(Picojoules(999.94).description == "999.9 pJ")
    #expect(Picojoules(1.5e6).description == "1.50 uJ")
    #expect(Nanoseconds(1234).description == "1.23 us")
    #expect(Nanoseconds(2.5e6).description == "2.50 ms")
  }
}
