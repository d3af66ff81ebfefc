// CHECK: a claim about our own code that is always tested, in release builds too.
#pragma once

namespace gaoxin {
/// Prints the claim with its place to standard error and aborts.
[[noreturn]] void check_failed(const char* claim, const char* file, int line);
}  // namespace gaoxin

#define CHECK(claim)                                      \
  do {                                                    \
    if (!(claim)) [[unlikely]]                            \
      ::gaoxin::check_failed(#claim, __FILE__, __LINE__); \
  } while (false)
