#include "evaluation/management.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/text.h"
#include "evaluation/management_store.h"
#include "evaluation/statistics_errors.h"
#include "evaluation/statistics_store.h"
#include "registry/table_reader.h"

namespace gaoxin {

namespace store = management_store;
using management::Rule;
using management::Scheme;
using management::Verdict;
using management::YearResult;
using statistics_errors::invalid;
using statistics_errors::make;

namespace {

constexpr double kThreshold = 0.8;

// ---- Schemes -----------------------------------------------------------------------------------

std::string definition_name(const std::string& id) { return "management/" + id; }

Result<Scheme> find_scheme(Transaction& db, const std::string& id,
                           std::optional<int64_t> version = {}) {
  const auto row = statistics_store::find_definition(db, definition_name(id), version);
  if (!row)
    return make(ErrorCode::not_found, "management.scheme.none",
                fmt::format("没有动态管理办法“{}”", clipped(id, 60)),
                fmt::format("there is no scheme '{}'", clipped(id, 60)));
  TRY_ASSIGN(scheme, management::read_scheme(row->content));
  scheme.version = row->version;
  return scheme;
}

/// True when the content was new.
Result<bool> put_scheme(Transaction& db, const std::string& content, Timestamp now, int64_t by) {
  TRY_ASSIGN(scheme, management::read_scheme(content));
  const std::string name = definition_name(scheme.id);
  const auto last = statistics_store::find_definition(db, name);
  const std::string sum = sha256_hex(content);
  if (last && (last->sha256 == sum || (by == 0 && last->loaded_by != 0))) return false;
  statistics_store::insert_definition(db, name, {last ? last->version + 1 : 1, sum, content, by},
                                      now);
  return true;
}

ManagementRule described(const Rule& rule) {
  return {rule.id,
          rule.text,
          rule.trigger == Rule::Trigger::failed ? "failed" : trigger_key(rule),
          rule.window_years,
          rule.times,
          rule.consecutive,
          std::string(action_name(rule.action)),
          rule.deadline_days,
          rule.cooldown_years,
          rule.authority,
          rule.evidence,
          rule.source};
}

ManagementScheme described(const Scheme& scheme) {
  ManagementScheme out{scheme.id,
                       scheme.title,
                       scheme.issuer,
                       scheme.document,
                       scheme.from_year,
                       scheme.to_year,
                       scheme.version,
                       {},
                       {}};
  for (const Rule& rule : scheme.rules) out.rules.push_back(described(rule));
  for (const management::Deduction& one : scheme.deductions)
    out.deductions.push_back({one.kind, one.points, one.text, one.evidence, one.source});
  return out;
}

const Rule* find_rule(const Scheme& scheme, const std::string& id) {
  for (const Rule& rule : scheme.rules)
    if (rule.id == id) return &rule;
  return nullptr;
}

// ---- Results -----------------------------------------------------------------------------------

/// The rows that count, with their deductions.
std::vector<store::StoredResult> scheme_results(Transaction& db, const Scheme& scheme) {
  std::vector<store::StoredResult> rows = store::list_results(db, scheme.id);
  std::map<std::pair<int64_t, int64_t>, double> points;
  for (const store::StoredDeduction& one : store::list_deductions(db, scheme.id))
    for (const management::Deduction& rule : scheme.deductions)
      if (rule.kind == one.kind)
        points[{one.zone, one.year}] +=
            rule.points * static_cast<double>(std::max<int64_t>(one.times, 0));
  for (store::StoredResult& row : rows)
    if (const auto at = points.find({row.result.zone, row.result.year}); at != points.end())
      row.result.deduction = at->second;
  return rows;
}

/// What is wrong with a row, or nothing.
std::optional<std::pair<std::string, Text>> result_problem(const Call& call, int64_t scope,
                                                           const YearResultInput& row) {
  if (!call.zones.is_within(row.zone_id, scope))
    return std::pair("zone_id", Text{fmt::format("没有区域 {}", row.zone_id),
                                     fmt::format("there is no zone {}", row.zone_id)});
  if (row.rank < 1 || row.rank > 100'000)
    return std::pair("rank", Text{"名次从 1 开始", "ranks count from 1"});
  if (row.rank_low5.has_value() != row.rank_high95.has_value())
    return std::pair("rank_low5", Text{"名次区间需要两端", "an interval needs both ends"});
  if (row.rank_low5 && (*row.rank_low5 < 1 || *row.rank_low5 > *row.rank_high95))
    return std::pair("rank_low5", Text{"名次区间的上端不能小于下端",
                                       "the interval's ends are the wrong way round"});
  if (row.score && !(std::abs(*row.score) < 1e12))
    return std::pair("score", Text{"得分超出范围", "the score is out of range"});
  for (const auto& [key, p] : row.probabilities.value_or(std::map<std::string, double>{}))
    if (!(p >= 0 && p <= 1))
      return std::pair("probabilities",
                       Text{fmt::format("“{}”的概率应在 0 与 1 之间", key),
                            fmt::format("the probability of '{}' must be 0 to 1", key)});
  return std::nullopt;
}

bool same(const store::StoredResult& a, const store::StoredResult& b) {
  return a.result.official == b.result.official && a.result.region == b.result.region &&
         a.result.score == b.result.score && a.result.rank == b.result.rank &&
         a.result.rank_low5 == b.result.rank_low5 && a.result.rank_high95 == b.result.rank_high95 &&
         a.result.probabilities == b.result.probabilities && a.source == b.source;
}

std::optional<int64_t> whole(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Result<SchemeList> list_schemes(Call& call, const NoInput&) {
  SchemeList out;
  for (const std::string& name : statistics_store::list_definitions(call.db, "management/")) {
    TRY_ASSIGN(scheme, find_scheme(call.db, name.substr(definition_name("").size())));
    out.items.push_back(described(scheme));
  }
  return out;
}

Result<SchemeList> import_scheme(Call& call, const ImportScheme& in) {
  if (call.zones.zones().front().id != in.zone)
    return make(ErrorCode::rule_failed, "management.scheme.root",
                "动态管理办法属于全国节点,请在那里导入",
                "schemes belong to the root of the tree; import them there");
  if (!is_utf8(in.file.bytes) || in.file.bytes.find('\0') != std::string::npos)
    return invalid("management.scheme", "文件应为 UTF-8", "the file must be UTF-8");
  TRY_ASSIGN(changed, put_scheme(call.db, in.file.bytes, call.now, call.actor.user_id));
  if (changed) call.audit("management_scheme", 0, nullptr, json::value{{"file", in.file.filename}});
  return list_schemes(call, {});
}

Result<RecordedResults> record_results(Call& call, const RecordResults& in) {
  TRY_ASSIGN(scheme, find_scheme(call.db, in.scheme));
  if (in.year < scheme.from_year || in.year > scheme.to_year.value_or(2200))
    return invalid("management.year", fmt::format("该办法不适用于 {} 年", in.year),
                   fmt::format("the scheme does not hold for {}", in.year));
  if (in.year > year_month_day(date_of(call.now)).year)
    return invalid("management.year", "年份在将来", "the year is in the future");
  if (trim(in.method).empty() || trim(in.source).empty() || in.method.size() > 200 ||
      in.source.size() > 600)
    return invalid("management.source", "请注明指标体系与来源",
                   "name the index system and where the results come from");
  std::map<std::pair<int64_t, std::string>, store::StoredResult> known;
  for (store::StoredResult& row : store::list_results(call.db, in.scheme, in.year))
    known[{row.result.zone, row.result.method}] = row;
  std::set<int64_t> seen;
  Error error = invalid("management.results", "有错误的行,没有保存",
                        "there are wrong rows; nothing was saved");
  RecordedResults out;
  for (size_t i = 0; i < in.results.size(); ++i) {
    const YearResultInput& input = in.results[i];
    const std::string path = fmt::format("results[{}].", i);
    if (const auto problem = result_problem(call, in.zone, input))
      error.fields.push_back(
          {path + problem->first, "evaluation.management.result", problem->second});
    if (!seen.insert(input.zone_id).second)
      error.fields.push_back({path + "zone_id",
                              "evaluation.management.twice",
                              {"同一园区出现两次", "the same zone stands twice"}});
    if (!error.fields.empty()) continue;
    store::StoredResult row;
    row.scheme = in.scheme;
    row.source = in.source;
    row.run_id = in.run_id;
    row.recorded_at = call.now;
    row.recorded_by = call.actor.user_id;
    row.result = {input.zone_id,
                  in.year,
                  0,
                  in.method,
                  in.official.value_or(true),
                  input.region.value_or(""),
                  input.score,
                  input.rank,
                  input.rank_low5,
                  input.rank_high95,
                  input.probabilities.value_or(std::map<std::string, double>{}),
                  0};
    const auto before = known.find({input.zone_id, in.method});
    if (before != known.end() && same(before->second, row)) {
      ++out.unchanged;
      continue;
    }
    row.result.id = call.db.new_id();
    store::insert_result(call.db, row);
    ++out.recorded;
  }
  if (!error.fields.empty()) return error;
  if (out.recorded > 0)
    call.audit("year_result", in.zone, nullptr,
               json::value{{"scheme", in.scheme}, {"year", in.year}, {"recorded", out.recorded}});
  return out;
}

Result<ImportedResults> import_results(Call& call, const ImportResults& in) {
  struct Wanted {
    const char *zh, *en;
    bool required;
  };
  constexpr Wanted kWanted[] = {{"年份", "year", true},
                                {"园区代码", "zone_code", true},
                                {"名次", "rank", true},
                                {"指标体系", "method", true},
                                {"来源", "source", true},
                                {"地区", "region", false},
                                {"得分", "score", false},
                                {"名次下限", "rank_low5", false},
                                {"名次上限", "rank_high95", false}};
  std::map<std::string, int64_t> codes;
  for (const Zone& zone : call.zones.zones())
    if (call.zones.is_within(zone.id, in.zone)) codes[zone.code] = zone.id;
  std::map<std::string, size_t> columns;
  ImportedResults out;
  std::map<std::tuple<int64_t, std::string, std::string>, RecordResults> groups;
  TRY(read_table(in.file.bytes, [&](const TableRow& row) {
    if (columns.empty()) {
      std::map<std::string, size_t> found;
      for (size_t i = 0; i < row.cells.size(); ++i)
        for (const Wanted& wanted : kWanted)
          if (fold(row.cells[i]) == wanted.en || fold(row.cells[i]) == fold(wanted.zh))
            found[wanted.en] = i;
      if (std::all_of(std::begin(kWanted), std::end(kWanted), [&](const Wanted& wanted) {
            return !wanted.required || found.contains(wanted.en);
          }))
        columns = std::move(found);
      return true;
    }
    ++out.rows;
    const auto cell = [&](const char* name) -> std::string {
      const auto at = columns.find(name);
      return at == columns.end() || at->second >= row.cells.size()
                 ? ""
                 : std::string(trim(row.cells[at->second]));
    };
    const auto bad = [&](const char* name, Text text) {
      out.bad_cells.push_back(
          {row.number, columns.contains(name) ? static_cast<int64_t>(columns[name]) + 1 : 0, name,
           clipped(cell(name), 200), "evaluation.management.result", std::move(text)});
    };
    const size_t before = out.bad_cells.size();
    YearResultInput input;
    const auto zone = codes.find(cell("zone_code"));
    if (zone == codes.end())
      bad("zone_code", {"本区域没有这个园区代码", "there is no zone of this code here"});
    else
      input.zone_id = zone->second;
    const std::optional<int64_t> year = whole(cell("year")), rank = whole(cell("rank"));
    if (!year) bad("year", {"不是年份", "is not a year"});
    if (!rank) bad("rank", {"不是名次", "is not a rank"});
    input.rank = rank.value_or(1);
    if (!cell("region").empty()) input.region = cell("region");
    for (const auto& [name, into] :
         {std::pair("rank_low5", &input.rank_low5), std::pair("rank_high95", &input.rank_high95)}) {
      if (cell(name).empty()) continue;
      *into = whole(cell(name));
      if (!*into) bad(name, {"不是名次", "is not a rank"});
    }
    if (const std::string score = cell("score"); !score.empty()) {
      double value = 0;
      const auto [end, failed] = std::from_chars(score.data(), score.data() + score.size(), value);
      if (failed != std::errc() || end != score.data() + score.size())
        bad("score", {"不是数字", "is not a number"});
      input.score = value;
    }
    for (const char* name : {"method", "source"})
      if (cell(name).empty()) bad(name, {"不能为空", "must not be empty"});
    if (out.bad_cells.size() == before)
      if (const auto problem = result_problem(call, in.zone, input))
        bad(problem->first == "zone_id" ? "zone_code" : problem->first.c_str(), problem->second);
    if (out.bad_cells.size() != before) return true;
    RecordResults& group = groups[{*year, cell("method"), cell("source")}];
    group.zone = in.zone;
    group.scheme = in.scheme;
    group.year = *year;
    group.method = cell("method");
    group.source = cell("source");
    group.results.push_back(std::move(input));
    return true;
  }));
  if (columns.empty())
    return invalid("management.header", "没有找到表头:需要 年份、园区代码、名次、指标体系、来源",
                   "no header: it needs year, zone_code, rank, method and source");
  out.committed = out.bad_cells.empty() && !in.preview.value_or(false);
  if (!out.committed) return out;
  for (const auto& [key, group] : groups) {
    TRY_ASSIGN(recorded, record_results(call, group));
    out.recorded += recorded.recorded;
    out.unchanged += recorded.unchanged;
  }
  return out;
}

Result<YearResultList> list_results(Call& call, const ListResults& in) {
  TRY_ASSIGN(scheme, find_scheme(call.db, in.scheme));
  YearResultList out;
  for (store::StoredResult& row : scheme_results(call.db, scheme)) {
    YearResult& r = row.result;
    if ((in.year && r.year != *in.year) || !call.zones.is_within(r.zone, in.zone)) continue;
    out.items.push_back({r.id, r.zone, call.zones.find(r.zone)->name, r.year, r.method, r.official,
                         r.region.empty() ? std::nullopt : std::optional(r.region), r.score, r.rank,
                         r.rank_low5, r.rank_high95, std::move(r.probabilities), r.deduction,
                         std::move(row.source), row.run_id, row.recorded_at});
  }
  std::stable_sort(out.items.begin(), out.items.end(), [](const auto& a, const auto& b) {
    return std::tuple(-a.year, !a.official, a.rank) < std::tuple(-b.year, !b.official, b.rank);
  });
  out.total = static_cast<int64_t>(out.items.size());
  return out;
}

Result<Done> add_deduction(Call& call, const AddDeduction& in) {
  TRY_ASSIGN(scheme, find_scheme(call.db, in.scheme));
  const bool known = std::any_of(scheme.deductions.begin(), scheme.deductions.end(),
                                 [&](const auto& one) { return one.kind == in.kind; });
  if (!known)
    return invalid("management.deduction",
                   fmt::format("该办法没有扣分项“{}”", clipped(in.kind, 60)),
                   fmt::format("the scheme has no deduction '{}'", clipped(in.kind, 60)));
  if (in.times == 0 || std::abs(in.times) > 1000 || trim(in.source).empty() ||
      in.source.size() > 600 || in.year < 1978 || in.year > 2200)
    return invalid("management.deduction", "请注明次数与来源", "say how often and where it stands");
  const int64_t id = call.db.new_id();
  store::insert_deduction(call.db, in.scheme, {in.zone, in.year, in.kind, in.times}, in.source, id,
                          call.now, call.actor.user_id);
  call.audit("deduction", id, nullptr, to_json(in));
  return Done{};
}

// ---- What follows ------------------------------------------------------------------------------

namespace {

Text unsafe_text(const std::string& key, const std::optional<double>& probability,
                 double threshold) {
  if (key == "uncertain")
    return {fmt::format("考虑不确定性,该结论成立的概率为 {:.0f}%,低于 {:.0f}%",
                        probability.value_or(0) * 100, threshold * 100),
            fmt::format("given the uncertainty the verdict holds with {:.0f} %, below {:.0f} %",
                        probability.value_or(0) * 100, threshold * 100)};
  if (key == "probability_unknown")
    return {"名次没有不确定性分析(或扣分改变了名次),无法知道结论有多可靠",
            "the ranks come without an analysis of their uncertainty (or deductions changed them), "
            "so nobody knows how sure the verdict is"};
  if (key == "method_changed")
    return {
        "窗口期内指标体系有变化,且没有用同一体系计算各年结果(或各体系结论不同):"
        "名次变化可能来自方法",
        "the index system changed within the window and no single system covers its years (or "
        "they disagree): a change of rank may come from the method"};
  if (key == "region_unknown")
    return {"不知道该园区属于哪个地区", "the region of the zone is not known"};
  if (key == "few_peers")
    return {"同组园区太少,规则会把它们全部包括在内",
            "there are so few peers that the rule would take all"};
  return {"窗口期内有年份没有结果", "a year of the window has no result"};
}

ZoneVerdict described(const Call& call, const Scheme& scheme, const Verdict& verdict,
                      double threshold) {
  ZoneVerdict out;
  out.zone_id = verdict.zone;
  out.zone_name = call.zones.find(verdict.zone)->name;
  out.scheme = scheme.id;
  out.scheme_version = scheme.version;
  out.rule = described(*find_rule(scheme, verdict.rule));
  out.year = verdict.year;
  out.met = verdict.met;
  out.safe = verdict.safe;
  out.threshold = threshold;
  out.probability = verdict.probability;
  for (const std::string& key : verdict.unsafe_because)
    out.unsafe_because.push_back({key, unsafe_text(key, verdict.probability, threshold)});
  for (const management::Hit& hit : verdict.hits)
    out.years.push_back({hit.year, hit.result_id == 0 ? std::nullopt : std::optional(hit.result_id),
                         hit.method, hit.rank, hit.peers, hit.hit, hit.probability, hit.how});
  if (verdict.case_id != 0) out.failed_case = verdict.case_id;
  return out;
}

Result<double> threshold_of(const std::optional<double>& given) {
  const double threshold = given.value_or(kThreshold);
  if (!(threshold >= 0.5 && threshold <= 1))
    return invalid("management.threshold", "阈值应在 0.5 与 1 之间",
                   "the threshold must be 0.5 to 1");
  return threshold;
}

/// Every verdict of the scheme, anywhere.
std::vector<Verdict> all_verdicts(Transaction& db, const Scheme& scheme, int64_t year,
                                  double threshold) {
  std::vector<YearResult> results;
  for (store::StoredResult& row : scheme_results(db, scheme))
    results.push_back(std::move(row.result));
  std::vector<management::FailedCase> failed;
  for (const store::StoredCase& one : store::list_cases(db, scheme.id))
    if (one.state == CaseState::failed) failed.push_back({one.zone_id, one.year, one.id});
  return management::evaluate(scheme, results, failed, year, threshold);
}

Result<std::optional<ZoneVerdict>> one_verdict(Call& call, const std::string& scheme_id,
                                               const std::string& rule, int64_t zone, int64_t year,
                                               double threshold) {
  TRY_ASSIGN(scheme, find_scheme(call.db, scheme_id));
  for (const Verdict& verdict : all_verdicts(call.db, scheme, year, threshold))
    if (verdict.zone == zone && verdict.rule == rule)
      return std::optional(described(call, scheme, verdict, threshold));
  return std::optional<ZoneVerdict>();
}

}  // namespace

Result<VerdictList> evaluate_scheme(Call& call, const EvaluateScheme& in) {
  TRY_ASSIGN(scheme, find_scheme(call.db, in.scheme));
  TRY_ASSIGN(threshold, threshold_of(in.threshold));
  const std::vector<store::StoredCase> cases = store::list_cases(call.db, in.scheme);
  VerdictList out;
  for (const Verdict& verdict : all_verdicts(call.db, scheme, in.year, threshold)) {
    if (!call.zones.is_within(verdict.zone, in.zone)) continue;
    ZoneVerdict row = described(call, scheme, verdict, threshold);
    for (const store::StoredCase& one : cases)
      if (one.zone_id == verdict.zone && one.rule == verdict.rule && one.year == verdict.year &&
          one.state != CaseState::cancelled && one.state != CaseState::rejected)
        row.case_id = one.id;
    out.items.push_back(std::move(row));
  }
  std::stable_sort(out.items.begin(), out.items.end(), [](const auto& a, const auto& b) {
    return std::tuple(!a.met, -a.probability.value_or(0)) <
           std::tuple(!b.met, -b.probability.value_or(0));
  });
  out.total = static_cast<int64_t>(out.items.size());
  return out;
}

// ---- Cases -------------------------------------------------------------------------------------

namespace {

ManagementCase described(const Call& call, const store::StoredCase& row) {
  ManagementCase out;
  out.id = row.id;
  out.zone_id = row.zone_id;
  out.zone_name = call.zones.find(row.zone_id)->name;
  out.version = row.version;
  out.state = row.state;
  out.action = row.action;
  out.verdict = from_json<ZoneVerdict>(json::parse(row.evidence_json)).value();
  out.proposed_at = row.proposed_at;
  out.proposed_by = row.proposed_by;
  out.proposed_by_name = user_name(call.db, row.proposed_by);
  out.approved_at = row.approved_at;
  out.approved_by = row.approved_by;
  if (row.approved_by) out.approved_by_name = user_name(call.db, *row.approved_by);
  out.due_on = row.due_on;
  out.overdue = row.state == CaseState::approved && row.due_on && *row.due_on < date_of(call.now);
  return out;
}

Result<store::StoredCase> visible_case(Call& call, int64_t zone, int64_t id) {
  std::optional<store::StoredCase> row = store::find_case(call.db, id);
  if (!row || !call.zones.is_within(row->zone_id, zone))
    return make(ErrorCode::not_found, "case", fmt::format("没有案件 {}", id),
                fmt::format("there is no case {}", id));
  return std::move(*row);
}

Result<store::StoredCase> case_for_step(Call& call, int64_t zone, int64_t id, int64_t version,
                                        std::initializer_list<CaseState> wanted) {
  TRY_ASSIGN(row, visible_case(call, zone, id));
  if (row.version != version) {
    const std::vector<CaseEvent> events = store::list_events(call.db, row.zone_id, id);
    const CaseEvent& last = events.back();
    const std::string who = user_name(call.db, last.recorded_by).value_or("?");
    const std::string at = format_timestamp(last.recorded_at);
    return statistics_errors::stale(fmt::format("{} 已于 {} 记录“{}”", who, at, last.kind),
                                    fmt::format("{} recorded '{}' at {}", who, last.kind, at));
  }
  if (std::find(wanted.begin(), wanted.end(), row.state) == wanted.end())
    return make(ErrorCode::conflict, "case.state",
                fmt::format("案件状态为“{}”,不能执行此步骤",
                            boost::describe::enum_to_string(row.state, "")),
                fmt::format("the case is '{}', so this step is not possible",
                            boost::describe::enum_to_string(row.state, "")));
  return row;
}

Result<Done> check_second_person(const Call& call, const store::StoredCase& row) {
  if (row.proposed_by != call.actor.user_id) return Done{};
  return make(ErrorCode::rule_failed, "case.second_person", "批准人不能是提出案件的人",
              "the one who proposed a case cannot decide on it");
}

Error not_met() {
  return make(ErrorCode::rule_failed, "case.not_met", "按现有结果,该规则不成立",
              "by the results as they stand the rule does not hold");
}

void record(Call& call, const store::StoredCase& row, const std::string& kind,
            const std::string& note, Date on) {
  store::insert_event(call.db, row.zone_id, row.id,
                      {call.db.new_id(), kind, note, on, call.now, call.actor.user_id});
}

/// Stores the step with its event and answers with the whole case.
Result<ManagementCase> step(Call& call, store::StoredCase row, CaseState from,
                            const std::string& kind, const std::string& note, Date on) {
  if (note.size() > 4000)
    return invalid("case.note", "说明最多 4000 字节", "the note has at most 4000 bytes");
  if (!store::update_case(call.db, row))
    return statistics_errors::stale("案件刚被他人修改", "somebody else has just changed it");
  record(call, row, kind, note, on);
  call.audit("management_case", row.id,
             json::value{{"state", boost::describe::enum_to_string(from, "")}},
             json::value{{"state", boost::describe::enum_to_string(row.state, "")},
                         {"event", kind},
                         {"note", note}});
  return get_case(call, {row.zone_id, row.id});
}

}  // namespace

Result<CaseList> list_cases(Call& call, const ListCases& in) {
  CaseList out;
  for (const store::StoredCase& row : store::list_cases(call.db, in.scheme)) {
    if (!call.zones.is_within(row.zone_id, in.zone)) continue;
    if (in.state && row.state != *in.state) continue;
    out.items.push_back(described(call, row));
  }
  out.total = static_cast<int64_t>(out.items.size());
  return out;
}

Result<ManagementCase> get_case(Call& call, const ZoneAndId& in) {
  TRY_ASSIGN(row, visible_case(call, in.zone, in.id));
  ManagementCase out = described(call, row);
  out.timeline = store::list_events(call.db, row.zone_id, row.id);
  for (CaseEvent& event : out.timeline)
    event.recorded_by_name = user_name(call.db, event.recorded_by);
  TRY_ASSIGN(now,
             one_verdict(call, row.scheme, row.rule, row.zone_id, row.year, out.verdict.threshold));
  out.recomputed = std::move(now);
  return out;
}

Result<ManagementCase> propose_case(Call& call, const ProposeCase& in) {
  if (!call.zones.is_within(in.zone_id, in.zone))
    return make(ErrorCode::not_found, "zone", fmt::format("没有区域 {}", in.zone_id),
                fmt::format("there is no zone {}", in.zone_id));
  TRY_ASSIGN(threshold, threshold_of(in.threshold));
  TRY_ASSIGN(verdict, one_verdict(call, in.scheme, in.rule, in.zone_id, in.year, threshold));
  if (!verdict || !verdict->met) return not_met();
  if (!verdict->safe && trim(in.note).empty()) {
    Error error = make(ErrorCode::rule_failed, "case.unsafe", "该结论不够可靠;仍要提出时请说明理由",
                       "the verdict is not safe; say why it is proposed all the same");
    for (const UnsafeReason& reason : verdict->unsafe_because)
      error.fields.push_back({"note", "evaluation.case." + reason.key, reason.text});
    return error;
  }
  for (const store::StoredCase& one : store::list_cases(call.db, in.scheme))
    if (one.zone_id == in.zone_id && one.rule == in.rule && one.year == in.year &&
        one.state != CaseState::cancelled && one.state != CaseState::rejected)
      return make(ErrorCode::conflict, "case.exists", fmt::format("已有案件 {}", one.id),
                  fmt::format("case {} stands already", one.id));
  store::StoredCase row;
  row.zone_id = in.zone_id;
  row.id = call.db.new_id();
  row.scheme = in.scheme;
  row.rule = in.rule;
  row.rule_version = verdict->scheme_version;
  row.year = in.year;
  row.action = verdict->rule.action;
  row.evidence_json = json::serialize(to_json(*verdict));
  row.proposed_at = call.now;
  row.proposed_by = call.actor.user_id;
  store::insert_case(call.db, row);
  record(call, row, "proposed", in.note, date_of(call.now));
  call.audit("management_case", row.id, nullptr, json::parse(row.evidence_json));
  return get_case(call, {in.zone_id, row.id});
}

Result<ManagementCase> approve_case(Call& call, const DecideCase& in) {
  TRY_ASSIGN(row, case_for_step(call, in.zone, in.id, in.version, {CaseState::proposed}));
  TRY(check_second_person(call, row));
  const ManagementCase before = described(call, row);
  TRY_ASSIGN(now, one_verdict(call, row.scheme, row.rule, row.zone_id, row.year,
                              before.verdict.threshold));
  if (!now || !now->met) return not_met();
  row.state = CaseState::approved;
  row.approved_at = call.now;
  row.approved_by = call.actor.user_id;
  if (before.verdict.rule.deadline_days)
    row.due_on =
        Date{date_of(call.now).days + static_cast<int32_t>(*before.verdict.rule.deadline_days)};
  return step(call, std::move(row), CaseState::proposed, "approved", in.note, date_of(call.now));
}

Result<ManagementCase> reject_case(Call& call, const DecideCase& in) {
  TRY_ASSIGN(row, case_for_step(call, in.zone, in.id, in.version, {CaseState::proposed}));
  TRY(check_second_person(call, row));
  if (trim(in.note).empty()) return invalid("case.note", "请说明理由", "say why");
  row.state = CaseState::rejected;
  return step(call, std::move(row), CaseState::proposed, "rejected", in.note, date_of(call.now));
}

Result<ManagementCase> record_case(Call& call, const RecordCase& in) {
  TRY_ASSIGN(row, case_for_step(call, in.zone, in.id, in.version, {CaseState::approved}));
  if (trim(in.note).empty()) return invalid("case.note", "请说明情况", "say what happened");
  if (in.happened_on > date_of(call.now))
    return invalid("case.date", "日期在将来", "the date is in the future");
  if (in.kind == CaseRecordKind::met) row.state = CaseState::done;
  if (in.kind == CaseRecordKind::failed) row.state = CaseState::failed;
  return step(call, std::move(row), CaseState::approved,
              boost::describe::enum_to_string(in.kind, ""), in.note, in.happened_on);
}

Result<ManagementCase> appeal_case(Call& call, const DecideCase& in) {
  TRY_ASSIGN(row, case_for_step(call, in.zone, in.id, in.version,
                                {CaseState::proposed, CaseState::approved}));
  if (trim(in.note).empty())
    return invalid("case.note", "请说明哪些事实有误", "say which facts are wrong");
  const CaseState from = row.state;
  row.state = CaseState::appealed;
  return step(call, std::move(row), from, "appealed", in.note, date_of(call.now));
}

Result<ManagementCase> decide_appeal(Call& call, const DecideAppeal& in) {
  TRY_ASSIGN(row, case_for_step(call, in.zone, in.id, in.version, {CaseState::appealed}));
  TRY(check_second_person(call, row));
  if (trim(in.note).empty()) return invalid("case.note", "请说明理由", "say why");
  const ManagementCase before = described(call, row);
  TRY_ASSIGN(now, one_verdict(call, row.scheme, row.rule, row.zone_id, row.year,
                              before.verdict.threshold));
  if (!in.upheld && (!now || !now->met)) return not_met();
  row.state = in.upheld         ? CaseState::cancelled
              : row.approved_at ? CaseState::approved
                                : CaseState::proposed;
  return step(call, std::move(row), CaseState::appealed,
              in.upheld ? "appeal_upheld" : "appeal_dismissed", in.note, date_of(call.now));
}

Result<Done> load_shipped_management(Transaction& db, const std::string& catalogue) {
  for (const auto& entry : std::filesystem::directory_iterator(catalogue + "/management")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file),
                              std::istreambuf_iterator<char>()};
    TRY(put_scheme(db, content, system_now(), 0));
  }
  return Done{};
}

}  // namespace gaoxin
