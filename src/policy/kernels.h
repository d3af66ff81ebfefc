// The inner loops: compare a column with a constant, 64 rows a word.
//
// Each has a portable form and one for AVX2 chosen when the program runs; both give the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gaoxin::policy {

/// Bit i of out = values[i] >= bound; `words` x 64 values.
void at_least(const int64_t* values, int64_t bound, uint64_t* out, size_t words);
void at_least(const int32_t* values, int32_t bound, uint64_t* out, size_t words);
/// Bit i of out = left[i] >= right[i].
void at_least(const int64_t* left, const int64_t* right, uint64_t* out, size_t words);
/// Bit i of out |= first <= codes[i] <= last.
void within(const uint16_t* codes, uint16_t first, uint16_t last, uint64_t* out, size_t words);

/// Whether the vector forms are in use.
bool kernels_use_avx2();

}  // namespace gaoxin::policy
