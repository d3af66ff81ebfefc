#include "project/conduct_values.h"

#include <fmt/format.h>

#include "project/commitments.h"
#include "project/conduct_store.h"
#include "project/project_writing.h"
#include "project/selection.h"
#include "project/settings_view.h"

namespace gaoxin {

namespace store = conduct_store;

std::map<std::string, std::string> conduct_values(Call& call, const Project& project) {
  std::map<std::string, std::string> out;
  const Result<ProjectAssessment> assessment =
      get_assessment(call, {project.host_zone_id, project.id});
  if (assessment.ok()) {
    const Assessment& result = assessment->result;
    if (result.verdict != ScoreVerdict::unknown) {  // Enough assessors, every criterion.
      out["assessment.score"] = fmt::format("{:.2f}", result.total.value());
      out["assessment.passed"] = result.verdict == ScoreVerdict::passed ? "yes" : "no";
    }
  }
  GetGates gates_query;
  gates_query.zone = project.host_zone_id;
  gates_query.id = project.id;
  const Result<ProjectGates> gates = get_gates(call, gates_query);
  if (gates.ok() && gates->verdict != ScoreVerdict::unknown)
    out["gates.passed"] = gates->verdict == ScoreVerdict::passed ? "yes" : "no";
  const auto commitments = store::list_commitments(call.db, project.id);
  int64_t unverified = 0;
  for (const store::StoredCommitment& commitment : commitments)
    for (const Milestone& milestone : commitment.row.milestones)
      if (milestone.due_on <= date_of(call.now) &&
          store::milestone_verdict(call.db, milestone.id) != "met")
        ++unverified;
  out["commitments.count"] = fmt::format("{}", commitments.size());
  out["commitments.unverified"] = fmt::format("{}", unverified);
  int64_t unreviewed = 0;
  for (const store::StoredIncentive& incentive : store::list_incentives(call.db, project.id))
    if (incentive.row.state == IncentiveState::proposed ||
        incentive.row.state == IncentiveState::failed)
      ++unreviewed;
  out["incentives.unreviewed"] = fmt::format("{}", unreviewed);
  const SettingsView settings(call);
  for (const char* gate : {"assessment_gate", "quota_gate"})
    out[fmt::format("zone.{}", gate)] = fmt::format("{}", settings.get(project.host_zone_id, gate));
  return out;
}

const std::vector<NamedTitle>& conduct_value_names() {
  static const std::vector<NamedTitle> names = {
      {"assessment.score", {"评审总分", "Total score of the assessment"}},
      {"assessment.passed", {"评审是否通过(yes/no)", "Assessment passed (yes/no)"}},
      {"gates.passed", {"能耗排放用地等指标是否落实(yes/no)", "Resource gates passed (yes/no)"}},
      {"commitments.count", {"承诺数", "Number of commitments"}},
      {"commitments.unverified",
       {"到期未核验达到的承诺节点数", "Due milestones not verified as met"}},
      {"incentives.unreviewed",
       {"未通过公平竞争审查的优惠事项数", "Incentives that have not passed their review"}},
      {"zone.assessment_gate",
       {"本区要求评审通过方可进入在谈(1/0)", "The zone asks for a passed assessment (1/0)"}},
      {"zone.quota_gate",
       {"本区要求指标落实方可签约(1/0)", "The zone asks for reserved quotas (1/0)"}},
  };
  return names;
}

const std::vector<NamedTitle>& conduct_event_kinds() {
  static const std::vector<NamedTitle> kinds = {
      {"sheet", {"评分", "scored"}},
      {"reservation", {"指标预留", "quota"}},
      {"incentive", {"优惠事项", "incentive"}},
      {"commitment", {"承诺", "commitment"}},
      {"actual", {"承诺兑现", "actual against a commitment"}},
      {"case", {"专项处置", "case"}},
      {"origin", {"来源登记", "origin noted"}},
  };
  return kinds;
}

}  // namespace gaoxin
