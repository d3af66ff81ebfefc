// From what people enter to a project's row: checking, normal forms, duplicates. Private.
#pragma once

#include "project/settings_view.h"

namespace gaoxin {

/// Applies what stands in `input`; everything that is wrong at once, its path below `path`
/// ("project."). Makes the described members of `clear` unknown.
Result<Done> apply_project_input(Call& call, Project& project, const ProjectInput& input,
                                 const std::vector<std::string>& clear, const std::string& path);

/// Another project with a running claim that is the same by code or by name.
struct DuplicateHit {
  Project project;
  std::string because;  ///< credit_code, foreign_id, name
  Date protected_until;
};
/// The claims of others that `project` meets, exact codes first, the most alike names next; at most
/// ten. `except` is left out (its own row).
std::vector<DuplicateHit> find_duplicates(Call& call, const Project& project, int64_t except);
MaskedProject masked(Call& call, const DuplicateHit& hit);
/// Nothing when the hits do not stand in the way; else project.duplicate.
Result<Done> refuse_duplicates(Call& call, const Project& project,
                               const std::vector<DuplicateHit>& hits, bool distinct);

/// Until when the first report protects: for ever once signed; nothing when it is closed or merged
/// away or its claim was given up.
std::optional<Date> protected_until(const SettingsView& settings, const Project& project,
                                    const project_store::StoredClaim& claim);

/// Rules of the product and of the zone with those above it.
std::vector<StageRule> stage_rules_at(Call& call, int64_t zone);
StageFacts stage_facts(Call& call, const Project& project);
/// What fields and conditions (not evidence) of the stages up to the project's own are missing.
std::vector<Missing> missing_so_far(Call& call, const std::vector<StageRule>& rules,
                                    const Project& project, const StageFacts& facts);

/// The day a thing happened: today when not told; errors project.date.future, .early.
Result<Date> checked_day(const Call& call, std::optional<Date> day, const std::string& path);
/// A text that must stand: trimmed, 1 to `bytes_max` bytes; error project.text.
Result<std::string> required_text(const std::string& text, const std::string& path,
                                  size_t bytes_max = 4000);

/// "XM2026-1042".
std::string project_number(Timestamp now, int64_t id);

}  // namespace gaoxin
