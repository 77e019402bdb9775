import Basic
import IR

/// A convolution as one matrix product for each image and group, with the weights packed once.
struct BlockedConvolution<Arithmetic: ProductArithmetic, Element: PatchElement>: Sendable
where Element.Operand == Arithmetic.Operand {
  /// Takes the sums of one output channel from a flat position of the output on.
  typealias Store =
    @Sendable (_ channel: Int, _ position: Int, UnsafeBufferPointer<Arithmetic.Sum>) -> Void

  let geometry: ConvolutionGeometry
  private let patches: Patches<Arithmetic, Element>
  private let weights: [PackedPanels<Arithmetic>]
  private let blocks: ProductBlocks<Arithmetic>

  /// Packs the weights, whose element of an output channel at a term is `weight(channel, term)`.
  @inline(__always)
  init(
    _ geometry: ConvolutionGeometry, zeroPoint: Arithmetic.Operand,
    weight: (_ channel: Int, _ term: Int) -> Arithmetic.Operand
  ) {
    self.geometry = geometry
    patches = Patches(geometry: geometry, zeroPoint: zeroPoint)
    let outputs = geometry.groupOutputs
    weights = (0..<geometry.groups).map { group in
      PackedPanels(count: outputs, depth: geometry.depth, width: Tile.rows) { row, term in
        weight(group * outputs + row, term)
      }
    }
    blocks = ProductBlocks(
      rows: outputs, columns: geometry.outputPlane, depth: geometry.depth)
  }

  /// Computes all sums.
  @inline(__always)
  func run(_ input: UnsafePointer<Element>, threads: Int, store: @escaping Store) {
    // Pieces only read the input.
    nonisolated(unsafe) let input = input
    let pieces = blocks.pieces
    Parallel.forEach(geometry.images * geometry.groups * pieces, threads: threads) { index in
      let (product, piece) = index.quotientAndRemainder(dividingBy: pieces)
      let (image, group) = product.quotientAndRemainder(dividingBy: geometry.groups)
      let firstInput = (image * geometry.groups + group) * geometry.groupChannels
      let firstOutput = group * geometry.groupOutputs
      let panels = UnsafeMutablePointer<Arithmetic.Operand>.allocate(
        capacity: blocks.columnPanelElements)
      defer { panels.deallocate() }
      patches.pack(
        input + firstInput * geometry.inputPlane, blocks.columnRange(piece), into: panels)
      weights[group].withPanels { left in
        blocks.compute(piece, left: left, right: panels) { row, columns, sums in
          let channel = firstOutput + row
          let plane = image * geometry.outputChannels + channel
          store(
            channel, plane * geometry.outputPlane + columns.lowerBound,
            UnsafeBufferPointer(start: sums, count: columns.count))
        }
      }
    }
  }
}
