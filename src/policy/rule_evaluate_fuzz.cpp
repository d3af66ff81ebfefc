// libFuzzer: any text as a condition, any bytes as the facts of one enterprise. The explaining
// evaluator and the columnar engine must agree on verdict and amount.
#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "base/check.h"
#include "policy/check.h"
#include "policy/plan.h"

namespace {

constexpr char kVocabulary[] =
    "vocabulary:\n  sales: {type: money, label: {zh: 销售, en: sales}}\n"
    "  profit: {type: money, signed: true, label: {zh: 利润, en: profit}}\n"
    "  staff: {type: count, label: {zh: 人数, en: staff}}\n"
    "  share: {type: ratio, label: {zh: 比例, en: share}}\n"
    "  founded: {type: date, label: {zh: 成立, en: founded}}\n"
    "  flag: {type: bool, label: {zh: 标志, en: flag}}\n";

/// What the text may refer to: eligible('o'), amount('o').
constexpr char kOther[] =
    "policy: o\ntitle: {zh: a, en: a}\nclass: land\nkind: k\neffective: {from: 2020-01-01}\n"
    "source: {document: d, clause: c}\nentity: enterprise\n"
    "conditions:\n  - {id: main, label: {zh: a, en: a}, clause: c, expr: \"flag or staff > 9\"}\n"
    "eligible: main\namount: {expr: \"min(profit, share of sales)\"}\n";

/// Takes 8 bytes a field; the low bit of a ninth says whether it is known.
gaoxin::policy::Facts facts_from(const uint8_t* data, size_t size) {
  gaoxin::policy::Facts facts;
  for (const char* name : {"sales", "profit", "staff", "share", "founded", "flag"}) {
    if (size < 9) break;
    gaoxin::policy::Datum datum;
    datum.known = (data[8] & 1) != 0;
    std::memcpy(&datum.number, data, 8);
    if (std::strcmp(name, "founded") == 0) datum.number %= 700000;
    if (std::strcmp(name, "flag") == 0) datum.number &= 1;
    facts[name] = datum;
    data += 9;
    size -= 9;
  }
  return facts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gaoxin::policy;
  if (size < 54) return 0;
  const Facts facts = facts_from(data, 54);
  std::string text(reinterpret_cast<const char*>(data + 54), size - 54);
  for (char& c : text)
    if (c == '"' || c == '\\' || c == '\n' || c == '\r') c = ' ';
  const size_t half = text.find(';');
  const std::string condition = text.substr(0, half);
  const std::string amount = half == text.npos ? "1 CNY" : text.substr(half + 1);
  const CheckReport report = check_files(
      {{"v.yaml", kVocabulary},
       {"o.yaml", kOther},
       {"p.yaml",
        fmt::format(
            "policy: p\ntitle: {{zh: a, en: a}}\nclass: land\nkind: k\neffective: {{from: "
            "2020-01-01}}\nsource: {{document: d, clause: c}}\nentity: enterprise\n"
            "conditions:\n  - {{id: main, label: {{zh: a, en: a}}, clause: c, expr: \"{}\"}}\n"
            "eligible: main\namount: {{expr: \"{}\"}}\n",
            condition, amount)}});
  if (report.rules.rules.size() < 2 || !report.rules.rules[1].valid) return 0;
  const Rule& other = report.rules.rules[0];
  const Rule& rule = report.rules.rules[1];
  const gaoxin::Date as_of = gaoxin::make_date(2025, 6, 30);
  const ParameterValues zone;
  const Outcome explained = evaluate_rule({rule, report.rules.vocabulary, facts, as_of, zone,
                                           policies_through(report.rules, facts, as_of, zone)});
  ColumnTable table(report.rules.vocabulary, 1);
  for (const auto& [name, datum] : facts) table.set(0, name, datum);
  const Plan plan({&rule, &other}, report.rules.vocabulary, as_of, zone);
  BulkResult bulk;
  plan.run(table, 1, KeepPlanes::yes, bulk);
  CHECK(bulk.planes[0].verdict(0) == explained.verdict);
  std::vector<RowVerdict> row;
  plan.evaluate_row(table, 0, {0}, row);
  CHECK(row[0].verdict == explained.verdict);
  if (explained.verdict == Verdict::eligible) {
    CHECK(row[0].amount_known == explained.amount_known);
    CHECK(!explained.amount_known || row[0].amount == explained.amount);
  }
  return 0;
}
