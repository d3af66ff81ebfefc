// Upload, mapping, preview and running of a ledger; and its export, which the import reads back.
#include "project/ledger.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "project/ledger_rows.h"
#include "project/ledger_store.h"
#include "project/list_query.h"
#include "project/project_fields.h"
#include "project/project_input.h"
#include "registry/import_jobs.h"
#include "registry/table_writer.h"

namespace gaoxin {

namespace {

constexpr int64_t kCheckedRows = 1000;
constexpr size_t kPreviewRows = 20;

Error no_ledger(int64_t id) {
  return project_error(ErrorCode::not_found, "ledger", fmt::format("没有台账导入 {}", id),
                       fmt::format("there is no import of a ledger {}", id));
}
Error wrong_state() {
  return project_error(ErrorCode::conflict, "ledger.state", "该导入正在进行或已经完成",
                       "this import is running or done");
}

Result<ledger_store::StoredLedger> find_stored(Call& call, int64_t zone, int64_t id) {
  auto stored = ledger_store::find_ledger(call.db, id);
  if (!stored || !call.zones.is_within(stored->import.zone_id, zone)) return no_ledger(id);
  LedgerImport& import = stored->import;
  if (import.state == LedgerState::done) import.progress = 1;
  if (import.state == LedgerState::running) {
    const auto progress = call.database.attached<ImportJobs>().progress(id);
    import.progress = progress.value_or(0);
    if (!progress) {  // The process that ran it is gone, and its transaction with it.
      import.state = LedgerState::failed;
      import.report.emplace().bad_rows.push_back(
          {0,
           0,
           "",
           "",
           "project.ledger.interrupted",
           {"导入被中断,没有写入任何数据;请重试",
            "the import was interrupted and nothing was written; try again"},
           true});
    }
  }
  return std::move(*stored);
}

LedgerJob job_of(const ledger_store::StoredLedger& stored, int64_t header_row) {
  LedgerJob job;
  job.columns = stored.import.columns;
  job.header_row = header_row;
  job.import_id = stored.import.id;
  return job;
}

/// Runs the rows in a transaction of its own; `keep` decides whether it is committed.
Result<LedgerReport> run_rows(Database& database, const Actor& actor, Timestamp now, int64_t zone,
                              std::string_view bytes, const LedgerJob& job, bool keep) {
  std::optional<Result<LedgerReport>> result;
  database.write([&](Transaction& db) {
    const ZoneTree zones = load_zone_tree(db);
    Call call{db, database, actor, zones, now, "ledger"};
    result.emplace(run_ledger_rows(call, zone, bytes, job));
    return keep && result->ok() && (*result)->committed;
  });
  return std::move(*result);
}

/// What the first rows would do; nothing is kept of it.
std::optional<LedgerReport> preview(Call& call, const ledger_store::StoredLedger& stored,
                                    std::string_view bytes, int64_t header_row) {
  LedgerJob job = job_of(stored, header_row);
  job.rows_max = kCheckedRows;
  job.keep_good = true;
  Result<LedgerReport> report =
      run_rows(call.database, call.actor, call.now, stored.import.zone_id, bytes, job, false);
  if (!report.ok()) return std::nullopt;
  report->committed = false;
  return std::move(*report);
}

void run_in_background(Database& database, Actor actor, Timestamp now, int64_t zone, int64_t id,
                       LedgerJob job, ImportJobs::Running& running) {
  job.progress = [&](double share) { running.progress = share; };
  std::optional<LedgerReport> report;
  const auto finish = [&](LedgerState state) {
    database.write([&](Transaction& db) {
      auto stored = ledger_store::find_ledger(db, id);
      CHECK(stored.has_value());
      stored->import.state = state;
      stored->import.report = report;
      stored->import.finished_at = system_now();
      ledger_store::update_ledger(db, *stored);
      if (state == LedgerState::done) ledger_store::delete_bytes(db, zone, id);
      return true;
    });
  };
  const auto failed = [&](const Error& error) {
    report.emplace().bad_rows.push_back({0, 0, "", "", error.key, error.text, true});
  };
  try {
    const std::string bytes = database.read_value(
        [&](Transaction& db) { return ledger_store::read_bytes(db, zone, id); });
    Result<LedgerReport> result = run_rows(database, actor, now, zone, bytes, job, true);
    if (result.ok())
      report = std::move(*result);
    else
      failed(result.error());
  } catch (const std::exception&) {
    failed(project_error(ErrorCode::rule_failed, "ledger.interrupted",
                         "导入被中断,没有写入任何数据;请重试",
                         "the import was interrupted and nothing was written; try again"));
  }
  try {
    finish(report->committed ? LedgerState::done : LedgerState::failed);
  } catch (const std::exception&) {
    // The state stays "running" without a job; get_ledger shows it as interrupted.
  }
  running.ended = true;
}

Result<Done> apply_choices(std::vector<LedgerColumn>& columns,
                           const std::vector<LedgerColumnChoice>& choices) {
  for (const LedgerColumnChoice& choice : choices) {
    if (choice.column < 1 || static_cast<size_t>(choice.column) > columns.size() ||
        (choice.target && !is_ledger_target(*choice.target)))
      return project_error(ErrorCode::invalid, "ledger.column",
                           fmt::format("第 {} 列不存在,或不能映射为“{}”", choice.column,
                                       clipped(choice.target.value_or(""), 60)),
                           fmt::format("there is no column {}, or it cannot become '{}'",
                                       choice.column, clipped(choice.target.value_or(""), 60)));
    LedgerColumn& column = columns[static_cast<size_t>(choice.column - 1)];
    column.target = choice.target;
    if (choice.unit) column.unit = choice.unit->empty() ? std::nullopt : choice.unit;
  }
  for (const LedgerColumn& a : columns)
    for (const LedgerColumn& b : columns)
      if (a.column < b.column && a.target && a.target == b.target)
        return project_error(
            ErrorCode::invalid, "ledger.twice",
            fmt::format("第 {} 列和第 {} 列映射为同一项“{}”", a.column, b.column, *a.target),
            fmt::format("columns {} and {} both become '{}'", a.column, b.column, *a.target));
  return Done{};
}

}  // namespace

// The operations that write are given a read transaction and open their own: the preview runs the
// import itself and rolls it back.
Result<LedgerImport> upload_ledger(Call& call, const UploadLedger& in) {
  TRY_ASSIGN(head, read_table_head(in.file.bytes, kCheckedRows));
  ledger_store::StoredLedger stored;
  LedgerImport& import = stored.import;
  import.zone_id = in.zone;
  import.filename = in.file.filename.empty() || !is_utf8(in.file.filename)
                        ? "ledger"
                        : encode_utf8(decode_utf8(in.file.filename).substr(0, 100));
  import.format = head.info.format;
  import.columns = guess_ledger_columns(head);
  for (size_t i = 0; i < head.rows.size() && i < kPreviewRows; ++i) {
    import.sample_rows.push_back(head.rows[i]);
    for (std::string& cell : import.sample_rows.back())
      if (cell.size() > 400) cell = encode_utf8(decode_utf8(cell).substr(0, 100)) + "…";
  }
  import.created_at = call.now;
  stored.sha256 = sha256_hex(in.file.bytes);
  stored.created_by = call.actor.user_id;
  import.preview = preview(call, stored, in.file.bytes, head.header_row);
  call.database.write([&](Transaction& db) {
    import.id = db.new_id();
    ledger_store::insert_ledger(db, stored, in.file.bytes);
    return true;
  });
  return std::move(import);
}

Result<LedgerImport> get_ledger(Call& call, const ProjectId& in) {
  TRY_ASSIGN(stored, find_stored(call, in.zone, in.id));
  return std::move(stored.import);
}

Result<LedgerImport> map_ledger(Call& call, const MapLedger& in) {
  TRY_ASSIGN(stored, find_stored(call, in.zone, in.id));
  LedgerImport& import = stored.import;
  if (import.state == LedgerState::running || import.state == LedgerState::done)
    return wrong_state();
  TRY(apply_choices(import.columns, in.columns));
  const std::string bytes = ledger_store::read_bytes(call.db, import.zone_id, import.id);
  TRY_ASSIGN(head, read_table_head(bytes, 1));
  import.preview = preview(call, stored, bytes, head.header_row);
  call.database.write([&](Transaction& db) {
    ledger_store::update_ledger(db, stored);
    return true;
  });
  return std::move(import);
}

Result<LedgerImport> run_ledger(Call& call, const RunLedger& in) {
  TRY_ASSIGN(stored, find_stored(call, in.zone, in.id));
  LedgerImport& import = stored.import;
  if (import.state == LedgerState::running || import.state == LedgerState::done)
    return wrong_state();
  const std::string bytes = ledger_store::read_bytes(call.db, import.zone_id, import.id);
  TRY_ASSIGN(head, read_table_head(bytes, 1));
  LedgerJob job = job_of(stored, head.header_row);
  job.mode = in.mode.value_or(LedgerMode::proven);
  job.keep_good = in.keep_good.value_or(false);
  job.reason = in.reason ? std::string(trim(*in.reason)) : "";
  if (job.mode == LedgerMode::historical) TRY(required_text(job.reason, "reason"));
  const auto running = call.database.attached<ImportJobs>().start(import.id);
  if (!running) return wrong_state();
  import.state = LedgerState::running;
  import.report.reset();
  call.database.write([&](Transaction& db) {
    ledger_store::update_ledger(db, stored);
    return true;
  });
  running->thread = std::thread([&database = call.database, actor = call.actor, now = call.now,
                                 zone = import.zone_id, id = import.id, job, running] {
    run_in_background(database, actor, now, zone, id, job, *running);
  });
  return std::move(import);
}

Result<LedgerImportList> list_ledgers(Call& call, const ProjectZone& in) {
  LedgerImportList list;
  for (auto& stored : ledger_store::list_ledgers(call.db, call.zones.subtree(in.zone))) {
    stored.import.columns.clear();
    stored.import.sample_rows.clear();
    stored.import.preview.reset();
    if (stored.import.report) stored.import.report->bad_rows.clear();
    list.items.push_back(std::move(stored.import));
  }
  return list;
}

Result<LedgerTargetList> list_ledger_targets(Call&, const ProjectNothing&) {
  return LedgerTargetList{ledger_targets()};
}

Result<LedgerReport> import_ledger(Database& database, const Actor& actor, int64_t zone,
                                   const std::string& filename, std::string_view bytes,
                                   const LedgerOptions& options, Timestamp now) {
  TRY_ASSIGN(head, read_table_head(bytes, kPreviewRows));
  if (options.mode == LedgerMode::historical) TRY(required_text(options.reason, "reason"));
  LedgerJob job;
  job.columns = guess_ledger_columns(head);
  job.header_row = head.header_row;
  job.mode = options.mode;
  job.keep_good = options.keep_good;
  job.reason = options.reason;
  job.progress = options.progress;
  std::optional<Result<LedgerReport>> result;
  database.write([&](Transaction& db) {
    const ZoneTree zones = load_zone_tree(db);
    Call call{db, database, actor, zones, now, "command-line"};
    if (!call.may("project.import", zone)) {
      result.emplace(project_error(ErrorCode::forbidden, "import", "您在该区域没有导入权限",
                                   "you may not import there"));
      return false;
    }
    result.emplace(run_ledger_rows(call, zone, bytes, job));
    if (!result->ok() || !(*result)->committed) return false;
    AuditEntry entry;
    entry.id = db.new_id();
    entry.zone_id = zone;
    entry.at = now;
    entry.user_id = actor.user_id;
    entry.username = actor.username;
    entry.operation = "project.ledgers.run";
    entry.input =
        json::serialize(json::object{{"filename", filename}, {"sha256", sha256_hex(bytes)}});
    entry.request_id = "command-line";
    insert_audit(db, entry);
    return true;
  });
  return std::move(*result);
}

bool is_ledger(std::string_view bytes) {
  const Result<TableHead> head = read_table_head(bytes, 1);
  if (!head.ok()) return false;
  bool name = false, known = false;
  for (const LedgerColumn& column : guess_ledger_columns(*head)) {
    name = name || (column.target == "name" && column.header.find("项目") != std::string::npos);
    known = known || column.target == "stage" || column.target == "total_investment" ||
            column.target == "owner";
  }
  return name && known;
}

// ---- Export ------------------------------------------------------------------------------------

Result<File> export_projects(Call& call, const ExportProjects& in) {
  TRY_ASSIGN(format, parse_table_format(in.format.value_or("xlsx")));
  TRY_ASSIGN(query, project_query(call, in));
  TRY_ASSIGN(order, project_order(in.sort));
  const FoundProjects found = find_projects(call, query, order, 0, SIZE_MAX);
  const bool zh = in.lang.value_or("zh") == "zh";
  const auto pick = [&](const Text& text) { return zh ? text.zh : text.en; };
  // Members of Project that are no fields come first; then every field.
  std::vector<TableColumn> columns;
  for (const Text& title :
       {Text{"项目编号", "Number"}, Text{"首报园区", "Park"}, Text{"当前阶段", "Stage"},
        Text{"项目状态", "Status"}, Text{"状态原因", "Reason of the status"},
        Text{"流失去向", "Lost to"}, Text{"状态日期", "Date of the status"},
        Text{"签约日期", "Signed on"}, Text{"负责人", "Owner"}})
    columns.push_back({pick(title)});
  std::vector<const ProjectField*> fields;
  for (const ProjectField& field : project_fields()) {
    if (std::string_view(field.name) == "owner_user_id") continue;
    fields.push_back(&field);
    const bool unit = field.kind == ProjectFieldKind::money ||
                      std::string_view(field.name) == "land_area_square_metres";
    const char* name = field.kind == ProjectFieldKind::money ? "元" : zh ? "平方米" : "m²";
    columns.push_back({unit ? fmt::format("{}({})", pick(field.title), name) : pick(field.title)});
  }
  Result<std::string> bytes =
      write_table(format, zh ? "项目台账" : "Projects", columns, [&](const AddRow& add) {
        constexpr size_t kBlock = 500;
        for (size_t from = 0; from < found.ids.size(); from += kBlock) {
          std::vector<Project> block = project_store::find_projects(
              call.db,
              std::span(found.ids).subspan(from, std::min(kBlock, found.ids.size() - from)));
          describe_projects(call, block);
          for (const Project& project : block) {
            const std::string stage = pick(stage_title(project.stage));
            const std::string status = pick(status_title(project.status));
            const std::string park = pick(project.zone_name);
            const auto values = project_values(project);
            std::vector<TableCell> cells;
            // Cells are views: what they show lives until add().
            const auto text = [&](std::string_view value) { cells.push_back(value); };
            const auto maybe_text = [&](const std::optional<std::string>& value) {
              cells.push_back(value ? TableCell(std::string_view(*value)) : TableCell());
            };
            const auto date = [&](const std::optional<Date>& value) {
              cells.push_back(value ? TableCell(*value) : TableCell());
            };
            text(project.number);
            text(park);
            text(stage);
            text(status);
            maybe_text(project.status_reason);
            maybe_text(project.lost_to);
            date(project.status_on);
            date(project.signed_on);
            maybe_text(project.owner_name);
            for (const ProjectField* field : fields) {
              const auto at = values.find(field->name);
              if (at == values.end()) {
                cells.push_back({});
              } else if (field->kind == ProjectFieldKind::money) {
                cells.push_back(parse_money(at->second).value());
              } else if (field->kind == ProjectFieldKind::date) {
                cells.push_back(parse_date(at->second).value());
              } else if (field->kind == ProjectFieldKind::flag) {
                const bool yes = at->second == "true";
                cells.push_back(std::string_view(zh ? (yes ? "是" : "否") : (yes ? "yes" : "no")));
              } else if (field->kind != ProjectFieldKind::text) {
                cells.push_back(std::stod(at->second));
              } else {
                cells.push_back(std::string_view(at->second));
              }
            }
            add(cells);
          }
        }
      });
  if (!bytes.ok()) return bytes.error();
  return File{fmt::format("{}.{}", zh ? "项目台账" : "projects",
                          format == TableFormat::xlsx ? "xlsx" : "csv"),
              std::string(table_content_type(format)), std::move(*bytes)};
}

}  // namespace gaoxin
