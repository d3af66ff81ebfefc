// Measures the columnar engine on the neutral workload of the policy benchmark generator.
//
//   gaoxin_policy_bench DIR [THREADS [ROWS]]
//   gaoxin_policy_bench load ENTERPRISES [DATABASE]   (policy_load_bench.h)
//
// DIR has enterprises.csv and policies.json; ROWS repeats the enterprises up to that many.
//
// The neutral JSON is written out as rule files of our own language and read like any other, so
// the whole way from text to answer is what is measured and checked.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <ctime>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "base/money.h"
#include "base/random.h"
#include "base/text.h"
#include "policy/check.h"
#include "policy/kernels.h"
#include "policy/plan.h"
#include "policy/policy_load_bench.h"

namespace gaoxin::policy {
namespace {

namespace json = boost::json;

const std::set<std::string, std::less<>> kCounts{"rd_staff",        "employees", "phd_count",
                                                 "master_count",    "patents",   "inventions",
                                                 "software_rights", "penalties"};

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Processor time of all threads: what a shared machine does not distort.
double processor_seconds_now() {
  return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

std::string vocabulary_text(const json::array& fields) {
  std::string out = "vocabulary:\n";
  for (const json::value& field : fields) {
    const std::string name(field.at("name").as_string());
    const std::string type(field.at("type").as_string());
    if (name == "id") continue;
    const std::string of = type == "str"   ? "code"
                           : type == "num" ? (kCounts.contains(name) ? "count" : "money")
                                           : type;
    out +=
        fmt::format("  {0}: {{type: {1}, signed: true, label: {{zh: {0}, en: {0}}}}}\n", name, of);
  }
  return out;
}

std::string number_text(const json::value& number) {
  if (number.is_int64()) return std::to_string(number.as_int64());
  return fmt::format("{}", number.as_double());
}
std::string constant_text(const std::string& field, const json::value& number) {
  return number_text(number) + (kCounts.contains(field) ? "" : " CNY");
}

/// The neutral expressions, as text of the rule language.
std::string number_expression(const json::value& e) {
  const json::object& object = e.as_object();
  if (!object.contains("op"))
    return object.contains("field") ? std::string(e.at("field").as_string())
                                    : number_text(e.at("const"));
  const std::string op(e.at("op").as_string());
  const json::array& args = e.at("args").as_array();
  if (op == "mul")
    return fmt::format("{} * {}", number_expression(args[0]), number_expression(args[1]));
  if (op == "sub")
    return fmt::format("({} - {})", number_expression(args[0]), number_expression(args[1]));
  const auto side = [](const json::value& arg) {
    return arg.as_object().contains("const") ? number_text(arg.at("const")) + " CNY"
                                             : number_expression(arg);
  };
  return fmt::format("{}({}, {})", op, side(args[0]), side(args[1]));
}

std::string condition_expression(const json::value& n) {
  const std::string op(n.at("op").as_string());
  if (op == "all" || op == "any") {
    std::string out;
    for (const json::value& arg : n.at("args").as_array())
      out += (out.empty() ? "" : ", ") + condition_expression(arg);
    return fmt::format("{}({})", op, out);
  }
  if (op == "not") return fmt::format("not ({})", condition_expression(n.at("arg")));
  const std::string field(n.at("field").as_string());
  if (op == "flag") return field;
  if (op == "in") {
    std::string codes;
    for (const json::value& value : n.at("values").as_array())
      codes += (codes.empty() ? "'" : ", '") + std::string(value.as_string()) + "'";
    return fmt::format("{} in ({})", field, codes);
  }
  if (op == "date_between")
    return fmt::format("{} between {} and {}", field, std::string(n.at("from").as_string()),
                       std::string(n.at("to").as_string()));
  const std::string sign = op == "ge" ? ">=" : op == "le" ? "<=" : op == "gt" ? ">" : "<";
  const json::object& object = n.as_object();
  return fmt::format("{} {} {}", field, sign,
                     object.contains("expr") ? number_expression(n.at("expr"))
                                             : constant_text(field, n.at("value")));
}

std::string rule_text(const json::value& policy) {
  const std::string id(policy.at("id").as_string());
  std::string lower = id;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const json::value& amount = policy.at("amount");
  std::string tables;
  std::string expression;
  const json::object& object = amount.as_object();
  if (!object.contains("op")) {
    expression = number_text(amount.at("const")) + " CNY";
  } else if (amount.at("op").as_string() == "tier") {
    const std::string field(amount.at("field").as_string());
    tables = fmt::format(
        "tables:\n  steps: {{input: {}, output: money, otherwise: {} CNY, values: "
        "{{2000-01-01: [",
        kCounts.contains(field) ? "count" : "money", number_text(amount.at("else")));
    const json::array& steps = amount.at("steps").as_array();
    for (size_t i = 0; i < steps.size(); ++i) {
      tables += fmt::format("{}{{from: {}", i == 0 ? "" : ", ",
                            constant_text(field, steps[i].as_array()[0]));
      if (i + 1 < steps.size())
        tables += fmt::format(", below: {}", constant_text(field, steps[i + 1].as_array()[0]));
      tables += fmt::format(", value: {} CNY}}", number_text(steps[i].as_array()[1]));
    }
    tables += "]}}\n";
    expression = fmt::format("lookup(steps, {})", field);
  } else {
    expression = number_expression(amount);
  }
  return fmt::format(
      "policy: {0}\ntitle: {{zh: {0}, en: {0}}}\nclass: finance\nkind: subsidy\n"
      "effective: {{from: {1}, to: {2}}}\nsource: {{document: generated, clause: \"1\"}}\n"
      "entity: enterprise\n{3}conditions:\n"
      "  - {{id: main, label: {{zh: 条件, en: conditions}}, clause: \"1\", expr: \"{4}\"}}\n"
      "eligible: main\namount: {{expr: \"{5}\", round: half_up}}\n",
      lower, std::string(policy.at("effective").at("from").as_string()),
      std::string(policy.at("effective").at("to").as_string()), tables,
      condition_expression(policy.at("when")), expression);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Fills one cell from its text in the generated table; empty is missing.
void set_cell(ColumnTable& table, size_t row, Column& column, std::string_view text) {
  if (text.empty()) return;
  if (column.type == Type::code) {
    CHECK(table.set_code(row, column, std::string(text)));
    return;
  }
  int64_t number = 0;
  if (column.type == Type::date)
    number = parse_date(text).value().days;
  else
    number = std::stoll(std::string(text));
  CHECK(table.set_number(row, column, column.type == Type::money ? number * 100 : number));
}

ColumnTable load_enterprises(const std::string& path, const Vocabulary& vocabulary) {
  const std::string content = read_file(path);
  std::vector<std::string_view> lines = split(content, '\n');
  while (!lines.empty() && trim(lines.back()).empty()) lines.pop_back();
  CHECK(lines.size() > 1);
  ColumnTable table(vocabulary, lines.size() - 1);
  std::vector<Column*> columns;
  for (const std::string_view name : split(trim(lines[0]), ','))
    columns.push_back(table.find(name));
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string_view> cells = split(trim(lines[i]), ',');
    CHECK(cells.size() == columns.size());
    for (size_t c = 0; c < cells.size(); ++c)
      if (columns[c] != nullptr) set_cell(table, i - 1, *columns[c], cells[c]);
  }
  return table;
}

struct Workload {
  RuleSet rules;
  ColumnTable table;
};

RuleSet read_rules(const json::value& policies) {
  std::vector<SourceFile> files{{"fields.yaml", vocabulary_text(policies.at("fields").as_array())}};
  for (const json::value& policy : policies.at("policies").as_array())
    files.push_back({std::string(policy.at("id").as_string()), rule_text(policy)});
  CheckReport report = check_files(files);
  for (const Issue& issue : report.issues)
    if (issue.severity == Severity::error) std::cerr << format_issue(issue, "en") << "\n";
  CHECK(!has_errors(report.issues));
  return std::move(report.rules);
}

/// Repeats the rows of `from` until there are `rows`, each datum moved to another row by a random
/// stride, so that combinations are new and rates of missing data stay.
ColumnTable enlarge(const ColumnTable& from, const Vocabulary& vocabulary, size_t rows) {
  ColumnTable table(vocabulary, rows);
  Random random(7);
  for (const auto& [name, field] : vocabulary) {
    const Column* source = from.find(name);
    Column* target = table.find(name);
    size_t at = random.below(from.rows());
    for (size_t row = 0; row < rows; ++row) {
      at += 1 + (row % from.rows() == 0 ? random.below(from.rows()) : 0);
      at %= from.rows();
      if (!source->is_known(at)) continue;
      if (source->type == Type::code)
        table.set_code(row, *target, source->dictionary[source->codes[at]]);
      else if (source->type == Type::date)
        table.set_number(row, *target, source->days[at]);
      else if (source->type == Type::boolean)
        table.set_number(row, *target, (source->bits[at / 64] >> (at % 64)) & 1);
      else
        table.set_number(row, *target, source->numbers[at]);
    }
  }
  return table;
}

void measure(const RuleSet& rules, const ColumnTable& table, size_t threads) {
  std::vector<const Rule*> list;
  for (const Rule& rule : rules.rules) list.push_back(&rule);
  double from = seconds_now();
  const Plan plan(list, rules.vocabulary, make_date(2025, 6, 30), {});
  const double compile = seconds_now() - from;
  BulkResult result;
  double best = 1e9;
  double processor = 1e9;
  for (int i = 0; i < 9; ++i) {
    from = seconds_now();
    const double processor_from = processor_seconds_now();
    plan.run(table, threads, KeepPlanes::yes, result);
    best = std::min(best, seconds_now() - from);
    processor = std::min(processor, processor_seconds_now() - processor_from);
  }
  PolicyTotals sum;
  for (const PolicyTotals& total : result.totals) {
    sum.eligible += total.eligible;
    sum.unknown += total.unknown;
    sum.amount += total.amount;
    sum.amounts_unknown += total.amounts_unknown;
  }
  const double evaluations = static_cast<double>(table.rows() * list.size());
  std::cout << fmt::format(
      "{} enterprises x {} policies, {} threads, {}: {:.4f} s, {:.0f} M evaluations/s"
      " ({:.4f} s of processor time)\n"
      "  eligible {}, unknown {}, amounts {}, eligible with unknown amount {}\n"
      "  graph: {} nodes of {} leaves; compiled in {:.3f} s; columns {} MB, planes {} MB\n",
      table.rows(), list.size(), threads, kernels_use_avx2() ? "AVX2" : "portable", best,
      evaluations / best / 1e6, processor, sum.eligible, sum.unknown, format_money({sum.amount}),
      sum.amounts_unknown, plan.nodes(), plan.leaves_before_sharing(), compile,
      table.memory_bytes() >> 20, result.planes.size() * table.padded_rows() / 4 >> 20);

  std::vector<uint32_t> every;
  for (uint32_t i = 0; i < list.size(); ++i) every.push_back(i);
  std::vector<RowVerdict> row;
  from = seconds_now();
  constexpr size_t kRefreshes = 1000;
  for (size_t i = 0; i < kRefreshes; ++i)
    plan.evaluate_row(table, i * 97 % table.rows(), every, row);
  const double whole = (seconds_now() - from) / kRefreshes;
  const std::vector<uint32_t>& some = plan.dependents("employees");
  from = seconds_now();
  for (size_t i = 0; i < kRefreshes; ++i)
    plan.evaluate_row(table, i * 97 % table.rows(), some, row);
  const double changed = (seconds_now() - from) / kRefreshes;
  std::cout << fmt::format(
      "  one enterprise: all {} policies {:.1f} us; after one changed fact {} policies {:.1f} us\n",
      list.size(), whole * 1e6, some.size(), changed * 1e6);
}

int run(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: gaoxin_policy_bench DIR [THREADS [ROWS]]\n"
                 "       gaoxin_policy_bench load ENTERPRISES [DATABASE]\n";
    return 2;
  }
  if (std::string_view(arguments[1]) == "load" && count > 2)
    return bench_load(std::stoul(arguments[2]), count > 3 ? arguments[3] : "");
  const std::string directory = arguments[1];
  const size_t threads = count > 2 ? std::stoul(arguments[2]) : 2;
  const std::string policies = read_file(directory + "/policies.json");
  if (policies.empty()) {
    std::cout << "no policy workload in " << directory << "; bench/policy_peers.sh makes one\n";
    return 0;
  }
  const RuleSet rules = read_rules(json::parse(policies));
  ColumnTable table = load_enterprises(directory + "/enterprises.csv", rules.vocabulary);
  if (count > 3) table = enlarge(table, rules.vocabulary, std::stoul(arguments[3]));
  measure(rules, table, 1);
  if (threads > 1) measure(rules, table, threads);
  return 0;
}

}  // namespace
}  // namespace gaoxin::policy

int main(int count, char** arguments) { return gaoxin::policy::run(count, arguments); }
