// The program: one command for each thing an operator does. `gaoxin --help` lists them.
//
// Exit codes: 0 done, 1 refused (the reason is on standard error in both languages), 2 wrong use.
#include <unistd.h>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "api/dispatch.h"
#include "api/http_server.h"
#include "app/demo.h"
#include "app/operations.h"
#include "app/remote.h"
#include "chain/chain.h"
#include "policy/policy.h"
#include "project/evidence.h"
#include "project/ledger.h"
#include "registry/imports.h"
#include "storage/migrate.h"

namespace gaoxin {
std::span<const WebFile> web_files();  // Made by scripts/embed_web.sh from web/dist.

namespace {

int refuse(const Error& error) {
  std::cerr << error.text.zh << "\n" << error.text.en << "\n";
  for (const FieldError& field : error.fields)
    std::cerr << "  " << field.path << ": " << field.text.zh << " / " << field.text.en << "\n";
  std::cerr << "(" << error.key << ")\n";
  return 1;
}

struct Options {
  std::string database = "data/gaoxin.db";
  HttpSettings http;
  int readers = 4;
  std::string operation, file, output;
  std::vector<std::string> arguments;
  std::string user;
  std::string server;
  std::string catalogue;
  std::string zone;
  std::vector<std::string> files;
  bool keep_good = false;
  int64_t seed = 1, queries = 2000;
  std::string language;
  std::string evidence;
  std::string mode, reason;
  bool remove_orphans = false;
};

/// The folder of the product's own data: as told, else beside the working directory, else beside
/// the program.
std::string catalogue_folder(const Options& options) {
  if (!options.catalogue.empty()) return options.catalogue;
  std::error_code ignored;
  if (std::filesystem::is_directory("catalogue", ignored)) return "catalogue";
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (program.parent_path().parent_path() / "catalogue").string();
}

std::string evidence_of(const Options& options) {
  return options.evidence.empty() ? default_evidence_folder(options.database) : options.evidence;
}

/// Opens and migrates.
Result<std::unique_ptr<Database>> open_database(const Options& options) {
  TRY_ASSIGN(database, Database::open(options.database, options.readers));
  TRY(migrate(*database, built_in_migrations()));
  set_evidence_folder(*database, evidence_of(options));
  return database;
}

int serve(const Options& options) {
  // A log line is: time, level, request id, method, target, status, time taken, user.
  spdlog::set_default_logger(spdlog::stderr_color_mt("gaoxin"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%fZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  auto database = open_database(options);
  if (!database.ok()) return refuse(database.error());
  const Result<Done> shipped = load_shipped(**database, catalogue_folder(options));
  if (!shipped.ok()) return refuse(shipped.error());
  const auto password = ensure_first_administrator(**database, system_now());
  if (!password.ok()) return refuse(password.error());
  if (*password)
    std::cout << "首次启动:用户 admin,一次性密码 " << **password << "(登录后须修改)\n"
              << "First start: user admin, one-time password " << **password
              << " (to be changed after signing in)\n"
              << std::flush;
  // The first list must not wait for the directories.
  (*database)->read([&](Transaction& db) {
    current_directory(**database, db);
    load_project_directory(**database, db);
  });
  const Operations operations = all_operations();
  Application application(**database, operations, web_files());
  const Result<Done> served = serve_http(application, options.http, [&](uint16_t port) {
    std::cout << fmt::format(
                     "高新 Gaoxin: http://{}:{}\n",
                     options.http.address == "127.0.0.1" ? "localhost" : options.http.address, port)
              << std::flush;
  });
  stop_imports(**database);
  if (!served.ok()) return refuse(served.error());
  spdlog::info("stopped");
  return 0;
}

int migrate_command(const Options& options) {
  auto database = Database::open(options.database, 1);
  if (!database.ok()) return refuse(database.error());
  const Result<int> applied = migrate(**database, built_in_migrations());
  if (!applied.ok()) return refuse(applied.error());
  std::cout << *applied << " applied\n";
  return 0;
}

int backup(const Options& options) {
  auto database = Database::open(options.database, 1);
  if (!database.ok()) return refuse(database.error());
  const Result<Done> done = (*database)->backup(options.file);
  if (!done.ok()) return refuse(done.error());
  // After the database, so that every row of the copy finds its file.
  const std::string folder = options.file + ".evidence";
  const int64_t copied = copy_evidence(evidence_of(options), folder);
  std::cout << options.file << "\n";
  if (copied > 0) std::cout << fmt::format("{}: {} 份材料 files\n", folder, copied);
  return 0;
}

int restore(const Options& options) {
  const Result<Done> done = Database::restore(options.database, options.file);
  if (!done.ok()) return refuse(done.error());
  const int64_t copied = copy_evidence(options.file + ".evidence", evidence_of(options));
  std::cout << options.database << "\n";
  if (copied > 0) std::cout << fmt::format("{}: {} 份材料 files\n", evidence_of(options), copied);
  return 0;
}

/// Prints what is wrong with the log of the projects and with their evidence.
int verify(const Options& options) {
  auto database = open_database(options);
  if (!database.ok()) return refuse(database.error());
  const VerifyReport report = verify_projects(**database, options.remove_orphans);
  for (const Text& problem : report.problems)
    std::cout << problem.zh << " / " << problem.en << "\n";
  for (const std::string& orphan : report.orphans)
    std::cout << fmt::format("无主文件 orphan: {}\n", orphan);
  std::cout << fmt::format(
      "{} 个项目 projects, {} 条事件 events, {} 份材料 evidence, {} 个文件 files, {} 个问题 "
      "problems, "
      "{} 个无主文件 orphans\n",
      report.projects, report.events, report.evidence, report.files, report.problems.size(),
      report.orphans.size());
  return report.problems.empty() ? 0 : 1;
}

/// The administrator of the command line, or the user named with --as.
Result<Actor> acting_user(Database& database, const std::string& username) {
  if (username.empty()) return system_actor();
  return database.read_value([&](Transaction& db) -> Result<Actor> {
    ListQuery query;
    query.q = username;
    query.page_size = 200;
    const ZoneTree zones = load_zone_tree(db);
    const int64_t root = zones.zones().empty() ? 0 : zones.zones().front().id;
    TRY_ASSIGN(page, list_users(db, zones, root, query));
    for (const User& user : page.items)
      if (user.username == username && !user.disabled)
        return Actor{user.id, user.username, user.display_name, false, user.grants};
    return Error{ErrorCode::not_found,
                 "access.user",
                 {"没有用户 " + username, "there is no user " + username},
                 {}};
  });
}

/// `key=text` or `key:=json`.
Result<json::object> parse_arguments(const std::vector<std::string>& arguments) {
  json::object input;
  for (const std::string& argument : arguments) {
    const size_t equals = argument.find('=');
    const Error wrong{ErrorCode::invalid,
                      "call.argument",
                      {"参数应写成 key=value 或 key:=JSON:" + argument,
                       "write an argument as key=value or key:=JSON: " + argument},
                      {}};
    if (equals == std::string::npos || equals == 0) return wrong;
    if (argument[equals - 1] != ':') {
      input[argument.substr(0, equals)] = argument.substr(equals + 1);
      continue;
    }
    boost::system::error_code failure;
    json::value value = json::parse(argument.substr(equals + 1), failure);
    if (failure) return wrong;
    input[argument.substr(0, equals - 1)] = std::move(value);
  }
  return input;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream bytes;
  if (!stream || !(bytes << stream.rdbuf()))
    return Error{ErrorCode::not_found,
                 "file.read",
                 {"无法读取文件 " + path, "cannot read the file " + path},
                 {}};
  return std::move(bytes).str();
}

/// By code ("CN-22") or by id.
Result<int64_t> find_zone(Database& database, const std::string& name) {
  return database.read_value([&](Transaction& db) -> Result<int64_t> {
    const ZoneTree zones = load_zone_tree(db);
    for (const Zone& zone : zones.zones())
      if (zone.code == name || std::to_string(zone.id) == name) return zone.id;
    return Error{
        ErrorCode::not_found, "access.zone", {"没有区域 " + name, "there is no zone " + name}, {}};
  });
}

/// At the database itself.
Result<json::value> call_here(const Options& options, const Operations& operations,
                              const Operation& operation, json::object input, Upload& upload,
                              File& file) {
  TRY_ASSIGN(database, open_database(options));
  TRY_ASSIGN(actor, acting_user(*database, options.user));
  // A zone may be named by its code.
  if (const json::value* zone = input.if_contains("zone"); zone != nullptr && zone->is_string()) {
    const auto id = find_zone(*database, json::value_to<std::string>(*zone));
    if (id.ok()) input["zone"] = *id;
  }
  Application application(*database, operations, {});
  return application.call(actor, operation, input, &upload, &file);
}

/// At a running server, as a user of it. The password comes from the environment, so that it
/// stands in no list of processes, or is asked for.
Result<json::value> call_there(const Options& options, const Operation& operation,
                               json::object input, const Upload& upload, File& file) {
  const char* known = std::getenv("GAOXIN_PASSWORD");
  std::string password = known != nullptr ? known : "";
  if (known == nullptr) {
    const char* typed = getpass("密码 / password: ");
    if (typed != nullptr) password = typed;
  }
  TRY_ASSIGN(server, RemoteServer::sign_in(
                         options.server, options.user.empty() ? "admin" : options.user, password));
  return server->call(operation, std::move(input), upload, file);
}

int call(const Options& options) {
  const Operations operations = all_operations();
  const Operation* operation = operations.find(options.operation);
  if (operation == nullptr) {
    std::cerr << "没有操作 / no operation '" << options.operation << "'. 可用 / there are:\n";
    for (const Operation& known : operations.all())
      std::cerr << "  " << known.info.name << "  " << known.info.summary.zh << " / "
                << known.info.summary.en << "\n";
    return 2;
  }
  auto input = parse_arguments(options.arguments);
  if (!input.ok()) return refuse(input.error());
  Upload upload;
  if (operation->takes_upload) {
    auto bytes = read_file(options.file);
    if (!bytes.ok()) return refuse(bytes.error());
    upload = {options.file.substr(options.file.find_last_of('/') + 1), std::move(*bytes)};
  }
  File file;
  const Result<json::value> result =
      options.server.empty() ? call_here(options, operations, *operation, *input, upload, file)
                             : call_there(options, *operation, *input, upload, file);
  if (!result.ok()) return refuse(result.error());
  if (!operation->answers_file) {
    std::cout << json::serialize(*result) << "\n";
    return 0;
  }
  const std::string output = options.output.empty() ? file.filename : options.output;
  std::ofstream stream(output, std::ios::binary);
  if (!(stream << file.bytes)) {
    std::cerr << "无法写入 / cannot write " << output << "\n";
    return 1;
  }
  std::cout << output << "\n";
  return 0;
}

int demo(const Options& options) {
  auto database = open_database(options);
  if (!database.ok()) return refuse(database.error());
  const Result<Done> done = load_demonstration(**database, catalogue_folder(options));
  if (!done.ok()) return refuse(done.error());
  std::cout
      << "示范数据已就绪(均为虚构)。用户 / Demonstration ready, all of it invented. User: admin, "
         "密码 / password: "
      << kDemoPassword << "\n";
  return 0;
}

int import_registry_file(Database& database, const Actor& actor, int64_t zone,
                         const std::string& path, ImportMode mode) {
  ImportOptions options;
  options.mode = mode;
  int shown = -1;
  options.progress = [&shown](double share) {
    const int percent = static_cast<int>(share * 100);
    if (percent / 10 == shown / 10 && shown >= 0) return;
    shown = percent;
    std::cerr << "\r" << percent << " %" << std::flush;
  };
  const Result<ImportReport> report = import_file(database, actor, zone, path, options);
  if (shown >= 0) std::cerr << "\r      \r";
  if (!report.ok()) return refuse(report.error());
  for (const BadRow& bad : report->bad_rows)
    std::cerr << path << ":" << bad.row << ":" << bad.column << ": " << bad.message.zh << " / "
              << bad.message.en << "\n";
  std::cout << fmt::format(
      "{}: {} 行 rows, {} 新增 created, {} 更新 updated, {} 未变 unchanged, {} 数据项 facts, {} "
      "待核 "
      "to review, {} 有误 bad{}\n",
      path, report->rows, report->created, report->updated, report->unchanged, report->facts,
      report->review, report->bad, report->committed ? "" : " — 未导入 not imported");
  return report->committed ? 0 : 1;
}

int import_chain_file(Application& application, const Operations& operations, const Actor& actor,
                      int64_t zone, const std::string& path, ImportMode mode) {
  auto bytes = read_file(path);
  if (!bytes.ok()) return refuse(bytes.error());
  Upload upload{path.substr(path.find_last_of('/') + 1), std::move(*bytes)};
  const Operation* operation = operations.find("chain.import");
  CHECK(operation != nullptr);
  const Result<json::value> answer = application.call(
      actor, *operation, {{"zone", zone}, {"keep_good", mode == ImportMode::keep_good}}, &upload,
      nullptr);
  if (!answer.ok()) return refuse(answer.error());
  const json::object& report = answer->as_object();
  for (const json::value& issue : report.at("issues").as_array())
    if (issue.at("outcome") == "refused")
      std::cerr << path << ":" << issue.at("line") << ": " << issue.at("text").at("zh").as_string()
                << " / " << issue.at("text").at("en").as_string() << "\n";
  const auto count = [&](const char* name) { return report.at(name).as_int64(); };
  const bool refused = mode == ImportMode::all_or_nothing && count("rows_refused") > 0;
  std::cout << fmt::format(
      "{}: {} 行 rows, {} 保留 kept, {} 修正 repaired, {} 舍弃 dropped, {} 拒绝 refused{}\n", path,
      count("rows_read"), count("rows_kept"), count("rows_repaired"), count("rows_dropped"),
      count("rows_refused"),
      refused                          ? " — 未导入 not imported"
      : report.at("changed").as_bool() ? ""
                                       : " — 未变 unchanged");
  return refused ? 1 : 0;
}

int import_ledger_file(Database& database, const Actor& actor, int64_t zone,
                       const std::string& path, const std::string& bytes, const Options& options) {
  LedgerOptions ledger;
  ledger.mode = options.mode == "strict"       ? LedgerMode::strict
                : options.mode == "historical" ? LedgerMode::historical
                                               : LedgerMode::proven;
  ledger.keep_good = options.keep_good;
  ledger.reason = options.reason;
  const std::string filename = path.substr(path.find_last_of('/') + 1);
  const Result<LedgerReport> report =
      import_ledger(database, actor, zone, filename, bytes, ledger, system_now());
  if (!report.ok()) return refuse(report.error());
  for (const LedgerBadRow& bad : report->bad_rows)
    std::cerr << path << ":" << bad.row << ":" << bad.column << ": "
              << (bad.refused ? "" : "已导入,阶段较低 taken at a lower stage: ") << bad.message.zh
              << " / " << bad.message.en << "\n";
  std::cout << fmt::format(
      "{}: {} 行 rows, {} 新增 created, {} 更新 updated, {} 未变 unchanged, {} 阶段较低 lowered, "
      "{} "
      "待审批 overrides, {} 有误 bad{}\n",
      path, report->rows, report->created, report->updated, report->unchanged, report->lowered,
      report->overrides, report->bad, report->committed ? "" : " — 未导入 not imported");
  return report->committed ? 0 : 1;
}

/// Each file whole or not at all; the first that fails ends the command.
int import_files(const Options& options, bool only_ledgers) {
  auto database = open_database(options);
  if (!database.ok()) return refuse(database.error());
  const Result<Done> prepared = load_shipped(**database, catalogue_folder(options));
  if (!prepared.ok()) return refuse(prepared.error());
  const auto zone = find_zone(**database, options.zone);
  if (!zone.ok()) return refuse(zone.error());
  const auto actor = acting_user(**database, options.user);
  if (!actor.ok()) return refuse(actor.error());
  const Operations operations = all_operations();
  Application application(**database, operations, {});
  const ImportMode mode = options.keep_good ? ImportMode::keep_good : ImportMode::all_or_nothing;
  for (const std::string& path : options.files) {
    // The listed companies' tables are both: enterprises of the registry, figures of the chain.
    const bool chain = is_chain_file(path);
    int failed = 0;
    const auto bytes = read_file(path);
    if (!bytes.ok()) return refuse(bytes.error());
    if (!chain && (only_ledgers || is_ledger(*bytes))) {
      failed = import_ledger_file(**database, *actor, *zone, path, *bytes, options);
      if (failed != 0) return failed;
      continue;
    }
    if (!chain || is_known_registry_file(path))
      failed = import_registry_file(**database, *actor, *zone, path, mode);
    if (failed == 0 && chain)
      failed = import_chain_file(application, operations, *actor, *zone, path, mode);
    if (failed != 0) return failed;
  }
  return 0;
}

/// Prints how well the ranking finds links that were hidden from it, beside the baselines.
int evaluate_chain(const Options& options) {
  auto database = open_database(options);
  if (!database.ok()) return refuse(database.error());
  const auto zone = find_zone(**database, options.zone);
  if (!zone.ok()) return refuse(zone.error());
  const Operations operations = all_operations();
  Application application(**database, operations, {});
  const Operation* operation = operations.find("chain.evaluate");
  CHECK(operation != nullptr);
  const Result<json::value> answer = application.call(
      system_actor(), *operation,
      {{"zone", *zone}, {"seed", options.seed}, {"queries", options.queries}}, nullptr, nullptr);
  if (!answer.ok()) return refuse(answer.error());
  std::cout << fmt::format(
      "{} companies, {} links, seed {}\n{:<10}{:<14}{:<22}{:>8}{:>9}{:>11}{:>9}{:>8}\n",
      answer->at("companies").as_int64(), answer->at("links").as_int64(),
      answer->at("seed").as_int64(), "hidden", "group", "method", "queries", "hit@10", "recall@20",
      "NDCG@10", "MRR");
  for (const json::value& row : answer->at("rows").as_array())
    std::cout << fmt::format(
        "{:<10}{:<14}{:<22}{:>8}{:>9.4f}{:>11.4f}{:>9.4f}{:>8.4f}\n",
        std::string(row.at("split").as_string()), std::string(row.at("group").as_string()),
        std::string(row.at("method").as_string()), row.at("queries").as_int64(),
        row.at("hit_10").to_number<double>(), row.at("recall_20").to_number<double>(),
        row.at("ndcg_10").to_number<double>(), row.at("mrr").to_number<double>());
  return 0;
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app("高新 Gaoxin: runs a hi-tech zone");
  app.set_config("--config", "", "settings file: one `name = value` a line, names as the options");
  app.require_subcommand(1);
  app.add_option("--database", options.database,
                 "a SQLite file, or postgresql://user@host/database")
      ->envname("GAOXIN_DATABASE")
      ->capture_default_str();
  app.add_option("--readers", options.readers, "connections that read at the same time")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();

  CLI::App* serve_app = app.add_subcommand("serve", "serve the web page and the API");
  serve_app->add_option("--address", options.http.address, "where to listen")
      ->envname("GAOXIN_ADDRESS")
      ->capture_default_str();
  serve_app->add_option("--port", options.http.port, "0 takes a free one")
      ->envname("GAOXIN_PORT")
      ->capture_default_str();
  app.add_subcommand("migrate", "bring the database to this version");
  app.add_subcommand("openapi", "print the OpenAPI 3.1 document");
  CLI::App* backup_app = app.add_subcommand("backup", "copy the whole database to a new file");
  backup_app->add_option("file", options.file)->required();
  CLI::App* restore_app = app.add_subcommand("restore", "put a backup in the database's place");
  restore_app->add_option("file", options.file)->required();
  CLI::App* call_app = app.add_subcommand("call", "run one operation: gaoxin call NAME key=value");
  call_app->add_option("operation", options.operation)->required();
  call_app->add_option("arguments", options.arguments, "key=value or key:=JSON");
  call_app->add_option("--as", options.user, "act as this user, with that user's permissions");
  call_app
      ->add_option("--server", options.server,
                   "run it at a running server (http://host:port) as the user --as, whose password "
                   "is in GAOXIN_PASSWORD or asked for")
      ->envname("GAOXIN_SERVER");
  call_app->add_option("--file", options.file, "the file to upload");
  call_app->add_option("--output", options.output, "where to write a download");

  app.add_option("--catalogue", options.catalogue, "the folder of the product's own data")
      ->envname("GAOXIN_CATALOGUE");
  app.add_subcommand("demo", "fill an empty database with the invented demonstration");
  CLI::App* import_app = app.add_subcommand(
      "import", "read tables: enterprises, facts, codes, input-output tables, the chain's files");
  import_app->add_option("files", options.files, "CSV, XLSX or JSON")->required();
  import_app
      ->add_option("--zone", options.zone, "where new enterprises belong: a zone's code or id")
      ->default_val("CN");
  import_app->add_option("--as", options.user, "act as this user");
  import_app->add_flag("--keep-good", options.keep_good, "import the good rows of a bad file too");

  app.add_option("--evidence", options.evidence,
                 "the folder of evidence; default: evidence beside the database's file")
      ->envname("GAOXIN_EVIDENCE");
  CLI::App* verify_app = app.add_subcommand(
      "verify",
      "check the log and the evidence of the projects; exit code 1 when something is wrong");
  verify_app->add_flag("--remove-orphans", options.remove_orphans,
                       "delete files older than an hour that no row names");
  CLI::App* project_app = app.add_subcommand("project", "investment projects");
  project_app->require_subcommand(1);
  CLI::App* ledger_app = project_app->add_subcommand("import", "read a ledger of projects");
  ledger_app->add_option("files", options.files, "CSV or XLSX")->required();
  ledger_app->add_option("--zone", options.zone, "where new projects belong: a zone's code or id")
      ->required();
  ledger_app->add_option("--as", options.user, "act as this user");
  ledger_app->add_flag("--keep-good", options.keep_good, "import the good rows of a bad file too");
  ledger_app->add_option("--mode", options.mode, "what to do with a stage that is not proven")
      ->check(CLI::IsMember({"strict", "proven", "historical"}))
      ->default_val("proven");
  ledger_app->add_option("--reason", options.reason, "why rows enter late (historical)");

  CLI::App* policy_app = app.add_subcommand("policy", "policies as executable rules");
  policy_app->require_subcommand(1);
  CLI::App* check_app = policy_app->add_subcommand(
      "check", "read, lint and test rule files; exit code 1 when something is wrong");
  check_app->add_option("paths", options.files, "files or folders")->required();
  check_app->add_option("--lang", options.language, "zh or en")
      ->check(CLI::IsMember({"zh", "en"}))
      ->default_val("zh");
  CLI::App* chain_app = app.add_subcommand("chain", "the industrial chain");
  chain_app->require_subcommand(1);
  CLI::App* evaluate_app = chain_app->add_subcommand(
      "evaluate", "hide known links, rank all companies, compare with the baselines");
  evaluate_app->add_option("--zone", options.zone, "a zone's code or id")->default_val("CN");
  evaluate_app->add_option("--seed", options.seed)->capture_default_str();
  evaluate_app->add_option("--queries", options.queries)->capture_default_str();

  CLI11_PARSE(app, argc, argv);
  if (app.got_subcommand("serve")) return serve(options);
  if (app.got_subcommand("migrate")) return migrate_command(options);
  if (app.got_subcommand("openapi")) {
    std::cout << json::serialize(openapi_document(all_operations())) << "\n";
    return 0;
  }
  if (app.got_subcommand("backup")) return backup(options);
  if (app.got_subcommand("restore")) return restore(options);
  if (app.got_subcommand("demo")) return demo(options);
  if (app.got_subcommand("policy")) {
    std::string report;
    const int status = run_policy_check(options.files, options.language, report);
    std::cout << report;
    return status;
  }
  if (app.got_subcommand("chain")) return evaluate_chain(options);
  if (app.got_subcommand("project")) return import_files(options, true);
  if (app.got_subcommand("import")) return import_files(options, false);
  if (app.got_subcommand("verify")) return verify(options);
  return call(options);
}

}  // namespace
}  // namespace gaoxin

int main(int argc, char** argv) {
  try {
    return gaoxin::run(argc, argv);
  } catch (const std::exception& problem) {
    std::cerr << "系统错误 / system error: " << problem.what() << "\n";
    return 1;
  }
}
