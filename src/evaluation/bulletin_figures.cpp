#include "evaluation/bulletin_figures.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "document/document.h"
#include "evaluation/statistics_errors.h"
#include "registry/table_reader.h"

namespace gaoxin::bulletin {

using document::grouped;

const std::vector<Definition>& definitions() {
  using enum Unit;
  static const std::vector<Definition> all = {
      {"zones", bodies, "高新区数", "Hi-tech zones"},
      {"revenue", yuan, "营业收入", "Total revenue"},
      {"output", yuan, "工业总产值", "Gross industrial output"},
      {"net_profit", yuan, "净利润", "Net profit"},
      {"tax", yuan, "实际上缴税费", "Taxes paid"},
      {"exports", yuan, "出口总额", "Exports"},
      {"exports_dollar", dollar, "出口创汇", "Exports in dollars"},
      {"national_exports", yuan, "全国出口总额", "Exports of the nation"},
      {"exports_share", percent, "占全国出口比重", "Share of national exports"},
      {"implied_national_exports", dollar, "推算的全国出口总额", "National exports implied"},
      {"rd", yuan, "研发经费", "R&D spending"},
      {"national_rd", yuan, "全国研发经费", "R&D spending of the nation"},
      {"rd_share", percent, "占全国研发经费比重", "Share of national R&D"},
      {"implied_national_rd", yuan, "推算的全国研发经费", "National R&D implied"},
      {"rd_per_output", percent, "研发经费与总产值之比", "R&D over output"},
      {"implied_output", yuan, "推算的总产值", "Output implied"},
      {"rd_per_revenue", percent, "研发经费与营业收入之比", "R&D over revenue"},
      {"national_rd_intensity", percent, "全国研发强度", "R&D intensity of the nation"},
      {"rd_intensity_times", times, "比全国研发强度高出", "Above the national intensity by"},
      {"inventions_granted", pieces, "当年授权发明专利", "Inventions granted"},
      {"national_inventions_granted", pieces, "全国当年授权发明专利",
       "Inventions granted in the nation"},
      {"inventions_share", percent, "占全国授权发明专利比重", "Share of national inventions"},
      {"implied_national_inventions", pieces, "推算的全国授权发明专利",
       "National inventions implied"},
      {"inventions_granted_per_10000", per_10000, "每万人当年授权发明专利",
       "Inventions granted per 10,000 staff"},
      {"inventions_in_force", pieces, "有效发明专利", "Inventions in force"},
      {"inventions_per_10000", per_10000, "每万人拥有发明专利",
       "Inventions owned per 10,000 staff"},
      {"implied_inventions_in_force", pieces, "推算的有效发明专利", "Inventions in force implied"},
      {"national_inventions_per_10000", per_10000, "全国每万人发明专利",
       "Inventions per 10,000 people of the nation"},
      {"inventions_times", times, "比全国每万人发明专利高出", "Above the national figure by"},
      {"staff", people, "从业人员", "Staff"},
      {"rd_staff", people, "研发人员", "R&D staff"},
      {"rd_staff_share", percent, "研发人员占比", "R&D staff over staff"},
      {"college_staff", people, "大专及以上人员", "Staff with junior college or higher"},
      {"college_share", percent, "大专及以上占比", "Share with junior college or higher"},
      {"bachelor_staff", people, "本科", "Bachelors"},
      {"master_staff", people, "硕士", "Masters"},
      {"master_share", percent, "硕士占比", "Masters over staff"},
      {"doctor_staff", people, "博士", "Doctors"},
      {"doctor_share", percent, "博士占比", "Doctors over staff"},
      {"returnee_staff", people, "留学归国人员", "Staff educated overseas"},
      {"graduates_hired", people, "当年吸纳应届高校毕业生", "Graduates hired"},
      {"expert_programme_staff", people, "入选国家人才计划", "Staff of expert programmes"},
      {"incubators", bodies, "科技企业孵化器", "Incubators"},
      {"science_parks", bodies, "国家大学科技园", "University science parks"},
      {"transfer_bodies", bodies, "技术转移机构", "Technology transfer bodies"},
      {"productivity_centres", bodies, "生产力促进中心", "Productivity promotion centres"},
      {"testing_bodies", bodies, "检验检测机构", "Testing and inspection bodies"},
      {"alliances", bodies, "产业技术创新战略联盟", "Alliances for innovation"},
      {"listed", bodies, "上市企业", "Listed companies"},
      {"new_enterprises", bodies, "当年新注册企业", "New enterprises"},
      {"zones_above_20", bodies, "占所在城市工业总产值 20% 以上的高新区",
       "Zones above 20 % of their city's industrial output"},
      {"zones_above_30", bodies, "占所在城市工业总产值 30% 以上的高新区",
       "Zones above 30 % of their city's industrial output"},
      {"zones_above_50", bodies, "占所在城市工业总产值 50% 以上的高新区",
       "Zones above 50 % of their city's industrial output"}};
  return all;
}

namespace {

const Definition* find(std::string_view code) {
  for (const Definition& one : definitions())
    if (one.code == code) return &one;
  return nullptr;
}

Text title(std::string_view code) {
  const Definition* definition = find(code);
  return {std::string(definition->zh), std::string(definition->en)};
}

}  // namespace

std::string shown_value(double value, Unit unit, bool zh) {
  using enum Unit;
  switch (unit) {
    case yuan:
      if (std::abs(value) >= 1e8)
        return zh ? grouped(value / 1e8, 2) + " 亿元" : grouped(value / 1e9, 3) + " billion yuan";
      return zh ? grouped(value / 1e4, 2) + " 万元" : grouped(value / 1e6, 3) + " million yuan";
    case dollar:
      return zh ? grouped(value / 1e8, 2) + " 亿美元"
                : grouped(value / 1e9, 2) + " billion dollars";
    case people:
      if (std::abs(value) >= 1e5)
        return zh ? grouped(value / 1e4, 2) + " 万人" : grouped(value / 1e3, 0) + " thousand";
      return grouped(value, 0) + (zh ? " 人" : "");
    case pieces: return grouped(value, 0) + (zh ? " 件" : "");
    case bodies: return grouped(value, 0);
    case percent: return grouped(value, std::abs(value) < 1 ? 2 : 1) + (zh ? "%" : " %");
    case times: return grouped(value, 1) + (zh ? " 倍" : " times");
    case per_10000: return grouped(value, 1) + (zh ? " 件/万人" : " per 10,000");
  }
  CHECK(false);
}

std::string shown(const Figure& figure, bool zh) {
  const Definition* definition = find(figure.code);
  CHECK(definition != nullptr);
  if (!figure.value) return zh ? "未知" : "unknown";
  return shown_value(*figure.value, definition->unit, zh);
}

namespace {

std::optional<double> value_of(const Figures& figures, const std::string& code) {
  const auto at = figures.find(code);
  return at == figures.end() ? std::nullopt : at->second.value;
}

/// Puts a derived figure where none has a value yet.
void put(Figures& figures, const std::string& code, double value, Text source) {
  Figure& figure = figures[code];
  if (figure.value || !std::isfinite(value)) return;
  figure.code = code;
  figure.value = value;
  figure.origin = Origin::derived;
  figure.source = std::move(source);
  figure.unknown = {};
}

/// above / below x factor; unknown, with the reason, when a part is unknown or nothing.
void put_ratio(Figures& figures, const std::string& code, const std::string& above,
               const std::string& below, double factor) {
  const std::optional<double> a = value_of(figures, above), b = value_of(figures, below);
  const Text upper = title(above), lower = title(below);
  if (a && b && *b > 0) {
    put(figures, code, *a / *b * factor,
        {fmt::format("{} ÷ {}", upper.zh, lower.zh),
         fmt::format("{} over {}", upper.en, lower.en)});
    return;
  }
  Figure& figure = figures[code];
  if (figure.value) return;
  figure.code = code;
  figure.origin = Origin::derived;
  const bool zero = a && b;
  const Text& missing = a ? lower : upper;
  figure.unknown =
      zero
          ? Text{fmt::format("{} 为零", lower.zh), fmt::format("{} is zero", lower.en)}
          : Text{fmt::format("缺少“{}”", missing.zh), fmt::format("'{}' is not known", missing.en)};
}

/// The whole that a part and its stated share imply.
void put_implied(Figures& figures, const std::string& code, const std::string& part,
                 const std::string& share, double factor) {
  const std::optional<double> a = value_of(figures, part), b = value_of(figures, share);
  const auto stated = figures.find(share);
  if (!a || !b || *b <= 0 || stated->second.origin != Origin::stated) return;
  put(figures, code, *a / *b * factor,
      {fmt::format("由“{}”与“{}”推算", title(part).zh, title(share).zh),
       fmt::format("implied by '{}' and '{}'", title(part).en, title(share).en)});
}

/// "Higher by so many times": ratio less one.
void put_times(Figures& figures, const std::string& code, const std::string& own,
               const std::string& nation) {
  const std::optional<double> a = value_of(figures, own), b = value_of(figures, nation);
  if (a && b && *b > 0) {
    put(figures, code, *a / *b - 1,
        {fmt::format("{} ÷ {} − 1", title(own).zh, title(nation).zh),
         fmt::format("{} over {}, less one", title(own).en, title(nation).en)});
  } else {
    put_ratio(figures, code, own, nation, 1);
  }
}

}  // namespace

void derive(Figures& figures) {
  put_ratio(figures, "exports_share", "exports", "national_exports", 100);
  put_ratio(figures, "rd_share", "rd", "national_rd", 100);
  put_ratio(figures, "rd_per_output", "rd", "output", 100);
  put_ratio(figures, "rd_per_revenue", "rd", "revenue", 100);
  put_ratio(figures, "inventions_share", "inventions_granted", "national_inventions_granted", 100);
  put_ratio(figures, "inventions_granted_per_10000", "inventions_granted", "staff", 10'000);
  put_ratio(figures, "inventions_per_10000", "inventions_in_force", "staff", 10'000);
  put_ratio(figures, "rd_staff_share", "rd_staff", "staff", 100);
  put_ratio(figures, "college_share", "college_staff", "staff", 100);
  put_ratio(figures, "master_share", "master_staff", "staff", 100);
  put_ratio(figures, "doctor_share", "doctor_staff", "staff", 100);
  put_times(figures, "rd_intensity_times", "rd_per_output", "national_rd_intensity");
  put_times(figures, "inventions_times", "inventions_per_10000", "national_inventions_per_10000");
  put_implied(figures, "implied_national_exports", "exports_dollar", "exports_share", 100);
  put_implied(figures, "implied_national_rd", "rd", "rd_share", 100);
  put_implied(figures, "implied_national_inventions", "inventions_granted", "inventions_share",
              100);
  put_implied(figures, "implied_output", "rd", "rd_per_output", 100);
  const std::optional<double> staff = value_of(figures, "staff");
  const auto owned = figures.find("inventions_per_10000");
  if (staff && owned != figures.end() && owned->second.origin == Origin::stated &&
      owned->second.value)
    put(figures, "implied_inventions_in_force", *owned->second.value * *staff / 10'000,
        {"由“每万人拥有发明专利”与“从业人员”推算",
         "implied by 'Inventions owned per 10,000 staff' and 'Staff'"});
}

namespace {

/// Compares a stated ratio with its stated parts; half a unit of its last decimal is rounding.
void compare(const Figures& figures, std::vector<Text>& out, const char* ratio, const char* above,
             const char* below, double factor, double less, double rounding, const Text& remark) {
  const auto stated = figures.find(ratio);
  const std::optional<double> a = value_of(figures, above), b = value_of(figures, below);
  if (stated == figures.end() || stated->second.origin != Origin::stated || !a || !b || *b <= 0)
    return;
  const double computed = *a / *b * factor - less;
  if (std::abs(computed - *stated->second.value) <= rounding) return;
  const Unit unit = find(ratio)->unit;
  out.push_back({fmt::format("“{}”原文为 {},按原文的“{}”与“{}”计算为 {}。{}", title(ratio).zh,
                             shown_value(*stated->second.value, unit, true), title(above).zh,
                             title(below).zh, shown_value(computed, unit, true), remark.zh),
                 fmt::format("'{}' is stated as {}; from '{}' and '{}' as stated it is {}. {}",
                             title(ratio).en, shown_value(*stated->second.value, unit, false),
                             title(above).en, title(below).en, shown_value(computed, unit, false),
                             remark.en)});
}

}  // namespace

std::vector<Text> disagreements(const Figures& figures) {
  std::vector<Text> out;
  compare(figures, out, "rd_staff_share", "rd_staff", "staff", 100, 0, 0.05, {});
  compare(figures, out, "inventions_times", "inventions_per_10000", "national_inventions_per_10000",
          1, 1, 0.1, {});
  compare(
      figures, out, "inventions_per_10000", "inventions_granted", "staff", 10'000, 0, 0.05,
      {"可见原文的 107.5 件不是当年授权数,而应是有效发明专利的口径。",
       "So the stated figure cannot be of patents granted in the year; it must be of patents in "
       "force."});
  compare(figures, out, "rd_per_output", "rd", "revenue", 100, 0, 0.05,
          {"可见原文所说的“生产总值”不是总收入。",
           "So the 'value of overall production' of the text is not the total revenue."});
  const auto times = figures.find("rd_intensity_times");
  const std::optional<double> own = value_of(figures, "rd_per_output");
  if (times != figures.end() && times->second.origin == Origin::stated && own) {
    const double t = *times->second.value;
    out.push_back(
        {fmt::format("“比全国平均水平高 {:.1f} 倍”有两种读法:全国为 {:.2f}%(高出 {:.1f} 倍)或 "
                     "{:.2f}%(为其 {:.1f} 倍);原文没有给出全国的数值。",
                     t, *own / (1 + t), t, *own / t, t),
         fmt::format("'{:.1f} times higher than the national average' can be read two ways: a "
                     "national {:.2f} % (higher by {:.1f} times) or {:.2f} % ({:.1f} times as "
                     "high); the text does not state it.",
                     t, *own / (1 + t), t, *own / t, t)});
  }
  return out;
}

Result<Figures> read_sample(std::string_view csv) {
  Figures out;
  std::optional<Error> problem;
  bool header = true;
  const auto wrong = [&](int64_t row, std::string zh, std::string en) {
    problem = statistics_errors::invalid("bulletin.sample", fmt::format("第 {} 行:{}", row, zh),
                                         fmt::format("row {}: {}", row, en));
    return false;
  };
  TRY(read_table(csv, [&](const TableRow& row) {
    if (header) {
      header = false;
      return true;
    }
    if (row.cells.size() != 4) return wrong(row.number, "应有四列", "must have four cells");
    Figure figure;
    figure.code = row.cells[0];
    if (find(figure.code) == nullptr || out.contains(figure.code))
      return wrong(row.number, "没有这个编码或重复", "no such code, or it stands twice");
    double value = 0;
    const std::string_view text = row.cells[1];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      return wrong(row.number, "不是数字", "is not a number");
    figure.value = value;
    figure.origin = Origin::stated;
    figure.source = {std::string(row.cells[2]), std::string(row.cells[3])};
    out[figure.code] = std::move(figure);
    return true;
  }));
  if (problem) return *problem;
  return out;
}

}  // namespace gaoxin::bulletin
