// One report: entered, checked, submitted, accepted or returned.
#include "evaluation/statistics.h"

#include <algorithm>

#include "base/text.h"
#include "evaluation/statistics_errors.h"
#include "evaluation/statistics_library.h"

namespace gaoxin {

namespace store = statistics_store;
using statistics::Definitions;
using statistics::Finding;
using statistics::Item;
using statistics::Period;
using statistics::Reporter;
using statistics::Values;
using statistics_errors::invalid;
using statistics_errors::make;
using store::StoredReport;

namespace {

struct Reason {
  std::string rule, item, reason;
  int64_t by = 0;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (rule, item, reason, by, at))

std::vector<Reason> reasons_of(const StoredReport& report) {
  return from_json<std::vector<Reason>>(json::parse(report.reasons_json)).value();
}

std::vector<ReportFinding> described(Call& call, const std::vector<Finding>& findings,
                                     const std::vector<Reason>& reasons) {
  std::vector<ReportFinding> out;
  for (const Finding& finding : findings) {
    ReportFinding& row = out.emplace_back();
    row.rule = finding.rule;
    row.severity = finding.error ? "error" : "warning";
    row.item = finding.item;
    row.text = finding.text;
    for (const Reason& reason : reasons) {
      if (reason.rule != finding.rule || reason.item != finding.item) continue;
      row.reason = reason.reason;
      row.reason_by = reason.by;
      row.reason_by_name = user_name(call.db, reason.by);
      row.reason_at = reason.at;
    }
  }
  return out;
}

std::optional<std::string> shown(const Item& item, const std::optional<Values>& values) {
  if (!values) return std::nullopt;
  const auto at = values->find(item.number);
  if (at == values->end()) return std::nullopt;
  return format_value(item, at->second);
}

/// The answer for values, saved or not.
Report answer(Call& call, const Definitions& definitions, const Reporter& reporter,
              const Period& period, const std::optional<StoredReport>& stored, Values values) {
  Report out;
  out.zone_id = reporter.zone;
  out.zone_name = call.zones.find(reporter.zone)->name;
  out.enterprise_id = reporter.enterprise;
  out.enterprise_name = reporter.name;
  out.period = format_period(period);
  out.closed = statistics::is_closed(call, reporter.zone, period);
  out.item_version = stored ? stored->item_version : definitions.version;
  const statistics::CheckInput input =
      statistics::check_input(call, reporter, period, std::move(values));
  for (const Item& item : definitions.items) {
    const bool holds = input.values.contains(item.number);
    if (item.subject != reporter.subject || (!item.in(period.kind) && !holds)) continue;
    out.values.push_back({item.code, item.title, item.unit,
                          shown(item, std::optional(input.values)), shown(item, input.before),
                          shown(item, input.year_before)});
  }
  std::vector<Reason> reasons;
  if (stored) {
    out.revision = stored->life.revision;
    out.state = stored->life.state;
    reasons = reasons_of(*stored);
  }
  if (!input.values.empty() || stored)
    out.findings = described(call, check_report(definitions, input), reasons);
  out.revisions = store::list_revisions(call.db, reporter.zone, period, reporter.enterprise);
  for (ReportRevision& revision : out.revisions) {
    revision.saved_by_name = user_name(call.db, revision.saved_by);
    if (revision.submitted_by)
      revision.submitted_by_name = user_name(call.db, *revision.submitted_by);
    if (revision.decided_by) revision.decided_by_name = user_name(call.db, *revision.decided_by);
  }
  if (!out.revisions.empty()) out.version = out.revisions.front().version;
  return out;
}

Result<Values> read_values(const Definitions& definitions, const Reporter& reporter,
                           const Period& period, const std::vector<ReportValueInput>& inputs) {
  Values values;
  Error error = invalid("report.values", "报表中有错误,没有保存",
                        "there are errors in the report; it was not saved");
  for (size_t i = 0; i < inputs.size(); ++i) {
    const ReportValueInput& input = inputs[i];
    const std::string path = fmt::format("values[{}].", i);
    const Item* item = definitions.find(input.item);
    if (item == nullptr || item->subject != reporter.subject || !item->in(period.kind)) {
      error.fields.push_back(
          {path + "item",
           "evaluation.item",
           {fmt::format("没有指标“{}”,或它不属于这张报表", clipped(input.item, 60)),
            fmt::format("there is no item '{}', or it is not of this form",
                        clipped(input.item, 60))}});
      continue;
    }
    if (trim(input.value).empty()) continue;  // Unknown.
    const Result<int64_t> value = parse_value(*item, input.value, input.unit.value_or(""));
    if (!value.ok()) {
      error.fields.push_back({path + "value", value.error().key, value.error().text});
    } else if (!values.emplace(item->number, *value).second) {
      error.fields.push_back({path + "item",
                              "evaluation.item.twice",
                              {fmt::format("指标“{}”出现两次", input.item),
                               fmt::format("the item '{}' stands twice", input.item)}});
    }
  }
  if (!error.fields.empty()) return error;
  return values;
}

/// What every step on one report begins with.
struct Opened {
  Period period;
  std::shared_ptr<const Definitions> definitions;
  Reporter reporter;
};
Result<Opened> open(Call& call, int64_t zone, int64_t enterprise, const std::string& period) {
  TRY_ASSIGN(parsed, statistics::parse_period(period));
  TRY_ASSIGN(reporter, statistics::find_reporter(call, zone, enterprise, parsed));
  return Opened{parsed, statistics::current_definitions(call.database, call.db), reporter};
}

Error no_report(const Opened& opened) {
  return make(ErrorCode::not_found, "report.none",
              fmt::format("“{}”在 {} 没有报表", opened.reporter.name, format_period(opened.period)),
              fmt::format("there is no report of '{}' for {}", opened.reporter.name,
                          format_period(opened.period)));
}

/// The newest revision, when it has this state and version.
Result<StoredReport> for_step(Call& call, const Opened& opened, ReportState wanted,
                              std::optional<int64_t> version) {
  const Reporter& reporter = opened.reporter;
  std::optional<StoredReport> report =
      store::find_report(call.db, reporter.zone, opened.period, reporter.enterprise);
  if (!report) return no_report(opened);
  if (version && report->life.version != *version)
    return statistics::changed_by(call.db, report->life);
  if (report->life.state != wanted)
    return make(ErrorCode::conflict, "report.state",
                fmt::format("报表状态为“{}”,不能执行此步骤",
                            boost::describe::enum_to_string(report->life.state, "")),
                fmt::format("the report is '{}', so this step is not possible",
                            boost::describe::enum_to_string(report->life.state, "")));
  TRY(statistics::check_open(call, reporter.zone, opened.period));
  return std::move(*report);
}

Error finding_error(const char* key, const char* zh, const char* en,
                    const std::vector<ReportFinding>& findings) {
  Error error = make(ErrorCode::rule_failed, key, zh, en);
  for (const ReportFinding& finding : findings)
    error.fields.push_back({finding.item, "evaluation.check." + finding.rule, finding.text});
  return error;
}

Result<Done> store_step(Call& call, StoredReport report, const char* from) {
  const int64_t version = report.life.version;
  if (!store::update_report(call.db, report, version))
    return statistics_errors::stale("该报表刚被他人修改", "somebody else has just changed it");
  call.audit("report", report.id, json::value{{"state", from}},
             json::value{{"state", boost::describe::enum_to_string(report.life.state, "")},
                         {"reasons", json::parse(report.reasons_json)},
                         {"note", report.life.decision_note.value_or("")}});
  return Done{};
}

/// Submits a draft with these reasons for its warnings.
Result<Done> submit(Call& call, const Opened& opened, StoredReport report,
                    const std::vector<ForcedReason>& given) {
  std::vector<Reason> reasons;
  for (const ForcedReason& one : given) {
    if (trim(one.reason).size() < 4)
      return invalid("report.reason", "请写明理由(至少两个字)",
                     "say why in at least four characters");
    reasons.push_back(
        {one.rule, one.item, std::string(trim(one.reason)), call.actor.user_id, call.now});
  }
  const std::vector<ReportFinding> findings = described(
      call,
      check_report(*opened.definitions,
                   statistics::check_input(call, opened.reporter, opened.period, report.values)),
      reasons);
  std::vector<ReportFinding> errors, open_warnings;
  for (const ReportFinding& finding : findings) {
    if (finding.severity == "error")
      errors.push_back(finding);
    else if (!finding.reason)
      open_warnings.push_back(finding);
  }
  if (!errors.empty())
    return finding_error("report.errors", "报表有错误,改正后才能提交",
                         "the report has errors; mend them before submitting", errors);
  if (!open_warnings.empty())
    return finding_error("report.warnings", "报表有疑点,请改正或说明理由后提交",
                         "the report has doubtful figures; mend them or give a reason for each",
                         open_warnings);
  // Reasons for what is no longer found are not kept.
  std::erase_if(reasons, [&](const Reason& reason) {
    return std::none_of(findings.begin(), findings.end(), [&](const ReportFinding& finding) {
      return finding.rule == reason.rule && finding.item == reason.item;
    });
  });
  report.reasons_json = json::serialize(to_json(reasons));
  report.life.state = ReportState::submitted;
  report.life.submitted_at = call.now;
  report.life.submitted_by = call.actor.user_id;
  return store_step(call, std::move(report), "draft");
}

bool own_work(const Call& call, const StoredReport& report) {
  return report.life.saved_by == call.actor.user_id ||
         report.life.submitted_by == call.actor.user_id;
}

Result<Done> check_second_person(const Call& call, const StoredReport& report) {
  if (!own_work(call, report)) return Done{};
  return make(ErrorCode::rule_failed, "report.second_person", "审核人不能是填报或提交该报表的人",
              "the one who entered or submitted a report cannot decide on it");
}

/// What the registry has a field for becomes a fact there, naming the report.
Result<Done> record_registry_facts(Call& call, const Opened& opened, const StoredReport& report) {
  if (opened.period.kind != statistics::PeriodKind::year || opened.reporter.enterprise == 0)
    return Done{};
  RecordFacts facts{opened.reporter.zone, opened.reporter.enterprise, {}};
  for (const auto& [number, value] : report.values) {
    const Item* item = opened.definitions->find(number);
    if (item == nullptr || item->registry_field.empty()) continue;
    facts.facts.push_back(
        {item->registry_field,
         format_period(opened.period),
         format_value(*item, value),
         {},
         fmt::format("统计报表 statistical report {} r{} #{}", format_period(opened.period),
                     report.life.revision, report.id),
         date_of(call.now)});
  }
  if (facts.facts.empty()) return Done{};
  TRY(record_accepted_facts(call, facts));
  return Done{};
}

/// Without the totals, which the caller refreshes once.
Result<Done> accept(Call& call, const Opened& opened, StoredReport report,
                    const std::optional<std::string>& note) {
  TRY(check_second_person(call, report));
  report.life.state = ReportState::accepted;
  report.life.decided_at = call.now;
  report.life.decided_by = call.actor.user_id;
  report.life.decision_note = note;
  TRY(record_registry_facts(call, opened, report));
  return store_step(call, std::move(report), "submitted");
}

}  // namespace

Result<Report> get_report(Call& call, const GetReport& in) {
  TRY_ASSIGN(opened, open(call, in.zone, in.enterprise_id, in.period));
  const Reporter& reporter = opened.reporter;
  const std::optional<StoredReport> stored =
      store::find_report(call.db, reporter.zone, opened.period, reporter.enterprise, in.revision);
  if (in.revision && !stored) return no_report(opened);
  return answer(call, *opened.definitions, reporter, opened.period, stored,
                stored ? stored->values : Values{});
}

Result<Report> save_report(Call& call, const SaveReport& in) {
  TRY_ASSIGN(opened, open(call, in.zone, in.enterprise_id, in.period));
  TRY(statistics::check_open(call, opened.reporter.zone, opened.period));
  const std::string source(trim(in.source.value_or("")));
  if (source.size() > 600)
    return invalid("report.source", "来源最多 600 字节", "the source has at most 600 bytes");
  TRY_ASSIGN(values, read_values(*opened.definitions, opened.reporter, opened.period, in.values));
  TRY(save_values(call, *opened.definitions, opened.reporter, opened.period, std::move(values),
                  source.empty() ? "entered by hand" : source, in.version));
  return get_report(call, {in.zone, in.enterprise_id, in.period, {}});
}

Result<Report> check_report(Call& call, const SaveReport& in) {
  TRY_ASSIGN(opened, open(call, in.zone, in.enterprise_id, in.period));
  TRY_ASSIGN(values, read_values(*opened.definitions, opened.reporter, opened.period, in.values));
  const std::optional<StoredReport> stored =
      store::find_report(call.db, opened.reporter.zone, opened.period, opened.reporter.enterprise);
  return answer(call, *opened.definitions, opened.reporter, opened.period, stored,
                std::move(values));
}

Result<Report> submit_report(Call& call, const SubmitReport& in) {
  TRY_ASSIGN(opened, open(call, in.zone, in.enterprise_id, in.period));
  TRY_ASSIGN(report, for_step(call, opened, ReportState::draft, in.version));
  TRY(submit(call, opened, std::move(report), in.reasons.value_or(std::vector<ForcedReason>{})));
  return get_report(call, {in.zone, in.enterprise_id, in.period, {}});
}

Result<Report> accept_report(Call& call, const DecideReport& in) {
  TRY_ASSIGN(opened, open(call, in.zone, in.enterprise_id, in.period));
  TRY_ASSIGN(report, for_step(call, opened, ReportState::submitted, in.version));
  TRY(accept(call, opened, std::move(report), in.note));
  TRY(statistics::refresh_totals(call, opened.reporter.zone, opened.period));
  return get_report(call, {in.zone, in.enterprise_id, in.period, {}});
}

Result<Report> return_report(Call& call, const DecideReport& in) {
  TRY_ASSIGN(opened, open(call, in.zone, in.enterprise_id, in.period));
  TRY_ASSIGN(report, for_step(call, opened, ReportState::submitted, in.version));
  TRY(check_second_person(call, report));
  if (trim(in.note.value_or("")).empty())
    return invalid("report.note", "退回时请说明原因", "say why when you return a report");
  report.life.state = ReportState::returned;
  report.life.decided_at = call.now;
  report.life.decided_by = call.actor.user_id;
  report.life.decision_note = in.note;
  TRY(store_step(call, std::move(report), "submitted"));
  return get_report(call, {in.zone, in.enterprise_id, in.period, {}});
}

namespace {

/// Does `step` to every newest revision below the zone that has the state.
template <typename Step>
Result<BatchAnswer> batch(Call& call, const ZoneAndPeriod& in, ReportState state, Step&& step) {
  TRY_ASSIGN(period, statistics::parse_period(in.period));
  const auto definitions = statistics::current_definitions(call.database, call.db);
  BatchAnswer out;
  for (const int64_t zone : call.zones.subtree(in.zone)) {
    bool changed = false;
    std::vector<store::ReportHead> heads = store::list_heads(call.db, zone, period);
    std::erase_if(heads, [&](const store::ReportHead& head) { return head.state != state; });
    std::vector<int64_t> ids;
    for (const store::ReportHead& head : heads) ids.push_back(head.enterprise_id);
    const std::map<int64_t, std::string> names = store::enterprise_names(call.db, ids);
    for (const store::ReportHead& head : heads) {
      const auto name = names.find(head.enterprise_id);
      Reporter reporter{
          zone, head.enterprise_id,
          name == names.end() ? call.zones.find(zone)->name.zh : name->second,
          head.enterprise_id == 0 ? statistics::Subject::zone : statistics::Subject::enterprise};
      const Opened opened{period, definitions, reporter};
      Result<StoredReport> report = for_step(call, opened, state, std::nullopt);
      const Result<Done> done =
          report.ok() ? step(opened, std::move(*report)) : Result<Done>(report.error());
      if (done.ok()) {
        ++out.done;
        changed = true;
        continue;
      }
      ++out.left;
      if (out.left_why.size() >= 100) continue;
      Text why = done.error().text;
      for (const FieldError& field : done.error().fields) {
        why.zh += ";" + field.text.zh;
        why.en += "; " + field.text.en;
      }
      out.left_why.push_back({reporter.name + ":" + why.zh, reporter.name + ": " + why.en});
    }
    if (changed && state == ReportState::submitted)
      TRY(statistics::refresh_totals(call, zone, period));
  }
  return out;
}

}  // namespace

Result<BatchAnswer> submit_reports(Call& call, const ZoneAndPeriod& in) {
  return batch(call, in, ReportState::draft, [&](const Opened& opened, StoredReport report) {
    return submit(call, opened, std::move(report), {});
  });
}

Result<BatchAnswer> accept_reports(Call& call, const ZoneAndPeriod& in) {
  return batch(call, in, ReportState::submitted, [&](const Opened& opened, StoredReport report) {
    return accept(call, opened, std::move(report), {});
  });
}

// ---- Periods -----------------------------------------------------------------------------------

Result<StatPeriodList> list_periods(Call& call, const ZoneOnly& in) {
  return StatPeriodList{store::list_periods(call.db, in.zone)};
}

Result<StatPeriod> put_period(Call& call, const PutPeriod& in) {
  TRY_ASSIGN(period, statistics::parse_period(in.period));
  const std::string text = format_period(period);
  const std::optional<StatPeriod> before = store::find_period(call.db, in.zone, text);
  if (in.version != (before ? before->version : 0))
    return statistics_errors::stale("该报告期刚被他人修改",
                                    "somebody else has changed this period");
  StatPeriod after = before.value_or(StatPeriod{});
  after.period = text;
  after.due_on = in.due_on;
  if (in.closed && !after.closed_at) {
    after.closed_at = call.now;
    after.closed_by = call.actor.user_id;
  } else if (!in.closed) {
    after.closed_at.reset();
    after.closed_by.reset();
  }
  if (before)
    CHECK(store::update_period(call.db, in.zone, after));
  else
    store::insert_period(call.db, in.zone, after);
  after.version = in.version + 1;
  call.audit("period", 0, before ? to_json(*before) : json::value(nullptr), to_json(after));
  return after;
}

}  // namespace gaoxin
