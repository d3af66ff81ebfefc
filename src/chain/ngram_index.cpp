#include "chain/ngram_index.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace gaoxin {
namespace {

constexpr size_t kCharactersMax = 64;  // Of a name: what follows says little and costs much.

/// Calls visit(gram key, weight) for every gram of length 1 to 3.
template <typename F>
void each_gram(std::string_view text, F&& visit) {
  std::u32string characters = decode_utf8(fold(text));
  if (characters.size() > kCharactersMax) characters.resize(kCharactersMax);
  const size_t size = characters.size();
  for (size_t i = 0; i < size; ++i) {
    uint64_t key = 0;
    for (size_t length = 1; length <= 3 && i + length <= size; ++length) {
      key = (key << 21) | uint64_t{characters[i + length - 1]};
      static constexpr float kWeight[4] = {0, 0.5F, 1.0F, 1.0F};
      const bool is_head = i + length == size && length >= 2;
      visit(key, kWeight[length] * (is_head ? 2.0F : 1.0F));
    }
  }
}

}  // namespace

NgramIndex::NgramIndex(std::span<const std::string> names) {
  std::vector<std::pair<uint32_t, float>> grams;
  std::vector<uint32_t> documents_with;
  document_begin_.push_back(0);
  gram_ids_.reserve(names.size() * 2);
  for (const std::string& name : names) {
    grams.clear();
    each_gram(name, [&](uint64_t key, float weight) {
      const auto [place, is_new] = gram_ids_.emplace(key, static_cast<uint32_t>(gram_ids_.size()));
      if (is_new) documents_with.push_back(0);
      grams.emplace_back(place->second, weight);
    });
    std::sort(grams.begin(), grams.end());
    const size_t first = document_grams_.size();
    for (const auto& [gram, weight] : grams) {
      if (document_grams_.size() > first && document_grams_.back().first == gram) {
        document_grams_.back().second += weight;
      } else {
        document_grams_.emplace_back(gram, weight);
        ++documents_with[gram];
      }
    }
    document_begin_.push_back(static_cast<uint32_t>(document_grams_.size()));
  }
  const auto total = static_cast<float>(names.size());
  for (uint32_t count : documents_with)
    rarity_.push_back(std::log(1.0F + total / static_cast<float>(count)));
  posting_begin_.assign(rarity_.size() + 1, 0);
  for (size_t i = 0; i + 1 < document_begin_.size(); ++i) {
    float squares = 0;
    for (uint32_t j = document_begin_[i]; j < document_begin_[i + 1]; ++j) {
      auto& [gram, weight] = document_grams_[j];
      weight *= rarity_[gram];
      squares += weight * weight;
      ++posting_begin_[gram + 1];
    }
    const float scale = squares > 0 ? 1.0F / std::sqrt(squares) : 0.0F;
    for (uint32_t j = document_begin_[i]; j < document_begin_[i + 1]; ++j)
      document_grams_[j].second *= scale;
  }
  for (size_t i = 1; i < posting_begin_.size(); ++i) posting_begin_[i] += posting_begin_[i - 1];
  postings_.resize(posting_begin_.back());
  std::vector<uint32_t> next(posting_begin_.begin(), posting_begin_.end() - 1);
  for (uint32_t i = 0; i + 1 < document_begin_.size(); ++i)
    for (uint32_t j = document_begin_[i]; j < document_begin_[i + 1]; ++j)
      postings_[next[document_grams_[j].first]++] = {i, document_grams_[j].second};
}

GramVector NgramIndex::vector(std::string_view text) const {
  std::vector<std::pair<uint32_t, float>> grams;
  float squares = 0;
  const float unseen = rarity_.empty() ? 1.0F : *std::max_element(rarity_.begin(), rarity_.end());
  each_gram(text, [&](uint64_t key, float weight) {
    const auto found = gram_ids_.find(key);
    if (found == gram_ids_.end())
      squares += weight * unseen * weight * unseen;
    else
      grams.emplace_back(found->second, weight);
  });
  std::sort(grams.begin(), grams.end());
  GramVector out;
  for (const auto& [gram, weight] : grams) {
    if (!out.grams.empty() && out.grams.back().first == gram)
      out.grams.back().second += weight;
    else
      out.grams.emplace_back(gram, weight);
  }
  for (auto& [gram, weight] : out.grams) {
    weight *= rarity_[gram];
    squares += weight * weight;
  }
  for (auto& [gram, weight] : out.grams) weight /= std::sqrt(squares);
  return out;
}

std::vector<NgramIndex::Match> NgramIndex::similar(const GramVector& query, float least) const {
  const size_t documents = document_begin_.size() - 1;
  std::vector<float> sums(documents, 0);
  for (const auto& [gram, weight] : query.grams)
    for (uint32_t i = posting_begin_[gram]; i < posting_begin_[gram + 1]; ++i)
      sums[postings_[i].document] += weight * postings_[i].similarity;
  std::vector<Match> out;
  for (uint32_t i = 0; i < documents; ++i)
    if (sums[i] > 0 && sums[i] >= least) out.push_back({i, std::min(sums[i], 1.0F)});
  return out;
}

GramVector NgramIndex::document(uint32_t i) const {
  return {{document_grams_.begin() + document_begin_[i],
           document_grams_.begin() + document_begin_[i + 1]}};
}

}  // namespace gaoxin
