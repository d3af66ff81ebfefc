#include "registry/fact_fields.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "base/date.h"
#include "base/money.h"
#include "base/text.h"

namespace gaoxin {
namespace {

using enum FactKind;
constexpr auto kFields = std::to_array<FactField>({
    {"revenue", money, "元", "营业收入", "Revenue",
     "营收|主营业务收入|营业总收入|销售收入|business_income|年营业收入"},
    {"output_value", money, "元", "工业总产值", "Gross output", "总产值|产值"},
    {"value_added", money, "元", "增加值", "Value added", "工业增加值"},
    {"net_profit", money, "元", "净利润", "Net profit", "net_profits|纯利润"},
    {"total_profit", money, "元", "利润总额", "Total profit", "利润"},
    {"tax_paid", money, "元", "上缴税费", "Tax paid", "纳税额|税收|实缴税费|纳税总额|tax"},
    {"rd_expense", money, "元", "研发费用", "R&D expense", "研发投入|研发经费|研究开发费用|rd|r&d"},
    {"total_assets", money, "元", "总资产", "Total assets", "资产总额|totalassets|资产总计"},
    {"liquid_assets", money, "元", "流动资产", "Current assets", "liquidassets"},
    {"fixed_assets", money, "元", "固定资产", "Fixed assets", "fixedassets"},
    {"net_assets", money, "元", "净资产", "Net assets", "所有者权益"},
    {"liabilities", money, "元", "负债总额", "Liabilities", "总负债|负债合计"},
    {"exports", money, "元", "出口额", "Exports", "出口创汇|出口总额"},
    {"registered_capital", money, "元", "注册资本", "Registered capital", "注册资金"},
    {"paid_in_capital", money, "元", "实收资本", "Paid-in capital", "实缴资本"},
    {"investment", money, "元", "固定资产投资", "Fixed investment", "投资额|投资总额"},
    {"loan_balance", money, "元", "贷款余额", "Loan balance", ""},
    {"high_tech_revenue", money, "元", "高新技术产品收入", "High-tech product revenue", ""},
    {"employees", count, "人", "从业人员", "Employees",
     "员工人数|职工人数|从业人数|员工数|年末从业人员|staff|人数"},
    {"rd_staff", count, "人", "研发人员", "R&D staff", "研发人员数|科技人员|科技活动人员"},
    {"college_staff", count, "人", "大专以上人员", "Staff with college degree", "本科以上人员"},
    {"patents", count, "件", "有效专利", "Patents in force", "专利数|专利"},
    {"invention_patents", count, "件", "发明专利", "Invention patents", "有效发明专利"},
    {"standards", count, "项", "参与制定标准", "Standards drafted", "标准数"},
    {"land_area", number, "平方米", "占地面积", "Land area", "用地面积"},
    {"floor_area", number, "平方米", "建筑面积", "Floor area", ""},
    {"energy_use", number, "吨标准煤", "综合能耗", "Energy use", "能耗"},
    {"water_use", number, "立方米", "用水量", "Water use", ""},
    {"pollutant_emissions", number, "吨", "主要污染物排放量", "Pollutant emissions",
     "污染物排放量"},
    {"roe", number, "%", "净资产收益率", "Return on equity", "净资产收益率(%)"},
    {"net_margin", number, "%", "净利率", "Net margin", "net_profit_ratio|净利率(%)"},
    {"gross_margin", number, "%", "毛利率", "Gross margin", "gross_profit_rate|毛利率(%)"},
    {"eps", number, "元/股", "每股收益", "Earnings per share", "esp"},
    {"eps_growth", number, "%", "每股收益同比", "Growth of earnings per share", "eps_yoy|epsg"},
    {"book_value_per_share", number, "元/股", "每股净资产", "Book value per share", "bvps"},
    {"revenue_per_share", number, "元/股", "每股主营业务收入", "Revenue per share", "bips"},
    {"cash_flow_per_share", number, "元/股", "每股现金流量", "Cash flow per share", "epcf"},
    {"profit_growth", number, "%", "净利润增长率", "Growth of net profit",
     "净利润同比|profits_yoy|nprg"},
    {"revenue_growth", number, "%", "营业收入增长率", "Growth of revenue",
     "主营业务收入增长率|营收增长率|mbrg"},
    {"net_asset_growth", number, "%", "净资产增长率", "Growth of net assets", "nav"},
    {"asset_growth", number, "%", "总资产增长率", "Growth of total assets", "targ"},
    {"equity_growth", number, "%", "股东权益增长率", "Growth of equity", "seg|adratio"},
    {"current_ratio", number, "", "流动比率", "Current ratio", "currentratio"},
    {"quick_ratio", number, "", "速动比率", "Quick ratio", "quickratio"},
    {"cash_ratio", number, "", "现金比率", "Cash ratio", "cashratio"},
    {"interest_coverage", number, "", "利息支付倍数", "Interest coverage", "icratio"},
    {"equity_ratio", number, "%", "股东权益比率", "Equity ratio", "sheqratio"},
    {"receivables_turnover", number, "次", "应收账款周转率", "Receivables turnover", "arturnover"},
    {"receivables_days", number, "天", "应收账款周转天数", "Receivables days", "arturndays"},
    {"inventory_turnover", number, "次", "存货周转率", "Inventory turnover", ""},
    {"inventory_days", number, "天", "存货周转天数", "Inventory days", ""},
    {"current_asset_turnover", number, "次", "流动资产周转率", "Current asset turnover",
     "currentasset_turnover"},
    {"current_asset_days", number, "天", "流动资产周转天数", "Current asset days",
     "currentasset_days"},
    {"price_earnings", number, "", "市盈率", "Price to earnings", "pe"},
    {"price_book", number, "", "市净率", "Price to book", "pb"},
    {"rd_intensity", number, "%", "研发强度", "R&D intensity", "研发费用占比|研发投入强度"},
    {"founded_on", words, "", "成立日期", "Founded on", "成立时间|注册日期|注册时间"},
    {"listed_on", words, "", "上市日期", "Listed on", "上市时间|timetomarket"},
    {"stock_exchange", words, "", "上市地点", "Stock exchange", "交易所"},
    {"legal_representative", words, "", "法定代表人", "Legal representative", "法人|法人代表"},
    {"business_scope", words, "", "经营范围", "Business scope", ""},
    {"high_tech_certificate", words, "", "高新技术企业证书", "High-tech enterprise certificate",
     "高企证书编号|高新技术企业|是否高企|是否高新技术企业"},
    {"credit_rating", words, "", "信用等级", "Credit rating", "纳税信用等级"},
    {"listing_stage", words, "", "上市阶段", "Listing stage", ""},
    {"growth_stage", words, "", "成长阶段", "Growth stage", "企业梯队"},
});

struct MoneyUnit {
  std::string_view name;
  int64_t yuan;
};
constexpr std::array kMoneyUnits{MoneyUnit{"元", 1},
                                 MoneyUnit{"yuan", 1},
                                 MoneyUnit{"cny", 1},
                                 MoneyUnit{"千元", 1'000},
                                 MoneyUnit{"万元", 10'000},
                                 MoneyUnit{"百万元", 1'000'000},
                                 MoneyUnit{"千万元", 10'000'000},
                                 MoneyUnit{"亿元", 100'000'000},
                                 MoneyUnit{"万", 10'000},
                                 MoneyUnit{"亿", 100'000'000}};

Error value_error(const FactField& field, std::string_view text) {
  const std::string shown = clipped(text, 60);
  return {ErrorCode::invalid,
          "registry.fact.value",
          {fmt::format("“{}”的值“{}”不是{}", field.zh, shown,
                       field.kind == count ? "非负整数" : "数字"),
           fmt::format("'{}' for {} is not {}", shown, field.en,
                       field.kind == count ? "a whole number from 0" : "a number")},
          {}};
}

/// "1,234.50" and "(12)" → "1234.50" and "-12": how accountants write numbers.
std::string plain_number(std::string_view text) {
  std::string out;
  const std::string folded = fold(text);
  std::string_view view = folded;
  const bool negative = view.size() > 2 && view.front() == '(' && view.back() == ')';
  if (negative) view = view.substr(1, view.size() - 2);
  if (negative) out += '-';
  if (view.starts_with('+')) view.remove_prefix(1);
  for (const char c : view)
    if (c != ',' && c != ' ') out += c;
  return out;
}

std::optional<double> to_double(std::string_view text) {
  double value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || failed != std::errc{} || end != text.data() + text.size() ||
      !std::isfinite(value))
    return std::nullopt;
  return value;
}

/// Decimal digits times a power of ten, exactly: never through a double.
std::optional<int64_t> to_fen(std::string_view text, int64_t yuan, bool* overflow) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  __extension__ using Wide = __int128;
  constexpr Wide kMax = Wide{INT64_MAX};
  Wide digits = 0;
  int decimals = -1;
  bool any = false;
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
    } else if (c >= '0' && c <= '9') {
      any = true;
      if (decimals >= 18) continue;  // Beyond any fen.
      digits = digits * 10 + (c - '0');
      if (decimals >= 0) ++decimals;
      if (digits > kMax * 1'000'000'000) {
        *overflow = true;
        return std::nullopt;
      }
    } else {
      return std::nullopt;
    }
  }
  if (!any) return std::nullopt;
  Wide divisor = 1;
  for (int i = 0; i < decimals; ++i) divisor *= 10;
  const Wide scaled = digits * yuan * 100;
  const Wide rounded = (scaled + divisor / 2) / divisor;
  if (rounded > kMax) {
    *overflow = true;
    return std::nullopt;
  }
  return static_cast<int64_t>(negative ? -rounded : rounded);
}

Result<FactValue> parse_money_value(const FactField& field, std::string_view text,
                                    std::string_view unit) {
  std::string plain = plain_number(text);
  std::string wanted = fold(unit.empty() ? field.unit : unit);
  for (const MoneyUnit& known : kMoneyUnits)  // "500万元" brings its own unit.
    if (plain.size() > known.name.size() && plain.ends_with(known.name) &&
        plain[plain.size() - known.name.size() - 1] <= '9' &&
        plain[plain.size() - known.name.size() - 1] >= '.') {
      wanted = known.name;
      plain.resize(plain.size() - known.name.size());
      break;
    }
  for (const MoneyUnit& known : kMoneyUnits) {
    if (wanted != known.name) continue;
    bool overflow = false;
    std::optional<int64_t> fen = to_fen(plain, known.yuan, &overflow);
    if (!fen && !overflow && plain.find('e') != plain.npos)
      if (const std::optional<double> real = to_double(plain))
        fen = to_fen(fmt::format("{:.6f}", *real), known.yuan, &overflow);
    if (overflow)
      return Error{ErrorCode::invalid,
                   "registry.fact.too_large",
                   {fmt::format("“{}”的金额过大", field.zh),
                    fmt::format("the amount for {} is too large", field.en)},
                   {}};
    if (!fen) return value_error(field, text);
    return FactValue{fen, {}, {}};
  }
  return Error{
      ErrorCode::invalid,
      "registry.fact.unit",
      {fmt::format("不认识金额单位“{}”;可用 元、千元、万元、百万元、亿元", clipped(unit, 20)),
       fmt::format("unknown unit of money '{}'; use 元, 千元, 万元, 百万元 or 亿元",
                   clipped(unit, 20))},
      {}};
}

}  // namespace

std::string_view fact_kind_name(FactKind kind) {
  switch (kind) {
    case money: return "money";
    case count: return "count";
    case number: return "number";
    case words: return "words";
  }
  CHECK(false);
}

std::span<const FactField> fact_fields() { return kFields; }

const FactField* find_fact_field(std::string_view name) {
  for (const FactField& field : kFields)
    if (field.name == name) return &field;
  return nullptr;
}

Result<FactValue> parse_fact_value(const FactField& field, std::string_view text,
                                   std::string_view unit) {
  const std::string_view trimmed = trim(text);
  constexpr size_t kWordsMax = 4000;
  if (field.kind == words) {
    if (trimmed.empty() || trimmed.size() > kWordsMax)
      return Error{ErrorCode::invalid,
                   "registry.fact.value",
                   {fmt::format("“{}”应为 1 到 {} 字节的文字", field.zh, kWordsMax),
                    fmt::format("{} needs a text of 1 to {} bytes", field.en, kWordsMax)},
                   {}};
    return FactValue{{}, {}, std::string(trimmed)};
  }
  if (trimmed.size() > 60) return value_error(field, text);
  if (field.kind == money) return parse_money_value(field, trimmed, unit);
  std::string plain = plain_number(trimmed);
  for (const std::string_view ending : {std::string_view("%"), field.unit})
    if (!ending.empty() && plain.ends_with(ending) && plain.size() > ending.size() &&
        (ending != "%" || field.unit == "%"))
      plain.resize(plain.size() - ending.size());
  const std::optional<double> real = to_double(plain);
  if (!real) return value_error(field, text);
  if (field.kind == number) return FactValue{{}, real, {}};
  if (*real < 0 || *real > 9e15 || *real != std::floor(*real)) return value_error(field, text);
  return FactValue{static_cast<int64_t>(*real), {}, {}};
}

std::string format_fact_value(const FactField& field, const FactValue& value) {
  switch (field.kind) {
    case money: return format_money(Money{value.whole.value()});
    case count: return fmt::format("{}", value.whole.value());
    case number: return fmt::format("{}", value.number.value());
    case words: return value.words.value();
  }
  CHECK(false);
}

Result<std::string> parse_period(std::string_view text) {
  const Error error{
      ErrorCode::invalid,
      "registry.fact.period",
      {fmt::format("期间“{}”无效;请写成 2024、2024-Q1、2024-03 或 2024-03-31", clipped(text, 40)),
       fmt::format("'{}' is not a period; write 2024, 2024-Q1, 2024-03 or 2024-03-31",
                   clipped(text, 40))},
      {}};
  if (text.size() > 40) return error;
  std::string plain = fold(text);
  for (const std::string_view mark : {"年", "月", "度", "季"})
    for (size_t at = plain.find(mark); at != plain.npos; at = plain.find(mark))
      plain.replace(at, mark.size(), mark == "年" && at + mark.size() < plain.size() ? "-" : "");
  if (plain.size() > 4 && (plain[4] == 'q' || plain[4] == '/'))
    plain.insert(plain[4] == 'q' ? 4 : 5, "-");
  if (plain.size() > 5 && plain[4] == '/' && plain[5] == '-') plain.erase(4, 1);
  const auto digits = [](std::string_view part, size_t length) {
    return part.size() == length && part.find_first_not_of("0123456789") == part.npos;
  };
  const std::string_view view = plain;
  const std::string_view year = view.substr(0, 4);
  if (!digits(year, 4) || year < "1900" || year > "2999") return error;
  if (view.size() == 4) return plain;
  if (view[4] != '-' && !digits(view, 8)) return error;
  const std::string_view rest = view.substr(5);
  if (rest.size() == 2 && rest[0] == 'q' && rest[1] >= '1' && rest[1] <= '4')
    return fmt::format("{}-Q{}", year, rest[1]);
  if (digits(rest, 1) && rest != "0") return fmt::format("{}-0{}", year, rest);
  if (digits(rest, 2)) {
    if (rest < "01" || rest > "12") return error;
    return plain;
  }
  const Result<Date> date = parse_date(plain);
  if (!date.ok()) return error;
  return format_date(*date);
}

}  // namespace gaoxin
