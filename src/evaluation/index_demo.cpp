// Two runs of the demonstration: the parks of the invented province in two years.
#include <fmt/format.h>

#include "evaluation/index_library.h"

namespace gaoxin {
namespace {

/// The city a zone lies in, as its peer group.
std::string city_of(const ZoneTree& zones, int64_t zone) {
  for (const int64_t above : zones.ancestors(zone))
    if (const Zone* at = zones.find(above); at->level == ZoneLevel::city)
      return at->code == "CN-2201" ? "长春市" : "其他市州";
  return "";
}

}  // namespace

Result<Done> load_demo_runs(Database& database, Transaction& db, Timestamp now) {
  if (index_store::has_runs(db)) return Done{};
  const ZoneTree zones = load_zone_tree(db);
  const Actor actor = system_actor();
  Call call{db, database, actor, zones, now, "demonstration", {}};
  for (const Zone& province : zones.zones()) {
    if (province.code != "CN-22") continue;
    for (const int64_t year : {2023, 2024}) {
      CreateRun run;
      run.zone = province.id;
      run.system = "demonstration-parks";
      run.period = fmt::format("{}", year);
      run.title = fmt::format("示范园区评价 {}", year);
      run.level = "park";
      run.groups.emplace();
      run.given.emplace();
      for (const int64_t id : zones.subtree(province.id)) {
        const Zone& park = *zones.find(id);
        if (park.level != ZoneLevel::park) continue;
        (*run.groups)[park.code] = city_of(zones, id);
        // Invented: one park had an accident, two had findings, the others nothing.
        const bool accident = year == 2024 && park.code == "CN-2207-PETRO";
        const bool finding = park.code == "CN-2202-CHEM" || park.code == "CN-2205-STEEL";
        (*run.given)[park.code] = {{"central_findings", 0},
                                   {"provincial_findings", finding ? 1 : 0},
                                   {"central_cases", 0},
                                   {"provincial_cases", 0},
                                   {"larger_accidents", accident ? 1 : 0},
                                   {"major_accidents", 0}};
      }
      TRY(create_run(call, run));
    }
  }
  return Done{};
}

}  // namespace gaoxin
