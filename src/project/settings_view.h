// Reading settings, hashing and making events: what the use cases of the module's core share
// beneath project_writing.h. Private to the module.
#pragma once

#include <map>

#include "project/project_settings.h"
#include "project/project_store.h"
#include "project/project_writing.h"

namespace gaoxin {

/// All settings of all zones, read once; they are few.
class SettingsView {
 public:
  explicit SettingsView(Call& call);
  int64_t get(int64_t zone, std::string_view name) const;
  /// The settings as they hold at the zone. The view must live as long.
  SettingOf of(int64_t zone) const {
    return [this, zone](std::string_view name) { return get(zone, name); };
  }

 private:
  const ZoneTree& zones_;
  std::map<std::pair<int64_t, std::string>, int64_t> values_;
};

/// SHA-256 of the hash before and the event's content as a JSON array: [previous, project_id,
/// sequence, id, at in µs, effective_on, kind, from_stage, to_stage, actor_id, actor_name, detail].
std::string event_hash(const std::string& previous, const project_store::StoredEvent& event);
ProjectEvent describe_event(const project_store::StoredEvent& stored);

/// Writes a new project, whose members stand, with its first event. `created_at` is the call's.
void insert_new_project(Call& call, Project& project, const NewProjectEvent& event);

}  // namespace gaoxin
