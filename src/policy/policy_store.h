// All SQL of the policy module.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "storage/db.h"

namespace gaoxin::policy_store {

struct StoredRevision {
  int64_t zone_id = 0;
  std::string policy_id{};
  int64_t version = 1;
  std::string source{};
  PolicyRevision life{};
};
struct StoredParameter {
  int64_t zone_id = 0;
  std::string policy_id{};
  std::string name{};
  Date from_date{};
  std::string value{};
};
/// An answer about an enterprise; views, which live as long as the call that is given it.
struct StoredAnswer {
  int64_t enterprise_id = 0;
  std::string_view field{};
  std::optional<std::string_view> words{};
  std::optional<std::string_view> missing{};
  std::string_view source{};
  std::optional<Date> source_date{};
};
struct StoredEnterprise {
  int64_t id = 0;
  int64_t home_zone = 0;
  std::string name{};
  std::optional<std::string> scale{};
  std::optional<std::string> industry_code{};
  std::optional<std::string> region_code{};
};
struct StoredStay {
  int64_t park_id = 0;
  int64_t enterprise_id = 0;
};

std::vector<std::pair<std::string, std::string>> list_vocabularies(Transaction& db);
void put_vocabulary(Transaction& db, int64_t zone, const std::string& name,
                    const std::string& content);

std::vector<StoredRevision> list_revisions(Transaction& db);
std::optional<StoredRevision> find_revision(Transaction& db, int64_t zone,
                                            const std::string& policy, int64_t revision);
int64_t last_revision(Transaction& db, int64_t zone, const std::string& policy);
void insert_revision(Transaction& db, const StoredRevision& revision);
/// False when the version is no longer `before` or the row is published.
bool update_revision(Transaction& db, const StoredRevision& revision, int64_t before);

std::vector<StoredParameter> list_parameters(Transaction& db);
void insert_parameter(Transaction& db, const StoredParameter& parameter, Timestamp at, int64_t by);

void insert_answer(Transaction& db, int64_t zone, int64_t enterprise, const PolicyAnswer& answer,
                   Timestamp at, int64_t by);
/// Oldest first.
void each_answer(Transaction& db, std::optional<int64_t> enterprise,
                 const std::function<void(const StoredAnswer&)>& each);
void each_enterprise(Transaction& db, std::optional<int64_t> enterprise,
                     const std::function<void(const StoredEnterprise&)>& each);
/// (home zone, id) of those made up for the demonstration.
std::vector<std::pair<int64_t, int64_t>> list_invented(Transaction& db);
bool has_answers(Transaction& db);
int64_t count_enterprises(Transaction& db);
/// Stays on a day; of one enterprise the latest comes last.
std::vector<StoredStay> list_stays(Transaction& db, Date day);

}  // namespace gaoxin::policy_store
