#include "dnnc_arithmetic.h"

/* Elements are shared. */
void dnnc_lookup(const dnnc_lookup_arguments *arguments, unsigned core, unsigned cores) {
  dnnc_share share = dnnc_share_of(arguments->count, core, cores);
  const uint8_t *x = arguments->input + share.start, *table = arguments->table;
  uint8_t *y = arguments->output + share.start, *stop = arguments->output + share.stop;
  for (; y + 4 <= stop; y += 4, x += 4) {
    uint8_t a = table[x[0]], b = table[x[1]], c = table[x[2]], d = table[x[3]];
    y[0] = a, y[1] = b, y[2] = c, y[3] = d;
  }
  for (; y < stop; y++, x++) *y = table[*x];
}
