#include "project/case_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/text.h"

namespace gaoxin {
namespace {

using enum CaseKind;
constexpr auto kSteps = std::to_array<CaseStepRule>({
    {breach, "opened", "立案", "Opened", "", 15, false, false},
    {breach, "notice", "发出整改通知", "Notice served", "opened", 30, true, false},
    {breach, "remedy", "企业整改", "Remedy under way", "notice", 90, true, false},
    {breach, "remedied", "整改到位", "Remedied", "remedy", 0, true, true},
    {breach, "recovery_proposed", "提出追回建议", "Recovery proposed", "notice|remedy", 30, true,
     false},
    {breach, "recovery_approved", "批准追回", "Recovery approved", "recovery_proposed", 60, true,
     true},
    {breach, "recovered", "已追回", "Recovered", "recovery_approved", 0, true, false},
    {breach, "withdrawn", "撤销", "Withdrawn", "opened|notice|remedy|recovery_proposed", 0, false,
     true},

    {exit, "opened", "启动退出", "Opened", "", 15, false, false},
    {exit, "notice", "告知企业", "Notice served", "opened", 30, true, false},
    {exit, "rectification", "限期整改", "Time to rectify", "notice", 90, true, false},
    {exit, "hearing", "听取意见", "Hearing held", "notice|rectification", 30, true, false},
    {exit, "decided", "决定退出", "Exit decided", "hearing", 60, true, true},
    {exit, "clearance", "清退与清算", "Clearance", "decided", 180, true, false},
    {exit, "closed", "退出完成", "Exit completed", "clearance", 0, true, false},
    {exit, "withdrawn", "终止退出", "Withdrawn", "opened|notice|rectification|hearing", 0, false,
     true},

    {relocation, "opened", "提出转移", "Proposed", "", 60, false, false},
    {relocation, "negotiation", "两地协商", "Negotiation", "opened", 90, false, false},
    {relocation, "agreed", "签订分享协议", "Agreement signed", "negotiation", 180, true, true},
    {relocation, "moving", "搬迁实施", "Moving", "agreed", 365, true, false},
    {relocation, "closed", "迁入完成", "Moved", "moving", 0, true, false},
    {relocation, "withdrawn", "终止转移", "Withdrawn", "opened|negotiation|agreed|moving", 0, false,
     true},
});

bool may_follow(const CaseStepRule& rule, std::string_view from) {
  const std::vector<std::string_view> steps = split(rule.after, '|');
  return !from.empty() && std::find(steps.begin(), steps.end(), from) != steps.end();
}

}  // namespace

std::span<const CaseStepRule> case_steps() { return kSteps; }

const CaseStepRule* find_case_step(CaseKind kind, std::string_view step) {
  for (const CaseStepRule& rule : kSteps)
    if (rule.kind == kind && rule.step == step) return &rule;
  return nullptr;
}

const CaseStepRule& first_case_step(CaseKind kind) {
  const CaseStepRule* rule = find_case_step(kind, "opened");
  CHECK(rule != nullptr);
  return *rule;
}

std::vector<const CaseStepRule*> next_case_steps(CaseKind kind, std::string_view step) {
  std::vector<const CaseStepRule*> out;
  for (const CaseStepRule& rule : kSteps)
    if (rule.kind == kind && may_follow(rule, step)) out.push_back(&rule);
  return out;
}

Result<Done> check_case_step(CaseKind kind, std::string_view from, std::string_view to,
                             bool has_document, bool other_person) {
  const CaseStepRule* rule = find_case_step(kind, to);
  if (rule == nullptr || !may_follow(*rule, from)) {
    std::string zh, en;
    for (const CaseStepRule* next : next_case_steps(kind, from)) {
      zh += fmt::format("{}{}({})", zh.empty() ? "" : "、", next->zh, next->step);
      en += fmt::format("{}{}", en.empty() ? "" : ", ", next->step);
    }
    if (zh.empty())
      return Error{ErrorCode::rule_failed,
                   "project.case.closed",
                   {"该事项已经结束,不能再推进", "the case has ended and cannot go on"},
                   {}};
    return Error{ErrorCode::rule_failed,
                 "project.case.step",
                 {fmt::format("当前步骤之后不能是“{}”;可以是 {}", clipped(to, 40), zh),
                  fmt::format("'{}' cannot follow here; possible: {}", clipped(to, 40), en)},
                 {{"step", "project.case.step", {zh, en}}}};
  }
  if (rule->document && !has_document)
    return Error{ErrorCode::rule_failed,
                 "project.case.document",
                 {fmt::format("步骤“{}”须写明文件名称或文号", rule->zh),
                  fmt::format("the step '{}' needs the reference of its document", rule->en)},
                 {{"document", "project.case.document", {rule->zh, rule->en}}}};
  if (rule->second_person && !other_person)
    return Error{ErrorCode::forbidden,
                 "project.case.second_person",
                 {fmt::format("步骤“{}”须由立案人以外、有审批权限的人办理", rule->zh),
                  fmt::format("the step '{}' is taken by somebody else than who opened the case, "
                              "with the right to approve",
                              rule->en)},
                 {}};
  return Done{};
}

Text case_kind_title(CaseKind kind) {
  switch (kind) {
    case breach: return {"违约处置", "Breach"};
    case CaseKind::exit: return {"退出", "Exit"};
    case relocation: return {"产业转移", "Relocation"};
  }
  CHECK(false);
}

}  // namespace gaoxin
