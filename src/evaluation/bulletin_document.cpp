#include "evaluation/bulletin_document.h"

#include <fmt/format.h>

namespace gaoxin::bulletin {
namespace {

using document::Align;
using document::grouped;
using document::note_mark;

class Writer {
 public:
  Writer(const Bulletin& bulletin, bool zh, Date today) : bulletin_(bulletin), zh_(zh) {
    document_.language = zh ? "zh" : "en";
    document_.date = today;
    document_.issuer = of(bulletin.zone_name);
    document_.title =
        bulletin.published
            ? word(fmt::format("国家高新区 {} 年公报数据(已公布)", bulletin.year),
                   fmt::format("National hi-tech zones {}: published figures", bulletin.year))
            : word(fmt::format("高新区 {} 年统计公报", bulletin.year),
                   fmt::format("Statistical bulletin of hi-tech zones {}", bulletin.year));
    document_.subtitle =
        bulletin.published
            ? word(
                  "数字与措辞来自已公布的资料;推算的数字另行标明",
                  "Figures as the published text states them; what is computed from them is marked")
            : word(fmt::format("{}:{} 家企业中 {} 家的年报已审核通过", of(bulletin.zone_name),
                               bulletin.expected, bulletin.accepted),
                   fmt::format("{}: accepted annual reports of {} of {} enterprises",
                               of(bulletin.zone_name), bulletin.accepted, bulletin.expected));
  }

  document::Document run() {
    document_.add(document::Contents{});
    section({"总体情况", "Overview"}, overview(),
            {"revenue", "output", "net_profit", "tax", "exports", "exports_dollar",
             "national_exports", "exports_share", "implied_national_exports"});
    chart_years({"营业收入与上缴税费", "Revenue and taxes"}, 1e8, {"亿元", "100 million yuan"},
                {{{"营业收入", "Revenue"}, &BulletinYear::revenue},
                 {{"上缴税费", "Taxes"}, &BulletinYear::tax}},
                document::Chart::Kind::bars);
    section(
        {"创新", "Innovation"}, innovation(),
        {"rd", "national_rd", "rd_share", "implied_national_rd", "rd_per_output", "implied_output",
         "rd_per_revenue", "national_rd_intensity", "rd_intensity_times", "inventions_granted",
         "national_inventions_granted", "inventions_share", "implied_national_inventions",
         "inventions_granted_per_10000", "inventions_in_force", "inventions_per_10000",
         "implied_inventions_in_force", "national_inventions_per_10000", "inventions_times"});
    chart_years({"研发经费", "R&D spending"}, 1e8, {"亿元", "100 million yuan"},
                {{{"研发经费", "R&D spending"}, &BulletinYear::rd}}, document::Chart::Kind::lines);
    section({"与所在城市", "Within the city"}, "",
            {"zones", "zones_above_20", "zones_above_30", "zones_above_50"});
    section({"人才", "People"}, people(),
            {"staff", "rd_staff", "rd_staff_share", "college_staff", "college_share",
             "bachelor_staff", "master_staff", "master_share", "doctor_staff", "doctor_share",
             "returnee_staff", "graduates_hired", "expert_programme_staff"});
    chart_education();
    section({"载体与企业", "Carriers and enterprises"}, "",
            {"incubators", "science_parks", "transfer_bodies", "productivity_centres",
             "testing_bodies", "alliances", "new_enterprises", "listed"});
    zone_table();
    what_is_not_known();
    return std::move(document_);
  }

 private:
  std::string word(const std::string& zh, const std::string& en) const { return zh_ ? zh : en; }
  std::string of(const Text& text) const { return zh_ ? text.zh : text.en; }

  const BulletinFigure* find(const std::string& code) const {
    for (const BulletinFigure& figure : bulletin_.figures)
      if (figure.code == code) return &figure;
    return nullptr;
  }
  /// As printed, when known.
  std::optional<std::string> known(const std::string& code) const {
    const BulletinFigure* figure = find(code);
    if (figure == nullptr || !figure->value) return std::nullopt;
    return of(figure->shown);
  }

  std::string origin(const BulletinFigure& figure) const {
    if (figure.origin == "counted")
      return word(fmt::format("报表 {}/{}", figure.reporters, figure.expected),
                  fmt::format("reports {}/{}", figure.reporters, figure.expected));
    if (figure.origin == "entered") return word("外部数据", "from outside");
    if (figure.origin == "stated") return word("原文", "as stated");
    return word("计算", "computed");
  }

  /// A heading, its sentences and the table of its figures with their sources as notes.
  void section(const Text& title, const std::string& sentences,
               const std::vector<std::string>& codes) {
    document_.add(document::Heading{1, of(title)});
    if (!sentences.empty()) document_.add(document::Paragraph{sentences, {}});
    document::Table table;
    ++tables_;
    table.caption = word(fmt::format("表 {} {}", tables_, title.zh),
                         fmt::format("Table {}. {}", tables_, title.en));
    table.columns = {{word("指标", "Figure"), 3.4, Align::left},
                     {word("数值", "Value"), 2.2, Align::right},
                     {word("来源", "Origin"), 1.8, Align::left}};
    int note = 0;
    for (const std::string& code : codes) {
      const BulletinFigure* figure = find(code);
      if (figure == nullptr ||
          (!figure->value && figure->origin == "derived" && bulletin_.published))
        continue;  // A published text owes no figure it does not state.
      std::string mark;
      const std::string& source = of(figure->value ? figure->source : figure->unknown);
      if (!source.empty()) {
        mark = note_mark(++note);
        table.notes.push_back(mark + " " + source);
      }
      table.rows.push_back({of(figure->title), of(figure->shown) + mark, origin(*figure)});
    }
    if (!table.rows.empty()) document_.add(std::move(table));
  }

  /// Sentences of the figures that are known, in the order given.
  std::string sentences(
      std::initializer_list<std::pair<std::optional<std::string>, Text>> parts) const {
    std::string out;
    for (const auto& [value, text] : parts) {
      if (!value) continue;
      if (!out.empty()) out += word("", " ");
      out += fmt::format(fmt::runtime(of(text)), *value);
    }
    return out;
  }

  std::string overview() const {
    return sentences(
        {{known("revenue"), {"全年实现营业收入 {}。", "Revenue of the year came to {}."}},
         {known("tax"), {"上缴税费 {}。", "Taxes paid were {}."}},
         {known("exports") ? known("exports") : known("exports_dollar"),
          {"出口 {}。", "Exports were {}."}},
         {known("exports_share"),
          {"占全国出口总额的 {}。", "They made {} of the nation's exports."}}});
  }
  std::string innovation() const {
    return sentences(
        {{known("rd"), {"研发经费 {}。", "R&D spending was {}."}},
         {known("rd_share"), {"占全国研发经费的 {}。", "It made {} of the nation's R&D."}},
         {known("rd_per_output"), {"与总产值之比为 {}。", "Over output it was {}."}},
         {known("inventions_granted"),
          {"当年授权发明专利 {}。", "Inventions granted in the year: {}."}},
         {known("inventions_per_10000"),
          {"每万名从业人员拥有发明专利 {}。", "Inventions owned: {}."}}});
  }
  std::string people() const {
    return sentences({{known("staff"), {"期末从业人员 {}。", "Staff at the end of the year: {}."}},
                      {known("rd_staff"), {"其中研发人员 {}。", "Of them in R&D: {}."}},
                      {known("college_share"),
                       {"大专及以上学历占 {}。", "With junior college or higher: {}."}}});
  }

  struct Line {
    Text name;
    std::optional<double> BulletinYear::*member;
  };
  /// Nothing when fewer than two points are known.
  void chart_years(const Text& title, double scale, const Text& unit,
                   const std::vector<Line>& lines, document::Chart::Kind kind) {
    document::Chart chart;
    chart.kind = kind;
    chart.caption = word(fmt::format("图 {} {}", charts_ + 1, title.zh),
                         fmt::format("Figure {}. {}", charts_ + 1, title.en));
    chart.unit = of(unit);
    int points = 0;
    for (const BulletinYear& year : bulletin_.years)
      chart.categories.push_back(fmt::format("{}", year.year));
    for (const Line& line : lines) {
      auto& series = chart.series.emplace_back();
      series.name = of(line.name);
      for (const BulletinYear& year : bulletin_.years) {
        const std::optional<double>& value = year.*line.member;
        series.values.push_back(value ? std::optional(*value / scale) : std::nullopt);
        points += value.has_value();
      }
    }
    if (points < 2) return;
    ++charts_;
    chart.notes = {word("缺口表示该年未知;各年口径为当年已审核的报表。",
                        "A gap is a year that is not known; each year counts its own accepted "
                        "reports.")};
    document_.add(std::move(chart));
  }

  void chart_education() {
    document::Chart chart;
    auto& series = chart.series.emplace_back();
    bool any = false;
    for (const char* code : {"bachelor_staff", "master_staff", "doctor_staff", "returnee_staff"}) {
      const BulletinFigure* figure = find(code);
      if (figure == nullptr) continue;
      chart.categories.push_back(of(figure->title));
      series.values.push_back(figure->value ? std::optional(*figure->value / 1000) : std::nullopt);
      any = any || figure->value.has_value();
    }
    if (!any) return;
    ++charts_;
    chart.caption = word(fmt::format("图 {} 从业人员学历", charts_),
                         fmt::format("Figure {}. Staff by education", charts_));
    chart.unit = word("千人", "thousand");
    series.name = word("人数", "Staff");
    document_.add(std::move(chart));
  }

  void zone_table() {
    if (bulletin_.zones.empty()) return;
    document_.add(document::Heading{1, word("各高新区", "Zone by zone")});
    document::Table table;
    ++tables_;
    table.caption = word(fmt::format("表 {} 各高新区主要指标", tables_),
                         fmt::format("Table {}. Main figures of each zone", tables_));
    table.columns = {{word("高新区", "Zone"), 2.8, Align::left},
                     {word("报表", "Reports"), 1.15, Align::right},
                     {word("营业收入(亿元)", "Revenue (100 m yuan)"), 1.4, Align::right},
                     {word("税费(亿元)", "Taxes (100 m yuan)"), 1.3, Align::right},
                     {word("研发(亿元)", "R&D (100 m yuan)"), 1.3, Align::right},
                     {word("从业人员", "Staff"), 1.2, Align::right},
                     {word("发明专利", "Inventions"), 1.65, Align::right},
                     {word("占城市产值", "Of the city"), 1.1, Align::right}};
    const auto cell = [](const std::optional<double>& value, double scale, int decimals) {
      return value ? grouped(*value / scale, decimals) : std::string("—");
    };
    for (const BulletinZone& zone : bulletin_.zones)
      table.rows.push_back({of(zone.name), fmt::format("{}/{}", zone.accepted, zone.expected),
                            cell(zone.revenue, 1e8, 2), cell(zone.tax, 1e8, 2),
                            cell(zone.rd, 1e8, 2), cell(zone.staff, 1, 0),
                            cell(zone.inventions_granted, 1, 0),
                            zone.share_of_city ? grouped(*zone.share_of_city, 1) + "%" : "—"});
    table.notes = {word("“—”表示未知,或因可能泄露单个企业的数据而不公开。",
                        "A dash is unknown, or not published because it would give a single "
                        "enterprise away."),
                   word("“报表”为已审核通过的年报数与应报企业数。",
                        "Reports: accepted annual reports of the enterprises that are to report.")};
    document_.add(std::move(table));
  }

  void what_is_not_known() {
    document_.add(
        document::Heading{1, word("未知与不一致", "What is not known, and what disagrees")});
    std::string unknown;
    for (const BulletinFigure& figure : bulletin_.figures) {
      if (figure.value || (bulletin_.published && figure.origin == "derived")) continue;
      if (!unknown.empty()) unknown += word("、", ", ");
      unknown += of(figure.title);
    }
    if (!unknown.empty())
      document_.add(document::Paragraph{
          word("以下指标未知(没有报表、没有登记外部数据,或不公开):",
               "Not known (no report, no figure from outside entered, or not published): ") +
              unknown + word("。", "."),
          {}});
    for (const Text& text : bulletin_.disagreements)
      document_.add(document::Paragraph{"• " + of(text), {}});
    if (unknown.empty() && bulletin_.disagreements.empty())
      document_.add(document::Paragraph{word("没有。", "Nothing."), {}});
    document_.add(document::Paragraph{
        word("口径:比率均为合计之比;分母为零或缺失的比率为未知;未报企业不估入合计。",
             "Ratios are ratios of sums; a ratio whose denominator is zero or missing is unknown; "
             "enterprises that have not reported are not estimated into the totals."),
        {}});
  }

  const Bulletin& bulletin_;
  bool zh_;
  document::Document document_;
  int tables_ = 0, charts_ = 0;
};

}  // namespace

document::Document make_document(const Bulletin& bulletin, bool zh, Date today) {
  return Writer(bulletin, zh, today).run();
}

}  // namespace gaoxin::bulletin
