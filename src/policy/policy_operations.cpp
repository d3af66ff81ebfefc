// The operations of the policy module, declared once.
#include "policy/policy.h"

namespace gaoxin {
namespace {

constexpr const char* kRead = "policy.read";
constexpr const char* kWrite = "policy.write";
constexpr const char* kApprove = "policy.approve";

void add_catalogue(Operations& operations) {
  operations.add({.name = "policy.policies.list",
                  .method = Method::get,
                  .path = "/api/policies",
                  .permission = kRead,
                  .summary = {"政策目录", "List policies"}},
                 list_policies);
  operations.add({.name = "policy.policies.get",
                  .method = Method::get,
                  .path = "/api/policies/{id}",
                  .permission = kRead,
                  .summary = {"政策详情", "Get a policy"}},
                 get_policy);
  operations.add({.name = "policy.check",
                  .method = Method::post,
                  .path = "/api/policies/check",
                  .permission = kRead,
                  .summary = {"检查规则文件", "Check a rule file"},
                  .transaction = TransactionMode::read},
                 check_policy);
}

void add_life(Operations& operations) {
  operations.add({.name = "policy.drafts.save",
                  .method = Method::post,
                  .path = "/api/policies/drafts",
                  .permission = kWrite,
                  .summary = {"保存政策草稿", "Save a draft"},
                  .errors = {"policy.draft.exists", "policy.draft.stale", "policy.source.invalid"}},
                 save_draft);
  operations.add(
      {.name = "policy.policies.review",
       .method = Method::post,
       .path = "/api/policies/{id}/review",
       .permission = kWrite,
       .summary = {"法律依据与公平竞争审查", "Record legal basis and fair-competition review"},
       .errors = {"policy.review.incomplete", "policy.review.check_failed"}},
      review_policy);
  operations.add({.name = "policy.policies.approve",
                  .method = Method::post,
                  .path = "/api/policies/{id}/approve",
                  .permission = kApprove,
                  .summary = {"批准政策", "Approve a policy"},
                  .errors = {"policy.approval.second_person"}},
                 approve_policy);
  operations.add({.name = "policy.policies.publish",
                  .method = Method::post,
                  .path = "/api/policies/{id}/publish",
                  .permission = kApprove,
                  .summary = {"发布政策", "Publish a policy"}},
                 publish_policy);
  operations.add({.name = "policy.parameters.set",
                  .method = Method::put,
                  .path = "/api/policies/{id}/parameters",
                  .permission = kWrite,
                  .summary = {"设定园区参数", "Set a parameter of the zone"},
                  .errors = {"policy.parameter.range"}},
                 set_parameter);
}

void add_matching(Operations& operations) {
  operations.add({.name = "policy.matches.enterprise",
                  .method = Method::get,
                  .path = "/api/enterprises/{id}/policies",
                  .permission = kRead,
                  .summary = {"企业可享政策", "Match one enterprise"}},
                 match_enterprise);
  operations.add({.name = "policy.answers.record",
                  .method = Method::post,
                  .path = "/api/enterprises/{id}/policy_answers",
                  .permission = kWrite,
                  .summary = {"记录企业答复", "Record answers of an enterprise"}},
                 record_answers);
  operations.add({.name = "policy.matches.policy",
                  .method = Method::get,
                  .path = "/api/policies/{id}/matches",
                  .permission = kRead,
                  .summary = {"政策匹配结果", "Match one policy"}},
                 match_policy);
  operations.add({.name = "policy.matches.export",
                  .method = Method::get,
                  .path = "/api/policies/{id}/matches/export",
                  .permission = kRead,
                  .summary = {"导出匹配结果", "Export the matches of a policy"}},
                 export_matches);
  operations.add({.name = "policy.proactive",
                  .method = Method::get,
                  .path = "/api/policies/proactive",
                  .permission = kRead,
                  .summary = {"主动服务清单", "Who can get what and has not applied"}},
                 list_proactive);
  operations.add({.name = "policy.what_if",
                  .method = Method::post,
                  .path = "/api/policies/what_if",
                  .permission = kRead,
                  .summary = {"政策试算", "What if a policy changed"},
                  .transaction = TransactionMode::read},
                 what_if);
  operations.add({.name = "policy.calculate",
                  .method = Method::post,
                  .path = "/api/calculator",
                  .permission = kPublic,
                  .summary = {"政策计算器", "Public calculator"},
                  .transaction = TransactionMode::read,
                  .body_limit_bytes = size_t{64} << 10},
                 calculate);
}

}  // namespace

void add_policy_operations(Operations& operations) {
  add_catalogue(operations);
  add_life(operations);
  add_matching(operations);
}

}  // namespace gaoxin
