import Backend
import Basic
import IR

extension BitVertPlan {
  /// The plan without its weights and selections, by the published schema.
  package var json: JSONValue {
    document([
      "totals": totals.json,
      "layers": .array(layers.map(\.json)),
      "checks": .array(BitVertRules.checks.map { .string($0.code) }),
    ])
  }
}

extension BitVertTotals {
  var json: JSONValue {
    [
      "array_macs": .integer(arrayMACs),
      "host_macs": .integer(hostMACs),
      "tiles": .integer(tiles),
      "compute_cycles": .number(computeCycles.count),
      "dram_cycles": .number(dramCycles.count),
      "cycles": .number(cycles.count),
      "energy": energy.json,
      "dense_bits": .integer(denseBits),
      "stored_bits": .integer(storedBits),
      "unpruned_cycles": .number(unpruned.cycles.count),
      "unpruned_energy_pj": .number(unpruned.energy.value),
    ]
  }
}

extension EnergyBreakdown {
  var json: JSONValue {
    [
      "compute_pj": .number(compute.value), "sram_read_pj": .number(sramRead.value),
      "sram_write_pj": .number(sramWrite.value), "dram_pj": .number(dram.value),
    ]
  }
}

extension BitVertLayer {
  var json: JSONValue {
    [
      "name": .string(name),
      "value": .string(value),
      "kind": .string(kind),
      "rule": rule.map { .string($0) } ?? .null,
      "reason": .string(reason),
      "macs": .integer(macs),
      "mapping": mapping?.json ?? .null,
    ]
  }
}

extension BitVertMapping {
  var json: JSONValue {
    [
      "shape": shape.json,
      "zero": .integer(zero),
      "encoding": encoding?.json ?? .null,
      "direction": .string(tiling.split.direction.rawValue),
      "pieces": .integer(tiling.split.count),
      "windows": .integer(tiling.windows),
      "runs": .array(
        tiling.runs.map {
          [
            "channels": [.integer($0.channels.lowerBound), .integer($0.channels.upperBound)],
            "rows": .integer($0.rows), "columns": .integer($0.columns),
          ]
        }),
      "weights": weights.json,
      "selections": selections.json,
      "statistics": [
        "columns": .integer(statistics.columns), "inverted": .integer(statistics.inverted),
        "selected": .integer(statistics.selected), "ones": .integer(statistics.ones),
      ],
      "tiles": .integer(cost.tiles),
      "compute_cycles": .number(cost.computeCycles.count),
      "dram_cycles": .number(cost.dramCycles.count),
      "energy": cost.energy.json,
      "offsets": .array(offsets.map { .integer(Int($0)) }),
    ]
  }
}

extension BitVertMapping.Part {
  var json: JSONValue {
    [
      "bytes": [.integer(bytes.lowerBound), .integer(bytes.upperBound)],
      "sha256": .string(digest.description),
    ]
  }
}

extension LayerShape {
  var json: JSONValue {
    [
      "channels": .integer(channels), "filters": .integer(filters), "groups": .integer(groups),
      "input": input.json, "output": output.json, "kernel": kernel.json, "stride": stride.json,
      "dilation": dilation.json, "start": [.integer(top), .integer(left)],
      "is_vectors": .bool(isVectors),
    ]
  }
}

extension PlaneSize {
  var json: JSONValue { [.integer(height), .integer(width)] }
}

extension BitSparseEncoding {
  var json: JSONValue {
    [
      "method": .string(method.rawValue), "columns": .integer(columns), "group": .integer(group),
      "constant_bits": .integer(constantBits),
      "sensitive": .array(sensitive.map { .integer($0) }),
    ]
  }
}
