#include "api/json.h"

#include <gtest/gtest.h>

namespace gaoxin {
namespace {

BOOST_DEFINE_ENUM_CLASS(Scale, large, small)

struct Contact {
  std::string name;
  std::optional<std::string> phone;
};
BOOST_DESCRIBE_STRUCT(Contact, (), (name, phone))

struct Company {
  int64_t id = 0;
  std::string name;
  Scale scale = Scale::small;
  std::optional<Money> revenue;
  Date founded;
  std::vector<Contact> contacts;
  std::map<std::string, double> ratios;
};
BOOST_DESCRIBE_STRUCT(Company, (), (id, name, scale, revenue, founded, contacts, ratios))

constexpr const char* kCompany =
    R"({"id":7,"name":"示范","scale":"large","revenue":"12.50","founded":"2020-02-29",)"
    R"("contacts":[{"name":"a","phone":null}],"ratios":{"x":5E-1}})";

TEST(Json, RoundTrip) {
  const Result<Company> company = from_json<Company>(json::parse(kCompany));
  ASSERT_TRUE(company.ok());
  EXPECT_EQ(company->revenue->fen, 1250);
  EXPECT_EQ(json::serialize(to_json(*company)), kCompany);
}

TEST(Json, EveryWrongPlaceIsNamed) {
  const Result<Company> company = from_json<Company>(
      json::parse(R"({"id":"7","name":1,"scale":"huge","revenue":5,"founded":"2021-02-29",)"
                  R"("contacts":[{"phone":"1","fax":"2"}],"extra":1})"));
  ASSERT_FALSE(company.ok());
  std::vector<std::string> paths;
  for (const FieldError& field : company.error().fields) paths.push_back(field.path);
  EXPECT_EQ(paths,
            (std::vector<std::string>{"id", "name", "scale", "revenue", "founded",
                                      "contacts[0].name", "contacts[0].fax", "ratios", "extra"}));
}

TEST(Json, QueryTextsBecomeNumbersOnlyWhenTheyAreNumbers) {
  struct Case {
    const char* text;
    bool ok;
  };
  for (const Case& c : {Case{"12", true},
                        {"12x", false},
                        {"", false},
                        {"1e3", false},
                        {"9223372036854775808", false},
                        {"-9223372036854775808", true}}) {
    int64_t out = 0;
    JsonErrors errors;
    decode_json(json::value(c.text), out, JsonSource::query, "n", errors);
    EXPECT_EQ(errors.empty(), c.ok) << c.text;
  }
}

TEST(Json, RefusesNulCharactersAndNonFiniteNumbers) {
  std::string text;
  double number = 0;
  JsonErrors errors;
  decode_json(json::value(std::string_view("a\0b", 3)), text, JsonSource::body, "t", errors);
  decode_json(json::value("nan"), number, JsonSource::query, "n", errors);
  decode_json(json::value("1e999"), number, JsonSource::query, "m", errors);
  EXPECT_EQ(std::move(errors).error().fields.size(), 3u);
  EXPECT_TRUE(to_json(std::nan("")).is_null());
}

TEST(Json, SchemaTellsInputsFromAnswers) {
  JsonSchemas schemas;
  schemas.schema<Company>(JsonSchemas::Direction::output);
  schemas.schema<Company>(JsonSchemas::Direction::input);
  const json::object& out = schemas.components().at("Contact").as_object();
  const json::object& in = schemas.components().at("ContactInput").as_object();
  EXPECT_EQ(out.at("required").as_array().size(), 2u);
  EXPECT_EQ(in.at("required").as_array().size(), 1u);
  EXPECT_EQ(in.at("additionalProperties"), false);
}

}  // namespace
}  // namespace gaoxin
