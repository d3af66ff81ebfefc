// Evidence: files that prove something of a project. The row stands in the database, the bytes in
// the evidence folder under their SHA-256, written and synced before the row is committed: a crash
// between the two leaves an orphan file, never a row without its file.
#pragma once

#include "project/project.h"

namespace gaoxin {

BOOST_DEFINE_ENUM_CLASS(EvidenceState, pending, verified, rejected)
struct Evidence {
  int64_t id = 0;
  int64_t project_id = 0;  ///< where it was uploaded: differs after a merge
  std::string kind;        ///< of evidence_kinds in the vocabulary
  Text title;
  std::string filename;    ///< as the uploader called it, without any folder
  std::string media_type;  ///< from the content, not from the name
  int64_t size_bytes = 0;
  std::string sha256;
  std::string issuer;
  Date issued_on;
  std::optional<Date> expires_on;  ///< the last day it counts
  bool expired = false;
  Timestamp uploaded_at;
  int64_t uploaded_by = 0;
  std::string uploaded_by_name;
  EvidenceState state = EvidenceState::pending;
  std::optional<Timestamp> decided_at;
  std::optional<int64_t> decided_by;
  std::optional<std::string> decided_by_name, decision_note;
  bool may_decide = false;  ///< whether who asks may verify it
};
BOOST_DESCRIBE_STRUCT(Evidence, (),
                      (id, project_id, kind, title, filename, media_type, size_bytes, sha256,
                       issuer, issued_on, expires_on, expired, uploaded_at, uploaded_by,
                       uploaded_by_name, state, decided_at, decided_by, decided_by_name,
                       decision_note, may_decide))
struct EvidenceList {
  std::vector<Evidence> items;
};
BOOST_DESCRIBE_STRUCT(EvidenceList, (), (items))

struct UploadEvidence {
  int64_t zone = 0;
  int64_t id = 0;  ///< the project
  std::string kind;
  std::string issuer;
  Date issued_on;
  std::optional<Date> expires_on;
  Upload file;  ///< PDF, JPEG, PNG, XLSX, DOCX, or UTF-8 text (CSV, TXT)
};
BOOST_DESCRIBE_STRUCT(UploadEvidence, (), (zone, id, kind, issuer, issued_on, expires_on, file))
/// Errors: project.evidence.type (not one of the types), .lies (the name's ending says another type
/// than the content), .too_large, .empty, .twice (this project has the file for this kind).
Result<Evidence> upload_evidence(Call& call, const UploadEvidence& in);
/// With that of projects merged into this one; the newest first.
Result<EvidenceList> list_evidence(Call& call, const ProjectId& in);
struct EvidenceId {
  int64_t zone = 0;
  int64_t id = 0;  ///< the evidence
};
BOOST_DESCRIBE_STRUCT(EvidenceId, (), (zone, id))
/// Error project.evidence.damaged: the file is missing or is not what was uploaded.
Result<File> download_evidence(Call& call, const EvidenceId& in);
struct DecideEvidence {
  int64_t zone = 0;
  int64_t id = 0;
  bool verify = true;               ///< false rejects it
  std::optional<std::string> note;  ///< required when rejecting
};
BOOST_DESCRIBE_STRUCT(DecideEvidence, (), (zone, id, verify, note))
/// Errors: project.four_eyes (the uploader and the project's owner cannot), project.evidence
/// .decided, .damaged.
Result<Evidence> decide_evidence(Call& call, const DecideEvidence& in);
/// All that waits and that who asks may decide, the oldest first, at most 200.
Result<EvidenceList> list_pending_evidence(Call& call, const ProjectZone& in);

/// Where the bytes lie. The program sets it once after opening the database: GAOXIN_EVIDENCE, else
/// what default_evidence_folder says.
void set_evidence_folder(Database& database, const std::string& folder);
std::string evidence_folder(Database& database);
/// "evidence" beside the file of a SQLite database (data/gaoxin.db → data/evidence), else
/// data/evidence.
std::string default_evidence_folder(const std::string& database_url);
/// Copies what `to` does not have; files of an earlier copy stay. The number copied.
int64_t copy_evidence(const std::string& from, const std::string& to);

/// What `gaoxin verify` finds.
struct VerifyReport {
  int64_t events = 0, projects = 0, evidence = 0, files = 0;
  /// Changed or missing events, marks on a project's row (answered, assessed, reported, …) that its
  /// events do not give, missing or changed files.
  std::vector<Text> problems;
  std::vector<std::string> orphans;  ///< files that no row names: harmless, removable
};
/// Walks every event's hash and every file. `remove_orphans` deletes files that no row names and
/// that are older than an hour (a younger one may belong to an upload under way).
VerifyReport verify_projects(Database& database, bool remove_orphans);

}  // namespace gaoxin
