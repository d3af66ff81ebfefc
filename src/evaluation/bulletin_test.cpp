// The bulletin: source E's figures of 2012 and their contradictions; figures from reports.
#include "evaluation/bulletin.h"

#include <fstream>

#include "evaluation/bulletin_document.h"
#include "evaluation/bulletin_figures.h"
#include "evaluation/evaluation_fixture.h"

namespace gaoxin {
namespace {

bulletin::Figures sample() {
  std::ifstream file("catalogue/statistics/bulletin_2012.csv", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return bulletin::read_sample(text).value();
}

TEST(BulletinFigures, SourceEsRatiosFollowFromItsFigures) {
  bulletin::Figures figures = sample();
  bulletin::derive(figures);
  struct Case {
    const char* code;
    double value, within;
    bulletin::Origin origin;
  };
  const Case cases[] = {
      {"rd_share", 35.6, 0, bulletin::Origin::stated},
      {"implied_national_rd", 274.91e9 / 0.356, 1, bulletin::Origin::derived},  // 772 billion.
      {"implied_national_exports", 376.04e9 / 0.184, 1, bulletin::Origin::derived},
      {"implied_national_inventions", 42'500 / 0.196, 1, bulletin::Origin::derived},
      {"implied_output", 274.91e9 / 0.052, 1, bulletin::Origin::derived},
      {"inventions_per_10000", 107.5, 0, bulletin::Origin::stated},
      {"implied_inventions_in_force", 107.5 * 1269.5, 1, bulletin::Origin::derived},
      {"inventions_granted_per_10000", 33.48, 0.01, bulletin::Origin::derived},
      {"rd_per_revenue", 1.6565, 0.001, bulletin::Origin::derived},
      {"master_share", 4.395, 0.01, bulletin::Origin::derived},
      {"doctor_share", 0.496, 0.01, bulletin::Origin::derived},
      {"rd_staff_share", 17.6, 0, bulletin::Origin::stated}};
  for (const Case& c : cases) {
    ASSERT_TRUE(figures.at(c.code).value.has_value()) << c.code;
    EXPECT_NEAR(*figures.at(c.code).value, c.value, c.within) << c.code;
    EXPECT_EQ(figures.at(c.code).origin, c.origin) << c.code;
  }
  EXPECT_EQ(shown(figures.at("rd"), true), "2,749.10 亿元");
  EXPECT_EQ(shown(figures.at("rd"), false), "274.910 billion yuan");
  // Exports are stated in dollars only: in yuan they are unknown, and the share is not recomputed.
  EXPECT_EQ(figures.count("exports"), 0u);
}

TEST(BulletinFigures, WhatDisagreesIsSaidAndWhatAgreesIsNot) {
  const std::vector<Text> found = bulletin::disagreements(sample());
  std::string all;
  for (const Text& text : found) all += text.en + "\n";
  EXPECT_EQ(found.size(), 3u) << all;
  EXPECT_NE(all.find("107.5"), std::string::npos);
  EXPECT_NE(all.find("33.5"), std::string::npos);
  EXPECT_NE(all.find("not the total revenue"), std::string::npos);
  EXPECT_NE(all.find("two ways"), std::string::npos);
  EXPECT_EQ(all.find("R&D staff over staff"), std::string::npos);  // 2,236 of 12,695 is 17.6 %.
  bulletin::Figures wrong = sample();
  wrong["rd_staff_share"].value = 18.6;
  EXPECT_EQ(bulletin::disagreements(wrong).size(), 4u);
}

TEST(BulletinFigures, NothingIsDividedByNothing) {
  bulletin::Figures figures;
  figures["rd"] = {"rd", 5.0, bulletin::Origin::counted, {}, {}, 1, 1};
  figures["revenue"] = {"revenue", 0.0, bulletin::Origin::counted, {}, {}, 1, 1};
  bulletin::derive(figures);
  EXPECT_FALSE(figures.at("rd_per_revenue").value.has_value());
  EXPECT_NE(figures.at("rd_per_revenue").unknown.en.find("is zero"), std::string::npos);
  EXPECT_FALSE(figures.at("rd_share").value.has_value());
  EXPECT_NE(figures.at("rd_share").unknown.en.find("is not known"), std::string::npos);
  EXPECT_EQ(shown(figures.at("rd_share"), false), "unknown");
}

class BulletinTest : public EvaluationTest {};
INSTANTIATE_TEST_SUITE_P(Engines, BulletinTest, testing::ValuesIn(test_engines()), engine_name);

const BulletinFigure& figure(const Bulletin& bulletin, const char* code) {
  for (const BulletinFigure& one : bulletin.figures)
    if (one.code == code) return one;
  throw std::runtime_error(code);
}

TEST_P(BulletinTest, ComputedFromAcceptedReportsAndSourcedFigures) {
  std::vector<int64_t> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(resident(park_, fmt::format("示范{}有限公司", i)));
  for (size_t i = 0; i < 3; ++i) {
    auto values = core("100000000", "5000000", "200", "3000000");
    values.push_back({"output", "90000000", {}});
    values.push_back({"patents_granted", "4", {}});
    values.push_back({"inventions_granted", "2", {}});
    values.push_back({"patents_in_force", "20", {}});
    values.push_back({"inventions_in_force", "12", {}});
    accepted(west_, ids[i], "2024", values);
  }
  for (const auto& [item, zone, value] :
       {std::tuple("national_rd", root_, "1.5"), std::tuple("city_output", west_, "5"),
        std::tuple("national_inventions_per_10000", root_, "100")})
    ASSERT_TRUE(run(set_context, SetContext{zone, 2024, item, value,
                                            std::string(item) == "national_inventions_per_10000"
                                                ? std::nullopt
                                                : std::optional<std::string>("亿元"),
                                            "示例来源"})
                    .ok());
  const Bulletin out = run(get_bulletin, GetBulletin{root_, 2024, {}}).value();
  EXPECT_EQ(out.accepted, 3);
  EXPECT_EQ(out.expected, 4);
  EXPECT_DOUBLE_EQ(*figure(out, "revenue").value, 3e8);
  EXPECT_EQ(figure(out, "revenue").reporters, 3);
  EXPECT_DOUBLE_EQ(*figure(out, "rd_share").value, 10);
  EXPECT_NEAR(*figure(out, "rd_per_output").value, 100.0 / 18, 1e-9);
  EXPECT_DOUBLE_EQ(*figure(out, "inventions_per_10000").value, 600);
  EXPECT_DOUBLE_EQ(*figure(out, "inventions_times").value, 5);
  EXPECT_FALSE(figure(out, "exports").value.has_value());
  EXPECT_EQ(figure(out, "exports").unknown.en, "nobody reported it");
  EXPECT_DOUBLE_EQ(*figure(out, "zones_above_50").value, 1);  // 2.7 of 5 hundred million.
  ASSERT_EQ(out.zones.size(), 2u);
  EXPECT_NEAR(*out.zones[1].share_of_city, 54, 1e-9);
  EXPECT_FALSE(out.zones[0].revenue.has_value());
  for (const char* format : {"pdf", "docx"}) {
    for (const char* lang : {"zh", "en"}) {
      BulletinDocument in;
      in.zone = root_;
      in.year = 2024;
      in.format = format;
      in.lang = lang;
      const Result<File> file = run(bulletin_document, in);
      ASSERT_TRUE(file.ok()) << file.error().text.en;
      EXPECT_TRUE(file->bytes.starts_with(std::string_view(format) == "pdf" ? "%PDF" : "PK"));
    }
  }
}

TEST_P(BulletinTest, AZoneThatWouldGiveItselfAwayIsNotPrinted) {
  const int64_t only = resident(park_, "唯一示范有限公司");
  accepted(west_, only, "2024", core("100000000"));
  const Bulletin out = run(get_bulletin, GetBulletin{root_, 2024, {}}).value();
  EXPECT_FALSE(figure(out, "revenue").value.has_value());
  EXPECT_NE(figure(out, "revenue").unknown.en.find("not published"), std::string::npos);
  for (const BulletinZone& zone : out.zones) EXPECT_FALSE(zone.revenue.has_value());
}

TEST_P(BulletinTest, ThePublishedFiguresOf2012AreShipped) {
  GetBulletin in{root_, 2012, true};
  const Bulletin out = run(get_bulletin, in).value();
  EXPECT_TRUE(out.published);
  EXPECT_EQ(figure(out, "rd_share").shown.zh, "35.6%");
  EXPECT_EQ(out.disagreements.size(), 3u);
  in.year = 2013;
  EXPECT_EQ(run(get_bulletin, in).error().key, "evaluation.bulletin.none");
}

}  // namespace
}  // namespace gaoxin
