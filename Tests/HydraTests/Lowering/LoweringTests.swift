import Backend
import Basic
import Hydra
import IR
import Interpreter
import Operators
import Passes
import TestSupport
import Testing

@Suite struct LoweringTests {
  /// The plan of a program.
  static func plan(_ program: Program, _ target: HydraTarget) throws -> HydraPlan {
    var bag = DiagnosticBag()
    return try #require(HydraBackend(target: target).plan(program, &bag), "\(bag.diagnostics)")
  }

  /// The device against the integer program as its definitions compute it.
  @Test(
    arguments: LoweredNetwork.all,
    [
      (1, NumberProfile.byte), (4, .byte), (7, .byte), (1, .word), (5, .word),
    ] as [(Int, NumberProfile)])
  func replayIsTheIntegerProgram(
    network: LoweredNetwork, device: (lanes: Int, profile: NumberProfile)
  ) throws {
    let program = try LoweredNetwork.integer(network.real(), profile: device.profile)
    let target = LoweredNetwork.target(
      lanes: device.lanes, profile: device.profile, overlapsDrain: device.lanes == 7)
    let plan = try Self.plan(program, target)
    let interpreter = Interpreter(catalog: .standard, kernels: .definitions)
    for seed in 0..<2 {
      let input = Tensor(
        program.graph[program.graph.inputs[0]].type,
        integers: plan.configuration.randomInputs(seed: seed).map { Int32($0) })
      var expected: [Tensor] = []
      _ = try interpreter.run(program, inputs: [input]) { expected.append($1) }
      var (found, bag): ([Tensor], DiagnosticBag) = ([], DiagnosticBag())
      let outputs = HydraBackend.simulate(plan, program, inputs: [input], &bag) {
        found.append($1)
      }
      #expect(found == expected, "\(bag.diagnostics)")
      #expect(outputs == [try #require(expected.last)])
    }
  }

  @Test(arguments: LoweredNetwork.all, NumberProfile.allCases)
  func plansReadBack(network: LoweredNetwork, profile: NumberProfile) throws {
    let program = try LoweredNetwork.integer(network.real(), profile: profile)
    let plan = try Self.plan(program, LoweredNetwork.target(lanes: 3, profile: profile))
    var bag = DiagnosticBag()
    let back = HydraBackend.decode(HydraBackend(target: plan.target).emit(plan), &bag)
    #expect(back == plan, "\(bag.diagnostics)")
    #expect(back?.text == plan.text)
    HydraBackend.verify(plan, &bag)
    #expect(bag.diagnostics.isEmpty)
    for id in program.graph.order {
      #expect(HydraBackend(target: plan.target).support(for: id, in: program) == .native)
    }
  }

  @Test(arguments: LoweredNetwork.all, NumberProfile.allCases)
  func fixedPointIsNearTheRealNetwork(network: LoweredNetwork, profile: NumberProfile) throws {
    let program = try network.real()
    let integer = try LoweredNetwork.integer(program, profile: profile)
    let plan = try Self.plan(integer, LoweredNetwork.target(lanes: 4, profile: profile))
    let context = LoweredNetwork.context()
    var error = 0.0
    var largest = 0.0
    for seed in 0..<4 {
      let inputs = context.samples.sample(seed, for: program)
      let expected = try Interpreter(catalog: .standard).run(program, inputs: inputs)[0].numbers
      var bag = DiagnosticBag()
      let features = TrainedNetwork.features(inputs, of: integer)
      let found = try #require(HydraBackend.simulate(plan, integer, inputs: features, &bag))[0]
        .realNumbers
      for (a, b) in zip(expected, found) {
        (error, largest) = (max(error, abs(a - b)), max(largest, abs(a)))
      }
    }
    // Six roundings to 8 bits in a row; with 16 bits the error of the table of sigmoid and tanh.
    #expect(error < largest * (profile == .byte ? 0.12 : 0.003) + 1e-9, "\(error) of \(largest)")
  }

  /// The passes before and behind the quantization leave what the device needs.
  @Test(arguments: LoweredNetwork.all)
  func standardPassesKeepTheLayers(network: LoweredNetwork) throws {
    let real = try network.real()
    var bag = DiagnosticBag()
    let text =
      "fuse-quantized,fold-constants,fold-batch-norm,fixpoint(canonicalize,fuse-activation,cse,dce),"
      + "\(HydraQuantize.name),fixpoint(fold-constants,canonicalize,cse,dce)"
    let catalog = PassCatalog(PassCatalog.standard.passes + HydraBackend.passes)
    let pipeline = try #require(PipelineParser.parse(text, catalog: catalog, into: &bag))
    var context = LoweredNetwork.context()
    var program = real
    var options = PassManager.Options()
    options.checksSemantics = true
    let run = try PassManager(pipeline, options: options).run(on: &program, &context)
    #expect(run.succeeded && context.bag.diagnostics.isEmpty, "\(context.bag.diagnostics)")
    let plan = try Self.plan(program, LoweredNetwork.target())
    let direct = try Self.plan(LoweredNetwork.integer(real), LoweredNetwork.target())
    #expect(plan.configuration == direct.configuration)
  }

  @Test func planInWords() throws {
    let network = LoweredNetwork(
      "plan", "x: f32[1, 2, 6, 6]",
      """
        c = relu(conv2d(x, filters = 5, kernel = [3, 3], padding = [1, 1, 1, 1]))
        p = max_pool2d(c, window = [2, 2], stride = [2, 2])
        y = tanh(dense(flatten(p), units = 6))
      """)
    let plan = try Self.plan(try LoweredNetwork.integer(network.real()), LoweredNetwork.target())
    let text = plan.text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("program") }.joined(separator: "\n")
    #expect(
      text == """
        dnnc hydra plan 1

        network     n
        target      test: 4 lanes of 8 bits, sums of 32 bits, 100 MHz
        bitstream   880 bytes, needs sigmoid+windows+channelwise
        work        3,690 operations
        latency     22.16 us = 2,216 cycles, ideal 922.5
        lanes used  41.6 %
        weights     126 of 65,536 a lane, 28.6 % of them padding
        biases      4 of 4,096 a lane
        features    252 of 65,536

        layers
          #  layer       what                                                              passes  fractions   shifts  rounding  cycles  ideal    used
          0  c.conv2d+c  dense 6x6x2 -> 6x6x5, kernel 3x3, stride 1x1, relu, 2 passes           2  6 + 7 -> 5  8, 0    half-up    1,781  810.0  45.5 %
          1  p           channel-maximum 6x6x5 -> 3x3x5, kernel 2x2, stride 2x2, 2 passes       2  5 + 0 -> 5  0, 0    floor        314   45.0  14.3 %
          2  y.dense+y   dense 45 -> 6, tanh, 2 passes                                          2  5 + 8 -> 7  1, 7    half-up      121   67.5  55.8 %

        cycles
          #  layer       configuration  bias  multiplication  pipeline  load  drain  flush  wait  total
          0  c.conv2d+c             13    72           1,296       144    72    180      4     0  1,781
          1  p                      13    18             180        36    18     45      4     0    314
          2  y.dense+y              13     2              90         4     2      6      4     0    121
             all                    39    92           1,566       184    92    231     12     0  2,216

        ranges
          #  layer       least sum  greatest  bits  of  features     saturates
          0  c.conv2d+c    -97,511    96,034    18  32  0 to 127     features may
          1  p                   0       127     8  32  0 to 127     never
          2  y.dense+y    -163,570   169,532    19  32  -128 to 127  arguments and features may

        memory
          value  features  from   to  weights from  biases from
          input        72     0   72             -            -
          c           180    72  252             0            0
          p            45     0   45             -            -
          y             6   246  252            36            2

        """)
  }

  @Test func everythingThatIsRefusedIsNamedAtOnce() throws {
    let network = LoweredNetwork(
      "refused", "x: f32[1, 4, 8, 8]",
      """
        a = conv2d(x, filters = 4, kernel = [3, 3], dilation = [2, 2])
        b = conv2d(x, filters = 4, kernel = [3, 3], groups = 2)
        c = average_pool2d(x, window = [2, 2], stride = [1, 1], padding = [1, 1, 1, 1])
        d = leaky_relu(conv2d(x, filters = 4, kernel = [1, 1]), alpha = 0.3)
        e = softplus(x)
        y = add(x, e)
      """)
    var context = LoweredNetwork.context(samples: 1)
    var program = try network.real()
    #expect(
      HydraQuantize(PassOptions([], HydraQuantize.options)).run(on: &program, &context)
        == .unchanged)
    #expect(
      context.bag.diagnostics.map(\.code) == [
        "hydra.s4", "hydra.s4", "hydra.s12", "hydra.s9", "hydra.s1",
      ], "\(context.bag.diagnostics.map(\.message))")
  }

  @Test func aDeviceThatIsTooSmallSaysByHowMuch() throws {
    let program = try LoweredNetwork.integer(LoweredNetwork.all[3].real())
    var target = LoweredNetwork.target()
    target.device.weightDepth = 20
    target.device.biasDepth = 3
    target.device.featureDepth = 100
    target.device.layerLimit = 2
    var bag = DiagnosticBag()
    #expect(HydraBackend(target: target).plan(program, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["hydra.p1", "hydra.p1", "hydra.p1", "hydra.p1"])
    target = LoweredNetwork.target()
    target.device.capabilities = []
    bag = DiagnosticBag()
    #expect(HydraBackend(target: target).plan(program, &bag) == nil)
    #expect(Set(bag.diagnostics.map(\.code)) == ["hydra.s10"])
    #expect(bag.diagnostics.count >= 4)
  }

  @Test func asymmetricScalesAreRefused() throws {
    var context = LoweredNetwork.context()
    var program = try LoweredNetwork.all[0].real()
    _ = Quantize(PassOptions([], Quantize.options)).run(on: &program, &context)
    var bag = DiagnosticBag()
    #expect(HydraBackend(target: LoweredNetwork.target()).plan(program, &bag) == nil)
    #expect(bag.diagnostics.first?.code == "hydra.s3")
  }

  @Test func changedFilesAreFound() throws {
    let program = try LoweredNetwork.integer(LoweredNetwork.all[0].real())
    let plan = try Self.plan(program, LoweredNetwork.target())
    func codes(_ change: (inout [Artifact]) -> Void) -> [String] {
      var artifacts = plan.artifacts
      change(&artifacts)
      var bag = DiagnosticBag()
      #expect(HydraBackend.decode(artifacts, &bag) == nil)
      return bag.diagnostics.map(\.code)
    }
    #expect(codes { $0.removeAll { $0.name == "network.hyb" } } == ["hydra.f2"])
    #expect(codes { $0[1].bytes.removeLast(3) } == ["hydra.f1"])
    #expect(codes { $0[0].bytes.append(10) } == ["hydra.f3"])
    #expect(codes { $0[2].bytes[60] ^= 1 } == ["hydra.e-crc"])
    func replacing(_ old: String, _ new: String) -> (inout [Artifact]) -> Void {
      {
        let text = String(decoding: $0[1].bytes, as: UTF8.self)
        $0[1].bytes = Array(text.replacing(old, with: new).utf8)
      }
    }
    #expect(codes(replacing("\"drain\": 7", "\"drain\": 8")) == ["hydra.f1"])
    let other = try Self.plan(
      LoweredNetwork.integer(LoweredNetwork.all[1].real()), LoweredNetwork.target())
    #expect(codes { $0[2] = other.artifacts[2] } == ["hydra.v2"])
    var edited = program
    edited.graph.name = "other"
    var bag = DiagnosticBag()
    #expect(PlanReplay(plan, edited, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["hydra.f4"])
  }
}

@Suite struct FeatureMemoryTests {
  @Test func aChainTakesItsLargestPair() throws {
    let program = try LoweredNetwork.integer(LoweredNetwork.all[3].real())
    let plan = try LoweringTests.plan(program, LoweredNetwork.target())
    let layers = plan.configuration.layers
    let sizes = [plan.configuration.input.count] + layers.map(\.outputCount)
    let pairs = zip(sizes, sizes.dropFirst()).map { $0 + $1 }
    #expect(plan.configuration.featureCount == pairs.max())
  }
}

@Suite struct TargetTests {
  static let names = RepositoryPaths.contents(
    of: RepositoryPaths.models.appendingPathComponent("targets")
  )
  .filter { $0.hasPrefix("hydra") }

  static func text(_ name: String) throws -> String {
    try String(
      contentsOf: RepositoryPaths.models.appendingPathComponent("targets/\(name)"), encoding: .utf8)
  }

  @Test(arguments: names)
  func filesReadAndWrite(name: String) throws {
    let text = try Self.text(name)
    var bag = DiagnosticBag()
    let target = HydraTarget.read(try JSONReader.read(text), file: name, &bag)
    #expect(bag.diagnostics.isEmpty)
    #expect(target?.json.text == text)
    #expect("\(target?.name ?? "").json" == name)
  }

  @Test func wrongTargetsAreExplained() throws {
    let json = try JSONReader.read(try Self.text("hydra-8.json"))
    var bag = DiagnosticBag()
    let overrides = [
      ("lanes", "0"), ("data_bits", "12"), ("capabilities", "windows+gelu"), ("lane", "3"),
      ("overlaps_drain", "yes"), ("kind", "crossbar"),
    ]
    #expect(HydraTarget.read(json, file: "t.json", overrides: overrides, &bag) == nil)
    #expect(
      bag.diagnostics.map(\.code).sorted() == [
        "hydra.t1", "hydra.t2", "hydra.t4", "hydra.t5", "hydra.t5", "hydra.t5",
      ])
    bag = DiagnosticBag()
    let target = HydraTarget.read(
      json, file: "t.json", overrides: [("lanes", "3"), ("capabilities", "windows")], &bag)
    #expect(target?.device.lanes == 3 && target?.device.capabilities == [.windows])
  }
}
