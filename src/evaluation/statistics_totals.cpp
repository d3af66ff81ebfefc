#include "evaluation/statistics_totals.h"

#include <algorithm>
#include <cmath>

#include "evaluation/statistics_packing.h"

namespace gaoxin::statistics {
namespace {

int64_t absolute(int64_t value) { return value < 0 ? -value : value; }

}  // namespace

bool add_cell(Cell& into, const Cell& cell) {
  Cell sum = into;
  sum.reporters += cell.reporters;
  sum.largest = std::max(sum.largest, cell.largest);
  if (__builtin_add_overflow(into.total, cell.total, &sum.total) ||
      __builtin_add_overflow(into.total_abs, cell.total_abs, &sum.total_abs))
    return false;
  into = sum;
  return true;
}

bool add_report(Cells& cells, std::string_view packed) {
  bool fits = true;
  each_value(packed, [&](int64_t number, int64_t value) {
    const int64_t size = absolute(value);
    fits = add_cell(cells[number], {1, value, size, size}) && fits;
  });
  return fits;
}

bool is_sensitive(const Cell& cell) {
  if (cell.reporters == 0) return false;
  return cell.reporters < kReportersMin ||
         static_cast<double>(cell.largest) > kDominanceMax * static_cast<double>(cell.total_abs);
}

namespace {

/// Hides what must be hidden among the parts of one cell. True when that was something new.
bool protect(const std::vector<ZoneCell>& zones, const std::vector<size_t>& children, size_t parent,
             std::vector<Published>& out) {
  if (children.empty()) return false;
  bool changed = false;
  // Reports filed with the zone itself are one more part, which is never published: it follows
  // from the others all the same.
  Cell own = zones[parent].cell;
  for (const size_t child : children) {
    own.reporters -= zones[child].cell.reporters;
    own.total_abs -= zones[child].cell.total_abs;
  }
  std::vector<size_t> open;
  Cell hidden;
  size_t hidden_parts = 0;
  if (own.reporters > 0) {
    // Whose the largest value is, is not known here; the whole cell's is the safe answer.
    own.largest = std::min(own.largest, own.total_abs);
    if (is_sensitive(own)) {
      add_cell(hidden, own);
      ++hidden_parts;
    }
  }
  for (const size_t child : children) {
    if (zones[child].cell.reporters == 0) continue;
    if (out[child] == Published::yes) {
      open.push_back(child);
    } else {
      add_cell(hidden, zones[child].cell);
      ++hidden_parts;
    }
  }

  const bool total_hidden = out[parent] != Published::yes;
  // With the total hidden, one hidden part keeps both unknown; with it shown, two are needed.
  const auto safe = [&] {
    if (total_hidden) return hidden_parts >= 1;
    return hidden_parts == 0 || (hidden_parts >= 2 && !is_sensitive(hidden));
  };
  std::sort(open.begin(), open.end(), [&](size_t a, size_t b) {
    const int64_t x = zones[a].cell.total_abs, y = zones[b].cell.total_abs;
    return x != y ? x > y : a > b;  // The smallest last.
  });
  while (!safe() && !open.empty()) {
    const size_t smallest = open.back();
    open.pop_back();
    out[smallest] = Published::complementary;
    changed = true;
    add_cell(hidden, zones[smallest].cell);
    ++hidden_parts;
  }
  // Nothing left to hide behind: the total itself would tell.
  if (!safe() && !total_hidden) {
    out[parent] = Published::complementary;
    changed = true;
  }
  return changed;
}

}  // namespace

std::vector<Published> publishable(const std::vector<ZoneCell>& zones) {
  std::vector<Published> out(zones.size(), Published::yes);
  std::vector<std::vector<size_t>> children(zones.size());
  for (size_t i = 0; i < zones.size(); ++i) {
    if (is_sensitive(zones[i].cell)) out[i] = Published::primary;
    if (zones[i].parent >= 0) children[static_cast<size_t>(zones[i].parent)].push_back(i);
  }
  // Hiding a total for want of parts to hide behind reaches the level above: until nothing changes.
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t parent = 0; parent < zones.size(); ++parent)
      changed = protect(zones, children[parent], parent, out) || changed;
  }
  return out;
}

RatioValue ratio_of(const Definitions& definitions, const Ratio& ratio, const Cells& cells) {
  RatioValue out;
  const auto sum = [&](const std::vector<int64_t>& numbers,
                       int64_t& reporters) -> std::optional<double> {
    double total = 0;
    for (const int64_t number : numbers) {
      const auto at = cells.find(number);
      const Item* item = definitions.find(number);
      if (at == cells.end() || at->second.reporters == 0 || item == nullptr) return std::nullopt;
      total += to_number(*item, at->second.total);
      reporters = reporters == 0 ? at->second.reporters : std::min(reporters, at->second.reporters);
    }
    return total;
  };
  const std::optional<double> above = sum(ratio.numerator, out.above);
  const std::optional<double> below = sum(ratio.denominator, out.below);
  if (!above || !below)
    out.why = Why::missing;
  else if (*below <= 0)
    out.why = Why::zero_denominator;
  else
    out.value = *above / *below * ratio.factor;
  return out;
}

std::map<int64_t, Estimate> estimate_missing(const std::vector<History>& histories) {
  struct Both {
    int64_t count = 0;
    double now = 0, before = 0;
  };
  std::map<int64_t, Both> growth;
  for (const History& history : histories) {
    if (!history.reported) continue;
    for (const auto& [number, value] : history.now) {
      const auto then = history.before.find(number);
      if (then == history.before.end()) continue;
      Both& both = growth[number];
      ++both.count;
      both.now += static_cast<double>(value);
      both.before += static_cast<double>(then->second);
    }
  }
  std::map<int64_t, Estimate> out;
  for (const History& history : histories) {
    if (history.reported) continue;
    for (const auto& [number, value] : history.before) {
      const auto both = growth.find(number);
      double factor = 1;
      if (both != growth.end() && both->second.count >= 3 && both->second.before > 0) {
        const double times = both->second.now / both->second.before;
        if (times >= 0.5 && times <= 2) factor = times;
      }
      Estimate& estimate = out[number];
      const double estimated = static_cast<double>(value) * factor;
      if (std::abs(estimated) > 9e17) continue;
      estimate.total += std::llround(estimated);
      ++estimate.carried;
    }
  }
  return out;
}

}  // namespace gaoxin::statistics
