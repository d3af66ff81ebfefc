#include "evaluation/statistics_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace gaoxin::statistics {
namespace {

/// The units of items.csv in English; counts need none.
std::string english_unit(const std::string& unit) {
  static const std::map<std::string, std::string> words = {{"吨标准煤", " t of standard coal"},
                                                           {"万千瓦时", " x 10,000 kWh"},
                                                           {"立方米", " m³"},
                                                           {"吨二氧化碳", " t of carbon dioxide"},
                                                           {"平方米", " m²"},
                                                           {"公顷", " ha"},
                                                           {"人年", " person-years"}};
  const auto at = words.find(unit);
  return at == words.end() ? "" : at->second;
}

/// "12345.67 万元": as people read it.
std::string shown(const Item& item, double value, const char* language) {
  const bool zh = std::string_view(language) == "zh";
  if (item.value == ValueKind::money) {
    if (std::abs(value) >= 10'000)
      return fmt::format("{:.2f} {}", value / 10'000, zh ? "万元" : "10,000 yuan");
    return fmt::format("{:.2f} {}", value, zh ? "元" : "yuan");
  }
  return fmt::format("{:.{}f}{}", value, item.value == ValueKind::count ? 0 : 2,
                     zh ? " " + item.unit : english_unit(item.unit));
}

class Checker {
 public:
  Checker(const Definitions& definitions, const CheckInput& input)
      : definitions_(definitions), input_(input) {}

  std::vector<Finding> run() {
    using enum Check::Kind;
    // Units first: a jump of the same figure says nothing more.
    for (const Check& check : definitions_.checks)
      if (check.kind == unit) check_units(check);
    for (const Check& check : definitions_.checks) {
      switch (check.kind) {
        case unit: break;
        case range: check_range(check); break;
        case part: check_part(check); break;
        case equal: check_equal(check); break;
        case jump: check_jump(check); break;
        case ratio: check_ratio(check); break;
        case together: check_together(check); break;
        case months: check_months(check); break;
        case required: check_required(check); break;
      }
    }
    return std::move(findings_);
  }

 private:
  const Item& item(int64_t number) const { return *definitions_.find(number); }

  std::optional<double> number(const Values& values, int64_t which) const {
    const auto at = values.find(which);
    if (at == values.end()) return std::nullopt;
    return to_number(item(which), at->second);
  }
  std::optional<double> value(int64_t which) const { return number(input_.values, which); }

  /// The known ones added up; nothing when all are unknown. `complete` says whether all are known.
  std::optional<double> sum(const std::vector<int64_t>& which, bool* complete) const {
    std::optional<double> total;
    *complete = true;
    for (const int64_t one : which) {
      if (const std::optional<double> known = value(one))
        total = total.value_or(0) + *known;
      else
        *complete = false;
    }
    return total;
  }

  std::string titles(const std::vector<int64_t>& which, const char* language) const {
    std::string out;
    for (const int64_t one : which) {
      if (!out.empty()) out += " + ";
      const Text& title = item(one).title;
      out += std::string_view(language) == "zh" ? title.zh : title.en;
    }
    return out;
  }

  void find(const Check& check, int64_t at, std::string zh, std::string en) {
    findings_.push_back(
        {check.code,
         check.error,
         item(at).code,
         {fmt::format("{}:{}", zh, check.why.zh), fmt::format("{}: {}", en, check.why.en)}});
  }

  struct Reference {
    double value;
    Period period;
  };
  /// What the figure is compared with.
  std::optional<Reference> reference(int64_t which) const {
    const auto of = [&](const std::optional<Values>& values,
                        const Period& period) -> std::optional<Reference> {
      if (!values) return std::nullopt;
      const std::optional<double> known = number(*values, which);
      if (!known) return std::nullopt;
      return Reference{*known, period};
    };
    const auto before = of(input_.before, shift(input_.period, -1));
    const auto year = of(input_.year_before, year_before(input_.period));
    if (item(which).kind == Kind::flow) return year ? year : before;
    return before ? before : year;
  }

  void check_units(const Check& check) {
    for (const int64_t which : check.items) {
      const std::optional<double> now = value(which);
      const std::optional<Reference> then = reference(which);
      if (!now || !then || *now == 0 || then->value == 0) continue;
      const double times = std::abs(*now / then->value);
      // Between a third of and three times ten thousand: nothing in business moves so.
      const bool up = times > 3'333 && times < 30'000;
      const bool down = 1 / times > 3'333 && 1 / times < 30'000;
      if (!up && !down) continue;
      doubted_.insert(which);
      const Item& it = item(which);
      find(check, which,
           fmt::format("“{}”为 {},是 {} 的 {} 的{},看起来像{}", it.title.zh, shown(it, *now, "zh"),
                       format_period(then->period), shown(it, then->value, "zh"),
                       factor(times, "zh"), up ? "把元当作万元填报" : "把万元当作元填报"),
           fmt::format("'{}' is {}, {} {} of {}; it looks like {}", it.title.en,
                       shown(it, *now, "en"), factor(times, "en"), shown(it, then->value, "en"),
                       format_period(then->period),
                       up ? "yuan entered as 10,000 yuan" : "10,000 yuan entered as yuan"));
    }
  }

  static std::string factor(double times, const char* language) {
    const bool zh = std::string_view(language) == "zh";
    const std::string figure =
        times >= 1 ? fmt::format("{:.0f}", times) : fmt::format("1/{:.0f}", 1 / times);
    return figure + (zh ? (times >= 1 ? " 倍" : "") : (times >= 1 ? " times the" : " of the"));
  }

  void check_range(const Check& check) {
    for (const int64_t which : check.items) {
      const std::optional<double> now = value(which);
      if (!now) continue;
      const Item& it = item(which);
      if (check.low && *now < *check.low)
        find(check, which,
             fmt::format("“{}”为 {},低于 {}", it.title.zh, shown(it, *now, "zh"), *check.low),
             fmt::format("'{}' is {}, below {}", it.title.en, shown(it, *now, "en"), *check.low));
      if (check.high && *now > *check.high)
        find(check, which,
             fmt::format("“{}”为 {},高于 {}", it.title.zh, shown(it, *now, "zh"), *check.high),
             fmt::format("'{}' is {}, above {}", it.title.en, shown(it, *now, "en"), *check.high));
    }
  }

  void check_part(const Check& check) {
    bool all = false, whole_known = false;
    const std::optional<double> parts = sum(check.items, &all);
    const std::optional<double> whole = sum(check.other, &whole_known);
    // Known parts above the whole are wrong even when others are unknown, unless parts can be
    // negative, which another rule has found.
    if (!parts || !whole || !whole_known || *parts <= *whole + 0.005) return;
    find(check, check.items.front(),
         fmt::format("“{}”{} 大于“{}”{}", titles(check.items, "zh"),
                     shown(item(check.items[0]), *parts, "zh"), titles(check.other, "zh"),
                     shown(item(check.other[0]), *whole, "zh")),
         fmt::format("'{}' ({}) is above '{}' ({})", titles(check.items, "en"),
                     shown(item(check.items[0]), *parts, "en"), titles(check.other, "en"),
                     shown(item(check.other[0]), *whole, "en")));
  }

  void check_equal(const Check& check) {
    bool left_known = false, right_known = false;
    const std::optional<double> left = sum(check.items, &left_known);
    const std::optional<double> right = sum(check.other, &right_known);
    if (!left_known || !right_known) return;
    const double allowed = check.high.value_or(0) * std::max(std::abs(*left), std::abs(*right));
    if (std::abs(*left - *right) <= allowed + 0.005) return;
    find(check, check.items.front(),
         fmt::format("“{}”{} 不等于“{}”{}", titles(check.items, "zh"),
                     shown(item(check.items[0]), *left, "zh"), titles(check.other, "zh"),
                     shown(item(check.other[0]), *right, "zh")),
         fmt::format("'{}' ({}) is not '{}' ({})", titles(check.items, "en"),
                     shown(item(check.items[0]), *left, "en"), titles(check.other, "en"),
                     shown(item(check.other[0]), *right, "en")));
  }

  void check_jump(const Check& check) {
    for (const int64_t which : check.items) {
      const std::optional<double> now = value(which);
      const std::optional<Reference> then = reference(which);
      if (!now || !then || then->value <= 0 || doubted_.contains(which)) continue;
      const double times = *now / then->value;
      if (times >= check.low.value_or(0) && times <= check.high.value_or(times)) continue;
      const Item& it = item(which);
      find(
          check, which,
          fmt::format("“{}”为 {},{} 为 {}(变动 {:+.0f}%)", it.title.zh, shown(it, *now, "zh"),
                      format_period(then->period), shown(it, then->value, "zh"), (times - 1) * 100),
          fmt::format("'{}' is {} and was {} in {} ({:+.0f} %)", it.title.en, shown(it, *now, "en"),
                      shown(it, then->value, "en"), format_period(then->period),
                      (times - 1) * 100));
    }
  }

  void check_ratio(const Check& check) {
    bool left_known = false, right_known = false;
    const std::optional<double> left = sum(check.items, &left_known);
    const std::optional<double> right = sum(check.other, &right_known);
    if (!left_known || !right_known || *right <= 0 || *left <= 0) return;
    const double monthly = input_.period.kind == PeriodKind::month     ? 12
                           : input_.period.kind == PeriodKind::quarter ? 4
                                                                       : 1;
    // A flow over a stock is brought to a year before it is compared.
    const bool flow_over_stock =
        item(check.items[0]).kind == Kind::flow && item(check.other[0]).kind == Kind::stock;
    const double ratio = *left / *right * (flow_over_stock ? monthly : 1);
    if (ratio >= check.low.value_or(0) && ratio <= check.high.value_or(ratio)) return;
    const bool below = check.low && ratio < *check.low;
    const double bound = below ? *check.low : *check.high;
    find(check, check.items.front(),
         fmt::format("“{}”与“{}”之比为 {:.6g}{},{} {:.6g}", titles(check.items, "zh"),
                     titles(check.other, "zh"), ratio, flow_over_stock ? "(折合全年)" : "",
                     below ? "低于" : "高于", bound),
         fmt::format("'{}' over '{}' is {:.6g}{}, {} {:.6g}", titles(check.items, "en"),
                     titles(check.other, "en"), ratio, flow_over_stock ? " a year" : "",
                     below ? "below" : "above", bound));
  }

  void check_together(const Check& check) {
    bool left_known = false, right_known = false;
    const std::optional<double> left = sum(check.items, &left_known);
    const std::optional<double> right = sum(check.other, &right_known);
    if (!left || !right || *left <= 0 || *right != 0) return;
    find(check, check.items.front(),
         fmt::format("“{}”为 {},而“{}”为 0", titles(check.items, "zh"),
                     shown(item(check.items[0]), *left, "zh"), titles(check.other, "zh")),
         fmt::format("'{}' is {} while '{}' is 0", titles(check.items, "en"),
                     shown(item(check.items[0]), *left, "en"), titles(check.other, "en")));
  }

  void check_months(const Check& check) {
    if (input_.period.kind != PeriodKind::year || !input_.months) return;
    for (const int64_t which : check.items) {
      const std::optional<double> now = value(which);
      const std::optional<double> months = number(*input_.months, which);
      if (!now || !months) continue;
      const double allowed = *check.high * std::max(std::abs(*now), std::abs(*months));
      if (std::abs(*now - *months) <= allowed + 0.005) continue;
      const Item& it = item(which);
      find(check, which,
           fmt::format("“{}”全年为 {},十二个月合计为 {}", it.title.zh, shown(it, *now, "zh"),
                       shown(it, *months, "zh")),
           fmt::format("'{}' is {} for the year and {} over the twelve months", it.title.en,
                       shown(it, *now, "en"), shown(it, *months, "en")));
    }
  }

  void check_required(const Check& check) {
    for (const int64_t which : check.items) {
      const Item& it = item(which);
      if (it.subject != input_.subject || !it.in(input_.period.kind) || value(which)) continue;
      find(check, which, fmt::format("“{}”未填", it.title.zh),
           fmt::format("'{}' is missing", it.title.en));
    }
  }

  const Definitions& definitions_;
  const CheckInput& input_;
  std::set<int64_t> doubted_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_report(const Definitions& definitions, const CheckInput& input) {
  return Checker(definitions, input).run();
}

}  // namespace gaoxin::statistics
