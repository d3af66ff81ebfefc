// Uploading, verifying and downloading evidence; checking files and log as a whole.
#include "project/evidence.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>

#include "base/text.h"
#include "project/evidence_files.h"
#include "project/evidence_store.h"
#include "project/list_query.h"
#include "project/media_type.h"
#include "project/project_input.h"

namespace gaoxin {

namespace {

/// Kept beside the database.
struct EvidenceFolder {
  std::mutex mutex;
  std::string path = "data/evidence";
};

Error no_evidence(int64_t id) {
  return project_error(ErrorCode::not_found, "evidence", fmt::format("没有证明材料 {}", id),
                       fmt::format("there is no evidence {}", id));
}

/// The project that the evidence counts for: where it was merged into.
Result<Project> counting_project(Call& call, int64_t zone, int64_t project_id) {
  TRY_ASSIGN(project, visible_project(call, zone, project_id));
  while (project.merged_into) {
    TRY_ASSIGN(next, visible_project(call, zone, *project.merged_into));
    project = std::move(next);
  }
  return project;
}

Evidence described_evidence(Call& call, Evidence evidence, const Project& project) {
  if (const EvidenceKind* kind = find_evidence_kind(evidence.kind)) evidence.title = kind->title;
  evidence.expired = evidence.expires_on && *evidence.expires_on < date_of(call.now);
  evidence.uploaded_by_name = user_name(call.db, evidence.uploaded_by).value_or("");
  if (evidence.decided_by) evidence.decided_by_name = user_name(call.db, *evidence.decided_by);
  evidence.may_decide = evidence.state == EvidenceState::pending &&
                        evidence.uploaded_by != call.actor.user_id &&
                        project.owner_user_id != call.actor.user_id &&
                        call.may("project.verify", project.host_zone_id);
  return evidence;
}

Error damaged(const Evidence& evidence, FileState state) {
  const bool missing = state == FileState::missing;
  return project_error(
      ErrorCode::rule_failed, "evidence.damaged",
      fmt::format("“{}”的文件{};请从备份恢复或重新上传", evidence.filename,
                  missing ? "不在磁盘上" : "内容已被改动"),
      fmt::format("the file of '{}' {}; restore it from a backup or upload it again",
                  evidence.filename, missing ? "is not on the disk" : "was changed"));
}

}  // namespace

void set_evidence_folder(Database& database, const std::string& folder) {
  auto& kept = database.attached<EvidenceFolder>();
  const std::lock_guard lock(kept.mutex);
  kept.path = folder;
}
std::string evidence_folder(Database& database) {
  auto& kept = database.attached<EvidenceFolder>();
  const std::lock_guard lock(kept.mutex);
  return kept.path;
}
std::string default_evidence_folder(const std::string& database_url) {
  std::string_view path = database_url;
  if (path.starts_with("postgres")) return "data/evidence";
  if (path.starts_with("sqlite:")) path.remove_prefix(7);
  return (std::filesystem::path(path).parent_path() / "evidence").string();
}

Result<Evidence> upload_evidence(Call& call, const UploadEvidence& in) {
  TRY_ASSIGN(project, writable_project(call, in.zone, in.id));
  if (find_evidence_kind(in.kind) == nullptr)
    return project_error(ErrorCode::invalid, "evidence.kind",
                         fmt::format("没有证明材料种类“{}”", in.kind),
                         fmt::format("there is no kind of evidence '{}'", in.kind));
  TRY_ASSIGN(issuer, required_text(in.issuer, "issuer", 300));
  TRY_ASSIGN(issued_on, checked_day(call, in.issued_on, "issued_on"));
  if (in.expires_on && *in.expires_on < issued_on)
    return project_error(ErrorCode::invalid, "evidence.expires", "有效期早于出具日期",
                         "it would expire before it was issued");
  const int64_t megabytes = project_setting(call, project.host_zone_id, "evidence_megabytes");
  if (static_cast<int64_t>(in.file.bytes.size()) > megabytes << 20)
    return project_error(ErrorCode::invalid, "evidence.too_large",
                         fmt::format("文件超过 {} MB", megabytes),
                         fmt::format("the file is larger than {} MB", megabytes));
  TRY_ASSIGN(type, upload_type(in.file.filename, in.file.bytes));
  evidence_store::StoredEvidence stored;
  stored.zone_id = project.zone_id;
  Evidence& evidence = stored.evidence;
  evidence.id = call.db.new_id();
  evidence.project_id = project.id;
  evidence.kind = in.kind;
  evidence.filename = safe_filename(in.file.filename, type);
  evidence.media_type = type.media_type;
  evidence.size_bytes = static_cast<int64_t>(in.file.bytes.size());
  evidence.sha256 = sha256_hex(in.file.bytes);
  evidence.issuer = issuer;
  evidence.issued_on = issued_on;
  evidence.expires_on = in.expires_on;
  evidence.uploaded_at = call.now;
  evidence.uploaded_by = call.actor.user_id;
  const std::vector<int64_t> ids = {project.id};
  for (const auto& other : evidence_store::list_evidence(call.db, ids))
    if (other.evidence.sha256 == evidence.sha256 && other.evidence.kind == evidence.kind &&
        other.evidence.state != EvidenceState::rejected)
      return project_error(
          ErrorCode::conflict, "evidence.twice",
          fmt::format("该文件已作为“{}”上传过", other.evidence.filename),
          fmt::format("this file is here already as '{}'", other.evidence.filename));
  // The file stands before the row can: a crash in between leaves an orphan, which verify names.
  write_evidence_file(evidence_folder(call.database), in.file.bytes);
  evidence_store::insert_evidence(call.db, stored);
  call.audit("evidence", evidence.id, nullptr, to_json(evidence));
  TRY(write_project(call, project,
                    {.kind = "evidence_added",
                     .detail = json::object{{"evidence", evidence.id},
                                            {"kind", evidence.kind},
                                            {"filename", evidence.filename},
                                            {"sha256", evidence.sha256}}}));
  return described_evidence(call, std::move(evidence), project);
}

Result<EvidenceList> list_evidence(Call& call, const ProjectId& in) {
  TRY_ASSIGN(project, visible_project(call, in.zone, in.id));
  EvidenceList list;
  const std::vector<int64_t> ids = project_store::with_merged(call.db, project.id);
  for (auto& stored : evidence_store::list_evidence(call.db, ids))
    list.items.push_back(described_evidence(call, std::move(stored.evidence), project));
  return list;
}

Result<File> download_evidence(Call& call, const EvidenceId& in) {
  const auto stored = evidence_store::find_evidence(call.db, in.id);
  if (!stored || !counting_project(call, in.zone, stored->evidence.project_id).ok())
    return no_evidence(in.id);
  File file;
  file.filename = stored->evidence.filename;
  file.content_type = stored->evidence.media_type;
  const FileState state =
      read_evidence_file(evidence_folder(call.database), stored->evidence.sha256, &file.bytes);
  if (state != FileState::good) return damaged(stored->evidence, state);
  return file;
}

Result<Evidence> decide_evidence(Call& call, const DecideEvidence& in) {
  auto stored = evidence_store::find_evidence(call.db, in.id);
  if (!stored) return no_evidence(in.id);
  const Result<Project> counting = counting_project(call, in.zone, stored->evidence.project_id);
  if (!counting.ok()) return no_evidence(in.id);
  TRY_ASSIGN(project, writable_project(call, in.zone, counting->id, "project.verify"));
  Evidence& evidence = stored->evidence;
  if (evidence.uploaded_by == call.actor.user_id || project.owner_user_id == call.actor.user_id)
    return project_error(ErrorCode::forbidden, "four_eyes", "上传人和项目负责人不能自己核实",
                         "neither the uploader nor the project's owner can verify it");
  std::string note = in.note ? std::string(trim(*in.note)) : "";
  if (!in.verify) {
    TRY_ASSIGN(stated, required_text(note, "note"));
    note = stated;
  }
  const FileState state =
      read_evidence_file(evidence_folder(call.database), evidence.sha256, nullptr);
  if (in.verify && state != FileState::good) return damaged(evidence, state);
  const json::value before = to_json(evidence);
  evidence.state = in.verify ? EvidenceState::verified : EvidenceState::rejected;
  evidence.decided_at = call.now;
  evidence.decided_by = call.actor.user_id;
  evidence.decision_note = note.empty() ? std::nullopt : std::optional(note);
  if (!evidence_store::decide_evidence(call.db, *stored))
    return project_error(ErrorCode::conflict, "evidence.decided", "该材料已有结论",
                         "it has been decided already");
  call.audit("evidence", evidence.id, before, to_json(evidence));
  TRY(write_project(call, project,
                    {.kind = in.verify ? "evidence_verified" : "evidence_rejected",
                     .detail = json::object{{"evidence", evidence.id},
                                            {"kind", evidence.kind},
                                            {"filename", evidence.filename},
                                            {"sha256", evidence.sha256},
                                            {"note", note}}}));
  return described_evidence(call, std::move(evidence), project);
}

Result<EvidenceList> list_pending_evidence(Call& call, const ProjectZone& in) {
  EvidenceList list;
  std::map<int64_t, Project> projects;
  const std::vector<int64_t> zones = project_scope(call, in.zone).zones;
  for (auto& stored : evidence_store::list_pending(call.db, zones, call.actor.user_id, 200)) {
    const int64_t id = stored.evidence.project_id;
    if (!projects.contains(id)) {
      TRY_ASSIGN(project, visible_project(call, in.zone, id));
      projects.emplace(id, std::move(project));
    }
    Evidence evidence = described_evidence(call, std::move(stored.evidence), projects.at(id));
    if (evidence.may_decide) list.items.push_back(std::move(evidence));
  }
  return list;
}

namespace {

/// Which marks of a row are not those that its events give.
std::vector<Text> differing_marks(const ProjectMarks& row, const ProjectMarks& log) {
  std::vector<Text> out;
  const auto compare = [&](bool same, const char* zh, const char* en) {
    if (!same) out.push_back({zh, en});
  };
  compare(row.stage == log.stage, "所在阶段", "its stage");
  compare(row.stage_entered_at == log.stage_entered_at, "进入阶段时间",
          "when it entered its stage");
  compare(row.last_activity_at == log.last_activity_at, "最近活动时间", "its last activity");
  compare(row.answered_at == log.answered_at, "答复时间", "when it was answered");
  compare(row.assessed_at == log.assessed_at, "研判时间", "when it was assessed");
  compare(row.reported_at == log.reported_at, "报告时间", "when it was reported");
  return out;
}

}  // namespace

VerifyReport verify_projects(Database& database, bool remove_orphans) {
  VerifyReport report;
  std::map<std::pair<int64_t, int64_t>, project_store::ChainHead> heads;
  std::set<std::string> named;
  const std::string folder = evidence_folder(database);
  const auto problem = [&](std::string zh, std::string en) {
    report.problems.push_back({std::move(zh), std::move(en)});
  };
  database.read([&](Transaction& db) {
    project_store::each_chain_head(db, [&](const project_store::ChainHead& head) {
      heads.emplace(std::pair(head.zone_id, head.id), head);
      ++report.projects;
    });
    std::pair<int64_t, int64_t> at{0, 0};
    int64_t expected = 1;
    std::string previous;
    struct End {
      int64_t sequence = 0;
      std::string hash;
      ProjectMarks marks;
    };
    std::map<std::pair<int64_t, int64_t>, End> ends;
    ProjectMarks marks;
    project_store::each_event(db, [&](const project_store::StoredEvent& event) {
      ++report.events;
      const std::pair key{event.zone_id, event.project_id};
      if (key != at) {
        at = key;
        expected = 1;
        previous.clear();
        marks = {ProjectStage::lead, event.at, event.at, {}, {}, {}};
      }
      mark_event(marks, event.kind,
                 event.to_stage ? std::optional(stage_of(*event.to_stage)) : std::nullopt,
                 event.at);
      const auto head = heads.find(key);
      const std::string number = head == heads.end() ? "?" : head->second.number;
      if (event.sequence != expected)
        problem(fmt::format("项目 {}:第 {} 条事件缺失", number, expected),
                fmt::format("project {}: event {} is missing", number, expected));
      else if (event_hash(previous, event) != event.hash)
        problem(fmt::format("项目 {}:第 {} 条事件被改动", number, event.sequence),
                fmt::format("project {}: event {} was changed", number, event.sequence));
      expected = event.sequence + 1;
      previous = event.hash;
      ends[key] = {event.sequence, event.hash, marks};
    });
    for (const auto& [key, head] : heads) {
      const End& end = ends[key];
      if (end.sequence != head.event_count || end.hash != head.event_hash)
        problem(fmt::format("项目 {}:应有 {} 条事件,末尾不符", head.number, head.event_count),
                fmt::format("project {}: its log of {} events does not end as recorded",
                            head.number, head.event_count));
      for (const Text& mark : differing_marks(head.marks, end.marks))
        problem(fmt::format("项目 {}:{}与事件记录不符", head.number, mark.zh),
                fmt::format("project {}: {} is not what its events say", head.number, mark.en));
    }
    for (const auto& [key, end] : ends)
      if (!heads.contains(key))
        problem(fmt::format("有事件而没有项目 {}", key.second),
                fmt::format("there are events of a project {} that is not there", key.second));
    evidence_store::each_evidence(db, [&](const evidence_store::EvidenceFileRow& row) {
      ++report.evidence;
      named.insert(row.sha256);
      const FileState state = read_evidence_file(folder, row.sha256, nullptr);
      if (state == FileState::good) return;
      const bool missing = state == FileState::missing;
      problem(
          fmt::format("项目 {}:证明材料 {}“{}”的文件{}({})", row.project_number, row.id,
                      row.filename, missing ? "缺失" : "内容被改动", row.sha256),
          fmt::format("project {}: the file of evidence {} '{}' {} ({})", row.project_number,
                      row.id, row.filename, missing ? "is missing" : "was changed", row.sha256));
    });
  });
  constexpr int64_t kYoung = 3600;
  each_evidence_file(folder, [&](const std::string& name, const std::string& sha256, int64_t age) {
    ++report.files;
    if (named.contains(sha256)) return;
    report.orphans.push_back(name);
    if (remove_orphans && age > kYoung) remove_evidence_file(folder, name);
  });
  return report;
}

}  // namespace gaoxin
