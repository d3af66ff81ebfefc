#include "evaluation/planning_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "evaluation/planning_panel.h"
#include "registry/table_writer.h"

namespace gaoxin {

namespace store = planning_store;

namespace {

constexpr PlanningRuleKind kKinds[] = {PlanningRuleKind::screening, PlanningRuleKind::overlap,
                                       PlanningRuleKind::allocation, PlanningRuleKind::stages};

const char* kind_name(PlanningRuleKind kind) { return boost::describe::enum_to_string(kind, ""); }

/// A document as text → checked rules.
template <typename Rules>
Result<Rules> read_rules(const std::string& content) {
  boost::system::error_code failed;
  const json::value value = json::parse(content, failed);
  if (failed)
    return planning_error(ErrorCode::invalid, "evaluation.planning.rules", "规则不是 JSON",
                          "the rules are not JSON: " + failed.message());
  TRY_ASSIGN(rules, from_json<Rules>(value));
  TRY(check_rules(rules));
  return rules;
}

/// Head of a document without its body.
template <typename Rules>
void fill_head(const Rules& rules, PlanningRulesRow& row) {
  row.title = rules.title;
  row.valid_from = rules.valid_from;
  row.source = rules.source;
  row.clause = rules.clause;
}

/// Puts the document into the member of its kind.
Result<PlanningRulesAnswer> read_answer(const store::RulesRevision& revision) {
  PlanningRulesAnswer out;
  out.head.kind = revision.kind;
  out.head.revision = revision.revision;
  out.head.zone_id = revision.zone_id;
  out.head.created_at = revision.created_at;
  out.head.created_by = revision.created_by;
  const auto read = [&](auto& member) -> Result<Done> {
    using Rules = typename std::remove_reference_t<decltype(member)>::value_type;
    TRY_ASSIGN(rules, read_rules<Rules>(revision.content));
    fill_head(rules, out.head);
    member = std::move(rules);
    return Done{};
  };
  switch (revision.kind) {
    case PlanningRuleKind::screening: TRY(read(out.screening)); break;
    case PlanningRuleKind::overlap: TRY(read(out.overlap)); break;
    case PlanningRuleKind::allocation: TRY(read(out.allocation)); break;
    case PlanningRuleKind::stages: TRY(read(out.stages)); break;
  }
  return out;
}

/// All revisions of a kind (or of all) that the zone sees, the one in force of each marked.
Result<std::vector<PlanningRulesAnswer>> visible_rules(
    Call& call, int64_t zone, std::optional<PlanningRuleKind> only = std::nullopt) {
  std::vector<int64_t> zones = call.zones.ancestors(zone);  // The nearest first.
  zones.push_back(0);
  const auto distance = [&](int64_t id) { return std::find(zones.begin(), zones.end(), id); };
  std::vector<PlanningRulesAnswer> out;
  for (const store::RulesRevision& revision : store::list_rules(call.db)) {
    if (distance(revision.zone_id) == zones.end() || (only && *only != revision.kind)) continue;
    TRY_ASSIGN(answer, read_answer(revision));
    out.push_back(std::move(answer));
  }
  for (const PlanningRuleKind kind : kKinds) {
    PlanningRulesRow* best = nullptr;
    for (PlanningRulesAnswer& answer : out) {
      PlanningRulesRow& head = answer.head;
      if (head.kind != kind || head.valid_from > date_of(call.now)) continue;
      if (best == nullptr || distance(head.zone_id) < distance(best->zone_id) ||
          (head.zone_id == best->zone_id && head.revision > best->revision))
        best = &head;
    }
    if (best != nullptr) best->in_force = true;
  }
  return out;
}

Result<PlanningRulesAnswer> in_force(Call& call, int64_t zone, PlanningRuleKind kind) {
  TRY_ASSIGN(rules, visible_rules(call, zone, kind));
  for (PlanningRulesAnswer& answer : rules)
    if (answer.head.kind == kind && answer.head.in_force) return std::move(answer);
  return planning_error(ErrorCode::rule_failed, "evaluation.planning.no_rules",
                        fmt::format("还没有生效的“{}”规则", kind_name(kind)),
                        fmt::format("no rules '{}' are in force yet", kind_name(kind)));
}

}  // namespace

Result<RulesInForce<ScreeningRules>> screening_rules(Call& call, int64_t zone) {
  TRY_ASSIGN(answer, in_force(call, zone, PlanningRuleKind::screening));
  return RulesInForce<ScreeningRules>{answer.head.revision, std::move(*answer.screening)};
}
Result<RulesInForce<OverlapRules>> overlap_rules(Call& call, int64_t zone) {
  TRY_ASSIGN(answer, in_force(call, zone, PlanningRuleKind::overlap));
  return RulesInForce<OverlapRules>{answer.head.revision, std::move(*answer.overlap)};
}
Result<RulesInForce<AllocationRules>> allocation_rules(Call& call, int64_t zone) {
  TRY_ASSIGN(answer, in_force(call, zone, PlanningRuleKind::allocation));
  return RulesInForce<AllocationRules>{answer.head.revision, std::move(*answer.allocation)};
}
Result<RulesInForce<ParkStageRules>> stage_rules(Call& call, int64_t zone) {
  TRY_ASSIGN(answer, in_force(call, zone, PlanningRuleKind::stages));
  return RulesInForce<ParkStageRules>{answer.head.revision, std::move(*answer.stages)};
}

Result<PlanningRulesList> list_planning_rules(Call& call, const ZoneOnly& in) {
  TRY_ASSIGN(rules, visible_rules(call, in.zone));
  PlanningRulesList out;
  for (PlanningRulesAnswer& answer : rules) out.items.push_back(std::move(answer.head));
  out.total = static_cast<int64_t>(out.items.size());
  return out;
}

Result<PlanningRulesAnswer> get_planning_rules(Call& call, const GetPlanningRules& in) {
  if (!in.revision) return in_force(call, in.zone, in.kind);
  TRY_ASSIGN(rules, visible_rules(call, in.zone, in.kind));
  for (PlanningRulesAnswer& answer : rules)
    if (answer.head.kind == in.kind && answer.head.revision == *in.revision)
      return std::move(answer);
  return planning_error(ErrorCode::not_found, "evaluation.planning.no_rules", "没有这一版规则",
                        "there is no such revision");
}

Result<PlanningRulesAnswer> put_planning_rules(Call& call, const PutPlanningRules& in) {
  if (in.screening.has_value() + in.overlap.has_value() + in.allocation.has_value() +
          in.stages.has_value() !=
      1)
    return planning_error(ErrorCode::invalid, "evaluation.planning.rules",
                          "请恰好给出一种规则(screening、overlap、allocation、stages)",
                          "give exactly one of screening, overlap, allocation, stages");
  store::RulesRevision revision;
  revision.zone_id = in.zone;
  revision.created_at = call.now;
  revision.created_by = call.actor.display_name;
  const auto take = [&](const auto& rules, PlanningRuleKind kind) -> Result<Done> {
    if (!rules) return Done{};
    TRY(check_rules(*rules));
    revision.kind = kind;
    revision.content = json::serialize(to_json(*rules));
    return Done{};
  };
  TRY(take(in.screening, PlanningRuleKind::screening));
  TRY(take(in.overlap, PlanningRuleKind::overlap));
  TRY(take(in.allocation, PlanningRuleKind::allocation));
  TRY(take(in.stages, PlanningRuleKind::stages));

  TRY_ASSIGN(visible, visible_rules(call, in.zone, revision.kind));
  const PlanningRulesRow* newest = nullptr;
  for (const PlanningRulesAnswer& answer : visible)
    if (answer.head.kind == revision.kind) newest = &answer.head;
  const int64_t seen = newest == nullptr ? 0 : newest->revision;
  if (in.version != seen)
    return planning_error(
        ErrorCode::conflict, "evaluation.planning.version",
        fmt::format("规则已有第 {} 版({}),您依据的是第 {} 版;请重新打开后再改", seen,
                    newest == nullptr ? "" : newest->created_by, in.version),
        fmt::format("there is a revision {} by {}, yours rests on {}: open it again", seen,
                    newest == nullptr ? "" : newest->created_by, in.version));
  for (const store::RulesRevision& row : store::list_rules(call.db))
    if (row.kind == revision.kind) revision.revision = std::max(revision.revision, row.revision);
  ++revision.revision;
  store::insert_rules(call.db, revision);
  TRY_ASSIGN(out, read_answer(revision));
  out.head.in_force = out.head.valid_from <= date_of(call.now);
  call.audit("planning_rules", revision.revision,
             newest == nullptr ? json::value(nullptr) : to_json(*newest), to_json(out));
  return out;
}

Result<Done> load_shipped_planning(Transaction& db, const std::string& catalogue) {
  const std::vector<store::RulesRevision> present = store::list_rules(db);
  for (const PlanningRuleKind kind : kKinds) {
    const std::string path = fmt::format("{}/planning/{}.json", catalogue, kind_name(kind));
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot open the shipped file " + path);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    store::RulesRevision revision;
    revision.kind = kind;
    revision.content = bytes.str();
    revision.created_by = "catalogue";
    const Result<PlanningRulesAnswer> read = read_answer(revision);
    if (!read.ok()) {
      Error error = read.error();
      error.text.zh = path + ": " + error.text.zh;
      error.text.en = path + ": " + error.text.en;
      return error;
    }
    std::string shipped;
    for (const store::RulesRevision& row : present) {
      if (row.kind != kind) continue;
      revision.revision = std::max(revision.revision, row.revision);
      if (row.zone_id == 0) shipped = row.content;  // By revision: the newest stays.
    }
    if (shipped == revision.content) continue;
    ++revision.revision;
    store::insert_rules(db, revision);
  }
  return Done{};
}

// ---- Export ------------------------------------------------------------------------------------

bool is_english(const std::optional<std::string>& lang) { return lang.value_or("zh") == "en"; }
const std::string& in_language(const Text& text, bool english) {
  return english ? text.en : text.zh;
}
ExportCell export_cell(const std::optional<double>& value) {
  return value ? ExportCell(*value) : ExportCell();
}
ExportCell export_cell(const PlanningValue& value) { return export_cell(value.value); }

Result<File> export_table(const ExportTable& table, const std::optional<std::string>& format_name,
                          const std::optional<std::string>& lang) {
  TRY_ASSIGN(format, parse_table_format(format_name.value_or("xlsx")));
  const bool english = is_english(lang);
  std::vector<TableColumn> columns;
  for (const Text& column : table.columns) columns.push_back({in_language(column, english), 0});
  TRY_ASSIGN(bytes, write_table(format, in_language(table.sheet, english), columns,
                                [&](const AddRow& add) {
                                  for (const auto& row : table.rows) {
                                    std::vector<TableCell> cells;
                                    for (const ExportCell& cell : row) {
                                      if (const double* number = std::get_if<double>(&cell))
                                        cells.emplace_back(*number);
                                      else if (const auto* text = std::get_if<std::string>(&cell))
                                        cells.emplace_back(std::string_view(*text));
                                      else
                                        cells.emplace_back();
                                    }
                                    add(cells);
                                  }
                                }));
  const char* ending = format == TableFormat::xlsx ? ".xlsx" : ".csv";
  return File{table.filename + ending, std::string(table_content_type(format)), std::move(bytes)};
}

}  // namespace gaoxin
