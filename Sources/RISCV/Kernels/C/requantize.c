#include "dnnc_arithmetic.h"

/* The table has each byte in the new scale. */
void dnnc_requantize(const dnnc_requantize_arguments *arguments, unsigned core, unsigned cores) {
  dnnc_lookup(arguments, core, cores);
}
