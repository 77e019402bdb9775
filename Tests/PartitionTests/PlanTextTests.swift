import Basic
import IR
import Operators
import Partition
import Testing

/// Plans and explanations as text and JSON.
@Suite struct PlanTextTests {
  static let environment = Planning.environment(
    [4e8, 2e8, 1e8], latency: 1e-5, bandwidth: 1e9)

  private func plan(_ settings: SplitSettings) throws -> SplitPlan {
    var bag = DiagnosticBag()
    return try #require(
      Splitter.split(
        ReferenceNetwork.lenet5.program, catalog: .standard, Self.environment, settings, &bag))
  }

  @Test func textIsAsPublished() throws {
    let plan = try plan(SplitSettings(.interleaved))
    #expect(plan.text(names: PlanNames(ReferenceNetwork.lenet5.program)) == Self.text)
  }

  @Test func explanationIsAsPublished() throws {
    let settings = SplitSettings(.auto)
    let explanation = Explainer.explain(
      try plan(settings), ReferenceNetwork.lenet5.program, catalog: .standard, Self.environment,
      settings)
    #expect(explanation.text == Self.explanation)
  }

  @Test func documentHasEveryMessage() throws {
    let plan = try plan(SplitSettings(.interleaved))
    let json = plan.json(names: PlanNames(ReferenceNetwork.lenet5.program))
    #expect(try JSONReader.read(json.text).text == json.text)
    #expect(json["format"] == .string("split-plan"))
    #expect(json["totals"]?["connections"] == .integer(plan.connections))
    guard case .array(let units) = json["units"], case .array(let entries) = units[0]["entries"],
      case .array(let rounds) = entries[0]["rounds"],
      case .array(let messages) = rounds[0]["messages"]
    else {
      Issue.record("the plan has no messages")
      return
    }
    #expect(messages.map { $0["bytes"] } == [.integer(4096), .integer(4096)])
    #expect(units.count == 5)
  }

  static let text = """
    split-plan 1

    network      lenet5
    strategy     iop
    devices      d0, d1, d2
    latency      957.22 us
      computing  661.60 us
      messages   295.62 us
    connections  12
    bytes sent   21,952
    peak memory  153,532 B

    devices
      rank  device  weights B  activations B  peak B   memory B  sends  sent B
      0     d0      139,420    14,112         153,532  -         6      18,560
      1     d1      75,804     10,976         86,780   -         3      2,088
      2     d2      31,600     7,840          39,440   -         3      1,304

    units
      #  unit                          mode  in  out  parts       MACs                   time       weights B              activations B
      0  conv2d3+max_pool2d4           oc    R   C    3:2:1       58,800 39,200 19,600   196.00 us  312 208 104            13,504 10,368 7,232
      1  conv2d7+max_pool2d8+flatten9  oc    R   C    9:5:2       135,000 75,000 30,000  375.00 us  5,436 3,020 1,208      14,112 10,976 7,840
      2  dense12                       ic    C   D    225:125:50  27,000 15,000 6,000    75.00 us   108,480 60,000 24,000  1,860 980 680
      3  dense15                       oc    R   C    48:24:12    5,760 2,880 1,440      14.40 us   23,232 11,616 5,808    960 960 960
      4  dense18                       ic    C   D    48:24:12    480 240 120            1.20 us    1,960 960 480          272 136 88

    boundaries
      #  value        where     change  by                topology  connections  bytes   time
      0  x            before 0  D->R    broadcast         direct    2            8,192   85.54 us
      1  max_pool2d4  before 1  C->R    gather+broadcast  star      4            11,760  134.08 us
      2  dense12      in 2      P->D    reduce            direct    2            960     27.68 us
      3  dense12      before 3  D->R    broadcast         direct    2            960     27.68 us
      4  dense18      in 4      P->D    reduce            direct    2            80      20.64 us

    messages
      #  round      value        from  to  elements  bytes  region
      0  broadcast  x            0     1   1,024     4,096  all
      0  broadcast  x            0     2   1,024     4,096  all
      1  gather     max_pool2d4  1     0   392       1,568  axis 1 3..<5
      1  gather     max_pool2d4  2     0   196       784    axis 1 5..<6
      1  broadcast  max_pool2d4  0     1   1,176     4,704  all
      1  broadcast  max_pool2d4  0     2   1,176     4,704  all
      2  reduce     dense12      1     0   120       480    all
      2  reduce     dense12      2     0   120       480    all
      3  broadcast  dense12      0     1   120       480    all
      3  broadcast  dense12      0     2   120       480    all
      4  reduce     dense18      1     0   10        40     all
      4  reduce     dense18      2     0   10        40     all

    """

  static let explanation = """
    possible pairs, against both by output channels
      by output channels            by input channels             saves     in the plan  because
      conv2d3+max_pool2d4           conv2d7+max_pool2d8+flatten9  18.93 us  no           shares a product with the pair of conv2d7+max_pool2d8+flatten9
      conv2d7+max_pool2d8+flatten9  dense12                       26.46 us  yes          no gather between, one reduction behind
      dense12                       dense15                       21.15 us  no           shares a product with the pair of conv2d7+max_pool2d8+flatten9
      dense15                       dense18                       22.53 us  no           solo and solo are faster here

    units in their next best mode
      unit                          mode  next best mode  slower by
      conv2d3+max_pool2d4           h     oc              4.43 us
      conv2d7+max_pool2d8+flatten9  oc    ic              5.50 us
      dense12                       ic    oc              6.25 us
      dense15                       solo  ic              6.25 us
      dense18                       solo  replicated      14.79 us

    every strategy on these devices
      strategy       latency    connections  bytes sent  peak memory B
      solo           1.04 ms    0            0           270,344
      oc             1.06 ms    20           25,848      155,808
      coedge-halo    912.40 us  7            5,888       260,136
      coedge-concat  1.04 ms    8            20,256      260,136
      iop            957.22 us  12           21,952      153,532
      iop-optimal    957.22 us  12           21,952      153,532
      auto           828.11 us  4            6,976       200,604

    """
}
