import Basic
import IR
import Operators

extension DeviceEmitter {
  /// Calls MPI for an exchange with other devices.
  mutating func emitCommunication(_ id: ID<Operation>) {
    let (operation, call) = (graph[id], graph.call(id))
    let result = operation.results[0]
    switch operation.kind {
    case Send.name:
      let x = operation.operands[0]
      statement(
        "MPI_Send(\(name(x)), \(graph[x].type.byteCount), MPI_BYTE, \(call.attributes.integer("to")), 0, "
          + "MPI_COMM_WORLD)")
      alias(result, x)
    case Receive.name:
      statement(
        "MPI_Recv(\(declare(result)), \(graph[result].type.byteCount), MPI_BYTE, "
          + "\(call.attributes.integer("from")), 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE)")
    default:
      guard let layout = CollectiveCatalog.layout(operation.kind, call) else {
        return refuse(id, "there is no form in MPI")
      }
      emit(
        Exchange(
          layout: layout, kind: operation.kind, x: operation.operands.first, result: result))
    }
  }

  /// A collective operation.
  struct Exchange {
    let layout: CollectiveLayout
    let kind: String
    let x: ID<Value>?
    let result: ID<Value>

    /// The devices that take part, whose places are their ranks.
    var devices: [Int] { layout.participants }

    /// The rank of the device that alone holds or needs something.
    func rank(_ device: Int?) -> Int { devices.firstIndex { $0 == device } ?? 0 }

    /// The bytes of a region.
    func bytes(_ region: Region?) -> Int {
      region.map { $0.type(of: layout.whole).byteCount } ?? 0
    }
  }

  private mutating func emit(_ exchange: Exchange) {
    let (layout, devices) = (exchange.layout, exchange.devices)
    let communicator = fresh("communicator_")
    declarations += "static MPI_Comm \(communicator);\n"
    statement(
      "if (!\(communicator)) \(communicator) = dnnc_communicator(\(CText.literal(devices)), "
        + "\(devices.count))")
    let needed = layout.needed(by: device)
    switch exchange.kind {
    case CollectiveBroadcast.name:
      let root = exchange.rank(layout.held.first?.device)
      var buffer = exchange.x.map { "(void *)\(name($0))" }
      if let x = exchange.x { alias(exchange.result, x) }
      if buffer == nil { buffer = declare(exchange.result) }
      statement(
        "MPI_Bcast(\(buffer ?? ""), \(layout.whole.byteCount), MPI_BYTE, \(root), \(communicator))")
    case CollectiveReduce.name, AllReduce.name, ReduceScatter.name:
      reduce(exchange, communicator)
    default:
      let target: String? = needed.map { _ in declare(exchange.result) }
      if target == nil, let x = exchange.x { alias(exchange.result, x) }
      move(exchange, communicator, into: target)
    }
  }

  // MARK: - Sums

  private mutating func reduce(_ exchange: Exchange, _ communicator: String) {
    let layout = exchange.layout
    let count = layout.whole.elementCount
    let number = layout.whole.element == .f32 ? "MPI_FLOAT" : "MPI_INT32_T"
    let term: String
    if let x = exchange.x {
      term = name(x)
    } else {
      // A device without a term adds nothing.
      sendBytes = max(sendBytes, count * 4)
      statement("memset(send_buffer, 0, \(count * 4))")
      term = "send_buffer"
    }
    let needed = layout.needed(by: device)
    let target = needed.map { _ in declare(exchange.result) }
    if target == nil, let x = exchange.x { alias(exchange.result, x) }
    switch exchange.kind {
    case CollectiveReduce.name:
      let root = exchange.rank(layout.needed.first?.device)
      statement(
        "MPI_Reduce(\(term), \(target ?? "0"), \(count), \(number), MPI_SUM, \(root), "
          + "\(communicator))")
    case AllReduce.name:
      if target == nil { receiveBytes = max(receiveBytes, count * 4) }
      statement(
        "MPI_Allreduce(\(term), \(target ?? "receive_buffer"), \(count), \(number), MPI_SUM, "
          + "\(communicator))")
    default:
      let parts = exchange.devices.map { layout.needed(by: $0) }
      let whole = Region(all: layout.whole.shape)
      sendBytes = max(sendBytes, count * 4)
      receiveBytes = max(receiveBytes, 4)
      if term != "send_buffer" {
        var offset = 0
        for part in parts {
          guard let part else { continue }
          copy(part, of: whole, term, into: part, "send_buffer + \(offset)", 4)
          offset += exchange.bytes(part)
        }
      }
      statement(
        "MPI_Reduce_scatter(send_buffer, \(target ?? "receive_buffer"), "
          + "\(CText.literal(parts.map { exchange.bytes($0) / 4 })), \(number), MPI_SUM, "
          + "\(communicator))")
    }
  }

  // MARK: - Parts

  private mutating func move(
    _ exchange: Exchange, _ communicator: String, into target: String?
  ) {
    let (layout, devices) = (exchange.layout, exchange.devices)
    let (held, needed) = (layout.held(by: device), layout.needed(by: device))
    let width = layout.whole.element.storedBytes
    /// What this device sends to each, and gets from each, itself among them.
    let outgoing = devices.map { other -> Region? in
      guard let held, let theirs = layout.needed(by: other) else { return nil }
      let common = held.intersection(theirs)
      return common.isEmpty ? nil : common
    }
    let incoming = devices.map { other -> Region? in
      guard let needed, let theirs = layout.held(by: other) else { return nil }
      let common = theirs.intersection(needed)
      return common.isEmpty ? nil : common
    }
    let (sends, receives) = (Counts(exchange, outgoing), Counts(exchange, incoming))
    let source = exchange.x.map { name($0) } ?? "0"
    let gathers = [CollectiveGather.name, AllGather.name].contains(exchange.kind)
    if !gathers, let held {
      sendBytes = max(sendBytes, sends.total)
      for (region, offset) in zip(outgoing, sends.offsets) {
        guard let region else { continue }
        copy(region, of: held, source, into: region, "send_buffer + \(offset)", width)
      }
    }
    if exchange.kind != CollectiveScatter.name {
      receiveBytes = max(receiveBytes, receives.total)
    }
    let own = exchange.bytes(held)
    let mine = exchange.bytes(needed)
    let received = "receive_buffer, \(receives.text), MPI_BYTE"
    switch exchange.kind {
    case CollectiveGather.name:
      let root = exchange.rank(layout.needed.first?.device)
      statement(
        "MPI_Gatherv(\(source), \(own), MPI_BYTE, "
          + (target == nil ? "0, 0, 0, MPI_BYTE" : received) + ", \(root), \(communicator))")
    case AllGather.name:
      statement(
        "MPI_Allgatherv(\(source), \(own), MPI_BYTE, \(received), \(communicator))")
    case CollectiveScatter.name:
      let root = exchange.rank(layout.held.first?.device)
      statement(
        "MPI_Scatterv("
          + (held == nil ? "0, 0, 0, MPI_BYTE" : "send_buffer, \(sends.text), MPI_BYTE")
          + ", \(target ?? "0"), \(mine), MPI_BYTE, \(root), \(communicator))")
      return
    default:
      sendBytes = max(sendBytes, 1)
      receiveBytes = max(receiveBytes, 1)
      statement(
        "MPI_Alltoallv(send_buffer, \(sends.text), MPI_BYTE, \(received), \(communicator))")
    }
    guard let target, let needed else { return }
    for (region, offset) in zip(incoming, receives.offsets) {
      guard let region else { continue }
      copy(region, of: region, "receive_buffer + \(offset)", into: needed, target, width)
    }
  }

  /// The bytes to or from each device, and where they lie in a buffer.
  private struct Counts {
    let bytes: [Int]
    let offsets: [Int]
    var total: Int { bytes.reduce(0, +) }
    var text: String { "\(CText.literal(bytes)), \(CText.literal(offsets))" }

    init(_ exchange: Exchange, _ regions: [Region?]) {
      bytes = regions.map(exchange.bytes)
      var offset = 0
      offsets = bytes.map { count in
        defer { offset += count }
        return offset
      }
    }
  }

  /// Copies a region from what holds one region into what holds another.
  private mutating func copy(
    _ region: Region, of held: Region, _ source: String, into needed: Region, _ target: String,
    _ bytes: Int
  ) {
    let strides = (
      NDArray<Int8>.strides(of: needed.shape), NDArray<Int8>.strides(of: held.shape)
    )
    for box in region.boxes {
      func offset(_ whole: Region, _ strides: [Int]) -> Int {
        zip(whole.position(of: box), strides).reduce(0) { $0 + $1.0 * $1.1 }
      }
      copy(
        target, offset(needed, strides.0), strides.0, source, offset(held, strides.1), strides.1,
        box.map(\.count), bytes)
    }
  }
}
