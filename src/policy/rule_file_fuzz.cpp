// libFuzzer: any bytes as a rule file. Nothing may crash, hang or trip a sanitizer; a rule that is
// valid must also be linted, run through its tests and run by the engine.
#include <cstdint>
#include <string>

#include "policy/check.h"
#include "policy/plan.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gaoxin::policy;
  static const char kVocabulary[] =
      "vocabulary:\n  sales: {type: money, label: {zh: 销售, en: sales}}\n"
      "  staff: {type: count, label: {zh: 人数, en: staff}}\n"
      "  founded: {type: date, label: {zh: 成立, en: founded}}\n"
      "  flag: {type: bool, label: {zh: 标志, en: flag}}\n"
      "  park: {type: code, label: {zh: 园区, en: park}}\n"
      "  received: {type: codes, label: {zh: 已领, en: received}}\n";
  const std::string source(reinterpret_cast<const char*>(data), size);
  const CheckReport report = check_files({{"v.yaml", kVocabulary}, {"fuzz.yaml", source}});
  for (const Rule& rule : report.rules.rules) {
    if (!rule.valid) continue;
    const ColumnTable table(report.rules.vocabulary, 70);
    const Plan plan({&rule}, report.rules.vocabulary, rule.from, {});
    BulkResult result;
    plan.run(table, 1, KeepPlanes::yes, result);
  }
  return 0;
}
