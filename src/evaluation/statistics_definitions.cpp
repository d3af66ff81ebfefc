// Items, checks and ratios as versioned files.
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "evaluation/statistics_errors.h"
#include "evaluation/statistics_library.h"

namespace gaoxin {

namespace store = statistics_store;
using statistics::Definitions;

namespace {

constexpr const char* kItems = "statistics/items";
constexpr const char* kChecks = "statistics/checks";
constexpr const char* kRatios = "statistics/ratios";
constexpr const char* kCounter = "evaluation_definition";

struct DefinitionCache {
  std::mutex mutex;
  int64_t counter = -1;
  std::shared_ptr<const Definitions> definitions;
};

std::string content_of(Transaction& db, const char* name) {
  const std::optional<store::StoredDefinition> row = store::find_definition(db, name);
  return row ? row->content : "";
}

Result<Definitions> stored_definitions(Transaction& db) {
  const std::optional<store::StoredDefinition> items = store::find_definition(db, kItems);
  if (!items) return Definitions{};
  TRY_ASSIGN(out, statistics::read_definitions(items->content, content_of(db, kChecks),
                                               content_of(db, kRatios)));
  out.version = items->version;
  return out;
}

std::vector<std::string> codes(const Definitions& definitions,
                               const std::vector<int64_t>& numbers) {
  std::vector<std::string> out;
  for (const int64_t number : numbers) out.push_back(definitions.find(number)->code);
  return out;
}

std::string_view check_kind_name(statistics::Check::Kind kind) {
  using enum statistics::Check::Kind;
  switch (kind) {
    case range: return "range";
    case part: return "part";
    case equal: return "equal";
    case jump: return "jump";
    case unit: return "unit";
    case ratio: return "ratio";
    case together: return "together";
    case months: return "months";
    case required: return "required";
  }
  CHECK(false);
}

StatItem described(const statistics::Item& item) {
  StatItem out;
  out.number = item.number;
  out.code = item.code;
  out.subject = item.subject == statistics::Subject::enterprise ? "enterprise"
                : item.subject == statistics::Subject::zone     ? "zone"
                                                                : "context";
  if (item.monthly) out.periods.push_back("month");
  if (item.quarterly) out.periods.push_back("quarter");
  if (item.yearly) out.periods.push_back("year");
  out.kind = item.kind == statistics::Kind::flow ? "flow" : "stock";
  out.value = item.value == statistics::ValueKind::money   ? "money"
              : item.value == statistics::ValueKind::count ? "count"
                                                           : "amount";
  out.unit = item.unit;
  out.title = item.title;
  out.definition = item.definition;
  out.registry_field = item.registry_field;
  return out;
}

/// What stands may be reworded, not taken away or turned into something else: reports stand on it.
Result<Done> check_successor(const Definitions& before, const Definitions& after) {
  for (const statistics::Item& old : before.items) {
    const statistics::Item* now = after.find(old.number);
    if (now == nullptr)
      return statistics_errors::make(
          ErrorCode::rule_failed, "items.removed",
          fmt::format("指标 {}“{}”不能删除:已有报表可能使用它", old.number, old.title.zh),
          fmt::format("item {} '{}' cannot be taken away: reports may hold it", old.number,
                      old.title.en));
    if (now->code != old.code || now->value != old.value || now->unit != old.unit ||
        now->kind != old.kind || now->subject != old.subject)
      return statistics_errors::make(
          ErrorCode::rule_failed, "items.changed",
          fmt::format("指标 {}“{}”的编码、单位与性质不能改变;请新增一个指标", old.number,
                      old.title.zh),
          fmt::format("code, unit and kind of item {} '{}' cannot change; add a new item",
                      old.number, old.title.en));
  }
  return Done{};
}

/// True when the content was new.
bool put_definition(Transaction& db, const char* name, std::string content, Timestamp now,
                    int64_t by) {
  const std::optional<store::StoredDefinition> last = store::find_definition(db, name);
  const std::string sum = sha256_hex(content);
  if (last && last->sha256 == sum) return false;
  store::insert_definition(db, name, {last ? last->version + 1 : 1, sum, std::move(content), by},
                           now);
  touch_counter(db, kCounter);
  return true;
}

}  // namespace

namespace statistics {

std::shared_ptr<const Definitions> current_definitions(Database& database, Transaction& db) {
  DefinitionCache& cache = database.attached<DefinitionCache>();
  const int64_t counter = read_counter(db, kCounter);
  const std::lock_guard lock(cache.mutex);
  if (cache.counter != counter || !cache.definitions) {
    cache.definitions = std::make_shared<const Definitions>(stored_definitions(db).value());
    cache.counter = counter;
  }
  return cache.definitions;
}

}  // namespace statistics

namespace {

StatDefinitions described(const Definitions& definitions, const ListStatItems& in) {
  StatDefinitions out;
  out.version = definitions.version;
  for (const statistics::Item& item : definitions.items) {
    StatItem row = described(item);
    const bool in_period = !in.period_kind || std::find(row.periods.begin(), row.periods.end(),
                                                        *in.period_kind) != row.periods.end();
    if (in_period && (!in.subject || row.subject == *in.subject))
      out.items.push_back(std::move(row));
  }
  for (const statistics::Check& check : definitions.checks)
    out.checks.push_back({check.code, std::string(check_kind_name(check.kind)),
                          check.error ? "error" : "warning", codes(definitions, check.items),
                          codes(definitions, check.other), check.low, check.high, check.why});
  for (const statistics::Ratio& ratio : definitions.ratios)
    out.ratios.push_back({ratio.code, codes(definitions, ratio.numerator),
                          codes(definitions, ratio.denominator), ratio.factor, ratio.unit,
                          ratio.title});
  return out;
}

}  // namespace

Result<StatDefinitions> list_stat_items(Call& call, const ListStatItems& in) {
  return described(*statistics::current_definitions(call.database, call.db), in);
}

Result<StatDefinitions> import_stat_items(Call& call, const ImportStatItems& in) {
  if (call.zones.zones().front().id != in.zone)
    return statistics_errors::make(ErrorCode::rule_failed, "items.root",
                                   "指标定义属于全国节点,请在那里导入",
                                   "definitions belong to the root of the tree; import them there");
  const std::string base = std::filesystem::path(in.file.filename).stem().string();
  const bool items = base == "items", checks = base == "checks", ratios = base == "ratios";
  if (!items && !checks && !ratios)
    return statistics_errors::invalid("items.file",
                                      "文件名应为 items.csv、checks.csv 或 ratios.csv",
                                      "the file must be items.csv, checks.csv or ratios.csv");
  if (!is_utf8(in.file.bytes) || in.file.bytes.find('\0') != std::string::npos)
    return statistics_errors::invalid("items.encoding", "文件应为 UTF-8", "the file must be UTF-8");
  TRY_ASSIGN(after,
             statistics::read_definitions(items ? in.file.bytes : content_of(call.db, kItems),
                                          checks ? in.file.bytes : content_of(call.db, kChecks),
                                          ratios ? in.file.bytes : content_of(call.db, kRatios)));
  TRY(check_successor(*statistics::current_definitions(call.database, call.db), after));
  const bool changed = put_definition(call.db,
                                      items    ? kItems
                                      : checks ? kChecks
                                               : kRatios,
                                      in.file.bytes, call.now, call.actor.user_id);
  if (changed) call.audit("statistics_definition", 0, nullptr, json::value{{"file", base}});
  after.version = store::find_definition(call.db, kItems)->version;
  return described(after, {});
}

Result<Done> load_shipped_statistics(Transaction& db, const std::string& catalogue) {
  const auto read = [&](const char* name) {
    const std::string path = catalogue + "/" + name + ".csv";
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot open the shipped file " + path);
    return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  };
  for (const char* name : {kItems, kChecks, kRatios}) {
    // What an authority has imported stands; a newer shipped file replaces only a shipped one.
    const std::optional<store::StoredDefinition> last = store::find_definition(db, name);
    if (!last || last->loaded_by == 0) put_definition(db, name, read(name), system_now(), 0);
  }
  TRY(stored_definitions(db));
  put_definition(db, "bulletin/2012", read("statistics/bulletin_2012"), system_now(), 0);
  return Done{};
}

}  // namespace gaoxin
