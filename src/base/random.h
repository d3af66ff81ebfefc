// Seeded pseudo-random numbers that are the same on every machine, compiler and thread count
// (the standard library's distributions are not).
#pragma once

#include <cstdint>

namespace gaoxin {

/// SplitMix64 (Steele, Lea, Flood 2014). Copy it to fork a stream; seed it with seed ^ index to
/// give every task a stream of its own.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  /// Uniform in [0, 1) with 53 bits.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  /// Uniform in [0, bound); bound > 0.
  uint64_t below(uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<uint64_t>((Wide{next()} * bound) >> 64);
  }

 private:
  uint64_t state_;
};

}  // namespace gaoxin
