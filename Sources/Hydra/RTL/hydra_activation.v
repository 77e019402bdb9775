// The one unit that every sum passes through: requantization, activation, rounding of the output.
//
// Four stages, a result a cycle: shift and saturate | read the table | interpolate | round.
module hydra_activation #(
  parameter DATA_BITS = 8,
  parameter SUM_BITS = 32,
  parameter CAPABILITIES = 31
) (
  input wire clock,
  input wire reset,
  input wire valid,
  input wire signed [SUM_BITS-1:0] sum,

  // The configuration of the layer.
  input wire signed [5:0] shift,
  input wire [3:0] output_shift,
  input wire [1:0] rounding,
  input wire [3:0] activation,
  input wire [3:0] parameter_field,

  output wire result_valid,
  output wire signed [DATA_BITS-1:0] result
);
  localparam HAS_SIGMOID = CAPABILITIES % 2;
  localparam HAS_LEAKY = (CAPABILITIES / 8) % 2;
  localparam HAS_RELU6 = (CAPABILITIES / 16) % 2;
  localparam WIDE = SUM_BITS + 17;

  localparam [3:0] RELU = 1, SIGMOID = 2, TANH = 3, LEAKY = 4, RELU6 = 5;

  // What rounding adds to the floor of a shift.
  function carry(input [1:0] mode, input half, input rest, input odd);
    carry = mode == 1 ? half : mode == 2 ? half && (rest || odd) : 1'b0;
  endfunction

  // sigmoid(i / 8) in steps of 2^-14.
  function [14:0] entry(input [6:0] index);
    case (index)
      0: entry = 8192; 1: entry = 8703; 2: entry = 9211; 3: entry = 9710; 4: entry = 10198;
      5: entry = 10672; 6: entry = 11128; 7: entry = 11564; 8: entry = 11978; 9: entry = 12369;
      10: entry = 12735; 11: entry = 13077; 12: entry = 13395; 13: entry = 13689;
      14: entry = 13958; 15: entry = 14206; 16: entry = 14431; 17: entry = 14636;
      18: entry = 14822; 19: entry = 14990; 20: entry = 15141; 21: entry = 15277;
      22: entry = 15400; 23: entry = 15509; 24: entry = 15607; 25: entry = 15694;
      26: entry = 15772; 27: entry = 15842; 28: entry = 15904; 29: entry = 15959;
      30: entry = 16008; 31: entry = 16051; 32: entry = 16089; 33: entry = 16123;
      34: entry = 16154; 35: entry = 16180; 36: entry = 16204; 37: entry = 16225;
      38: entry = 16243; 39: entry = 16260; 40: entry = 16274; 41: entry = 16287;
      42: entry = 16298; 43: entry = 16308; 44: entry = 16317; 45: entry = 16325;
      46: entry = 16332; 47: entry = 16338; 48: entry = 16343; 49: entry = 16348;
      50: entry = 16352; 51: entry = 16356; 52: entry = 16359; 53: entry = 16362;
      54: entry = 16365; 55: entry = 16367; 56: entry = 16369; 57: entry = 16371;
      58: entry = 16372; 59: entry = 16374; 60: entry = 16375; 61: entry = 16376;
      62: entry = 16377; 63: entry = 16378; default: entry = 16379;
    endcase
  endfunction

  // Stage 1: the sum becomes a 16-bit argument.
  wire signed [WIDE-1:0] wide = sum;
  wire to_right = shift > 0;
  wire [5:0] distance = to_right ? shift : -shift;
  wire signed [WIDE-1:0] floor = to_right ? wide >>> distance : wide <<< distance;
  wire [WIDE-1:0] below = to_right ? ~({WIDE{1'b1}} << distance) : 0;
  wire [WIDE-1:0] half_bit = below ^ (below >> 1);
  wire half = |(wide & half_bit);
  wire rest = |(wide & (below >> 1));
  wire signed [WIDE-1:0] rounded =
    floor + $signed({1'b0, carry(rounding, half, rest, floor[0])});

  reg stage1;
  reg signed [15:0] argument;

  // Stage 2: magnitude, table.
  wire [15:0] magnitude = argument[15] ? (argument == -32768 ? 32767 : -argument) : argument;
  wire [16:0] doubled = {magnitude, 1'b0};
  wire [14:0] point =
    activation == TANH ? (doubled > 32767 ? 32767 : doubled[14:0]) : magnitude[14:0];

  reg stage2;
  reg signed [15:0] kept;
  reg [14:0] low;
  reg [9:0] rise;
  reg [8:0] remainder;

  // Stage 3: interpolation and symmetry, or one of the simple functions.
  wire [19:0] product = rise * remainder + 256;
  wire [15:0] core = {1'b0, low} + {5'b0, product[19:9]};
  wire signed [15:0] centred = (core - 16'd8192) << 1;
  wire [17:0] bound = 18'd3 << parameter_field;
  wire signed [15:0] limit = bound > 32767 ? 16'sd32767 : $signed(bound[15:0]);
  reg signed [15:0] value;
  always @* begin
    value = kept;
    case (activation)
      RELU: if (kept < 0) value = 0;
      SIGMOID: if (HAS_SIGMOID) value = kept < 0 ? 16'sd16384 - $signed(core) : $signed(core);
      TANH: if (HAS_SIGMOID) value = kept < 0 ? -centred : centred;
      LEAKY: if (HAS_LEAKY && kept < 0) value = kept >>> parameter_field;
      RELU6: if (HAS_RELU6) value = kept < 0 ? 16'sd0 : kept > limit ? limit : kept;
      default: value = kept;
    endcase
  end

  reg stage3;
  reg signed [15:0] activated;

  // Stage 4: the output is rounded, and written by whoever takes it.
  wire [15:0] out_below = ~(16'hFFFF << output_shift);
  wire [15:0] out_half_bit = out_below ^ (out_below >> 1);
  wire out_half = |(activated & out_half_bit);
  wire out_rest = |(activated & (out_below >> 1));
  wire signed [16:0] out_floor = activated >>> output_shift;
  wire signed [16:0] out_rounded =
    out_floor + $signed({1'b0, carry(rounding, out_half, out_rest, out_floor[0])});
  localparam signed [16:0] GREATEST = (1 << (DATA_BITS - 1)) - 1;
  localparam signed [16:0] LEAST = -(1 << (DATA_BITS - 1));

  assign result_valid = stage3;
  assign result = out_rounded > GREATEST ? GREATEST : out_rounded < LEAST ? LEAST : out_rounded;

  always @(posedge clock) begin
    stage1 <= valid && !reset;
    stage2 <= stage1 && !reset;
    stage3 <= stage2 && !reset;
    argument <= rounded > 32767 ? 16'sd32767 : rounded < -32768 ? 16'sh8000 : rounded[15:0];
    kept <= argument;
    low <= entry({1'b0, point[14:9]});
    rise <= entry({1'b0, point[14:9]} + 7'd1) - entry({1'b0, point[14:9]});
    remainder <= point[8:0];
    activated <= value;
  end
endmodule
