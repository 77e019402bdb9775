// Checks a device against vectors: bitstreams with the error code that they must give, inputs with
// the outputs and the cycles that they must give.
//
// The file +vectors=NAME holds hexadecimal words: the number of networks; for each the number of
// words, the words, the error code, the number of runs; for each run the inputs, the cycles, the
// outputs. With +counts the last line is for programs: outputs that were compared, differences, cycles.
// A run that takes twice the cycles that it must is given up. No bitstream may be longer than the memory.
`timescale 1ns / 1ps
module hydra_testbench;
  parameter LANES = 2;
  parameter DATA_BITS = 8;
  parameter SUM_BITS = 32;
  parameter WEIGHT_DEPTH = 4096;
  parameter BIAS_DEPTH = 256;
  parameter FEATURE_DEPTH = 4096;
  parameter LAYER_LIMIT = 32;
  parameter CAPABILITIES = 31;
  parameter OVERLAP = 0;
  parameter MEMORY_WORDS = 262144;

  reg clock = 0;
  always #5 clock = ~clock;

  reg reset = 1;
  reg select = 0;
  reg write = 0;
  reg [16:0] address = 0;
  reg [31:0] write_data = 0;
  wire [31:0] read_data;
  wire ready, interrupt;

  // The memory that holds the bitstream from its magic on.
  reg [31:0] memory [0:MEMORY_WORDS-1];
  wire [31:0] memory_address;
  reg [31:0] memory_data;
  integer memory_count;
  always @(posedge clock) memory_data <= memory[memory_address];

  hydra #(
    .LANES(LANES), .DATA_BITS(DATA_BITS), .SUM_BITS(SUM_BITS), .WEIGHT_DEPTH(WEIGHT_DEPTH),
    .BIAS_DEPTH(BIAS_DEPTH), .FEATURE_DEPTH(FEATURE_DEPTH), .LAYER_LIMIT(LAYER_LIMIT),
    .CAPABILITIES(CAPABILITIES), .OVERLAP(OVERLAP)
  ) device (
    .clock(clock), .reset(reset), .select(select), .write(write), .address(address),
    .write_data(write_data), .read_data(read_data), .ready(ready), .interrupt(interrupt),
    .memory_address(memory_address), .memory_data(memory_data));

  localparam [16:0] CONTROL = 0, STATUS = 1, BITSTREAM = 2, CYCLES = 3, INPUT = 6, OUTPUT = 7;
  localparam [16:0] FEATURES = 17'h10000;

  reg [8*256-1:0] file_name;
  integer file, networks, network, words, index, runs, run, fields;
  integer failures = 0, all_runs = 0, all_outputs = 0, all_cycles = 0;
  reg [31:0] word, expected, found, ports, outputs, must_take;

  task next_word;
    begin
      fields = $fscanf(file, "%h", word);
      if (fields != 1) begin
        $display("FAIL the vectors end early, at network %0d", network);
        $finish;
      end
    end
  endtask

  task bus_write(input [16:0] where, input [31:0] what);
    begin
      select = 1;
      write = 1;
      address = where;
      write_data = what;
      #1 while (!ready) @(posedge clock) #1;
      @(posedge clock) #1;
      select = 0;
    end
  endtask

  task bus_read(input [16:0] where);
    begin
      select = 1;
      write = 0;
      address = where;
      #1 while (!ready) @(posedge clock) #1;
      found = read_data;
      @(posedge clock) #1;
      select = 0;
    end
  endtask

  task check(input [8*10-1:0] what, input integer position);
    if (found !== expected) begin
      failures = failures + 1;
      if (failures <= 20)
        $display("FAIL network %0d run %0d %0s %0d: %0d, not %0d", network, run, what, position,
          $signed(found), $signed(expected));
    end
  endtask

  initial begin
    if (!$value$plusargs("vectors=%s", file_name)) begin
      $display("FAIL +vectors=NAME is missing");
      $finish;
    end
    file = $fopen(file_name, "r");
    network = 0;
    if (file == 0) begin
      $display("FAIL there are no vectors in %0s", file_name);
      $finish;
    end
    repeat (2) @(posedge clock);
    #1 reset = 0;
    next_word;
    networks = word;
    for (network = 0; network < networks; network = network + 1) begin
      run = -1;
      bus_write(CONTROL, 4);
      next_word;
      words = word;
      memory_count = 0;
      for (index = 0; index < words; index = index + 1) begin
        next_word;
        bus_write(BITSTREAM, word);
        if (memory_count != 0 || word == 32'h52445948) begin
          if (memory_count == MEMORY_WORDS) begin
            $display("FAIL network %0d has more than the %0d words of the memory", network,
              MEMORY_WORDS);
            $finish;
          end
          memory[memory_count] = word;
          memory_count = memory_count + 1;
        end
      end
      bus_write(CONTROL, 2);
      bus_read(STATUS);
      next_word;
      expected = word == 0 ? 1 : 8 | (word << 8);
      check("status", 0);
      next_word;
      runs = word;
      for (run = 0; run < runs; run = run + 1) begin
        all_runs = all_runs + 1;
        bus_read(INPUT);
        ports = found;
        for (index = 0; index < ports[31:16]; index = index + 1) begin
          next_word;
          bus_write(FEATURES + ports[15:0] + index, word);
        end
        next_word;
        must_take = word;
        bus_write(CONTROL, 1);
        index = 0;
        // A device that fails while it runs gives no interrupt.
        while (!interrupt && index < 2 * must_take + 16) begin
          @(posedge clock) #1;
          index = index + 1;
        end
        bus_read(OUTPUT);
        outputs = found;
        all_outputs = all_outputs + outputs[31:16];
        for (index = 0; index < outputs[31:16]; index = index + 1) begin
          next_word;
          expected = word;
          bus_read(FEATURES + outputs[15:0] + index);
          check("output", index);
        end
        expected = must_take;
        bus_read(CYCLES);
        check("cycles", 0);
        all_cycles = all_cycles + found;
      end
    end
    if ($test$plusargs("counts"))
      $display("outputs %0d faults %0d cycles %0d", all_outputs, failures, all_cycles);
    else if (failures == 0) $display("PASS %0d networks, %0d runs", networks, all_runs);
    else $display("FAIL %0d differences", failures);
    $finish;
  end
endmodule
