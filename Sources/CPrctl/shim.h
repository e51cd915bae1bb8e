#pragma once
#include <sys/prctl.h>

// Variadic, which Swift does not import.
static inline int aai_set_dumpable(int dumpable) {
  return prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
}
