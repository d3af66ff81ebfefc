// How alike two names of enterprises are, and which of many names are alike. Pure.
//
// A name's core is what distinguishes it: folded, without the words for place, legal form and
// "group" that most names share. 吉林省长春示范光电科技有限公司 → 示范光电科技.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gaoxin {

/// Folded, without spaces and punctuation, without place words at its beginning (names of
/// provinces and larger cities) and legal forms at its end. The folded name itself when nothing
/// would be left.
std::u32string name_core(std::string_view name);

/// 0 (nothing in common) to 1 (the same core). The mean of the Dice coefficient of the bigrams
/// (Dice 1945) and of the Jaro-Winkler similarity (Winkler 1990, prefix weight 0.1), of the cores.
double name_similarity(std::string_view a, std::string_view b);
double core_similarity(std::u32string_view a, std::u32string_view b);

/// From here on two names go into the review queue.
inline constexpr double kReviewThreshold = 0.82;

/// Finds names like a given one among many without comparing with each: candidates share one of
/// the rarer bigrams of the core.
class NameIndex {
 public:
  void add(int64_t id, std::string_view name);
  struct Match {
    int64_t id = 0;
    double score = 0;
  };
  /// The best matches with at least `threshold`, the best first, at most `limit`.
  std::vector<Match> find(std::string_view name, double threshold, size_t limit) const;
  size_t size() const { return ids_.size(); }

 private:
  std::vector<int64_t> ids_;
  std::vector<size_t> core_ends_;  // cores_[core_ends_[i-1], core_ends_[i]) is the core of i.
  std::u32string cores_;
  std::unordered_map<uint64_t, std::vector<uint32_t>> by_bigram_;
  std::u32string_view core(size_t i) const;
};

}  // namespace gaoxin
