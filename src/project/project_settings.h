// The days and limits a zone may set for its projects, and the deadlines that follow. Pure.
#pragma once

#include <functional>
#include <span>

#include "project/project.h"

namespace gaoxin {

/// A value is the zone's own, else that of the nearest zone above that set it, else `standard`.
struct ProjectSetting {
  const char* name;
  Text title;
  Text unit;  ///< empty of a switch: 0 or 1
  int64_t standard, min, max;
};
std::span<const ProjectSetting> project_settings();
const ProjectSetting* find_project_setting(std::string_view name);

/// A setting's value by name.
using SettingOf = std::function<int64_t(std::string_view name)>;

struct Deadline {
  Date due_on;
  std::string kind;  ///< answer, assess, feedback, report
};
/// What the project owes next; nothing when it is closed, dormant or owes nothing. Marks that lie
/// after `now` (the clock was wrong once) count as `now`.
std::optional<Deadline> next_deadline(const Project& project, Timestamp now, const SettingOf& days);

/// What a project's row keeps of its events, so that ages and deadlines need no walk of the log.
struct ProjectMarks {
  ProjectStage stage = ProjectStage::lead;
  Timestamp stage_entered_at, last_activity_at;
  std::optional<Timestamp> answered_at, assessed_at, reported_at;
  bool operator==(const ProjectMarks&) const = default;
};
/// After an event of the kind at the moment `at`. Before the first event all marks are its
/// moment's.
void mark_event(ProjectMarks& marks, std::string_view kind, std::optional<ProjectStage> to_stage,
                Timestamp at);

/// Whole days from `since` to `now`, 0 when `since` lies after it.
int64_t days_between(Timestamp since, Timestamp now);
ProjectAge project_age(const Project& project, Timestamp now, const SettingOf& days);

/// The moment that marks on a project's row take: `now`, but never before its last activity, so
/// that a clock that went back reorders nothing; except when the last activity lies more than a day
/// ahead, because then the clock was wrong before.
Timestamp monotonic_moment(Timestamp last_activity, Timestamp now);

}  // namespace gaoxin
