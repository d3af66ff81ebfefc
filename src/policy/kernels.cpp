#include "policy/kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace gaoxin::policy {
namespace {

template <typename T, typename Bound>
void portable_at_least(const T* values, const Bound& bound, uint64_t* out, size_t words) {
  for (size_t w = 0; w < words; ++w) {
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; ++i)
      bits |= static_cast<uint64_t>(values[w * 64 + i] >= bound(w * 64 + i)) << i;
    out[w] = bits;
  }
}

void portable_within(const uint16_t* codes, uint16_t first, uint16_t last, uint64_t* out,
                     size_t words) {
  const auto width = static_cast<uint16_t>(last - first);
  for (size_t w = 0; w < words; ++w) {
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; ++i)
      bits |= static_cast<uint64_t>(static_cast<uint16_t>(codes[w * 64 + i] - first) <= width) << i;
    out[w] |= bits;
  }
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) uint64_t greater_mask(__m256i a, __m256i b) {
  return static_cast<uint64_t>(
      static_cast<uint32_t>(_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(a, b)))));
}

/// x >= bound is not (bound > x).
__attribute__((target("avx2"))) void avx2_at_least(const int64_t* values, int64_t bound,
                                                   uint64_t* out, size_t words) {
  const __m256i limit = _mm256_set1_epi64x(bound);
  for (size_t w = 0; w < words; ++w) {
    uint64_t below = 0;
    for (size_t i = 0; i < 64; i += 4) {
      const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(values + w * 64 + i));
      below |= greater_mask(limit, x) << i;
    }
    out[w] = ~below;
  }
}

__attribute__((target("avx2"))) void avx2_at_least(const int64_t* left, const int64_t* right,
                                                   uint64_t* out, size_t words) {
  for (size_t w = 0; w < words; ++w) {
    uint64_t below = 0;
    for (size_t i = 0; i < 64; i += 4) {
      const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(left + w * 64 + i));
      const __m256i y = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(right + w * 64 + i));
      below |= greater_mask(y, x) << i;
    }
    out[w] = ~below;
  }
}

__attribute__((target("avx2"))) void avx2_at_least(const int32_t* values, int32_t bound,
                                                   uint64_t* out, size_t words) {
  const __m256i limit = _mm256_set1_epi32(bound);
  for (size_t w = 0; w < words; ++w) {
    uint64_t below = 0;
    for (size_t i = 0; i < 64; i += 8) {
      const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(values + w * 64 + i));
      const auto mask = static_cast<uint32_t>(
          _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(limit, x))));
      below |= static_cast<uint64_t>(mask) << i;
    }
    out[w] = ~below;
  }
}

__attribute__((target("avx2"))) void avx2_within(const uint16_t* codes, uint16_t first,
                                                 uint16_t last, uint64_t* out, size_t words) {
  const __m256i base = _mm256_set1_epi16(static_cast<int16_t>(first));
  const __m256i width = _mm256_set1_epi16(static_cast<int16_t>(last - first));
  for (size_t w = 0; w < words; ++w) {
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; i += 32) {
      const auto inside = [&](size_t at) __attribute__((target("avx2"))) {
        const __m256i x = _mm256_sub_epi16(
            _mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes + w * 64 + at)), base);
        return _mm256_cmpeq_epi16(_mm256_min_epu16(x, width), x);
      };
      // packs works within halves of 128 bits; the permutation puts them back in order.
      const __m256i bytes =
          _mm256_permute4x64_epi64(_mm256_packs_epi16(inside(i), inside(i + 16)), 0b11011000);
      bits |= static_cast<uint64_t>(static_cast<uint32_t>(_mm256_movemask_epi8(bytes))) << i;
    }
    out[w] |= bits;
  }
}

const bool kAvx2 = __builtin_cpu_supports("avx2") != 0;
#else
constexpr bool kAvx2 = false;
#endif

}  // namespace

bool kernels_use_avx2() { return kAvx2; }

void at_least(const int64_t* values, int64_t bound, uint64_t* out, size_t words) {
#if defined(__x86_64__)
  if (kAvx2) return avx2_at_least(values, bound, out, words);
#endif
  portable_at_least(
      values, [bound](size_t) { return bound; }, out, words);
}
void at_least(const int32_t* values, int32_t bound, uint64_t* out, size_t words) {
#if defined(__x86_64__)
  if (kAvx2) return avx2_at_least(values, bound, out, words);
#endif
  portable_at_least(
      values, [bound](size_t) { return bound; }, out, words);
}
void at_least(const int64_t* left, const int64_t* right, uint64_t* out, size_t words) {
#if defined(__x86_64__)
  if (kAvx2) return avx2_at_least(left, right, out, words);
#endif
  portable_at_least(
      left, [right](size_t i) { return right[i]; }, out, words);
}
void within(const uint16_t* codes, uint16_t first, uint16_t last, uint64_t* out, size_t words) {
#if defined(__x86_64__)
  if (kAvx2) return avx2_within(codes, first, last, out, words);
#endif
  portable_within(codes, first, last, out, words);
}

}  // namespace gaoxin::policy
