// What follows from the yearly results of zones: the rules of a scheme against ranks, with how sure
// it is. Pure.
//
// A rule says: among the last (first) so many of its peers, in so many of the last years. A year's
// rank is uncertain; each year's result carries the probability that it would be among the last so
// many (of a run with uncertainty), or a 5-95 % interval from which it is approximated, or nothing,
// and then the probability of the verdict is unknown, which is said.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace gaoxin::management {

enum class Action { publicise, interview, notify, rectify, withdraw };
std::string_view action_name(Action action);

struct Rule {
  enum class Trigger { bottom, top, failed };
  std::string id;
  Text text;
  Trigger trigger = Trigger::bottom;
  int64_t count = 0;
  bool of_region = false;
  int64_t window_years = 1, times = 1;
  bool consecutive = false;
  Action action = Action::notify;
  std::optional<int64_t> deadline_days, cooldown_years;
  std::string authority, evidence, source;
};

struct Deduction {
  std::string kind;
  double points = 0;
  Text text;
  std::string evidence, source;
};

struct Scheme {
  std::string id;
  Text title;
  std::string issuer, document;
  int64_t from_year = 0;
  std::optional<int64_t> to_year;
  std::vector<Rule> rules;
  std::vector<Deduction> deductions;
  int64_t version = 0;  ///< of the file
};

/// Error evaluation.management.scheme names the member that is wrong.
Result<Scheme> read_scheme(std::string_view json);

/// The result of one zone in one year.
struct YearResult {
  int64_t zone = 0;
  int64_t year = 0;
  int64_t id = 0;        ///< of the stored row, for the chain of evidence
  std::string method;    ///< the index system and its version
  bool official = true;  ///< counts; else computed beside it for comparison
  std::string region;    ///< empty: unknown
  std::optional<double> score;
  int64_t rank = 0;  ///< among all zones of the scheme, 1 the best
  std::optional<int64_t> rank_low5, rank_high95;
  /// "bottom:5:region" → probability, as a run with uncertainty computed it.
  std::map<std::string, double> probabilities;
  double deduction = 0;  ///< points off
};

/// "bottom:5:region": the key of a rule's trigger in YearResult::probabilities.
std::string trigger_key(const Rule& rule);

/// A zone's year under a rule.
struct Hit {
  int64_t year = 0;
  int64_t result_id = 0;
  std::string method;
  int64_t rank = 0;   ///< among its peers, after deductions
  int64_t peers = 0;  ///< how many there are
  bool hit = false;
  std::optional<double> probability;
  std::string how;  ///< run, interval, unknown
};

struct Verdict {
  int64_t zone = 0;
  std::string rule;
  int64_t year = 0;  ///< the last of its window
  bool met = false;  ///< by the ranks as they stand
  std::vector<Hit> hits;
  std::optional<double> probability;  ///< that the rule is met, given the uncertainty
  bool safe = false;
  /// Why it is not safe: uncertain, probability_unknown, method_changed, region_unknown,
  /// incomplete (a year of the window has no result), few_peers (the rule would take them all).
  std::vector<std::string> unsafe_because;
  int64_t case_id = 0;  ///< of the failed rectification, for `failed`
};

struct FailedCase {
  int64_t zone = 0;
  int64_t year = 0;
  int64_t case_id = 0;
};

/// The verdicts of every rule for `year`: those that are met, and those that are not but might as
/// well have been (probability of at least 1 - threshold). `threshold`: a verdict is safe from this
/// probability on. Deductions take points off the scores; where all scores of a year are known the
/// ranks are made anew from them, else the ranks as recorded stand. Where the method changed within
/// a window, the zone must have results of all its years under one method, and they must lead to
/// the same verdict; else it is not safe (method_changed).
std::vector<Verdict> evaluate(const Scheme& scheme, const std::vector<YearResult>& results,
                              const std::vector<FailedCase>& failed, int64_t year,
                              double threshold);

}  // namespace gaoxin::management
