import Basic
import Hydra
import TestSupport
import Testing

/// Damaged files are refused with a diagnostic, or read as something sound: nothing traps.
@Suite struct MutationTests {
  @Test func damagedBitstreams() {
    var mutator = ByteMutator(seed: 3)
    for index in 0..<400 {
      let program = RandomNetwork.program(seed: index % 20, lanes: 1 + index % 5)
      let damaged = mutator.damage(program.bytes)
      var bag = DiagnosticBag()
      let found = HydraProgram(bytes: damaged, &bag)
      #expect((found == nil) == bag.hasErrors)
      #expect(found == nil || found?.bytes == program.bytes)
    }
  }

  @Test func damagedListings() {
    var mutator = ByteMutator(seed: 4)
    for index in 0..<200 {
      let text = RandomNetwork.program(seed: index % 20, lanes: 2).listing
      let damaged = String(decoding: mutator.damage(Array(text.utf8)), as: UTF8.self)
      var bag = DiagnosticBag()
      let found = HydraAssembler.assemble(damaged, &bag)
      #expect((found == nil) == bag.hasErrors)
      // What assembles has a bitstream, which is sound or refused.
      if let found { #expect(HydraProgram(bytes: found.bytes, &bag) != nil || bag.hasErrors) }
    }
  }

  @Test func wrongListingsAreExplained() {
    func faults(_ change: (String) -> String) -> [String] {
      var bag = DiagnosticBag()
      let text = RandomNetwork.program(seed: 1, lanes: 2).listing
      #expect(HydraAssembler.assemble(change(text), &bag) == nil)
      #expect(bag.diagnostics.allSatisfy { $0.code == "hydra.a1" })
      return bag.diagnostics.map(\.message)
    }
    #expect(faults { $0.replacing(".hyb", with: ".xyz") } == ["line 1: there is no .hyb"])
    #expect(
      faults { $0.replacing("lanes=2", with: "lanes=300") }.first
        == "line 2: 'lanes' is '300', not a number from 1 to 256")
    #expect(faults { "3\n" + $0 }.first == "line 1: '3' before the first directive")
    #expect(faults { $0.replacing("operation=", with: "operator=") }.count >= 2)
    #expect(faults { $0.replacing("last=1", with: "last=2") }.count == 1)
    #expect(faults { $0 + "\n.weights 0\n 1\n" }.count == 1)
  }

  @Test func listingOfTheWorkedExample() throws {
    let lines = try GoldenBitstream.program().listing.split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(17).joined(separator: "\n") == """
        .hyb version=1.0
        .device lanes=2 data=8 sums=32
        .memory weights=9 biases=3 features=6
        .input base=0 count=3 fraction=5
        .output base=0 count=2 fraction=4
        .layer 0  # dense 3 -> 3, tanh, 2 passes
          load=0                          # D0 bit 31: whether the next segment of weights is loaded before
          bias-shift=0                    # D0 bits 30:26: bits that biases are shifted left
          output-shift=7                  # D0 bits 25:22: shift from activation to output
          shift=-1                        # D0 bits 21:16: shift from sum to activation
          parameter=0                     # D0 bits 15:12: parameter of the activation
          last=0                          # D0 bit 11: whether the network ends here
          bias=1                          # D0 bit 10: whether sums start from biases
          rounding=half-up                # D0 bits 9:8: rounding of shifts
          activation=tanh                 # D0 bits 7:4: function of the shared unit
          operation=dense                 # D0 bits 3:0: what is done with a window
          outputs=3                       # D1 bits 31:16: neurons, or output channels
        """)
    #expect(lines.suffix(4) == [".biases 0", "  100 300 0  # 0", ".biases 1", "  -200 0 -64  # 0"])
  }
}
