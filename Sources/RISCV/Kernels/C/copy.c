#include "dnnc_arithmetic.h"

/* Words are shared, so that both addresses stay aligned where they are. */
void dnnc_copy(const dnnc_copy_arguments *a, unsigned core, unsigned cores) {
  dnnc_share words = dnnc_share_of((a->count + 3) >> 2, core, cores);
  int32_t start = 4 * words.start, stop = 4 * words.stop;
  if (stop > a->count) stop = a->count;
  if (start < stop) dnnc_copy_bytes(a->output + start, a->input + start, stop - start);
}
