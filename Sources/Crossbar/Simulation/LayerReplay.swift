import Backend
import IR

/// Replays a layer on the crossbar: jobs, recombination, low halves, offsets.
struct LayerReplay: DeviceLayer {
  private let mapping: LayerMapping
  private let jobs: [JobReplay]
  private let lowHalves: LowHalfReplay?

  /// The outputs of all matrices in the order of columns.
  private let order: [Int]

  /// Unpacks the jobs of a layer.
  init(
    _ mapping: LayerMapping, _ jobs: [PlanJob], _ lowHalves: ArraySlice<UInt8>,
    in plan: CrossbarPlan
  ) {
    self.mapping = mapping
    self.jobs = jobs.map { JobReplay($0, in: plan, mapping) }
    self.lowHalves = LowHalfReplay(mapping, lowHalves)
    order = (0..<mapping.groups).flatMap { group in
      mapping.order(ofGroup: group).map { group * mapping.outputs + $0 }
    }
  }

  /// The accumulators of one layer.
  func run(_ input: Tensor, _ type: TensorType, threads: Int) -> Tensor {
    let pixels = mapping.map.pixels
    let outputs = order.count
    return Tensor(type, of: Int32.self) { target in
      for image in 0..<mapping.map.images {
        let memory = ActivationMemory(input, image: image, mapping)
        var sums = [Int32](repeating: 0, count: pixels * outputs)
        for job in jobs { job.run(memory, into: &sums, threads: threads) }
        lowHalves?.run(memory, into: &sums, threads: threads)
        let start = image * pixels * outputs
        sums.withUnsafeBufferPointer { sums in
          for (place, output) in order.enumerated() {
            let offset = mapping.offsets[output]
            // Vectors stay as they are; maps go back to channels first.
            let (first, step) = mapping.map.isVectors ? (output, outputs) : (output * pixels, 1)
            for pixel in 0..<pixels {
              target[start + first + pixel * step] = sums[pixel * outputs + place] &+ offset
            }
          }
        }
      }
    }
  }
}
