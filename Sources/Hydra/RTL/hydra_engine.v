// Runs the layers one after the other: reads descriptors, walks over positions, passes and
// windows, and hands sums to the shared unit.
// A layer that loads waits for its segment of weights first.
//
// For each position and pass: BIAS, a cycle for each feature, two to empty the multipliers, LOAD.
// Then the shift register drains, lane 0 first; with OVERLAP while the next pass or layer multiplies.
module hydra_engine #(
  parameter LANES = 8,
  parameter DATA_BITS = 8,
  parameter SUM_BITS = 32,
  parameter CAPABILITIES = 31,
  parameter OVERLAP = 0
) (
  input wire clock,
  input wire reset,
  input wire start,
  output wire busy,
  output reg done,
  output reg [31:0] cycles,

  // Segments of weights: wanted, the first of a run, there, and not to be had.
  output wire stream,
  output reg stream_first,
  input wire loaded,
  input wire abort,

  // The descriptor memory.
  output reg [15:0] layer_address,
  input wire [31:0] layer_data,

  // The feature memory.
  output wire [15:0] feature_address,
  output wire result_write,
  output wire [15:0] result_address,
  output wire [DATA_BITS-1:0] result_data,

  // The lanes.
  output wire [15:0] weight_address,
  output wire [15:0] bias_address,
  output reg [LANES-1:0] active,
  output reg sum_start,
  output wire has_bias,
  output wire [4:0] bias_shift,
  output wire is_maximum,
  input wire [LANES*SUM_BITS-1:0] sums
);
  localparam [3:0]
    IDLE = 0, FETCH = 1, INIT = 2, BIAS = 3, MULTIPLY = 4, EMPTY = 5, LOAD = 6, DRAIN = 7, FLUSH = 8,
    SEGMENT = 9;

  localparam CAN_STREAM = (CAPABILITIES / 32) % 2;

  localparam [15:0] LANES_WORD = LANES;

  reg [3:0] state;
  reg [3:0] step;

  // The descriptor of the layer that multiplies.
  reg [31:0] d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10;
  reg [15:0] gap;
  wire is_last_layer = d0[11];
  assign has_bias = d0[10];
  assign bias_shift = d0[30:26];
  assign is_maximum = d0[3:0] == 2;
  wire is_channelwise = d0[3:0] != 0;
  wire [15:0] outputs = d1[31:16];
  wire [15:0] products = d1[15:0];
  wire [15:0] last_lanes = d2[31:16];
  wire [15:0] passes = d2[15:0];
  wire [15:0] bias_base = d3[31:16];
  wire [15:0] weight_base = d3[15:0];
  wire [15:0] destination = d4[31:16];
  wire [15:0] source = d4[15:0];
  wire [15:0] row_stride = d5[31:16];
  wire [15:0] channels = d5[15:0];
  wire [7:0] stride_x = d6[31:24];
  wire [7:0] stride_y = d6[23:16];
  wire [7:0] kernel_width = d6[15:8];
  wire [7:0] kernel_height = d6[7:0];
  wire [15:0] step_y = d7[31:16];
  wire [15:0] step_x = d7[15:0];
  wire signed [17:0] width = {2'b0, d8[31:16]};
  wire signed [17:0] height = {2'b0, d8[15:0]};
  wire [15:0] output_width = d9[31:16];
  wire [15:0] output_height = d9[15:0];
  wire signed [17:0] left = -$signed({10'b0, d10[15:8]});
  wire signed [17:0] top = -$signed({10'b0, d10[7:0]});

  // The configuration of the shared unit, which may belong to the layer before; the outputs of a position,
  // and the step from the last of them to the next.
  reg [31:0] unit;
  reg [15:0] unit_outputs;
  reg [16:0] unit_step;

  // The position and the pass.
  reg [15:0] output_row, output_column, row_address, position_address;
  reg signed [17:0] window_y, window_x;
  reg [15:0] pass, pass_weight, pass_bias, channel_base;
  reg is_first_load, is_layer_end;
  wire is_last_pass = pass + 16'd1 == passes;
  wire is_last_column = output_column + 16'd1 == output_width;
  wire is_last_position = is_last_column && output_row + 16'd1 == output_height;
  wire [15:0] lanes = is_last_pass ? last_lanes : LANES_WORD;

  // The place in the window.
  reg [7:0] kernel_row, kernel_column;
  reg [15:0] channel, tap_row, tap, address, weight;
  reg signed [17:0] y, x;
  wire [15:0] channel_limit = is_channelwise ? lanes : channels;
  wire is_last_channel = channel + 16'd1 == channel_limit;
  wire is_last_tap_column = kernel_column + 8'd1 == kernel_width;
  wire is_last_tap = is_last_tap_column && kernel_row + 8'd1 == kernel_height;
  wire is_inside = y >= 0 && y < height && x >= 0 && x < width;

  // The shift register, and what of it is not yet in the feature memory.
  reg [LANES*SUM_BITS-1:0] shifting;
  reg [15:0] drain_left, unwritten;
  reg [16:0] write_next, write_end;

  // Where the next sums go, and how many results of the position are to come.
  reg [16:0] load_next;
  reg [15:0] results_left;
  wire is_last_result = CAN_STREAM && results_left == 1;
  wire is_pending = OVERLAP != 0 && unwritten != 0 && is_inside
    && {1'b0, address} >= write_next && {1'b0, address} < write_end;
  wire can_load = is_first_load ? unwritten == 0 : drain_left <= 1;
  wire issue = state == MULTIPLY && !is_pending;

  assign busy = state != IDLE;
  assign stream = state == SEGMENT;
  assign feature_address = address;
  assign weight_address = weight;
  assign bias_address = pass_bias;

  wire result_valid;
  assign result_write = result_valid;
  assign result_address = write_next[15:0];

  hydra_activation #(
    .DATA_BITS(DATA_BITS), .SUM_BITS(SUM_BITS), .CAPABILITIES(CAPABILITIES)
  ) shared (
    .clock(clock), .reset(reset), .valid(drain_left != 0), .sum(shifting[SUM_BITS-1:0]),
    .shift(unit[21:16]), .output_shift(unit[25:22]), .rounding(unit[9:8]),
    .activation(unit[7:4]), .parameter_field(unit[15:12]), .result_valid(result_valid),
    .result(result_data));

  integer lane;
  always @(posedge clock) begin
    for (lane = 0; lane < LANES; lane = lane + 1)
      active[lane] <= issue && is_inside && (!is_channelwise || channel[7:0] == lane);
    sum_start <= state == BIAS;
  end

  // Descriptor words come a cycle after their addresses.
  always @(posedge clock)
    if (state == FETCH)
      case (step)
        1: d0 <= layer_data; 2: d1 <= layer_data;
        3: d2 <= layer_data; 4: d3 <= layer_data;
        5: d4 <= layer_data; 6: d5 <= layer_data;
        7: d6 <= layer_data; 8: d7 <= layer_data;
        9: d8 <= layer_data; 10: d9 <= layer_data;
        11: d10 <= layer_data;
        default: ;
      endcase

  // The last word, which is there when the walk starts.
  always @(posedge clock) if (state == INIT) gap <= CAN_STREAM ? layer_data[31:16] : 16'd0;

  // The shift register and its counters.
  always @(posedge clock) begin
    if (drain_left != 0) begin
      shifting <= shifting >> SUM_BITS;
      drain_left <= drain_left - 16'd1;
    end
    if (unwritten != 0) unwritten <= unwritten - 16'd1;
    if (result_valid) begin
      write_next <= write_next + (is_last_result ? unit_step : 17'd1);
      results_left <= !CAN_STREAM ? 16'd0 : is_last_result ? unit_outputs : results_left - 16'd1;
    end
    if (state == LOAD && can_load) begin
      shifting <= sums;
      drain_left <= lanes;
      unwritten <= lanes + 16'd3;
      load_next <= CAN_STREAM
        ? (is_first_load ? {1'b0, destination} : load_next) + {1'b0, lanes}
          + (is_last_pass ? {1'b0, gap} : 17'd0)
        : 17'd0;
      if (is_first_load) begin
        unit <= d0;
        write_next <= {1'b0, destination};
        write_end <= {1'b0, destination} + {1'b0, lanes};
        unit_outputs <= CAN_STREAM ? outputs : 16'd0;
        unit_step <= CAN_STREAM ? {1'b0, gap} + 17'd1 : 17'd0;
        results_left <= CAN_STREAM ? outputs : 16'd0;
      end else write_end <= (CAN_STREAM ? load_next : write_end) + {1'b0, lanes};
    end
    if (reset) begin
      drain_left <= 0;
      unwritten <= 0;
    end
  end

  // The walk.
  always @(posedge clock) begin
    if (busy) cycles <= cycles + 1;
    case (state)
      IDLE: if (start) begin
        state <= FETCH;
        step <= 0;
        layer_address <= 0;
        cycles <= 0;
        done <= 0;
        stream_first <= 1;
      end
      FETCH: begin
        step <= step + 4'd1;
        layer_address <= layer_address + 16'd1;
        if (step == 11) state <= INIT;
      end
      INIT: begin
        position_address <= source;
        row_address <= source;
        output_row <= 0;
        output_column <= 0;
        window_y <= top;
        window_x <= left;
        pass <= 0;
        pass_weight <= weight_base;
        pass_bias <= bias_base;
        channel_base <= 0;
        is_first_load <= 1;
        state <= CAN_STREAM && d0[31] ? SEGMENT : BIAS;
      end
      SEGMENT: if (loaded) begin
        stream_first <= 0;
        state <= BIAS;
      end else if (abort) state <= IDLE;
      BIAS: begin
        kernel_row <= 0;
        kernel_column <= 0;
        channel <= 0;
        tap_row <= position_address;
        tap <= position_address;
        address <= position_address + channel_base;
        weight <= pass_weight;
        y <= window_y;
        x <= window_x;
        state <= MULTIPLY;
      end
      MULTIPLY: if (!is_pending) begin
        if (!is_channelwise || is_last_channel) weight <= weight + 16'd1;
        if (!is_last_channel) begin
          channel <= channel + 16'd1;
          address <= address + 16'd1;
        end else begin
          channel <= 0;
          if (!is_last_tap_column) begin
            kernel_column <= kernel_column + 8'd1;
            x <= x + 18'sd1;
            tap <= tap + channels;
            address <= tap + channels + channel_base;
          end else begin
            kernel_column <= 0;
            kernel_row <= kernel_row + 8'd1;
            x <= window_x;
            y <= y + 18'sd1;
            tap_row <= tap_row + row_stride;
            tap <= tap_row + row_stride;
            address <= tap_row + row_stride + channel_base;
          end
          if (is_last_tap) begin
            step <= 0;
            state <= EMPTY;
          end
        end
      end
      EMPTY: begin
        step <= 1;
        if (step == 1) state <= LOAD;
      end
      LOAD: if (can_load) begin
        is_first_load <= 0;
        pass <= pass + 16'd1;
        pass_weight <= pass_weight + products;
        pass_bias <= pass_bias + 16'd1;
        if (is_channelwise) channel_base <= channel_base + LANES_WORD;
        if (is_last_pass) begin
          pass <= 0;
          pass_weight <= weight_base;
          pass_bias <= bias_base;
          channel_base <= 0;
          output_column <= output_column + 16'd1;
          position_address <= position_address + step_x;
          window_x <= window_x + $signed({10'b0, stride_x});
          if (is_last_column) begin
            output_column <= 0;
            output_row <= output_row + 16'd1;
            row_address <= row_address + step_y;
            position_address <= row_address + step_y;
            window_x <= left;
            window_y <= window_y + $signed({10'b0, stride_y});
          end
        end
        // What follows the drain, or the load itself where they overlap.
        step <= 0;
        if (!is_last_pass || !is_last_position) state <= OVERLAP != 0 ? BIAS : DRAIN;
        else if (OVERLAP != 0 && !is_last_layer) state <= FETCH;
        else state <= DRAIN;
        is_layer_end <= is_last_pass && is_last_position;
      end
      DRAIN: if (drain_left == 1) state <= is_layer_end ? FLUSH : BIAS;
      FLUSH: begin
        step <= step + 4'd1;
        if (step == 3) begin
          step <= 0;
          done <= is_last_layer;
          state <= is_last_layer ? IDLE : FETCH;
        end
      end
      default: state <= IDLE;
    endcase
    if (reset) begin
      state <= IDLE;
      done <= 0;
      cycles <= 0;
    end
  end
endmodule
