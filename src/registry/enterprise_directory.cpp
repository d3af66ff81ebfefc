// See enterprise_directory.h. Rows are numbered densely in the order they came; a row's texts stand
// folded in one block: name, then the searchable lines, then nothing. Words are found through
// posting lists of hashed bigrams and then verified in the text; rows changed since the lists were
// built are verified directly. Pages are cut from one permutation of the rows for each order.
#include "registry/enterprise_directory.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "base/check.h"
#include "base/text.h"
#include "registry/industry_sections.h"

namespace gaoxin {
namespace {

constexpr uint32_t kUnknown = std::numeric_limits<uint32_t>::max();
constexpr uint8_t kNoScale = 255;
constexpr size_t kSorts = 7;
constexpr size_t kBuckets = size_t{1} << 18;

enum Flag : uint8_t { kHidden = 1, kInvented = 2, kListed = 4, kCoded = 8 };

/// Rows by the hash of a key that stands elsewhere. Old entries of a changed row stay and are told
/// from new ones by comparing the key.
class RowIndex {
 public:
  void clear(size_t rows) {
    size_t size = 64;
    while (size < rows * 2) size *= 2;
    slots_.assign(size, kUnknown);
    used_ = 0;
  }
  bool full() const { return (used_ + 1) * 10 > slots_.size() * 7; }
  void insert(size_t hash, uint32_t row) {
    size_t at = mix(hash);
    while (slots_[at] != kUnknown) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = row;
    ++used_;
  }
  /// Calls `each` for rows that may have the hash; it returns false to stop.
  template <typename F>
  void find(size_t hash, F&& each) const {
    if (slots_.empty()) return;
    for (size_t at = mix(hash); slots_[at] != kUnknown; at = (at + 1) & (slots_.size() - 1))
      if (!each(slots_[at])) return;
  }

 private:
  size_t mix(size_t hash) const {
    return ((hash ^ (hash >> 29)) * 0x9E3779B97F4A7C15u >> 20) & (slots_.size() - 1);
  }
  std::vector<uint32_t> slots_;
  size_t used_ = 0;
};

size_t hash_text(std::string_view text) { return std::hash<std::string_view>{}(text); }
size_t hash_id(int64_t id) { return static_cast<size_t>(id) * 0x2545F4914F6CDD1Du; }

/// Digits padded on the right to nine: a code and everything below it are one range.
uint32_t region_number(std::string_view code) {
  if (code.empty() || code.size() > 9 || code.find_first_not_of("0123456789") != code.npos)
    return kUnknown;
  uint32_t number = 0;
  for (size_t i = 0; i < 9; ++i)
    number = number * 10 + static_cast<uint32_t>(i < code.size() ? code[i] - '0' : 0);
  return number;
}

struct Range {
  uint32_t first = 0, last = kUnknown;  // Both included; kUnknown itself never lies inside.
  uint32_t length_min = 0;
};

Range region_range(std::string_view code) {
  if (region_number(code) == kUnknown) return {1, 0, 0};
  uint32_t width = 1;
  for (size_t i = code.size(); i < 9; ++i) width *= 10;
  return {region_number(code), region_number(code) + width - 1, 0};
}

/// Four digits x 8 + the code's length; a section is the first of its divisions with length 1.
uint32_t industry_number(std::string_view code) {
  if (code.size() == 1) {
    const std::optional<SectionDivisions> section = section_divisions(code[0]);
    return section ? static_cast<uint32_t>(section->first) * 800 + 1 : kUnknown;
  }
  if (code.size() > 4 || code.empty() || code.find_first_not_of("0123456789") != code.npos)
    return kUnknown;
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i)
    number = number * 10 + static_cast<uint32_t>(i < code.size() ? code[i] - '0' : 0);
  return number * 8 + static_cast<uint32_t>(code.size());
}

Range industry_range(std::string_view code) {
  if (industry_number(code) == kUnknown) return {1, 0, 0};
  if (code.size() == 1) {
    const SectionDivisions section = *section_divisions(code[0]);
    return {static_cast<uint32_t>(section.first) * 100,
            static_cast<uint32_t>(section.last) * 100 + 99, 1};
  }
  uint32_t width = 1;
  for (size_t i = code.size(); i < 4; ++i) width *= 10;
  const uint32_t first = industry_number(code) / 8;
  return {first, first + width - 1, static_cast<uint32_t>(code.size())};
}

bool contains(std::string_view text, std::string_view word) {
  return memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
}

/// Hashed bigrams of code points, sorted, each once; none across lines.
void bigram_buckets(std::string_view text, std::vector<uint32_t>& out) {
  out.clear();
  char32_t before = 0;
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    char32_t c = first;
    for (size_t k = 1; k < length && i + k < text.size(); ++k)
      c = c << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    i += length;
    if (c == '\n') {
      before = 0;
      continue;
    }
    if (before != 0) {
      const uint64_t mixed = (uint64_t{before} << 32 | c) * 0x9E3779B97F4A7C15u;
      out.push_back(static_cast<uint32_t>(mixed >> 46));
    }
    before = c;
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

bool looks_like_code(std::string_view word) {
  return word.size() >= 3 && word.find_first_of("0123456789") != word.npos &&
         word.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz.") == word.npos;
}

}  // namespace

struct EnterpriseDirectory::State {
  mutable std::shared_mutex mutex;
  int64_t applied = 0;

  std::vector<int64_t> ids;
  std::vector<uint32_t> zone_slots;
  std::vector<uint32_t> regions;
  std::vector<uint32_t> industries;
  std::vector<uint8_t> scales;
  std::vector<uint8_t> statuses;
  std::vector<uint8_t> flags;
  std::vector<std::array<char, 18>> credit_codes;  // Lower case as in folded queries; 0: unknown.
  std::vector<std::array<char, 9>> stock_codes;
  struct TextPlace {
    uint64_t begin;
    uint32_t name_size, size;
  };
  std::vector<TextPlace> texts;
  std::string block;
  size_t block_garbage = 0;
  std::unordered_map<uint32_t, std::vector<DirectoryStay>> stays;

  std::vector<int64_t> zones;  // By slot.
  std::unordered_map<int64_t, uint32_t> zone_slot_of;
  RowIndex by_id, by_credit_code, by_stock_code, by_name;
  std::array<std::vector<uint32_t>, kSorts> orders;

  std::vector<uint32_t> postings;
  std::vector<uint64_t> posting_begins;  // kBuckets + 1.
  std::vector<bool> indexed;             // The posting lists know the row as it is.
  std::vector<uint32_t> unindexed;

  std::string_view name(uint32_t row) const {
    return std::string_view(block).substr(texts[row].begin, texts[row].name_size);
  }
  std::string_view text(uint32_t row) const {
    return std::string_view(block).substr(texts[row].begin, texts[row].size);
  }
  static std::string_view code_view(const char* data, size_t size) {
    return {data, data[0] == 0 ? 0 : strnlen(data, size)};
  }
  std::string_view credit_code(uint32_t row) const {
    return code_view(credit_codes[row].data(), 18);
  }
  std::string_view stock_code(uint32_t row) const { return code_view(stock_codes[row].data(), 9); }

  uint32_t find_row(int64_t id) const {
    uint32_t found = kUnknown;
    by_id.find(hash_id(id), [&](uint32_t row) {
      if (ids[row] == id) found = row;
      return found == kUnknown;
    });
    return found;
  }

  uint32_t zone_slot(int64_t zone) {
    const auto [at, added] = zone_slot_of.try_emplace(zone, static_cast<uint32_t>(zones.size()));
    if (added) zones.push_back(zone);
    return at->second;
  }

  uint32_t append_row() {
    const auto row = static_cast<uint32_t>(ids.size());
    ids.push_back(0);
    zone_slots.push_back(0);
    regions.push_back(kUnknown);
    industries.push_back(kUnknown);
    scales.push_back(kNoScale);
    statuses.push_back(0);
    flags.push_back(0);
    credit_codes.push_back({});
    stock_codes.push_back({});
    texts.push_back({});
    indexed.push_back(false);
    return row;
  }

  template <size_t N>
  static void set_code(std::array<char, N>& out, std::string_view code) {
    out.fill(0);
    const std::string folded = fold(code);
    std::copy_n(folded.data(), std::min(N, folded.size()), out.data());
  }

  void set_row(uint32_t row, const DirectoryEntry& entry) {
    ids[row] = entry.id;
    zone_slots[row] = zone_slot(entry.home_zone);
    regions[row] = region_number(entry.region_code);
    industries[row] = industry_number(entry.industry_code);
    scales[row] = entry.scale ? static_cast<uint8_t>(*entry.scale) : kNoScale;
    statuses[row] = static_cast<uint8_t>(entry.status);
    flags[row] = static_cast<uint8_t>(
        (entry.hidden ? kHidden : 0) | (entry.invented ? kInvented : 0) |
        (entry.stock_code.empty() ? 0 : kListed) | (entry.credit_code.empty() ? 0 : kCoded));
    set_code(credit_codes[row], entry.credit_code);
    set_code(stock_codes[row], entry.stock_code);
    block_garbage += texts[row].size;
    const std::string folded = fold(entry.name);
    const uint64_t begin = block.size();
    block += folded;
    for (const std::string_view line : split(entry.searchable, '\n')) {
      if (line.empty()) continue;
      block += '\n';
      block += fold(line);
    }
    texts[row] = {begin, static_cast<uint32_t>(folded.size()),
                  static_cast<uint32_t>(block.size() - begin)};
    if (entry.stays.empty())
      stays.erase(row);
    else
      stays[row] = entry.stays;
    unindexed.push_back(row);  // Twice when it changes twice; candidates() tells.
    indexed[row] = false;
  }

  void index_row_keys(uint32_t row) {
    by_name.insert(hash_text(name(row)), row);
    if (!credit_code(row).empty()) by_credit_code.insert(hash_text(credit_code(row)), row);
    if (!stock_code(row).empty()) by_stock_code.insert(hash_text(stock_code(row)), row);
  }

  void rebuild_keys() {
    for (RowIndex* index : {&by_id, &by_credit_code, &by_stock_code, &by_name})
      index->clear(ids.size() + ids.size() / 4);
    for (uint32_t row = 0; row < ids.size(); ++row) {
      by_id.insert(hash_id(ids[row]), row);
      index_row_keys(row);
    }
  }

  /// The beginning of the key as a number: most comparisons end here. Unknown sorts last.
  uint64_t sort_prefix(DirectorySort sort, uint32_t row) const {
    const auto of_text = [](std::string_view text) {
      uint64_t prefix = 0;
      for (size_t i = 0; i < 8; ++i)
        prefix = prefix << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0u);
      return prefix;
    };
    switch (sort) {
      case DirectorySort::name: return of_text(name(row));
      case DirectorySort::id: return static_cast<uint64_t>(ids[row]);
      case DirectorySort::credit_code:
        return credit_code(row).empty() ? ~uint64_t{0} : of_text(credit_code(row));
      case DirectorySort::region: return regions[row];
      case DirectorySort::industry: return industries[row];
      case DirectorySort::scale: return scales[row];
      case DirectorySort::status: return statuses[row];
    }
    CHECK(false);
  }
  bool less(DirectorySort sort, uint32_t a, uint32_t b) const {
    const uint64_t left = sort_prefix(sort, a);
    const uint64_t right = sort_prefix(sort, b);
    if (left != right) return left < right;
    int order = 0;
    if (sort == DirectorySort::name) order = name(a).compare(name(b));
    if (sort == DirectorySort::credit_code) order = credit_code(a).compare(credit_code(b));
    return order != 0 ? order < 0 : ids[a] < ids[b];
  }

  /// Appends the ids of `take` of the rows from `offset` in the query's order; sorts `found`.
  void append_page(const DirectoryQuery& query, std::vector<uint32_t>& found, size_t offset,
                   size_t take, std::vector<int64_t>& page) const {
    if (take == 0) return;
    if (found.size() * 16 < ids.size()) {
      std::sort(found.begin(), found.end(), [&](uint32_t a, uint32_t b) {
        return query.descending ? less(query.sort, b, a) : less(query.sort, a, b);
      });
      for (size_t i = 0; i < take; ++i) page.push_back(ids[found[offset + i]]);
      return;
    }
    const std::vector<uint32_t>& order = orders[static_cast<size_t>(query.sort)];
    std::vector<uint64_t> bits((ids.size() + 63) / 64);
    for (const uint32_t row : found) bits[row / 64] |= uint64_t{1} << row % 64;
    for (size_t i = 0; i < order.size() && take > 0; ++i) {
      const uint32_t row = query.descending ? order[order.size() - 1 - i] : order[i];
      if ((bits[row / 64] >> row % 64 & 1) == 0) continue;
      if (offset > 0) {
        --offset;
      } else {
        page.push_back(ids[row]);
        --take;
      }
    }
  }

  void rebuild_orders() {
    struct Keyed {
      uint64_t prefix;
      uint32_t row;
    };
    std::vector<Keyed> keyed(ids.size());
    for (size_t s = 0; s < kSorts; ++s) {
      const auto sort = static_cast<DirectorySort>(s);
      for (uint32_t row = 0; row < ids.size(); ++row) keyed[row] = {sort_prefix(sort, row), row};
      std::sort(keyed.begin(), keyed.end(), [&](const Keyed& a, const Keyed& b) {
        return a.prefix != b.prefix ? a.prefix < b.prefix : less(sort, a.row, b.row);
      });
      orders[s].resize(ids.size());
      std::transform(keyed.begin(), keyed.end(), orders[s].begin(),
                     [](const Keyed& k) { return k.row; });
    }
  }

  /// Takes the changed rows out of every order and puts them where they belong now.
  void move_in_orders(std::vector<uint32_t> changed) {
    std::vector<bool> moved(ids.size());
    for (const uint32_t row : changed) moved[row] = true;
    for (size_t s = 0; s < kSorts; ++s) {
      const auto sort = static_cast<DirectorySort>(s);
      std::vector<uint32_t>& order = orders[s];
      std::erase_if(order, [&](uint32_t row) { return moved[row]; });
      std::sort(changed.begin(), changed.end(),
                [&](uint32_t a, uint32_t b) { return less(sort, a, b); });
      std::vector<uint32_t> merged;
      merged.reserve(ids.size());
      auto from = order.begin();
      for (const uint32_t row : changed) {
        const auto place = std::lower_bound(
            from, order.end(), row, [&](uint32_t a, uint32_t b) { return less(sort, a, b); });
        merged.insert(merged.end(), from, place);
        merged.push_back(row);
        from = place;
      }
      merged.insert(merged.end(), from, order.end());
      order = std::move(merged);
    }
  }

  void rebuild_postings() {
    if (block_garbage * 2 > block.size()) compact_block();
    posting_begins.assign(kBuckets + 1, 0);
    std::vector<uint32_t> buckets;
    for (uint32_t row = 0; row < ids.size(); ++row) {
      bigram_buckets(text(row), buckets);
      for (const uint32_t bucket : buckets) ++posting_begins[bucket + 1];
    }
    for (size_t i = 0; i < kBuckets; ++i) posting_begins[i + 1] += posting_begins[i];
    postings.resize(posting_begins[kBuckets]);
    std::vector<uint64_t> at(posting_begins.begin(), posting_begins.end() - 1);
    for (uint32_t row = 0; row < ids.size(); ++row) {
      bigram_buckets(text(row), buckets);
      for (const uint32_t bucket : buckets) postings[at[bucket]++] = row;
    }
    indexed.assign(ids.size(), true);
    unindexed.clear();
  }

  void compact_block() {
    std::string compact;
    compact.reserve(block.size() - block_garbage);
    for (TextPlace& place : texts) {
      const uint64_t begin = compact.size();
      compact.append(block, place.begin, place.size);
      place.begin = begin;
    }
    block = std::move(compact);
    block_garbage = 0;
  }

  bool matches_words(uint32_t row, const std::vector<std::string_view>& words) const {
    const std::string_view searched = text(row);
    return std::all_of(words.begin(), words.end(), [&](std::string_view word) {
      return contains(searched, word) ||
             (looks_like_code(word) &&
              (credit_code(row).starts_with(word) || stock_code(row).starts_with(word)));
    });
  }

  /// Rows that may match, sorted, or nothing when all may. Only words of two characters and more
  /// that are no codes narrow the search.
  std::optional<std::vector<uint32_t>> candidates(
      const std::vector<std::string_view>& words) const {
    std::vector<std::pair<uint64_t, uint32_t>> lists;  // Length and bucket.
    std::vector<uint32_t> buckets;
    for (const std::string_view word : words) {
      if (looks_like_code(word)) continue;
      bigram_buckets(word, buckets);
      for (const uint32_t b : buckets)
        lists.push_back({posting_begins[b + 1] - posting_begins[b], b});
    }
    if (lists.empty()) return std::nullopt;
    std::sort(lists.begin(), lists.end());
    constexpr size_t kListsMax = 3;
    const auto list = [&](size_t i) {
      const uint32_t* begin = postings.data() + posting_begins[lists[i].second];
      return std::pair(begin, begin + lists[i].first);
    };
    std::vector<uint32_t> found(list(0).first, list(0).second);
    for (size_t i = 1; i < lists.size() && i < kListsMax && found.size() > 1000; ++i) {
      if (lists[i].first > found.size() * 8) break;
      std::vector<uint32_t> both;
      std::set_intersection(found.begin(), found.end(), list(i).first, list(i).second,
                            std::back_inserter(both));
      found = std::move(both);
    }
    std::erase_if(found, [&](uint32_t row) { return !indexed[row]; });
    const auto middle = static_cast<std::ptrdiff_t>(found.size());
    found.insert(found.end(), unindexed.begin(), unindexed.end());
    std::sort(found.begin() + middle, found.end());
    std::inplace_merge(found.begin(), found.begin() + middle, found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  /// A word longer than any stock code can only be the beginning of a credit code.
  std::vector<uint32_t> code_candidates(std::string_view word) const {
    const auto& order = orders[static_cast<size_t>(DirectorySort::credit_code)];
    std::vector<uint32_t> found;
    auto at =
        std::lower_bound(order.begin(), order.end(), word, [&](uint32_t row, std::string_view key) {
          return !credit_code(row).empty() && credit_code(row) < key;
        });
    for (; at != order.end() && credit_code(*at).starts_with(word); ++at) found.push_back(*at);
    return found;
  }
};

namespace {

/// Which rows a query lets through, apart from its words.
struct RowFilter {
  std::vector<uint8_t> zone_ok;  // By zone slot: home zone visible and wanted.
  uint8_t flags_mask = 0, flags_value = 0;
  bool by_region = false, by_industry = false;
  Range region, industry;
  uint32_t scale_bits = ~0u, status_bits = ~0u;
};

}  // namespace

EnterpriseDirectory::EnterpriseDirectory() : state_(std::make_unique<State>()) {
  state_->posting_begins.assign(kBuckets + 1, 0);
  state_->rebuild_keys();
}
EnterpriseDirectory::~EnterpriseDirectory() = default;

int64_t EnterpriseDirectory::applied() const {
  const std::shared_lock lock(state_->mutex);
  return state_->applied;
}

size_t EnterpriseDirectory::size() const {
  const std::shared_lock lock(state_->mutex);
  return static_cast<size_t>(std::count_if(state_->flags.begin(), state_->flags.end(),
                                           [](uint8_t f) { return (f & kHidden) == 0; }));
}

void EnterpriseDirectory::apply(const std::vector<DirectoryEntry>& entries, int64_t counter) {
  const std::unique_lock lock(state_->mutex);
  State& s = *state_;
  if (counter < s.applied) return;  // Another thread has seen more.
  std::vector<uint32_t> changed;
  changed.reserve(entries.size());
  for (const DirectoryEntry& entry : entries) {
    uint32_t row = s.find_row(entry.id);
    const bool is_new = row == kUnknown;
    if (is_new) row = s.append_row();
    s.set_row(row, entry);
    if (s.by_id.full() || s.by_name.full() || s.by_credit_code.full() || s.by_stock_code.full()) {
      s.rebuild_keys();
    } else {
      if (is_new) s.by_id.insert(hash_id(entry.id), row);
      s.index_row_keys(row);
    }
    changed.push_back(row);
  }
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  if (changed.size() > 1000 + s.ids.size() / 50)
    s.rebuild_orders();
  else if (!changed.empty())
    s.move_in_orders(changed);
  if (s.unindexed.size() > 10'000 + s.ids.size() / 20) s.rebuild_postings();
  s.applied = counter;
}

DirectoryAnswer EnterpriseDirectory::query(const ZoneTree& zones,
                                           const DirectoryQuery& query) const {
  const std::shared_lock lock(state_->mutex);
  const State& s = *state_;
  RowFilter filter;
  std::vector<uint8_t> zone_wanted(s.zones.size(), 1);
  std::vector<uint8_t> zone_own(s.zones.size(), 0);
  filter.zone_ok.assign(s.zones.size(), 0);
  for (size_t i = 0; i < s.zones.size(); ++i) {
    const int64_t home = s.zones[i];
    zone_wanted[i] = !query.home_zone || zones.is_within(home, *query.home_zone);
    zone_own[i] = zones.is_within(home, query.zone);
    filter.zone_ok[i] = zone_wanted[i] && (zone_own[i] != 0 || zones.is_within(query.zone, home));
  }
  const auto flag = [&](const std::optional<bool>& wanted, uint8_t bit) {
    if (!wanted) return;
    filter.flags_mask |= bit;
    if (*wanted) filter.flags_value |= bit;
  };
  filter.flags_mask = kHidden;
  flag(query.invented, kInvented);
  flag(query.listed, kListed);
  flag(query.has_credit_code, kCoded);
  filter.by_region = !query.region.empty();
  if (filter.by_region) filter.region = region_range(query.region);
  filter.by_industry = !query.industry.empty();
  if (filter.by_industry) filter.industry = industry_range(query.industry);
  if (!query.scales.empty()) {
    filter.scale_bits = 0;
    for (const EnterpriseScale scale : query.scales)
      filter.scale_bits |= 1u << static_cast<int>(scale);
  }
  if (!query.statuses.empty()) {
    filter.status_bits = 0;
    for (const EnterpriseStatus status : query.statuses)
      filter.status_bits |= 1u << static_cast<int>(status);
  }

  // Residents of the subtree are visible from it wherever their home is.
  std::vector<uint32_t> residents;
  std::vector<uint32_t> in_park;
  for (const auto& [row, stays] : s.stays) {
    for (const DirectoryStay& stay : stays) {
      if (query.today < stay.to && zones.is_within(stay.park_id, query.zone))
        residents.push_back(row);
      if (query.park && stay.from <= query.today && query.today < stay.to &&
          zones.is_within(stay.park_id, *query.park))
        in_park.push_back(row);
    }
  }
  std::vector<uint64_t> resident_bits((s.ids.size() + 63) / 64);
  for (const uint32_t row : residents) resident_bits[row / 64] |= uint64_t{1} << row % 64;

  const std::string folded = fold(query.q);
  std::vector<std::string_view> words;
  for (const std::string_view word : split(folded, ' '))
    if (!word.empty() && words.size() < 16) words.push_back(word);

  const auto passes = [&](uint32_t row) {
    if ((s.flags[row] & filter.flags_mask) != filter.flags_value) return false;
    const uint32_t slot = s.zone_slots[row];
    if (!filter.zone_ok[slot] &&
        !(zone_wanted[slot] && (resident_bits[row / 64] >> row % 64 & 1) != 0))
      return false;
    if (filter.by_region &&
        (s.regions[row] < filter.region.first || s.regions[row] > filter.region.last))
      return false;
    if (filter.by_industry) {
      const uint32_t code = s.industries[row];
      if (code == kUnknown || code / 8 < filter.industry.first || code / 8 > filter.industry.last ||
          code % 8 < filter.industry.length_min)
        return false;
    }
    if (filter.scale_bits != ~0u &&
        (s.scales[row] == kNoScale || (filter.scale_bits >> s.scales[row] & 1) == 0))
      return false;
    return (filter.status_bits >> s.statuses[row] & 1) != 0;
  };

  std::vector<uint32_t> found;
  std::optional<std::vector<uint32_t>> candidates;
  if (query.park) {
    std::sort(in_park.begin(), in_park.end());
    in_park.erase(std::unique(in_park.begin(), in_park.end()), in_park.end());
    candidates = std::move(in_park);
  } else if (words.size() == 1 && looks_like_code(words[0]) && words[0].size() > 9) {
    candidates = s.code_candidates(words[0]);
    std::sort(candidates->begin(), candidates->end());
  } else if (!words.empty()) {
    candidates = s.candidates(words);
  }
  const auto consider = [&](uint32_t row) {
    if (passes(row) && (words.empty() || s.matches_words(row, words))) found.push_back(row);
  };
  if (candidates) {
    for (const uint32_t row : *candidates) consider(row);
  } else {
    found.reserve(s.ids.size());
    for (uint32_t row = 0; row < s.ids.size(); ++row) consider(row);
  }

  DirectoryAnswer answer;
  answer.total = found.size();
  if (query.offset >= found.size() || query.limit == 0) return answer;
  const size_t take = std::min(query.limit, found.size() - query.offset);
  answer.ids.reserve(take);
  const auto own = [&](uint32_t row) {
    return zone_own[s.zone_slots[row]] != 0 || (resident_bits[row / 64] >> row % 64 & 1) != 0;
  };
  std::vector<uint32_t> others;
  if (query.own_first) {
    const auto middle = std::stable_partition(found.begin(), found.end(), own);
    others.assign(middle, found.end());
    found.erase(middle, found.end());
  }
  const size_t of_own =
      query.offset < found.size() ? std::min(take, found.size() - query.offset) : 0;
  s.append_page(query, found, query.offset, of_own, answer.ids);
  const size_t skipped = query.offset > found.size() ? query.offset - found.size() : 0;
  s.append_page(query, others, skipped, take - of_own, answer.ids);
  return answer;
}

std::vector<int64_t> EnterpriseDirectory::find_credit_code(std::string_view code) const {
  const std::shared_lock lock(state_->mutex);
  const std::string key = fold(code);
  std::vector<int64_t> found;
  state_->by_credit_code.find(hash_text(key), [&](uint32_t row) {
    if ((state_->flags[row] & kHidden) == 0 && state_->credit_code(row) == key)
      found.push_back(state_->ids[row]);
    return true;
  });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<int64_t> EnterpriseDirectory::find_stock_code(std::string_view code) const {
  const std::shared_lock lock(state_->mutex);
  const std::string key = fold(code);
  std::vector<int64_t> found;
  state_->by_stock_code.find(hash_text(key), [&](uint32_t row) {
    if ((state_->flags[row] & kHidden) == 0 && state_->stock_code(row) == key)
      found.push_back(state_->ids[row]);
    return true;
  });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<int64_t> EnterpriseDirectory::find_name(std::string_view name) const {
  const std::shared_lock lock(state_->mutex);
  const std::string key = fold(name);
  std::vector<int64_t> found;
  state_->by_name.find(hash_text(key), [&](uint32_t row) {
    if ((state_->flags[row] & kHidden) == 0 && state_->name(row) == key)
      found.push_back(state_->ids[row]);
    return true;
  });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void EnterpriseDirectory::each_name(
    const std::function<void(int64_t, std::string_view, bool)>& each) const {
  const std::shared_lock lock(state_->mutex);
  for (uint32_t row = 0; row < state_->ids.size(); ++row)
    if ((state_->flags[row] & kHidden) == 0)
      each(state_->ids[row], state_->name(row), (state_->flags[row] & kCoded) != 0);
}

}  // namespace gaoxin
