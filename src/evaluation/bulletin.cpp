#include "evaluation/bulletin.h"

#include <fmt/format.h>

#include <algorithm>

#include "evaluation/bulletin_document.h"
#include "evaluation/bulletin_figures.h"
#include "evaluation/statistics_errors.h"
#include "evaluation/statistics_library.h"

namespace gaoxin {

namespace store = statistics_store;
using bulletin::Figure;
using bulletin::Figures;
using bulletin::Origin;
using statistics::Cells;
using statistics::Definitions;
using statistics::Item;
using statistics::Period;

namespace {

/// Figures of the bulletin that are items under another name.
constexpr std::pair<const char*, const char*> kItemOf[] = {{"rd", "rd_expense"}};

/// The hi-tech zones below; the zone itself when it is one or lies in one.
std::vector<int64_t> hitech_zones(const ZoneTree& tree, int64_t zone) {
  std::vector<int64_t> out;
  for (const int64_t below : tree.subtree(zone))
    if (tree.find(below)->level == ZoneLevel::zone) out.push_back(below);
  if (out.empty()) out.push_back(zone);
  return out;
}

/// The sums of the subtrees, as the public may see them.
class YearSums {
 public:
  /// Of the hi-tech zones: what lies outside of them (other parks of a city) is left out, unless
  /// the bulletin is of a zone or park itself.
  static Result<YearSums> load(Call& call, const Definitions& definitions, int64_t zone,
                               int64_t year) {
    const Period period{statistics::PeriodKind::year, year, 1};
    TRY_ASSIGN(own, statistics::zone_cells(call, period, {}));
    const std::vector<int64_t> zones = hitech_zones(call.zones, zone);
    std::erase_if(own, [&](const auto& of_zone) {
      return std::none_of(zones.begin(), zones.end(),
                          [&](int64_t one) { return call.zones.is_within(of_zone.first, one); });
    });
    return YearSums(call, definitions, std::move(own));
  }

  /// Over the subtree of the zone; nothing when nobody reported it. `hidden` may be null.
  std::optional<double> value(int64_t zone, const std::string& code, bool* hidden,
                              int64_t* reporters) {
    const Item* item = definitions_.find(code);
    if (item == nullptr) return std::nullopt;
    statistics::Cell sum;
    for (const int64_t below : zones_.subtree(zone)) {
      const auto of_zone = own_.find(below);
      if (of_zone == own_.end()) continue;
      const auto cell = of_zone->second.find(item->number);
      if (cell != of_zone->second.end() && !add_cell(sum, cell->second)) return std::nullopt;
    }
    if (reporters != nullptr) *reporters = sum.reporters;
    if (sum.reporters == 0) return std::nullopt;
    const bool not_shown =
        item->subject == statistics::Subject::enterprise && view_->hidden(item->number, zone);
    if (hidden != nullptr) *hidden = not_shown;
    if (not_shown) return std::nullopt;
    return to_number(*item, sum.total);
  }
  int64_t reports(int64_t zone) const {
    int64_t count = 0;
    for (const int64_t below : zones_.subtree(zone))
      if (const auto at = own_.find(below); at != own_.end())
        if (const auto cell = at->second.find(statistics::kReports); cell != at->second.end())
          count += cell->second.reporters;
    return count;
  }

 private:
  YearSums(Call& call, const Definitions& definitions, std::map<int64_t, Cells> own)
      : zones_(call.zones),
        definitions_(definitions),
        own_(std::move(own)),
        view_(std::make_shared<statistics::PublicView>(call.zones, own_)) {}

  const ZoneTree& zones_;
  const Definitions& definitions_;
  std::map<int64_t, Cells> own_;
  std::shared_ptr<statistics::PublicView> view_;
};

Figure counted(YearSums& sums, int64_t zone, const std::string& code, const Item& item,
               const statistics::Expected& expected) {
  Figure figure;
  figure.code = code;
  bool hidden = false;
  figure.value = sums.value(zone, item.code, &hidden, &figure.reporters);
  figure.expected =
      item.subject == statistics::Subject::zone ? expected.zones : expected.enterprises;
  if (!figure.value)
    figure.unknown = hidden ? Text{"不公开:会泄露单个企业的数据",
                                   "not published: it would give an enterprise away"}
                            : Text{"没有单位填报", "nobody reported it"};
  return figure;
}

/// The figures from outside: of the zone itself or the nearest above.
class Context {
 public:
  Context(Call& call, const Definitions& definitions, int64_t year)
      : call_(call), definitions_(definitions), figures_(store::list_figures(call.db, year)) {}

  const store::StoredFigure* find(int64_t zone, const std::string& code) const {
    const Item* item = definitions_.find(code);
    if (item == nullptr) return nullptr;
    for (const int64_t above : call_.zones.ancestors(zone))
      for (const store::StoredFigure& figure : figures_)
        if (figure.zone_id == above && figure.item == item->number) return &figure;
    return nullptr;
  }
  Figure figure(int64_t zone, const std::string& code) const {
    Figure out;
    out.code = code;
    out.origin = Origin::entered;
    const store::StoredFigure* found = find(zone, code);
    if (found == nullptr) {
      out.unknown = {"没有登记这项外部数据", "this figure from outside has not been entered"};
      return out;
    }
    out.value = to_number(*definitions_.find(code), found->value);
    out.source = {found->source, found->source};
    return out;
  }

 private:
  Call& call_;
  const Definitions& definitions_;
  std::vector<store::StoredFigure> figures_;
};

/// How many zones make more than 20, 30, 50 % of their city's industrial output.
void count_city_shares(const std::vector<BulletinZone>& zones, Figures& figures) {
  int64_t known = 0;
  for (const BulletinZone& zone : zones) known += zone.share_of_city.has_value();
  for (const int percent : {20, 30, 50}) {
    Figure figure;
    figure.code = fmt::format("zones_above_{}", percent);
    figure.origin = Origin::derived;
    if (known == 0) {
      figure.unknown = {"缺少园区总产值或所在城市的工业总产值",
                        "the output of the zones or of their cities is not known"};
    } else {
      int64_t above = 0;
      for (const BulletinZone& zone : zones) above += zone.share_of_city.value_or(0) > percent;
      figure.value = static_cast<double>(above);
      figure.source = {fmt::format("{} 个高新区中有 {} 个可计算", zones.size(), known),
                       fmt::format("known for {} of {} zones", known, zones.size())};
    }
    figures[figure.code] = std::move(figure);
  }
}

Bulletin described(Call& call, const GetBulletin& in, const Figures& figures) {
  Bulletin out;
  out.zone_id = in.zone;
  out.zone_name = call.zones.find(in.zone)->name;
  out.year = in.year;
  for (const bulletin::Definition& definition : bulletin::definitions()) {
    const auto at = figures.find(std::string(definition.code));
    if (at == figures.end()) continue;
    const Figure& figure = at->second;
    const char* origins[] = {"counted", "entered", "stated", "derived"};
    out.figures.push_back({figure.code,
                           {std::string(definition.zh), std::string(definition.en)},
                           figure.value,
                           {shown(figure, true), shown(figure, false)},
                           origins[static_cast<int>(figure.origin)],
                           figure.source,
                           figure.unknown,
                           figure.reporters,
                           figure.expected});
  }
  return out;
}

Result<Bulletin> published_bulletin(Call& call, const GetBulletin& in) {
  const auto file = store::find_definition(call.db, fmt::format("bulletin/{}", in.year));
  if (!file)
    return statistics_errors::make(ErrorCode::not_found, "bulletin.none",
                                   fmt::format("没有 {} 年已公布的公报数据", in.year),
                                   fmt::format("there are no published figures of {}", in.year));
  TRY_ASSIGN(figures, bulletin::read_sample(file->content));
  const std::vector<Text> disagreements = bulletin::disagreements(figures);
  bulletin::derive(figures);
  Bulletin out = described(call, in, figures);
  out.published = true;
  out.disagreements = disagreements;
  return out;
}

}  // namespace

Result<Bulletin> get_bulletin(Call& call, const GetBulletin& in) {
  if (in.year < 1978 || in.year > 2200)
    return statistics_errors::invalid("period", "年份超出范围", "the year is out of range");
  if (in.published.value_or(false)) return published_bulletin(call, in);
  const auto definitions = statistics::current_definitions(call.database, call.db);
  const Period period{statistics::PeriodKind::year, in.year, 1};
  TRY_ASSIGN(sums, YearSums::load(call, *definitions, in.zone, in.year));
  statistics::Expected expected;
  for (const int64_t one : hitech_zones(call.zones, in.zone)) {
    const statistics::Expected of_zone = statistics::expected_reporters(call, one, period);
    expected.enterprises += of_zone.enterprises;
    expected.zones += of_zone.zones;
  }
  const Context context(call, *definitions, in.year);
  Figures figures;
  for (const bulletin::Definition& definition : bulletin::definitions()) {
    const std::string code(definition.code);
    std::string item_code = code;
    for (const auto& [figure, item] : kItemOf)
      if (code == figure) item_code = item;
    const Item* item = definitions->find(item_code);
    if (item == nullptr) continue;
    figures[code] = item->subject == statistics::Subject::context
                        ? context.figure(in.zone, code)
                        : counted(sums, in.zone, code, *item, expected);
  }
  std::vector<BulletinZone> zones;
  for (const int64_t id : hitech_zones(call.zones, in.zone)) {
    const Zone& zone = *call.zones.find(id);
    const auto value = [&](const char* item) { return sums.value(id, item, nullptr, nullptr); };
    BulletinZone& row = zones.emplace_back();
    row.zone_id = id;
    row.name = zone.name;
    row.accepted = sums.reports(id);
    row.expected = statistics::expected_reporters(call, id, period).enterprises;
    row.revenue = value("revenue");
    row.output = value("output");
    row.tax = value("tax");
    row.exports = value("exports");
    row.rd = value("rd_expense");
    row.staff = value("staff");
    row.inventions_granted = value("inventions_granted");
    const store::StoredFigure* city = context.find(id, "city_output");
    if (city != nullptr && city->value > 0 && row.output)
      row.share_of_city =
          *row.output / to_number(*definitions->find("city_output"), city->value) * 100;
  }
  Figure count;
  count.code = "zones";
  count.origin = Origin::derived;
  count.value = static_cast<double>(zones.size());
  count.source = {"区域树", "the tree of zones"};
  figures["zones"] = std::move(count);
  count_city_shares(zones, figures);
  bulletin::derive(figures);
  Bulletin out = described(call, in, figures);
  out.accepted = sums.reports(in.zone);
  out.expected = expected.enterprises;
  out.zones = std::move(zones);
  for (int64_t year = in.year - 4; year <= in.year; ++year) {
    TRY_ASSIGN(of_year, YearSums::load(call, *definitions, in.zone, year));
    const auto value = [&](const char* item) {
      return of_year.value(in.zone, item, nullptr, nullptr);
    };
    out.years.push_back(
        {year, value("revenue"), value("rd_expense"), value("tax"), value("staff")});
  }
  return out;
}

Result<File> bulletin_document(Call& call, const BulletinDocument& in) {
  const std::string format = in.format.value_or("pdf");
  if (format != "pdf" && format != "docx")
    return statistics_errors::invalid("bulletin.format", "格式为 pdf 或 docx",
                                      "the format is pdf or docx");
  TRY_ASSIGN(figures, get_bulletin(call, in));
  const bool zh = in.lang.value_or("zh") != "en";
  const document::Document document = bulletin::make_document(figures, zh, date_of(call.now));
  Result<std::string> bytes =
      format == "pdf" ? document::render_pdf(document) : document::render_docx(document);
  if (!bytes.ok()) return bytes.error();
  return File{fmt::format("{}-{}.{}", zh ? "统计公报" : "bulletin", in.year, format),
              std::string(format == "pdf" ? document::kPdfType : document::kDocxType),
              std::move(*bytes)};
}

void add_bulletin_operations(Operations& operations) {
  operations.add({.name = "evaluation.bulletin.get",
                  .method = Method::get,
                  .path = "/api/evaluation/bulletin/{year}",
                  .permission = "evaluation.read",
                  .summary = {"年度公报数据", "Figures of the yearly bulletin"},
                  .errors = {"evaluation.bulletin.none"}},
                 get_bulletin);
  operations.add({.name = "evaluation.bulletin.document",
                  .method = Method::get,
                  .path = "/api/evaluation/bulletin/{year}/document",
                  .permission = "evaluation.read",
                  .summary = {"年度公报文件", "The bulletin as PDF or DOCX"},
                  .errors = {"evaluation.bulletin.none", "document.font"}},
                 bulletin_document);
}

}  // namespace gaoxin
