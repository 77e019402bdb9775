// Reads a HYB1 bitstream, one word a cycle, checks its structure, and fills the memories.
//
// The first fault is latched as a code; the device then refuses to start until it is reset. A word
// of packed weights takes one cycle more for each weight.
//
// A bitstream with segments is checked whole when it is written, and lies in a memory besides, from its
// magic on. In a run the loader reads each segment again from there, with the same checks.
module hydra_loader #(
  parameter LANES = 8,
  parameter DATA_BITS = 8,
  parameter SUM_BITS = 32,
  parameter WEIGHT_DEPTH = 1024,
  parameter BIAS_DEPTH = 64,
  parameter FEATURE_DEPTH = 1024,
  parameter LAYER_LIMIT = 32,
  parameter CAPABILITIES = 31
) (
  input wire clock,
  input wire reset,

  // The words of the bitstream, and the word that no more follow.
  input wire word_valid,
  output wire word_ready,
  input wire [31:0] bus_word,
  input wire finish,

  // A segment is wanted: the first of a run, or the next. `loaded` is high for a cycle when it is there.
  input wire stream,
  input wire stream_first,
  output reg loaded,

  // The memory that holds the bitstream; what is read comes a cycle after its address.
  output wire [31:0] memory_address,
  input wire [31:0] memory_data,

  // The outcome.
  output wire configured,
  output reg [3:0] fault,

  // What the header says of input and output: base and count, fractions.
  output reg [15:0] input_base,
  output reg [15:0] input_count,
  output reg [15:0] output_base,
  output reg [15:0] output_count,
  output reg [15:0] fractions,

  // The memories.
  output reg layer_write,
  output reg [15:0] layer_address,
  output reg [31:0] layer_data,
  output reg weight_write,
  output reg bias_write,
  output reg [8:0] lane_select,
  output reg [15:0] lane_address,
  output reg [31:0] lane_data
);
  localparam PER_WORD = 32 / DATA_BITS;

  localparam [3:0]
    HUNT = 0, HEADER = 1, PACKET = 2, LAYER = 3, BLOCK = 4, WEIGHTS = 5, UNPACK = 6, BIASES = 7,
    CHECK = 8, LAST = 9, DONE = 10, FAILED = 11, SEGMENT = 12;

  localparam CAN_STREAM = (CAPABILITIES / 32) % 2;

  localparam [3:0]
    E_MAGIC = 1, E_VERSION = 2, E_DEVICE = 3, E_CAPABILITY = 4, E_HEADER = 5, E_TRUNCATED = 6,
    E_RESERVED = 7, E_ORDER = 8, E_COUNT = 9, E_CHECK = 10, E_END = 11, E_TRAILING = 12,
    E_LAYERS = 13, E_MEMORY = 14;

  localparam [1:0] IN_LAYERS = 0, IN_WEIGHTS = 1, IN_BIASES = 2, FINISHED = 3;

  localparam [31:0] LANES_WORD = LANES;
  localparam [31:0] DEVICE_WORD = (SUM_BITS << 24) | (DATA_BITS << 16) | LANES;
  localparam [31:0] CAPABILITY_WORD = CAPABILITIES;

  // CRC-32 over the four bytes of a word, the low one first.
  function [31:0] check_word(input [31:0] before, input [31:0] value);
    integer i;
    begin
      check_word = before ^ value;
      for (i = 0; i < 32; i = i + 1)
        check_word = check_word[0] ? (check_word >> 1) ^ 32'hEDB88320 : check_word >> 1;
    end
  endfunction

  reg [3:0] state;
  reg [1:0] section;
  reg [31:0] check;
  reg [31:0] count;
  reg [31:0] total;
  reg [8:0] layer_count;
  reg [8:0] layers;
  reg [16:0] weight_count;
  reg [16:0] bias_count;

  // Segments: how many there are and load, the one that is read, and where the first starts.
  reg streams;
  reg [8:0] phases;
  reg [8:0] loads;
  reg [8:0] segment;
  reg has_segment;
  reg in_second;
  reg [16:0] weight_limit;
  reg [16:0] bias_limit;
  reg [31:0] saved_check;
  reg [31:0] saved_count;
  reg streaming;
  reg primed;
  reg [15:0] payload;
  reg [3:0] layer_word;
  reg [11:0] descriptor;
  reg [8:0] lane;
  reg [16:0] filled;
  reg [16:0] left;
  reg [31:0] packed_word;
  reg [2:0] slots;

  assign configured = state == DONE || streaming;
  assign word_ready = state != UNPACK && !streaming;

  wire take = streaming ? primed && state != UNPACK : word_valid && word_ready;
  wire [31:0] word = streaming ? memory_data : bus_word;
  assign memory_address = streaming && take ? count + 1 : count;
  wire [3:0] opcode = word[31:28];
  wire [7:0] argument = word[23:16];
  wire [15:0] size = word[15:0];
  wire lanes_full = lane == LANES_WORD[8:0];
  wire [16:0] image = section == IN_WEIGHTS ? weight_count : bias_count;
  wire [16:0] block_words = section == IN_WEIGHTS
    ? ({1'b0, word[31:16]} + PER_WORD - 1) / PER_WORD + 1 : {1'b0, word[31:16]} + 1;
  wire [17:0] block_end = {2'b0, word[15:0]} + {2'b0, word[31:16]};
  wire [31:0] padding = left >= PER_WORD ? 0 : word >> (left[2:0] * DATA_BITS);

  // The fault of the word that is taken, or zero.
  reg [3:0] found;
  always @* begin
    found = 0;
    case (state)
      HUNT: if (word != 32'h52445948 && word != 32'hFFFFFFFF) found = E_MAGIC;
      HEADER:
        case (count)
          1: if (word[31:24] != 1 || word[15:0] != 16'h0D0C) found = E_VERSION;
          2: if (word != DEVICE_WORD) found = E_DEVICE;
          3: if ((word & ~CAPABILITY_WORD) != 0) found = E_CAPABILITY;
          5: if (word[31:16] == 0 || (word[31:16] > 1) != streams) found = E_RESERVED;
            else if (word[15:0] == 0 || word[15:0] > LAYER_LIMIT) found = E_LAYERS;
            else if (word[31:16] > word[15:0]) found = E_LAYERS;
          6: if (word > WEIGHT_DEPTH) found = E_MEMORY;
          7: if (word > BIAS_DEPTH) found = E_MEMORY;
          8: if (word == 0 || word > FEATURE_DEPTH) found = E_MEMORY;
          11: if (word[31:16] != 0) found = E_RESERVED;
          12: if (word != ~check) found = E_HEADER;
          default: found = 0;
        endcase
      PACKET:
        if (word[27:24] != 0) found = E_RESERVED;
        else if (section == FINISHED && opcode != 15) found = E_END;
        else
          case (opcode)
            0: if (argument != 0) found = E_RESERVED;
              else if (size != 0) found = E_COUNT;
            1: if (section != IN_LAYERS) found = E_ORDER;
              else if (size != 12) found = E_COUNT;
              else if (layers == layer_count) found = E_LAYERS;
              else if ({1'b0, argument} != layers) found = E_ORDER;
            4: if (section != IN_WEIGHTS || !streams || has_segment) found = E_ORDER;
              else if (size != 2) found = E_COUNT;
              else if (argument != segment[7:0]) found = E_ORDER;
            2, 3: if (section == IN_WEIGHTS && streams && !has_segment) found = E_ORDER;
              else if (section != (opcode == 2 ? IN_WEIGHTS : IN_BIASES)) found = E_ORDER;
              else if (size < 2) found = E_COUNT;
              else if (lanes_full) found = E_ORDER;
              else if ({1'b0, argument} != lane) found = E_ORDER;
            14: if (argument != 0) found = E_RESERVED;
              else if (size != 1) found = E_COUNT;
              else if (section == IN_LAYERS && layers != layer_count) found = E_LAYERS;
              else if (section == IN_LAYERS && streams && loads != phases) found = E_LAYERS;
              else if (section == IN_WEIGHTS && streams && !has_segment) found = E_ORDER;
              else if (section != IN_LAYERS && !lanes_full) found = E_COUNT;
            15: if (section != FINISHED) found = E_END;
              else if (argument != 0) found = E_RESERVED;
              else if (size != 1) found = E_COUNT;
            default: found = E_ORDER;
          endcase
      LAYER:
        if (layer_word == 0) begin
          if (word[31] && !streams) found = E_RESERVED;
          else if (streams && !word[31] && layers == 0) found = E_LAYERS;
          else if (word[3:0] > 2 || word[7:4] > 5 || word[9:8] == 3) found = E_RESERVED;
        end else if (layer_word == 11 && (word[31:8] & (streams ? 24'h0000FF : 24'hFFFFFF)) != 0)
          found = E_RESERVED;
      BLOCK:
        if ({1'b0, word[15:0]} != filled) found = E_ORDER;
        else if (word[31:16] == 0) found = E_COUNT;
        else if (block_end > {1'b0, image}) found = E_MEMORY;
        else if ({1'b0, payload} != block_words) found = E_COUNT;
      SEGMENT: if (word > (in_second ? bias_limit : weight_limit)) found = E_MEMORY;
      WEIGHTS: if (padding != 0) found = E_RESERVED;
      CHECK: if (word != ~check) found = E_CHECK;
      LAST: if (word != 32'h454E4F44) found = E_END;
        else if (count + 1 != total) found = E_COUNT;
      DONE: found = E_TRAILING;
      default: found = 0;
    endcase
  end

  always @(posedge clock) begin
    layer_write <= 0;
    weight_write <= 0;
    bias_write <= 0;
    loaded <= 0;
    if (reset) begin
      streaming <= 0;
      streams <= 0;
      loads <= 0;
      segment <= 0;
      has_segment <= 0;
      state <= HUNT;
      section <= IN_LAYERS;
      fault <= 0;
      check <= 32'hFFFFFFFF;
      count <= 0;
      layers <= 0;
      descriptor <= 0;
      filled <= 0;
    end else if (state == FAILED) begin
      state <= FAILED;
    end else if (CAN_STREAM && streaming && !primed) begin
      primed <= 1;
    end else if (CAN_STREAM && stream && state == DONE && !loaded) begin
      // The words of a segment come from the memory, as if they were written again.
      streaming <= 1;
      primed <= 0;
      state <= PACKET;
      section <= IN_WEIGHTS;
      has_segment <= 0;
      filled <= 0;
      lane <= 0;
      if (stream_first) begin
        check <= saved_check;
        count <= saved_count;
        segment <= 0;
      end
    end else if (state == UNPACK) begin
      weight_write <= 1;
      lane_address <= filled[15:0];
      lane_data <= packed_word;
      packed_word <= packed_word >> DATA_BITS;
      slots <= slots - 1;
      left <= left - 1;
      filled <= filled + 1;
      if (left == 1) begin
        state <= PACKET;
        if (filled + 1 == weight_count) begin
          lane <= lane + 1;
          filled <= 0;
        end
      end else if (slots == 1) state <= WEIGHTS;
    end else if (take) begin
      if (found != 0) begin
        fault <= found;
        state <= FAILED;
        streaming <= 0;
      end else begin
        if (state != HUNT || word == 32'h52445948) begin
          check <= check_word(check, word);
          count <= count + 1;
        end
        case (state)
          HUNT: if (word == 32'h52445948) state <= HEADER;
          HEADER: begin
            case (count)
              3: streams <= CAN_STREAM && word[5];
              4: total <= word;
              5: begin
                layer_count <= word[8:0];
                phases <= word[24:16];
              end
              6: begin
                weight_count <= word[16:0];
                weight_limit <= word[16:0];
              end
              7: begin
                bias_count <= word[16:0];
                bias_limit <= word[16:0];
              end
              9: {output_base, input_base} <= word;
              10: {output_count, input_count} <= word;
              11: fractions <= word[15:0];
              default: ;
            endcase
            if (count == 12) state <= PACKET;
          end
          PACKET: begin
            payload <= size;
            layer_word <= 0;
            in_second <= 0;
            lane_select <= lane;
            case (opcode)
              1: state <= LAYER;
              2, 3: state <= BLOCK;
              4: state <= SEGMENT;
              14: state <= CHECK;
              15: state <= LAST;
              default: ;
            endcase
          end
          LAYER: begin
            layer_write <= 1;
            layer_address <= {4'b0, descriptor};
            layer_data <= word;
            if (layer_word == 0 && word[31]) loads <= loads + 1;
            descriptor <= descriptor + 1;
            layer_word <= layer_word + 1;
            if (layer_word == 11) begin
              layers <= layers + 1;
              state <= PACKET;
            end
          end
          BLOCK: begin
            left <= {1'b0, word[31:16]};
            state <= section == IN_WEIGHTS ? WEIGHTS : BIASES;
          end
          SEGMENT: begin
            in_second <= 1;
            if (!in_second) weight_count <= word[16:0];
            else begin
              bias_count <= word[16:0];
              has_segment <= 1;
              lane <= weight_count == 0 ? LANES_WORD[8:0] : 0;
              state <= PACKET;
            end
          end
          WEIGHTS: begin
            packed_word <= word;
            slots <= PER_WORD;
            state <= UNPACK;
          end
          BIASES: begin
            bias_write <= 1;
            lane_address <= filled[15:0];
            lane_data <= word;
            left <= left - 1;
            filled <= filled + 1;
            if (left == 1) begin
              state <= PACKET;
              if (filled + 1 == bias_count) begin
                lane <= lane + 1;
                filled <= 0;
              end
            end
          end
          CHECK: begin
            section <= section + 1;
            lane <= (section == IN_LAYERS ? weight_count : bias_count) == 0 ? LANES_WORD[8:0] : 0;
            state <= PACKET;
            if (streams && section == IN_LAYERS) begin
              lane <= 0;
              saved_check <= check_word(check, word);
              saved_count <= count + 1;
            end
            if (streams && section == IN_BIASES) begin
              segment <= segment + 1;
              if (streaming) begin
                streaming <= 0;
                loaded <= 1;
                state <= DONE;
              end else if (segment + 9'd1 != phases) begin
                section <= IN_WEIGHTS;
                has_segment <= 0;
                lane <= 0;
              end
            end
          end
          LAST: state <= DONE;
          default: ;
        endcase
      end
    end else if (finish && state != DONE) begin
      fault <= E_TRUNCATED;
      state <= FAILED;
    end
  end
endmodule
