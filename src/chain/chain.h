// The industrial chain, for other modules and the page: which links a park's chains lack and which
// companies would fill them. These are the answers of the operations; README.md lists them.
//
// Words. A node is something that is made: an input-output sector ("sector:080"), an industry of
// the graph ("industry:280202") or a product ("product:锂电池"). A company is a listed company of
// the graph, known by its six-digit stock code. A resident is an enterprise of the registry inside
// the zone. Unknown is null, never 0; every figure says on what it rests.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/operation.h"
#include "base/result.h"

namespace gaoxin {

// ---- The map ------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(ChainNodeKind, sector, industry, product)

struct GetChainMap {
  int64_t zone = 0;
  std::optional<std::string> focus;  ///< a node: only what is at most two steps from it
  std::optional<int64_t> limit;      ///< nodes, 1 to 300; 120 when left out
};
BOOST_DESCRIBE_STRUCT(GetChainMap, (), (zone, focus, limit))

struct ChainMapNode {
  std::string id;
  ChainNodeKind kind = ChainNodeKind::sector;
  Text name;
  int64_t layer = 0;                   ///< 0 most upstream … 5 final
  std::optional<double> upstreamness;  ///< mean distance to final use (Antras), 1 = final
  std::optional<double> strength;      ///< location quotient of the zone; null = unknown
  int64_t residents = 0;
  std::vector<std::string> resident_names;  ///< at most five
  int64_t companies = 0;                    ///< companies of the graph that make it, anywhere
  bool weak = false;
  std::optional<double> weak_score;  ///< 0 to 100, as in the list of weak links
};
BOOST_DESCRIBE_STRUCT(ChainMapNode, (),
                      (id, kind, name, layer, upstreamness, strength, residents, resident_names,
                       companies, weak, weak_score))
struct ChainMapEdge {
  std::string from;   ///< the supplier
  std::string to;     ///< the user
  double weight = 0;  ///< share of the user's output spent on it, or 1 for a known product relation
  Text relation;
};
BOOST_DESCRIBE_STRUCT(ChainMapEdge, (), (from, to, weight, relation))
struct ChainMap {
  std::vector<ChainMapNode> nodes;
  std::vector<ChainMapEdge> edges;
  int64_t residents = 0;         ///< of the zone
  int64_t residents_placed = 0;  ///< whose industry maps to a sector
  int64_t residents_with_revenue = 0;
  std::optional<std::string> io_table;  ///< name of the active table; null: none is imported
  bool demonstration = false;           ///< the active table is invented
  std::vector<Text> remarks;
};
BOOST_DESCRIBE_STRUCT(ChainMap, (),
                      (nodes, edges, residents, residents_placed, residents_with_revenue, io_table,
                       demonstration, remarks))

// ---- Weak links ---------------------------------------------------------------------------

/// One number of a formula with what it is made of. `value` null = unknown, `remark` says why.
struct ChainFactor {
  std::string key;  ///< demand, local_supply_share, criticality, feasibility, …
  Text name;
  std::optional<double> value;
  std::string unit;  ///< "yuan/year", "share", "ratio", "count"
  Text remark;
  std::vector<ChainFactor> inputs;
};
BOOST_DESCRIBE_STRUCT(ChainFactor, (), (key, name, value, unit, remark, inputs))

struct ListWeakLinks {
  int64_t zone = 0;
  std::optional<std::string> q;
  std::optional<std::string> sort;  ///< score, demand, gap, local_supply_share, criticality, …
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListWeakLinks, (), (zone, q, sort, page, page_size))
struct WeakLinkRow {
  std::string id;  ///< "sector:094"
  std::string code;
  Text name;
  double score = 0;             ///< 0 to 100: 100 is the weakest link of this zone
  std::optional<Money> demand;  ///< a year; null when no resident's revenue is known
  std::optional<Money> gap;     ///< demand not supplied locally
  double demand_share = 0;      ///< of all inputs of the residents
  double local_supply_share = 0;
  double criticality = 0;
  double feasibility = 0;
  int64_t users = 0;       ///< residents that buy it
  int64_t suppliers = 0;   ///< residents that make it
  int64_t candidates = 0;  ///< companies of the graph that make it
  Text reason;
};
BOOST_DESCRIBE_STRUCT(WeakLinkRow, (),
                      (id, code, name, score, demand, gap, demand_share, local_supply_share,
                       criticality, feasibility, users, suppliers, candidates, reason))
struct WeakLinkPage {
  std::vector<WeakLinkRow> items;
  int64_t total = 0, page = 1, page_size = 50;
  int64_t residents = 0, residents_placed = 0, residents_with_revenue = 0;
  std::optional<std::string> io_table;
  bool demonstration = false;
};
BOOST_DESCRIBE_STRUCT(WeakLinkPage, (),
                      (items, total, page, page_size, residents, residents_placed,
                       residents_with_revenue, io_table, demonstration))
struct ExportWeakLinks {
  int64_t zone = 0;
  std::optional<std::string> q, sort, format, columns, lang;
};
BOOST_DESCRIBE_STRUCT(ExportWeakLinks, (), (zone, q, sort, format, columns, lang))
struct GetWeakLink {
  int64_t zone = 0;
  std::string node;  ///< "sector:094"
};
BOOST_DESCRIBE_STRUCT(GetWeakLink, (), (zone, node))
struct WeakLinkUser {
  int64_t enterprise_id = 0;
  std::string name;
  std::string sector;
  std::optional<Money> demand;  ///< of this input, a year
};
BOOST_DESCRIBE_STRUCT(WeakLinkUser, (), (enterprise_id, name, sector, demand))
struct WeakLinkProduct {
  std::string id;  ///< "product:…"
  std::string name;
  int64_t companies = 0;
};
BOOST_DESCRIBE_STRUCT(WeakLinkProduct, (), (id, name, companies))
struct WeakLinkDetail {
  WeakLinkRow link;
  Text formula;
  std::vector<ChainFactor> factors;
  std::vector<WeakLinkUser> users;        ///< at most 50, largest demand first
  std::vector<WeakLinkProduct> products;  ///< at most 50: what companies of this sector make
};
BOOST_DESCRIBE_STRUCT(WeakLinkDetail, (), (link, formula, factors, users, products))

// ---- Target companies ---------------------------------------------------------------------

struct ListTargets {
  int64_t zone = 0;
  std::string node;  ///< a sector, an industry or a product
  std::optional<std::string> q;
  std::optional<std::string> sort;  ///< score, fit, scale, reach, risk, name
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListTargets, (), (zone, node, q, sort, page, page_size))
/// One step of a reason: what was said by whom and when.
struct ChainStep {
  std::string from, to;  ///< node or company names
  std::string relation;  ///< makes, in_industry, part_of, material_of, subtype_of, similar_to, …
  std::optional<double> weight;
  std::string source;
  std::optional<Date> date;
  Text words;
};
BOOST_DESCRIBE_STRUCT(ChainStep, (), (from, to, relation, weight, source, date, words))
struct ChainReason {
  std::string kind;  ///< makes_it, makes_similar, same_node, supplies_resident, related_owner
  double contribution = 0;  ///< what the score loses without this reason
  Text words;
  std::vector<ChainStep> steps;
};
BOOST_DESCRIBE_STRUCT(ChainReason, (), (kind, contribution, words, steps))
struct ChainTargetRow {
  std::string company;  ///< stock code
  std::string name;
  std::optional<std::string> full_name;
  std::optional<std::string> region;
  std::vector<std::string> industries;
  double score = 0;                  ///< 0 to 100
  double fit = 0;                    ///< 0 to 100
  std::optional<double> scale;       ///< 0 to 100: rank by total assets; null = unknown
  std::optional<double> reach;       ///< 0 to 100: same province, residents it already deals with
  std::optional<double> risk;        ///< 0 to 100, 100 = most risky; null = unknown
  std::vector<ChainReason> reasons;  ///< at most three
};
BOOST_DESCRIBE_STRUCT(ChainTargetRow, (),
                      (company, name, full_name, region, industries, score, fit, scale, reach, risk,
                       reasons))
struct ChainTargetPage {
  std::vector<ChainTargetRow> items;
  int64_t total = 0, page = 1, page_size = 50;
  std::string node;
  Text node_name;
  int64_t excluded = 0;  ///< left out by 'not this one'
};
BOOST_DESCRIBE_STRUCT(ChainTargetPage, (),
                      (items, total, page, page_size, node, node_name, excluded))
struct ExportTargets {
  int64_t zone = 0;
  std::string node;
  std::optional<std::string> q, sort, format, columns, lang;
};
BOOST_DESCRIBE_STRUCT(ExportTargets, (), (zone, node, q, sort, format, columns, lang))
struct ExplainTarget {
  int64_t zone = 0;
  std::string node;
  std::string company;
};
BOOST_DESCRIBE_STRUCT(ExplainTarget, (), (zone, node, company))
struct TargetExplanation {
  ChainTargetRow target;
  std::vector<ChainFactor> factors;
  std::vector<std::string> products;  ///< what the company makes, as the graph says
};
BOOST_DESCRIBE_STRUCT(TargetExplanation, (), (target, factors, products))
/// Why the company is a target for the node: every factor and reason with source and date.
Result<TargetExplanation> explain_target(Call& call, const ExplainTarget& in);
struct GetBriefing {
  int64_t zone = 0;
  std::string node;
  std::string company;
  std::optional<std::string> lang;    ///< zh (when left out) or en
  std::optional<std::string> format;  ///< docx (when left out) or pdf
};
BOOST_DESCRIBE_STRUCT(GetBriefing, (), (zone, node, company, lang, format))

// ---- 'Not this one, because …' ------------------------------------------------------------

struct ListExclusions {
  int64_t zone = 0;
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListExclusions, (), (zone, page, page_size))
struct AddExclusion {
  int64_t zone = 0;
  std::string company;
  std::optional<std::string> node;  ///< for this link only; null = for all of the zone
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(AddExclusion, (), (zone, company, node, reason))
struct RemoveExclusion {
  int64_t zone = 0;
  int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(RemoveExclusion, (), (zone, id))
struct Exclusion {
  int64_t id = 0;
  std::string company;
  std::optional<std::string> company_name;
  std::optional<std::string> node;
  std::string reason;
  Timestamp recorded_at;
  std::string recorded_by;
};
BOOST_DESCRIBE_STRUCT(Exclusion, (),
                      (id, company, company_name, node, reason, recorded_at, recorded_by))
struct ExclusionPage {
  std::vector<Exclusion> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(ExclusionPage, (), (items, total, page, page_size))

// ---- Input-output tables and coefficients ---------------------------------------------------

struct ListIoTables {
  int64_t zone = 0;
};
BOOST_DESCRIBE_STRUCT(ListIoTables, (), (zone))
struct IoTableInfo {
  int64_t id = 0;
  std::string name;
  std::optional<int64_t> year;
  int64_t sectors = 0;
  std::string system;    ///< the sector classification: "153", "149", "42", "6"
  std::string kind;      ///< competitive_imports, domestic_and_imports
  double unit_yuan = 0;  ///< one unit of the table, in yuan; 0 = unknown
  bool active = false;
  bool demonstration = false;
  Timestamp imported_at;
  std::string imported_by;
};
BOOST_DESCRIBE_STRUCT(IoTableInfo, (),
                      (id, name, year, sectors, system, kind, unit_yuan, active, demonstration,
                       imported_at, imported_by))
struct IoTableList {
  std::vector<IoTableInfo> items;
};
BOOST_DESCRIBE_STRUCT(IoTableList, (), (items))
struct ActivateIoTable {
  int64_t zone = 0;
  int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(ActivateIoTable, (), (zone, id))
struct ListSectors {
  int64_t zone = 0;
  std::optional<std::string> q, sort;
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListSectors, (), (zone, q, sort, page, page_size))
struct SectorRow {
  std::string code;
  Text name;
  double output = 0;                        ///< in units of the table
  double value_added_share = 0;             ///< of its output
  std::optional<double> import_share;       ///< imports / (output + imports)
  double backward = 0, backward_index = 0;  ///< column sum of (I-A)^-1; over its mean
  double forward = 0, forward_index = 0;    ///< row sum of the Ghosh inverse; over its mean
  double own_multiplier = 0;                ///< diagonal of (I-A)^-1
  double upstreamness = 0;
};
BOOST_DESCRIBE_STRUCT(SectorRow, (),
                      (code, name, output, value_added_share, import_share, backward,
                       backward_index, forward, forward_index, own_multiplier, upstreamness))
struct SectorPage {
  std::vector<SectorRow> items;
  int64_t total = 0, page = 1, page_size = 50;
  std::optional<std::string> io_table;
  bool demonstration = false;
};
BOOST_DESCRIBE_STRUCT(SectorPage, (), (items, total, page, page_size, io_table, demonstration))
struct ListCoefficients {
  int64_t zone = 0;
  std::string sector;  ///< code; the user of the inputs
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListCoefficients, (), (zone, sector, page, page_size))
struct CoefficientRow {
  std::string input;  ///< code
  Text name;
  double direct = 0;    ///< a_ij: input i per unit of output of j
  double complete = 0;  ///< (L - I)_ij
};
BOOST_DESCRIBE_STRUCT(CoefficientRow, (), (input, name, direct, complete))
struct CoefficientPage {
  std::vector<CoefficientRow> items;  ///< largest direct first
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(CoefficientPage, (), (items, total, page, page_size))
struct ListLocationQuotients {
  int64_t zone = 0;
  std::optional<std::string> q, sort;
  std::optional<std::string> region, industry;
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListLocationQuotients, (), (zone, q, sort, region, industry, page, page_size))
struct LocationQuotientRow {
  std::string region, industry;
  double count = 0, region_total = 0, industry_total = 0, total = 0;
  double quotient = 0;
};
BOOST_DESCRIBE_STRUCT(LocationQuotientRow, (),
                      (region, industry, count, region_total, industry_total, total, quotient))
struct LocationQuotientPage {
  std::vector<LocationQuotientRow> items;
  int64_t total = 0, page = 1, page_size = 50;
  Text basis;
};
BOOST_DESCRIBE_STRUCT(LocationQuotientPage, (), (items, total, page, page_size, basis))

// ---- Concordance --------------------------------------------------------------------------

struct ListConcordance {
  int64_t zone = 0;
  std::optional<std::string> system;     ///< sw, gb, listing
  std::optional<std::string> io_system;  ///< 153, 42
  std::optional<std::string> q, sort;
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListConcordance, (), (zone, system, io_system, q, sort, page, page_size))
struct ConcordanceEntry {
  std::string system, code, name, io_system, io_code;
  double share = 0;
  std::string note;
  bool edited = false;  ///< differs from what the product ships
};
BOOST_DESCRIBE_STRUCT(ConcordanceEntry, (),
                      (system, code, name, io_system, io_code, share, note, edited))
struct ConcordancePage {
  std::vector<ConcordanceEntry> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(ConcordancePage, (), (items, total, page, page_size))
struct ConcordanceShare {
  std::string io_code;
  double share = 0;
};
BOOST_DESCRIBE_STRUCT(ConcordanceShare, (), (io_code, share))
/// Replaces where one industry goes; shares add up to 1.
struct UpdateConcordance {
  int64_t zone = 0;
  std::string system, code, io_system;
  std::vector<ConcordanceShare> shares;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(UpdateConcordance, (), (zone, system, code, io_system, shares, note))

// ---- Nodes, dated facts, imports ------------------------------------------------------------

struct FindChainNodes {
  int64_t zone = 0;
  std::string q;
  std::optional<int64_t> limit;  ///< 1 to 50; 20 when left out
};
BOOST_DESCRIBE_STRUCT(FindChainNodes, (), (zone, q, limit))
struct ChainNodeName {
  std::string id;
  ChainNodeKind kind = ChainNodeKind::product;
  Text name;
  int64_t companies = 0;
};
BOOST_DESCRIBE_STRUCT(ChainNodeName, (), (id, kind, name, companies))
struct ChainNodeList {
  std::vector<ChainNodeName> items;
};
BOOST_DESCRIBE_STRUCT(ChainNodeList, (), (items))
struct GetChainNode {
  int64_t zone = 0;
  std::string node;
  std::optional<int64_t> page, page_size;  ///< of the companies
};
BOOST_DESCRIBE_STRUCT(GetChainNode, (), (zone, node, page, page_size))
struct ChainCompany {
  std::string company, name;
  std::optional<std::string> region;
  std::vector<std::string> products;  ///< at most five
};
BOOST_DESCRIBE_STRUCT(ChainCompany, (), (company, name, region, products))
struct ChainNodeRelation {
  std::string id;
  Text name;
  std::string relation;  ///< material, used_in, subtype, supertype, upstream, downstream, part_of
  std::optional<double> weight;
};
BOOST_DESCRIBE_STRUCT(ChainNodeRelation, (), (id, name, relation, weight))
struct ChainNodeDetail {
  ChainNodeName node;
  std::vector<ChainCompany> companies;
  int64_t total = 0, page = 1, page_size = 50;
  std::vector<ChainNodeRelation> relations;  ///< at most 100
};
BOOST_DESCRIBE_STRUCT(ChainNodeDetail, (), (node, companies, total, page, page_size, relations))

BOOST_DEFINE_ENUM_CLASS(ChainFactKind, patent, standard)
struct ListChainFacts {
  int64_t zone = 0;
  std::optional<std::string> node;
  std::optional<ChainFactKind> kind;
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListChainFacts, (), (zone, node, kind, page, page_size))
struct AddChainFact {
  int64_t zone = 0;
  std::string node;
  ChainFactKind kind = ChainFactKind::patent;
  std::string identifier;  ///< "CN1234567A", "GB/T 31467-2015"
  std::string title;
  std::string holder;
  Date date;  ///< published
  std::string source;
};
BOOST_DESCRIBE_STRUCT(AddChainFact, (), (zone, node, kind, identifier, title, holder, date, source))
struct ChainFact {
  int64_t id = 0;
  std::string node;
  ChainFactKind kind = ChainFactKind::patent;
  std::string identifier, title, holder;
  Date date;
  std::string source;
  Timestamp recorded_at;
  std::string recorded_by;
};
BOOST_DESCRIBE_STRUCT(ChainFact, (),
                      (id, node, kind, identifier, title, holder, date, source, recorded_at,
                       recorded_by))
struct ChainFactPage {
  std::vector<ChainFact> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(ChainFactPage, (), (items, total, page, page_size))

/// One file as it is; what it holds is found from its header. All or nothing.
struct ImportChainFile {
  int64_t zone = 0;
  Upload file;
  std::optional<bool> dry_run;    ///< report only, store nothing
  std::optional<bool> keep_good;  ///< store the good rows although some are refused
};
BOOST_DESCRIBE_STRUCT(ImportChainFile, (), (zone, file, dry_run, keep_good))
struct ChainImportIssue {
  int64_t line = 0;
  std::string column;
  std::string outcome;  ///< repaired, dropped, refused
  std::string key;
  Text text;
};
BOOST_DESCRIBE_STRUCT(ChainImportIssue, (), (line, column, outcome, key, text))
struct ChainImportAnswer {
  std::string kind;  ///< io_table, companies, company_industries, industries, …
  int64_t rows_read = 0, rows_kept = 0, rows_repaired = 0, rows_dropped = 0, rows_refused = 0;
  bool changed = false;                  ///< false: the same was stored already, or dry_run
  std::vector<ChainImportIssue> issues;  ///< the first 200
  int64_t issues_total = 0;
};
BOOST_DESCRIBE_STRUCT(ChainImportAnswer, (),
                      (kind, rows_read, rows_kept, rows_repaired, rows_dropped, rows_refused,
                       changed, issues, issues_total))

struct EvaluateChain {
  int64_t zone = 0;
  std::optional<int64_t> seed, queries;
};
BOOST_DESCRIBE_STRUCT(EvaluateChain, (), (zone, seed, queries))
struct EvaluationRow {
  std::string split;   ///< links, companies
  std::string group;   ///< all, small, middle, large, unknown_size
  std::string method;  ///< gaoxin, random, biggest, …
  int64_t queries = 0;
  double hit_10 = 0, recall_20 = 0, ndcg_10 = 0, mrr = 0;
};
BOOST_DESCRIBE_STRUCT(EvaluationRow, (),
                      (split, group, method, queries, hit_10, recall_20, ndcg_10, mrr))
struct ChainEvaluation {
  std::vector<EvaluationRow> rows;
  int64_t seed = 0;
  int64_t companies = 0, links = 0;
};
BOOST_DESCRIBE_STRUCT(ChainEvaluation, (), (rows, seed, companies, links))

// ---- For other modules ----------------------------------------------------------------------

/// Where an industry of GB/T 4754-2017 stands in the chain, by the active table. Everything is
/// missing when there is no table or the industry belongs to none of its sectors.
struct ChainPosition {
  std::optional<double> backward_index, forward_index;  ///< over the mean sector, see SectorRow
  std::optional<double> upstreamness;
  /// 0 to 100, of the zone's weak links: the weakest of the industry's sectors.
  std::optional<double> weak_score;
  /// How many of the other industries asked for share its largest sector: the table cannot tell
  /// them apart.
  int64_t sharing = 0;
};
struct ChainPositions {
  std::optional<std::string> io_table;  ///< its name; missing: there is none
  bool demonstration = false;
  std::vector<ChainPosition> industries;  ///< beside the codes asked for
  /// n x n by rows: yuan of input from industry i per yuan of output of industry j. A sector that
  /// several of the industries share is split evenly between them. Empty without a table.
  std::vector<double> inputs;
};
/// `codes`: divisions, groups or classes, mapped by the concordance; averages of an industry over
/// several sectors are by the concordance's shares.
ChainPositions chain_positions(Call& call, int64_t zone, std::span<const std::string> codes);

/// The concordance the product ships (catalogue/chains). Does nothing when there is one.
Result<Done> load_shipped_chain(Transaction& db, const std::string& catalogue);
/// The invented table, companies and products of the demonstration. Does nothing the second time.
Result<Done> load_demo_chain(Transaction& db, const std::string& catalogue, Timestamp now);

/// True when the beginning of the file says that it is one of the chain's: an input-output table,
/// the files of the graph, the listed companies' tables.
bool is_chain_file(const std::string& path);
/// Adds the operations of this module.
void add_chain_operations(Operations& operations);

}  // namespace gaoxin
