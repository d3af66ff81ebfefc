// Planning analytics for zones and authorities: which industries to strengthen, whether parks
// overlap, what a region was allotted, in which stage a park is. These are the answers of the
// operations evaluation.planning.*; README.md lists them.
//
// Everything rests on the registry's dated facts of residents, or on a table of regions x
// industries that somebody uploaded. An area is a zone of one level below a reference zone (the
// parks of a province, the cities of a province …) or a row of the uploaded table; the areas
// together are what each is compared with. Unknown is null and says why, never 0.
#pragma once

#include "evaluation/planning_rules.h"
#include "registry/registry.h"

namespace gaoxin {

// ---- What is looked at -------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(PlanningMeasure, residents, employees, revenue, output_value, value_added)

/// Which areas, which figure, which years. Left out: `reference` the highest zone above `zone` at
/// which the actor may read; `level` that of the zone (park for the reference itself and for what
/// looks at all areas); `measure` employees; `year` the newest with data, `from_year` the oldest;
/// `digits` 2.
struct PlanningScope {
  int64_t zone = 0;
  std::optional<int64_t> reference;
  std::optional<ZoneLevel> level;
  std::optional<PlanningMeasure> measure;
  std::optional<int64_t> year, from_year;
  std::optional<int64_t> digits;    ///< of the industry codes: 2, 3 or 4
  std::optional<int64_t> table;     ///< an uploaded table instead of the registry
  std::optional<std::string> area;  ///< of the table; default: the row that names the zone
};
BOOST_DESCRIBE_STRUCT(PlanningScope, (),
                      (zone, reference, level, measure, year, from_year, digits, table, area))

/// On what an answer rests.
struct PlanningBasis {
  Text source;  ///< registry facts, or the table's own
  int64_t reference = 0;
  Text reference_name;
  std::string level;
  PlanningMeasure measure = PlanningMeasure::employees;
  std::string unit;
  std::optional<int64_t> year, from_year;  ///< from_year is null when there is one year only
  int64_t areas = 0, industries = 0;
  int64_t residents = 0, residents_known = 0;  ///< with a value in `year`
  int64_t residents_unplaced = 0;              ///< whose industry code is missing or too coarse
  int64_t growth_excluded = 0;  ///< left out of growth: the value of one of the years is unknown
  bool invented = false;        ///< demonstration figures are among them
  std::optional<Date> newest_fact_on;  ///< day the newest figure was recorded
  std::vector<Text> remarks;
};
BOOST_DESCRIBE_STRUCT(PlanningBasis, (),
                      (source, reference, reference_name, level, measure, unit, year, from_year,
                       areas, industries, residents, residents_known, residents_unplaced,
                       growth_excluded, invented, newest_fact_on, remarks))

struct PlanningArea {
  std::string key;  ///< the zone's code, or the name in the table
  std::optional<int64_t> zone_id;
  Text name;
};
BOOST_DESCRIBE_STRUCT(PlanningArea, (), (key, zone_id, name))

/// A value or why there is none.
struct PlanningValue {
  std::optional<double> value;
  std::optional<Text> unknown;
};
BOOST_DESCRIBE_STRUCT(PlanningValue, (), (value, unknown))

// ---- Regional measures -------------------------------------------------------------------------

struct RegionalRegion {
  PlanningArea area;
  PlanningValue total, herfindahl, entropy, krugman, krugman_others, hachman, gini, diversity, eci;
};
BOOST_DESCRIBE_STRUCT(RegionalRegion, (),
                      (area, total, herfindahl, entropy, krugman, krugman_others, hachman, gini,
                       diversity, eci))
struct RegionalIndustry {
  std::string industry;
  Text name;
  PlanningValue total, herfindahl, krugman, hoover, locational_gini, gini, ubiquity, pci;
  PlanningValue ellison_glaeser;  ///< from firms: unknown for an uploaded table
};
BOOST_DESCRIBE_STRUCT(RegionalIndustry, (),
                      (industry, name, total, herfindahl, krugman, hoover, locational_gini, gini,
                       ubiquity, pci, ellison_glaeser))
struct GetRegionalMeasures : PlanningScope {
  std::optional<bool> from_one;  ///< advantage from a quotient of 1 on (default), or only above 1
};
BOOST_DESCRIBE_STRUCT(GetRegionalMeasures, (PlanningScope), (from_one))
struct RegionalMeasures {
  PlanningBasis basis;
  std::vector<RegionalRegion> regions;
  std::vector<RegionalIndustry> industries;  ///< those that some area has
};
BOOST_DESCRIBE_STRUCT(RegionalMeasures, (), (basis, regions, industries))
Result<RegionalMeasures> get_regional_measures(Call& call, const GetRegionalMeasures& in);
struct ExportRegionalMeasures : GetRegionalMeasures {
  std::optional<std::string> of;  ///< regions (default) or industries
  std::optional<std::string> format, lang;
};
BOOST_DESCRIBE_STRUCT(ExportRegionalMeasures, (GetRegionalMeasures), (of, format, lang))
Result<File> export_regional_measures(Call& call, const ExportRegionalMeasures& in);

/// One industry of one area: for bubbles and tables.
struct PlanningCell {
  PlanningArea area;
  std::string industry;
  Text name;
  PlanningValue total, share, quotient, density, growth, competitive_growth;
  int64_t residents = 0, residents_unknown = 0;
};
BOOST_DESCRIBE_STRUCT(PlanningCell, (),
                      (area, industry, name, total, share, quotient, density, growth,
                       competitive_growth, residents, residents_unknown))
struct ListPlanningCells : PlanningScope {
  std::optional<bool> all_areas;    ///< default: the zone's own
  std::optional<std::string> sort;  ///< quotient (default, largest first), share, total, industry
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListPlanningCells, (PlanningScope), (all_areas, sort, page, page_size))
struct PlanningCellPage {
  PlanningBasis basis;
  std::vector<PlanningCell> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(PlanningCellPage, (), (basis, items, total, page, page_size))
Result<PlanningCellPage> list_planning_cells(Call& call, const ListPlanningCells& in);
struct ExportPlanningCells : PlanningScope {
  std::optional<bool> all_areas;
  std::optional<std::string> format, lang;
};
BOOST_DESCRIBE_STRUCT(ExportPlanningCells, (PlanningScope), (all_areas, format, lang))
Result<File> export_planning_cells(Call& call, const ExportPlanningCells& in);

// ---- Shift-share -------------------------------------------------------------------------------

struct ShiftShareParts {
  PlanningValue growth, national, mix, regional, allocation, net;
};
BOOST_DESCRIBE_STRUCT(ShiftShareParts, (), (growth, national, mix, regional, allocation, net))
struct ShiftShareIndustry {
  std::string industry;
  Text name;
  PlanningValue before, after;
  ShiftShareParts parts;
};
BOOST_DESCRIBE_STRUCT(ShiftShareIndustry, (), (industry, name, before, after, parts))
struct GetShiftShare : PlanningScope {
  std::optional<std::string> method;  ///< dunn (default), esteban, gerfin
};
BOOST_DESCRIBE_STRUCT(GetShiftShare, (PlanningScope), (method))
struct ShiftShareAnswer {
  PlanningBasis basis;
  PlanningArea area;
  std::string method;
  PlanningValue before, after;
  ShiftShareParts total;
  std::vector<ShiftShareIndustry> industries;  ///< largest regional part first
};
BOOST_DESCRIBE_STRUCT(ShiftShareAnswer, (), (basis, area, method, before, after, total, industries))
Result<ShiftShareAnswer> get_shift_share(Call& call, const GetShiftShare& in);
struct ExportShiftShare : GetShiftShare {
  std::optional<std::string> format, lang;
};
BOOST_DESCRIBE_STRUCT(ExportShiftShare, (GetShiftShare), (format, lang))
Result<File> export_shift_share(Call& call, const ExportShiftShare& in);

// ---- Screening (P2) ----------------------------------------------------------------------------

/// One number that spoke for or against an industry.
struct ProposalReason {
  std::string factor;
  Text name;
  std::optional<double> value;  ///< null = unknown, `words` says why
  std::string unit;
  std::optional<double> score;   ///< 0 to 100
  std::optional<double> weight;  ///< share in the class's score; null: not part of it
  Text words;
  std::string source;
  std::optional<int64_t> year;
};
BOOST_DESCRIBE_STRUCT(ProposalReason, (),
                      (factor, name, value, unit, score, weight, words, source, year))
struct IndustryProposal {
  int64_t rank = 0;  ///< within its class
  std::string industry;
  Text name;
  std::string chosen;  ///< leading, core, auxiliary, undetermined or none
  Text chosen_name;
  std::optional<double> score;  ///< 0 to 100, of the class
  double stability = 0;         ///< share of runs with other weights in which the class stays
  bool declared = false;        ///< stands among the park's declared leading industries
  int64_t residents = 0, residents_unknown = 0;
  std::vector<ProposalReason> reasons;
  std::vector<Text> unknown;  ///< what is not known of it
  Text summary;
};
BOOST_DESCRIBE_STRUCT(IndustryProposal, (),
                      (rank, industry, name, chosen, chosen_name, score, stability, declared,
                       residents, residents_unknown, reasons, unknown, summary))
struct ScreenIndustries : PlanningScope {
  std::optional<bool> everything;  ///< also industries in no class; default false
};
BOOST_DESCRIBE_STRUCT(ScreenIndustries, (PlanningScope), (everything))
struct ScreeningAnswer {
  PlanningBasis basis;
  PlanningArea area;
  int64_t rules_revision = 0;
  Text rules_title;
  std::optional<std::string> io_table;
  int64_t replications = 0;
  double spread = 0;
  std::vector<IndustryProposal> items;
  /// Industries the park declared as leading that the figures do not support, and why.
  std::vector<Text> deviations;
};
BOOST_DESCRIBE_STRUCT(ScreeningAnswer, (),
                      (basis, area, rules_revision, rules_title, io_table, replications, spread,
                       items, deviations))
Result<ScreeningAnswer> screen_industries(Call& call, const ScreenIndustries& in);
struct ExportScreening : ScreenIndustries {
  std::optional<std::string> format, lang;
};
BOOST_DESCRIBE_STRUCT(ExportScreening, (ScreenIndustries), (format, lang))
Result<File> export_screening(Call& call, const ExportScreening& in);

// ---- Overlap (P3) ------------------------------------------------------------------------------

struct OverlapPair {
  PlanningArea left, right;
  PlanningValue krugman;  ///< 0 same structure … 2 nothing in common
  PlanningValue cosine;   ///< 1 same structure … 0 nothing in common
  std::string nearness;   ///< same_city, same_province, elsewhere
  bool warning = false;
  std::vector<std::string> shared_leading;  ///< codes of industries that lead both
  std::vector<Text> reasons;
  std::vector<Text> suggestions;
};
BOOST_DESCRIBE_STRUCT(OverlapPair, (),
                      (left, right, krugman, cosine, nearness, warning, shared_leading, reasons,
                       suggestions))
struct OverlapAnswer {
  PlanningBasis basis;
  int64_t rules_revision = 0;
  std::vector<PlanningArea> areas;
  std::vector<std::vector<std::optional<double>>> krugman, cosine;  ///< areas x areas
  std::vector<OverlapPair> pairs;  ///< warnings first, the most alike first
  int64_t warnings = 0;
};
BOOST_DESCRIBE_STRUCT(OverlapAnswer, (),
                      (basis, rules_revision, areas, krugman, cosine, pairs, warnings))
/// `measure` left out: residents. Pairs inside the zone's subtree, or of the zone with others when
/// it is itself one of the areas.
Result<OverlapAnswer> get_overlap(Call& call, const PlanningScope& in);
struct ExportPlanning : PlanningScope {
  std::optional<std::string> format, lang;
};
BOOST_DESCRIBE_STRUCT(ExportPlanning, (PlanningScope), (format, lang))
Result<File> export_overlap(Call& call, const ExportPlanning& in);

// ---- Declared allocation (P3) ------------------------------------------------------------------

struct AllocationRow {
  std::string region_code;
  Text region;
  std::optional<int64_t> zone_id;  ///< missing: the tree has no zone for this region
  std::string key;
  Text name;
  std::string state;                ///< present, uncertain, absent, no_zone
  int64_t residents = 0;            ///< that surely belong to it
  int64_t residents_uncertain = 0;  ///< whose code is too coarse to tell
  std::vector<std::string> names;   ///< at most five
  std::vector<std::string> parks;
  Text words;
  std::string clause;
};
BOOST_DESCRIBE_STRUCT(AllocationRow, (),
                      (region_code, region, zone_id, key, name, state, residents,
                       residents_uncertain, names, parks, words, clause))
struct OutsideAllocation {
  std::string region_code;
  Text region;
  std::string industry;  ///< division; empty: unknown
  Text name;
  int64_t residents = 0;
  std::vector<std::string> names;  ///< at most five
  std::vector<Text> allotted_to;   ///< regions to which the document allots it
};
BOOST_DESCRIBE_STRUCT(OutsideAllocation, (),
                      (region_code, region, industry, name, residents, names, allotted_to))
struct AllocationAnswer {
  int64_t rules_revision = 0;
  Text title, note;
  std::string source, clause;
  std::vector<AllocationRow> items;
  std::vector<OutsideAllocation> outside;
  int64_t present = 0, absent = 0, uncertain = 0;
  std::vector<Text> notes;  ///< of the regions
};
BOOST_DESCRIBE_STRUCT(AllocationAnswer, (),
                      (rules_revision, title, note, source, clause, items, outside, present, absent,
                       uncertain, notes))
/// Of the regions that lie in the zone's subtree, or in which the zone lies.
Result<AllocationAnswer> get_allocation(Call& call, const ZoneOnly& in);
struct ExportZone {
  int64_t zone = 0;
  std::optional<std::string> format, lang;
};
BOOST_DESCRIBE_STRUCT(ExportZone, (), (zone, format, lang))
Result<File> export_allocation(Call& call, const ExportZone& in);

// ---- Stage of a park (P8) ----------------------------------------------------------------------

struct ParkStageValue {
  std::string key;
  Text name;
  std::optional<double> value;
  std::string unit;
  Text words;  ///< how it was computed, or why it is unknown
  std::string source;
};
BOOST_DESCRIBE_STRUCT(ParkStageValue, (), (key, name, value, unit, words, source))
struct ParkStageConditionResult {
  std::string indicator;
  Text name;
  std::string state;  ///< met, unmet, unknown
  std::optional<double> value;
  double at_least = 0;
  std::string unit;
  std::optional<double> gap;  ///< at_least - value when it is unmet
  double weight = 0;
  Text why;
};
BOOST_DESCRIBE_STRUCT(ParkStageConditionResult, (),
                      (indicator, name, state, value, at_least, unit, gap, weight, why))
struct ParkStageGateResult {
  std::string stage;
  Text name;
  double met_share = 0, unknown_share = 0;  ///< of the weights
  double needed_share = 0;
  std::vector<ParkStageConditionResult> conditions;
};
BOOST_DESCRIBE_STRUCT(ParkStageGateResult, (),
                      (stage, name, met_share, unknown_share, needed_share, conditions))
struct ParkStage {
  int64_t park_id = 0;
  Text park;
  std::optional<std::string> stage;  ///< null: what is unknown decides between several
  Text stage_name;
  bool certain = false;
  std::vector<Text> possible;  ///< the stages that are possible, one when certain
  Text summary;
  std::vector<ParkStageGateResult> gates;
  std::optional<std::string> next_stage;
  std::optional<Text> next_stage_name;
  std::vector<ParkStageConditionResult>
      to_next;  ///< unmet and unknown conditions of the next stage
  std::vector<Text> unknown;
  std::vector<ParkStageValue> values;
  std::vector<ParkStageMeasure> measures;  ///< of the stage (of all possible ones when uncertain)
};
BOOST_DESCRIBE_STRUCT(ParkStage, (),
                      (park_id, park, stage, stage_name, certain, possible, summary, gates,
                       next_stage, next_stage_name, to_next, unknown, values, measures))
struct ParkStageList {
  int64_t rules_revision = 0;
  Text title, note;
  std::string source, clause;
  std::vector<ParkStage> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(ParkStageList, (),
                      (rules_revision, title, note, source, clause, items, total))
/// Of the parks of the zone's subtree, as of today.
Result<ParkStageList> list_stages(Call& call, const ZoneOnly& in);
Result<ParkStage> get_stage(Call& call, const ZoneOnly& in);
Result<File> export_stages(Call& call, const ExportZone& in);

// ---- Rules -------------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(PlanningRuleKind, screening, overlap, allocation, stages)

struct PlanningRulesRow {
  PlanningRuleKind kind = PlanningRuleKind::screening;
  int64_t revision = 0;
  int64_t zone_id = 0;  ///< 0: shipped
  Text title;
  Date valid_from;
  std::string source, clause;
  Timestamp created_at;
  std::string created_by;
  bool in_force = false;  ///< for this zone, today
};
BOOST_DESCRIBE_STRUCT(PlanningRulesRow, (),
                      (kind, revision, zone_id, title, valid_from, source, clause, created_at,
                       created_by, in_force))
struct PlanningRulesList {
  std::vector<PlanningRulesRow> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(PlanningRulesList, (), (items, total))
/// All revisions the zone sees: the shipped ones, those of the zones above it and its own.
Result<PlanningRulesList> list_planning_rules(Call& call, const ZoneOnly& in);
struct GetPlanningRules {
  int64_t zone = 0;
  PlanningRuleKind kind = PlanningRuleKind::screening;
  std::optional<int64_t> revision;  ///< default: in force
};
BOOST_DESCRIBE_STRUCT(GetPlanningRules, (), (zone, kind, revision))
/// Exactly one of the four documents stands.
struct PlanningRulesAnswer {
  PlanningRulesRow head;
  std::optional<ScreeningRules> screening;
  std::optional<OverlapRules> overlap;
  std::optional<AllocationRules> allocation;
  std::optional<ParkStageRules> stages;
};
BOOST_DESCRIBE_STRUCT(PlanningRulesAnswer, (), (head, screening, overlap, allocation, stages))
Result<PlanningRulesAnswer> get_planning_rules(Call& call, const GetPlanningRules& in);
struct PutPlanningRules {
  int64_t zone = 0;
  int64_t version = 0;  ///< the newest revision of this kind that the zone sees
  std::optional<ScreeningRules> screening;
  std::optional<OverlapRules> overlap;
  std::optional<AllocationRules> allocation;
  std::optional<ParkStageRules> stages;
};
BOOST_DESCRIBE_STRUCT(PutPlanningRules, (), (zone, version, screening, overlap, allocation, stages))
/// A new revision for the zone and everything below it; exactly one of the four documents.
Result<PlanningRulesAnswer> put_planning_rules(Call& call, const PutPlanningRules& in);

// ---- Uploaded tables ---------------------------------------------------------------------------

/// Long (columns region, industry, year, value) or wide (first column region, one column for each
/// industry code; `year` is then needed). All or nothing.
struct ImportPlanningTable {
  int64_t zone = 0;
  Upload file;
  std::optional<std::string> name;         ///< default: the file's name
  std::optional<PlanningMeasure> measure;  ///< default employees; residents: number of firms
  std::optional<std::string> unit;         ///< of money: 元 万元 亿元; of people: 人 万人
  std::optional<int64_t> year;             ///< of a wide table
  std::optional<std::string> source;       ///< where the figures come from; default the name
  std::optional<bool> blank_is_zero;       ///< an empty or absent cell is 0; default: unknown
};
BOOST_DESCRIBE_STRUCT(ImportPlanningTable, (),
                      (zone, file, name, measure, unit, year, source, blank_is_zero))
struct PlanningTable {
  int64_t id = 0;
  std::string name;
  PlanningMeasure measure = PlanningMeasure::employees;
  std::string unit, source;
  bool blank_is_zero = false;
  int64_t areas = 0, industries = 0, cells = 0;
  std::vector<int64_t> years;
  std::vector<std::string> area_names;
  Timestamp created_at;
  std::string created_by;
};
BOOST_DESCRIBE_STRUCT(PlanningTable, (),
                      (id, name, measure, unit, source, blank_is_zero, areas, industries, cells,
                       years, area_names, created_at, created_by))
Result<PlanningTable> import_planning_table(Call& call, const ImportPlanningTable& in);
struct PlanningTableList {
  std::vector<PlanningTable> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(PlanningTableList, (), (items, total))
/// Of the zone and the zones above it.
Result<PlanningTableList> list_planning_tables(Call& call, const ZoneOnly& in);
Result<Done> delete_planning_table(Call& call, const ZoneAndId& in);

// ---- Start -------------------------------------------------------------------------------------

/// The rules the product ships (catalogue/planning). A changed file becomes a new revision.
Result<Done> load_shipped_planning(Transaction& db, const std::string& catalogue);

void add_planning_operations(Operations& operations);

}  // namespace gaoxin
