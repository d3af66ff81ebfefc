// Appraisal: counted events become points by weights, points are split by credit, a pool of bonus
// is split by points. Pure; every point names its event.
//
// A project is counted at most once in a category, at the first event that reaches it; an expansion
// (a project of its own with a parent) counts its increment: the share of its investment in its
// parent's, at most the full weight. What an approved statement has counted is never counted again.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"

namespace gaoxin {

/// groundwork: negotiation has begun on an assessed lead (stage 3); target: signed (5); started:
/// construction (7); producing: production (8).
BOOST_DEFINE_ENUM_CLASS(AppraisalCategory, groundwork, target, started, producing)
int64_t category_stage(AppraisalCategory category);
Text category_title(AppraisalCategory category);

/// Points for one project that reaches the category. The start: 10, 20, 30, 40.
struct AppraisalRule {
  int64_t groundwork = 10, target = 20, started = 30, producing = 40;
  bool count_overridden = false;  ///< also what moved on although something was missing
};
BOOST_DESCRIBE_STRUCT(AppraisalRule, (), (groundwork, target, started, producing, count_overridden))
Result<Done> check_appraisal_rule(const AppraisalRule& rule);

/// Somebody's share of the credit of a project. person: a user id; park: a zone id.
struct HolderShare {
  bool person = true;
  int64_t holder_id = 0;
  int64_t basis_points = 0;
  auto operator<=>(const HolderShare&) const = default;
};

/// A move of a project into a stage, as recorded.
struct StageEvent {
  int64_t event_id = 0;
  int64_t project_id = 0;
  int64_t to_stage = 0;
  Date effective_on{};
  bool overridden = false;
};
struct AppraisedProject {
  int64_t id = 0;
  std::string number{};
  std::string name{};
  bool historical = false;
  std::optional<int64_t> parent_id{};
  std::optional<Money> investment{};         ///< of an expansion: the increment
  std::optional<Money> parent_investment{};  ///< of the parent
  std::vector<HolderShare> credit{};         ///< adds up to 10,000
};

/// One counted event for one holder.
struct AppraisalPoint {
  int64_t event_id = 0;
  int64_t project_id = 0;
  std::string project_number{};
  std::string project_name{};
  AppraisalCategory category = AppraisalCategory::groundwork;
  Date effective_on{};
  bool person = true;
  int64_t holder_id = 0;
  int64_t basis_points = 0;
  int64_t hundredths = 0;  ///< of a point
};
/// An event that was not counted, and why.
struct SkippedEvent {
  int64_t event_id = 0;
  int64_t project_id = 0;
  std::string project_number{};
  AppraisalCategory category = AppraisalCategory::groundwork;
  std::string key{};  ///< counted_before, historical, overridden, no_credit, no_amount
  Text reason{};
};
struct Appraisal {
  std::vector<AppraisalPoint> points{};  ///< by event, then person before park, then holder
  std::vector<SkippedEvent> skipped{};
  int64_t hundredths = 0;  ///< of points, over all
};
/// `events` are those inside the period, of projects in `projects`; `counted` holds (project,
/// category) of approved statements. Points of one event are split by credit with the largest
/// remainder, so they add up to the event's points.
Appraisal appraise(const AppraisalRule& rule, std::span<const StageEvent> events,
                   const std::map<int64_t, AppraisedProject>& projects,
                   const std::set<std::pair<int64_t, AppraisalCategory>>& counted);

}  // namespace gaoxin
