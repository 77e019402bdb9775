import BitSerial
import Testing

@Suite struct BitSerialDesignTests {
  @Test func bitvertIsTheFirst() {
    #expect(BitSerialDesign.allCases.first == .bitvert)
  }
}
