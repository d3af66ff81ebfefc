#include "evaluation/statistics_items.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "evaluation/statistics_errors.h"
#include "registry/table_reader.h"

namespace gaoxin::statistics {
namespace {

using statistics_errors::invalid;

std::optional<int> parse_int(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

// ---- Reading the files -------------------------------------------------------------------------

using Cells = std::map<std::string, std::string>;

Result<std::vector<Cells>> read_rows(std::string_view csv, std::string_view file) {
  std::vector<std::string> headers;
  std::vector<Cells> rows;
  TRY(read_table(csv, [&](const TableRow& row) {
    if (headers.empty()) {
      headers.assign(row.cells.begin(), row.cells.end());
      return true;
    }
    Cells& cells = rows.emplace_back();
    for (size_t i = 0; i < headers.size(); ++i)
      cells[headers[i]] = i < row.cells.size() ? std::string(trim(row.cells[i])) : "";
    cells["#"] = fmt::format("{} row {}", file, row.number);
    return true;
  }));
  return rows;
}

Error wrong(const Cells& row, std::string_view column, std::string_view zh, std::string_view en) {
  return invalid("definitions", fmt::format("{},{} 列:{}", row.at("#"), column, zh),
                 fmt::format("{}, column {}: {}", row.at("#"), column, en));
}

template <typename T>
using Words = std::initializer_list<std::pair<std::string_view, T>>;

template <typename T>
Result<T> word_of(const Cells& row, const std::string& column, Words<T> words) {
  const auto cell = row.find(column);
  if (cell == row.end()) return wrong(row, column, "缺少此列", "the column is missing");
  std::string known;
  for (const auto& [name, value] : words) {
    if (cell->second == name) return value;
    known += known.empty() ? std::string(name) : fmt::format(", {}", name);
  }
  return wrong(row, column, fmt::format("“{}”不是 {} 之一", cell->second, known),
               fmt::format("'{}' is none of {}", cell->second, known));
}

Result<Item> read_item(const Cells& row) {
  Item item;
  for (const char* column : {"number", "code", "periods", "unit", "zh", "en"})
    if (!row.contains(column) || row.at(column).empty())
      return wrong(row, column, "不能为空", "must not be empty");
  const std::optional<int> number = parse_int(row.at("number"));
  if (!number || *number < 1 || *number > 9999)
    return wrong(row, "number", "应为 1 至 9999", "must be 1 to 9999");
  item.number = *number;
  item.code = row.at("code");
  TRY_ASSIGN(subject, word_of<Subject>(row, "subject",
                                       {{"enterprise", Subject::enterprise},
                                        {"zone", Subject::zone},
                                        {"context", Subject::context}}));
  item.subject = subject;
  for (const std::string_view period : split(row.at("periods"), ';')) {
    if (period == "month")
      item.monthly = true;
    else if (period == "quarter")
      item.quarterly = true;
    else if (period == "year")
      item.yearly = true;
    else
      return wrong(row, "periods", "应为 month、quarter、year", "must be month, quarter or year");
  }
  TRY_ASSIGN(kind, word_of<Kind>(row, "kind", {{"flow", Kind::flow}, {"stock", Kind::stock}}));
  item.kind = kind;
  TRY_ASSIGN(value, word_of<ValueKind>(row, "value",
                                       {{"money", ValueKind::money},
                                        {"count", ValueKind::count},
                                        {"amount", ValueKind::amount}}));
  item.value = value;
  item.unit = row.at("unit");
  if (item.value == ValueKind::money && item.unit != "元")
    return wrong(row, "unit", "金额的单位为 元", "money is in 元");
  item.title = {row.at("zh"), row.at("en")};
  item.definition = {row.at("definition_zh"), row.at("definition_en")};
  item.registry_field = row.at("registry_field");
  return item;
}

/// "a+b" or "a;b" as numbers of items.
Result<std::vector<int64_t>> item_list(const Definitions& definitions, const Cells& row,
                                       const std::string& column) {
  std::vector<int64_t> numbers;
  std::string cell = row.at(column);
  std::replace(cell.begin(), cell.end(), '+', ';');
  for (const std::string_view part : split(cell, ';')) {
    const std::string_view code = trim(part);
    if (code.empty()) continue;
    const Item* item = definitions.find(code);
    if (item == nullptr)
      return wrong(row, column, fmt::format("没有指标“{}”", code),
                   fmt::format("there is no item '{}'", code));
    numbers.push_back(item->number);
  }
  return numbers;
}

Result<std::optional<double>> bound(const Cells& row, const std::string& column) {
  const std::string& cell = row.at(column);
  if (cell.empty()) return std::optional<double>();
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value))
    return wrong(row, column, "不是数字", "is not a number");
  return std::optional(value);
}

Result<Check> read_check(const Definitions& definitions, const Cells& row) {
  using enum Check::Kind;
  Check check;
  check.code = row.at("code");
  TRY_ASSIGN(kind, word_of<Check::Kind>(row, "kind",
                                        {{"range", range},
                                         {"part", part},
                                         {"equal", equal},
                                         {"jump", jump},
                                         {"unit", unit},
                                         {"ratio", ratio},
                                         {"together", together},
                                         {"months", months},
                                         {"required", required}}));
  check.kind = kind;
  TRY_ASSIGN(error, word_of<bool>(row, "severity", {{"error", true}, {"warning", false}}));
  check.error = error;
  TRY_ASSIGN(items, item_list(definitions, row, "items"));
  TRY_ASSIGN(other, item_list(definitions, row, "other"));
  TRY_ASSIGN(low, bound(row, "low"));
  TRY_ASSIGN(high, bound(row, "high"));
  check.items = std::move(items);
  check.other = std::move(other);
  check.low = low;
  check.high = high;
  check.why = {row.at("zh"), row.at("en")};
  if (check.items.empty()) return wrong(row, "items", "不能为空", "must not be empty");
  const bool needs_other = kind == part || kind == equal || kind == ratio || kind == together;
  if (needs_other && check.other.empty())
    return wrong(row, "other", "不能为空", "must not be empty");
  if (kind == months && !check.high)
    return wrong(row, "high", "需要允许的偏差", "needs the deviation allowed");
  return check;
}

Result<Ratio> read_ratio(const Definitions& definitions, const Cells& row) {
  Ratio ratio;
  ratio.code = row.at("code");
  TRY_ASSIGN(numerator, item_list(definitions, row, "numerator"));
  TRY_ASSIGN(denominator, item_list(definitions, row, "denominator"));
  TRY_ASSIGN(factor, bound(row, "factor"));
  if (numerator.empty() || denominator.empty())
    return wrong(row, "numerator", "比率需要分子与分母", "a ratio needs both sides");
  if (!factor) return wrong(row, "factor", "不能为空", "must not be empty");
  ratio.numerator = std::move(numerator);
  ratio.denominator = std::move(denominator);
  ratio.factor = *factor;
  ratio.unit = row.at("unit");
  ratio.title = {row.at("zh"), row.at("en")};
  return ratio;
}

template <typename T>
Result<Done> unique_codes(const std::vector<T>& rows, std::string_view file) {
  std::vector<std::string_view> codes;
  for (const T& row : rows) codes.push_back(row.code);
  std::sort(codes.begin(), codes.end());
  const auto twice = std::adjacent_find(codes.begin(), codes.end());
  if (twice == codes.end()) return Done{};
  return invalid("definitions", fmt::format("{}:编码“{}”出现两次", file, *twice),
                 fmt::format("{}: the code '{}' stands twice", file, *twice));
}

Result<Done> columns_of(const std::vector<Cells>& rows, std::string_view file,
                        std::initializer_list<const char*> columns) {
  if (rows.empty())
    return invalid("definitions", fmt::format("{}:没有数据行", file),
                   fmt::format("{}: there are no rows", file));
  for (const char* column : columns)
    if (!rows.front().contains(column))
      return wrong(rows.front(), column, "缺少此列", "the column is missing");
  return Done{};
}

// ---- Values ------------------------------------------------------------------------------------

struct MoneyUnit {
  std::string_view name;
  int64_t fen;
};
constexpr std::array kMoneyUnits{MoneyUnit{"元", 100},
                                 MoneyUnit{"yuan", 100},
                                 MoneyUnit{"cny", 100},
                                 MoneyUnit{"千元", 100'000},
                                 MoneyUnit{"万元", 1'000'000},
                                 MoneyUnit{"万", 1'000'000},
                                 MoneyUnit{"10k yuan", 1'000'000},
                                 MoneyUnit{"百万元", 100'000'000},
                                 MoneyUnit{"亿元", 10'000'000'000},
                                 MoneyUnit{"亿", 10'000'000'000}};

__extension__ using Wide = __int128;
constexpr int64_t kLargest = 1'000'000'000'000'000'000;  // Of one report: ten quadrillion yuan.

/// A decimal number times `scale`. `whole` is set false when something had to be rounded away.
/// Nothing when it is not a number or too large.
std::optional<int64_t> parse_scaled(std::string_view text, int64_t scale, bool* whole) {
  std::string digits;
  int64_t exponent = 0;
  bool negative = false, fraction = false, any = false;
  size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) negative = text[i++] == '-';
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      digits += c;
      any = true;
      if (fraction) --exponent;
    } else if (c == '.' && !fraction) {
      fraction = true;
    } else if (c == ',' && any && !fraction) {
      continue;  // Grouping.
    } else {
      break;
    }
  }
  if (!any || digits.size() > 40) return std::nullopt;
  if (i < text.size()) {
    if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
    std::string_view power = text.substr(i + 1);
    if (power.starts_with("+")) power.remove_prefix(1);
    const std::optional<int> shifted = parse_int(power);
    if (!shifted || *shifted > 30 || *shifted < -60) return std::nullopt;
    exponent += *shifted;
  }
  // Digits times scale times ten to the exponent, with what falls off kept for the rounding.
  Wide value = 0;
  for (const char c : digits) {
    value = value * 10 + (c - '0');
    if (value > Wide{kLargest} * kLargest / 100) return std::nullopt;
  }
  for (int64_t s = scale; s > 1; s /= 10) ++exponent;
  for (; exponent > 0; --exponent) {
    value *= 10;
    if (value > kLargest) return std::nullopt;
  }
  *whole = true;
  int last = 0;
  for (; exponent < 0; ++exponent) {
    last = static_cast<int>(value % 10);
    if (last != 0) *whole = false;
    value /= 10;
  }
  if (last >= 5) ++value;
  if (value > kLargest) return std::nullopt;
  return negative ? -static_cast<int64_t>(value) : static_cast<int64_t>(value);
}

}  // namespace

std::string_view period_kind_name(PeriodKind kind) {
  return kind == PeriodKind::month ? "month" : kind == PeriodKind::quarter ? "quarter" : "year";
}

Result<Period> parse_period(std::string_view text) {
  const auto bad = [&] {
    return invalid(
        "period", fmt::format("“{}”不是报告期;请写 2024、2024-Q1 或 2024-03", clipped(text, 40)),
        fmt::format("'{}' is not a period; write 2024, 2024-Q1 or 2024-03", clipped(text, 40)));
  };
  std::string plain(trim(text));
  for (const std::string_view mark : {"年", "月"})
    for (size_t at = plain.find(mark); at != std::string::npos; at = plain.find(mark))
      plain.replace(at, mark.size(), mark == "年" ? "-" : "");
  if (plain.ends_with("-")) plain.pop_back();
  if (plain.size() < 4) return bad();
  const std::optional<int> year = parse_int(std::string_view(plain).substr(0, 4));
  if (!year || *year < 1978 || *year > 2200) return bad();
  if (plain.size() == 4) return Period{PeriodKind::year, *year, 1};
  if (plain[4] != '-') return bad();
  std::string_view rest = std::string_view(plain).substr(5);
  const bool quarter = rest.starts_with("Q") || rest.starts_with("q");
  if (quarter) rest.remove_prefix(1);
  const std::optional<int> index = parse_int(rest);
  if (!index || *index < 1 || *index > (quarter ? 4 : 12) || rest.size() > 2) return bad();
  return Period{quarter ? PeriodKind::quarter : PeriodKind::month, *year, *index};
}

std::string format_period(const Period& p) {
  if (p.kind == PeriodKind::year) return fmt::format("{}", p.year);
  if (p.kind == PeriodKind::quarter) return fmt::format("{}-Q{}", p.year, p.index);
  return fmt::format("{}-{:02}", p.year, p.index);
}

namespace {
int months_of(PeriodKind kind) {
  return kind == PeriodKind::month ? 1 : kind == PeriodKind::quarter ? 3 : 12;
}
}  // namespace

Date first_day(const Period& p) {
  return make_date(static_cast<int>(p.year), (p.index - 1) * months_of(p.kind) + 1, 1);
}

Date last_day(const Period& p) {
  return Date{add_months(first_day(p), months_of(p.kind)).days - 1};
}

Period shift(const Period& period, int steps) {
  const int a_year = 12 / months_of(period.kind);
  const int64_t count = period.year * a_year + (period.index - 1) + steps;
  return {period.kind, count / a_year, static_cast<int>(count % a_year) + 1};
}

Period year_before(const Period& period) { return {period.kind, period.year - 1, period.index}; }

const Item* Definitions::find(std::string_view code) const {
  for (const Item& item : items)
    if (item.code == code) return &item;
  return nullptr;
}

const Item* Definitions::find(int64_t number) const {
  const auto at = std::lower_bound(items.begin(), items.end(), number,
                                   [](const Item& item, int64_t n) { return item.number < n; });
  return at == items.end() || at->number != number ? nullptr : &*at;
}

Result<Definitions> read_definitions(std::string_view items_csv, std::string_view checks_csv,
                                     std::string_view ratios_csv) {
  Definitions out;
  TRY_ASSIGN(item_rows, read_rows(items_csv, "items.csv"));
  TRY(columns_of(item_rows, "items.csv",
                 {"number", "code", "subject", "periods", "kind", "value", "unit", "zh", "en",
                  "definition_zh", "definition_en", "registry_field"}));
  for (const Cells& row : item_rows) {
    TRY_ASSIGN(item, read_item(row));
    out.items.push_back(std::move(item));
  }
  std::sort(out.items.begin(), out.items.end(),
            [](const Item& a, const Item& b) { return a.number < b.number; });
  for (size_t i = 1; i < out.items.size(); ++i)
    if (out.items[i].number == out.items[i - 1].number)
      return invalid("definitions", fmt::format("items.csv:序号 {} 出现两次", out.items[i].number),
                     fmt::format("items.csv: the number {} stands twice", out.items[i].number));
  TRY(unique_codes(out.items, "items.csv"));
  TRY_ASSIGN(check_rows, read_rows(checks_csv, "checks.csv"));
  TRY(columns_of(check_rows, "checks.csv",
                 {"code", "kind", "severity", "items", "other", "low", "high", "zh", "en"}));
  for (const Cells& row : check_rows) {
    TRY_ASSIGN(check, read_check(out, row));
    out.checks.push_back(std::move(check));
  }
  TRY(unique_codes(out.checks, "checks.csv"));
  TRY_ASSIGN(ratio_rows, read_rows(ratios_csv, "ratios.csv"));
  TRY(columns_of(ratio_rows, "ratios.csv",
                 {"code", "numerator", "denominator", "factor", "unit", "zh", "en"}));
  for (const Cells& row : ratio_rows) {
    TRY_ASSIGN(ratio, read_ratio(out, row));
    out.ratios.push_back(std::move(ratio));
  }
  TRY(unique_codes(out.ratios, "ratios.csv"));
  return out;
}

Result<int64_t> parse_value(const Item& item, std::string_view text, std::string_view unit) {
  int64_t scale = item.value == ValueKind::count ? 1 : 100;
  const std::string wanted = fold(unit);
  if (item.value == ValueKind::money && !wanted.empty()) {
    const auto found = std::find_if(kMoneyUnits.begin(), kMoneyUnits.end(),
                                    [&](const MoneyUnit& known) { return known.name == wanted; });
    if (found == kMoneyUnits.end())
      return invalid(
          "unit", fmt::format("不认识金额单位“{}”;可用 元、千元、万元、百万元、亿元", unit),
          fmt::format("'{}' is no unit of money; use 元, 千元, 万元, 百万元 or 亿元", unit));
    scale = found->fen;
  } else if (!wanted.empty() && wanted != fold(item.unit)) {
    return invalid("unit", fmt::format("“{}”的单位是 {},不是 {}", item.title.zh, item.unit, unit),
                   fmt::format("'{}' is in {}, not in {}", item.title.en, item.unit, unit));
  }
  const std::string plain = fold(text);  // Full-width digits are digits.
  bool whole = true;
  const std::optional<int64_t> value = parse_scaled(plain, scale, &whole);
  if (!value || (item.value == ValueKind::count && !whole))
    return invalid(
        "value",
        fmt::format("“{}”的值“{}”不是{}", item.title.zh, clipped(text, 40),
                    item.value == ValueKind::count ? "整数" : "数字(或超出范围)"),
        fmt::format("the value '{}' of '{}' is not {}", clipped(text, 40), item.title.en,
                    item.value == ValueKind::count ? "a whole number" : "a number in range"));
  return *value;
}

std::string format_value(const Item& item, int64_t value) {
  if (item.value == ValueKind::count) return fmt::format("{}", value);
  const uint64_t size = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  return fmt::format("{}{}.{:02}", value < 0 ? "-" : "", size / 100, size % 100);
}

double to_number(const Item& item, int64_t value) {
  return static_cast<double>(value) / (item.value == ValueKind::count ? 1 : 100);
}

}  // namespace gaoxin::statistics
