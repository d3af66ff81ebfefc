// Regional measures, cells and shift-share of a panel.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "api/page.h"
#include "evaluation/planning_library.h"
#include "evaluation/planning_panel.h"

namespace gaoxin {
namespace {

/// The panel's newest year as a table; the values must outlive the view.
struct PanelTable {
  explicit PanelTable(const Panel& panel) {
    for (const PanelCell& cell : panel.cells) values.push_back(cell.now);
    view = {panel.areas.size(), panel.industries.size(), values};
  }
  std::vector<double> values;
  RegionTable view;
};

bool present(const Panel& panel, size_t industry) {
  for (size_t a = 0; a < panel.areas.size(); ++a) {
    const PanelCell& cell = panel.at(a, industry);
    if (cell.known > 0 || cell.unknown > 0) return true;
  }
  return false;
}

/// The panel without the industries that nobody has: they would make measures of the others'
/// spread unknown.
Panel without_absent(Panel panel) {
  std::vector<size_t> kept;
  for (size_t i = 0; i < panel.industries.size(); ++i)
    if (present(panel, i)) kept.push_back(i);
  Panel out = panel;
  out.industries.clear();
  out.industry_names.clear();
  out.cells.clear();
  std::vector<uint32_t> index(panel.industries.size(), 0);
  for (const size_t i : kept) {
    index[i] = static_cast<uint32_t>(out.industries.size());
    out.industries.push_back(panel.industries[i]);
    out.industry_names.push_back(panel.industry_names[i]);
  }
  for (size_t a = 0; a < panel.areas.size(); ++a)
    for (const size_t i : kept) out.cells.push_back(panel.at(a, i));
  for (PanelFirm& firm : out.firms) firm.industry = index[firm.industry];
  return out;
}

/// The sum of a row or column; unknown when none of its enterprises has a value.
PlanningValue total_of(double sum, int64_t known, int64_t unknown, double divisor) {
  if (known == 0 && unknown > 0)
    return {std::nullopt, Text{"在园企业的数值都未知", "no value of its enterprises is known"}};
  return {sum / divisor, std::nullopt};
}

std::vector<PlanningValue> gammas(const Panel& panel, const std::vector<double>& region_totals) {
  std::vector<std::vector<Firm>> firms(panel.industries.size());
  for (const PanelFirm& firm : panel.firms) firms[firm.industry].push_back({firm.area, firm.value});
  std::vector<PlanningValue> out;
  for (const std::vector<Firm>& list : firms) {
    if (panel.basis.level == "table")
      out.push_back({std::nullopt, Text{"上传的表没有逐家企业的数据",
                                        "an uploaded table does not know single firms"}});
    else
      out.push_back(planning_value(ellison_glaeser(list, region_totals).gamma));
  }
  return out;
}

}  // namespace

Result<RegionalMeasures> get_regional_measures(Call& call, const GetRegionalMeasures& in) {
  PlanningScope scope = in;
  if (!scope.level) scope.level = ZoneLevel::park;
  TRY_ASSIGN(whole, planning_panel(call, scope));
  const Panel panel = without_absent(std::move(whole));
  const PanelTable table(panel);
  const RegionTable& view = table.view;
  const AdvantageTable binary = advantages(
      view, in.from_one.value_or(true) ? AdvantageRule::from_one : AdvantageRule::above_one);
  const Complexity complex = complexity(binary);
  RegionalMeasures out;
  out.basis = panel.basis;
  std::vector<double> region_totals(panel.areas.size(), 0.0);
  const auto krugman = krugman_against_all(view), others = krugman_against_mean_of_others(view),
             hachman_index = hachman(view), spread = gini_of_specialisation(view),
             varied = diversity(binary);
  for (size_t a = 0; a < panel.areas.size(); ++a) {
    int64_t known = 0, unknown = 0;
    for (size_t i = 0; i < panel.industries.size(); ++i) {
      region_totals[a] += panel.at(a, i).now;
      known += panel.at(a, i).known;
      unknown += panel.at(a, i).unknown;
    }
    const auto row = view.values.subspan(a * view.industries, view.industries);
    const bool empty = !(region_totals[a] > 0);
    const Measure nothing = UnknownBecause::empty_region;
    out.regions.push_back(
        {panel.areas[a], total_of(region_totals[a], known, unknown, panel.divisor),
         planning_value(empty ? nothing : herfindahl(row)),
         planning_value(empty ? nothing : entropy(row)), planning_value(krugman[a]),
         planning_value(others[a]), planning_value(hachman_index[a]), planning_value(spread[a]),
         planning_value(varied[a]), planning_value(complex.eci[a])});
  }
  const auto concentration = herfindahl_of_industries(view), distance = krugman_of_industries(view),
             hoover_index = hoover_of_industries(view), locational = locational_gini(view),
             gini_index = gini_of_concentration(view), common = ubiquity(binary);
  const std::vector<PlanningValue> gamma = gammas(panel, region_totals);
  for (size_t i = 0; i < panel.industries.size(); ++i) {
    double sum = 0;
    int64_t known = 0, unknown = 0;
    for (size_t a = 0; a < panel.areas.size(); ++a) {
      sum += panel.at(a, i).now;
      known += panel.at(a, i).known;
      unknown += panel.at(a, i).unknown;
    }
    out.industries.push_back({panel.industries[i], panel.industry_names[i],
                              total_of(sum, known, unknown, panel.divisor),
                              planning_value(concentration[i]), planning_value(distance[i]),
                              planning_value(hoover_index[i]), planning_value(locational[i]),
                              planning_value(gini_index[i]), planning_value(common[i]),
                              planning_value(complex.pci[i]), gamma[i]});
  }
  return out;
}

Result<File> export_regional_measures(Call& call, const ExportRegionalMeasures& in) {
  TRY_ASSIGN(answer, get_regional_measures(call, in));
  const bool english = is_english(in.lang);
  const std::string of = in.of.value_or("regions");
  ExportTable table;
  if (of == "regions") {
    table = {"regional-measures-regions",
             {"地区专业化", "Specialisation of regions"},
             {{"地区", "Area"},
              {"合计", "Total"},
              {"赫芬达尔指数", "HHI"},
              {"熵(比特)", "Entropy (bits)"},
              {"克鲁格曼指数(对全部)", "Krugman against all"},
              {"克鲁格曼指数(对其他平均)", "Krugman against the mean of the others"},
              {"哈克曼指数", "Hachman"},
              {"区位商基尼系数", "Gini of location quotients"},
              {"优势行业数", "Diversity"},
              {"经济复杂度", "ECI"}},
             {}};
    for (const RegionalRegion& r : answer.regions)
      table.rows.push_back({in_language(r.area.name, english), export_cell(r.total),
                            export_cell(r.herfindahl), export_cell(r.entropy),
                            export_cell(r.krugman), export_cell(r.krugman_others),
                            export_cell(r.hachman), export_cell(r.gini), export_cell(r.diversity),
                            export_cell(r.eci)});
  } else if (of == "industries") {
    table = {"regional-measures-industries",
             {"行业集中度", "Concentration of industries"},
             {{"代码", "Code"},
              {"行业", "Industry"},
              {"合计", "Total"},
              {"赫芬达尔指数", "HHI"},
              {"克鲁格曼指数", "Krugman"},
              {"胡佛指数", "Hoover"},
              {"区位基尼系数(0 至 0.5)", "Locational Gini (0 to 0.5)"},
              {"区位商基尼系数", "Gini of location quotients"},
              {"优势地区数", "Ubiquity"},
              {"行业复杂度", "PCI"},
              {"EG 集聚指数", "Ellison-Glaeser"}},
             {}};
    for (const RegionalIndustry& r : answer.industries)
      table.rows.push_back({r.industry, in_language(r.name, english), export_cell(r.total),
                            export_cell(r.herfindahl), export_cell(r.krugman),
                            export_cell(r.hoover), export_cell(r.locational_gini),
                            export_cell(r.gini), export_cell(r.ubiquity), export_cell(r.pci),
                            export_cell(r.ellison_glaeser)});
  } else {
    return planning_error(ErrorCode::invalid, "evaluation.planning.of",
                          "of 取 regions 或 industries", "of is regions or industries");
  }
  return export_table(table, in.format, in.lang);
}

// ---- Cells -------------------------------------------------------------------------------------

namespace {

Measure yearly(double before, double after, double years) {
  if (!(years > 0)) return UnknownBecause::empty_table;
  if (!(before > 0)) return UnknownBecause::zero_start;
  return std::pow(after / before, 1 / years) - 1;
}

Result<std::vector<PlanningCell>> planning_cells(Call& call, const PlanningScope& scope,
                                                 bool all_areas, PlanningBasis& basis) {
  PlanningScope areas = scope;
  if (all_areas && !areas.level) areas.level = ZoneLevel::park;
  TRY_ASSIGN(panel, planning_panel(call, areas));
  basis = panel.basis;
  std::optional<size_t> only;
  if (!all_areas) {
    TRY_ASSIGN(area, planning_area(panel, scope, call.zones));
    only = area;
  }
  const ScreeningInput input = panel.screening_input();
  const ScreeningBasis screening = screening_basis(input);
  std::vector<PlanningCell> out;
  for (size_t a = 0; a < panel.areas.size(); ++a) {
    if (only && *only != a) continue;
    for (size_t i = 0; i < panel.industries.size(); ++i) {
      const PanelCell& cell = panel.at(a, i);
      if (cell.known == 0 && cell.unknown == 0 && cell.before <= 0 && cell.excluded == 0) continue;
      const size_t at = a * panel.industries.size() + i;
      const double total = screening.region_totals[a];
      const Measure own = yearly(cell.before, cell.after, panel.years);
      const Measure all =
          yearly(screening.before_totals[i], screening.after_totals[i], panel.years);
      const bool unknown = input.unknown[at];
      const PlanningValue no_value = total_of(0, 0, 1, 1);
      Measure share = UnknownBecause::empty_region;
      if (total > 0) share = cell.now / total;
      Measure competitive = own.value ? all : own;
      if (own.value && all.value) competitive = *own.value - *all.value;
      out.push_back({panel.areas[a], panel.industries[i], panel.industry_names[i],
                     total_of(cell.now, cell.known, cell.unknown, panel.divisor),
                     unknown ? no_value : planning_value(share),
                     unknown ? no_value : planning_value(screening.quotients.cells[at]),
                     planning_value(screening.density.cells[at]), planning_value(own),
                     planning_value(competitive), cell.known + cell.unknown, cell.unknown});
    }
  }
  return out;
}

Result<Done> sort_cells(std::vector<PlanningCell>& cells, const std::string& sort) {
  PlanningValue PlanningCell::*by = nullptr;
  if (sort == "quotient") by = &PlanningCell::quotient;
  if (sort == "share") by = &PlanningCell::share;
  if (sort == "total") by = &PlanningCell::total;
  if (by == nullptr && sort != "industry")
    return planning_error(ErrorCode::invalid, "evaluation.planning.sort",
                          "sort 取 quotient、share、total 或 industry",
                          "sort is quotient, share, total or industry");
  std::stable_sort(cells.begin(), cells.end(), [&](const PlanningCell& a, const PlanningCell& b) {
    if (by == nullptr) return a.industry < b.industry;
    return (a.*by).value.value_or(-1) > (b.*by).value.value_or(-1);
  });
  return Done{};
}

}  // namespace

Result<PlanningCellPage> list_planning_cells(Call& call, const ListPlanningCells& in) {
  TRY_ASSIGN(request, page_request(in.page, in.page_size));
  PlanningCellPage out;
  TRY_ASSIGN(cells, planning_cells(call, in, in.all_areas.value_or(false), out.basis));
  TRY(sort_cells(cells, in.sort.value_or("quotient")));
  out.page = request.page;
  out.page_size = request.page_size;
  out.total = static_cast<int64_t>(cells.size());
  const int64_t begin = std::min(out.total, (request.page - 1) * request.page_size);
  const int64_t end = std::min(out.total, begin + request.page_size);
  out.items.assign(cells.begin() + begin, cells.begin() + end);
  return out;
}

Result<File> export_planning_cells(Call& call, const ExportPlanningCells& in) {
  PlanningBasis basis;
  TRY_ASSIGN(cells, planning_cells(call, in, in.all_areas.value_or(true), basis));
  const bool english = is_english(in.lang);
  ExportTable table{"location-quotients",
                    {"区位商", "Location quotients"},
                    {{"地区", "Area"},
                     {"代码", "Code"},
                     {"行业", "Industry"},
                     {fmt::format("{} 年合计({})", basis.year.value_or(0), basis.unit),
                      fmt::format("Total {} ({})", basis.year.value_or(0), basis.unit)},
                     {"份额", "Share"},
                     {"区位商", "Location quotient"},
                     {"关联密度(%)", "Relatedness density (%)"},
                     {"年增长率", "Growth a year"},
                     {"竞争增长率", "Competitive growth a year"},
                     {"企业数", "Enterprises"},
                     {"数值未知的企业", "Enterprises without a value"}},
                    {}};
  for (const PlanningCell& c : cells)
    table.rows.push_back({in_language(c.area.name, english), c.industry,
                          in_language(c.name, english), export_cell(c.total), export_cell(c.share),
                          export_cell(c.quotient), export_cell(c.density), export_cell(c.growth),
                          export_cell(c.competitive_growth), static_cast<double>(c.residents),
                          static_cast<double>(c.residents_unknown)});
  return export_table(table, in.format, in.lang);
}

// ---- Shift-share -------------------------------------------------------------------------------

namespace {

ShiftShareParts parts_of(const ShiftShare& share, ShiftShareMethod method, double divisor) {
  const PlanningValue not_part{std::nullopt,
                               Text{"该方法没有这一项", "the method has no such component"}};
  const bool factors = method == ShiftShareMethod::gerfin;
  const double unit = factors ? 1 : divisor;  // Gerfin's are factors, not amounts.
  return {
      planning_value(share.growth, divisor),
      factors ? not_part : planning_value(share.national, divisor),
      planning_value(share.mix, unit),
      planning_value(share.regional, unit),
      method == ShiftShareMethod::esteban ? planning_value(share.allocation, divisor) : not_part,
      planning_value(share.net, unit)};
}

}  // namespace

Result<ShiftShareAnswer> get_shift_share(Call& call, const GetShiftShare& in) {
  ShiftShareAnswer out;
  out.method = in.method.value_or("dunn");
  ShiftShareMethod method = ShiftShareMethod::dunn;
  if (out.method == "esteban")
    method = ShiftShareMethod::esteban;
  else if (out.method == "gerfin")
    method = ShiftShareMethod::gerfin;
  else if (out.method != "dunn")
    return planning_error(ErrorCode::invalid, "evaluation.planning.method",
                          "method 取 dunn、esteban 或 gerfin", "method is dunn, esteban or gerfin");
  TRY_ASSIGN(panel, planning_panel(call, in));
  TRY_ASSIGN(area, planning_area(panel, in, call.zones));
  out.basis = panel.basis;
  out.area = panel.areas[area];
  const size_t n = panel.industries.size();
  std::vector<double> before(n, 0.0), after(n, 0.0), all_before(n, 0.0), all_after(n, 0.0);
  double sum_before = 0, sum_after = 0;
  int64_t excluded = 0;
  for (size_t a = 0; a < panel.areas.size(); ++a)
    for (size_t i = 0; i < n; ++i) {
      const PanelCell& cell = panel.at(a, i);
      all_before[i] += cell.before;
      all_after[i] += cell.after;
      if (a != area) continue;
      before[i] = cell.before;
      after[i] = cell.after;
      sum_before += cell.before;
      sum_after += cell.after;
      excluded += cell.excluded;
    }
  if (!panel.basis.from_year) {
    const PlanningValue none{std::nullopt, Text{"只有一个年份的数据", "there is one year of data"}};
    out.before = out.after = none;
    out.total = {none, none, none, none, none, none};
    return out;
  }
  if (excluded > 0)
    out.basis.remarks.push_back(
        {fmt::format("本地区有 {} 家因一端数值未知而未计入增长", excluded),
         fmt::format("{} residents here are left out of growth: one of their values is unknown",
                     excluded)});
  out.before = {sum_before / panel.divisor, std::nullopt};
  out.after = {sum_after / panel.divisor, std::nullopt};
  out.total =
      parts_of(shift_share(before, after, all_before, all_after, method), method, panel.divisor);
  const auto rows = shift_share_by_industry(before, after, all_before, all_after, method);
  for (size_t i = 0; i < n; ++i)
    if (before[i] > 0 || after[i] > 0)
      out.industries.push_back({panel.industries[i],
                                panel.industry_names[i],
                                {before[i] / panel.divisor, std::nullopt},
                                {after[i] / panel.divisor, std::nullopt},
                                parts_of(rows[i], method, panel.divisor)});
  std::stable_sort(out.industries.begin(), out.industries.end(),
                   [](const ShiftShareIndustry& a, const ShiftShareIndustry& b) {
                     return a.parts.regional.value.value_or(-1e300) >
                            b.parts.regional.value.value_or(-1e300);
                   });
  return out;
}

Result<File> export_shift_share(Call& call, const ExportShiftShare& in) {
  TRY_ASSIGN(answer, get_shift_share(call, in));
  const bool english = is_english(in.lang);
  ExportTable table{"shift-share",
                    {"偏离份额分析", "Shift-share"},
                    {{"代码", "Code"},
                     {"行业", "Industry"},
                     {fmt::format("{} 年", answer.basis.from_year.value_or(0)),
                      fmt::format("{}", answer.basis.from_year.value_or(0))},
                     {fmt::format("{} 年", answer.basis.year.value_or(0)),
                      fmt::format("{}", answer.basis.year.value_or(0))},
                     {"增量", "Growth"},
                     {"总体份额", "National share"},
                     {"结构效应", "Industrial mix"},
                     {"竞争效应", "Regional share"},
                     {"配置效应", "Allocation"},
                     {"净偏离", "Net shift"}},
                    {}};
  const auto add = [&](const std::string& code, const std::string& name,
                       const PlanningValue& before, const PlanningValue& after,
                       const ShiftShareParts& parts) {
    table.rows.push_back({code, name, export_cell(before), export_cell(after),
                          export_cell(parts.growth), export_cell(parts.national),
                          export_cell(parts.mix), export_cell(parts.regional),
                          export_cell(parts.allocation), export_cell(parts.net)});
  };
  for (const ShiftShareIndustry& row : answer.industries)
    add(row.industry, in_language(row.name, english), row.before, row.after, row.parts);
  add("", english ? "Total" : "合计", answer.before, answer.after, answer.total);
  return export_table(table, in.format, in.lang);
}

}  // namespace gaoxin
