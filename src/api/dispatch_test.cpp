// The way of a request, on both databases: login, CSRF, permission, zone, transaction, audit.
#include "api/dispatch.h"

#include <gtest/gtest.h>

#include <thread>

#include "api/access_operations.h"
#include "storage/migrate.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

struct Note {
  int64_t zone = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Note, (), (zone, text))

/// Writes a zone and then fails or throws, so that a rollback can be seen.
Result<Done> write_note(Call& call, const Note& in) {
  NewZone zone{in.zone, ZoneLevel::park, in.text, {in.text, in.text}, std::nullopt};
  TRY(create_zone(call.db, call.zones, zone));
  if (in.text == "fails") return Error{ErrorCode::rule_failed, "test.rule", {"不行", "no"}, {}};
  if (in.text == "throws") throw DatabaseError("disk full");
  call.audit("note", 1, nullptr, json::object{{"text", in.text}});
  return Done{};
}

struct Browser {
  std::string cookie, csrf;
};

class DispatchTest : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    const auto password = ensure_first_administrator(test_.database(), now_);
    ASSERT_TRUE(password.ok() && *password);
    add_access_operations(operations_);
    operations_.add({.name = "test.note",
                     .method = Method::post,
                     .path = "/api/test/note",
                     .permission = "registry.write",
                     .summary = {"测试", "Test"}},
                    write_note);
    app_ = std::make_unique<Application>(test_.database(), operations_, std::span<const WebFile>(),
                                         [this] { return now_; });
    test_.database().write([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      root_ = zones.zones().front().id;
      west_ = create_zone(db, zones, {root_, ZoneLevel::province, "W", {"西", "West"}, {}})->id;
      east_ = create_zone(db, zones, {root_, ZoneLevel::province, "E", {"东", "East"}, {}})->id;
      const ZoneTree tree = load_zone_tree(db);
      for (const auto& [name, role, zone] : {std::tuple{"boss", "administrator", root_},
                                             {"west", "investment_officer", west_},
                                             {"west-admin", "administrator", west_},
                                             {"bank", "bank", west_}})
        EXPECT_TRUE(create_user(db, system_actor(), tree, now_,
                                {name, name, "correct horse 9", false, {{role, zone}}})
                        .ok());
      return true;
    });
  }

  HttpResponse send(const std::string& method, const std::string& target,
                    const json::value& body = nullptr, const Browser& browser = {}) {
    HttpRequest request;
    request.method = method;
    request.target = target;
    if (!body.is_null()) request.body = json::serialize(body);
    request.cookie = "gaoxin_session=" + browser.cookie;
    request.csrf_token = browser.csrf;
    request.address = "10.0.0.1";
    return app_->handle(request);
  }
  Browser sign_in_as(const std::string& username) {
    const HttpResponse response =
        send("POST", "/api/session", {{"username", username}, {"password", "correct horse 9"}});
    EXPECT_EQ(response.status, 200) << response.body;
    Browser browser;
    browser.csrf = json::parse(response.body).at("csrf_token").as_string().c_str();
    for (const auto& [name, value] : response.headers)
      if (name == "Set-Cookie") browser.cookie = value.substr(15, 64);
    return browser;
  }
  static std::string key(const HttpResponse& response) {
    return json::parse(response.body).at("error").at("key").as_string().c_str();
  }
  bool zone_exists(const std::string& code) {
    return test_.database().read_value([&](Transaction& db) {
      const ZoneTree tree = load_zone_tree(db);
      for (const Zone& zone : tree.zones())
        if (zone.code == code) return true;
      return false;
    });
  }

  TestDatabase test_{GetParam()};
  Timestamp now_{1'750'000'000'000'000};
  Operations operations_;
  std::unique_ptr<Application> app_;
  int64_t root_ = 0, west_ = 0, east_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Engines, DispatchTest, testing::ValuesIn(test_engines()),
                         [](const auto& suite_info) {
                           return suite_info.param == Engine::sqlite ? "sqlite" : "postgres";
                         });

TEST_P(DispatchTest, PermissionsAndZones) {
  const json::value west_note{{"zone", west_}, {"text", "park-w"}};
  const json::value east_note{{"zone", east_}, {"text", "park-e"}};
  EXPECT_EQ(send("POST", "/api/test/note", west_note).status, 401);
  const Browser west = sign_in_as("west");
  EXPECT_EQ(send("POST", "/api/test/note", west_note, {west.cookie, "wrong"}).status, 403);
  EXPECT_EQ(send("POST", "/api/test/note", east_note, west).status, 404);
  EXPECT_EQ(send("POST", "/api/test/note", west_note, sign_in_as("bank")).status, 403);
  EXPECT_FALSE(zone_exists("park-w"));
  EXPECT_EQ(send("POST", "/api/test/note", west_note, west).status, 200);
  EXPECT_TRUE(zone_exists("park-w"));
  EXPECT_EQ(send("POST", "/api/test/note", east_note, sign_in_as("boss")).status, 200);
}

TEST_P(DispatchTest, AFailureOrExceptionLeavesNothing) {
  const Browser boss = sign_in_as("boss");
  EXPECT_EQ(send("POST", "/api/test/note", {{"zone", west_}, {"text", "fails"}}, boss).status, 422);
  const HttpResponse thrown =
      send("POST", "/api/test/note", {{"zone", west_}, {"text", "throws"}}, boss);
  EXPECT_EQ(thrown.status, 500);
  EXPECT_EQ(thrown.body.find("disk full"), std::string::npos);  // The reason is for the log.
  EXPECT_FALSE(zone_exists("fails"));
  EXPECT_FALSE(zone_exists("throws"));
  const HttpResponse audit =
      send("GET", "/api/audit?operation=test.note&zone=" + std::to_string(root_), nullptr, boss);
  EXPECT_EQ(json::parse(audit.body).at("total"), 0);
}

TEST_P(DispatchTest, TheAuditTrailHasBeforeAndAfterAndNoSecret) {
  const Browser boss = sign_in_as("boss");
  const json::value user{{"username", "new-user"},
                         {"display_name", "新"},
                         {"password", "another secret 1"},
                         {"must_change_password", false},
                         {"grants", json::array()}};
  const HttpResponse created = send("POST", "/api/users", user, boss);
  ASSERT_EQ(created.status, 200) << created.body;
  json::value changed = json::parse(created.body);
  const int64_t id = changed.at("id").as_int64();
  EXPECT_EQ(send("PUT", "/api/users/" + std::to_string(id),
                 {{"display_name", "改"},
                  {"disabled", true},
                  {"grants", json::array()},
                  {"version", changed.at("version")}},
                 boss)
                .status,
            200);
  const HttpResponse audit =
      send("GET", "/api/audit?entity=user&zone=" + std::to_string(root_), nullptr, boss);
  EXPECT_EQ(audit.body.find("another secret"), std::string::npos);
  const json::value page = json::parse(audit.body);
  ASSERT_EQ(page.at("total"), 2) << audit.body;
  const json::value& newest = page.at("items").at(0);
  EXPECT_NE(std::string(newest.at("before").as_string()).find("新"), std::string::npos);
  EXPECT_NE(std::string(newest.at("after").as_string()).find("改"), std::string::npos);
}

TEST_P(DispatchTest, StaleVersionsAreConflicts) {
  const Browser boss = sign_in_as("boss");
  const std::string path = "/api/zones/" + std::to_string(west_);
  const json::value change{{"code", "W"},
                           {"name", {{"zh", "西部"}, {"en", "West"}}},
                           {"region_code", nullptr},
                           {"version", 1}};
  EXPECT_EQ(send("PUT", path, change, boss).status, 200);
  EXPECT_EQ(send("PUT", path, change, boss).status, 409);
}

TEST_P(DispatchTest, GuessingIsSlowedDown) {
  const json::value wrong{{"username", "boss"}, {"password", "wrong password"}};
  for (int i = 0; i < 10; ++i) EXPECT_EQ(send("POST", "/api/session", wrong).status, 401);
  EXPECT_EQ(send("POST", "/api/session", wrong).status, 429);
  now_.microseconds += int64_t{16} * 60 * 1'000'000;
  sign_in_as("boss");
}

TEST_P(DispatchTest, AnAdministratorStaysWithinTheScope) {
  const Browser west_admin = sign_in_as("west-admin");
  const auto user = [&](const char* name, int64_t zone) {
    return json::value{{"username", name},
                       {"display_name", "n"},
                       {"password", "another secret 1"},
                       {"must_change_password", true},
                       {"grants", json::array{json::object{{"role", "bank"}, {"zone_id", zone}}}}};
  };
  EXPECT_EQ(send("POST", "/api/users", user("inside", west_), west_admin).status, 200);
  EXPECT_EQ(send("POST", "/api/users", user("outside", east_), west_admin).status, 403);
  EXPECT_EQ(send("POST", "/api/users", user("above", root_), west_admin).status, 403);
}

TEST_P(DispatchTest, TheLastAdministratorStays) {
  const Browser boss = sign_in_as("boss");
  const json::value users =
      json::parse(send("GET", "/api/users?zone=" + std::to_string(root_), nullptr, boss).body);
  int refused = 0;
  for (const json::value& user : users.at("items").as_array()) {
    if (user.at("username") != "admin" && user.at("username") != "boss") continue;
    refused += send("PUT", "/api/users/" + std::to_string(user.at("id").as_int64()),
                    {{"display_name", "x"},
                     {"disabled", true},
                     {"grants", json::array()},
                     {"version", user.at("version")}},
                    boss)
                   .status == 422;
  }
  EXPECT_EQ(refused, 1);
}

TEST_P(DispatchTest, FirstPasswordsMustBeChanged) {
  const Browser boss = sign_in_as("boss");
  ASSERT_EQ(send("POST", "/api/users",
                 {{"username", "fresh"},
                  {"display_name", "f"},
                  {"password", "correct horse 9"},
                  {"must_change_password", true},
                  {"grants", json::array{json::object{{"role", "bank"}, {"zone_id", west_}}}}},
                 boss)
                .status,
            200);
  const Browser fresh = sign_in_as("fresh");
  const HttpResponse refused = send("GET", "/api/roles", nullptr, fresh);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(key(refused), "access.password.must_change");
  EXPECT_EQ(send("POST", "/api/session/password",
                 {{"current", "wrong"}, {"next", "a better one 22"}}, fresh)
                .status,
            400);
  EXPECT_EQ(send("POST", "/api/session/password",
                 {{"current", "correct horse 9"}, {"next", "a better one 22"}}, fresh)
                .status,
            200);
  EXPECT_EQ(send("GET", "/api/roles", nullptr, fresh).status, 200);
}

TEST_P(DispatchTest, NonsenseGetsAClearAnswer) {
  const Browser boss = sign_in_as("boss");
  const std::string zone = std::to_string(root_);
  const std::tuple<const char*, std::string, int> cases[] = {
      {"GET", "/api/nothing", 404},
      {"PATCH", "/api/session", 405},
      {"BREW", "/api/session", 405},
      {"GET", "/api/users", 400},
      {"GET", "/api/users?zone=x", 400},
      {"GET", "/api/users?zone=" + zone + "&zone=" + zone, 400},
      {"GET", "/api/users?zone=" + zone + "&page=0", 400},
      {"GET", "/api/users?zone=" + zone + "&page_size=201", 400},
      {"GET", "/api/users?zone=" + zone + "&sort=password_hash", 400},
      {"GET", "/api/users?zone=" + zone + "&q=%FF", 400},
      {"GET", "/api/users?zone=" + zone + "&q=%2", 400},
      {"GET", "/api/users/99999999999999999999", 400},
      {"GET", "/api/users/-1", 404},
      {"GET", "/api/audit?zone=" + zone + "&from=yesterday", 400},
      {"GET", "/assets/../secret", 404},
  };
  for (const auto& [method, target, status] : cases)
    EXPECT_EQ(send(method, target, nullptr, boss).status, status) << method << " " << target;
  HttpRequest request;
  request.method = "POST";
  request.target = "/api/session";
  for (const char* body : {"", "[]", "{", "null", "{\"username\":1,\"password\":2}",
                           "{\"username\":\"a\",\"password\":\"b\",\"c\":1}",
                           "{\"username\":\"\\u0000\",\"password\":\"b\"}", "\xFF\xFE"}) {
    request.body = body;
    EXPECT_EQ(app_->handle(request).status, 400) << body;
  }
}

TEST_P(DispatchTest, EveryOperationAsksForLoginUnlessItIsPublic) {
  for (const Operation& operation : operations_.all()) {
    if (operation.info.permission == kPublic) continue;
    std::string path = operation.info.path;
    while (path.find('{') != path.npos)
      path.replace(path.find('{'), path.find('}') - path.find('{') + 1, "1");
    EXPECT_EQ(send(method_name(operation.info.method), path, json::object{}).status, 401)
        << operation.info.name;
  }
}

TEST_P(DispatchTest, ManyUsersAtOnce) {
  const Browser boss = sign_in_as("boss");
  std::atomic<int> created = 0, conflicts = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const int status =
            send("POST", "/api/test/note",
                 {{"zone", west_}, {"text", "n" + std::to_string(i % 2 == 0 ? i : i * 100 + t)}},
                 boss)
                .status;
        created += status == 200;
        conflicts += status == 409;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(created + conflicts, 80);
  EXPECT_EQ(created, 5 + 40);  // Five shared codes once each, forty of their own.
}

}  // namespace
}  // namespace gaoxin
