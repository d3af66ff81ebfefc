// The funnel with its forecast, and the leader's dashboard.
#include "project/outlook.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>

#include "project/apportion.h"
#include "project/conduct_store.h"
#include "project/conduct_support.h"
#include "project/desk_store.h"
#include "project/outlook_store.h"
#include "project/project_directory.h"
#include "project/project_store.h"

namespace gaoxin {

namespace store = outlook_store;

namespace {

constexpr int64_t kCohortMin = 30;
constexpr int64_t kPredictionsMin = 100;
constexpr int kQuarters = 8;
constexpr int kMonths = 24;
constexpr int32_t kMonthDays = 30;
constexpr size_t kTopChains = 10;

bool is_lost(ProjectStatus status) {
  return status == ProjectStatus::lost || status == ProjectStatus::abandoned;
}

std::string month_of(Date date) {
  const YearMonthDay day = year_month_day(date);
  return fmt::format("{:04}-{:02}", day.year, day.month);
}
int month_number(Date date) {
  const YearMonthDay day = year_month_day(date);
  return day.year * 12 + day.month;
}
Date month_begin(Date date) {
  const YearMonthDay day = year_month_day(date);
  return make_date(day.year, day.month, 1);
}

/// One open project as the forecast needs it.
struct OpenProject {
  int64_t stage = 0;
  int32_t days_in_stage = 0;
  int64_t zone_id = 0;
  std::optional<Money> investment{};
  std::string division{};
};

/// The histories of a zone and of each zone above it, nearest first.
struct Level {
  int64_t zone_id = 0;
  Text name{};
  std::vector<StageDays> projects{};
};

Result<std::string> checked_industry(const std::optional<std::string>& code) {
  if (!code || code->empty()) return std::string();
  if (code->size() > 4 || code->find_first_not_of("0123456789") != code->npos)
    return field_error("industry", "industry", "请用两到四位的行业代码",
                       "use an industry code of two to four digits");
  return *code;
}

StageProbability chance_of(const std::vector<Level>& levels, int64_t stage, int64_t target,
                           int32_t horizon_days, Date today, Cohort& used) {
  StageProbability out;
  for (size_t i = 0; i < levels.size(); ++i) {
    const Level& level = levels[i];
    Cohort cohort = count_cohort(level.projects, stage, target, horizon_days, today);
    const bool last = i + 1 == levels.size();
    if (cohort.entered < kCohortMin && !last) continue;
    out.zone_id = level.zone_id;
    out.zone_name = level.name;
    out.entered = cohort.entered;
    out.reached = cohort.reached;
    if (cohort.entered == 0) {
      out.reason = {"没有足够早进入该阶段的项目,概率未知",
                    "no project entered this stage long enough ago: unknown"};
    } else {
      out.probability = static_cast<double>(cohort.reached) / static_cast<double>(cohort.entered);
      const Interval interval = wilson_interval(cohort.reached, cohort.entered);
      out.low = interval.low;
      out.high = interval.high;
      if (!cohort.days.empty()) {
        std::vector<int32_t> days = cohort.days;
        std::nth_element(days.begin(), days.begin() + static_cast<int64_t>(days.size() / 2),
                         days.end());
        out.median_days = days[days.size() / 2];
      }
      const std::string few_zh = cohort.entered < kCohortMin ? ",样本很少" : "";
      const std::string few_en = cohort.entered < kCohortMin ? ", a small sample" : "";
      out.reason =
          i == 0 ? Text{fmt::format("本区历史:{} 个中有 {} 个达到{}", cohort.entered,
                                    cohort.reached, few_zh),
                        fmt::format("own history: {} of {} reached it{}", cohort.reached,
                                    cohort.entered, few_en)}
                 : Text{fmt::format("本区不足 {} 个,改用{}的历史:{} 个中有 {} 个达到{}", kCohortMin,
                                    level.name.zh, cohort.entered, cohort.reached, few_zh),
                        fmt::format("fewer than {} here, so the history of {}: {} of {} reached "
                                    "it{}",
                                    kCohortMin, level.name.en, cohort.reached, cohort.entered,
                                    few_en)};
    }
    used = std::move(cohort);
    return out;
  }
  return out;
}

std::optional<Money> expected(Money sum, const StageProbability& chance) {
  if (!chance.probability) return std::nullopt;
  return scale(sum, chance.reached, chance.entered);
}

/// Spreads what is expected of a stage over the months in which it may come: a project that has
/// waited so many months follows those of the cohort that needed as many or more.
void spread(const Cohort& cohort, const StageProbability& chance,
            const std::vector<OpenProject>& projects, int64_t stage, Funnel& funnel) {
  if (!chance.probability) return;
  const size_t months = funnel.forecast.size();
  std::vector<int64_t> histogram(months + 1, 0);
  for (const int32_t days : cohort.days)
    ++histogram[std::min(months, static_cast<size_t>(days / kMonthDays))];
  struct Waiting {
    int64_t count = 0;
    int64_t fen = 0;
  };
  std::vector<Waiting> waiting(months + 1);
  Money total{};
  for (const OpenProject& project : projects) {
    if (project.stage != stage) continue;
    Waiting& slot =
        waiting[std::min(months, static_cast<size_t>(project.days_in_stage / kMonthDays))];
    ++slot.count;
    slot.fen += project.investment.value_or(Money{}).fen;
    total.fen += project.investment.value_or(Money{}).fen;
  }
  // The shares of the slots add up to the stage's expected sum to the fen.
  std::vector<int64_t> weights;
  for (const Waiting& slot : waiting) weights.push_back(slot.fen);
  const auto parts = apportion(expected(total, chance).value_or(Money{}).fen, weights);
  for (size_t age = 0; age < waiting.size(); ++age) {
    if (waiting[age].count == 0) continue;
    const int64_t fen = parts ? (*parts)[age] : 0;
    const double projects_expected = static_cast<double>(waiting[age].count) * *chance.probability;
    const std::vector<int64_t> ahead(histogram.begin() + static_cast<int64_t>(age),
                                     histogram.end());
    int64_t sum = 0;
    for (const int64_t n : ahead) sum += n;
    const auto split = apportion(fen, ahead);
    if (sum == 0 || !split) {
      funnel.forecast_without_month.fen += fen;
      funnel.forecast_without_month_projects += projects_expected;
      continue;
    }
    for (size_t m = 0; m < ahead.size(); ++m) {
      ForecastMonth& month = funnel.forecast[std::min(m, months - 1)];
      month.investment.fen += (*split)[m];
      month.projects +=
          projects_expected * static_cast<double>(ahead[m]) / static_cast<double>(sum);
    }
  }
}

}  // namespace

Result<Funnel> get_funnel(Call& call, const GetFunnel& in) {
  Funnel out{.as_of = date_of(call.now),
             .target = in.target.value_or(ProjectStage::production),
             .horizon_months = in.horizon_months.value_or(36)};
  if (out.target != ProjectStage::production && out.target != ProjectStage::full_capacity)
    return field_error("target", "funnel.target", "目标阶段只能是投产或达产",
                       "the target is production or full_capacity");
  if (out.horizon_months < 6 || out.horizon_months > 84)
    return field_error("horizon_months", "funnel.horizon", "期限应在 6 到 84 个月之间",
                       "the horizon lies between 6 and 84 months");
  TRY_ASSIGN(industry, checked_industry(in.industry));
  const int64_t target = stage_number(out.target);
  const int32_t horizon_days =
      static_cast<int32_t>(std::lround(static_cast<double>(out.horizon_months) * 30.4375));
  const Date today = out.as_of;

  std::vector<Level> levels;
  for (const int64_t id : call.zones.ancestors(in.zone))
    levels.push_back({id, call.zones.find(id)->name, {}});
  std::vector<OpenProject> open;
  const Date first_day = add_months(month_begin(today), 1 - kMonths);
  for (int i = 0; i < kMonths; ++i)
    out.months.push_back({.month = month_of(add_months(first_day, i))});
  const auto count_in = [&](int32_t day, int64_t FunnelMonth::*column) -> FunnelMonth* {
    if (day == kNeverEntered || day < first_day.days) return nullptr;
    const int at = month_number(Date{day}) - month_number(first_day);
    if (at >= kMonths) return nullptr;
    FunnelMonth& month = out.months[static_cast<size_t>(at)];
    ++(month.*column);
    return &month;
  };
  std::unordered_map<int64_t, size_t> nearest;  // Zone → first level that covers it.
  {
    const DirectoryView directory = project_directory(call.database, call.db, Need::stage_days);
    for (size_t i = 0; i < directory->rows().size(); ++i) {
      const ListedProject& project = directory->rows()[i];
      const std::string& code = directory->industry(project);
      if (project.merged || !code.starts_with(industry)) continue;
      const int64_t host = directory->host_zone(project);
      auto level = nearest.find(host);
      if (level == nearest.end()) {
        size_t at = 0;
        while (at < levels.size() && !call.zones.is_within(host, levels[at].zone_id)) ++at;
        level = nearest.emplace(host, at).first;
      }
      const StageDays& days = directory->stage_days(i);
      if (level->second < levels.size()) levels[level->second].projects.push_back(days);
      if (level->second != 0) continue;
      const int64_t fen = project.total_investment.value_or(Money{}).fen;
      count_in(days[1], &FunnelMonth::leads);
      if (FunnelMonth* month = count_in(days[5], &FunnelMonth::contracts))
        month->contracted.fen += fen;
      count_in(days[7], &FunnelMonth::started);
      count_in(days[8], &FunnelMonth::producing);
      if (is_lost(project.status) && project.status_on)
        count_in(project.status_on->days, &FunnelMonth::lost);
      if (!is_open(project.status)) continue;
      open.push_back({stage_number(project.stage),
                      std::max(0, today.days - date_of(project.stage_entered_at).days), host,
                      project.total_investment, code.substr(0, 2)});
    }
  }
  // A zone's history is part of that of the zones above it.
  for (size_t i = 1; i < levels.size(); ++i)
    levels[i].projects.insert(levels[i].projects.end(), levels[i - 1].projects.begin(),
                              levels[i - 1].projects.end());

  for (int i = 0; i < out.horizon_months; ++i)
    out.forecast.push_back({month_of(add_months(month_begin(today), i)), 0, {}});
  for (int64_t stage = 1; stage < target; ++stage) {
    FunnelStage row{.stage = stage_of(stage), .title = stage_title(stage_of(stage))};
    for (const OpenProject& project : open) {
      if (project.stage != stage) continue;
      ++row.count;
      if (!project.investment) ++row.count_without_amount;
      row.investment.fen += project.investment.value_or(Money{}).fen;
    }
    Cohort cohort;
    row.chance = chance_of(levels, stage, target, horizon_days, today, cohort);
    row.expected_investment = expected(row.investment, row.chance);
    if (row.expected_investment) {
      out.expected_investment =
          Money{out.expected_investment.value_or(Money{}).fen + row.expected_investment->fen};
      row.expected_projects = static_cast<double>(row.count) * *row.chance.probability;
      const auto part = [&](double share) {
        return scale(row.investment, std::llround(share * 1'000'000), 1'000'000);
      };
      row.expected_low = part(row.chance.low);
      row.expected_high = part(row.chance.high);
    }
    spread(cohort, row.chance, open, stage, out);
    out.stages.push_back(std::move(row));
  }

  std::map<std::string, FunnelIndustry> industries;
  std::map<std::pair<std::string, int64_t>, int64_t> sums;  // Division and stage → fen.
  for (const OpenProject& project : open) {
    if (project.stage >= target) continue;
    FunnelIndustry& row = industries[project.division];
    ++row.count;
    if (!project.investment) ++row.count_without_amount;
    row.investment.fen += project.investment.value_or(Money{}).fen;
    sums[{project.division, project.stage}] += project.investment.value_or(Money{}).fen;
  }
  // Split each stage's expected sum, so that the industries add up to it.
  for (const FunnelStage& stage : out.stages) {
    if (!stage.expected_investment) continue;
    std::vector<std::string> divisions;
    std::vector<int64_t> weights;
    for (const auto& [key, fen] : sums)
      if (key.second == stage_number(stage.stage)) {
        divisions.push_back(key.first);
        weights.push_back(fen);
      }
    const auto split = apportion(stage.expected_investment->fen, weights);
    for (size_t i = 0; split && i < divisions.size(); ++i)
      industries[divisions[i]].expected_investment =
          Money{industries[divisions[i]].expected_investment.value_or(Money{}).fen + (*split)[i]};
  }
  const std::map<std::string, std::string> names = store::division_names(call.db);
  for (auto& [division, row] : industries) {
    if (!division.empty()) {
      row.industry_code = division;
      if (const auto found = names.find(division); found != names.end()) row.name = found->second;
    }
    out.industries.push_back(std::move(row));
  }
  std::stable_sort(
      out.industries.begin(), out.industries.end(),
      [](const FunnelIndustry& a, const FunnelIndustry& b) { return a.investment > b.investment; });

  for (const Level& level : levels) {
    const std::vector<Prediction> predictions =
        past_predictions(level.projects, target, horizon_days, today, kQuarters, kCohortMin);
    const bool last = &level == &levels.back();
    if (static_cast<int64_t>(predictions.size()) < kPredictionsMin && !last) continue;
    out.calibration = calibrate(predictions);
    out.calibration_zone_id = level.zone_id;
    out.calibration_text =
        predictions.empty()
            ? Text{"历史不够长,无法检验预测", "the history is too short to test the forecast"}
            : Text{fmt::format("用{}的历史回测:{} 次预测,预测只用当时已知的结果", level.name.zh,
                               predictions.size()),
                   fmt::format("tested on the history of {}: {} predictions, each from what was "
                               "known then",
                               level.name.en, predictions.size())};
    break;
  }
  return out;
}

Result<Dashboard> get_dashboard(Call& call, const ProjectZone& in) {
  const std::vector<int64_t> zones = zone_scope(call.zones, in.zone);
  const Date today = date_of(call.now);
  const Date month = month_begin(today);
  Dashboard out{.as_of = today};
  for (int64_t stage = 1; stage <= kProjectStages; ++stage)
    out.stock.push_back({stage_of(stage), stage_title(stage_of(stage)), 0, 0, {}});

  std::map<int64_t, DashboardPark> parks;
  std::unordered_map<int64_t, int64_t> park_of;
  const auto park = [&](int64_t zone) -> DashboardPark& {
    auto found = park_of.find(zone);
    if (found == park_of.end()) {
      int64_t child = in.zone;  // The child of the zone that covers it.
      const std::vector<int64_t> above = call.zones.ancestors(zone);
      for (size_t i = 0; i + 1 < above.size(); ++i)
        if (above[i + 1] == in.zone) child = above[i];
      found = park_of.emplace(zone, child).first;
    }
    DashboardPark& row = parks[found->second];
    row.zone_id = found->second;
    return row;
  };
  const Date year = make_date(year_month_day(today).year, 1, 1);
  ProjectQuery query;
  query.zones = zones;
  std::unordered_map<std::string, DashboardChain> chains;
  {
    const DirectoryView directory = project_directory(call.database, call.db);
    for (const uint32_t at : directory->find(query)) {
      const ListedProject& project = directory->rows()[at];
      const int64_t host = directory->host_zone(project);
      if (date_of(project.created_at) >= month) ++out.new_this_month;
      if (project.signed_on && *project.signed_on >= year && *project.signed_on <= today) {
        ++park(host).signed_this_year;
        if (*project.signed_on >= month) ++out.signed_this_month;
      }
      if (is_lost(project.status) && project.status_on && *project.status_on >= month &&
          *project.status_on <= today)
        ++out.lost_this_month;
      if (!is_open(project.status)) continue;
      DashboardStage& stage = out.stock[static_cast<size_t>(project.stage)];
      const Money investment = project.total_investment.value_or(Money{});
      ++stage.count;
      if (!project.total_investment) ++stage.count_without_amount;
      stage.investment.fen += investment.fen;
      DashboardPark& one = park(host);
      ++one.open;
      one.investment.fen += investment.fen;
      if (project.due_on && *project.due_on < today) {
        ++one.overdue;
        ++out.overdue_projects;
      }
      if (project.stage == ProjectStage::contract || project.stage == ProjectStage::landed)
        ++one.in_contract;
      if (project.stage == ProjectStage::construction) ++one.in_construction;
      if (const std::string& node = directory->chain_node(project); !node.empty()) {
        DashboardChain& chain = chains[node];
        ++chain.count;
        chain.investment.fen += investment.fen;
      }
    }
  }
  for (const auto& [zone, count] : store::red_by_zone(call.db, zones, today)) {
    park(zone).red += count;
    out.red_commitments += count;
  }
  for (auto& [zone, row] : parks) {
    if (const Zone* found = call.zones.find(zone)) row.name = found->name;
    out.parks.push_back(std::move(row));
  }
  std::stable_sort(
      out.parks.begin(), out.parks.end(),
      [](const DashboardPark& a, const DashboardPark& b) { return a.investment > b.investment; });

  // As the lists that these numbers lead to.
  const auto entered = [&](ProjectStage stage) {
    return std::ssize(
        project_store::entered_stage(call.db, zones, stage_number(stage), month, today));
  };
  out.started_this_month = entered(ProjectStage::construction);
  out.producing_this_month = entered(ProjectStage::production);
  out.overdue_tasks = desk_store::count_tasks(call.db, {zones, today, {}});
  conduct_store::CaseQuery cases;
  cases.zones = zones;
  cases.open = true;
  cases.overdue_on = today;
  out.overdue_cases = conduct_store::count_cases(call.db, cases);
  for (auto& [node, chain] : chains) {
    chain.chain_node = node;
    out.top_chains.push_back(std::move(chain));
  }
  std::sort(out.top_chains.begin(), out.top_chains.end(),
            [](const DashboardChain& a, const DashboardChain& b) {
              return std::tuple(b.investment, b.count, std::string_view(a.chain_node)) <
                     std::tuple(a.investment, a.count, std::string_view(b.chain_node));
            });
  if (out.top_chains.size() > kTopChains) out.top_chains.resize(kTopChains);
  return out;
}

}  // namespace gaoxin
