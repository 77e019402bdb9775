import Backend
import Basic

extension CrossbarPlan {
  /// The plan without its image, by the published schema.
  package var json: JSONValue {
    document([
      "totals": totals.json(arrays: arrays.count),
      "packing": [
        "order": .string(order.rawValue),
        "compared": .array(
          compared.map { ["order": .string($0.order.rawValue), "arrays": .integer($0.arrays)] }),
      ],
      "writing": [
        "words": .integer(writing.words),
        "time_ns": .number(writing.time.value),
        "energy_pj": .number(writing.energy.value),
      ],
      "layers": .array(layers.map(\.json)),
      "arrays": .array(arrays.enumerated().map { $1.json(id: $0) }),
      "jobs": .array(jobs.map(\.json)),
      "checks": .array(CrossbarRules.checks(of: self).map { .string($0.code) }),
    ])
  }
}

extension PlanTotals {
  func json(arrays: Int) -> JSONValue {
    [
      "arrays": .integer(arrays),
      "lower_bound_arrays": .integer(lowerBound),
      "tiles": .integer(tiles),
      "used_cells": .integer(usedCells),
      "unused_cells": .integer(unusedCells),
      "jobs": .integer(jobs),
      "analog_macs": .integer(analogMACs),
      "digital_macs": .integer(digitalMACs),
      "analog_cycles": .number(analog.cycles.count),
      "digital_cycles": .number(digital.cycles.count),
      "analog_energy_pj": .number(analog.energy.value),
      "digital_energy_pj": .number(digital.energy.value),
      "latency_ns": .number(latency.value),
      "cycles_on_cores": .number(cyclesOnCores.count),
      "unmodelled": .array(unmodelled.map { .string($0) }),
    ]
  }
}

extension PlanLayer {
  var json: JSONValue {
    [
      "name": .string(name),
      "value": .string(value),
      "kind": .string(kind),
      "engine": .string(engine.rawValue),
      "rule": rule.map { .string($0) } ?? .null,
      "reason": .string(reason),
      "macs": .integer(macs),
      "analog_cycles": .number(analog.cycles.count),
      "analog_energy_pj": .number(analog.energy.value),
      "digital_cycles": .number(digital.cycles.count),
      "digital_energy_pj": .number(digital.energy.value),
      "is_modelled": .bool(isModelled),
      "cycles_on_cores": .number(cyclesOnCores.count),
      "mapping": mapping?.json ?? .null,
    ]
  }
}

extension LayerMapping {
  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("map", map.json),
      .init("groups", .integer(groups)),
      .init("rows", .integer(rows)),
      .init("outputs", .integer(outputs)),
      .init("encoding", .string(encoding.rawValue)),
      .init("input_shift", .integer(inputShift)),
      .init("zero", .integer(zero)),
      .init("row_parts", .integer(rowParts)),
      .init("column_parts", .integer(columnParts)),
      .init("jobs", .integer(jobs)),
      .init("partial_adds", .integer(partialAdds)),
      .init("input_sums", .integer(inputSums)),
      .init("utilisation", .number(utilisation)),
      .init("offsets", .array(offsets.map { .integer(Int($0)) })),
    ]
    if let sharing { members.append(.init("sharing", sharing.json)) }
    return .object(members)
  }
}

extension LowHalfSharing {
  var json: JSONValue {
    [
      "group": .integer(groupSize),
      "wide": .array(wide.map { .array($0.map { .integer($0) }) }),
      "products": .integer(products),
      "sha256": .string(digest.description),
    ]
  }
}

extension ActivationMap {
  var json: JSONValue {
    [
      "images": .integer(images),
      "size": [.integer(height), .integer(width), .integer(channels)],
      "input_size": [.integer(inputHeight), .integer(inputWidth)],
      "input_start": [.integer(top), .integer(left)],
      "kernel": [.integer(kernelHeight), .integer(kernelWidth)],
      "stride": [.integer(strideY), .integer(strideX)],
      "dilation": [.integer(dilationY), .integer(dilationX)],
      "output_size": [.integer(outputHeight), .integer(outputWidth)],
      "is_vectors": .bool(isVectors),
    ]
  }
}

extension PlanArray {
  func json(id: Int) -> JSONValue {
    [
      "id": .integer(id),
      "used_cells": .integer(usedCells),
      "sha256": .string(digest.description),
      "tiles": .array(
        tiles.map { placed in
          [
            "layer": .integer(placed.tile.layer),
            "group": .integer(placed.tile.group),
            "rows": placed.tile.rows.json,
            "columns": placed.tile.columns.json,
            "x": .integer(placed.x),
            "y": .integer(placed.y),
          ]
        }),
    ]
  }
}

extension PlanJob {
  var json: JSONValue {
    [
      "layer": .integer(layer),
      "array": .integer(array),
      "tile": .integer(tile),
      "start_x": .integer(rectangle.x),
      "start_y": .integer(rectangle.y),
      "width": .integer(rectangle.width),
      "height": .integer(rectangle.height),
      "source": .integer(source),
      "rows": gather.rows.json,
      "line_length": .integer(gather.line),
      "lines": .integer(gather.lines),
      "line_stride": .integer(gather.lineStride),
      "roll_stride": .integer(gather.rollStride),
      "num_jobs": .integer(count),
      "alpha_in": alphaIn.json,
      "beta_in": betaIn.json,
      "destination": .integer(destination),
      "alpha_out": alphaOut.json,
      "beta_out": betaOut.json,
      "adc_low": .number(adcLow),
      "adc_high": .number(adcHigh),
    ]
  }
}

extension PlanJob.Loop {
  var json: JSONValue { [.integer(length), .integer(stride)] }
}

extension Range<Int> {
  var json: JSONValue { [.integer(lowerBound), .integer(upperBound)] }
}
