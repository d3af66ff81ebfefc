// How the stock of projects stands and what may come of it: funnel, forecast, dashboard.
#pragma once

#include "project/outlook_rules.h"
#include "project/project.h"

namespace gaoxin {

/// How often projects that entered a stage reached the target within the horizon: a share of the
/// zone's own history, or of the nearest zone above that has at least 30 such projects.
struct StageProbability {
  int64_t entered = 0, reached = 0;
  std::optional<double> probability{};   ///< nothing: nobody's history is long enough
  double low = 0, high = 1;              ///< Wilson, 95 %
  std::optional<int64_t> median_days{};  ///< from entering to the target, of those that reached it
  int64_t zone_id = 0;                   ///< whose history
  Text zone_name{};
  Text reason{};  ///< why it is that zone's, or why there is none
};
BOOST_DESCRIBE_STRUCT(StageProbability, (),
                      (entered, reached, probability, low, high, median_days, zone_id, zone_name,
                       reason))
struct FunnelStage {
  ProjectStage stage = ProjectStage::lead;
  Text title{};
  int64_t count = 0;                 ///< open projects
  int64_t count_without_amount = 0;  ///< whose total investment is unknown: in no sum
  Money investment{};
  StageProbability chance{};
  std::optional<double> expected_projects{};
  std::optional<Money> expected_investment{}, expected_low{}, expected_high{};
};
BOOST_DESCRIBE_STRUCT(FunnelStage, (),
                      (stage, title, count, count_without_amount, investment, chance,
                       expected_projects, expected_investment, expected_low, expected_high))
struct FunnelIndustry {
  std::optional<std::string> industry_code{};  ///< a division of GB/T 4754-2017; nothing: unknown
  std::string name{};
  int64_t count = 0, count_without_amount = 0;
  Money investment{};
  std::optional<Money> expected_investment{};  ///< nothing when none of its stages has a chance
};
BOOST_DESCRIBE_STRUCT(FunnelIndustry, (),
                      (industry_code, name, count, count_without_amount, investment,
                       expected_investment))
struct FunnelMonth {
  std::string month{};  ///< "2026-01"
  int64_t leads = 0, contracts = 0, started = 0, producing = 0, lost = 0;
  Money contracted{};  ///< total investment of those signed in the month, where it is known
};
BOOST_DESCRIBE_STRUCT(FunnelMonth, (),
                      (month, leads, contracts, started, producing, lost, contracted))
struct ForecastMonth {
  std::string month{};
  double projects = 0;
  Money investment{};
};
BOOST_DESCRIBE_STRUCT(ForecastMonth, (), (month, projects, investment))
struct Funnel {
  Date as_of{};
  ProjectStage target = ProjectStage::production;
  int64_t horizon_months = 36;
  std::vector<FunnelStage> stages{};         ///< below the target
  std::vector<FunnelIndustry> industries{};  ///< the most investment first
  std::vector<FunnelMonth> months{};         ///< the last 24, this one too
  /// Expected to reach the target, by month; the rest of what is expected has waited longer than
  /// any project that reached it before, and has no month.
  std::vector<ForecastMonth> forecast{};
  double forecast_without_month_projects = 0;
  Money forecast_without_month{};
  /// The sum over stages, and over months with what has none; nothing when no stage has a chance.
  std::optional<Money> expected_investment{};
  Calibration calibration{};
  int64_t calibration_zone_id = 0;
  Text calibration_text{};
};
BOOST_DESCRIBE_STRUCT(Funnel, (),
                      (as_of, target, horizon_months, stages, industries, months, forecast,
                       forecast_without_month_projects, forecast_without_month, expected_investment,
                       calibration, calibration_zone_id, calibration_text))
struct GetFunnel {
  int64_t zone = 0;
  std::optional<ProjectStage> target{};     ///< production (default) or full_capacity
  std::optional<int64_t> horizon_months{};  ///< 6 to 84, default 36
  std::optional<std::string> industry{};    ///< only projects of this code and below it
};
BOOST_DESCRIBE_STRUCT(GetFunnel, (), (zone, target, horizon_months, industry))
Result<Funnel> get_funnel(Call& call, const GetFunnel& in);

struct DashboardStage {
  ProjectStage stage = ProjectStage::lead;
  Text title{};
  int64_t count = 0, count_without_amount = 0;
  Money investment{};
};
BOOST_DESCRIBE_STRUCT(DashboardStage, (), (stage, title, count, count_without_amount, investment))
struct DashboardChain {
  std::string chain_node{};
  int64_t count = 0;
  Money investment{};
};
BOOST_DESCRIBE_STRUCT(DashboardChain, (), (chain_node, count, investment))
/// One child of the zone with all below it; the zone itself stands for what it runs on its own.
struct DashboardPark {
  int64_t zone_id = 0;
  Text name{};
  int64_t open = 0, in_contract = 0, in_construction = 0;  ///< now in stages 5–6, and 7
  int64_t signed_this_year = 0;
  int64_t red = 0, overdue = 0;  ///< failed milestones; projects past what was due next
  Money investment{};
};
BOOST_DESCRIBE_STRUCT(DashboardPark, (),
                      (zone_id, name, open, in_contract, in_construction, signed_this_year, red,
                       overdue, investment))
struct Dashboard {
  Date as_of{};
  std::vector<DashboardStage> stock{};
  int64_t new_this_month = 0, signed_this_month = 0, started_this_month = 0,
          producing_this_month = 0, lost_this_month = 0;
  int64_t red_commitments = 0;
  int64_t overdue_tasks = 0, overdue_projects = 0, overdue_cases = 0;
  std::vector<DashboardChain> top_chains{};
  std::vector<DashboardPark> parks{};
};
BOOST_DESCRIBE_STRUCT(Dashboard, (),
                      (as_of, stock, new_this_month, signed_this_month, started_this_month,
                       producing_this_month, lost_this_month, red_commitments, overdue_tasks,
                       overdue_projects, overdue_cases, top_chains, parks))
Result<Dashboard> get_dashboard(Call& call, const ProjectZone& in);

}  // namespace gaoxin
