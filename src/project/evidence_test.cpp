// Evidence: lies, path tricks, missing and changed files, four eyes, verify, a crash between file
// and row.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "project/claims.h"
#include "project/evidence.h"
#include "project/evidence_files.h"
#include "project/media_type.h"
#include "project/project_test.h"

namespace gaoxin {
namespace {

using namespace std::string_literals;
namespace fs = std::filesystem;

const std::string kPdf = "%PDF-1.7 示范"s;
const std::string kPng = "\x89PNG\r\n\x1A\n0000"s;
const std::string kJpeg = "\xFF\xD8\xFF\xE0 0000"s;
const std::string kXlsx = "PK\x03\x04 [Content_Types].xml xl/workbook.xml"s;
const std::string kMacros = "PK\x03\x04 [Content_Types].xml xl/workbook.xml xl/vbaProject.bin"s;

TEST(MediaType, IsReadFromTheContent) {
  const struct {
    std::string name, bytes, key;  // Empty key: taken.
  } kCases[] = {
      {"a.pdf", kPdf, ""},
      {"A.PDF", kPdf, ""},
      {"照片.jpeg", kJpeg, ""},
      {"x.png", kPng, ""},
      {"t.xlsx", kXlsx, ""},
      {"no ending", kPdf, ""},
      {"说明.txt", "你好", ""},
      {"表.csv", "a,b", ""},
      {"a.pdf", kPng, "project.evidence.lies"},
      {"photo.jpg", "<html><script>", "project.evidence.lies"},
      {"page.html", "<html><script>", "project.evidence.lies"},
      {"a.svg", "<svg onload=alert(1)>", "project.evidence.lies"},
      {"a.exe", kPdf, "project.evidence.lies"},
      {"a.pdf.exe", kPdf, "project.evidence.lies"},
      {"a.exe", "MZ\x90\0\x03"s, "project.evidence.type"},
      {"a.xlsx", "PK\x03\x04 something.txt"s, "project.evidence.type"},
      {"a.xlsx", kMacros, "project.evidence.type"},
      {"a.txt", "\xB2\xE2\xCA\xD4", "project.evidence.type"},  // GBK
      {"a.txt", "", "project.evidence.empty"},
  };
  for (const auto& item : kCases) {
    const Result<FileType> type = upload_type(item.name, item.bytes);
    EXPECT_EQ(type.ok() ? "" : type.error().key, item.key) << item.name;
  }
}

TEST(MediaType, NamesAreOnlyNames) {
  const FileType pdf = *detect_file_type(kPdf);
  const struct {
    std::string name, safe;
  } kCases[] = {
      {"协议.pdf", "协议.pdf"},
      {"../../etc/passwd", "passwd.pdf"},
      {"..\\..\\windows\\a.pdf", "a.pdf"},
      {"/abs/路径/b.PDF", "b.pdf"},
      {"...", "evidence.pdf"},
      {"", "evidence.pdf"},
      {".hidden.pdf", "hidden.pdf"},
      {"a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"},
      {"a\u202Efdp.exe.pdf", "afdp.exe.pdf"},
      {"C:evil.pdf", "Cevil.pdf"},
      {"\xFF\xFE.pdf", "evidence.pdf"},
  };
  for (const auto& item : kCases) EXPECT_EQ(safe_filename(item.name, pdf), item.safe) << item.name;
  EXPECT_LE(safe_filename(std::string(500, 'x'), pdf).size(), 120u);
  std::string long_name;
  for (int i = 0; i < 100; ++i) long_name += "项";
  EXPECT_TRUE(is_utf8(safe_filename(long_name, pdf)));
}

class EvidenceTest : public ProjectFixture {
 protected:
  void SetUp() override {
    ProjectFixture::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    folder_ = test_database().file("evidence");
    set_evidence_folder(database(), folder_);
    project_ = make_lead("示范光电项目", 1);
  }
  UploadEvidence upload(const std::string& name, const std::string& bytes,
                        const std::string& kind = "agreement") {
    UploadEvidence in;
    in.zone = west_;
    in.id = project_.id;
    in.kind = kind;
    in.issuer = "示范公司";
    in.issued_on = date_of(now_);
    in.file = {name, bytes};
    return in;
  }
  std::string path_of(const std::string& sha256) {
    return (fs::path(folder_) / sha256.substr(0, 2) / sha256.substr(2)).string();
  }
  int64_t files() {
    int64_t count = 0;
    each_evidence_file(folder_, [&](const auto&, const auto&, int64_t) { ++count; });
    return count;
  }

  std::string folder_;
  Project project_;
};
INSTANTIATE_TEST_SUITE_P(Engines, EvidenceTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(EvidenceTest, IsStoredByItsContentAndDownloadedAsItWas) {
  const Evidence evidence = run(upload_evidence, upload("../../协议.pdf", kPdf)).value();
  EXPECT_EQ(evidence.filename, "协议.pdf");
  EXPECT_EQ(evidence.media_type, "application/pdf");
  EXPECT_EQ(evidence.sha256, sha256_hex(kPdf));
  EXPECT_TRUE(fs::exists(path_of(evidence.sha256)));
  const File file = run(download_evidence, EvidenceId{west_, evidence.id}).value();
  EXPECT_EQ(file.bytes, kPdf);
  EXPECT_EQ(file.content_type, "application/pdf");
  EXPECT_EQ(run(upload_evidence, upload("again.pdf", kPdf)).error().key, "project.evidence.twice");
  // The same content as another kind shares its file.
  ASSERT_TRUE(run(upload_evidence, upload("b.pdf", kPdf, "minutes")).ok());
  EXPECT_EQ(files(), 1);
  EXPECT_EQ(run(download_evidence, EvidenceId{east_, evidence.id}, east_officer_).error().code,
            ErrorCode::not_found);
}

TEST_P(EvidenceTest, ARefusedUploadLeavesNothing) {
  EXPECT_EQ(run(upload_evidence, upload("a.pdf", kPng)).error().key, "project.evidence.lies");
  UploadEvidence large = upload("a.pdf", kPdf + std::string(size_t{21} << 20, 'x'));
  EXPECT_EQ(run(upload_evidence, large).error().key, "project.evidence.too_large");
  UploadEvidence wrong = upload("a.pdf", kPdf, "no such kind");
  EXPECT_EQ(run(upload_evidence, wrong).error().key, "project.evidence.kind");
  wrong = upload("a.pdf", kPdf);
  wrong.issued_on = {date_of(now_).days + 30};
  EXPECT_EQ(run(upload_evidence, wrong).error().key, "project.date.future");
  EXPECT_EQ(files(), 0);
  EXPECT_EQ(count("project_evidence"), 0);
  EXPECT_EQ(get(project_.id).version, project_.version);
}

TEST_P(EvidenceTest, IsVerifiedBySomebodyElse) {
  const Evidence evidence = run(upload_evidence, upload("a.pdf", kPdf), director_).value();
  const DecideEvidence verify{west_, evidence.id, true, std::nullopt};
  EXPECT_EQ(run(decide_evidence, verify, director_).error().key, "project.four_eyes");
  EXPECT_EQ(run(decide_evidence, verify, colleague_).error().code, ErrorCode::forbidden);
  EXPECT_EQ(run(list_pending_evidence, ProjectZone{west_}, planner_).value().items.size(), 1u);
  EXPECT_TRUE(run(list_pending_evidence, ProjectZone{west_}, director_).value().items.empty());
  const Evidence verified = run(decide_evidence, verify, planner_).value();
  EXPECT_EQ(verified.state, EvidenceState::verified);
  EXPECT_EQ(verified.decided_by, planner_.user_id);
  EXPECT_EQ(run(decide_evidence, verify, planner_).error().key, "project.evidence.decided");
  // The owner who may verify cannot verify what others uploaded to the own project.
  UpdateProject own{west_, project_.id, get(project_.id).version, {}, {}};
  own.project.owner_user_id = director_.user_id;
  ASSERT_TRUE(run(update_project, own).ok());
  const Evidence second = run(upload_evidence, upload("b.png", kPng)).value();
  EXPECT_EQ(run(decide_evidence, DecideEvidence{west_, second.id, true, {}}, director_).error().key,
            "project.four_eyes");
  EXPECT_EQ(run(decide_evidence, DecideEvidence{west_, second.id, false, {}}, planner_).error().key,
            "project.text");  // Rejecting needs a reason.
}

TEST_P(EvidenceTest, AMissingOrChangedFileIsFound) {
  const Evidence missing = run(upload_evidence, upload("a.pdf", kPdf)).value();
  const Evidence changed = run(upload_evidence, upload("b.png", kPng)).value();
  EXPECT_TRUE(verify_projects(database(), false).problems.empty());
  fs::remove(path_of(missing.sha256));
  std::ofstream(path_of(changed.sha256), std::ios::app) << "!";
  std::ofstream(fs::path(folder_) / "somebody.txt") << "x";
  const VerifyReport report = verify_projects(database(), false);
  ASSERT_EQ(report.problems.size(), 2u);
  EXPECT_EQ(report.orphans, std::vector<std::string>{"somebody.txt"});
  std::string all;
  for (const Text& problem : report.problems) all += problem.en;
  EXPECT_NE(all.find("'a.pdf' is missing"), std::string::npos);
  EXPECT_NE(all.find("'b.png' was changed"), std::string::npos);
  for (const Evidence* evidence : {&missing, &changed}) {
    EXPECT_EQ(run(download_evidence, EvidenceId{west_, evidence->id}).error().key,
              "project.evidence.damaged");
    EXPECT_EQ(
        run(decide_evidence, DecideEvidence{west_, evidence->id, true, {}}, planner_).error().key,
        "project.evidence.damaged");
  }
  // Uploading the very file again mends it.
  ASSERT_TRUE(run(upload_evidence, upload("b.png", kPng, "minutes")).ok());
  EXPECT_EQ(verify_projects(database(), false).problems.size(), 1u);
}

TEST_P(EvidenceTest, OrphansAreRemovedWhenTheyAreOld) {
  const Evidence kept = run(upload_evidence, upload("a.pdf", kPdf)).value();
  const std::string orphan = write_evidence_file(folder_, "nobody's");
  const std::string young = write_evidence_file(folder_, "an upload under way");
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(2);
  fs::last_write_time(path_of(orphan), old);
  fs::last_write_time(path_of(kept.sha256), old);
  EXPECT_EQ(verify_projects(database(), true).orphans.size(), 2u);
  EXPECT_FALSE(fs::exists(path_of(orphan)));
  EXPECT_TRUE(fs::exists(path_of(young)));
  EXPECT_TRUE(fs::exists(path_of(kept.sha256)));
}

TEST_P(EvidenceTest, AChangedLogIsFound) {
  advance_to(project_.id, ProjectStage::negotiation);
  database().write([&](Transaction& db) {  // The fixture's evidence has no files.
    db.execute("DELETE FROM project_evidence");
    return true;
  });
  ASSERT_TRUE(verify_projects(database(), false).problems.empty());
  const auto tamper = [&](const std::string& sql) {
    size_t problems = 0;
    database().write([&](Transaction& db) {
      db.execute(sql);
      return true;
    });
    problems = verify_projects(database(), false).problems.size();
    return problems;
  };
  const std::string where = fmt::format(" WHERE project_id = {}", project_.id);
  EXPECT_EQ(
      tamper("UPDATE project_event SET effective_on = '2024-01-01'" + where + " AND sequence = 2"),
      1u);
  EXPECT_EQ(tamper("DELETE FROM project_event" + where + " AND sequence = 3"), 2u);
  EXPECT_EQ(tamper("DELETE FROM project_event" + where + " AND sequence > 2"), 3u);  // Its stage.
}

TEST_P(EvidenceTest, MarksThatTheLogDoesNotGiveAreFound) {
  const auto note = [&](const char* kind) {
    now_.microseconds += 3'600'000'000;
    ASSERT_TRUE(
        run(add_project_event, AddProjectEvent{west_, project_.id, kind, "x", {}, {}, {}}).ok());
  };
  note("answered");
  note("assessed");
  now_.microseconds -= int64_t{5} * 3'600'000'000;  // The clock goes back; marks do not.
  note("report");
  advance_to(project_.id, ProjectStage::negotiation);
  database().write([&](Transaction& db) {
    db.execute("DELETE FROM project_evidence");
    return true;
  });
  ASSERT_TRUE(verify_projects(database(), false).problems.empty());
  for (const char* mark : {"answered_at", "assessed_at", "reported_at", "last_activity_at",
                           "stage_entered_at", "stage"}) {
    const auto shift = [&](int by) {
      database().write([&](Transaction& db) {
        db.execute(fmt::format("UPDATE project_project SET {0} = {0} + {1} WHERE id = {2}", mark,
                               by, project_.id));
        return true;
      });
    };
    shift(1);
    const VerifyReport report = verify_projects(database(), false);
    ASSERT_EQ(report.problems.size(), 1u) << mark;
    EXPECT_NE(report.problems[0].zh.find(project_.number), std::string::npos);
    shift(-1);
  }
  EXPECT_TRUE(verify_projects(database(), false).problems.empty());
}

TEST_P(EvidenceTest, StaysWithAMergedProject) {
  CreateProject twin = lead("示范光电项目", 1);
  twin.distinct_reason = "登记两次";
  const Project survivor = run(create_project, twin).value();
  const Evidence evidence = run(upload_evidence, upload("a.pdf", kPdf)).value();
  const ProjectMerge merge =
      run(merge_projects, MergeProjects{west_, survivor.id, project_.id}).value();
  EXPECT_EQ(run(list_evidence, ProjectId{west_, survivor.id}).value().items.size(), 1u);
  EXPECT_TRUE(run(decide_evidence, DecideEvidence{west_, evidence.id, true, {}}, planner_).ok());
  ASSERT_TRUE(run(undo_project_merge, ProjectId{west_, merge.id}).ok());
  EXPECT_TRUE(run(list_evidence, ProjectId{west_, survivor.id}).value().items.empty());
  EXPECT_EQ(run(list_evidence, ProjectId{west_, project_.id}).value().items[0].state,
            EvidenceState::verified);
}

TEST(EvidenceCrash, BetweenFileAndRowLeavesAnOrphanAlone) {
  TestDatabase test(Engine::sqlite);
  const std::string folder = test.file("evidence");
  test.close();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {  // Killed after the file stands and before the row is committed.
    auto opened = Database::open(test.url());
    (*opened)->write([&](Transaction& db) {
      write_evidence_file(folder, "content");
      db.execute(
          "INSERT INTO project_evidence (zone_id, id, project_id, kind, filename, media_type, "
          "size_bytes, sha256, issuer, issued_on, uploaded_at, uploaded_by, state) VALUES (1, 1, "
          "1, 'other', 'f', 't', 1, $1, 'i', '2025-01-01', 1, 1, 'pending')",
          {sha256_hex("content")});
      raise(SIGKILL);
      return true;
    });
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  test.open();
  set_evidence_folder(test.database(), folder);
  const VerifyReport report = verify_projects(test.database(), false);
  EXPECT_TRUE(report.problems.empty());
  EXPECT_EQ(report.evidence, 0);
  EXPECT_EQ(report.orphans.size(), 1u);
}

}  // namespace
}  // namespace gaoxin
