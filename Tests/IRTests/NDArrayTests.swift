import IR
import Testing

@Suite struct NDArrayTests {
  @Test(
    arguments: [
      ([], []), ([5], [1]), ([2, 3], [3, 1]), ([2, 3, 4, 5], [60, 20, 5, 1]),
    ] as [([Int], [Int])])
  func stridesAreRowMajor(_ shape: [Int], _ strides: [Int]) {
    #expect(NDArray<Int>.strides(of: shape) == strides)
  }

  @Test func indicesReadTheSameElementInEveryForm() {
    var array = NDArray([2, 1, 2, 3], Array(0..<12))
    #expect(array[1, 0, 1, 2] == 11)
    #expect(array[[1, 0, 0, 1]] == 7)
    #expect(array.offset(of: [0, 0, 1, 0]) == 3)
    array[1, 0, 0, 1] = 70
    #expect(array.elements[7] == 70)
    var matrix = NDArray([2, 2], repeating: 0)
    matrix[1, 0] = 5
    matrix[[0, 1]] = 6
    #expect(matrix.elements == [0, 6, 5, 0])
  }

  @Test(arguments: [[], [1], [4], [2, 3], [2, 1, 3], [3, 2, 2, 2]])
  func indexSpaceVisitsEveryPositionInOrder(_ shape: [Int]) {
    let array = NDArray(shape, Array(0..<shape.reduce(1, *)))
    #expect(IndexSpace(shape).map { array[$0] } == array.elements)
  }

  @Test func nothingIsVisitedWhereAnAxisIsEmpty() {
    #expect(Array(IndexSpace([2, 0, 3])).isEmpty)
    #expect(Array(IndexSpace([])) == [[]])
  }

  @Test func takesTheElementsOfTensors() {
    let floats = NDArray<Float>(Tensor([1, 2], floats: [1.5, -2]))
    #expect(floats.shape == [1, 2])
    #expect(floats.elements == [1.5, -2])
    let integers = NDArray<Int32>(Tensor(TensorType(.u8, [2]), integers: [0, 255]))
    #expect(integers.elements == [0, 255])
  }
}
