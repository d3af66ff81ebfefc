// Invented answers for the demonstration: seeded, so that every start shows the same.
#include <fmt/format.h>

#include <set>

#include "base/random.h"
#include "policy/policy_library.h"

namespace gaoxin {
namespace {

constexpr const char* kSource = "demonstration, invented";

/// A question, its answer in most of the cases and otherwise, and in how many of 100 which.
struct DemoAnswer {
  const char* field;
  const char* usual;
  const char* other;
  uint64_t usual_percent;
  uint64_t known_percent;
};
constexpr DemoAnswer kAnswers[] = {
    {"conforms_to_industrial_policy", "true", "false", 85, 90},
    {"commitments_on_schedule", "true", "false", 80, 80},
    {"loans_repaid_on_schedule", "true", "false", 92, 85},
    {"violations", "false", "true", 93, 95},
    {"is_leading_project", "true", "false", 40, 85},
    {"is_hitech", "true", "false", 35, 95},
    {"is_sme_tech", "true", "false", 45, 90},
    {"in_national_zone", "true", "false", 50, 98},
    {"is_key_enterprise", "true", "false", 25, 90},
    {"uses_idle_plant", "false", "true", 85, 80},
    {"new_product_certified", "false", "true", 75, 80},
    {"high_pollution", "false", "true", 94, 90},
    {"high_energy", "false", "true", 90, 90},
    {"high_emission", "false", "true", 93, 90},
    {"equity_or_ip_pledged", "false", "true", 80, 75},
    {"counselling_filed_on", "2024-09-10", "2023-05-04", 60, 12},
    {"received", "", "cost-subsidy", 80, 90},
    {"park_average_growth", "8 %", "8 %", 100, 100},
    {"investment_growth", "12 %", "3 %", 50, 85},
    {"loan_interest", "360000 CNY", "80000 CNY", 40, 70},
    {"transformation_investment", "4200000 CNY", "600000 CNY", 45, 70},
    {"product_rd_expense", "1500000 CNY", "250000 CNY", 50, 70},
    {"eligible_costs", "300000 CNY", "90000 CNY", 50, 70},
    {"pledge_loan", "0 CNY", "5000000 CNY", 70, 80},
    {"moves_by_plan", "false", "true", 80, 85},
};

struct DemoParameter {
  const char* policy;
  const char* name;
  const char* value;
};
constexpr DemoParameter kParameters[] = {
    {"loan-interest-discount", "rate", "50 %"},
    {"loan-interest-discount", "cap", "300000 CNY"},
    {"technological-transformation-subsidy", "rate", "8 %"},
    {"technological-transformation-subsidy", "cap", "2000000 CNY"},
    {"new-product-rd-subsidy", "rate", "10 %"},
    {"new-product-rd-subsidy", "cap", "500000 CNY"},
    {"cost-subsidy", "rate", "20 %"},
    {"cost-subsidy", "cap", "50000 CNY"},
    {"ip-pledge-financing", "rate", "2 %"},
    {"ip-pledge-financing", "cap", "200000 CNY"},
};

}  // namespace

Result<Done> load_demo_answers(Transaction& db, Timestamp now) {
  if (policy_store::has_answers(db)) return Done{};
  const int64_t by = system_actor().user_id;
  std::set<int64_t> answered;
  for (const auto& [zone, enterprise] : policy_store::list_invented(db)) {
    answered.insert(enterprise);
    Random random(static_cast<uint64_t>(enterprise));
    for (const DemoAnswer& question : kAnswers) {
      const bool usual = random.below(100) < question.usual_percent;
      const bool known = random.below(100) < question.known_percent;
      if (!known) continue;
      policy_store::insert_answer(
          db, zone, enterprise,
          {question.field, usual ? question.usual : question.other, {}, kSource, {}}, now, by);
    }
  }
  const ZoneTree zones = load_zone_tree(db);
  for (const Zone& zone : zones.zones()) {
    if (zone.code != "CN-22") continue;
    for (const DemoParameter& parameter : kParameters)
      policy_store::insert_parameter(
          db, {zone.id, parameter.policy, parameter.name, make_date(2024, 1, 1), parameter.value},
          now, by);
  }
  touch_counter(db, "policy_answer", std::vector<int64_t>(answered.begin(), answered.end()));
  touch_counter(db, "policy");
  return Done{};
}

}  // namespace gaoxin
