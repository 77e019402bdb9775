import BitSparsity
import Testing

@Suite struct PruningMethodTests {
  @Test func namesAreWords() {
    #expect(PruningMethod.allCases.map(\.rawValue) == ["rounded_averaging", "zero_point_shifting"])
  }
}
