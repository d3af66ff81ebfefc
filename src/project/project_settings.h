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
  const char* unit;
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

/// Whole days from `since` to `now`, 0 when `since` lies after it.
int64_t days_between(Timestamp since, Timestamp now);
ProjectAge project_age(const Project& project, Timestamp now, const SettingOf& days);

/// The moment that marks on a project's row take: `now`, but never before its last activity, so
/// that a clock that went back reorders nothing; except when the last activity lies more than a day
/// ahead, because then the clock was wrong before.
Timestamp monotonic_moment(Timestamp last_activity, Timestamp now);

}  // namespace gaoxin
