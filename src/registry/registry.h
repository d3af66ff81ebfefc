// Enterprises, the parks they are in, what is known about them and where it came from.
//
// Start here. An enterprise belongs to a home zone, which looks after it, and may be resident in
// parks. From a zone Z one sees the enterprises of Z's subtree, those resident in it, and those
// kept at the zones above Z (the public directory). It can be changed only with permission at its
// home zone. What is known with a date and a source is a fact; see Fact.
#pragma once

#include <boost/describe.hpp>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/operation.h"
#include "registry/enterprise_directory.h"

namespace gaoxin {

// ---- Enterprises -------------------------------------------------------------------------------

struct Contact {
  std::string name;
  std::optional<std::string> title, phone, email;
  bool operator==(const Contact&) const = default;
};
BOOST_DESCRIBE_STRUCT(Contact, (), (name, title, phone, email))

/// What a person enters. Codes are checked: credit_code by GB 32100-2015, stock_code "000578.SZ",
/// region_code and industry_code must be known.
struct EnterpriseInput {
  std::string name;
  std::optional<std::string> short_name, name_en;
  std::optional<std::vector<std::string>> former_names;
  std::optional<std::string> credit_code, stock_code;
  std::optional<std::string> region_code, address;
  std::optional<std::string> industry_code, industry_label;
  std::optional<EnterpriseScale> scale;
  std::optional<EnterpriseStatus> status;
  std::optional<std::vector<std::string>> products;
  std::optional<std::vector<Contact>> contacts;
  std::optional<std::string> source;
  bool operator==(const EnterpriseInput&) const = default;
};
BOOST_DESCRIBE_STRUCT(EnterpriseInput, (),
                      (name, short_name, name_en, former_names, credit_code, stock_code,
                       region_code, address, industry_code, industry_label, scale, status, products,
                       contacts, source))

struct Residence {
  int64_t park_id = 0;
  Text park_name;
  Date from_date;
  std::optional<Date> to_date;  ///< the first day it is no longer there
  bool operator==(const Residence&) const = default;
};
BOOST_DESCRIBE_STRUCT(Residence, (), (park_id, park_name, from_date, to_date))

struct Enterprise {
  int64_t id = 0;
  int64_t home_zone = 0;
  Text home_zone_name;
  int64_t version = 1;
  std::optional<int64_t> merged_into;
  std::optional<std::string> credit_code, stock_code;
  std::string name;
  std::optional<std::string> short_name, name_en;
  std::vector<std::string> former_names;
  std::optional<std::string> region_code, region_name, address;
  std::optional<std::string> industry_code, industry_name, industry_label;
  std::optional<EnterpriseScale> scale;
  EnterpriseStatus status = EnterpriseStatus::operating;
  std::vector<std::string> products;
  std::vector<Contact> contacts;
  std::vector<Residence> residences;
  std::string source;
  bool invented = false;  ///< made up for the demonstration
  bool operator==(const Enterprise&) const = default;
};
BOOST_DESCRIBE_STRUCT(Enterprise, (),
                      (id, home_zone, home_zone_name, version, merged_into, credit_code, stock_code,
                       name, short_name, name_en, former_names, region_code, region_name, address,
                       industry_code, industry_name, industry_label, scale, status, products,
                       contacts, residences, source, invented))

struct ListEnterprises {
  int64_t zone = 0;
  std::optional<std::string> q;  ///< words, all of which must occur
  std::optional<std::string>
      sort;  ///< name, -name, id, region …; none: the zone's own first, by name
  std::optional<int64_t> page, page_size;
  std::optional<std::string> region;    ///< a code; everything below it
  std::optional<std::string> industry;  ///< a code; everything below it
  std::optional<std::vector<EnterpriseScale>> scale;
  std::optional<std::vector<EnterpriseStatus>> status;
  std::optional<int64_t> home_zone;  ///< its subtree
  std::optional<int64_t> park;       ///< resident in its subtree today
  std::optional<bool> listed, invented, has_credit_code;
};
BOOST_DESCRIBE_STRUCT(ListEnterprises, (),
                      (zone, q, sort, page, page_size, region, industry, scale, status, home_zone,
                       park, listed, invented, has_credit_code))
struct EnterprisePage {
  std::vector<Enterprise> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(EnterprisePage, (), (items, total, page, page_size))
Result<EnterprisePage> list_enterprises(Call& call, const ListEnterprises& in);

struct ExportEnterprises : ListEnterprises {
  std::optional<std::string> format;                ///< xlsx (default) or csv
  std::optional<std::vector<std::string>> columns;  ///< members of Enterprise; default: most
  std::optional<std::string> lang;                  ///< zh (default) or en
};
BOOST_DESCRIBE_STRUCT(ExportEnterprises, (ListEnterprises), (format, columns, lang))
Result<File> export_enterprises(Call& call, const ExportEnterprises& in);

struct ZoneAndId {
  int64_t zone = 0;
  int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(ZoneAndId, (), (zone, id))
Result<Enterprise> get_enterprise(Call& call, const ZoneAndId& in);

struct CreateEnterprise {
  int64_t zone = 0;  ///< becomes the home zone
  EnterpriseInput enterprise;
};
BOOST_DESCRIBE_STRUCT(CreateEnterprise, (), (zone, enterprise))
/// Errors: registry.enterprise.duplicate_code (another visible one has the code).
Result<Enterprise> create_enterprise(Call& call, const CreateEnterprise& in);

struct UpdateEnterprise {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  EnterpriseInput enterprise;  ///< all of it: what is left out becomes unknown
};
BOOST_DESCRIBE_STRUCT(UpdateEnterprise, (), (zone, id, version, enterprise))
Result<Enterprise> update_enterprise(Call& call, const UpdateEnterprise& in);

// ---- Residency and relations -------------------------------------------------------------------

struct SetResidence {
  int64_t zone = 0;  ///< the park
  int64_t enterprise_id = 0;
  Date from_date;
  std::optional<Date> to_date;
};
BOOST_DESCRIBE_STRUCT(SetResidence, (), (zone, enterprise_id, from_date, to_date))
/// Enters or (same from_date) changes a stay. Stays in one park do not overlap
/// (registry.residence.overlap).
Result<Enterprise> set_residence(Call& call, const SetResidence& in);

BOOST_DEFINE_ENUM_CLASS(RelationKind, supplies, invests_in, owns)
struct Relation {
  int64_t id = 0;
  int64_t from_enterprise_id = 0;
  std::string from_name;
  RelationKind kind = RelationKind::supplies;
  int64_t to_enterprise_id = 0;
  std::string to_name;
  std::optional<std::string> detail;
  std::optional<double> share_percent;
  Date as_of;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(Relation, (),
                      (id, from_enterprise_id, from_name, kind, to_enterprise_id, to_name, detail,
                       share_percent, as_of, source))
struct RelationList {
  std::vector<Relation> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(RelationList, (), (items, total))
Result<RelationList> list_relations(Call& call, const ZoneAndId& in);

struct AddRelation {
  int64_t zone = 0;
  int64_t from_enterprise_id = 0;
  RelationKind kind = RelationKind::supplies;
  int64_t to_enterprise_id = 0;
  std::optional<std::string> detail;
  std::optional<double> share_percent;
  Date as_of;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(AddRelation, (),
                      (zone, from_enterprise_id, kind, to_enterprise_id, detail, share_percent,
                       as_of, source))
Result<Relation> add_relation(Call& call, const AddRelation& in);
Result<Done> delete_relation(Call& call, const ZoneAndId& in);

// ---- Facts -------------------------------------------------------------------------------------

/// One dated, sourced statement. Never overwritten: a correction is a newer row of the same field
/// and period. `value` is text in the field's own form (money: yuan "1234.50"), `number` the same
/// as a number when it is one. A missing fact is unknown, never zero.
struct Fact {
  int64_t id = 0;
  int64_t enterprise_id = 0;
  std::string field;  ///< see fact_fields.h
  Text title;
  std::string period;  ///< 2024, 2024-Q1, 2024-03 or 2024-03-31
  std::string value;
  std::optional<double> number;
  std::string unit;
  std::string source;
  std::optional<Date> source_date;
  Timestamp recorded_at;
  int64_t recorded_by = 0;
};
BOOST_DESCRIBE_STRUCT(Fact, (),
                      (id, enterprise_id, field, title, period, value, number, unit, source,
                       source_date, recorded_at, recorded_by))

struct FactInput {
  std::string field;
  std::string period;
  std::string value;                ///< in `unit`, or in the field's own unit
  std::optional<std::string> unit;  ///< money: 元 万元 亿元 百万元
  std::string source;
  std::optional<Date> source_date;
};
BOOST_DESCRIBE_STRUCT(FactInput, (), (field, period, value, unit, source, source_date))
struct RecordFacts {
  int64_t zone = 0;
  int64_t id = 0;  ///< the enterprise
  std::vector<FactInput> facts;
};
BOOST_DESCRIBE_STRUCT(RecordFacts, (), (zone, id, facts))
struct FactList {
  std::vector<Fact> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(FactList, (), (items, total))
/// What already stands so (same value, unit and source) is not written again.
Result<FactList> record_facts(Call& call, const RecordFacts& in);

struct ListFacts {
  int64_t zone = 0;
  int64_t id = 0;  ///< the enterprise
  std::optional<std::string> field;
  std::optional<Date> as_of;    ///< what was recorded by the end of that day (UTC)
  std::optional<bool> history;  ///< also what has been corrected since
};
BOOST_DESCRIBE_STRUCT(ListFacts, (), (zone, id, field, as_of, history))
Result<FactList> list_facts(Call& call, const ListFacts& in);

struct FactFieldRow {
  std::string name;
  Text title;
  std::string kind;  ///< money, count, number, words
  std::string unit;
};
BOOST_DESCRIBE_STRUCT(FactFieldRow, (), (name, title, kind, unit))
struct FactFieldList {
  std::vector<FactFieldRow> items;
};
BOOST_DESCRIBE_STRUCT(FactFieldList, (), (items))
// What other modules keep in memory of the registry reads it whole once and then what has changed:
// enterprises by the counter "registry", facts by changed_things("registry_facts"), parks by
// changed_things("registry_parks").

struct ChangedEnterprise {
  int64_t id = 0;
  std::optional<int64_t> merged_into;
};
/// Enterprises that changed (also their stays) at steps of the counter "registry" after `after`.
std::vector<ChangedEnterprise> changed_enterprises(Transaction& db, int64_t after);
/// All enterprises that were merged into another one.
std::vector<ChangedEnterprise> merged_enterprises(Transaction& db);

/// A recorded fact as it is stored; views, which live as long as the call that is given them.
struct RecordedFact {
  int64_t enterprise_id = 0;  ///< possibly merged into another one
  int64_t id = 0;
  std::string_view field{}, period{};
  std::optional<int64_t> whole{};
  std::optional<double> number{};
  std::optional<std::string_view> words{};
  std::optional<Date> source_date{};
  std::string_view source{};  ///< only of one enterprise
};
/// Every fact ever recorded, corrected ones too (of one period the highest id counts), in no order.
void each_recorded_fact(Transaction& db, const std::function<void(const RecordedFact&)>& each);
/// What counts of one enterprise and those merged into it: the newest fact of each field and
/// period, in the order of fields, periods.
void each_recorded_fact(Transaction& db, int64_t enterprise,
                        const std::function<void(const RecordedFact&)>& each);
/// The park an enterprise (or one merged into it) was in on a day: the one it came to last.
std::optional<int64_t> park_on(Transaction& db, int64_t enterprise, Date day);

struct NoInput {};
BOOST_DESCRIBE_STRUCT(NoInput, (), ())
Result<FactFieldList> list_fact_fields(Call& call, const NoInput& in);

// ---- Parks and agreements ----------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(ParkKind, characteristic, ordinary, incubator, demonstration_base)
/// By zone.
std::map<int64_t, ParkKind> park_kinds(Transaction& db);
struct Park {
  int64_t zone_id = 0;
  Text name;
  std::optional<std::string> region_code;
  ParkKind kind = ParkKind::ordinary;
  std::vector<std::string> leading_industries;  ///< GB/T 4754-2017 codes
  std::vector<std::string> leading_industry_names;
  std::optional<double> area_square_metres;
  std::optional<Date> started_on;
  std::optional<std::string> brand, description;
  int64_t residents = 0;  ///< today
  int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Park, (),
                      (zone_id, name, region_code, kind, leading_industries, leading_industry_names,
                       area_square_metres, started_on, brand, description, residents, version))
struct ParkList {
  std::vector<Park> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(ParkList, (), (items, total))
struct ZoneOnly {
  int64_t zone = 0;
};
BOOST_DESCRIBE_STRUCT(ZoneOnly, (), (zone))
/// The parks of the subtree that have details.
Result<ParkList> list_parks(Call& call, const ZoneOnly& in);
Result<Park> get_park(Call& call, const ZoneOnly& in);
struct PutPark {
  int64_t zone = 0;  ///< the park
  ParkKind kind = ParkKind::ordinary;
  std::vector<std::string> leading_industries;
  std::optional<double> area_square_metres;
  std::optional<Date> started_on;
  std::optional<std::string> brand, description;
  int64_t version = 0;  ///< 0 when it has no details yet
};
BOOST_DESCRIBE_STRUCT(PutPark, (),
                      (zone, kind, leading_industries, area_square_metres, started_on, brand,
                       description, version))
Result<Park> put_park(Call& call, const PutPark& in);

BOOST_DEFINE_ENUM_CLASS(AgreementKind, partner_park, enclave, off_site_incubation, custody)
struct Agreement {
  int64_t id = 0;
  int64_t zone_id = 0;
  int64_t partner_zone_id = 0;
  AgreementKind kind = AgreementKind::partner_park;
  std::string title;
  std::optional<double> output_share_percent, tax_share_percent;  ///< what the partner counts
  Date from_date;
  std::optional<Date> to_date;
  std::string source;
  int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Agreement, (),
                      (id, zone_id, partner_zone_id, kind, title, output_share_percent,
                       tax_share_percent, from_date, to_date, source, version))
struct AgreementList {
  std::vector<Agreement> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(AgreementList, (), (items, total))
/// Of which one side lies in the subtree of the zone.
Result<AgreementList> list_agreements(Call& call, const ZoneOnly& in);
struct PutAgreement {
  int64_t zone = 0;
  std::optional<int64_t> id;  ///< missing for a new one
  int64_t partner_zone_id = 0;
  AgreementKind kind = AgreementKind::partner_park;
  std::string title;
  std::optional<double> output_share_percent, tax_share_percent;
  Date from_date;
  std::optional<Date> to_date;
  std::string source;
  int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PutAgreement, (),
                      (zone, id, partner_zone_id, kind, title, output_share_percent,
                       tax_share_percent, from_date, to_date, source, version))
Result<Agreement> put_agreement(Call& call, const PutAgreement& in);

// ---- Codes -------------------------------------------------------------------------------------

struct CodeRow {
  std::string code;
  std::optional<std::string> parent_code;
  std::string name;
  std::optional<std::string> name_en;
  std::vector<std::string> path;  ///< names from the top down to this one
  bool has_children = false;
};
BOOST_DESCRIBE_STRUCT(CodeRow, (), (code, parent_code, name, name_en, path, has_children))
struct CodeList {
  std::vector<CodeRow> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(CodeList, (), (items, total))
struct ListCodes {
  std::optional<std::string> q;       ///< a code's beginning or a part of a name
  std::optional<std::string> parent;  ///< its children; with neither: the top level
  std::optional<int64_t> limit;       ///< at most 200, default 50
};
BOOST_DESCRIBE_STRUCT(ListCodes, (), (q, parent, limit))
Result<CodeList> list_industries(Call& call, const ListCodes& in);
Result<CodeList> list_regions(Call& call, const ListCodes& in);
struct CrosswalkQuery {
  std::string code;  ///< GB/T 4754-2011
};
BOOST_DESCRIBE_STRUCT(CrosswalkQuery, (), (code))
/// The 2017 codes that a 2011 code became.
Result<CodeList> crosswalk_industry(Call& call, const CrosswalkQuery& in);

// ---- Duplicates and merges ---------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(DuplicateState, open, merged, kept_apart)
struct Duplicate {
  int64_t id = 0;
  Enterprise left, right;
  double score = 0;  ///< 0 to 1
  std::string reason;
  DuplicateState state = DuplicateState::open;
};
BOOST_DESCRIBE_STRUCT(Duplicate, (), (id, left, right, score, reason, state))
struct DuplicatePage {
  std::vector<Duplicate> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(DuplicatePage, (), (items, total, page, page_size))
struct ListDuplicates {
  int64_t zone = 0;
  std::optional<DuplicateState> state;  ///< default open
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListDuplicates, (), (zone, state, page, page_size))
/// The most similar first.
Result<DuplicatePage> list_duplicates(Call& call, const ListDuplicates& in);

struct Merge {
  int64_t id = 0;
  int64_t survivor_id = 0;
  std::string survivor_name;
  int64_t absorbed_id = 0;
  std::string absorbed_name;
  Timestamp merged_at;
  int64_t merged_by = 0;
  std::optional<Timestamp> undone_at;
};
BOOST_DESCRIBE_STRUCT(Merge, (),
                      (id, survivor_id, survivor_name, absorbed_id, absorbed_name, merged_at,
                       merged_by, undone_at))
struct MergeList {
  std::vector<Merge> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(MergeList, (), (items, total))
struct MergeEnterprises {
  int64_t zone = 0;
  int64_t survivor_id = 0;
  int64_t absorbed_id = 0;
};
BOOST_DESCRIBE_STRUCT(MergeEnterprises, (), (zone, survivor_id, absorbed_id))
/// The survivor takes what it did not know from the absorbed one, whose name becomes a former
/// name; facts, stays and relations of both count for the survivor. Nothing is deleted.
/// Errors: registry.merge.codes (both have credit codes, and they differ).
Result<Merge> merge_enterprises(Call& call, const MergeEnterprises& in);
/// Takes a merge back: the absorbed one is again what it was, and the survivor loses what the
/// merge gave it, except where somebody has changed it since. Errors: registry.merge.order (a
/// later merge stands on this one), registry.merge.undone.
Result<Merge> undo_merge(Call& call, const ZoneAndId& in);
Result<MergeList> list_merges(Call& call, const ZoneOnly& in);
Result<Done> keep_apart(Call& call, const ZoneAndId& in);

// ---- For other modules -------------------------------------------------------------------------

/// The enterprises with these ids that are not merged away, in the order of the ids.
std::vector<Enterprise> find_enterprises(Transaction& db, std::span<const int64_t> ids);
/// By credit code or by stock code in any of its forms.
std::optional<Enterprise> find_enterprise_by_code(Transaction& db, std::string_view code);
/// Who is resident in the subtree of `zone` on that day, by id.
std::vector<int64_t> resident_ids(Transaction& db, const ZoneTree& zones, int64_t zone, Date on);
/// True when the enterprise may be seen from the zone.
bool enterprise_visible(Transaction& db, const ZoneTree& zones, int64_t zone, int64_t enterprise);

/// record_facts for a module that has let the figures be accepted under its own permission (a
/// statistical report): the enterprise must be visible from the zone, registry.write is not asked.
Result<FactList> record_accepted_facts(Call& call, const RecordFacts& in);

/// The newest known value of each field for each enterprise: the newest period recorded.
struct FactColumns {
  std::vector<int64_t> enterprise_ids;
  /// One column per asked field, one cell per enterprise; unknown stays empty.
  std::map<std::string, std::vector<std::optional<Fact>>> columns;
};
FactColumns latest_facts(Transaction& db, std::span<const int64_t> enterprise_ids,
                         std::span<const std::string> fields);
/// The directory of this database, brought up to date with the transaction.
EnterpriseDirectory& current_directory(Database& database, Transaction& db);

// ---- Start -------------------------------------------------------------------------------------

/// Codes the product ships (catalogue/codes): sections and divisions, provinces, Jilin's cities.
/// Does nothing when they are there. `catalogue` is the folder.
Result<Done> load_shipped_codes(Transaction& db, const std::string& catalogue);
/// The demonstration zone in Jilin: parks, invented enterprises, facts. Does nothing the second
/// time.
Result<Done> load_demo(Database& database, const std::string& catalogue);

void add_registry_operations(Operations& operations);

}  // namespace gaoxin
