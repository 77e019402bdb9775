import Operators
import Testing

/// The formulas of `WindowAxis` against windows counted one position at a time.
@Suite struct WindowGeometryTests {
  private static let axes: [WindowAxis] = [1, 2, 5, 8].flatMap { input in
    [1, 2, 3, 5].flatMap { size in
      [1, 2, 3].flatMap { stride in
        [1, 2, 4].flatMap { dilation in
          [(0, 0), (1, 2), (4, 0), (0, 7)].map { padding in
            WindowAxis(
              input: input, size: size, stride: stride, dilation: dilation, padding: padding)
          }
        }
      }
    }
  }.filter { $0.extent <= $0.padded }

  @Test func countsTheWindowsThatFit() {
    #expect(WindowGeometryTests.axes.count > 300)
    for axis in WindowGeometryTests.axes {
      var count = 0
      var start = 0
      while start + axis.extent <= axis.padded {
        count += 1
        start += axis.stride
      }
      #expect(axis.output == count, "\(axis)")
    }
  }

  @Test func knowsWhichPositionsLieInTheInput() {
    for axis in WindowGeometryTests.axes {
      for position in 0..<axis.output {
        let inside = (0..<axis.size).filter { k in
          let source = position * axis.stride - axis.padding.before + k * axis.dilation
          return source >= 0 && source < axis.input
        }
        #expect(Array(axis.inside(position)) == inside, "\(axis) at \(position)")
        for k in inside { #expect((0..<axis.input).contains(axis.source(position, k))) }
      }
    }
  }
}
