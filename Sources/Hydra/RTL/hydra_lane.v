// One lane: a multiplier with an accumulator, a memory of weights and one of biases.
//
// Feature and weight are there a cycle after their addresses; the product is registered, and then
// added, or compared for a maximum.
module hydra_lane #(
  parameter INDEX = 0,
  parameter DATA_BITS = 8,
  parameter SUM_BITS = 32,
  parameter WEIGHT_DEPTH = 1024,
  parameter BIAS_DEPTH = 64
) (
  input wire clock,

  // Filling the memories.
  input wire weight_write,
  input wire bias_write,
  input wire [8:0] lane_select,
  input wire [15:0] lane_address,
  input wire [31:0] lane_data,

  // Computing.
  input wire [15:0] weight_address,
  input wire [15:0] bias_address,
  input wire signed [DATA_BITS-1:0] feature,
  input wire active,
  input wire start,
  input wire has_bias,
  input wire [4:0] bias_shift,
  input wire is_maximum,
  output reg signed [SUM_BITS-1:0] sum
);
  localparam [8:0] OWN = INDEX;
  localparam signed [DATA_BITS-1:0] ONE = 1;
  // Below every feature; a window holds a feature.
  localparam signed [SUM_BITS-1:0] LEAST = {{(SUM_BITS-DATA_BITS){1'b1}}, {DATA_BITS{1'b0}}};

  wire signed [DATA_BITS-1:0] weight;
  wire signed [31:0] bias;
  // Biases of 8-bit layers are not shifted: they fit the sums as they are.
  wire signed [SUM_BITS-1:0] wide_bias = DATA_BITS == 8 ? bias : bias <<< bias_shift;

  hydra_memory #(.WIDTH(DATA_BITS), .DEPTH(WEIGHT_DEPTH)) weights (
    .clock(clock), .write(weight_write && lane_select == OWN), .write_address(lane_address),
    .write_data(lane_data[DATA_BITS-1:0]), .read_address(weight_address), .read_data(weight));

  hydra_memory #(.WIDTH(32), .DEPTH(BIAS_DEPTH)) biases (
    .clock(clock), .write(bias_write && lane_select == OWN), .write_address(lane_address),
    .write_data(lane_data), .read_address(bias_address), .read_data(bias));

  reg signed [2*DATA_BITS-1:0] product;
  reg is_added;

  always @(posedge clock) begin
    // A maximum multiplies by one, so that the product is the feature.
    product <= feature * (is_maximum ? ONE : weight);
    is_added <= active;
    if (start) sum <= is_maximum ? LEAST : has_bias ? wide_bias : 0;
    else if (is_added) begin
      if (!is_maximum) sum <= sum + product;
      // Features and LEAST have one bit more than features.
      else if ($signed(product[DATA_BITS:0]) > $signed(sum[DATA_BITS:0])) sum <= product;
    end
  end
endmodule
