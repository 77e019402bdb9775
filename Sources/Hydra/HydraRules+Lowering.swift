import Basic

extension Rule {
  static let hydraOperator = Rule(
    "hydra.s1", "operators are those of the layer",
    """
    conv2d, dense, pooling, activations, add and concat; flatten and reshape move nothing, and \
    hydra-quantize{softmax=drop} leaves a last softmax out.
    """)
  static let hydraConstants = Rule(
    "hydra.s2", "weights and biases are finite constants that are at hand",
    "They are part of the bitstream.")
  static let hydraScales = Rule(
    "hydra.s3", "numbers are symmetric with one power of two as their scale",
    "The device shifts where others multiply: quantize with `hydra-quantize`.")
  static let hydraConvolution = Rule(
    "hydra.s4", "a convolution has dilation 1, and one group or one filter for each channel",
    "Windows are read as they lie, and a layer reads all channels or one.")
  static let hydraExtent = Rule(
    "hydra.s5", "sizes fit their fields",
    "Kernel, steps and padding 255; rows, products, outputs, sizes and features 65,535.")
  static let hydraShiftRange = Rule(
    "hydra.s6", "shifts fit the device",
    "Sums are shifted by -16 to 31 bits, sigmoid and tanh by 0 to 15: choose other fractions.")
  static let hydraBiasSize = Rule(
    "hydra.s7", "biases and sums fit the accumulator",
    "A bias takes at most a quarter of the range at the fraction of inputs plus weights.")
  static let hydraBatch = Rule(
    "hydra.s8", "a run is of one image", "The first axis of every value has the size 1.")
  static let hydraRequantization = Rule(
    "hydra.s9", "sums become features by one shift with rounding, and one activation",
    """
    Roundings are single, tosa, deeploy_round and pulp_floor; activations identity, ReLU, ReLU6, \
    sigmoid, tanh, and leaky ReLU with a slope of a power of two.
    """)
  static let hydraAbility = Rule(
    "hydra.s10", "a layer needs only what the device can do",
    "Sigmoid and tanh, windows, channel-wise layers, leaky ReLU and ReLU6 are capabilities.")
  static let hydraLayout = Rule(
    "hydra.s11", "a reshape keeps the order of elements in memory",
    "Images lie with their channels together; only what a dense layer reads can be flattened.")
  static let hydraPooling = Rule(
    "hydra.s12", "a mean counts every position of its window",
    "Its weights are constant: padding counts as zeros, or there is none.")
  static let hydraOutputs = Rule(
    "hydra.s13", "a network has one input and one output, the result of its last layer",
    "The header of a bitstream names one of each.")
  static let hydraEncoding = Rule(
    "hydra.s14", "encoded weights have the form of their encoding",
    "The device multiplies by what their columns hold: run the pass `bbs` last.")
  static let hydraNeighbours = Rule(
    "hydra.s15", "maps that one layer reads lie side by side",
    """
    A map lies beside others for one add or concat alone. An add takes maps of one shape; a concat \
    vectors, rows of images, or channels of images that are equally many.
    """)

  static let hydraFit = Rule(
    "hydra.p1", "a network fits the memories of the device",
    "Weights are streamed where the device can, layer by layer; every feature map lies in its memory."
  )
  static let hydraDeadline = Rule(
    "hydra.p2", "some number of lanes runs a network in the time that is given",
    "More lanes take fewer passes, but the sums of all leave one by one: there is a least time.")
  static let hydraPlanLayers = Rule(
    "hydra.v1", "a plan names each layer of its bitstream, with the cycles that it takes",
    "Numbers of layers and cycles are found again from the bitstream and the target.")
  static let hydraPlanBitstream = Rule(
    "hydra.v2", "network.hyb is the bitstream that plan.json names by its digest",
    "A bitstream that was changed does not run in place of the one that was planned.")
}

extension HydraRules {
  /// Why an operation does not run on the device.
  static let placement: [Rule] = [
    .hydraOperator, .hydraConstants, .hydraScales, .hydraConvolution, .hydraExtent,
    .hydraShiftRange, .hydraBiasSize, .hydraBatch, .hydraRequantization, .hydraAbility,
    .hydraLayout, .hydraPooling, .hydraOutputs, .hydraEncoding,
    .hydraNeighbours,
  ]

  /// Every rule.
  package static let all: [Rule] =
    HydraTarget.rules.all + placement + [.hydraFit, .hydraDeadline] + HydraPlan.fileRules.all
    + [.hydraPlanLayers, .hydraPlanBitstream, .hydraListing] + structure + semantics
}
