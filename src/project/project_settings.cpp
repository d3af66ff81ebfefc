#include "project/project_settings.h"

#include <algorithm>
#include <string>

namespace gaoxin {

namespace {

constexpr int64_t kDay = int64_t{86'400} * 1'000'000;

const Text kDays{"天", "days"}, kPercent{"%", "%"}, kMegabytes{"MB", "MB"}, kNone{};

const ProjectSetting kSettings[] = {
    {"answer_days", {"线索答复时限", "Days to answer a lead"}, kDays, 1, 1, 60},
    {"assess_days", {"研判时限", "Days to assess"}, kDays, 3, 1, 90},
    {"feedback_days", {"研判反馈时限", "Days to give feedback after assessing"}, kDays, 7, 1, 120},
    {"report_days",
     {"在谈与评审报告间隔", "Days between reports while negotiating"},
     kDays,
     14,
     1,
     180},
    {"progress_days",
     {"签约后进展报告间隔", "Days between reports after signing"},
     kDays,
     30,
     1,
     365},
    {"stagnation_days", {"停滞预警", "Days without activity before a warning"}, kDays, 30, 1, 3650},
    {"lead_days", {"线索最长停留", "Longest stay as a lead"}, kDays, 15, 1, 3650},
    {"assessment_days", {"研判最长停留", "Longest stay in assessment"}, kDays, 15, 1, 3650},
    {"negotiation_days", {"在谈最长停留", "Longest stay in negotiation"}, kDays, 180, 1, 3650},
    {"review_days", {"评审最长停留", "Longest stay in review"}, kDays, 60, 1, 3650},
    {"contract_days",
     {"签约后最长停留", "Longest stay between contract and landing"},
     kDays,
     180,
     1,
     3650},
    {"landed_days",
     {"注册供地最长停留", "Longest stay between landing and construction"},
     kDays,
     365,
     1,
     3650},
    {"construction_days", {"建设最长工期", "Longest construction"}, kDays, 730, 1, 3650},
    {"production_days",
     {"投产至达产最长", "Longest stay from production to full capacity"},
     kDays,
     1095,
     1,
     3650},
    {"claim_days", {"首报保护期", "Days a first report protects"}, kDays, 90, 1, 3650},
    {"claim_renewal_days",
     {"跟进延长保护", "Days each activity prolongs the protection"},
     kDays,
     90,
     0,
     3650},
    {"duplicate_percent",
     {"重名提示相似度", "Likeness of names that counts as the same"},
     kPercent,
     88,
     60,
     100},
    {"evidence_megabytes", {"证明材料大小上限", "Largest evidence file"}, kMegabytes, 20, 1, 64},
    {"assessment_gate",
     {"评审通过方可进入在谈", "Negotiate only after a passed assessment"},
     kNone,
     0,
     0,
     1},
    {"quota_gate",
     {"能耗、碳排放、用地等指标落实方可签约",
      "Sign only once energy, carbon and land are reserved"},
     kNone,
     0,
     0,
     1},
};

}  // namespace

std::span<const ProjectSetting> project_settings() { return kSettings; }
const ProjectSetting* find_project_setting(std::string_view name) {
  for (const ProjectSetting& setting : kSettings)
    if (setting.name == name) return &setting;
  return nullptr;
}

std::optional<Deadline> next_deadline(const Project& project, Timestamp now,
                                      const SettingOf& days) {
  if (project.merged_into ||
      (project.status != ProjectStatus::ongoing && project.status != ProjectStatus::delayed))
    return std::nullopt;
  const auto capped = [&](Timestamp mark) { return std::min(mark, now); };
  const auto mark = [&](const std::optional<Timestamp>& at) {
    return at ? std::optional(capped(*at)) : std::nullopt;
  };
  const auto after = [&](Timestamp since, std::string_view setting) {
    return Date{date_of(since).days + static_cast<int32_t>(days(setting))};
  };
  const Timestamp entered = capped(project.stage_entered_at);
  const auto assessed = mark(project.assessed_at), reported = mark(project.reported_at);
  switch (project.stage) {
    case ProjectStage::lead:
      if (project.answered_at) return std::nullopt;
      return Deadline{after(capped(project.created_at), "answer_days"), "answer"};
    case ProjectStage::assessment:
      if (!assessed || *assessed < entered)
        return Deadline{after(entered, "assess_days"), "assess"};
      if (!reported || *reported < entered)
        return Deadline{after(entered, "feedback_days"), "feedback"};
      return std::nullopt;
    case ProjectStage::negotiation:
    case ProjectStage::review:
      return Deadline{after(std::max(entered, reported.value_or(entered)), "report_days"),
                      "report"};
    case ProjectStage::contract:
    case ProjectStage::landed:
    case ProjectStage::construction:
    case ProjectStage::production:
      return Deadline{after(std::max(entered, reported.value_or(entered)), "progress_days"),
                      "report"};
    default: return std::nullopt;
  }
}

void mark_event(ProjectMarks& marks, std::string_view kind, std::optional<ProjectStage> to_stage,
                Timestamp at) {
  const Timestamp moment = monotonic_moment(marks.last_activity_at, at);
  marks.last_activity_at = moment;
  if (to_stage) {
    marks.stage = *to_stage;
    marks.stage_entered_at = moment;
    if (*to_stage > ProjectStage::lead && !marks.answered_at) marks.answered_at = moment;
  }
  if (kind == "answered") marks.answered_at = moment;
  if (kind == "assessed") marks.assessed_at = moment;
  if (kind == "report" || kind == "feedback" || kind == "visit" || kind == "meeting")
    marks.reported_at = moment;
}

int64_t days_between(Timestamp since, Timestamp now) {
  return std::max<int64_t>(0, (now.microseconds - since.microseconds) / kDay);
}

ProjectAge project_age(const Project& project, Timestamp now, const SettingOf& days) {
  ProjectAge age;
  age.days_in_stage = days_between(project.stage_entered_at, now);
  age.days_idle = days_between(project.last_activity_at, now);
  if (!is_open(project.status) || project.merged_into) return age;
  age.stagnant = project.status != ProjectStatus::dormant &&
                 project.stage < ProjectStage::full_capacity &&
                 age.days_idle > days("stagnation_days");
  static const char* const kLongest[] = {"lead_days",         "assessment_days", "negotiation_days",
                                         "review_days",       "contract_days",   "landed_days",
                                         "construction_days", "production_days"};
  const auto stage = static_cast<size_t>(project.stage);
  age.too_long = stage < std::size(kLongest) && age.days_in_stage > days(kLongest[stage]);
  return age;
}

Timestamp monotonic_moment(Timestamp last_activity, Timestamp now) {
  if (last_activity.microseconds > now.microseconds + kDay) return now;
  return std::max(last_activity, now);
}

}  // namespace gaoxin
