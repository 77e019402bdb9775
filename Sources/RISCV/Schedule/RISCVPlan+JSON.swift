import Basic

extension RISCVPlan {
  /// The plan by the published schema.
  package var json: JSONValue {
    document([
      "totals": totals.json,
      "tensors": .array(tensors.map(\.json)),
      "groups": .array(groups.map(\.json)),
      "steps": .array(steps.map(\.json)),
      "checks": .array(RISCVRules.checks.map { .string($0.code) }),
    ])
  }
}

extension PlanTotals {
  var json: JSONValue {
    [
      "macs": .integer(macs),
      "cycles": cycles.json,
      "latency_ns": .number(latency.value),
      "traffic": traffic.json,
      "l1_peak_bytes": .integer(l1Peak),
      "l2_peak_bytes": .integer(l2Peak),
      "l2_bound_bytes": .integer(l2Bound),
      "l2_whole_bound_bytes": .integer(l2WholeBound),
      "constant_bytes": .integer(constantBytes),
    ]
  }
}

extension StepCycles {
  var json: JSONValue {
    [
      "total": .integer(total), "compute": .integer(compute), "dma": .integer(transfers),
      "exposed": .integer(exposed),
    ]
  }
}

extension PlanTraffic {
  var json: JSONValue {
    [
      "l2_to_l1_bytes": .integer(loaded), "l1_to_l2_bytes": .integer(stored),
      "constants_to_l1_bytes": .integer(constants),
    ]
  }
}

extension MapShape {
  var json: JSONValue { [.integer(height), .integer(width), .integer(channels)] }
}

extension Range<Int> {
  var json: JSONValue { [.integer(lowerBound), .integer(upperBound)] }
}

extension PlanTensor {
  var json: JSONValue {
    [
      "name": .string(name),
      "element": .string(element.rawValue),
      "shape": shape.json,
      "role": .string(role.rawValue),
      "stored_rows": .integer(storedRows),
      "level": .string(level.rawValue),
      "offset": .integer(offset),
      "bytes": .integer(byteCount),
      "lifetime": lifetime.json,
    ]
  }
}

extension PlanStep {
  var json: JSONValue {
    [
      "name": .string(step.name),
      "value": .string(step.value),
      "operators": .array(step.operators.map { .string($0) }),
      "kernel": .string(step.kernel.rawValue),
      "reason": .string(step.reason),
      "inputs": .array(
        step.inputs.map {
          [
            "tensor": .integer($0.tensor), "shape": $0.shape.json,
            "zero_point": .integer(Int($0.zeroPoint)),
          ]
        }),
      "output": .integer(step.output),
      "output_channel": .integer(step.outputChannel),
      "extent": step.extent.json,
      "window": step.window.json,
      "padding": .integer(Int(step.padding)),
      "counts_padding": .bool(step.countsPadding),
      "table_bytes": .integer(step.tableBytes),
      "macs": .integer(step.macs),
      "run": .integer(step.run),
      "stored_weights": step.stored.map(\.json) ?? .null,
      "requantizations": .array(step.requantizations.map(\.json)),
      "stripes": .array(stripes.map { .integer($0) }),
      "tiling": tilingJSON,
      "buffers": .array(buffers.map(\.json)),
      "constants": .array(constants.map(\.json)),
      "transfers": .array(transfers.map(\.json)),
      "actions": .array(actions.map { .string($0.rawValue) }),
      "unit": .string(unit.rawValue),
      "shares": .array(shares.map(\.json)),
      "cycles": cycles.json,
      "traffic": traffic.json,
    ]
  }

  /// The tiles as loops, with the sizes of borders.
  private var tilingJSON: JSONValue {
    func loop(_ size: Int, _ extent: Int) -> JSONValue {
      let count = size > 0 ? (extent + size - 1) / size : 0
      return [
        "tile": .integer(size), "count": .integer(count),
        "border": .integer(extent - max(0, count - 1) * size),
      ]
    }
    return [
      "order": .string(tiling.order.rawValue),
      "rows": loop(tiling.rows, mostRows),
      "columns": loop(tiling.columns, step.extent.width),
      "channels": loop(tiling.channels, step.extent.channels),
    ]
  }

  /// The rows of the tallest stripe.
  package var mostRows: Int {
    zip(stripes, stripes.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
  }
}

extension StepWindow {
  var json: JSONValue {
    [
      "kernel": [.integer(kernelHeight), .integer(kernelWidth)],
      "stride": [.integer(strideHeight), .integer(strideWidth)],
      "dilation": [.integer(dilationHeight), .integer(dilationWidth)],
      "start": [.integer(top), .integer(left)],
    ]
  }
}

extension EncodedChannels {
  var json: JSONValue {
    [
      "method": .string(encoding.method.rawValue),
      "columns": .integer(encoding.columns),
      "group": .integer(encoding.group),
      "constant_bits": .integer(encoding.constantBits),
      "axis": .integer(encoding.axis),
      "sensitive": .array(encoding.sensitive.map { .integer($0) }),
      "positions": .integer(positions),
      "depth": .integer(depth),
    ]
  }
}

extension StepRequantization {
  var json: JSONValue {
    [
      "role": .string(role.rawValue),
      "rounding": .string(mode.rawValue),
      "input_bits": .integer(inputBits),
      "multiplier": factor.map { .integer(Int($0.multiplier)) } ?? .null,
      "shift": factor.map { .integer(Int($0.shift)) } ?? .null,
      "zero_in": .integer(Int(zeroIn)),
      "zero_out": .integer(Int(zeroOut)),
      "clamp": [.integer(Int(low)), .integer(Int(high))],
    ]
  }
}

extension PlanBuffer {
  var json: JSONValue {
    [
      "role": .string(role.rawValue), "offset": .integer(offset), "bytes": .integer(bytes),
      "copies": .integer(copies),
    ]
  }
}

extension PlanConstant {
  var json: JSONValue {
    [
      "role": .string(role.rawValue), "offset": .integer(offset), "bytes": .integer(bytes),
      "block_channels": .integer(blockChannels), "block_bytes": .integer(blockBytes),
      "block_starts": .array(blockStarts.map { .integer($0) }),
    ]
  }
}

extension PlanTransfer {
  var json: JSONValue {
    let tensor: JSONValue =
      switch source {
      case .tensor(let index): .integer(index)
      case .constants: .null
      }
    return [
      "tensor": tensor,
      "buffer": .string(buffer.rawValue),
      "direction": .string(isStore ? "store" : "load"),
      "changes": .array(changes.map { .string($0.rawValue) }),
      "external": .integer(external),
      "row_stride": .integer(rowStride),
      "column_stride": .integer(columnStride),
      "rows": .integer(rows),
      "pieces": .integer(pieces),
      "length": .integer(length),
      "future": .integer(future),
    ]
  }
}
