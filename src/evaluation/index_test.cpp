// Index systems and runs: the formula language, bundles with every kind of damage, and the use
// cases on both databases.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/random.h"
#include "base/text.h"
#include "evaluation/composite_reference.h"
#include "evaluation/index_library.h"
#include "evaluation/statistics.h"
#include "registry/registry.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

using indexes::Files;
using indexes::Formula;
using indexes::RunInput;

// ---- Formulas ----------------------------------------------------------------------------------

Formula::Value evaluate(const std::string& text, const std::map<std::string, double>& now,
                        const std::map<std::string, double>& before = {}) {
  const Result<Formula> formula = indexes::parse_formula(text);
  if (!formula.ok()) return {std::nullopt, formula.error().text};
  return formula->evaluate([&](const std::string& name, int back) -> Formula::Value {
    const auto& values = back == 0 ? now : before;
    const auto at = values.find(name);
    if (at == values.end() || back > 1) return {std::nullopt, {name, name}};
    return {at->second, {}};
  });
}

TEST(Formulas, Compute) {
  const std::map<std::string, double> now{{"a", 6}, {"b", 3}, {"zero", 0}};
  EXPECT_EQ(evaluate("a / b * 100", now).number, 200);
  EXPECT_EQ(evaluate("2 + a × (b − 1) ÷ 4", now).number, 5);
  EXPECT_EQ(evaluate("sum(a, b, 1)", now).number, 10);
  EXPECT_EQ(evaluate("-a - -b", now).number, -3);
  EXPECT_EQ(evaluate("(a + b)*2", now).number, 18);  // Full-width brackets.
  EXPECT_EQ(evaluate("a / previous(a) * 100 - 100", now, {{"a", 4}}).number, 50);
  EXPECT_EQ(evaluate("(a / b) / previous(a / b)", now, {{"a", 4}, {"b", 4}}).number, 2);
}

TEST(Formulas, WhatIsMissingOrZeroBelowIsUnknownWithItsReason) {
  const std::map<std::string, double> now{{"a", 6}, {"zero", 0}};
  const Formula::Value zero = evaluate("a / zero", now);
  EXPECT_FALSE(zero.number);
  EXPECT_NE(zero.why.en.find("zero is zero"), std::string::npos);
  EXPECT_EQ(evaluate("a + other", now).why.en, "other");
  EXPECT_FALSE(evaluate("previous(a)", now).number);
  EXPECT_FALSE(evaluate("zero / zero", now).number);
}

TEST(Formulas, SayWhereTheyAreWrong) {
  for (const char* text : {"", "a +", "a b", "(a", "a / ", "1.2.3", "max(a)", "a $ b", "sum(a,"})
    EXPECT_EQ(indexes::parse_formula(text).error().key, "evaluation.formula") << text;
  EXPECT_NE(indexes::parse_formula("a + $").error().text.en.find("character 5"), std::string::npos);
  EXPECT_FALSE(indexes::parse_formula(std::string(500, '(') + "a").ok());
  EXPECT_FALSE(indexes::parse_formula(std::string(500, '-') + "a").ok());
  EXPECT_FALSE(indexes::parse_formula(std::string(3000, 'a')).ok());
}

TEST(Formulas, KnowTheirMeasure) {
  const auto measure = [](const std::string& name) {
    return indexes::dimension_of_unit(name == "money" ? "万元" : name == "staff" ? "人" : "家");
  };
  const auto of = [&](const char* text) {
    return indexes::parse_formula(text)->dimension(measure);
  };
  EXPECT_EQ(indexes::dimension_text(*of("money / staff")), "money·people^-1");
  EXPECT_TRUE(of("money / (money + money) * 100 - 100")->empty());
  EXPECT_EQ(of("money + staff").error().key, "evaluation.formula.unit");
  EXPECT_EQ(of("sum(staff, firms)").error().key, "evaluation.formula.unit");
  EXPECT_EQ(of("money + 1").error().key, "evaluation.formula.unit");
}

// ---- Bundles -----------------------------------------------------------------------------------

Files small_bundle() {
  return {
      {"system.json",
       R"({"id": "small", "title": {"zh": "小", "en": "Small"},
           "issuer": {"zh": "我们", "en": "We"}, "document": "1", "weight_sum": 100,
           "method": {"scale": "minmax", "low": 1, "high": 100},
           "assumptions": [{"id": "unset_weights_equal", "text": {"zh": "等权", "en": "equal"}}]})"},
      {"items.csv",
       "code,name_zh,name_en,unit,formula\nrevenue,收入,Revenue,元,\nstaff,人员,Staff,人,\n"
       "rd,研发,R&D,元,\naccidents,事故,Accidents,次,\nper_head,人均,Per head,元/人,revenue / "
       "staff\n"},
      {"indicators.csv",
       "code,parent,level,name_zh,name_en,direction,weight,unit,formula,kind,evidence_status,"
       "evidence\nINDEX,,2,总,Index,1,,,,group,assumed,x\nrd_share,INDEX,1,研发强度,R&D share,1,60,"
       "%,rd / revenue * 100,quantitative,assumed,x\nheads,INDEX,1,人均收入,Revenue per "
       "head,1,40,万元/人,per_head / 10000,quantitative,assumed,x\n"},
      {"gates.csv",
       "id,name_zh,name_en,formula,comparison,value,unit,category,type,any_of,evidence_status\n"
       "rd,研发,R&D,rd / revenue * 100,>=,2,%,,constraint,,assumed\n"},
      {"deductions.csv",
       "id,name_zh,name_en,item,points,at_most,evidence_status\nacc,事故,Accident,accidents,1.5,4,"
       "assumed\n"}};
}

std::vector<std::string> keys(const Files& files, const char* severity) {
  std::vector<std::string> out;
  for (const IndexFinding& finding : indexes::read_bundle(files).findings)
    if (finding.severity == severity) out.push_back(finding.key);
  return out;
}
Files changed(const char* file, const std::string& from, const std::string& to) {
  Files files = small_bundle();
  std::string& text = files[file];
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  return files;
}

TEST(Bundles, AreReadAndChecked) {
  EXPECT_EQ(keys(small_bundle(), "error"), std::vector<std::string>{});
  using Keys = std::vector<std::string>;
  EXPECT_EQ(keys(changed("indicators.csv", ",60,", ",50,"), "error"),
            Keys{"evaluation.weights.sum"});
  EXPECT_EQ(keys(changed("indicators.csv", ",60,", ",-60,"), "error")[0],
            "evaluation.weights.negative");
  EXPECT_EQ(keys(changed("indicators.csv", ",60,", ",,"), "open"), Keys{"evaluation.weight.unset"});
  EXPECT_EQ(keys(changed("indicators.csv", "rd / revenue", "rd / staff"), "error"),
            Keys{"evaluation.formula.unit"});
  EXPECT_EQ(keys(changed("indicators.csv", "rd / revenue", "rd / nothing"), "error"),
            Keys{"evaluation.formula.item"});
  EXPECT_EQ(keys(changed("indicators.csv", "rd_share,INDEX", "rd_share,NOBODY"), "error"),
            Keys{"evaluation.model.parent"});
  EXPECT_EQ(keys(changed("indicators.csv", "quantitative", "magic"), "error"),
            Keys{"evaluation.system.word"});
  EXPECT_EQ(keys(changed("system.json", "\"minmax\"", "\"magic\""), "error"),
            Keys{"evaluation.method"});
  EXPECT_EQ(keys(changed("system.json", "\"small\"", "\"Not An Id\""), "error"),
            Keys{"evaluation.system.id"});
  EXPECT_EQ(keys(changed("system.json", "{\"id\"", "{"), "error"), Keys{"evaluation.system.json"});
  EXPECT_EQ(keys({}, "error"), Keys{"evaluation.system.files"});
}

TEST(Bundles, ACircleOfFormulasIsNamed) {
  const Files files =
      changed("items.csv", "rd,研发,R&D,元,", "rd,研发,R&D,元,per_head * staff / 2");
  EXPECT_EQ(keys(files, "error"), std::vector<std::string>{});
  Files circle =
      changed("items.csv", "revenue,收入,Revenue,元,", "revenue,收入,Revenue,元,per_head * staff");
  const indexes::Bundle bundle = indexes::read_bundle(circle);
  ASSERT_TRUE(bundle.has_errors());
  EXPECT_NE(bundle.findings[0].text.en.find("per_head → revenue → per_head"), std::string::npos)
      << bundle.findings[0].text.en;
}

TEST(Bundles, ComeAndGoAsArchives) {
  const Files files = small_bundle();
  const std::string zipped = indexes::zip_bundle(files).value();
  EXPECT_EQ(indexes::unzip_bundle(zipped).value(), files);
  EXPECT_EQ(zipped, indexes::zip_bundle(files).value());
  EXPECT_EQ(indexes::unzip_bundle("not a zip").error().key, "evaluation.system.zip");
  EXPECT_EQ(indexes::unzip_bundle(std::string_view(zipped).substr(0, 100)).error().key,
            "evaluation.system.zip");
  EXPECT_EQ(indexes::unzip_bundle(indexes::zip_bundle({{"a.txt", "x"}}).value()).error().key,
            "evaluation.system.zip");
}

TEST(Bundles, AnyDamageIsAFindingNeverACrash) {
  Random random(7);
  int usable = 0;
  for (int round = 0; round < 3000; ++round) {
    Files files = small_bundle();
    for (uint64_t changes = 1 + random.below(4); changes > 0; --changes) {
      auto at = files.begin();
      std::advance(at, static_cast<std::ptrdiff_t>(random.below(files.size())));
      std::string& text = at->second;
      const size_t place = random.below(text.size());
      if (random.below(3) == 0)
        text.erase(place, 1 + random.below(20));
      else
        text[place] = "0,-.;\n\"x{}\xff"[random.below(11)];
      if (text.empty()) text = "x";
    }
    const indexes::Bundle bundle = indexes::read_bundle(files);
    if (!bundle.system || bundle.has_errors()) continue;
    ++usable;
    RunUnit one, two;
    one.code = "1";
    two.code = "2";
    for (const IndexItem& item : bundle.system->items) {
      one.items[item.code] = 3;
      two.items[item.code] = static_cast<double>(random.below(5)) - 2;
    }
    RunOptions options;
    options.replications = 10;
    options.assumptions = {"unset_weights_equal", "goalposts_from_units", "known_part_only"};
    const auto run = indexes::compute(*bundle.system, {"2024", {one, two}}, options);
    if (!run.ok()) continue;
    for (const RunRow& row : run->result.rows)
      EXPECT_FALSE(row.score && !std::isfinite(*row.score));
  }
  EXPECT_GT(usable, 100);
}

Files folder(const std::string& name) {
  Files files;
  for (const auto& entry : std::filesystem::directory_iterator("catalogue/index_systems/" + name)) {
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    files[entry.path().filename().string()] = text.str();
  }
  return files;
}

TEST(Bundles, TheShippedOnesAreSoundAndSayWhatIsNotKnown) {
  const std::map<std::string, std::pair<size_t, size_t>> wanted = {
      // indicators, of them with a known weight
      {"hitech-zones-2021", {46, 2}},      {"hitech-zones-2024", {4, 4}},
      {"demonstration-base-2009", {0, 0}}, {"demonstration-base-2019", {0, 0}},
      {"land-intensity", {10, 0}},         {"demonstration-parks", {10, 10}}};
  for (const auto& [name, counts] : wanted) {
    const indexes::Bundle bundle = indexes::read_bundle(folder(name));
    for (const IndexFinding& finding : bundle.findings)
      EXPECT_NE(finding.severity, "error") << name << ": " << finding.text.en;
    ASSERT_TRUE(bundle.system) << name;
    EXPECT_EQ(bundle.system->id, name);
    size_t indicators = 0, weighted = 0;
    double shares = 0;
    for (const IndexIndicator& row : bundle.system->indicators) {
      EXPECT_FALSE(row.evidence.empty()) << name << " " << row.code;
      if (row.level == 1) {
        ++indicators;
        weighted += row.weight.has_value();
      }
      if (row.level == 2 && row.weight) shares += *row.weight;
    }
    EXPECT_EQ(indicators, counts.first) << name;
    EXPECT_EQ(weighted, counts.second) << name;
    if (name == "hitech-zones-2021" || name == "demonstration-parks") {
      EXPECT_EQ(shares, 100);
    }
    if (name == "hitech-zones-2024") {
      EXPECT_EQ(bundle.system->lists.size(), 6u);
    }
  }
}

// ---- Computing ---------------------------------------------------------------------------------

RunUnit unit(const std::string& code, double revenue, double staff, double rd) {
  RunUnit out;
  out.code = code;
  out.name = {code, code};
  out.items = {{"revenue", revenue}, {"staff", staff}, {"rd", rd}};
  return out;
}
RunInput three_units() {
  return {"2024", {unit("a", 1e8, 100, 5e6), unit("b", 2e8, 100, 2e6), unit("c", 1e8, 200, 1e6)}};
}

TEST(Computing, ASmallSystemByHand) {
  const IndexSystem system = *indexes::read_bundle(small_bundle()).system;
  RunInput input = three_units();
  input.units[1].items["accidents"] = 3;
  RunOptions options;
  const indexes::Computed run = indexes::compute(system, input, options).value();
  // R&D share 5, 1, 1 %; per head 100, 200, 50 (10,000 yuan): a = 0.6·100 + 0.4·34 …
  const RunRow& a = run.result.rows[0];
  EXPECT_EQ(a.code, "a");
  EXPECT_NEAR(*a.score, 0.6 * 100 + 0.4 * (1 + 99 / 3.0), 1e-9);
  EXPECT_EQ(a.rank, 1);
  EXPECT_EQ(a.gates_met, true);
  const RunRow& b = run.result.rows[1];
  EXPECT_EQ(b.code, "b");
  EXPECT_NEAR(*b.score, 0.6 * 1 + 0.4 * 100, 1e-9);
  EXPECT_EQ(b.deduction, 4);  // 3 × 1.5, at most 4.
  EXPECT_NEAR(*b.final_score, *b.score - 4, 1e-12);
  EXPECT_EQ(b.gates_met, false);
  EXPECT_EQ(run.result.replications, 1000);
  EXPECT_EQ(a.probabilities.at("top:10:all"), 1);
  EXPECT_EQ(run.result.elements[0].code, "INDEX");
  EXPECT_NEAR(run.result.elements[1].effective_weight, 0.6, 1e-12);
}

TEST(Computing, UnknownStaysUnknown) {
  const IndexSystem system = *indexes::read_bundle(small_bundle()).system;
  RunInput input = three_units();
  input.units[0].items.erase("rd");
  input.units[1].items["staff"] = 0;
  input.units[2].items.clear();
  const indexes::Computed run = indexes::compute(system, input, {}).value();
  EXPECT_FALSE(run.cells[0][1].number && run.cells[0][0].number);
  for (const RunRow& row : run.result.rows) {
    EXPECT_FALSE(row.code == "c" && row.score);
    if (row.code == "c") {
      EXPECT_FALSE(row.gates_met);
    }
  }
  EXPECT_EQ(indexes::compute(system, {"2024", {}}, {}).error().key, "evaluation.run.units");
  input.units[0].items["rd"] = INFINITY;
  EXPECT_EQ(indexes::compute(system, input, {}).error().key, "evaluation.data.infinite");
}

TEST(Computing, OptionsChangeTheMethod) {
  const IndexSystem system = *indexes::read_bundle(small_bundle()).system;
  RunOptions options;
  options.replications = 0;
  options.without = {"heads"};
  EXPECT_EQ(indexes::compute(system, three_units(), options)->result.elements.size(), 2u);
  options.without = {"nothing"};
  EXPECT_EQ(indexes::compute(system, three_units(), options).error().key,
            "evaluation.weights.element");
  options.without.reset();
  options.weights = {{"heads", 1000}};
  EXPECT_EQ(indexes::compute(system, three_units(), options)->result.rows[0].code, "b");
  options.weights = {{"heads", 0}, {"rd_share", 0}};
  EXPECT_EQ(indexes::compute(system, three_units(), options).error().key,
            "evaluation.weights.zero");
  options.weights.reset();
  options.method = IndexMethod{};
  options.method->means = {"geometric"};
  EXPECT_TRUE(indexes::compute(system, three_units(), options).ok());
  options.method->scale = "zscore";
  EXPECT_EQ(indexes::compute(system, three_units(), options).error().key,
            "evaluation.aggregate.not_positive");
  options.method->scale = "magic";
  EXPECT_EQ(indexes::compute(system, three_units(), options).error().key, "evaluation.method");
}

TEST(Computing, AnOpenWeightBlocksOrIsAssumed) {
  const IndexSystem system = *indexes::read_bundle(changed("indicators.csv", ",60,", ",,")).system;
  RunOptions options;
  const Result<indexes::Computed> blocked = indexes::compute(system, three_units(), options);
  EXPECT_EQ(blocked.error().key, "evaluation.weights.unset");
  EXPECT_NE(blocked.error().text.zh.find("rd_share"), std::string::npos);
  options.assumptions = {"unset_weights_equal"};
  const indexes::Computed run = indexes::compute(system, three_units(), options).value();
  ASSERT_EQ(run.result.assumptions.size(), 1u);
  EXPECT_EQ(run.result.assumptions[0].text.en, "equal");
  EXPECT_NEAR(run.result.elements[1].effective_weight, 0.5, 1e-12);
  options.assumptions.reset();
  options.weights = {{"rd_share", 60}};
  EXPECT_TRUE(indexes::compute(system, three_units(), options)->result.assumptions.empty());
}

TEST(Computing, TheLandScoresOfTheReference) {
  const std::string path = "../shared/data/evaluation/regional/";
  const composite::ReferenceFile in =
      composite::read_reference(path + "in_land_intensity_example.csv");
  if (in.rows.empty()) GTEST_SKIP() << "the reference files are not at " << path;
  IndexSystem system = *indexes::read_bundle(folder("land-intensity")).system;
  const std::map<std::string, std::string> items = {
      {"planned_land", "planned_area_ha"},
      {"buildable_land", "buildable_ha"},
      {"supply_ready_land", "supply_ready_ha"},
      {"supplied_land", "supplied_ha"},
      {"built_land_area", "built_ha"},
      {"industrial_land_built", "built_industrial_ha"},
      {"hightech_land", "hightech_land_ha"},
      {"floor_area", "gross_floor_area_ha"},
      {"footprint", "footprint_ha"},
      {"industrial_floor", "industrial_gfa_ha"},
      {"industrial_footprint", "industrial_footprint_ha"},
      {"staff", "employees"},
      {"residents", "residents"},
      {"idle_land", "idle_ha"}};
  const std::map<std::string, std::string> money = {
      {"industrial_fixed_assets", "industrial_fixed_assets_wan"},
      {"industrial_output", "industrial_revenue_wan"},
      {"industrial_tax", "industrial_tax_wan"},
      {"total_tax", "total_tax_wan"}};
  // Our code, theirs, and how many of ours is one of theirs.
  const std::vector<std::tuple<std::string, std::string, double>> indicators = {
      {"dev_rate", "dev_rate", 100},
      {"supply_rate", "supply_rate", 100},
      {"built_rate", "built_rate", 100},
      {"industrial_share", "industrial_share", 100},
      {"far", "far", 1},
      {"density", "density", 100},
      {"industrial_far", "industrial_far", 1},
      {"industrial_building_coef", "industrial_building_coef", 100},
      {"invest_intensity", "invest_intensity_wan_per_ha", 1},
      {"ind_tax", "ind_tax_wan_per_ha", 1}};
  RunInput input{"2024", {}};
  for (size_t r = 0; r < in.rows.size(); ++r) {
    RunUnit park;
    park.code = in.text(r, "park");
    for (const auto& [code, column] : items) park.items[code] = in.number(r, column);
    for (const auto& [code, column] : money) park.items[code] = in.number(r, column) * 10'000;
    input.units.push_back(park);
  }
  EXPECT_EQ(indexes::compute(system, input, {}).error().key, "evaluation.weights.unset");
  RunOptions options;
  options.assumptions = {"unset_weights_equal"};
  EXPECT_EQ(indexes::compute(system, input, options).error().key, "evaluation.goalposts.unset");
  const composite::ReferenceFile ideal =
      composite::read_reference(path + "in_land_ideal_values.csv");
  for (size_t r = 0; r < ideal.rows.size(); ++r)
    for (const auto& [code, theirs, factor] : indicators)
      for (IndexIndicator& row : system.indicators)
        if (row.code == code && theirs == ideal.text(r, "indicator"))
          row.target = ideal.number(r, "ideal") * factor;
  const indexes::Computed run = indexes::compute(system, input, options).value();
  const composite::ReferenceFile values =
      composite::read_reference(path + "out_land_intensity_example.csv");
  const composite::ReferenceFile scores =
      composite::read_reference(path + "out_land_intensity_ideal_value_scores.csv");
  for (const RunRow& row : run.result.rows)
    for (size_t r = 0; r < scores.rows.size(); ++r) {
      if (scores.text(r, "park") != row.code) continue;
      EXPECT_NEAR(*row.score, scores.number(r, "score_equal_weight"), 1e-9);
      for (size_t e = 0; e < run.result.elements.size(); ++e)
        for (const auto& [code, theirs, factor] : indicators) {
          if (run.result.elements[e].code != code) continue;
          EXPECT_NEAR(*row.values[e], values.number(r, theirs) * factor, 1e-9) << code;
          EXPECT_NEAR(*row.scores[e], scores.number(r, theirs) * 100, 1e-9) << code;
        }
    }
  const auto list = [&](const std::string& id) {
    for (const RunList& one : run.result.lists)
      if (one.id == id) return one;
    return RunList{};
  };
  EXPECT_NEAR(list("idle-rate").rows[0].value, 0, 1e-12);  // Less is better: P3 first.
  EXPECT_EQ(list("idle-rate").rows[0].code, "P3");
  EXPECT_NEAR(list("land-per-worker").rows[0].value, 52.857142857142854, 1e-9);
}

TEST(Computing, BothSystemsOfTheHitechZonesRunUnderTheirAssumptions) {
  RunInput input{"2024", {}};
  for (int i = 0; i < 6; ++i) {
    RunUnit zone;
    zone.code = "z" + std::to_string(i);
    const double f = 1 + 0.1 * i;
    zone.items = {{"revenue", 1e10 * f},
                  {"rd_expense", 3e8 * f * f},
                  {"staff", 5000 + 100.0 * i},
                  {"value_added", 2e9 * f},
                  {"output", 9e9},
                  {"zone_value_added", 2e9},
                  {"city_gdp", 5e10},
                  {"manufacturing_revenue", 6e9},
                  {"producer_service_revenue", 1e9 * f},
                  {"manufacturing_value_added", 1e9 * f},
                  {"manufacturing_output", 8e9}};
    zone.items_before = {{"revenue", 9e9}, {"staff", 4900}, {"value_added", 1.9e9}};
    input.units.push_back(zone);
  }
  for (const char* name : {"hitech-zones-2021", "hitech-zones-2024"}) {
    const IndexSystem system = *indexes::read_bundle(folder(name)).system;
    RunOptions options;
    EXPECT_FALSE(indexes::compute(system, input, options).ok()) << name;
    options.assumptions = {"unset_weights_equal", "goalposts_from_units", "known_part_only"};
    const indexes::Computed run = indexes::compute(system, input, options).value();
    EXPECT_GE(run.result.assumptions.size(), 2u) << name;
    EXPECT_EQ(run.result.rows[0].code, "z5") << name;
    EXPECT_LE(*run.result.rows[0].score, 100);
  }
}

// ---- Use cases ---------------------------------------------------------------------------------

class IndexTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database().write([&](Transaction& db) {
      root_ = ensure_root_zone(db).id;
      EXPECT_TRUE(load_shipped_statistics(db, "catalogue").ok());
      EXPECT_TRUE(load_shipped_index_systems(db, "catalogue").ok());
      zone_ = create(db, root_, ZoneLevel::zone, "W");
      other_ = create(db, root_, ZoneLevel::zone, "E");
      for (const char* code : {"W1", "W2", "W3"})
        parks_.push_back(create(db, zone_, ZoneLevel::park, code));
      return true;
    });
    author_.user_id = 7;
    second_.user_id = 8;
  }
  static int64_t create(Transaction& db, int64_t parent, ZoneLevel level, const std::string& code) {
    return create_zone(db, load_zone_tree(db), {parent, level, code, {code, code}, {}}).value().id;
  }
  template <typename Out, typename In>
  Result<Out> run(Result<Out> (*use_case)(Call&, const In&), const In& in,
                  const Actor* actor = nullptr) {
    return database().write_result([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      Call call{db, database(), actor == nullptr ? author_ : *actor, zones, now_, "test", {}};
      return use_case(call, in);
    });
  }
  int64_t published_small() {
    EXPECT_TRUE(run(save_index_draft, SaveIndexDraft{zone_, small_bundle(), {}}).ok());
    EXPECT_TRUE(run(publish_index_system, PublishIndexSystem{zone_, "small", 1, 1}, &second_).ok());
    return 1;
  }
  Result<IndexRun> uploaded(const std::string& csv, const std::string& period = "2024") {
    UploadRun in;
    in.zone = zone_;
    in.system = "small";
    in.period = period;
    in.file = {"run.csv", csv};
    return run(upload_run, in);
  }

  int64_t root_ = 0, zone_ = 0, other_ = 0;
  std::vector<int64_t> parks_;
  Actor author_, second_;
  Timestamp now_{1'735'689'600'000'000};
};

constexpr const char* kTable =
    "单位代码,名称,分组,收入(万元),人员,研发\n"
    "W1,,东,10000,100,5000000\nW2,,东,20000,100,2000000\nX9,外部单位,西,10000,200,\n";

TEST_P(IndexTest, TheLifeOfASystem) {
  const IndexSystemAnswer draft =
      run(save_index_draft, SaveIndexDraft{zone_, small_bundle(), {}}).value();
  EXPECT_EQ(draft.row.revision, 1);
  EXPECT_EQ(draft.row.indicators, 2);
  EXPECT_NEAR(draft.effective_weights.at("rd_share"), 0.6, 1e-12);
  EXPECT_EQ(run(save_index_draft, SaveIndexDraft{zone_, small_bundle(), {}}).error().key,
            "evaluation.system.stale");
  EXPECT_EQ(run(publish_index_system, PublishIndexSystem{zone_, "small", 1, 1}).error().key,
            "evaluation.system.second_person");
  // A draft with errors is kept, but not published.
  const Files wrong = changed("indicators.csv", ",60,", ",50,");
  EXPECT_EQ(run(save_index_draft, SaveIndexDraft{zone_, wrong, 1})->row.version, 2);
  const Result<IndexSystemAnswer> refused =
      run(publish_index_system, PublishIndexSystem{zone_, "small", 1, 2}, &second_);
  EXPECT_EQ(refused.error().key, "evaluation.system.errors");
  EXPECT_FALSE(refused.error().fields.empty());
  EXPECT_EQ(uploaded(kTable).error().key, "evaluation.system.unusable");
  EXPECT_TRUE(run(save_index_draft, SaveIndexDraft{zone_, small_bundle(), 2}).ok());
  EXPECT_EQ(
      run(publish_index_system, PublishIndexSystem{zone_, "small", 1, 3}, &second_)->row.state,
      IndexState::published);
  EXPECT_EQ(
      run(publish_index_system, PublishIndexSystem{zone_, "small", 1, 4}, &second_).error().key,
      "evaluation.system.state");
  // The next draft is the next revision; the published one stays.
  EXPECT_EQ(run(save_index_draft, SaveIndexDraft{zone_, wrong, {}})->row.revision, 2);
  EXPECT_EQ(run(get_index_system, GetIndexSystem{zone_, "small", {}})->row.revision, 1);
  EXPECT_EQ(run(get_index_system, GetIndexSystem{zone_, "small", 2})->row.revision, 2);
  const IndexSystemList list = run(list_index_systems, ListIndexSystems{zone_, {}}).value();
  EXPECT_EQ(list.items.size(), 2u + 6u);
  // From elsewhere it is not there; from below it is, without the draft.
  EXPECT_EQ(run(get_index_system, GetIndexSystem{other_, "small", {}}).error().code,
            ErrorCode::not_found);
  EXPECT_EQ(run(get_index_system, GetIndexSystem{parks_[0], "small", {}})->row.revision, 1);
  EXPECT_EQ(run(get_index_system, GetIndexSystem{parks_[0], "small", 2}).error().code,
            ErrorCode::not_found);
}

TEST_P(IndexTest, ShippedSystemsAreLoadedOnceAndImportedAgain) {
  database().write([](Transaction& db) {
    EXPECT_TRUE(load_shipped_index_systems(db, "catalogue").ok());
    return true;
  });
  const IndexSystemList list = run(list_index_systems, ListIndexSystems{other_, true}).value();
  EXPECT_EQ(list.items.size(), 6u);
  const File file =
      run(export_index_system, GetIndexSystem{other_, "hitech-zones-2021", {}}).value();
  ImportIndexSystem in;
  in.zone = other_;
  in.file = {file.filename, file.bytes};
  const IndexSystemAnswer own = run(import_index_system, in).value();
  EXPECT_EQ(own.row.zone_id, other_);
  EXPECT_GT(own.row.open, 40);
  EXPECT_EQ(own.files.size(), 3u);
}

TEST_P(IndexTest, RunsOnATableAreKeptAndProved) {
  published_small();
  const IndexRun made = uploaded(kTable).value();
  EXPECT_EQ(made.head.units, 3);
  EXPECT_EQ(made.result.rows[0].code, "W1");
  EXPECT_EQ(made.result.rows[0].zone_id, parks_[0]);
  EXPECT_EQ(made.result.rows[0].group_rank, 1);
  EXPECT_TRUE(made.result.rows[0].probabilities.contains("bottom:5:region"));
  const IndexRun read = run(get_run, GetRun{zone_, made.head.id}).value();
  ASSERT_EQ(read.result.rows.size(), made.result.rows.size());
  for (size_t r = 0; r < made.result.rows.size(); ++r) {
    EXPECT_EQ(read.result.rows[r].code, made.result.rows[r].code);
    EXPECT_EQ(read.result.rows[r].rank, made.result.rows[r].rank);
    EXPECT_NEAR(*read.result.rows[r].score, *made.result.rows[r].score, 1e-12);
  }
  const RunProof proof = run(verify_run, GetRun{zone_, made.head.id}).value();
  EXPECT_TRUE(proof.same_input);
  EXPECT_TRUE(proof.same_result);
  EXPECT_EQ(run(list_runs, ListRuns{zone_, {}, {}, {}, {}})->total, 1);
  EXPECT_EQ(run(list_runs, ListRuns{root_, "small", "2024", {}, {}})->total, 1);
  EXPECT_EQ(run(list_runs, ListRuns{root_, {}, "2023", {}, {}})->total, 0);
  EXPECT_EQ(run(list_runs, ListRuns{other_, {}, {}, {}, {}})->total, 0);
  EXPECT_EQ(run(get_run, GetRun{other_, made.head.id}).error().code, ErrorCode::not_found);
  ExportRun out;
  out.zone = zone_;
  out.id = made.head.id;
  out.format = "csv";
  EXPECT_NE(run(export_run, out)->bytes.find("外部单位"), std::string::npos);
  RunTemplate form;
  form.zone = zone_;
  form.system = "small";
  form.format = "csv";
  EXPECT_NE(run(run_template, form)->bytes.find("收入(万元)"), std::string::npos);
}

TEST_P(IndexTest, ABadTableNamesEveryCell) {
  published_small();
  const Error error = uploaded("单位代码,收入,奇怪的列\nW1,abc,1\nW1,5,\n,6,\n").error();
  EXPECT_EQ(error.key, "evaluation.run.table");
  std::vector<std::string> paths;
  for (const FieldError& field : error.fields) paths.push_back(field.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"row 1, column 3", "row 2, column 2",
                                             "row 3, column 1", "row 4, column 1"}));
  EXPECT_EQ(uploaded(kTable, "2024-03").error().key, "evaluation.run.period");
}

TEST_P(IndexTest, EveryCellExplainsItself) {
  published_small();
  const IndexRun made = uploaded(kTable).value();
  const RunExplanation why = run(explain_run, ExplainRun{zone_, made.head.id, "W2", {}}).value();
  ASSERT_EQ(why.cells.size(), 2u);
  double total = 0;
  for (const ExplainedCell& cell : why.cells) total += cell.contribution.value_or(0);
  EXPECT_NEAR(total, *why.score, 1e-9);
  const ExplainedCell& worst = why.cells[0];
  EXPECT_EQ(worst.code, "rd_share");
  EXPECT_NEAR(*worst.value, 1, 1e-12);
  EXPECT_EQ(worst.items.size(), 2u);
  EXPECT_EQ(worst.steps.back().step, "normalised");
  EXPECT_NE(worst.steps.back().text.zh.find("极差"), std::string::npos);
  EXPECT_FALSE(why.text.zh.empty());
  EXPECT_FALSE(why.text.en.empty());
  const RunExplanation unknown =
      run(explain_run, ExplainRun{zone_, made.head.id, "X9", "rd_share"}).value();
  EXPECT_EQ(unknown.cells.size(), 1u);
  EXPECT_NE(unknown.cells[0].why_unknown.en.find("'rd' is not known"), std::string::npos);
  EXPECT_FALSE(unknown.enterprises_note.zh.empty());
  EXPECT_EQ(run(explain_run, ExplainRun{zone_, made.head.id, "nobody", {}}).error().code,
            ErrorCode::not_found);
}

TEST_P(IndexTest, UncertaintySensitivityAndWeights) {
  published_small();
  const IndexRun made = uploaded(kTable).value();
  RunUncertainty in;
  in.zone = zone_;
  in.id = made.head.id;
  in.replications = 2000;
  in.scales = {"minmax", "zscore"};
  in.means = {"arithmetic", "geometric"};
  const UncertaintyAnswer out = run(run_uncertainty, in).value();
  EXPECT_EQ(out.replications, 2000);
  ASSERT_EQ(out.units.size(), 3u);
  for (const UnitUncertainty& unit : out.units) {
    int64_t counted = 0;
    for (const int64_t count : unit.counts) counted += count;
    EXPECT_EQ(counted, 2000 - out.failed);
  }
  EXPECT_EQ(json::serialize(to_json(run(run_uncertainty, in).value())),
            json::serialize(to_json(out)));
  in.replications = 50;
  EXPECT_EQ(run(run_sensitivity, in)->mean_rank_shift.size(), 3u);
  in.rules = {"sideways"};
  EXPECT_EQ(run(run_uncertainty, in).error().key, "evaluation.run.rule");
  ListWeights weights;
  weights.zone = zone_;
  weights.id = made.head.id;
  weights.method = "ahp";
  weights.elements = {"rd_share", "heads"};
  weights.matrix = {{1, 3}, {1 / 3.0, 1}};
  EXPECT_NEAR(run(run_weights, weights)->weights.at("rd_share"), 0.75, 1e-9);
  weights.method = "benefit_of_doubt";
  EXPECT_EQ(run(run_weights, weights)->scores.size(), 2u);
  weights.method = "dice";
  EXPECT_EQ(run(run_weights, weights).error().key, "evaluation.weights.method");
}

TEST_P(IndexTest, WhatIfAndComparison) {
  published_small();
  const IndexRun before = uploaded(kTable, "2023").value();
  const IndexRun after =
      uploaded(
          "code,revenue,staff,rd\nW1,100000000,100,1000000\nW2,200000000,100,9000000\n"
          "X9,100000000,200,1000000\n")
          .value();
  RunWhatIf in;
  in.zone = zone_;
  in.id = before.head.id;
  in.options = RunOptions{};
  in.options->weights = {{"rd_share", 0}};
  const WhatIfRunAnswer other = run(run_what_if, in).value();
  EXPECT_EQ(other.result.rows[0].code, "W2");
  EXPECT_GT(other.mean_rank_change, 0);
  in.without_enterprises = {{"W1", {1}}};
  EXPECT_EQ(run(run_what_if, in).error().key, "evaluation.run.no_enterprises");
  const RunComparison compared =
      run(compare_runs, CompareRuns{zone_, before.head.id, after.head.id}).value();
  EXPECT_FALSE(compared.method_changed);
  for (const ComparedUnit& unit : compared.units)
    if (unit.code == "W2") {
      EXPECT_EQ(unit.rank_change, 1);
      EXPECT_EQ(unit.method_change, 0);
      EXPECT_EQ(unit.performance_change, 1);
    }
}

TEST_P(IndexTest, RunsOnStatisticsNeedValues) {
  published_small();
  CreateRun in;
  in.zone = zone_;
  in.system = "small";
  in.period = "2024";
  in.given = {{"W1", {{"revenue", 1e8}, {"staff", 100}, {"rd", 5e6}}},
              {"W2", {{"revenue", 2e8}, {"staff", 100}, {"rd", 2e6}}}};
  const IndexRun made = run(create_run, in).value();
  EXPECT_EQ(made.head.units, 3);
  EXPECT_EQ(made.result.rows[0].code, "W1");
  EXPECT_FALSE(made.result.rows[2].score);
  in.given = {{"W1", {{"nothing", 1}}}};
  EXPECT_EQ(run(create_run, in).error().key, "evaluation.run.code");
  in.units = std::vector<int64_t>{other_};
  EXPECT_EQ(run(create_run, in).error().code, ErrorCode::not_found);
}

INSTANTIATE_TEST_SUITE_P(Engines, IndexTest, testing::ValuesIn(test_engines()), engine_name);

}  // namespace
}  // namespace gaoxin
