// What the use cases of the registry share: codes in memory, checking what people enter, adding
// names to what the store gives. Private to the module.
#pragma once

#include <memory>
#include <mutex>

#include "registry/registry_store.h"

namespace gaoxin {

/// The reference codes, loaded once and again when the counter "registry_codes" has moved.
struct Codes {
  CodeTree industries, regions;
};
std::shared_ptr<const Codes> current_codes(Database& database, Transaction& db);

/// Trims, normalises and checks what somebody entered; everything that is wrong at once, with its
/// path below `path` ("enterprise.").
Result<Enterprise> checked_enterprise(const Codes& codes, const EnterpriseInput& input,
                                      const std::string& path);

/// Adds names of home zones, regions, industries and the stays.
void describe_enterprises(Transaction& db, const ZoneTree& zones, const Codes& codes,
                          std::vector<Enterprise>& enterprises);

/// The enterprise when it is visible from the zone and not merged away; else not_found.
Result<Enterprise> visible_enterprise(Call& call, int64_t zone, int64_t id);
/// Also requires the permission at its home zone.
Result<Enterprise> writable_enterprise(Call& call, int64_t zone, int64_t id);

Fact describe_fact(const registry_store::StoredFact& stored);

/// Everything of the registry that is not in a call: the command line and the demonstration.
inline constexpr const char* kWrite = "registry.write";

}  // namespace gaoxin
