// The import itself. Rows are taken in blocks: each block is parsed, matched with what is known,
// and written with few statements, so that a million rows go through in seconds.
#include "registry/import_run.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/random.h"
#include "base/text.h"
#include "registry/name_similarity.h"
#include "registry/registry_errors.h"

namespace gaoxin {

namespace store = registry_store;
using registry_errors::make;

namespace {

constexpr size_t kBlockRows = 20'000;
constexpr size_t kBadRowsMax = 10'000;

/// Every bit of both decides every bit of the answer (the finaliser of SplitMix64): keys stand for
/// what they were made of, so two must never meet by chance.
size_t mix(size_t a, size_t b) {
  return static_cast<size_t>(Random(a * 0x9E3779B97F4A7C15u ^ Random(b).next()).next());
}

size_t hash_optional(const std::optional<std::string>& text) {
  return text ? std::hash<std::string>{}(*text) + 1 : 0;
}

/// What a row says of the enterprise itself: two rows of one enterprise must say the same.
size_t hash_members(const Enterprise& e) {
  size_t hash = std::hash<std::string>{}(e.name);
  for (const auto* member : {&e.credit_code, &e.stock_code, &e.short_name, &e.name_en,
                             &e.region_code, &e.address, &e.industry_code, &e.industry_label})
    hash = mix(hash, hash_optional(*member));
  for (const auto* list : {&e.former_names, &e.products})
    for (const std::string& item : *list) hash = mix(hash, std::hash<std::string>{}(item));
  hash = mix(hash, e.scale ? static_cast<size_t>(*e.scale) + 1 : 0);
  return mix(hash, static_cast<size_t>(e.status));
}

class EnterpriseImport {
 public:
  EnterpriseImport(Database& database, Transaction& db, const Actor& actor, Timestamp now,
                   const ImportJob& job)
      : db_(db),
        actor_(actor),
        now_(now),
        job_(job),
        zones_(load_zone_tree(db)),
        codes_(current_codes(database, db)),
        // Before anything is written: the directory must never see what may be rolled back.
        directory_(current_directory(database, db)),
        parser_(*codes_, job) {
    report_.kind = ImportKind::enterprises;
    report_.mode = job.plan.known_file.empty() ? job.mode : ImportMode::keep_good;
    source_ = job.source.empty() ? job.filename : job.source;
    const Zone* zone = zones_.find(job.zone);
    zone_is_park_ =
        zone != nullptr && (zone->level == ZoneLevel::park || zone->level == ZoneLevel::zone);
    for (const ImportColumn& column : job.plan.columns)
      maps_park_ = maps_park_ || column.target == "park";
    changed_ = touch_counter(db_, "registry");
  }

  Result<ImportReport> run(std::string_view bytes) {
    rows_.reserve(kBlockRows);
    const size_t rows_guess =
        std::max<size_t>(1, static_cast<size_t>(std::count(bytes.begin(), bytes.end(), '\n')));
    in_file_.reserve(rows_guess);
    TRY(read_table(bytes, [&](const TableRow& row) {
      if (row.number <= job_.header_row) return true;
      ++report_.rows;
      ParsedRow parsed = parser_.parse(row);
      if (parsed.problems.empty())
        rows_.push_back(std::move(parsed));
      else
        add_bad(parsed.problems);
      if (rows_.size() == kBlockRows) {
        take_block();
        if (job_.progress)
          job_.progress(
              std::min(0.99, static_cast<double>(report_.rows) / static_cast<double>(rows_guess)));
      }
      return true;
    }));
    take_block();
    if (report_.rows == 0)
      return make(ErrorCode::invalid, "import.no_rows", "表头下面没有数据行",
                  "there are no rows below the header");
    report_.committed = report_.bad == 0 || report_.mode == ImportMode::keep_good;
    if (report_.facts > 0) {
      const std::vector<int64_t> changed(with_facts_.begin(), with_facts_.end());
      touch_counter(db_, "registry_facts", changed);
    }
    if (job_.progress) job_.progress(1);
    return report_;
  }

 private:
  void add_bad(std::vector<BadRow>& problems) {
    ++report_.bad;
    for (BadRow& bad : problems)
      if (report_.bad_rows.size() < kBadRowsMax) report_.bad_rows.push_back(std::move(bad));
  }
  void add_bad(const ParsedRow& row, const Error& error) {
    std::vector<BadRow> one{{row.number, 0, "", row.enterprise.name, error.key, error.text}};
    add_bad(one);
  }

  /// Keys under which an enterprise is known within this file.
  static std::vector<size_t> keys(const Enterprise& e) {
    std::vector<size_t> out;
    if (e.credit_code) out.push_back(mix(1, std::hash<std::string>{}(*e.credit_code)));
    if (e.stock_code) out.push_back(mix(2, std::hash<std::string>{}(*e.stock_code)));
    if (out.empty()) out.push_back(mix(3, std::hash<std::string>{}(fold(e.name))));
    return out;
  }

  struct InFile {
    int64_t id = 0;
    int64_t row = 0;
    size_t members = 0;
  };

  /// The id of the enterprise this row is about, from the directory; nothing when it is new.
  Result<std::optional<int64_t>> find_known(const ParsedRow& row) {
    const Enterprise& e = row.enterprise;
    std::vector<int64_t> found;
    std::vector<int64_t> by_stock;
    if (e.credit_code) found = directory_.find_credit_code(*e.credit_code);
    if (e.stock_code) by_stock = directory_.find_stock_code(*e.stock_code);
    if (!found.empty() && !by_stock.empty() && found[0] != by_stock[0])
      return make(ErrorCode::conflict, "import.two_codes",
                  fmt::format("信用代码属于企业 {},证券代码属于企业 {};请核对,或先合并两家企业",
                              found[0], by_stock[0]),
                  fmt::format("the credit code belongs to enterprise {}, the stock code to {}; "
                              "check them, or merge the two first",
                              found[0], by_stock[0]));
    if (found.empty()) found = by_stock;
    if (!found.empty()) return std::optional(found[0]);
    if (e.name.empty()) return std::optional<int64_t>{};
    found = directory_.find_name(e.name);
    if (found.empty()) return std::optional<int64_t>{};
    std::vector<int64_t> possible;
    for (const Enterprise& other : store::find_enterprises(db_, found)) {
      const bool other_code =
          (e.credit_code && other.credit_code) || (e.stock_code && other.stock_code);
      const bool visible = zones_.is_within(other.home_zone, job_.zone) ||
                           zones_.is_within(job_.zone, other.home_zone);
      if (!other_code && visible) possible.push_back(other.id);
    }
    if (possible.size() > 1)
      return make(ErrorCode::conflict, "import.ambiguous",
                  fmt::format("已有 {} 家同名企业,无法判断是哪一家;请补充统一社会信用代码",
                              possible.size()),
                  fmt::format("{} enterprises have this name; add the credit code to tell which",
                              possible.size()));
    return possible.empty() ? std::nullopt : std::optional(possible[0]);
  }

  struct Placed {
    ParsedRow* row = nullptr;
    int64_t id = 0;
    bool is_new = false;
    bool repeats = false;  // An earlier row of this file has given the members.
  };

  std::optional<Placed> place(ParsedRow& row) {
    if (row.park && find_park(*row.park) == nullptr) {
      add_bad(row, make(ErrorCode::invalid, "import.park",
                        fmt::format("本区域下没有园区“{}”", clipped(*row.park, 60)),
                        fmt::format("there is no park '{}' in this zone", clipped(*row.park, 60))));
      return std::nullopt;
    }
    const std::vector<size_t> row_keys = keys(row.enterprise);
    const size_t members = hash_members(row.enterprise);
    for (const size_t key : row_keys) {
      const auto seen = in_file_.find(key);
      if (seen == in_file_.end()) continue;
      if (seen->second.members != members) {
        add_bad(row, make(ErrorCode::conflict, "import.contradiction",
                          fmt::format("与第 {} 行是同一家企业,但内容不同", seen->second.row),
                          fmt::format("this is the enterprise of row {}, with other data",
                                      seen->second.row)));
        return std::nullopt;
      }
      return Placed{&row, seen->second.id, false, true};
    }
    const Result<std::optional<int64_t>> known = find_known(row);
    if (!known.ok()) {
      add_bad(row, known.error());
      return std::nullopt;
    }
    Placed placed{&row, 0, !*known, false};
    if (placed.is_new && row.enterprise.name.empty()) {
      add_bad(row, make(ErrorCode::invalid, "import.no_name", "没有这个代码的企业,新增需要企业名称",
                        "no enterprise has this code; a new one needs a name"));
      return std::nullopt;
    }
    placed.id = *known ? **known : db_.new_id();
    for (const size_t key : row_keys) in_file_[key] = {placed.id, row.number, members};
    return placed;
  }

  void take_block() {
    std::vector<Placed> placed;
    placed.reserve(rows_.size());
    std::vector<int64_t> known_ids;
    for (ParsedRow& row : rows_) {
      if (std::optional<Placed> p = place(row)) {
        if (!p->is_new && !created_.contains(p->id)) known_ids.push_back(p->id);
        if (p->is_new) created_.insert(p->id);
        placed.push_back(*p);
      }
    }
    std::unordered_map<int64_t, Enterprise> known;
    for (Enterprise& e : store::find_enterprises(db_, known_ids)) known.emplace(e.id, std::move(e));
    insert_new(placed);
    std::erase_if(placed, [&](const Placed& p) { return !p.is_new && !update_known(p, known); });
    record_facts(placed, known);
    record_stays(placed);
    rows_.clear();
  }

  void insert_new(const std::vector<Placed>& placed) {
    std::vector<const Placed*> fresh;
    for (const Placed& p : placed)
      if (p.is_new) fresh.push_back(&p);
    if (fresh.empty()) return;
    store::EnterpriseBulk bulk(db_, changed_);
    for (const Placed* p : fresh) {
      Enterprise& e = p->row->enterprise;
      e.id = p->id;
      e.home_zone = job_.zone;
      if (e.source.empty()) e.source = source_;
      bulk.add(e);
    }
    bulk.finish();
    report_.created += static_cast<int64_t>(fresh.size());
    for (const Placed* p : fresh) look_for_duplicates(p->row->enterprise);
  }

  /// False when the row must not be taken; then it is in the report.
  bool update_known(const Placed& p, const std::unordered_map<int64_t, Enterprise>& known) {
    if (p.repeats || !known.contains(p.id)) {
      ++report_.unchanged;
      return true;
    }
    const Enterprise& before = known.at(p.id);
    const bool writable = may(actor_, zones_, "registry.import", before.home_zone);
    const bool visible = zones_.is_within(before.home_zone, job_.zone) ||
                         zones_.is_within(job_.zone, before.home_zone);
    if (!visible || (!writable && !p.row->facts.empty())) {
      add_bad(*p.row, make(ErrorCode::forbidden, "home_zone", "该企业由其他区域管理,不能在此修改",
                           "this enterprise is looked after by another zone and cannot be changed "
                           "here"));
      return false;
    }
    Enterprise after = merged_with(before, *p.row);
    if (!writable || after == before) {
      ++report_.unchanged;
      return true;
    }
    CHECK(store::update_enterprise(db_, after, changed_));
    ++report_.updated;
    return true;
  }

  /// What the row says replaces what was known; what it does not say stays.
  Enterprise merged_with(const Enterprise& before, const ParsedRow& row) const {
    const Enterprise& in = row.enterprise;
    Enterprise after = before;
    const auto take = [](auto& into, const auto& from) {
      if (from) into = from;
    };
    take(after.credit_code, in.credit_code);
    take(after.stock_code, in.stock_code);
    take(after.short_name, in.short_name);
    take(after.name_en, in.name_en);
    take(after.region_code, more_exact(before.region_code, in.region_code));
    take(after.address, in.address);
    take(after.industry_code, more_exact(before.industry_code, in.industry_code));
    take(after.industry_label, in.industry_label);
    take(after.scale, in.scale);
    if (row.has_status) after.status = in.status;
    const auto add = [](std::vector<std::string>& into, const std::string& item) {
      if (std::find(into.begin(), into.end(), item) == into.end()) into.push_back(item);
    };
    // A name that only repeats the short name says nothing of the full one.
    if (!in.name.empty() && in.name != in.short_name && in.name != before.name &&
        std::find(before.former_names.begin(), before.former_names.end(), in.name) ==
            before.former_names.end()) {
      if (before.name != after.short_name) add(after.former_names, before.name);
      after.name = in.name;
    }
    for (const std::string& name : in.former_names) add(after.former_names, name);
    for (const std::string& product : in.products) add(after.products, product);
    for (const Contact& contact : in.contacts)
      if (std::find(after.contacts.begin(), after.contacts.end(), contact) == after.contacts.end())
        after.contacts.push_back(contact);
    return after;
  }

  /// "22" says nothing new where "220102" is known.
  static std::optional<std::string> more_exact(const std::optional<std::string>& known,
                                               const std::optional<std::string>& said) {
    return known && said && known->starts_with(*said) ? known : said;
  }

  void look_for_duplicates(const Enterprise& e) {
    const bool coded = e.credit_code.has_value() || e.stock_code.has_value();
    build_names();
    // Two enterprises with different codes are two enterprises, however alike their names are.
    if (!coded && !all_) build_all_names();
    const NameIndex& others = coded ? *codeless_ : *all_;
    const std::vector<NameIndex::Match> matches = others.size() == 0
                                                      ? std::vector<NameIndex::Match>{}
                                                      : others.find(e.name, kReviewThreshold, 3);
    for (const NameIndex::Match& match : matches) {
      if (match.id == e.id) continue;
      const store::DuplicateRow pair{
          job_.zone,
          db_.new_id(),
          std::min(e.id, match.id),
          std::max(e.id, match.id),
          static_cast<int64_t>(match.score * 10'000),
          fmt::format("名称相似度 {:.2f};导入自 {}", match.score, job_.filename),
          DuplicateState::open};
      if (store::insert_duplicate(db_, pair, now_)) ++report_.review;
    }
    if (!coded) codeless_->add(e.id, e.name);
    if (all_) all_->add(e.id, e.name);
    if (!all_) new_coded_names_.emplace_back(e.id, e.name);
  }

  void build_names() {
    if (codeless_) return;
    codeless_ = std::make_unique<NameIndex>();
    directory_.each_name([&](int64_t id, std::string_view name, bool coded) {
      if (!coded) codeless_->add(id, name);
    });
  }
  void build_all_names() {
    all_ = std::make_unique<NameIndex>();
    directory_.each_name([&](int64_t id, std::string_view name, bool) { all_->add(id, name); });
    for (const auto& [id, name] : new_coded_names_) all_->add(id, name);
    new_coded_names_.clear();
  }

  void record_facts(const std::vector<Placed>& placed,
                    const std::unordered_map<int64_t, Enterprise>& known) {
    std::vector<store::StoredFact> fresh;
    for (const Placed& p : placed) {
      if (p.row->facts.empty()) continue;
      const auto at = known.find(p.id);
      const int64_t home = at == known.end() ? job_.zone : at->second.home_zone;
      // What this source has said last, by field and period.
      std::unordered_map<std::string, FactValue> said;
      if (at != known.end())
        for (const store::StoredFact& fact : store::list_facts(db_, p.id))
          if (fact.source == source_) said[fact.field + "|" + fact.period] = fact.value;
      bool contradicts = false;
      std::vector<store::StoredFact> of_row;
      for (const ParsedRow::ParsedFact& fact : p.row->facts) {
        const std::string name = std::string(fact.field->name) + "|" + fact.period;
        const size_t key = mix(static_cast<size_t>(p.id), std::hash<std::string>{}(name));
        const size_t value =
            std::hash<std::string>{}(format_fact_value(*fact.field, fact.value)) + 1;
        const auto [seen, first] = facts_in_file_.try_emplace(key, value);
        contradicts = contradicts || (!first && seen->second != value);
        if (!first) continue;
        if (const auto last = said.find(name); last != said.end() && last->second == fact.value)
          continue;
        of_row.push_back({home, p.id, db_.new_id(), std::string(fact.field->name), fact.period,
                          fact.value, std::string(fact.field->unit), source_, std::nullopt, now_,
                          actor_.user_id});
      }
      if (contradicts) {
        add_bad(*p.row, make(ErrorCode::conflict, "import.contradiction",
                             "文件中前面的行对同一企业、同一期间给出了不同的数值",
                             "an earlier row gives another figure for the same enterprise and "
                             "period"));
        continue;
      }
      fresh.insert(fresh.end(), std::make_move_iterator(of_row.begin()),
                   std::make_move_iterator(of_row.end()));
    }
    if (fresh.empty()) return;
    store::FactBulk bulk(db_);
    for (const store::StoredFact& fact : fresh) {
      bulk.add(fact);
      with_facts_.insert(fact.enterprise_id);
    }
    bulk.finish();
    report_.facts += static_cast<int64_t>(fresh.size());
  }

  const Zone* find_park(const std::string& text) const {
    for (const Zone& zone : zones_.zones())
      if ((zone.code == text || zone.name.zh == text || zone.name.en == text) &&
          zones_.is_within(zone.id, job_.zone))
        return &zone;
    return nullptr;
  }

  /// A table imported into a park is the list of its residents.
  void record_stays(const std::vector<Placed>& placed) {
    if (!zone_is_park_ && !maps_park_) return;
    std::vector<int64_t> ids;
    for (const Placed& p : placed) ids.push_back(p.id);
    std::set<std::pair<int64_t, int64_t>> present;
    for (const store::Stay& stay : store::list_stays(db_, ids))
      if (!stay.to || *stay.to > date_of(now_)) present.insert({stay.park_id, stay.enterprise_id});
    for (const Placed& p : placed) {
      int64_t park = zone_is_park_ ? job_.zone : 0;
      if (p.row->park) park = find_park(*p.row->park)->id;
      if (park == 0 || !present.insert({park, p.id}).second) continue;
      store::upsert_stay(db_, {park, p.id, p.row->entered_on.value_or(date_of(now_)), {}});
      if (!p.is_new) store::touch_enterprise(db_, p.id, changed_);
    }
  }

  Transaction& db_;
  const Actor& actor_;
  Timestamp now_;
  const ImportJob& job_;
  ZoneTree zones_;
  std::shared_ptr<const Codes> codes_;
  EnterpriseDirectory& directory_;
  RowParser parser_;
  ImportReport report_;
  std::string source_;
  bool zone_is_park_ = false;
  bool maps_park_ = false;
  int64_t changed_ = 0;
  std::vector<ParsedRow> rows_;
  std::unordered_map<size_t, InFile> in_file_;
  std::unordered_set<int64_t> created_;
  std::unordered_map<size_t, size_t> facts_in_file_;
  std::unordered_set<int64_t> with_facts_;  // Enterprises whose facts changed.
  std::unique_ptr<NameIndex> codeless_, all_;
  std::vector<std::pair<int64_t, std::string>> new_coded_names_;
};

/// Codes and zones: small tables, row by row.
class ReferenceImport {
 public:
  ReferenceImport(Transaction& db, const ImportJob& job) : db_(db), job_(job) {
    report_.kind = job.plan.kind;
    report_.mode = ImportMode::keep_good;
    for (size_t i = 0; i < job.plan.columns.size(); ++i)
      if (job.plan.columns[i].target) at_[*job.plan.columns[i].target] = i;
  }

  Result<ImportReport> run(std::string_view bytes) {
    TRY(read_table(bytes, [&](const TableRow& row) {
      if (row.number <= job_.header_row) return true;
      ++report_.rows;
      take(row);
      return true;
    }));
    if (report_.created + report_.updated > 0 && job_.plan.kind != ImportKind::zones)
      touch_counter(db_, "registry_codes");
    report_.committed = true;
    return report_;
  }

 private:
  std::string cell(const TableRow& row, const std::string& target) const {
    const auto at = at_.find(target);
    return at == at_.end() || at->second >= row.cells.size()
               ? ""
               : std::string(trim(row.cells[at->second]));
  }

  void bad(const TableRow& row, const std::string& value, const Error& error) {
    ++report_.bad;
    if (report_.bad_rows.size() < kBadRowsMax)
      report_.bad_rows.push_back({row.number, 0, "", clipped(value, 200), error.key, error.text});
  }
  void bad_code(const TableRow& row, const std::string& code) {
    bad(row, code, make(ErrorCode::invalid, "code", "代码无效", "this is not a code"));
  }

  void count(bool existed, bool changed) {
    ++(!changed ? report_.unchanged : existed ? report_.updated : report_.created);
  }

  /// A code that stands twice in the file counts once; with another name it is an error.
  bool repeats(const TableRow& row, const std::string& code, const std::string& name) {
    const auto [at, first] = in_file_.try_emplace(code, name);
    if (first) return false;
    if (at->second == name)
      ++report_.unchanged;
    else
      bad(row, code,
          make(ErrorCode::conflict, "import.contradiction",
               fmt::format("代码“{}”在文件中已有名称“{}”", code, at->second),
               fmt::format("the code '{}' has the name '{}' in this file already", code,
                           at->second)));
    return true;
  }

  void take(const TableRow& row) {
    if (row.problem != nullptr) return bad(row, "", *row.problem);
    switch (job_.plan.kind) {
      case ImportKind::industry_codes: return take_industry(row);
      case ImportKind::industry_crosswalk: return take_crosswalk(row);
      case ImportKind::regions: return take_region(row);
      case ImportKind::zones: return take_zone(row);
      case ImportKind::enterprises: break;
    }
    CHECK(false);
  }

  void take_industry(const TableRow& row) {
    if (known_.empty())
      for (const CodeNode& node : store::list_industries(db_)) known_.insert(node.code);
    const std::string text = cell(row, "code");
    const std::optional<std::string> code = normal_industry_code(text);
    const std::string name = cell(row, "name");
    if (!code || name.empty() || name.size() > 300) return bad_code(row, text);
    if (repeats(row, *code, name)) return;
    const std::string parent = parent_industry_code(*code);
    const CodeNode node{*code, parent.empty() ? std::nullopt : std::optional(parent), name, {}};
    const bool changed = store::upsert_industry(db_, node, clipped(cell(row, "description"), 4000),
                                                "GB/T 4754-2017");
    count(!known_.insert(*code).second, changed);
  }

  void take_crosswalk(const TableRow& row) {
    const auto from = normal_industry_code(cell(row, "from_code"));
    const auto to = normal_industry_code(cell(row, "to_code"));
    if (!from || !to) return bad_code(row, cell(row, "from_code"));
    count(false, store::insert_crosswalk(db_, *from, *to));
  }

  void take_region(const TableRow& row) {
    if (known_.empty())
      for (const CodeNode& node : store::list_regions(db_)) known_.insert(node.code);
    const std::string text = cell(row, "code");
    const std::optional<std::string> code = normal_region_code(text);
    const std::string name = cell(row, "name");
    if (!code || name.empty() || name.size() > 300) return bad_code(row, text);
    if (repeats(row, *code, name)) return;
    const std::string parent = parent_region_code(*code);
    const CodeNode node{*code, parent.empty() ? std::nullopt : std::optional(parent), name, {}};
    const bool changed = store::upsert_region(db_, node, job_.filename);
    count(!known_.insert(*code).second, changed);
  }

  void take_zone(const TableRow& row) {
    const std::string name = cell(row, "name");
    if (name.empty()) return bad_code(row, name);
    for (const Zone& zone : zones().zones())
      if (zone.name.zh == name) return count(true, false);
    const std::optional<int64_t> province = province_zone(row);
    if (!province) return;
    std::string code = cell(row, "code");
    const std::optional<std::string> region = normal_region_code(code);
    NewZone zone;
    zone.zone = *province;
    zone.level = ZoneLevel::zone;
    zone.code = code.empty() ? "HT-" + sha256_hex(name).substr(0, 10) : "CN-" + code;
    zone.name = {name, name};
    if (region && region->size() >= 4) zone.region_code = region->substr(0, 4);
    const Result<Zone> created = create_zone(db_, zones(), zone);
    if (!created.ok()) return bad(row, name, created.error());
    zones_.reset();
    count(false, true);
  }

  std::optional<int64_t> province_zone(const TableRow& row) {
    const std::string name = cell(row, "province");
    const std::optional<std::string> code = region_of_name(CodeTree(), name);
    if (!code || code->size() != 2) {
      bad(row, name,
          make(ErrorCode::invalid, "region.unknown", "没有这个省份", "no such province"));
      return std::nullopt;
    }
    for (const Zone& zone : zones().zones())
      if (zone.level == ZoneLevel::province && zone.region_code == *code) return zone.id;
    NewZone zone;
    zone.zone = zones().zones().front().id;
    zone.level = ZoneLevel::province;
    zone.code = "CN-" + *code;
    zone.name = {name, name};
    zone.region_code = *code;
    const Result<Zone> created = create_zone(db_, zones(), zone);
    if (!created.ok()) {
      bad(row, name, created.error());
      return std::nullopt;
    }
    zones_.reset();
    return created->id;
  }

  const ZoneTree& zones() {
    if (!zones_) zones_ = load_zone_tree(db_);
    return *zones_;
  }

  Transaction& db_;
  const ImportJob& job_;
  ImportReport report_;
  std::map<std::string, size_t> at_;
  std::set<std::string> known_;
  std::map<std::string, std::string> in_file_;  // Code → name.
  std::optional<ZoneTree> zones_;
};

}  // namespace

Result<ImportReport> run_import_job(Database& database, Transaction& db, const Actor& actor,
                                    Timestamp now, std::string_view bytes, const ImportJob& job) {
  if (job.plan.kind == ImportKind::enterprises)
    return EnterpriseImport(database, db, actor, now, job).run(bytes);
  return ReferenceImport(db, job).run(bytes);
}

}  // namespace gaoxin
