#include "project/appraisal_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "project/apportion.h"

namespace gaoxin {
namespace {

constexpr AppraisalCategory kCategories[] = {AppraisalCategory::groundwork,
                                             AppraisalCategory::target, AppraisalCategory::started,
                                             AppraisalCategory::producing};

int64_t weight_of(const AppraisalRule& rule, AppraisalCategory category) {
  switch (category) {
    case AppraisalCategory::groundwork: return rule.groundwork;
    case AppraisalCategory::target: return rule.target;
    case AppraisalCategory::started: return rule.started;
    case AppraisalCategory::producing: return rule.producing;
  }
  CHECK(false);
}

/// Hundredths of a point for one event; nothing when an expansion's increment is unknown.
std::optional<int64_t> event_points(int64_t weight, const AppraisedProject& project) {
  const int64_t full = weight * 100;
  if (!project.parent_id) return full;
  if (!project.investment || !project.parent_investment || project.parent_investment->fen <= 0 ||
      project.investment->fen < 0)
    return std::nullopt;
  const std::optional<Money> part =
      scale(Money{full}, project.investment->fen, project.parent_investment->fen);
  return part ? std::min(part->fen, full) : full;
}

}  // namespace

int64_t category_stage(AppraisalCategory category) {
  switch (category) {
    case AppraisalCategory::groundwork: return 3;
    case AppraisalCategory::target: return 5;
    case AppraisalCategory::started: return 7;
    case AppraisalCategory::producing: return 8;
  }
  CHECK(false);
}

Text category_title(AppraisalCategory category) {
  switch (category) {
    case AppraisalCategory::groundwork: return {"基础工作", "Groundwork"};
    case AppraisalCategory::target: return {"目标任务(签约)", "Targets (signed)"};
    case AppraisalCategory::started: return {"开工入统", "Started"};
    case AppraisalCategory::producing: return {"投产", "Producing"};
  }
  CHECK(false);
}

Result<Done> check_appraisal_rule(const AppraisalRule& rule) {
  int64_t sum = 0;
  for (const AppraisalCategory category : kCategories) {
    const int64_t weight = weight_of(rule, category);
    if (weight < 0 || weight > 10'000)
      return Error{ErrorCode::invalid,
                   "project.appraisal.weight",
                   {"每类事项的分值应在 0 到 10000 之间", "a weight lies between 0 and 10000"},
                   {}};
    sum += weight;
  }
  if (sum == 0)
    return Error{ErrorCode::invalid,
                 "project.appraisal.weight",
                 {"至少一类事项的分值大于 0", "at least one weight is above 0"},
                 {}};
  return Done{};
}

Appraisal appraise(const AppraisalRule& rule, std::span<const StageEvent> events,
                   const std::map<int64_t, AppraisedProject>& projects,
                   const std::set<std::pair<int64_t, AppraisalCategory>>& counted) {
  std::vector<StageEvent> ordered(events.begin(), events.end());
  std::sort(ordered.begin(), ordered.end(), [](const StageEvent& a, const StageEvent& b) {
    return std::tie(a.effective_on, a.event_id) < std::tie(b.effective_on, b.event_id);
  });
  Appraisal out;
  std::set<std::pair<int64_t, AppraisalCategory>> seen;
  for (const StageEvent& event : ordered) {
    const auto category =
        std::find_if(std::begin(kCategories), std::end(kCategories),
                     [&](AppraisalCategory c) { return category_stage(c) == event.to_stage; });
    if (category == std::end(kCategories)) continue;
    const auto found = projects.find(event.project_id);
    if (found == projects.end()) continue;
    const AppraisedProject& project = found->second;
    const auto skip = [&](const char* key, std::string zh, std::string en) {
      out.skipped.push_back({event.event_id,
                             project.id,
                             project.number,
                             *category,
                             key,
                             {std::move(zh), std::move(en)}});
    };
    const std::pair<int64_t, AppraisalCategory> increment{project.id, *category};
    if (counted.contains(increment) || seen.contains(increment)) {
      skip("counted_before", "该项目此类事项已经计过分", "this has been counted before");
      continue;
    }
    if (project.historical) {
      skip("historical", "补录的历史项目不计分", "a project entered afterwards does not count");
      continue;
    }
    if (event.overridden && !rule.count_overridden) {
      skip("overridden", "条件不全、经特批推进的不计分",
           "it moved on although something was missing: not counted");
      continue;
    }
    const std::optional<int64_t> points = event_points(weight_of(rule, *category), project);
    if (!points) {
      skip("no_amount", "扩建项目缺少本次或原项目的投资额,无法计算增量",
           "the investment of the expansion or of its parent is unknown: no increment");
      continue;
    }
    std::vector<HolderShare> credit = project.credit;
    std::sort(credit.begin(), credit.end(), [](const HolderShare& a, const HolderShare& b) {
      return std::pair(!a.person, a.holder_id) < std::pair(!b.person, b.holder_id);
    });
    std::vector<int64_t> weights;
    for (const HolderShare& share : credit) weights.push_back(share.basis_points);
    const std::optional<std::vector<int64_t>> split = apportion(*points, weights);
    if (!split) {
      skip("no_credit", "没有确定功劳归属", "nobody holds the credit");
      continue;
    }
    seen.insert(increment);
    for (size_t i = 0; i < credit.size(); ++i)
      out.points.push_back({event.event_id, project.id, project.number, project.name, *category,
                            event.effective_on, credit[i].person, credit[i].holder_id,
                            credit[i].basis_points, (*split)[i]});
    out.hundredths += *points;
  }
  return out;
}

}  // namespace gaoxin
