// A layer-multiplexed accelerator behind a plain bus of 32-bit registers.
//
// A transfer happens in a cycle in which `select` and `ready` are high; what is read is then on
// `read_data`. Registers by word address:
//
//   00000  control        write: bit 0 start, bit 1 end of the bitstream, bit 2 reset
//   00001  status         read: bit 0 configured, 1 busy, 2 done, 3 failed; 11:8 error code
//   00002  bitstream      write: the next word
//   00003  cycles         read: those of the last run
//   00004  geometry       read: 31:24 bits of sums, 23:16 of data, 15:0 lanes
//   00005  capabilities   read: as the bitstream names them; bit 31 drain overlaps
//   00006  input          read: 31:16 count, 15:0 base
//   00007  output         read: 31:16 count, 15:0 base
//   00008  fractions      read: 15:8 of the output, 7:0 of the input, signed
//   1xxxx  features       read and write, one element a word, while the device is not busy
//
// A device that streams weights reads them from a memory that holds the bitstream, a word an address from
// its magic on; the memory gives a word in the cycle after its address.
module hydra #(
  parameter LANES = 8,
  parameter DATA_BITS = 8,
  parameter SUM_BITS = 32,
  parameter WEIGHT_DEPTH = 1024,
  parameter BIAS_DEPTH = 64,
  parameter FEATURE_DEPTH = 1024,
  parameter LAYER_LIMIT = 32,
  parameter CAPABILITIES = 31,
  parameter OVERLAP = 0
) (
  input wire clock,
  input wire reset,
  input wire select,
  input wire write,
  input wire [16:0] address,
  input wire [31:0] write_data,
  output reg [31:0] read_data,
  output wire ready,
  output wire interrupt,
  output wire [31:0] memory_address,
  input wire [31:0] memory_data
);
  localparam [31:0] GEOMETRY = (SUM_BITS << 24) | (DATA_BITS << 16) | LANES;
  localparam [31:0] ABILITIES = CAPABILITIES | (OVERLAP << 31);

  wire is_feature = address[16];
  wire is_control = !is_feature && address[15:0] == 0;
  wire is_bitstream = !is_feature && address[15:0] == 2;

  wire configured, word_ready, busy, done;
  wire [3:0] fault;
  wire [31:0] cycles;
  wire [15:0] input_base, input_count, output_base, output_count, fractions;

  // Features are read in two cycles; words of the bitstream wait for the loader.
  reg has_read;
  assign ready = is_feature && !write ? has_read
    : (is_bitstream || is_control) && write ? word_ready : 1'b1;
  wire transfer = select && ready;
  wire control = transfer && write && is_control;
  wire clear = reset || (control && write_data[2]);
  wire begin_run = control && write_data[0] && configured && !busy;

  wire stream, stream_first, loaded;
  wire layer_write, weight_write, bias_write;
  wire [15:0] layer_write_address, lane_address;
  wire [31:0] layer_write_data, lane_data;
  wire [8:0] lane_select;

  hydra_loader #(
    .LANES(LANES), .DATA_BITS(DATA_BITS), .SUM_BITS(SUM_BITS), .WEIGHT_DEPTH(WEIGHT_DEPTH),
    .BIAS_DEPTH(BIAS_DEPTH), .FEATURE_DEPTH(FEATURE_DEPTH), .LAYER_LIMIT(LAYER_LIMIT),
    .CAPABILITIES(CAPABILITIES)
  ) loader (
    .clock(clock), .reset(clear), .word_valid(select && write && is_bitstream),
    .word_ready(word_ready), .bus_word(write_data), .stream(stream), .stream_first(stream_first),
    .loaded(loaded), .memory_address(memory_address), .memory_data(memory_data), .finish(control && write_data[1]),
    .configured(configured), .fault(fault), .input_base(input_base), .input_count(input_count),
    .output_base(output_base), .output_count(output_count), .fractions(fractions),
    .layer_write(layer_write), .layer_address(layer_write_address),
    .layer_data(layer_write_data), .weight_write(weight_write), .bias_write(bias_write),
    .lane_select(lane_select), .lane_address(lane_address), .lane_data(lane_data));

  wire [15:0] layer_address, feature_address, result_address, weight_address, bias_address;
  wire [31:0] layer_data;
  wire [DATA_BITS-1:0] result_data;
  wire signed [DATA_BITS-1:0] feature;
  wire result_write, sum_start, has_bias, is_maximum;
  wire [4:0] bias_shift;
  wire [LANES-1:0] active;
  wire [LANES*SUM_BITS-1:0] sums;

  hydra_memory #(.WIDTH(32), .DEPTH(12 * LAYER_LIMIT)) descriptors (
    .clock(clock), .write(layer_write), .write_address(layer_write_address),
    .write_data(layer_write_data), .read_address(layer_address), .read_data(layer_data));

  hydra_engine #(
    .LANES(LANES), .DATA_BITS(DATA_BITS), .SUM_BITS(SUM_BITS), .CAPABILITIES(CAPABILITIES),
    .OVERLAP(OVERLAP)
  ) engine (
    .clock(clock), .reset(clear), .start(begin_run), .busy(busy), .done(done), .cycles(cycles),
    .stream(stream), .stream_first(stream_first), .loaded(loaded), .abort(fault != 0),
    .layer_address(layer_address), .layer_data(layer_data), .feature_address(feature_address),
    .result_write(result_write), .result_address(result_address), .result_data(result_data),
    .weight_address(weight_address), .bias_address(bias_address), .active(active),
    .sum_start(sum_start), .has_bias(has_bias), .bias_shift(bias_shift),
    .is_maximum(is_maximum), .sums(sums));

  hydra_memory #(.WIDTH(DATA_BITS), .DEPTH(FEATURE_DEPTH)) features (
    .clock(clock), .write(busy ? result_write : transfer && write && is_feature),
    .write_address(busy ? result_address : address[15:0]),
    .write_data(busy ? result_data : write_data[DATA_BITS-1:0]),
    .read_address(busy ? feature_address : address[15:0]), .read_data(feature));

  genvar index;
  generate
    for (index = 0; index < LANES; index = index + 1) begin : lanes
      hydra_lane #(
        .INDEX(index), .DATA_BITS(DATA_BITS), .SUM_BITS(SUM_BITS), .WEIGHT_DEPTH(WEIGHT_DEPTH),
        .BIAS_DEPTH(BIAS_DEPTH)
      ) lane (
        .clock(clock), .weight_write(weight_write), .bias_write(bias_write),
        .lane_select(lane_select), .lane_address(lane_address), .lane_data(lane_data),
        .weight_address(weight_address), .bias_address(bias_address), .feature(feature),
        .active(active[index]), .start(sum_start), .has_bias(has_bias),
        .bias_shift(bias_shift), .is_maximum(is_maximum),
        .sum(sums[index*SUM_BITS +: SUM_BITS]));
    end
  endgenerate

  assign interrupt = done;

  always @(posedge clock) has_read <= select && is_feature && !write && !has_read && !busy;

  always @* begin
    read_data = 0;
    if (is_feature) read_data = {{(32-DATA_BITS){feature[DATA_BITS-1]}}, feature};
    else
      case (address[15:0])
        1: read_data = {20'b0, fault, 4'b0, fault != 0, done, busy, configured};
        3: read_data = cycles;
        4: read_data = GEOMETRY;
        5: read_data = ABILITIES;
        6: read_data = {input_count, input_base};
        7: read_data = {output_count, output_base};
        8: read_data = {16'b0, fractions};
        default: read_data = 0;
      endcase
  end
endmodule
