import Basic
import IR
import Testing

private let vector = TensorType(.f32, [4])

/// `x -> a = relu(x), b = relu(a), c = add(a, b)`, with the output `c`.
private struct Chain {
  var graph = Graph(name: "chain")
  let x: ID<Value>
  let a: ID<Value>
  let b: ID<Value>
  let c: ID<Value>

  init() {
    x = graph.addInput("x", vector)
    a = Chain.append(&graph, "relu", [x], "a")
    b = Chain.append(&graph, "relu", [a], "b")
    c = Chain.append(&graph, "add", [a, b], "c")
    graph.outputs = [c]
  }

  static func append(
    _ graph: inout Graph, _ kind: String, _ operands: [ID<Value>], _ name: String
  ) -> ID<Value> {
    let id = graph.append(Operation(kind, operands: operands), names: [name], types: [vector])
    return graph[id].results[0]
  }
}

@Suite struct GraphEditingTests {
  private var chain = Chain()

  @Test func namesStayUnique() {
    var graph = chain.graph
    let again = Chain.append(&graph, "relu", [chain.c], "a")
    let third = Chain.append(&graph, "relu", [chain.c], "a")
    #expect(graph[again].name == "a.2")
    #expect(graph[third].name == "a.3")
    #expect(graph.uniqueName("fresh") == "fresh")
    #expect(graph.uniqueName("fresh") == "fresh.2")
  }

  @Test func usesAreCountedWithOutputs() {
    let counts = chain.graph.useCounts
    #expect([chain.x, chain.a, chain.b, chain.c].map { counts[$0.index] } == [1, 2, 1, 1])
  }

  @Test func usesAreReplacedEverywhereAndAlongChains() {
    var graph = chain.graph
    graph.replaceUses([chain.b: chain.a, chain.a: chain.x])
    #expect(graph[graph.order[2]].operands == [chain.x, chain.x])
    #expect(graph[graph.order[1]].operands == [chain.x])
    #expect(graph.outputs == [chain.c])
    graph.replaceUses([chain.c: chain.b])
    #expect(graph.outputs == [chain.b])
    let before = graph
    graph.replaceUses([:])
    #expect(graph == before)
  }

  @Test func valuesKnowWhatDefinesThem() {
    let graph = chain.graph
    #expect(graph.definingOperation(of: chain.c) == graph.order[2])
    #expect(graph.definingOperation(of: chain.x) == nil)
    #expect(graph.constant(of: chain.x) == nil)
    #expect(graph[chain.x].definition == .input(0))
    #expect(graph[chain.b].definition == .result(graph.order[1], 0))
  }

  @Test func renamingFreesTheOldName() {
    var graph = chain.graph
    graph.rename(chain.a, to: "first")
    #expect(graph[chain.a].name == "first")
    #expect(graph.uniqueName("a") == "a")
    graph.rename(chain.b, to: "c")
    #expect(graph[chain.b].name == "c.2")
    graph.exchangeNames(chain.b, chain.c)
    #expect(graph[chain.b].name == "c")
    #expect(graph[chain.c].name == "c.2")
  }

  @Test func aCallHasTheTypesOfItsOperands() {
    var graph = chain.graph
    graph.setInputType(0, TensorType(.f16, [4]))
    #expect(graph.call(graph.order[0]).operands == [TensorType(.f16, [4])])
    #expect(graph.call(graph.order[2]).operands == [vector, vector])
  }

  @Test func whatIsCreatedStandsInNoOrderYet() {
    var graph = chain.graph
    let id = graph.create(
      Operation("split", operands: [chain.x]), names: ["l", "a"], types: [vector, vector])
    #expect(!graph.order.contains(id))
    #expect(graph[id].results.map { graph[$0].name } == ["l", "a.2"])
    #expect(graph != chain.graph)
  }
}
