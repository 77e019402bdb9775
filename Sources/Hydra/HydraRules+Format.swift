import Basic

extension Rule {
  static let hydraMagic = Rule(
    "hydra.e-magic", "a bitstream starts with the word HYDR",
    "Only words of ones may stand before it.")
  static let hydraVersion = Rule(
    "hydra.e-version", "the major version is 1, with 13 header words and 12 words a layer",
    "A higher minor version is accepted: it may only add capabilities.")
  static let hydraDevice = Rule(
    "hydra.e-device", "lanes, data bits and accumulator bits are those of the device",
    "Compile the network for the device that it is to run on.")
  static let hydraCapability = Rule(
    "hydra.e-caps", "the capabilities that are required are named, and are those of the device",
    "Sigmoid and tanh, windows, channel-wise layers, leaky ReLU and ReLU6 are capabilities.")
  static let hydraHeaderCheck = Rule(
    "hydra.e-hcrc", "the check of the header is right", "The header was damaged.")
  static let hydraTruncated = Rule(
    "hydra.e-trunc", "a bitstream goes on to its last packet",
    "It consists of whole words, and the last packet is END.")
  static let hydraReserved = Rule(
    "hydra.e-reserved", "reserved bits are zero and fields have one of their values",
    "So are the bytes after the last weight of a packet.")
  static let hydraOrder = Rule(
    "hydra.e-order", "packets stand in their order",
    "Layers, a check, weights lane by lane, a check, biases lane by lane, a check, the end.")
  static let hydraCount = Rule(
    "hydra.e-count", "counts of words agree with what there is",
    "The payload of each packet, the images of lanes, and the words in all.")
  static let hydraCheck = Rule(
    "hydra.e-crc", "the running check is right", "What stands before it was damaged.")
  static let hydraEnd = Rule(
    "hydra.e-end", "END follows the third check, and its payload is DONE",
    "Nothing stands between them.")
  static let hydraTrailing = Rule(
    "hydra.e-trailing", "nothing follows END", "Cut off what does.")
  static let hydraLayers = Rule(
    "hydra.e-layers", "there are as many layers as the header says, and the device holds them",
    "There is at least one.")
  static let hydraMemory = Rule(
    "hydra.e-mem", "the memories of the device hold what the bitstream puts there",
    "Weights and biases of each lane, and features.")
}

extension Rule {
  static let hydraProducts = Rule(
    "hydra.e-k", "the number of products is that of the window",
    "Kernel height times width, and times channels if the layer is dense.")
  static let hydraPasses = Rule(
    "hydra.e-passes", "passes and lanes of the last pass follow from outputs and lanes",
    "Every neuron has a lane in one pass.")
  static let hydraStride = Rule(
    "hydra.e-stride", "steps through the features follow from the sizes",
    "Row stride, and the steps of a position down and right modulo 65,536.")
  static let hydraPad = Rule(
    "hydra.e-pad", "padding is smaller than the kernel", "So that every window has an element.")
  static let hydraWindow = Rule(
    "hydra.e-window", "every window starts inside the input",
    "Sizes of input, output, kernel and steps are at least one.")
  static let hydraChannelwise = Rule(
    "hydra.e-cwshape", "a channel-wise layer has as many outputs as channels",
    "A maximum has no bias.")
  static let hydraSource = Rule(
    "hydra.e-src", "the input of a layer lies in the features that are used",
    "It starts at the source, plus the padding above and on the left.")
  static let hydraDestination = Rule(
    "hydra.e-dst", "the output of a layer lies in the features that are used",
    "It has a row of channels for each position.")
  static let hydraWeightRange = Rule(
    "hydra.e-wrange", "the weights of a layer lie in the weight memories",
    "Each pass has a weight for each product.")
  static let hydraBiasRange = Rule(
    "hydra.e-brange", "the biases of a layer lie in the bias memories",
    "Each pass has a bias.")
  static let hydraOverlap = Rule(
    "hydra.e-overlap", "input and output of a layer do not overlap",
    "Outputs are written while inputs are still read; gaps between outputs count as theirs.")
  static let hydraUninitialized = Rule(
    "hydra.e-uninit", "what a layer reads was written",
    "By the host, or by layers before it.")
  static let hydraSegments = Rule(
    "hydra.e-segments", "segments hold all weights, and a layer loads each",
    """
    The first layer loads the first; a program with one segment has none. Version 1.1 has segments, and \
    with them gaps between outputs.
    """)
  static let hydraFraction = Rule(
    "hydra.e-frac", "shifts agree with the fractions",
    "Sums have the fraction of inputs plus that of weights; sigmoid and tanh take 12 and give 14.")
  static let hydraShift = Rule(
    "hydra.e-shift", "the shift of a sum lies between -16 and 31",
    "The shifter of the hardware has 48 bits; 16-bit numbers alone have shifted biases.")
  static let hydraAccumulator = Rule(
    "hydra.e-acc", "no sum can overflow",
    "Products are less than 2^30 of 32 bits, or 2^46 of 48; biases a quarter of the range.")
  static let hydraCanonical = Rule(
    "hydra.e-canon", "a program has one bitstream",
    "Fields that are not used are zero, packets are as long as they can be.")
  static let hydraLast = Rule(
    "hydra.e-last", "the last layer, and no other, is marked as the last",
    "The device stops there.")
  static let hydraPort = Rule(
    "hydra.e-io", "layers take the input and give the output of the network as the header says",
    "The output is written whole, and the last layer writes in it, at the fractions of the header.")
}
