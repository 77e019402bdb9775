// A memory with one port to write and one to read; what is read comes a cycle later.
//
// Reading an element in the cycle in which it is written gives what it held before.
module hydra_memory #(
  parameter WIDTH = 8,
  parameter DEPTH = 1024
) (
  input wire clock,
  input wire write,
  input wire [15:0] write_address,
  input wire [WIDTH-1:0] write_data,
  input wire [15:0] read_address,
  output reg [WIDTH-1:0] read_data
);
  reg [WIDTH-1:0] elements [0:DEPTH-1];

  always @(posedge clock) begin
    if (write) elements[write_address] <= write_data;
    read_data <= elements[read_address];
  end
endmodule
