// `gaoxin policy check`: reading, lint and the tests inside rule files.
#pragma once

#include <string>
#include <vector>

#include "policy/evaluate.h"
#include "policy/rule.h"
#include "policy/rule_reader.h"

namespace gaoxin::policy {

struct TestResult {
  std::string file{};
  std::string policy{};
  std::string name{};
  Position at{};
  bool passed = false;
  Text text{};  // what differed
};

/// All rules of one run, with the vocabulary they share.
struct RuleSet {
  Vocabulary vocabulary{};
  std::vector<Rule> rules{};
};

struct CheckReport {
  RuleSet rules{};
  std::vector<Issue> issues{};  // errors and warnings, by file and line
  std::vector<TestResult> tests{};
  bool passed() const;
};

/// Vocabularies first, then rules; references between rules are followed (an unknown policy and a
/// circle of policies are errors), every rule is linted and its tests are run.
CheckReport check_files(const std::vector<SourceFile>& files);

/// One more rule file against a set that is already there (the live check of the editor). A rule
/// of the same id in the set is replaced by it.
CheckReport check_draft(const SourceFile& file, const RuleSet& present);

/// Warnings about a valid rule: tautologies and contradictions, unused names, gaps and overlaps of
/// tiers, conditions that never matter, tests that are missing.
std::vector<Issue> lint_rule(const Rule& rule, const Vocabulary& vocabulary);

/// Policies that a rule asks for with eligible('…') or amount('…').
std::set<std::string> policies_named_by(const Rule& rule);

std::vector<TestResult> run_tests(const Rule& rule, const RuleSet& present);

/// other_policies() of a set.
std::function<Computed(const Expr&)> policies_through(const RuleSet& present, const Facts& facts,
                                                      Date as_of, const ParameterValues& zone);

}  // namespace gaoxin::policy
