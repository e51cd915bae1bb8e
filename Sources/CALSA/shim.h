#pragma once

// asoundlib.h includes poll.h and time.h; without this, their types would at times be CALSA's own
// in Swift's eyes, at times Glibc's, by the order in which a build reads modules.
#pragma clang module import SwiftGlibc

#include <alsa/asoundlib.h>
#include <stdarg.h>
#include <stdio.h>

/// Receives one line of what libasound would print on stderr by itself.
typedef void (*calsa_listener)(const char *line);

// A variable of the file's own would be declared in Swift's object files and defined in none.
static inline calsa_listener *calsa_current_listener(void)
{
  static calsa_listener listener;
  return &listener;
}

static void calsa_report(
  const char *file, int line, const char *function, int error, const char *format, ...)
{
  calsa_listener listener = *calsa_current_listener();
  if (!listener) return;
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (length < 0) return;
  if (error && length < (int)sizeof text)
    snprintf(text + length, sizeof text - length, ": %s", snd_strerror(error));
  listener(text);
}

/// Takes libasound's messages away from stderr: `listener` hears them, or nobody when it is null.
///
/// snd_lib_error_set_handler wants a variadic function, which Swift cannot be.
static inline void calsa_listen(calsa_listener listener)
{
  *calsa_current_listener() = listener;
  snd_lib_error_set_handler(calsa_report);
}
