#include "evaluation/management_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <set>

#include "evaluation/statistics_errors.h"

namespace gaoxin::management {
namespace {

namespace json = boost::json;

// ---- Reading a scheme --------------------------------------------------------------------------

/// Reads the members of one object and remembers the first that is wrong.
class Members {
 public:
  Members(const json::value& value, std::string path) : path_(std::move(path)) {
    if (value.is_object())
      object_ = &value.get_object();
    else
      wrong("", "应为对象", "must be an object");
  }

  std::string words(const char* name, bool required = true) {
    const json::value* value = find(name, required);
    if (value == nullptr) return "";
    if (value->is_string() && (!required || !value->get_string().empty()))
      return std::string(value->get_string());
    wrong(name, "应为文字", "must be a text");
    return "";
  }
  Text text(const char* name) {
    const json::value* value = find(name, true);
    if (value == nullptr) return {};
    Members both(*value, path_ + name + ".");
    Text out{both.words("zh"), both.words("en")};
    take(both);
    return out;
  }
  std::optional<int64_t> whole(const char* name, bool required, int64_t low, int64_t high) {
    const json::value* value = find(name, required);
    if (value == nullptr) return std::nullopt;
    if (value->is_int64() && value->get_int64() >= low && value->get_int64() <= high)
      return value->get_int64();
    wrong(name, fmt::format("应为 {} 至 {} 的整数", low, high),
          fmt::format("must be a whole number from {} to {}", low, high));
    return std::nullopt;
  }
  double number(const char* name) {
    const json::value* value = find(name, true);
    if (value == nullptr) return 0;
    boost::system::error_code failed;
    const double number = value->is_number() ? value->to_number<double>(failed) : -1;
    if (number > 0 && number <= 100) return number;
    wrong(name, "应为 0 至 100 的数", "must be a number above 0, at most 100");
    return 0;
  }
  bool flag(const char* name) {
    const json::value* value = find(name, false);
    if (value == nullptr) return false;
    if (value->is_bool()) return value->get_bool();
    wrong(name, "应为 true 或 false", "must be true or false");
    return false;
  }
  const json::value* find(const char* name, bool required) {
    const json::value* value = object_ == nullptr ? nullptr : object_->if_contains(name);
    if (value == nullptr && required) wrong(name, "缺少该成员", "is missing");
    return value;
  }
  void wrong(const std::string& name, std::string zh, std::string en) {
    if (!error_)
      error_ =
          statistics_errors::invalid("management.scheme", fmt::format("{}{}:{}", path_, name, zh),
                                     fmt::format("{}{}: {}", path_, name, en));
  }
  void take(const Members& inner) {
    if (!error_) error_ = inner.error_;
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  const json::object* object_ = nullptr;
  std::string path_;
  std::optional<Error> error_;
};

constexpr std::pair<const char*, Action> kActions[] = {{"publicise", Action::publicise},
                                                       {"interview", Action::interview},
                                                       {"notify", Action::notify},
                                                       {"rectify", Action::rectify},
                                                       {"withdraw", Action::withdraw}};
constexpr std::pair<const char*, Rule::Trigger> kTriggers[] = {{"bottom", Rule::Trigger::bottom},
                                                               {"top", Rule::Trigger::top},
                                                               {"failed", Rule::Trigger::failed}};

Rule read_rule(const json::value& value, Members& outer, const std::string& path) {
  Members members(value, path);
  Rule rule;
  rule.id = members.words("id");
  rule.text = members.text("text");
  if (const json::value* given = members.find("trigger", true)) {
    Members trigger(*given, path + "trigger.");
    const std::string kind = trigger.words("kind");
    bool known = false;
    for (const auto& [name, one] : kTriggers) {
      if (kind != name) continue;
      rule.trigger = one;
      known = true;
    }
    if (!known)
      trigger.wrong("kind", "应为 bottom、top 或 failed", "must be bottom, top or failed");
    if (rule.trigger != Rule::Trigger::failed) {
      rule.count = trigger.whole("count", true, 1, 1000).value_or(1);
      const std::string peers = trigger.words("peers");
      rule.of_region = peers == "region";
      if (peers != "region" && peers != "all")
        trigger.wrong("peers", "应为 all 或 region", "must be all or region");
    }
    members.take(trigger);
  }
  rule.window_years = members.whole("window_years", true, 1, 20).value_or(1);
  rule.times = members.whole("times", true, 1, 20).value_or(1);
  rule.consecutive = members.flag("consecutive");
  if (rule.times > rule.window_years)
    members.wrong("times", "不能超过 window_years", "must not be above window_years");
  if (rule.consecutive && rule.times != rule.window_years)
    members.wrong("consecutive", "连续时 times 应等于 window_years",
                  "needs times to be window_years");
  const std::string action = members.words("action");
  bool known = false;
  for (const auto& [name, one] : kActions) {
    if (action != name) continue;
    rule.action = one;
    known = true;
  }
  if (!known)
    members.wrong("action", "应为 publicise、interview、notify、rectify 或 withdraw",
                  "must be publicise, interview, notify, rectify or withdraw");
  rule.deadline_days = members.whole("deadline_days", false, 1, 3650);
  rule.cooldown_years = members.whole("cooldown_years", false, 1, 50);
  rule.authority = members.words("authority", false);
  rule.evidence = members.words("evidence");
  rule.source = members.words("source");
  outer.take(members);
  return rule;
}

Deduction read_deduction(const json::value& value, Members& outer, const std::string& path) {
  Members members(value, path);
  Deduction out;
  out.kind = members.words("kind");
  out.points = members.number("points");
  out.text = members.text("text");
  out.evidence = members.words("evidence");
  out.source = members.words("source");
  outer.take(members);
  return out;
}

// ---- Judging -----------------------------------------------------------------------------------

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

/// Ranks of one year under one method, after deductions.
struct YearTable {
  std::vector<const YearResult*> rows;
  std::map<int64_t, const YearResult*> of_zone;
};
using Key = std::pair<int64_t, std::string>;  // Year and method.

class Judge {
 public:
  Judge(const Scheme& scheme, const std::vector<YearResult>& results, int64_t year,
        double threshold)
      : scheme_(scheme), year_(year), threshold_(threshold) {
    std::map<std::tuple<int64_t, std::string, int64_t>, const YearResult*> newest;
    for (const YearResult& result : results) {
      const YearResult*& slot = newest[{result.year, result.method, result.zone}];
      if (slot == nullptr || result.id > slot->id) slot = &result;
    }
    std::map<int64_t, int64_t> newest_official;
    for (const auto& [key, result] : newest) {
      YearTable& table = tables_[{result->year, result->method}];
      table.rows.push_back(result);
      table.of_zone[result->zone] = result;
      int64_t& id = newest_official[result->year];
      if (result->official && result->id >= id) {
        id = result->id;
        official_[result->year] = result->method;
      }
    }
  }

  std::vector<Verdict> run(const std::vector<FailedCase>& failed) {
    std::vector<Verdict> out;
    for (const Rule& rule : scheme_.rules) {
      if (rule.trigger == Rule::Trigger::failed) {
        for (const FailedCase& one : failed)
          if (one.year <= year_ && one.year > year_ - rule.window_years)
            out.push_back({one.zone, rule.id, year_, true, {}, 1.0, true, {}, one.case_id});
        continue;
      }
      const auto method = official_.find(year_);
      if (method == official_.end()) continue;
      for (const YearResult* result : tables_.at({year_, method->second}).rows) {
        Verdict verdict = judge(rule, result->zone);
        if (verdict.met || verdict.probability.value_or(0) >= 1 - threshold_)
          out.push_back(std::move(verdict));
      }
    }
    return out;
  }

 private:
  /// The zone's place among its peers in a year under a method.
  Hit place(const Rule& rule, int64_t zone, int64_t year, const std::string& method) const {
    Hit hit{year, 0, method, 0, 0, false, {}, "unknown"};
    const auto table = tables_.find({year, method});
    if (table == tables_.end()) return hit;
    const auto own = table->second.of_zone.find(zone);
    if (own == table->second.of_zone.end()) return hit;
    const YearResult& result = *own->second;
    hit.result_id = result.id;
    if (rule.of_region && result.region.empty()) return hit;
    std::vector<const YearResult*> peers;
    for (const YearResult* one : table->second.rows)
      if (!rule.of_region || one->region == result.region) peers.push_back(one);
    const bool scored = std::all_of(peers.begin(), peers.end(),
                                    [](const YearResult* one) { return one->score.has_value(); });
    const bool deducted = std::any_of(peers.begin(), peers.end(),
                                      [](const YearResult* one) { return one->deduction != 0; });
    hit.peers = static_cast<int64_t>(peers.size());
    hit.rank = 1;
    for (const YearResult* one : peers) {
      const bool better = scored && deducted
                              ? *one->score - one->deduction > *result.score - result.deduction
                              : one->rank < result.rank;
      hit.rank += better;
    }
    if (hit.peers <= rule.count) return hit;  // It would take them all.
    const bool bottom = rule.trigger == Rule::Trigger::bottom;
    hit.hit = bottom ? hit.rank > hit.peers - rule.count : hit.rank <= rule.count;
    const auto computed = result.probabilities.find(trigger_key(rule));
    if (deducted && scored) return hit;  // The uncertainty was computed without the deductions.
    if (computed != result.probabilities.end()) {
      hit.probability = std::clamp(computed->second, 0.0, 1.0);
      hit.how = "run";
    } else if (!rule.of_region && result.rank_low5 && result.rank_high95) {
      hit.probability = from_interval(result, bottom, rule.count, hit.peers);
      hit.how = "interval";
    }
    return hit;
  }

  /// A rank taken as normal with this 5-95 % interval, with a correction for being whole.
  static double from_interval(const YearResult& result, bool bottom, int64_t count, int64_t peers) {
    const double low = static_cast<double>(*result.rank_low5);
    const double high = static_cast<double>(*result.rank_high95);
    const double middle = (low + high) / 2;
    const double deviation = (high - low) / (2 * 1.6448536269514722);
    const double bound =
        bottom ? static_cast<double>(peers - count) + 0.5 : static_cast<double>(count) + 0.5;
    if (deviation <= 0) return bottom == (middle > bound) ? 1 : 0;
    const double below = normal_cdf((bound - middle) / deviation);
    return bottom ? 1 - below : below;
  }

  /// Met when the last year hits and, with it, enough years of the window do.
  static bool met(const Rule& rule, const std::vector<Hit>& hits) {
    const auto count =
        std::count_if(hits.begin(), hits.end(), [](const Hit& hit) { return hit.hit; });
    return !hits.empty() && hits.back().hit && count >= rule.times;
  }

  /// The probability of the same, the years taken as independent. Nothing when a year's is unknown.
  static std::optional<double> probability(const Rule& rule, const std::vector<Hit>& hits) {
    std::vector<double> counts = {1};  // counts[k]: probability of k hits before the last year.
    for (size_t i = 0; i + 1 < hits.size(); ++i) {
      if (hits[i].result_id != 0 && !hits[i].probability) return std::nullopt;
      const double p = hits[i].probability.value_or(0);
      counts.push_back(0);
      for (size_t k = counts.size() - 1; k > 0; --k)
        counts[k] = counts[k] * (1 - p) + counts[k - 1] * p;
      counts[0] *= 1 - p;
    }
    if (!hits.back().probability) return std::nullopt;
    double enough = 0;
    for (size_t k = static_cast<size_t>(rule.times - 1); k < counts.size(); ++k)
      enough += counts[k];
    return *hits.back().probability * enough;
  }

  Verdict judge(const Rule& rule, int64_t zone) const {
    Verdict verdict{zone, rule.id, year_, false, {}, {}, false, {}, 0};
    std::set<std::string> methods;
    std::set<std::string> reasons;
    for (int64_t year = year_ - rule.window_years + 1; year <= year_; ++year) {
      const auto method = official_.find(year);
      Hit hit = place(rule, zone, year, method == official_.end() ? "" : method->second);
      if (hit.result_id == 0) {
        reasons.insert("incomplete");
      } else {
        methods.insert(hit.method);
        if (hit.peers == 0) reasons.insert("region_unknown");
        if (hit.peers > 0 && hit.peers <= rule.count) reasons.insert("few_peers");
      }
      verdict.hits.push_back(std::move(hit));
    }
    verdict.met = met(rule, verdict.hits);
    verdict.probability = probability(rule, verdict.hits);
    if (methods.size() > 1 && !holds_under_one_method(rule, zone, verdict))
      reasons.insert("method_changed");
    // Years without a result can only add hits: they do not shake a verdict that is met.
    if (verdict.met) reasons.erase("incomplete");
    if (!verdict.probability)
      reasons.insert("probability_unknown");
    else if (verdict.met && *verdict.probability < threshold_)
      reasons.insert("uncertain");
    verdict.unsafe_because.assign(reasons.begin(), reasons.end());
    verdict.safe = verdict.met && reasons.empty();
    return verdict;
  }

  /// True when some method covers every year with a result, and each such method says the same.
  bool holds_under_one_method(const Rule& rule, int64_t zone, const Verdict& verdict) const {
    bool covered = false;
    std::set<std::string> methods;
    for (const auto& [key, table] : tables_) methods.insert(key.second);
    for (const std::string& method : methods) {
      std::vector<Hit> hits;
      bool all = true;
      for (const Hit& official : verdict.hits) {
        hits.push_back(place(rule, zone, official.year, method));
        if (official.result_id != 0 && hits.back().result_id == 0) all = false;
      }
      if (!all) continue;
      if (met(rule, hits) != verdict.met) return false;
      covered = true;
    }
    return covered;
  }

  const Scheme& scheme_;
  int64_t year_;
  double threshold_;
  std::map<Key, YearTable> tables_;
  std::map<int64_t, std::string> official_;  // The method that counts in each year.
};

}  // namespace

std::string_view action_name(Action action) {
  for (const auto& [name, one] : kActions)
    if (one == action) return name;
  CHECK(false);
}

std::string trigger_key(const Rule& rule) {
  return fmt::format("{}:{}:{}", rule.trigger == Rule::Trigger::top ? "top" : "bottom", rule.count,
                     rule.of_region ? "region" : "all");
}

Result<Scheme> read_scheme(std::string_view text) {
  boost::system::error_code failed;
  const json::value value = json::parse(text, failed);
  if (failed)
    return statistics_errors::invalid("management.scheme", "不是 JSON 文件:" + failed.message(),
                                      "this is not JSON: " + failed.message());
  Members members(value, "");
  Scheme out;
  out.id = members.words("id");
  out.title = members.text("title");
  out.issuer = members.words("issuer");
  out.document = members.words("document");
  out.from_year = members.whole("from_year", true, 1978, 2200).value_or(0);
  out.to_year = members.whole("to_year", false, 1978, 2200);
  std::set<std::string> ids;
  if (const json::value* rules = members.find("rules", true)) {
    if (!rules->is_array() || rules->get_array().empty())
      members.wrong("rules", "应为非空列表", "must be a list that is not empty");
    else
      for (size_t i = 0; i < rules->get_array().size(); ++i) {
        Rule rule = read_rule(rules->get_array()[i], members, fmt::format("rules[{}].", i));
        if (!ids.insert(rule.id).second)
          members.wrong(fmt::format("rules[{}].id", i), "编号重复", "stands twice");
        out.rules.push_back(std::move(rule));
      }
  }
  if (const json::value* deductions = members.find("deductions", false)) {
    if (!deductions->is_array())
      members.wrong("deductions", "应为列表", "must be a list");
    else
      for (size_t i = 0; i < deductions->get_array().size(); ++i)
        out.deductions.push_back(
            read_deduction(deductions->get_array()[i], members, fmt::format("deductions[{}].", i)));
  }
  if (members.error()) return *members.error();
  return out;
}

std::vector<Verdict> evaluate(const Scheme& scheme, const std::vector<YearResult>& results,
                              const std::vector<FailedCase>& failed, int64_t year,
                              double threshold) {
  return Judge(scheme, results, year, threshold).run(failed);
}

}  // namespace gaoxin::management
