// Upload, preview, mapping, running in the background, report; and the import of the command line.
#include "registry/imports.h"

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "registry/import_jobs.h"
#include "registry/import_run.h"
#include "registry/registry_errors.h"
#include "registry/table_writer.h"

namespace gaoxin {

namespace store = registry_store;
using registry_errors::make;

namespace {

constexpr size_t kPreviewRows = 20;
constexpr size_t kCheckedRows = 1000;

/// What is kept of an import beside its bytes.
struct StoredMapping {
  std::string format, known_file;
  int64_t header_row = 1;
  std::vector<ImportColumn> columns;
  std::vector<std::vector<std::string>> sample_rows;
  std::vector<BadRow> sample_bad_rows;
  std::optional<std::string> period;
};
BOOST_DESCRIBE_STRUCT(StoredMapping, (),
                      (format, known_file, header_row, columns, sample_rows, sample_bad_rows,
                       period))

ImportJob job_of(const store::ImportRecord& record, const StoredMapping& mapping) {
  ImportJob job;
  job.zone = record.import.zone_id;
  job.filename = record.import.filename;
  job.plan = {record.import.kind, mapping.known_file, mapping.columns};
  job.header_row = mapping.header_row;
  job.period = mapping.period;
  return job;
}

StoredMapping mapping_of(const store::ImportRecord& record) {
  return from_json<StoredMapping>(json::parse(record.mapping_json)).value();
}

Error interrupted() {
  return make(ErrorCode::rule_failed, "import.interrupted", "导入被中断,没有写入任何数据;请重试",
              "the import was interrupted and nothing was written; try again");
}

ImportReport interrupted_report(ImportKind kind) {
  ImportReport report;
  report.kind = kind;
  const Error error = interrupted();
  report.bad_rows.push_back({0, 0, "", "", error.key, error.text});
  return report;
}

Import with_mapping(Database& database, store::ImportRecord record) {
  StoredMapping mapping = mapping_of(record);
  Import import = std::move(record.import);
  import.format = std::move(mapping.format);
  import.known_file = std::move(mapping.known_file);
  import.columns = std::move(mapping.columns);
  import.sample_rows = std::move(mapping.sample_rows);
  import.sample_bad_rows = std::move(mapping.sample_bad_rows);
  import.period = std::move(mapping.period);
  if (import.state == ImportState::done) import.progress = 1;
  if (import.state == ImportState::running) {
    const std::optional<double> progress = database.attached<ImportJobs>().progress(import.id);
    import.progress = progress.value_or(0);
    if (!progress) {  // The process that ran it is gone, and its transaction with it.
      import.state = ImportState::failed;
      import.report = interrupted_report(import.kind);
    }
  }
  return import;
}

Result<store::ImportRecord> find_record(Call& call, int64_t zone, int64_t id) {
  std::optional<store::ImportRecord> record = store::find_import(call.db, id);
  if (!record || !call.zones.is_within(record->import.zone_id, zone))
    return make(ErrorCode::not_found, "import", fmt::format("没有导入 {}", id),
                fmt::format("there is no import {}", id));
  return *record;
}

Result<Done> apply_choices(std::vector<ImportColumn>& columns,
                           const std::vector<ColumnChoice>& choices) {
  for (const ColumnChoice& choice : choices) {
    if (choice.column < 1 || static_cast<size_t>(choice.column) > columns.size())
      return make(ErrorCode::invalid, "import.column", fmt::format("没有第 {} 列", choice.column),
                  fmt::format("there is no column {}", choice.column));
    if (choice.target && !is_import_target(*choice.target))
      return make(ErrorCode::invalid, "import.target",
                  fmt::format("列不能映射为“{}”", clipped(*choice.target, 60)),
                  fmt::format("a column cannot become '{}'", clipped(*choice.target, 60)));
    ImportColumn& column = columns[static_cast<size_t>(choice.column - 1)];
    column.target = choice.target;
    if (choice.unit) column.unit = choice.unit;
    if (choice.period) {
      TRY_ASSIGN(period, parse_period(*choice.period));
      column.period = period;
    }
    column.because = "person";
  }
  std::map<std::string, int64_t> first;
  for (const ImportColumn& column : columns) {
    if (!column.target || column.target->starts_with("fact:")) continue;
    const auto [at, is_new] = first.try_emplace(*column.target, column.column);
    if (!is_new)
      return make(ErrorCode::invalid, "import.twice",
                  fmt::format("第 {} 列和第 {} 列映射为同一项“{}”", at->second, column.column,
                              *column.target),
                  fmt::format("columns {} and {} both become '{}'", at->second, column.column,
                              *column.target));
  }
  return Done{};
}

/// A table of enterprises needs something to know them by.
Result<Done> check_plan(const ColumnPlan& plan) {
  if (plan.kind != ImportKind::enterprises) return Done{};
  for (const ImportColumn& column : plan.columns)
    if (column.target == "name" || column.target == "short_name" ||
        column.target == "credit_code" || column.target == "stock_code")
      return Done{};
  return make(ErrorCode::rule_failed, "import.no_key", "没有一列是企业名称或代码;请指定一列",
              "no column is the name or a code of an enterprise; choose one");
}

/// Reference data changes what everybody sees: only from the root, by who may write there.
Result<Done> check_scope(const Actor& actor, const ZoneTree& zones, int64_t zone, ImportKind kind) {
  if (zones.find(zone) == nullptr)
    return make(ErrorCode::not_found, "zone", fmt::format("没有区域 {}", zone),
                fmt::format("there is no zone {}", zone));
  if (kind != ImportKind::enterprises &&
      !may(actor, zones, "access.write", zones.zones().front().id))
    return make(ErrorCode::forbidden, "import.reference", "代码表和区域名单只能由全国级管理员导入",
                "codes and zones can be imported only by an administrator of the nation");
  return Done{};
}

struct Planned {
  StoredMapping mapping;
  ColumnPlan plan;
};

Result<Planned> plan_import(const Codes& codes, int64_t zone, const std::string& filename,
                            std::string_view bytes) {
  TRY_ASSIGN(head, read_table_head(bytes, kCheckedRows));
  Planned planned;
  planned.plan = guess_columns(head);
  StoredMapping& mapping = planned.mapping;
  mapping.format = head.info.format;
  mapping.known_file = planned.plan.known_file;
  mapping.header_row = head.header_row;
  mapping.columns = planned.plan.columns;
  mapping.period = period_of_filename(filename);
  for (size_t i = 0; i < head.rows.size() && i < kPreviewRows; ++i) {
    mapping.sample_rows.push_back(head.rows[i]);
    for (std::string& cell : mapping.sample_rows.back())
      if (cell.size() > 400) cell = encode_utf8(decode_utf8(cell).substr(0, 100)) + "…";
  }
  ImportJob job;
  job.zone = zone;
  job.plan = planned.plan;
  job.period = mapping.period;
  mapping.sample_bad_rows = check_rows(codes, job, head);
  return planned;
}

/// What the background thread does, in transactions of its own.
void run_in_background(Database& database, Actor actor, Timestamp now, int64_t id, ImportJob job,
                       ImportJobs::Running& running) {
  std::optional<ImportReport> report;
  std::optional<Error> failure;
  job.progress = [&](double done) { running.progress = done; };
  const auto finish = [&](Transaction& db, ImportState state) {
    std::optional<store::ImportRecord> record = store::find_import(db, id);
    CHECK(record);
    record->import.state = state;
    record->import.report = report;
    if (failure) {
      ImportReport failed;
      failed.kind = job.plan.kind;
      failed.bad_rows.push_back({0, 0, "", "", failure->key, failure->text});
      record->import.report = failed;
    }
    record->import.finished_at = system_now();
    store::update_import(db, *record);
    if (state == ImportState::done) store::delete_import_bytes(db, record->import.zone_id, id);
  };
  try {
    const std::string bytes = database.read_value(
        [&](Transaction& db) { return store::read_import_bytes(db, job.zone, id); });
    database.write([&](Transaction& db) {
      Result<ImportReport> result = run_import_job(database, db, actor, now, bytes, job);
      if (!result.ok()) {
        failure = result.error();
        return false;
      }
      report = std::move(*result);
      if (report->committed) finish(db, ImportState::done);
      return report->committed;
    });
  } catch (const std::exception&) {
    failure = interrupted();
  }
  try {
    if (!report || !report->committed)
      database.write([&](Transaction& db) {
        finish(db, ImportState::failed);
        return true;
      });
    else  // So that the first list after an import need not wait.
      database.read([&](Transaction& db) { current_directory(database, db); });
  } catch (const std::exception&) {
    // The state stays "running" without a job; get_import shows it as interrupted.
  }
  running.ended = true;
}

}  // namespace

Result<Import> upload_import(Call& call, const UploadImport& in) {
  TRY_ASSIGN(planned, plan_import(*current_codes(call.database, call.db), in.zone, in.file.filename,
                                  in.file.bytes));
  TRY(check_scope(call.actor, call.zones, in.zone, planned.plan.kind));
  store::ImportRecord record;
  record.import.id = call.db.new_id();
  record.import.zone_id = in.zone;
  record.import.filename = in.file.filename.empty() ? "table" : clipped(in.file.filename, 300);
  if (!is_utf8(record.import.filename)) record.import.filename = "table";
  record.import.size_bytes = static_cast<int64_t>(in.file.bytes.size());
  record.import.kind = planned.plan.kind;
  record.import.created_at = call.now;
  record.created_by = call.actor.user_id;
  record.sha256 = sha256_hex(in.file.bytes);
  record.mapping_json = json::serialize(to_json(planned.mapping));
  store::insert_import(call.db, record, in.file.bytes);
  return with_mapping(call.database, std::move(record));
}

Result<Import> map_import(Call& call, const MapImport& in) {
  TRY_ASSIGN(record, find_record(call, in.zone, in.id));
  if (record.import.state == ImportState::done ||
      call.database.attached<ImportJobs>().progress(in.id))
    return make(ErrorCode::conflict, "import.state", "该导入已经开始", "this import has begun");
  StoredMapping mapping = mapping_of(record);
  TRY(apply_choices(mapping.columns, in.columns));
  if (in.period) {
    TRY_ASSIGN(period, parse_period(*in.period));
    mapping.period = period;
  }
  const std::string bytes =
      store::read_import_bytes(call.db, record.import.zone_id, record.import.id);
  TRY_ASSIGN(head, read_table_head(bytes, kCheckedRows));
  mapping.sample_bad_rows =
      check_rows(*current_codes(call.database, call.db), job_of(record, mapping), head);
  record.mapping_json = json::serialize(to_json(mapping));
  store::update_import(call.db, record);
  return with_mapping(call.database, std::move(record));
}

Result<Import> run_import(Call& call, const RunImport& in) {
  TRY_ASSIGN(record, find_record(call, in.zone, in.id));
  if (!call.may("registry.import", record.import.zone_id)) return registry_errors::not_yours();
  if (record.import.state == ImportState::done)
    return make(ErrorCode::conflict, "import.state", "该导入已经完成", "this import is done");
  const StoredMapping mapping = mapping_of(record);
  ImportJob job = job_of(record, mapping);
  TRY(check_plan(job.plan));
  TRY(check_scope(call.actor, call.zones, job.zone, job.plan.kind));
  job.mode = in.mode.value_or(ImportMode::all_or_nothing);
  job.source = in.source.value_or("");
  if (job.source.size() > 600)
    return make(ErrorCode::invalid, "import.source", "来源文字过长", "the source is too long");
  const auto running = call.database.attached<ImportJobs>().start(in.id);
  if (!running)
    return make(ErrorCode::conflict, "import.state", "该导入正在进行", "this import is running");
  record.import.state = ImportState::running;
  record.import.report.reset();
  store::update_import(call.db, record);
  running->thread =
      std::thread([&database = call.database, actor = call.actor, now = call.now, id = in.id, job,
                   running] { run_in_background(database, actor, now, id, job, *running); });
  return with_mapping(call.database, std::move(record));
}

Result<Import> get_import(Call& call, const ZoneAndId& in) {
  TRY_ASSIGN(record, find_record(call, in.zone, in.id));
  return with_mapping(call.database, std::move(record));
}

Result<ImportList> list_imports(Call& call, const ZoneOnly& in) {
  ImportList list;
  for (const store::ImportRecord& record : store::list_imports(call.db)) {
    const Import& i = record.import;
    if (!call.zones.is_within(i.zone_id, in.zone)) continue;
    ImportRow row{i.id, i.filename, i.kind, i.state, i.created_at, i.finished_at, {}, {}, {}, {}};
    if (i.report) {
      row.rows = i.report->rows;
      row.created = i.report->created;
      row.updated = i.report->updated;
      row.bad = i.report->bad;
    }
    list.items.push_back(std::move(row));
  }
  list.total = static_cast<int64_t>(list.items.size());
  return list;
}

Result<File> export_import_report(Call& call, const ExportImportReport& in) {
  TRY_ASSIGN(record, find_record(call, in.zone, in.id));
  TRY_ASSIGN(format, parse_table_format(in.format.value_or("xlsx")));
  const bool english = in.lang.value_or("zh") == "en";
  const std::vector<BadRow> rows =
      record.import.report ? record.import.report->bad_rows : mapping_of(record).sample_bad_rows;
  const auto title = [&](const char* zh, const char* en) { return std::string(english ? en : zh); };
  const std::vector<TableColumn> columns{{title("行", "Row"), 8},
                                         {title("列", "Column"), 8},
                                         {title("表头", "Header"), 20},
                                         {title("内容", "Value"), 30},
                                         {title("原因", "Reason"), 60}};
  TRY_ASSIGN(bytes,
             write_table(format, english ? "Bad rows" : "问题行", columns, [&](const AddRow& add) {
               for (const BadRow& bad : rows) {
                 const std::vector<TableCell> cells{
                     bad.row, bad.column == 0 ? TableCell{} : TableCell{bad.column},
                     std::string_view(bad.header), std::string_view(bad.value),
                     std::string_view(english ? bad.message.en : bad.message.zh)};
                 add(cells);
               }
             }));
  return File{fmt::format("import-{}.{}", in.id, format == TableFormat::csv ? "csv" : "xlsx"),
              std::string(table_content_type(format)), std::move(bytes)};
}

Result<TargetList> list_import_targets(Call&, const NoInput&) {
  return TargetList{import_targets()};
}

void stop_imports(Database& database) { database.attached<ImportJobs>().wait(); }

// ---- The command line --------------------------------------------------------------------------

namespace {

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return make(ErrorCode::not_found, "import.file", fmt::format("打不开文件 {}", path),
                fmt::format("cannot open {}", path));
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

}  // namespace

Result<ImportReport> import_file(Database& database, const Actor& actor, int64_t zone,
                                 const std::string& path, const ImportOptions& options) {
  TRY_ASSIGN(bytes, read_file(path));
  const std::string filename = std::filesystem::path(path).filename().string();
  ImportJob job;
  {
    Result<Done> ready = database.read_value([&](Transaction& db) -> Result<Done> {
      TRY_ASSIGN(planned, plan_import(*current_codes(database, db), zone, filename, bytes));
      TRY(apply_choices(planned.plan.columns, options.columns));
      TRY(check_plan(planned.plan));
      const ZoneTree zones = load_zone_tree(db);
      TRY(check_scope(actor, zones, zone, planned.plan.kind));
      if (!may(actor, zones, "registry.import", zone)) return registry_errors::not_yours();
      job.plan = std::move(planned.plan);
      job.header_row = planned.mapping.header_row;
      job.period = planned.mapping.period;
      return Done{};
    });
    TRY(ready);
  }
  job.zone = zone;
  job.filename = filename;
  job.mode = options.mode;
  job.source = options.source;
  job.progress = options.progress;
  if (options.period) {
    TRY_ASSIGN(period, parse_period(*options.period));
    job.period = period;
  }
  std::optional<Result<ImportReport>> result;
  database.write([&](Transaction& db) {
    result.emplace(run_import_job(database, db, actor, system_now(), bytes, job));
    return result->ok() && (*result)->committed;
  });
  return std::move(*result);
}

bool is_known_registry_file(const std::string& path) {
  const Result<std::string> bytes = read_file(path);
  if (!bytes.ok()) return false;
  const Result<TableHead> head = read_table_head(*bytes, 50);
  return head.ok() && !guess_columns(*head).known_file.empty();
}

}  // namespace gaoxin
