// The steps of a case: a breach of a commitment, an exit, a relocation. Pure.
//
// A case moves along a table of steps; each has a deadline in days, says whether a document must
// be named, and whether another person than the one who opened the case must take it. Adding a
// step is adding a row.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace gaoxin {

BOOST_DEFINE_ENUM_CLASS(CaseKind, breach, exit, relocation)

struct CaseStepRule {
  CaseKind kind;
  const char* step;  ///< the state of the case once the step is taken
  const char* zh;
  const char* en;
  /// Steps it may follow, apart by '|'.
  const char* after;
  /// Days until the next step must be taken; 0: the case ends here.
  int64_t days;
  bool document;       ///< the reference of a document must stand
  bool second_person;  ///< not by who opened the case, and with project.approve
};
std::span<const CaseStepRule> case_steps();
const CaseStepRule* find_case_step(CaseKind kind, std::string_view step);
/// The first step of a kind: what opening a case is.
const CaseStepRule& first_case_step(CaseKind kind);
/// The steps that may follow `step`.
std::vector<const CaseStepRule*> next_case_steps(CaseKind kind, std::string_view step);
/// Errors: project.case.step (not after this one; says which may follow), project.case.document,
/// project.case.second_person.
Result<Done> check_case_step(CaseKind kind, std::string_view from, std::string_view to,
                             bool has_document, bool other_person);
Text case_kind_title(CaseKind kind);

}  // namespace gaoxin
