// Which of many short names say something like a given one: character n-grams (1 to 3) weighted
// by rarity, compared by cosine. Chinese product names have no spaces and few characters, so
// grams of characters do what words do elsewhere. The last gram counts twice: the head of a
// Chinese noun stands at its end (汽车线束 is a 线束).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gaoxin {

/// Weighted grams of a text, sorted by gram; the weights' squares add up to 1 (unless empty).
struct GramVector {
  std::vector<std::pair<uint32_t, float>> grams;
};

class NgramIndex {
 public:
  /// Document i is names[i].
  explicit NgramIndex(std::span<const std::string> names);

  /// Grams the index has never seen are left out of the vector but lower its length.
  GramVector vector(std::string_view text) const;

  struct Match {
    uint32_t document = 0;
    float similarity = 0;  ///< cosine, 0..1
  };
  /// Documents sharing a gram with the text at or above `least`, in order of document.
  std::vector<Match> similar(const GramVector& query, float least) const;
  size_t gram_count() const { return rarity_.size(); }
  /// The vector of document i.
  GramVector document(uint32_t i) const;

 private:
  std::unordered_map<uint64_t, uint32_t> gram_ids_;
  std::vector<float> rarity_;
  std::vector<uint32_t> posting_begin_;
  std::vector<Match> postings_;  // By gram: document and its weight.
  std::vector<uint32_t> document_begin_;
  std::vector<std::pair<uint32_t, float>> document_grams_;
};

}  // namespace gaoxin
