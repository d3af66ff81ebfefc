#include "registry/name_similarity.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace gaoxin {
namespace {

/// Longer ones first where one begins or ends another.
constexpr std::array<std::u32string_view, 20> kLegalForms{U"股份有限责任公司",
                                                          U"有限责任公司",
                                                          U"股份有限公司",
                                                          U"集团有限公司",
                                                          U"有限合伙",
                                                          U"有限公司",
                                                          U"股份公司",
                                                          U"集团公司",
                                                          U"总公司",
                                                          U"分公司",
                                                          U"公司",
                                                          U"股份",
                                                          U"集团",
                                                          U"控股",
                                                          U"companylimited",
                                                          U"coltd",
                                                          U"corporation",
                                                          U"limited",
                                                          U"inc",
                                                          U"llc"};

constexpr std::array<std::u32string_view, 70> kPlaces{
    U"中华人民共和国", U"中国",   U"北京",   U"天津",   U"河北", U"山西", U"内蒙古", U"辽宁",
    U"吉林",           U"黑龙江", U"上海",   U"江苏",   U"浙江", U"安徽", U"福建",   U"江西",
    U"山东",           U"河南",   U"湖北",   U"湖南",   U"广东", U"广西", U"海南",   U"重庆",
    U"四川",           U"贵州",   U"云南",   U"西藏",   U"陕西", U"甘肃", U"青海",   U"宁夏",
    U"新疆",           U"长春",   U"四平",   U"辽源",   U"通化", U"白山", U"松原",   U"白城",
    U"延边",           U"延吉",   U"梅河口", U"公主岭", U"深圳", U"广州", U"杭州",   U"南京",
    U"苏州",           U"无锡",   U"常州",   U"宁波",   U"温州", U"合肥", U"厦门",   U"福州",
    U"济南",           U"青岛",   U"烟台",   U"郑州",   U"武汉", U"长沙", U"成都",   U"西安",
    U"大连",           U"沈阳",   U"哈尔滨", U"石家庄", U"东莞", U"佛山"};
constexpr std::array<std::u32string_view, 7> kPlaceEnds{
    U"壮族自治区", U"回族自治区", U"维吾尔自治区", U"自治区", U"自治州", U"省", U"市"};

bool is_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         (c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x206F) &&
          !(c >= 0x3000 && c <= 0x303F) && !(c >= 0xFF00 && c <= 0xFFEF));
}

/// Takes places off the beginning, as long as at least two characters stay.
std::u32string_view without_places(std::u32string_view name) {
  for (bool found = true; found;) {
    found = false;
    for (const std::u32string_view place : kPlaces) {
      if (!name.starts_with(place) || name.size() < place.size() + 2) continue;
      std::u32string_view rest = name.substr(place.size());
      for (const std::u32string_view end : kPlaceEnds)
        if (rest.starts_with(end) && rest.size() >= end.size() + 2) {
          rest = rest.substr(end.size());
          break;
        }
      name = rest;
      found = true;
      break;
    }
  }
  return name;
}

std::u32string_view without_legal_forms(std::u32string_view name) {
  for (bool found = true; found;) {
    found = false;
    for (const std::u32string_view form : kLegalForms)
      if (name.ends_with(form) && name.size() >= form.size() + 2) {
        name = name.substr(0, name.size() - form.size());
        found = true;
        break;
      }
  }
  return name;
}

uint64_t bigram(char32_t a, char32_t b) { return uint64_t{a} << 32 | b; }

double dice(std::u32string_view a, std::u32string_view b) {
  if (a.size() < 2 || b.size() < 2) return a == b ? 1 : 0;
  std::vector<uint64_t> left;
  std::vector<uint64_t> right;
  for (size_t i = 0; i + 1 < a.size(); ++i) left.push_back(bigram(a[i], a[i + 1]));
  for (size_t i = 0; i + 1 < b.size(); ++i) right.push_back(bigram(b[i], b[i + 1]));
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  size_t common = 0;
  for (size_t i = 0, k = 0; i < left.size() && k < right.size();) {
    if (left[i] == right[k]) {
      ++common;
      ++i;
      ++k;
    } else if (left[i] < right[k]) {
      ++i;
    } else {
      ++k;
    }
  }
  return 2.0 * static_cast<double>(common) / static_cast<double>(left.size() + right.size());
}

double jaro_winkler(std::u32string_view a, std::u32string_view b) {
  if (a.empty() || b.empty()) return a.size() == b.size() ? 1 : 0;
  const size_t longer = std::max(a.size(), b.size());
  const size_t window = longer / 2 > 0 ? longer / 2 - 1 : 0;
  std::vector<bool> in_a(a.size());
  std::vector<bool> in_b(b.size());
  size_t matches = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const size_t begin = i > window ? i - window : 0;
    const size_t end = std::min(b.size(), i + window + 1);
    for (size_t k = begin; k < end; ++k) {
      if (in_b[k] || a[i] != b[k]) continue;
      in_a[i] = in_b[k] = true;
      ++matches;
      break;
    }
  }
  if (matches == 0) return 0;
  size_t transposed = 0;
  for (size_t i = 0, k = 0; i < a.size(); ++i) {
    if (!in_a[i]) continue;
    while (!in_b[k]) ++k;
    transposed += a[i] != b[k];
    ++k;
  }
  const double m = static_cast<double>(matches);
  const double jaro = (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
                       (m - static_cast<double>(transposed) / 2) / m) /
                      3;
  size_t prefix = 0;
  while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) ++prefix;
  return jaro + 0.1 * static_cast<double>(prefix) * (1 - jaro);
}

}  // namespace

std::u32string name_core(std::string_view name) {
  std::u32string folded = decode_utf8(fold(name));
  std::erase_if(folded, [](char32_t c) { return !is_letter(c); });
  return std::u32string(without_legal_forms(without_places(folded)));
}

double core_similarity(std::u32string_view a, std::u32string_view b) {
  if (a.empty() || b.empty()) return 0;
  if (a == b) return 1;
  return (dice(a, b) + jaro_winkler(a, b)) / 2;
}

double name_similarity(std::string_view a, std::string_view b) {
  return core_similarity(name_core(a), name_core(b));
}

std::u32string_view NameIndex::core(size_t i) const {
  const size_t begin = i == 0 ? 0 : core_ends_[i - 1];
  return std::u32string_view(cores_).substr(begin, core_ends_[i] - begin);
}

void NameIndex::add(int64_t id, std::string_view name) {
  const std::u32string text = name_core(name);
  const auto number = static_cast<uint32_t>(ids_.size());
  ids_.push_back(id);
  cores_ += text;
  core_ends_.push_back(cores_.size());
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    std::vector<uint32_t>& list = by_bigram_[bigram(text[i], text[i + 1])];
    if (list.empty() || list.back() != number) list.push_back(number);
  }
}

std::vector<NameIndex::Match> NameIndex::find(std::string_view name, double threshold,
                                              size_t limit) const {
  // Names this alike share far more than a third of their bigrams, so the rarer two thirds of the
  // lists are enough, and of those only as many candidates as can be compared quickly.
  constexpr size_t kCandidatesMax = 300;
  const std::u32string text = name_core(name);
  std::vector<const std::vector<uint32_t>*> lists;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    const auto found = by_bigram_.find(bigram(text[i], text[i + 1]));
    if (found != by_bigram_.end()) lists.push_back(&found->second);
  }
  std::sort(lists.begin(), lists.end(), [](auto* a, auto* b) { return a->size() < b->size(); });
  lists.resize((lists.size() * 2 + 2) / 3);
  std::vector<uint32_t> candidates;
  for (const auto* list : lists) {
    if (candidates.size() + list->size() > kCandidatesMax && !candidates.empty()) break;
    candidates.insert(
        candidates.end(), list->begin(),
        list->begin() + static_cast<std::ptrdiff_t>(std::min(list->size(), kCandidatesMax)));
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::vector<Match> matches;
  for (const uint32_t candidate : candidates) {
    const std::u32string_view other = core(candidate);
    const size_t longer = std::max(other.size(), text.size());
    if (std::min(other.size(), text.size()) * 2 < longer) continue;
    const double score = core_similarity(text, other);
    if (score >= threshold) matches.push_back({ids_[candidate], score});
  }
  std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  });
  if (matches.size() > limit) matches.resize(limit);
  return matches;
}

}  // namespace gaoxin
