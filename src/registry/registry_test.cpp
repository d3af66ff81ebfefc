// The use cases on both databases: visibility, versions, facts, merges, imports, demonstration.
#include "registry/registry.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "registry/credit_code.h"
#include "registry/imports.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

std::string make_credit_code(int number) {
  const std::string eight = fmt::format("{:08}", number);
  std::string code = "91220102" + eight + organisation_code_check_character(eight);
  const char check = credit_code_check_character(code);
  return code + check;
}

class RegistryTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database().write([&](Transaction& db) {
      root_ = ensure_root_zone(db).id;
      EXPECT_TRUE(load_shipped_codes(db, "catalogue").ok());
      province_ = create(db, root_, ZoneLevel::province, "P");
      west_ = create(db, province_, ZoneLevel::zone, "W");
      east_ = create(db, province_, ZoneLevel::zone, "E");
      park_ = create(db, west_, ZoneLevel::park, "WP");
      return true;
    });
    west_user_.user_id = 7;
    west_user_.display_name = "西区";
    west_user_.grants = {{"investment_officer", west_}};
    system_ = system_actor();
  }

  static int64_t create(Transaction& db, int64_t parent, ZoneLevel level, const std::string& code) {
    return create_zone(db, load_zone_tree(db), {parent, level, code, {code, code}, {}}).value().id;
  }

  /// Runs a use case as the dispatcher would: commits when it is ok.
  template <typename Out, typename In>
  Result<Out> run(Result<Out> (*use_case)(Call&, const In&), const In& in,
                  const Actor* actor = nullptr) {
    return database().write_result([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      Call call{db, database(), actor == nullptr ? system_ : *actor, zones, now_, "test", {}};
      return use_case(call, in);
    });
  }

  Enterprise make_enterprise(int64_t zone, const std::string& name,
                             std::optional<std::string> code = std::nullopt) {
    CreateEnterprise in;
    in.zone = zone;
    in.enterprise.name = name;
    in.enterprise.credit_code = std::move(code);
    return run(create_enterprise, in).value();
  }

  EnterprisePage list(int64_t zone, const std::string& q = "") {
    ListEnterprises in;
    in.zone = zone;
    if (!q.empty()) in.q = q;
    return run(list_enterprises, in).value();
  }

  std::string write_file(const std::string& name, const std::string& text) {
    const std::string path = test_file(name);
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::string test_file(const std::string& name) { return folder_.file(name); }

  Result<ImportReport> import(int64_t zone, const std::string& path, ImportOptions options = {}) {
    return import_file(database(), system_, zone, path, options);
  }

  int64_t count(const std::string& table) {
    return database().read_value(
        [&](Transaction& db) { return db.value("SELECT COUNT(*) FROM " + table).value(); });
  }

  TestFolder folder_;
  Actor system_, west_user_;
  Timestamp now_{1'750'000'000'000'000};
  int64_t root_ = 0, province_ = 0, west_ = 0, east_ = 0, park_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Engines, RegistryTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(RegistryTest, TheZonesOwnStandBeforeTheDirectory) {
  make_enterprise(province_, "阿名录有限公司");
  make_enterprise(west_, "西示范有限公司");
  make_enterprise(west_, "东示范有限公司");
  ListEnterprises in;
  in.zone = west_;
  const auto names = [&] {
    std::vector<std::string> out;
    for (in.page = 1; out.size() < 3; ++*in.page) {  // One row a page: the seam is crossed too.
      in.page_size = 1;
      const EnterprisePage page = run(list_enterprises, in).value();
      if (page.items.empty()) break;
      out.push_back(page.items[0].name);
    }
    return out;
  };
  EXPECT_EQ(names(),
            (std::vector<std::string>{"东示范有限公司", "西示范有限公司", "阿名录有限公司"}));
  in.sort = "-name";
  EXPECT_EQ(names(),
            (std::vector<std::string>{"阿名录有限公司", "西示范有限公司", "东示范有限公司"}));
}

TEST_P(RegistryTest, VisibleFromBelowAboveAndWhereResident) {
  const Enterprise west = make_enterprise(west_, "西示范有限公司");
  const Enterprise directory = make_enterprise(province_, "省示范有限公司");
  EXPECT_EQ(list(west_).total, 2);
  EXPECT_EQ(list(east_).total, 1);
  EXPECT_EQ(list(root_).total, 2);
  EXPECT_FALSE(run(get_enterprise, ZoneAndId{east_, west.id}).ok());
  EXPECT_TRUE(run(get_enterprise, ZoneAndId{park_, west.id}).ok());
  const Enterprise east = make_enterprise(east_, "东示范有限公司");
  EXPECT_FALSE(run(get_enterprise, ZoneAndId{west_, east.id}).ok());
  // Visible to the administrator of everything, who enters the stay.
  database().write([&](Transaction& db) {
    db.execute(
        "INSERT INTO registry_resident (zone_id, enterprise_id, from_date, id) "
        "VALUES ($1, $2, '2024-01-01', $3)",
        {park_, east.id, db.new_id()});
    db.execute("UPDATE registry_enterprise SET changed = $1 WHERE id = $2",
               {touch_counter(db, "registry"), east.id});
    return true;
  });
  EXPECT_TRUE(run(get_enterprise, ZoneAndId{west_, east.id}).ok());
  EXPECT_EQ(list(west_).total, 3);
  EXPECT_EQ(list(park_).total, 3);
}

TEST_P(RegistryTest, OnlyTheHomeZoneChanges) {
  const Enterprise directory = make_enterprise(province_, "省示范有限公司");
  UpdateEnterprise in{west_, directory.id, directory.version, {}};
  in.enterprise.name = "改名";
  const auto refused = run(update_enterprise, in, &west_user_);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().key, "registry.home_zone");
}

TEST_P(RegistryTest, UpdateChecksTheVersionAndKeepsTheOldName) {
  const Enterprise before = make_enterprise(west_, "旧示范有限公司");
  UpdateEnterprise in{west_, before.id, before.version, {}};
  in.enterprise.name = "新示范有限公司";
  const Enterprise after = run(update_enterprise, in).value();
  EXPECT_EQ(after.former_names, std::vector<std::string>{"旧示范有限公司"});
  EXPECT_EQ(after.version, before.version + 1);
  const auto stale = run(update_enterprise, in);
  ASSERT_FALSE(stale.ok());
  EXPECT_EQ(stale.error().code, ErrorCode::conflict);
  EXPECT_EQ(list(west_, "旧示范").total, 1);
}

TEST_P(RegistryTest, EveryWrongFieldIsReported) {
  CreateEnterprise in;
  in.zone = west_;
  in.enterprise.name = " ";
  in.enterprise.credit_code = "123";
  in.enterprise.stock_code = "abc";
  in.enterprise.region_code = "99";
  in.enterprise.industry_code = "9999";
  in.enterprise.address = std::string(5000, 'x');
  const auto result = run(create_enterprise, in);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().fields.size(), 6u);
  EXPECT_EQ(count("registry_enterprise"), 0);
}

TEST_P(RegistryTest, ACodeBelongsToOneEnterprise) {
  make_enterprise(west_, "甲示范有限公司", make_credit_code(1));
  CreateEnterprise in;
  in.zone = east_;
  in.enterprise.name = "乙示范有限公司";
  in.enterprise.credit_code = make_credit_code(1);
  const auto result = run(create_enterprise, in);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().key, "registry.enterprise.duplicate_code");
}

TEST_P(RegistryTest, ListFiltersSortsAndSearches) {
  CreateEnterprise in;
  in.zone = west_;
  for (int i = 0; i < 30; ++i) {
    in.enterprise = {};
    in.enterprise.name = fmt::format("长春示范{:02}光电有限公司", i);
    in.enterprise.name_en = "Changchun Demonstration Photonics";
    in.enterprise.industry_code = i % 2 == 0 ? "39" : "36";
    in.enterprise.region_code = i % 3 == 0 ? "2201" : "31";
    in.enterprise.scale = i % 5 == 0 ? EnterpriseScale::large : EnterpriseScale::small;
    in.enterprise.products = std::vector<std::string>{i == 7 ? "激光器" : "镜头"};
    if (i < 3) in.enterprise.credit_code = make_credit_code(i);
    ASSERT_TRUE(run(create_enterprise, in).ok());
  }
  ListEnterprises query;
  query.zone = west_;
  const auto total = [&] { return run(list_enterprises, query).value().total; };
  EXPECT_EQ(total(), 30);
  query.industry = "C";
  EXPECT_EQ(total(), 30);
  query.industry = "39";
  EXPECT_EQ(total(), 15);
  query.region = "22";
  EXPECT_EQ(total(), 5);
  query.scale = std::vector{EnterpriseScale::large};
  EXPECT_EQ(total(), 1);
  query = {};
  query.zone = west_;
  for (const auto& [q, expected] : {std::pair("激光器", 1),
                                    {"光电 07", 1},
                                    {"photonics", 30},
                                    {"ＰＨＯＴＯ", 30},
                                    {"激", 1},
                                    {"没有", 0},
                                    {"光电有限", 30}}) {
    query.q = q;
    EXPECT_EQ(total(), expected) << q;
  }
  query.q = make_credit_code(1).substr(0, 16);
  EXPECT_EQ(total(), 1);
  query.q.reset();
  query.sort = "-name";
  query.page = 2;
  query.page_size = 10;
  const EnterprisePage page = run(list_enterprises, query).value();
  EXPECT_EQ(page.items.size(), 10u);
  EXPECT_EQ(page.items[0].name, "长春示范19光电有限公司");
  query.sort = "password";
  EXPECT_FALSE(run(list_enterprises, query).ok());
}

TEST_P(RegistryTest, ResidenceDoesNotOverlap) {
  const Enterprise e = make_enterprise(west_, "甲示范有限公司");
  const Date day = make_date(2020, 1, 1);
  EXPECT_EQ(run(set_residence, SetResidence{park_, e.id, day, make_date(2021, 1, 1)})
                .value()
                .residences.size(),
            1u);
  EXPECT_FALSE(run(set_residence, SetResidence{park_, e.id, make_date(2020, 6, 1), {}}).ok());
  EXPECT_TRUE(run(set_residence, SetResidence{park_, e.id, make_date(2021, 1, 1), {}}).ok());
  EXPECT_FALSE(run(set_residence, SetResidence{park_, e.id, day, make_date(2019, 1, 1)}).ok());
  ListEnterprises query;
  query.zone = root_;
  query.park = west_;
  EXPECT_EQ(run(list_enterprises, query).value().total, 1);
  database().read([&](Transaction& db) {
    const ZoneTree zones = load_zone_tree(db);
    EXPECT_EQ(resident_ids(db, zones, west_, make_date(2020, 5, 5)), std::vector<int64_t>{e.id});
    EXPECT_TRUE(resident_ids(db, zones, east_, make_date(2020, 5, 5)).empty());
    EXPECT_TRUE(resident_ids(db, zones, west_, make_date(2019, 5, 5)).empty());
  });
}

TEST_P(RegistryTest, FactsAreCorrectedByNewRows) {
  const Enterprise e = make_enterprise(west_, "甲示范有限公司");
  RecordFacts in{west_, e.id, {{"revenue", "2023", "1.5", "万元", "年报", {}}}};
  EXPECT_EQ(run(record_facts, in).value().items[0].value, "15000.00");
  EXPECT_EQ(run(record_facts, in).value().total, 0);  // Stands so already.
  in.facts[0].value = "2";
  now_.microseconds += int64_t{86'400'000'000} * 2;
  EXPECT_EQ(run(record_facts, in).value().total, 1);
  EXPECT_EQ(count("registry_fact"), 2);
  ListFacts query{west_, e.id, {}, {}, {}};
  EXPECT_EQ(run(list_facts, query).value().items[0].value, "20000.00");
  query.as_of = date_of(Timestamp{now_.microseconds - int64_t{86'400'000'000}});
  EXPECT_EQ(run(list_facts, query).value().items[0].value, "15000.00");
  query = {west_, e.id, {}, {}, true};
  EXPECT_EQ(run(list_facts, query).value().total, 2);
  database().read([&](Transaction& db) {
    const std::vector<int64_t> ids{e.id};
    const std::vector<std::string> fields{"revenue", "employees"};
    const FactColumns columns = latest_facts(db, ids, fields);
    EXPECT_EQ(columns.columns.at("revenue")[0]->value, "20000.00");
    EXPECT_FALSE(columns.columns.at("employees")[0]);
    EXPECT_EQ(db.value("SELECT COUNT(*) FROM v_registry_fact_latest"), 1);
  });
  in.facts[0].field = "nonsense";
  EXPECT_FALSE(run(record_facts, in).ok());
}

TEST_P(RegistryTest, AMergeIsUndoneExactly) {
  CreateEnterprise in;
  in.zone = west_;
  in.enterprise.name = "长春示范光电有限公司";
  in.enterprise.products = std::vector<std::string>{"镜头"};
  const Enterprise survivor = run(create_enterprise, in).value();
  in.enterprise.name = "长春市示范光电有限责任公司";
  in.enterprise.credit_code = make_credit_code(5);
  in.enterprise.products = std::vector<std::string>{"激光器"};
  const Enterprise absorbed = run(create_enterprise, in).value();
  RecordFacts facts{west_, absorbed.id, {{"employees", "2023", "12", {}, "年报", {}}}};
  ASSERT_TRUE(run(record_facts, facts).ok());

  const Merge merge =
      run(merge_enterprises, MergeEnterprises{west_, survivor.id, absorbed.id}).value();
  const Enterprise merged = run(get_enterprise, ZoneAndId{west_, survivor.id}).value();
  EXPECT_EQ(merged.credit_code, absorbed.credit_code);
  EXPECT_EQ(merged.products.size(), 2u);
  EXPECT_EQ(list(west_).total, 1);
  EXPECT_EQ(list(west_, "激光器").items.at(0).id, survivor.id);
  EXPECT_FALSE(run(get_enterprise, ZoneAndId{west_, absorbed.id}).ok());
  EXPECT_EQ(run(list_facts, ListFacts{west_, survivor.id, {}, {}, {}}).value().total, 1);

  // A change made since the merge stays.
  UpdateEnterprise update{west_, survivor.id, merged.version, {}};
  update.enterprise.name = merged.name;
  update.enterprise.credit_code = merged.credit_code;
  update.enterprise.products = merged.products;
  update.enterprise.former_names = merged.former_names;
  update.enterprise.address = "长春";
  ASSERT_TRUE(run(update_enterprise, update).ok());
  ASSERT_TRUE(run(undo_merge, ZoneAndId{west_, merge.id}).ok());
  const Enterprise left = run(get_enterprise, ZoneAndId{west_, survivor.id}).value();
  const Enterprise right = run(get_enterprise, ZoneAndId{west_, absorbed.id}).value();
  EXPECT_EQ(left.credit_code, survivor.credit_code);
  EXPECT_EQ(left.products, survivor.products);
  EXPECT_EQ(left.former_names, survivor.former_names);
  EXPECT_EQ(left.address, "长春");
  EXPECT_EQ(right.name, absorbed.name);
  EXPECT_EQ(right.credit_code, absorbed.credit_code);
  EXPECT_EQ(list(west_).total, 2);
  EXPECT_FALSE(run(undo_merge, ZoneAndId{west_, merge.id}).ok());
}

TEST_P(RegistryTest, MergesAreUndoneInReverseOrder) {
  const Enterprise a = make_enterprise(west_, "甲示范有限公司");
  const Enterprise b = make_enterprise(west_, "乙示范有限公司");
  const Enterprise c = make_enterprise(west_, "丙示范有限公司");
  const Merge first = run(merge_enterprises, MergeEnterprises{west_, b.id, a.id}).value();
  const Merge second = run(merge_enterprises, MergeEnterprises{west_, c.id, b.id}).value();
  EXPECT_EQ(run(undo_merge, ZoneAndId{west_, first.id}).error().key, "registry.merge.order");
  ASSERT_TRUE(run(undo_merge, ZoneAndId{west_, second.id}).ok());
  ASSERT_TRUE(run(undo_merge, ZoneAndId{west_, first.id}).ok());
  EXPECT_EQ(list(west_).total, 3);
  const Enterprise d = make_enterprise(west_, "丁示范有限公司", make_credit_code(1));
  const Enterprise e = make_enterprise(west_, "戊示范有限公司", make_credit_code(2));
  EXPECT_EQ(run(merge_enterprises, MergeEnterprises{west_, d.id, e.id}).error().key,
            "registry.merge.codes");
}

TEST_P(RegistryTest, ExportsWhatTheListShows) {
  make_enterprise(west_, "甲示范有限公司", make_credit_code(3));
  ExportEnterprises in;
  in.zone = west_;
  in.format = "csv";
  in.columns = std::vector<std::string>{"name", "credit_code"};
  EXPECT_EQ(
      run(export_enterprises, in).value().bytes,
      "\xEF\xBB\xBF企业名称,统一社会信用代码\r\n甲示范有限公司," + make_credit_code(3) + "\r\n");
  in.columns = std::vector<std::string>{"password"};
  EXPECT_FALSE(run(export_enterprises, in).ok());
}

TEST_P(RegistryTest, TheSameFileTwiceChangesNothing) {
  std::string text = "企业名称,统一社会信用代码,主营产品,2023年营业收入(万元),从业人员,年份\n";
  for (int i = 0; i < 50; ++i)
    text += fmt::format("长春示范{}有限公司,{},激光器;镜头,{}.5,{},2023\n", i,
                        i % 2 == 0 ? make_credit_code(i) : "", i, i + 1);
  const std::string path = write_file("list.csv", text);
  const ImportReport first = import(park_, path).value();
  EXPECT_TRUE(first.committed);
  EXPECT_EQ(first.created, 50);
  EXPECT_EQ(first.facts, 100);
  const Enterprise one = list(park_, "长春示范12有限公司").items.at(0);
  EXPECT_EQ(one.residences.size(), 1u);  // Imported into a park: resident there.
  const int64_t reviews = count("registry_duplicate");
  const ImportReport second = import(park_, path).value();
  EXPECT_EQ(second.created + second.updated + second.facts + second.review, 0);
  EXPECT_EQ(second.unchanged, 50);
  EXPECT_EQ(count("registry_enterprise"), 50);
  EXPECT_EQ(count("registry_resident"), 50);
  EXPECT_EQ(count("registry_duplicate"), reviews);
}

TEST_P(RegistryTest, AReportShowsTheBeginningOfALongCell) {
  std::string industry;
  for (int i = 0; i < 100; ++i) industry += "光";
  const ImportReport report =
      import(west_, write_file("long.csv", "企业名称,行业代码\nx示范有限公司," + industry + "\n"))
          .value();
  ASSERT_EQ(report.bad_rows.size(), 1u);
  EXPECT_EQ(report.bad_rows[0].value, industry.substr(0, 198));
}

TEST_P(RegistryTest, ABadRowStopsAllUnlessGoodOnesAreKept) {
  const std::string path = write_file("list.csv",
                                      "名单\n\n企业名称,信用代码,行业代码,营业收入(万元),年份\n"
                                      "甲示范有限公司," +
                                          make_credit_code(1) +
                                          ",39,1,2023\n"
                                          "乙示范有限公司,91220102000000000X,39,1,2023\n"
                                          "丙示范有限公司,,ZZ,一百,2023\n"
                                          ",,,,\n"
                                          "丁示范有限公司,,,,\n");
  const ImportReport refused = import(west_, path).value();
  EXPECT_FALSE(refused.committed);
  EXPECT_EQ(refused.bad, 2);
  ASSERT_EQ(refused.bad_rows.size(), 3u);
  EXPECT_EQ(refused.bad_rows[0].row, 5);
  EXPECT_EQ(refused.bad_rows[0].column, 2);
  EXPECT_EQ(refused.bad_rows[1].row, 6);
  EXPECT_EQ(count("registry_enterprise"), 0);
  ImportOptions keep;
  keep.mode = ImportMode::keep_good;
  const ImportReport kept = import(west_, path, keep).value();
  EXPECT_TRUE(kept.committed);
  EXPECT_EQ(kept.created, 2);
  EXPECT_EQ(count("registry_enterprise"), 2);
}

TEST_P(RegistryTest, CodesFirstThenNamesIntoTheReviewQueue) {
  const Enterprise coded = make_enterprise(west_, "长春示范光电科技有限公司", make_credit_code(1));
  make_enterprise(west_, "长春示范胰岛素制药有限公司");
  const std::string path = write_file("list.csv",
                                      "企业名称,统一社会信用代码,地址\n"
                                      "长春示范光电有限公司," +
                                          make_credit_code(1) +
                                          ",长春\n"
                                          "长春市示范胰岛素制药股份有限公司,,\n"
                                          "四平示范换热器有限公司,,\n");
  const ImportReport report = import(west_, path).value();
  EXPECT_EQ(report.updated, 1);
  EXPECT_EQ(report.created, 2);
  EXPECT_EQ(report.review, 1);
  const Enterprise renamed = run(get_enterprise, ZoneAndId{west_, coded.id}).value();
  EXPECT_EQ(renamed.name, "长春示范光电有限公司");
  EXPECT_EQ(renamed.former_names, std::vector<std::string>{"长春示范光电科技有限公司"});
  const DuplicatePage page = run(list_duplicates, ListDuplicates{west_, {}, {}, {}}).value();
  ASSERT_EQ(page.total, 1);
  EXPECT_GE(page.items[0].score, 0.82);
  ASSERT_TRUE(run(keep_apart, ZoneAndId{west_, page.items[0].id}).ok());
  EXPECT_EQ(run(list_duplicates, ListDuplicates{west_, {}, {}, {}}).value().total, 0);
}

TEST_P(RegistryTest, CodesOfTwoEnterprisesInOneRowAreRefused) {
  make_enterprise(west_, "甲示范有限公司", make_credit_code(1));
  CreateEnterprise in;
  in.zone = west_;
  in.enterprise.name = "乙示范股份有限公司";
  in.enterprise.stock_code = "000578";
  ASSERT_TRUE(run(create_enterprise, in).ok());
  const ImportReport report =
      import(west_, write_file("two.csv", "企业名称,信用代码,证券代码\n丙," + make_credit_code(1) +
                                              ",000578\n"))
          .value();
  EXPECT_FALSE(report.committed);
  EXPECT_EQ(report.bad_rows.at(0).key, "registry.import.two_codes");
}

TEST_P(RegistryTest, AZoneCannotChangeWhatItDoesNotLookAfter) {
  const Enterprise directory = make_enterprise(province_, "省示范有限公司", make_credit_code(1));
  const Enterprise hidden = make_enterprise(east_, "东示范有限公司", make_credit_code(2));
  const std::string header = "企业名称,信用代码,地址,年份,营业收入(万元)\n";
  const auto import_as_west = [&](const std::string& row) {
    return import_file(database(), west_user_, west_, write_file("w.csv", header + row), {})
        .value();
  };
  // The directory's entry becomes a resident, but keeps what it was.
  const ImportReport taken = import_as_west("省示范有限公司," + make_credit_code(1) + ",别处,,\n");
  EXPECT_EQ(taken.unchanged, 1);
  EXPECT_FALSE(run(get_enterprise, ZoneAndId{west_, directory.id}).value().address);
  EXPECT_EQ(run(get_enterprise, ZoneAndId{west_, directory.id}).value().residences.size(), 1u);
  EXPECT_EQ(
      import_as_west("省示范有限公司," + make_credit_code(1) + ",,2023,5\n").bad_rows.at(0).key,
      "registry.home_zone");
  EXPECT_EQ(import_as_west("东示范有限公司," + make_credit_code(2) + ",,,\n").bad_rows.at(0).key,
            "registry.home_zone");
  EXPECT_TRUE(run(get_enterprise, ZoneAndId{east_, hidden.id}).value().residences.empty());
  EXPECT_FALSE(import_file(database(), west_user_, east_, write_file("e.csv", header), {}).ok());
}

TEST_P(RegistryTest, RowsOfOneEnterpriseMustAgree) {
  const std::string code = make_credit_code(1);
  const std::string path = write_file(
      "years.csv", "企业名称,信用代码,年份,营业收入(万元)\n甲示范有限公司," + code + ",2022,1\n" +
                       "甲示范有限公司," + code + ",2023,2\n乙示范有限公司," + code + ",2024,3\n" +
                       "甲示范有限公司," + code + ",2022,9\n");
  ImportOptions keep;
  keep.mode = ImportMode::keep_good;
  const ImportReport report = import(west_, path, keep).value();
  EXPECT_EQ(report.created, 1);
  EXPECT_EQ(report.facts, 2);
  EXPECT_EQ(report.bad, 2);
}

TEST_P(RegistryTest, AnImportRunsInTheBackgroundWithAReport) {
  UploadImport upload;
  upload.zone = west_;
  upload.file = {"名单.csv", "单位,甲\n甲示范有限公司,激光器\n乙示范有限公司,镜头\n"};
  const Import uploaded = run(upload_import, upload).value();
  EXPECT_EQ(uploaded.columns[0].target, "name");
  EXPECT_FALSE(uploaded.columns[1].target);
  MapImport map{west_, uploaded.id, {{2, "products", {}, {}}}, {}};
  EXPECT_EQ(run(map_import, map).value().columns[1].target, "products");
  map.columns = {{2, "nonsense", {}, {}}};
  EXPECT_FALSE(run(map_import, map).ok());
  ASSERT_TRUE(run(run_import, RunImport{west_, uploaded.id, {}, {}}).ok());
  stop_imports(database());
  const Import done = run(get_import, ZoneAndId{west_, uploaded.id}).value();
  EXPECT_EQ(done.state, ImportState::done);
  EXPECT_EQ(done.report->created, 2);
  EXPECT_EQ(list(west_, "激光器").total, 1);
  EXPECT_EQ(count("registry_import_part"), 0);
  EXPECT_FALSE(run(get_import, ZoneAndId{east_, uploaded.id}).ok());
  EXPECT_FALSE(run(run_import, RunImport{west_, uploaded.id, {}, {}}).ok());
  const File report =
      run(export_import_report, ExportImportReport{west_, uploaded.id, "csv", "en"}).value();
  EXPECT_NE(report.bytes.find("Reason"), std::string::npos);
}

TEST_P(RegistryTest, AFailedImportSaysWhyAndCanBeMended) {
  UploadImport upload;
  upload.zone = west_;
  upload.file = {"a.csv", "企业名称,从业人员\n甲示范有限公司,12\n"};
  const Import uploaded = run(upload_import, upload).value();
  EXPECT_EQ(uploaded.sample_bad_rows.size(), 1u);  // Of which year?
  ASSERT_TRUE(run(run_import, RunImport{west_, uploaded.id, {}, {}}).ok());
  stop_imports(database());
  const Import failed = run(get_import, ZoneAndId{west_, uploaded.id}).value();
  EXPECT_EQ(failed.state, ImportState::failed);
  EXPECT_EQ(failed.report->bad, 1);
  EXPECT_EQ(count("registry_enterprise"), 0);
  ASSERT_TRUE(run(map_import, MapImport{west_, uploaded.id, {}, "2023"}).ok());
  ASSERT_TRUE(run(run_import, RunImport{west_, uploaded.id, {}, {}}).ok());
  stop_imports(database());
  EXPECT_EQ(run(get_import, ZoneAndId{west_, uploaded.id}).value().state, ImportState::done);
}

TEST_P(RegistryTest, AnInterruptedImportCanBeRunAgain) {
  UploadImport upload;
  upload.zone = west_;
  upload.file = {"a.csv", "企业名称\n甲示范有限公司\n"};
  const Import uploaded = run(upload_import, upload).value();
  database().write([&](Transaction& db) {  // As a process leaves it that is killed.
    db.execute("UPDATE registry_import SET state = 'running' WHERE id = $1", {uploaded.id});
    return true;
  });
  const Import found = run(get_import, ZoneAndId{west_, uploaded.id}).value();
  EXPECT_EQ(found.state, ImportState::failed);
  EXPECT_EQ(found.report->bad_rows.at(0).key, "registry.import.interrupted");
  ASSERT_TRUE(run(run_import, RunImport{west_, uploaded.id, {}, {}}).ok());
  stop_imports(database());
  EXPECT_EQ(run(get_import, ZoneAndId{west_, uploaded.id}).value().state, ImportState::done);
}

TEST_P(RegistryTest, ForeignAndDamagedFilesAreRefusedWhole) {
  for (const std::string& text :
       {std::string(), std::string("a\0b", 3), std::string("PK\x03\x04zzz"),
        std::string("x,y\n1,2\n"), std::string("企业名称\n"),
        std::string("企业名称,产品\n\"甲,乙\n")}) {
    const auto result = import(west_, write_file("bad.csv", text));
    EXPECT_FALSE(result.ok()) << text;
    EXPECT_EQ(count("registry_enterprise"), 0);
  }
  EXPECT_FALSE(import(west_, "/nowhere/file.csv").ok());
  EXPECT_FALSE(import(999'999, write_file("ok.csv", "企业名称\n甲示范有限公司\n")).ok());
}

TEST_P(RegistryTest, ParksAndAgreements) {
  PutPark park{park_, ParkKind::characteristic, {"36"}, 1000.5, make_date(2020, 1, 1), {}, {}, 0};
  EXPECT_EQ(run(put_park, park).value().leading_industry_names.at(0), "汽车制造业");
  EXPECT_FALSE(run(put_park, park).ok());  // It has details now: version 0 is stale.
  park.version = 1;
  EXPECT_EQ(run(put_park, park).value().version, 2);
  EXPECT_EQ(run(list_parks, ZoneOnly{west_}).value().total, 1);
  EXPECT_EQ(run(list_parks, ZoneOnly{east_}).value().total, 0);
  PutAgreement agreement;
  agreement.zone = west_;
  agreement.partner_zone_id = east_;
  agreement.title = "飞地";
  agreement.source = "协议";
  agreement.tax_share_percent = 40;
  EXPECT_TRUE(run(put_agreement, agreement).ok());
  EXPECT_EQ(run(list_agreements, ZoneOnly{east_}).value().total, 1);
  agreement.tax_share_percent = 140;
  EXPECT_FALSE(run(put_agreement, agreement).ok());
}

TEST_P(RegistryTest, RelationsSeenFromBothSides) {
  const Enterprise a = make_enterprise(west_, "甲示范有限公司");
  const Enterprise b = make_enterprise(province_, "乙示范有限公司");
  AddRelation in{west_,  a.id, RelationKind::supplies, b.id,
                 "镜头", {},   make_date(2024, 1, 1),  "合同"};
  const Relation relation = run(add_relation, in).value();
  EXPECT_EQ(run(list_relations, ZoneAndId{west_, b.id}).value().total, 1);
  EXPECT_EQ(run(list_relations, ZoneAndId{east_, b.id}).value().total, 0);
  EXPECT_FALSE(run(delete_relation, ZoneAndId{east_, relation.id}).ok());
  EXPECT_TRUE(run(delete_relation, ZoneAndId{west_, relation.id}).ok());
  in.to_enterprise_id = a.id;
  EXPECT_FALSE(run(add_relation, in).ok());
}

TEST_P(RegistryTest, TheDemonstrationLoadsOnce) {
  ASSERT_TRUE(load_demo(database(), "catalogue").ok());
  const int64_t enterprises = count("registry_enterprise");
  EXPECT_GT(enterprises, 150);
  EXPECT_GT(count("registry_fact"), 1000);
  ASSERT_TRUE(load_demo(database(), "catalogue").ok());
  EXPECT_EQ(count("registry_enterprise"), enterprises);
  EXPECT_EQ(count("registry_enterprise WHERE invented = 0 OR name NOT LIKE '%示范%'"), 0);
  EXPECT_GE(run(list_duplicates, ListDuplicates{root_, {}, {}, {}}).value().total, 2);
}

TEST_P(RegistryTest, RealFilesAreTakenAsTheyAre) {
  const std::string data = "../shared/data/";
  if (!std::filesystem::exists(data + "companies/stock_basics_2016.csv"))
    GTEST_SKIP() << data << " is not there";
  for (const auto& [file, created] : {std::pair("industry_codes/gbt4754_2017.csv", 1800),
                                      {"industry_codes/gb_2011_2017.csv", 0},
                                      {"regions/provinces.csv", 0},
                                      {"regions/cities.csv", 300},
                                      {"regions/areas.csv", 2900},
                                      {"companies/ashare_basic_2021.csv", 4000},
                                      {"chain/company.json", 200},
                                      {"companies/stock_basics_2016.csv", 0},
                                      {"companies/profit2015_4.csv", 0},
                                      {"companies/report2015_4.csv", 0}}) {
    const auto first = import(root_, data + file);
    ASSERT_TRUE(first.ok()) << file << first.error().text.en;
    EXPECT_TRUE(first->committed) << file;
    EXPECT_GE(first->created, created) << file;
    EXPECT_LE(first->bad * 50, first->rows) << file;
    const auto second = import(root_, data + file);
    EXPECT_EQ(second->created + second->updated + second->facts, 0) << file;
  }
  const auto found = database().read_value(
      [](Transaction& db) { return find_enterprise_by_code(db, "SZ000001"); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->short_name, "平安银行");
  EXPECT_EQ(found->region_code, "4403");
}

TEST(RegistryCrash, KillDuringAnImportLeavesTheDatabaseAsBefore) {
  TestFolder folder;
  const std::string url = "sqlite:" + folder.file("crash.db");
  const std::string path = folder.file("list.csv");
  {
    std::ofstream file(path, std::ios::binary);
    file << "企业名称,统一社会信用代码\n";
    for (int i = 0; i < 100'000; ++i)
      file << fmt::format("长春示范{}有限公司,{}\n", i, make_credit_code(i));
  }
  int64_t root = 0;
  {
    auto database = std::move(*Database::open(url));
    ASSERT_TRUE(migrate(*database, built_in_migrations()).ok());
    database->write([&](Transaction& db) {
      root = ensure_root_zone(db).id;
      return true;
    });
  }
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto database = std::move(*Database::open(url));
    ImportOptions options;
    options.progress = [&](double) {  // In the middle of the transaction.
      if (write(ready[1], "x", 1) == 1) pause();
    };
    (void)import_file(*database, system_actor(), root, path, options);
    _exit(0);
  }
  close(ready[1]);
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  close(ready[0]);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  auto database = std::move(*Database::open(url));
  database->read(
      [&](Transaction& db) { EXPECT_EQ(db.value("SELECT COUNT(*) FROM registry_enterprise"), 0); });
  EXPECT_EQ(import_file(*database, system_actor(), root, path, {}).value().created, 100'000);
}

}  // namespace
}  // namespace gaoxin
