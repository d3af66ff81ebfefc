// Screening (P2): the use case around screen_region, and the words of its reasons.
#include <fmt/format.h>

#include <algorithm>

#include "chain/chain.h"
#include "evaluation/planning_library.h"
#include "evaluation/planning_panel.h"

namespace gaoxin {
namespace {

/// A number as people read it in a sentence.
std::string number_text(double value, const std::string& unit) {
  if (unit == "share" || unit == "share/year") return fmt::format("{:.1f}%", value * 100);
  if (unit == "%") return fmt::format("{:.1f}%", value);
  return fmt::format("{:.2f}", value);
}

/// Why a factor of an industry is unknown here, more exactly than the measure can know.
Text why_unknown(const std::string& factor, UnknownBecause because, const Panel& panel,
                 const PanelCell& cell, bool chain) {
  const bool of_chain =
      factor == "backward" || factor == "forward" || factor == "weak_link" || factor == "supplies";
  if (of_chain && !chain) return {"没有启用的投入产出表", "no input-output table is active"};
  if (factor == "supplies")
    return {"本身属于主导或核心产业,或尚无主导、核心产业可以配套",
            "is itself leading or core, or there is none to supply"};
  if (of_chain) return {"该行业在投入产出表中没有对应部门", "the table has no sector for it"};
  if (cell.known == 0 && cell.unknown > 0)
    return {fmt::format("{} 家在园企业的数值都未知", cell.unknown),
            fmt::format("the values of all {} residents are unknown", cell.unknown)};
  if (!panel.basis.from_year && (factor == "competitive_growth" || factor == "industry_growth"))
    return {"只有一个年份的数据", "there is one year of data only"};
  if (cell.excluded > 0 && because == UnknownBecause::zero_start)
    return {fmt::format("{} 家企业一端的数值未知,无法比较增长", cell.excluded),
            fmt::format("one of the two values of {} residents is unknown", cell.excluded)};
  return unknown_text(because);
}

class Proposals {
 public:
  Proposals(const Panel& panel, size_t area, const ScreeningRules& rules,
            const ChainPositions& chain, const std::vector<std::string>& declared)
      : panel_(panel), area_(area), rules_(rules), chain_(chain), declared_(declared) {}

  IndustryProposal describe(const ScreenedIndustry& row, int64_t rank) const {
    const PanelCell& cell = panel_.at(area_, row.industry);
    IndustryProposal out;
    out.rank = rank;
    out.industry = panel_.industries[row.industry];
    out.name = panel_.industry_names[row.industry];
    out.stability = row.stability;
    out.declared = is_declared(out.industry);
    out.residents = cell.known + cell.unknown;
    out.residents_unknown = cell.unknown;
    const ScreeningClass* chosen = nullptr;
    if (row.chosen) {
      chosen = &rules_.classes[*row.chosen];
      out.chosen = chosen->key;
      out.chosen_name = chosen->name;
      out.score = row.scores[*row.chosen];
    } else if (row.undetermined) {
      out.chosen = "undetermined";
      out.chosen_name = {"待定", "Undetermined"};
    } else {
      out.chosen = "none";
      out.chosen_name = {"不入选", "In no class"};
    }
    for (size_t f = 0; f < rules_.factors.size(); ++f)
      add_reason(out, row.factors[f], rules_.factors[f], chosen, cell);
    // What weighs most first; what is not part of the class last.
    std::stable_sort(out.reasons.begin(), out.reasons.end(),
                     [](const ProposalReason& a, const ProposalReason& b) {
                       return a.weight.value_or(0) * a.score.value_or(0) >
                              b.weight.value_or(0) * b.score.value_or(0);
                     });
    if (cell.unknown > 0 && cell.known > 0)
      out.unknown.push_back(
          {fmt::format("{} 家在园企业的数值未知,未计入", cell.unknown),
           fmt::format("the values of {} residents are unknown and not counted", cell.unknown)});
    const bool by_chain = std::any_of(
        out.reasons.begin(), out.reasons.end(),
        [](const ProposalReason& r) { return r.factor == "supplies" && r.weight && r.value; });
    const int64_t sharing = chain_.industries[row.industry].sharing;
    if (by_chain && sharing > 0)
      out.unknown.push_back(
          {fmt::format("投入产出表把它与另外 {} 个行业并为一个部门,配套程度无法分开", sharing),
           fmt::format("the table puts it into one sector with {} other industries: what each "
                       "supplies cannot be told apart",
                       sharing)});
    summarise(out);
    return out;
  }

  bool is_declared(const std::string& industry) const {
    return std::any_of(declared_.begin(), declared_.end(), [&](const std::string& code) {
      return code.starts_with(industry) || industry.starts_with(code);
    });
  }

 private:
  void add_reason(IndustryProposal& out, const FactorValue& value, const ScreeningFactor& factor,
                  const ScreeningClass* chosen, const PanelCell& cell) const {
    ProposalReason reason;
    reason.factor = factor.key;
    reason.name = factor.name;
    reason.value = value.value;
    reason.unit = factor.unit;
    reason.score = value.score;
    double sum = 0, own = 0;
    if (chosen != nullptr)
      for (const ScreeningWeight& weight : chosen->weights) {
        sum += weight.weight;
        if (weight.factor == factor.key) own += weight.weight;
      }
    if (own > 0) reason.weight = own / sum;
    const bool of_chain = factor.key == "backward" || factor.key == "forward" ||
                          factor.key == "weak_link" || factor.key == "supplies";
    if (of_chain)
      reason.source = chain_.io_table.value_or("");
    else
      reason.source = panel_.basis.source.zh;
    if (!of_chain) reason.year = panel_.basis.year;
    if (value.value) {
      const std::string number = number_text(*value.value, factor.unit);
      reason.words = {fmt::format("{} {}:{}", factor.name.zh, number, factor.meaning.zh),
                      fmt::format("{} {}: {}", factor.name.en, number, factor.meaning.en)};
    } else {
      const Text why =
          why_unknown(factor.key, value.because, panel_, cell, chain_.io_table.has_value());
      reason.words = {factor.name.zh + "未知:" + why.zh, factor.name.en + " unknown: " + why.en};
      if (factor.key != "supplies") out.unknown.push_back(reason.words);
    }
    out.reasons.push_back(std::move(reason));
  }

  void summarise(IndustryProposal& out) const {
    std::string zh, en;
    int told = 0;
    for (const ProposalReason& reason : out.reasons) {
      if (!reason.value || (out.score && !reason.weight) || told == 3) continue;
      const std::string number = number_text(*reason.value, reason.unit);
      zh += (told > 0 ? "、" : "") + reason.name.zh + " " + number;
      en += (told > 0 ? ", " : "") + reason.name.en + " " + number;
      ++told;
    }
    if (out.score) {
      out.summary = {fmt::format("{}为{},得分 {:.0f}:{};权重上下浮动 {:.0f}% 时有 {:.0f}% 的情形"
                                 "仍属此类",
                                 out.name.zh, out.chosen_name.zh, *out.score, zh,
                                 rules_.spread * 100, out.stability * 100),
                     fmt::format("{}: {}, score {:.0f}: {}; with weights varied by ±{:.0f} % it "
                                 "stays in {:.0f} % of runs",
                                 out.name.en, out.chosen_name.en, *out.score, en,
                                 rules_.spread * 100, out.stability * 100)};
    } else {
      out.summary = {fmt::format("{}{}:{}", out.name.zh, out.chosen_name.zh,
                                 zh.empty() ? "没有已知的指标" : zh),
                     fmt::format("{}: {}: {}", out.name.en, out.chosen_name.en,
                                 en.empty() ? "nothing is known" : en)};
    }
  }

  const Panel& panel_;
  size_t area_;
  const ScreeningRules& rules_;
  const ChainPositions& chain_;
  const std::vector<std::string>& declared_;
};

/// The codes a park has declared as its leading industries.
std::vector<std::string> declared_industries(Call& call, const PlanningArea& area) {
  if (!area.zone_id) return {};
  const Result<ParkList> parks = list_parks(call, {*area.zone_id});
  std::vector<std::string> out;
  if (parks.ok())
    for (const Park& park : parks->items)
      if (park.zone_id == *area.zone_id) out = park.leading_industries;
  return out;
}

void add_deviations(ScreeningAnswer& out, const std::vector<std::string>& declared,
                    const std::vector<IndustryProposal>& all) {
  for (const std::string& code : declared) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const IndustryProposal& row) {
      return code.starts_with(row.industry) || row.industry.starts_with(code);
    });
    if (found == all.end() || (found->residents == 0 && found->chosen != "leading"))
      out.deviations.push_back({fmt::format("申报的主导产业 {} 没有在园企业", code),
                                fmt::format("declared leading industry {} has no resident", code)});
    else if (found->chosen != "leading")
      out.deviations.push_back(
          {fmt::format("申报的主导产业“{}”按数据列为“{}”", found->name.zh, found->chosen_name.zh),
           fmt::format("declared leading industry '{}' is '{}' by the figures", found->name.en,
                       found->chosen_name.en)});
  }
}

}  // namespace

Result<ScreeningAnswer> screen_industries(Call& call, const ScreenIndustries& in) {
  TRY_ASSIGN(rules, screening_rules(call, in.zone));
  TRY_ASSIGN(panel, planning_panel(call, in));
  TRY_ASSIGN(area, planning_area(panel, in, call.zones));
  // Weak links are those of the area itself when it is a zone, else of the zone that asks.
  const ChainPositions chain =
      chain_positions(call, panel.areas[area].zone_id.value_or(in.zone), panel.industries);
  ScreeningInput input = panel.screening_input();
  if (chain.io_table) {
    for (const ChainPosition& position : chain.industries) {
      input.backward.push_back(position.backward_index);
      input.forward.push_back(position.forward_index);
      input.weak.push_back(position.weak_score);
    }
    input.inputs = chain.inputs;
  }
  const ScreeningBasis basis = screening_basis(input);
  const std::vector<ScreenedIndustry> rows = screen_region(input, basis, area, rules.rules);

  ScreeningAnswer out;
  out.basis = panel.basis;
  out.area = panel.areas[area];
  out.rules_revision = rules.revision;
  out.rules_title = rules.rules.title;
  out.io_table = chain.io_table;
  out.replications = rules.rules.replications;
  out.spread = rules.rules.spread;
  if (chain.demonstration)
    out.basis.remarks.push_back({"投入产出表是虚构的示范表", "the input-output table is invented"});
  const std::vector<std::string> declared = declared_industries(call, out.area);
  const Proposals proposals(panel, area, rules.rules, chain, declared);
  std::vector<IndustryProposal> all;
  std::map<std::string, int64_t> ranks;
  for (const ScreenedIndustry& row : rows) {
    const std::string group = row.chosen         ? std::to_string(*row.chosen)
                              : row.undetermined ? "undetermined"
                                                 : "none";
    all.push_back(proposals.describe(row, ++ranks[group]));
  }
  add_deviations(out, declared, all);
  for (IndustryProposal& row : all)
    if (in.everything.value_or(false) || row.chosen != "none") out.items.push_back(std::move(row));
  return out;
}

Result<File> export_screening(Call& call, const ExportScreening& in) {
  TRY_ASSIGN(answer, screen_industries(call, in));
  const bool english = is_english(in.lang);
  ExportTable table{"industry-screening",
                    {"产业筛选", "Screening of industries"},
                    {{"类别", "Class"},
                     {"名次", "Rank"},
                     {"代码", "Code"},
                     {"行业", "Industry"},
                     {"得分", "Score"},
                     {"稳定性", "Stability"},
                     {"企业数", "Enterprises"},
                     {"已申报", "Declared"},
                     {"说明", "Summary"}},
                    {}};
  TRY_ASSIGN(rules, screening_rules(call, in.zone));
  for (const ScreeningFactor& factor : rules.rules.factors) table.columns.push_back(factor.name);
  table.columns.push_back({"未知", "Unknown"});
  for (const IndustryProposal& row : answer.items) {
    std::vector<ExportCell> cells = {in_language(row.chosen_name, english),
                                     static_cast<double>(row.rank),
                                     row.industry,
                                     in_language(row.name, english),
                                     export_cell(row.score),
                                     row.stability,
                                     static_cast<double>(row.residents),
                                     std::string(row.declared ? (english ? "yes" : "是") : ""),
                                     in_language(row.summary, english)};
    for (const ScreeningFactor& factor : rules.rules.factors)
      for (const ProposalReason& reason : row.reasons)
        if (reason.factor == factor.key) cells.push_back(export_cell(reason.value));
    std::string unknown;
    for (const Text& text : row.unknown)
      unknown += (unknown.empty() ? "" : "; ") + in_language(text, english);
    cells.emplace_back(unknown);
    table.rows.push_back(std::move(cells));
  }
  return export_table(table, in.format, in.lang);
}

}  // namespace gaoxin
