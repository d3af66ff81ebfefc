// Cases with deadlines: breaches of commitments, exits, relocations with their tax shares.
#pragma once

#include "project/case_rules.h"
#include "project/project.h"

namespace gaoxin {

struct CaseStep {
  int64_t id = 0;
  std::string step{};
  Text title{};
  Date taken_on{};
  std::optional<Date> due_on{};  ///< of the step after it
  std::string note{};
  std::optional<std::string> document{};
  std::optional<Money> amount{};
  Timestamp taken_at{};
  int64_t taken_by = 0;
  std::string taken_by_name{};
};
BOOST_DESCRIBE_STRUCT(CaseStep, (),
                      (id, step, title, taken_on, due_on, note, document, amount, taken_at,
                       taken_by, taken_by_name))
struct NextCaseStep {
  std::string step{};
  Text title{};
  bool document = false, second_person = false;
};
BOOST_DESCRIBE_STRUCT(NextCaseStep, (), (step, title, document, second_person))
struct TaxShare {
  int64_t from_year = 0, to_year = 0;
  int64_t origin_basis_points = 0;
  std::string agreement{};
};
BOOST_DESCRIBE_STRUCT(TaxShare, (), (from_year, to_year, origin_basis_points, agreement))
struct TaxFact {
  int64_t id = 0;
  std::string period{}, value{}, source{};
  std::optional<Date> source_date{};
  Timestamp recorded_at{};
};
BOOST_DESCRIBE_STRUCT(TaxFact, (), (id, period, value, source, source_date, recorded_at))
struct TaxStatement {
  int64_t case_id = 0;
  int64_t year = 0, revision = 1;
  std::string enterprise_name{};
  Text origin_name{}, own_name{};
  Money tax{};
  int64_t origin_basis_points = 0;
  Money origin_amount{}, own_amount{};  ///< add up to tax
  std::string agreement{};
  TaxFact fact{};
  Timestamp issued_at{};
  int64_t issued_by = 0;
  std::optional<std::string> issued_by_name{};
  std::optional<Timestamp> approved_at{};
  std::optional<int64_t> approved_by{};
  std::optional<std::string> approved_by_name{};
};
BOOST_DESCRIBE_STRUCT(TaxStatement, (),
                      (case_id, year, revision, enterprise_name, origin_name, own_name, tax,
                       origin_basis_points, origin_amount, own_amount, agreement, fact, issued_at,
                       issued_by, issued_by_name, approved_at, approved_by, approved_by_name))
struct ProjectCase {
  int64_t id = 0;
  int64_t zone_id = 0;
  CaseKind kind = CaseKind::exit;
  Text kind_title{};
  std::optional<int64_t> project_id{}, enterprise_id{}, milestone_id{};
  std::optional<std::string> project_name{}, enterprise_name{};
  std::string title{};
  std::string reason{};
  std::string step{};
  Text step_title{};
  std::optional<Date> due_on{};  ///< of the next step; nothing: the case has ended
  bool overdue = false;
  std::optional<Money> amount{};  ///< of a breach: what is to be recovered
  std::optional<int64_t> origin_zone_id{};
  std::optional<std::string> origin_place{};
  Date opened_on{};
  int64_t opened_by = 0;
  std::optional<std::string> opened_by_name{};
  int64_t version = 1;
  std::vector<CaseStep> steps{};           ///< in order; only of a single case
  std::vector<NextCaseStep> next{};        ///< possible now; only of a single case
  std::vector<TaxShare> shares{};          ///< of a relocation
  std::vector<TaxStatement> statements{};  ///< of a relocation, newest first
};
BOOST_DESCRIBE_STRUCT(ProjectCase, (),
                      (id, zone_id, kind, kind_title, project_id, enterprise_id, milestone_id,
                       project_name, enterprise_name, title, reason, step, step_title, due_on,
                       overdue, amount, origin_zone_id, origin_place, opened_on, opened_by,
                       opened_by_name, version, steps, next, shares, statements))
struct CasePage {
  std::vector<ProjectCase> items{};
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(CasePage, (), (items, total, page, page_size))
struct ListProjectCases {
  int64_t zone = 0;
  std::optional<CaseKind> kind{};
  std::optional<int64_t> project_id{};
  std::optional<bool> open{}, overdue{};
  std::optional<int64_t> page{}, page_size{};
};
BOOST_DESCRIBE_STRUCT(ListProjectCases, (),
                      (zone, kind, project_id, open, overdue, page, page_size))
/// The next deadline first, ended ones last.
Result<CasePage> list_project_cases(Call& call, const ListProjectCases& in);
struct CaseId {
  int64_t zone = 0;
  int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(CaseId, (), (zone, id))
Result<ProjectCase> get_project_case(Call& call, const CaseId& in);
struct OpenCase {
  int64_t zone = 0;
  CaseKind kind = CaseKind::exit;
  std::optional<int64_t> project_id{};     ///< a breach needs it
  std::optional<int64_t> enterprise_id{};  ///< exit and relocation: this or project_id
  std::optional<int64_t> milestone_id{};   ///< a breach needs it
  std::string title{};
  std::string reason{};
  std::optional<Date> opened_on{};
  std::optional<int64_t> origin_zone_id{};    ///< a relocation: a zone of the tree, or
  std::optional<std::string> origin_place{};  ///< a place in words
};
BOOST_DESCRIBE_STRUCT(OpenCase, (),
                      (zone, kind, project_id, enterprise_id, milestone_id, title, reason,
                       opened_on, origin_zone_id, origin_place))
/// Errors: project.case.subject, project.case.met (the milestone is met), project.case.exists.
Result<ProjectCase> open_case(Call& call, const OpenCase& in);
struct TakeCaseStep {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  std::string step{};
  std::string note{};
  std::optional<std::string> document{};
  std::optional<Date> taken_on{};
  std::optional<Money> amount{};  ///< of recovery_proposed; required there
  std::optional<Date> due_on{};   ///< another deadline than the table's
};
BOOST_DESCRIBE_STRUCT(TakeCaseStep, (),
                      (zone, id, version, step, note, document, taken_on, amount, due_on))
/// Errors: those of check_case_step(), project.stale.
Result<ProjectCase> take_case_step(Call& call, const TakeCaseStep& in);

struct SetTaxShare {
  int64_t zone = 0;
  int64_t id = 0;  ///< the relocation
  int64_t version = 0;
  TaxShare share{};
};
BOOST_DESCRIBE_STRUCT(SetTaxShare, (), (zone, id, version, share))
/// Years of two shares do not overlap: project.tax_share.overlap.
Result<ProjectCase> set_tax_share(Call& call, const SetTaxShare& in);
struct IssueTaxStatement {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t year = 0;
};
BOOST_DESCRIBE_STRUCT(IssueTaxStatement, (), (zone, id, year))
/// From the enterprise's fact tax_paid of the year, to the fen. Errors: project.tax_statement.fact
/// (unknown is not 0), .share (no agreement for the year), .same (nothing has changed since).
Result<TaxStatement> issue_tax_statement(Call& call, const IssueTaxStatement& in);
struct ApproveTaxStatement {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t year = 0;
  int64_t revision = 0;
};
BOOST_DESCRIBE_STRUCT(ApproveTaxStatement, (), (zone, id, year, revision))
/// Errors: project.second_person, project.tax_statement.approved.
Result<TaxStatement> approve_tax_statement(Call& call, const ApproveTaxStatement& in);

}  // namespace gaoxin
