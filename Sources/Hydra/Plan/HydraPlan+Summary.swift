import Backend
import Basic

extension HydraPlan {
  package var summary: [PlanFact] {
    let (device, total) = (target.device, total)
    let parts = LayerCycles.parts.filter { total[keyPath: $0.path] > 0 }.map {
      "\($0.name) \(NumberText.grouped(total[keyPath: $0.path]))"
    }
    func memory(_ used: Int, _ held: Int) -> String {
      "\(NumberText.grouped(used)) of \(NumberText.grouped(held))"
    }
    return [
      PlanFact("layers", "\(layers.count), each on \(device.lanes) lanes"),
      PlanFact("operations", NumberText.grouped(total.operations)),
      PlanFact(
        "cycles", "\(NumberText.grouped(total.total)): \(parts.joined(separator: ", "))"),
      PlanFact(
        "lanes used",
        "\(NumberText.fixed(100 * total.utilisation(lanes: device.lanes), 1)) % of the time"),
      PlanFact("time", "\(target.time(total.total))"),
      PlanFact(
        "memory",
        "weights \(memory(configuration.weightCount, device.weightDepth)) and biases "
          + "\(memory(configuration.biasCount, device.biasDepth)) of each lane, features "
          + memory(configuration.featureCount, device.featureDepth)),
      PlanFact("bitstream", "\(NumberText.grouped(configuration.bytes.count)) bytes"),
    ]
  }
}
