#pragma once
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/random.h>

// Variadic, which Swift does not import.
static inline int aai_set_dumpable(int dumpable) {
  return prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
}

// glibc declares these for _GNU_SOURCE alone, which Swift's view of the C library does not define.

static inline int aai_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
  extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

// The headers that declare these would hide what Swift's Glibc makes of them.

// poll(2) with a timeout in nanoseconds, a `struct timespec`; without one it waits for ever.
static inline int aai_poll(void *entries, unsigned long count, const void *timeout) {
  extern int ppoll(void *, unsigned long, const void *, const void *);
  return ppoll(entries, count, timeout, NULL);
}

// Non-blocking, and not for children, which is what the flags of a socket's type say, too.
static inline int aai_accept(int listener, int flags) {
  extern int accept4(int, void *, void *, int);
  return accept4(listener, NULL, NULL, flags);
}

static inline int aai_eventfd(void) {
  return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}
