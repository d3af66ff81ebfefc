// The invented scheme and results of the demonstration, with one case that waits for approval.
#include <charconv>
#include <fstream>

#include "base/text.h"
#include "evaluation/management_store.h"
#include "evaluation/statistics_store.h"
#include "registry/table_reader.h"

namespace gaoxin {

namespace store = management_store;

namespace {

constexpr const char* kScheme = "demo-parks";
constexpr const char* kSource = "demonstration, invented";

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open the shipped file " + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

double number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  CHECK(error == std::errc() && end == text.data() + text.size());
  return value;
}
int64_t whole(const std::string& text) { return static_cast<int64_t>(number(text)); }

}  // namespace

Result<Done> load_demo_management(Database& database, Transaction& db, const std::string& catalogue,
                                  Timestamp now) {
  const std::string name = std::string("management/") + kScheme;
  if (statistics_store::find_definition(db, name)) return Done{};
  const std::string scheme = read_file(catalogue + "/demo/management_scheme.json");
  statistics_store::insert_definition(db, name, {1, sha256_hex(scheme), scheme, 0}, now);
  const ZoneTree zones = load_zone_tree(db);
  std::map<std::string, int64_t> codes;
  for (const Zone& zone : zones.zones()) codes[zone.code] = zone.id;
  std::vector<std::string> headers;
  TRY(read_table(read_file(catalogue + "/demo/management_results.csv"), [&](const TableRow& row) {
    if (headers.empty()) {
      headers.assign(row.cells.begin(), row.cells.end());
      return true;
    }
    std::map<std::string, std::string> cells;
    for (size_t i = 0; i < headers.size(); ++i) cells[headers[i]] = row.cells[i];
    store::StoredResult result;
    result.scheme = kScheme;
    result.source = kSource;
    result.recorded_at = now;
    result.result = {codes.at(cells.at("zone_code")),
                     whole(cells.at("year")),
                     db.new_id(),
                     cells.at("method"),
                     cells.at("official") == "1",
                     "",
                     number(cells.at("score")),
                     whole(cells.at("rank")),
                     whole(cells.at("rank_low5")),
                     whole(cells.at("rank_high95")),
                     {{"bottom:3:all", number(cells.at("probability_bottom_3"))},
                      {"top:3:all", number(cells.at("probability_top_3"))}},
                     0};
    store::insert_result(db, result);
    return true;
  }));
  const Actor actor = system_actor();
  Call call{db, database, actor, zones, now, "demonstration", {}};
  const ProposeCase proposal{codes.at("CN-22"),
                             codes.at("CN-2204-SOCK"),
                             kScheme,
                             "rectify",
                             2024,
                             {},
                             "示范案件:连续三年位列后三位"};
  TRY(propose_case(call, proposal));
  return Done{};
}

}  // namespace gaoxin
