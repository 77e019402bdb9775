import Basic
import Frontend
import IR
import Passes

/// Samples from array files: the inputs of a network along a leading axis, and maybe labels.
package struct DataSet: SampleSource {
  /// The tensors of the inputs, in the order of the network's inputs.
  let tensors: [Tensor]

  /// The class of each sample, if the file holds labels.
  package let labels: [Int]?

  /// The number of samples.
  package let count: Int

  /// What they are, for reports.
  package var description: String { "\(NumberText.grouped(count)) samples" }

  /// The same samples, but at most `limit` of them.
  package func prefix(_ limit: Int) -> DataSet {
    DataSet(tensors: tensors, labels: labels, count: min(limit, count))
  }

  /// The inputs of sample `index`, converted to the types of the program's inputs.
  package func sample(_ index: Int, for program: Program) -> [Tensor] {
    zip(tensors, program.graph.inputs).map { tensor, input in
      InputConversion.convert(
        InputConversion.slice(tensor, index, program.graph[input].type),
        to: program.graph[input].type)
    }
  }
}

/// How data that files hold become the inputs of a network.
enum InputConversion {
  /// The elements of sample `index`, in the shape of the input and the element type of the file.
  static func slice(_ tensor: Tensor, _ index: Int, _ type: TensorType) -> Tensor {
    let size = type.elementCount * tensor.type.element.storedBytes
    let sliced = TensorType(tensor.type.element, type.shape)
    return Tensor(
      sliced,
      TensorStorage(byteCount: size) { target in
        withExtendedLifetime(tensor.storage) {
          let source = tensor.storage.bytes[(index * size)..<((index + 1) * size)]
          target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source))
        }
      })
  }

  /// The tensor as an input of `type`: bytes of pixels stand for numbers from 0 to 1, and numbers
  /// are quantized to the nearest integer, ties to even, where integers are wanted.
  static func convert(_ tensor: Tensor, to type: TensorType) -> Tensor {
    if tensor.type.element == type.element, type.element != .u8 || type.quantization == nil {
      return tensor.retyped(type)
    }
    let isPixels = tensor.type.element == .u8
    var numbers = isPixels ? tensor.numbers.map { $0 / 255 } : tensor.numbers
    if let quantization = type.quantization {
      let (scale, zero) = (Float(quantization.scales[0]), quantization.zeroPoints[0])
      for index in numbers.indices {
        numbers[index] =
          Double((Float(numbers[index]) / scale).rounded(.toNearestOrEven))
          + Double(zero)
      }
    }
    return Tensor(type, numbers: numbers)
  }
}

/// The rules of data files on the command line.
package enum DataSetRules {
  package static let mismatch = Rule(
    "data-set.mismatch", "a data file holds a tensor for every input of the network",
    """
    A tensor belongs to an input if it has its name; a network with one input takes the first \
    tensor that fits. A tensor fits if its sizes after the first are those of the input, or if its \
    shape is that of the input. Unsigned bytes are pixels: 255 stands for 1.
    """)
  package static let argument = Rule(
    "data-set.argument", "an input is given as NAME=@FILE or NAME=@FILE:TENSOR",
    "FILE is a .npy, .npz or .safetensors file; TENSOR names one of several tensors.")

  /// All of them, for documentation.
  package static let all = [mismatch, argument]
}
