// Every operation of the product, from its declaration alone: without login 401, without the
// role 403, in another zone 404. And the OpenAPI document holds together.
#include "app/operations.h"

#include <gtest/gtest.h>

#include <set>

#include "api/dispatch.h"
#include "storage/migrate.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

/// A value that the schema takes; `zone` is what a member of that name gets.
json::value sample(const json::value& schema, const json::object& components, int64_t zone) {
  const json::object& object = schema.as_object();
  if (const json::value* reference = object.if_contains("$ref")) {
    const std::string name(reference->as_string());
    return sample(components.at(name.substr(name.rfind('/') + 1)), components, zone);
  }
  if (const json::value* any = object.if_contains("anyOf"))
    return sample(any->at(0), components, zone);
  if (const json::value* names = object.if_contains("enum")) return names->at(0);
  const json::value* type = object.if_contains("type");
  if (type == nullptr) return json::object{};
  if (*type == "boolean") return false;
  if (*type == "integer") return 1;
  if (*type == "number") return 1.5;
  if (*type == "array") return json::array{};
  if (*type == "string") {
    if (object.contains("pattern")) return "1.00";
    const json::value* format = object.if_contains("format");
    if (format != nullptr && *format == "date") return "2024-01-01";
    if (format != nullptr && *format == "date-time") return "2024-01-01T00:00:00Z";
    return "x";
  }
  json::object out;
  if (const json::value* required = object.if_contains("required"))
    for (const json::value& name : required->as_array())
      out[name.as_string()] =
          name == "zone" ? json::value(zone)
                         : sample(object.at("properties").at(name.as_string()), components, zone);
  if (object.contains("properties") && object.at("properties").as_object().contains("zone"))
    out["zone"] = zone;  // Also where it may be left out.
  return out;
}

class OperationsTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(ensure_first_administrator(test_.database(), system_now()).ok());
    test_.database().write([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      const int64_t root = zones.zones().front().id;
      own_ = create_zone(db, zones, {root, ZoneLevel::park, "own", {"本园", "Own"}, {}})->id;
      other_ = create_zone(db, zones, {root, ZoneLevel::park, "other", {"他园", "Other"}, {}})->id;
      return true;
    });
    worker_.user_id = 7;
    worker_.username = "worker";
    worker_.grants = {{"administrator", own_}};
    stranger_.user_id = 8;
    stranger_.username = "stranger";
    document_ = openapi_document(operations_);
    // Schemas of the inputs; the document itself spreads them over parameters and bodies.
    for (const Operation& operation : operations_.all()) operation.input_schema(schemas_);
  }

  Result<json::value> call(const Actor& actor, const Operation& operation, int64_t zone) {
    JsonSchemas ignored;
    const json::value schema = operation.input_schema(ignored);
    json::value input = sample(schema, schemas_.components(), zone);
    Upload upload{"x.csv", "a,b\n1,2\n"};
    for (auto it = input.as_object().begin(); it != input.as_object().end();) {
      const bool is_upload = operation.takes_upload && it->key() == "file";
      it = is_upload ? input.as_object().erase(it) : std::next(it);
    }
    File file;
    return application_.call(actor, operation, input.as_object(), &upload, &file);
  }

  TestDatabase test_{Engine::sqlite};
  Operations operations_ = all_operations();
  Application application_{test_.database(), operations_, {}};
  json::value document_;
  JsonSchemas schemas_;
  Actor worker_, stranger_;
  int64_t own_ = 0, other_ = 0;
};

TEST_F(OperationsTest, WithoutLogin401) {
  for (const Operation& operation : operations_.all()) {
    if (operation.info.permission == kPublic) continue;
    HttpRequest request;
    request.method = method_name(operation.info.method);
    request.target = operation.info.path;
    while (request.target.find('{') != std::string::npos)
      request.target.replace(request.target.find('{'),
                             request.target.find('}') - request.target.find('{') + 1, "1");
    EXPECT_EQ(application_.handle(request).status, 401) << operation.info.name;
  }
}

TEST_F(OperationsTest, WithoutTheRole403) {
  for (const Operation& operation : operations_.all()) {
    const std::string& permission = operation.info.permission;
    if (permission == kPublic || permission == kSignedIn) continue;
    const Result<json::value> result = call(stranger_, operation, own_);
    ASSERT_FALSE(result.ok()) << operation.info.name;
    EXPECT_EQ(result.error().code, ErrorCode::forbidden) << operation.info.name;
  }
}

TEST_F(OperationsTest, InAnotherZone404) {
  int scoped = 0;
  for (const Operation& operation : operations_.all()) {
    if (!operation.zone_scoped || operation.info.permission == kPublic) continue;
    ++scoped;
    const Result<json::value> result = call(worker_, operation, other_);
    ASSERT_FALSE(result.ok()) << operation.info.name;
    EXPECT_EQ(result.error().code, ErrorCode::not_found)
        << operation.info.name << ": " << result.error().text.en;
    EXPECT_EQ(result.error().key, "access.zone") << operation.info.name;
  }
  EXPECT_GT(scoped, 10);
}

TEST_F(OperationsTest, EveryPermissionIsKnownAndEveryNameIsItsModules) {
  std::set<std::string> known;
  for (const std::string& permission : permissions_of(system_actor())) known.insert(permission);
  for (const Operation& operation : operations_.all()) {
    const OperationInfo& info = operation.info;
    if (info.permission != kPublic && info.permission != kSignedIn) {
      EXPECT_TRUE(known.contains(info.permission)) << info.name << " " << info.permission;
    }
    EXPECT_TRUE(info.path.starts_with("/api/")) << info.name;
    EXPECT_FALSE(info.summary.zh.empty() || info.summary.en.empty()) << info.name;
  }
}

TEST_F(OperationsTest, TheDocumentsReferencesExist) {
  const std::string text = json::serialize(document_);
  const json::object& schemas = document_.at("components").at("schemas").as_object();
  const std::string mark = "#\\/components\\/schemas\\/";
  for (const std::string& start : {std::string("#/components/schemas/"), mark})
    for (size_t at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
      const size_t begin = at + start.size();
      const std::string name = text.substr(begin, text.find('"', begin) - begin);
      EXPECT_TRUE(schemas.contains(name)) << name;
    }
}

}  // namespace
}  // namespace gaoxin
