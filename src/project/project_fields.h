// The words of a project: its fields, kinds of evidence, stages, statuses and events, with titles
// in both languages. Pure. Rules, forms, imports and exports all read these tables.
#pragma once

#include <span>

#include "project/project.h"

namespace gaoxin {

BOOST_DEFINE_ENUM_CLASS(ProjectFieldKind, text, money, number, integer, percent, date, flag)

/// `member`: stands as a member of ProjectInput; the others stand in its `fields`. `stage`: where
/// it first matters. A flag is "true" or "false" and always known.
struct ProjectField {
  const char* name;
  Text title;
  ProjectFieldKind kind;
  const char* unit;
  bool member;
  ProjectStage stage;
};
std::span<const ProjectField> project_fields();
const ProjectField* find_project_field(std::string_view name);

/// What somebody entered for a field, in its own form: money "1234.50", dates ISO, whole numbers
/// without a dot. Error project.field.KIND, with `path` as the field's path.
Result<std::string> normal_field_value(const ProjectField& field, std::string_view text,
                                       const std::string& path);

/// Every known value by its field's name, as text; what is unknown does not stand.
std::map<std::string, std::string> project_values(const Project& project);

struct EvidenceKind {
  const char* name;
  Text title;
  ProjectStage stage;
};
std::span<const EvidenceKind> evidence_kinds();
const EvidenceKind* find_evidence_kind(std::string_view name);

/// What is wrong with the number of a foreign investor; only that it is not empty and short.
inline constexpr size_t kForeignIdBytesMax = 64;

}  // namespace gaoxin
