import Basic

/// What rounds of messages cost between the ranks of a plan.
package struct CommunicationModel: Sendable {
  /// The links between ranks, by sender and receiver.
  private let links: [[Link]]

  private let medium: DeviceEnvironment.Medium

  /// The number of ranks.
  package let ranks: Int

  /// Whether a message pays for its connection; if connections persist, plans pay once for each.
  package let paysConnections: Bool

  /// The groups of ranks that have links of their own, if there are any.
  package let tiers: TierGroups?

  /// Takes the links of the devices that take part.
  package init(_ environment: DeviceEnvironment, devices: [Int]) {
    ranks = devices.count
    medium = environment.medium
    paysConnections = environment.connections == .perMessage
    tiers = TierGroups(environment, devices: devices)
    links = devices.map { a in devices.map { b in environment.link(a, b) } }
  }

  /// The seconds of one message.
  private func time(_ message: Message) -> Double {
    let link = links[message.source][message.destination]
    let time = link.time(message.bytes.count)
    return paysConnections ? time : time - opening(link, message.bytes.count)
  }

  private func opening(_ link: Link, _ bytes: Int) -> Double {
    link.isProgrammed(bytes) ? 0 : link.latency
  }

  /// The seconds of one round: of a shared medium the sum of all messages, and otherwise the time
  /// of the busiest port.
  package func time(of round: Collective) -> Double {
    switch medium {
    case .shared: return round.messages.reduce(0) { $0 + time($1) }
    case .switched:
      var ports = [(out: Double, in: Double)](repeating: (0, 0), count: ranks)
      for message in round.messages {
        let time = time(message)
        ports[message.source].out += time
        ports[message.destination].in += time
      }
      return ports.reduce(0) { max($0, $1.out, $1.in) }
    }
  }

  /// The seconds of rounds one after the other.
  package func time(of rounds: [Collective]) -> Double {
    rounds.reduce(0) { $0 + time(of: $1) }
  }

  /// The rounds of a change of states: one, or those by way of the leaders of tiers where they are
  /// faster; `nil` if it takes more than one or cannot be.
  package func rounds(
    of tensor: WireTensor, from source: ShardingState, to target: ShardingState,
    usesTiers: Bool
  ) -> [Collective]? {
    guard let round = Collective.round(of: tensor, from: source, to: target, ranks: ranks) else {
      return nil
    }
    guard usesTiers, let tiers,
      let tiered = Collective.tieredRounds(
        of: tensor, from: source, to: target, ranks: ranks, tiers: tiers),
      time(of: tiered) < time(of: round)
    else { return [round] }
    return tiered
  }

  /// The round with what moves each of its messages.
  func choosingTransfers(_ round: Collective) -> Collective {
    var round = round
    for index in round.messages.indices {
      let message = round.messages[index]
      let link = links[message.source][message.destination]
      round.messages[index].isProgrammed = link.isProgrammed(message.bytes.count)
    }
    return round
  }

  /// The seconds that opening persistent connections takes, once for each ordered pair used.
  package func openingTime(of rounds: [Collective]) -> Double {
    guard !paysConnections else { return 0 }
    var used = [Bool](repeating: false, count: ranks * ranks)
    var total = 0.0
    for message in rounds.flatMap(\.messages) {
      let pair = message.source * ranks + message.destination
      let link = links[message.source][message.destination]
      guard !used[pair], !link.isProgrammed(message.bytes.count) else { continue }
      used[pair] = true
      total += link.latency
    }
    return total
  }
}
