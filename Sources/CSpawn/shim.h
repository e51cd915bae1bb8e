#pragma once
#include <spawn.h>

// glibc declares it for _GNU_SOURCE alone, which Swift's view of the C library does not define.
static inline int aai_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
  extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
