// The sockets: limits, 413, keep-alive, drain. A raw client, so that it can be rude.
#include "api/http_server.h"

#include <gtest/gtest.h>

#include <boost/asio.hpp>
#include <csignal>
#include <future>
#include <thread>

#include "api/access_operations.h"
#include "storage/migrate.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())
struct Size {
  int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(Size, (), (size))
struct Measure {
  Upload file;
};
BOOST_DESCRIBE_STRUCT(Measure, (), (file))

Result<Size> slow(Call&, const Nothing&) {
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  return Size{1};
}
Result<Size> measure(Call&, const Measure& in) {
  return Size{static_cast<int64_t>(in.file.bytes.size())};
}

class HttpTest : public testing::Test {
 protected:
  void SetUp() override {
    add_access_operations(operations_);
    operations_.add({.name = "test.slow",
                     .path = "/api/slow",
                     .permission = kPublic,
                     .summary = {"慢", "Slow"}},
                    slow);
    operations_.add({.name = "test.measure",
                     .method = Method::post,
                     .path = "/api/measure",
                     .permission = kPublic,
                     .summary = {"量", "Measure"},
                     .transaction = TransactionMode::read,
                     .body_limit_bytes = 5'000'000},
                    measure);
    static constexpr std::string_view kPage = "<!doctype html><p>高新</p>";
    static const WebFile kFiles[] = {{"/index.html", kPage, "", ""}, {"/assets/a.js", "1", "", ""}};
    app_ = std::make_unique<Application>(test_.database(), operations_, kFiles);
    settings_.port = 0;
    settings_.header_seconds_max = 1;
    std::promise<uint16_t> port;
    server_ = std::thread([&] {
      const Result<Done> done =
          serve_http(*app_, settings_, [&](uint16_t p) { port.set_value(p); });
      EXPECT_TRUE(done.ok());
    });
    port_ = port.get_future().get();
  }
  void TearDown() override { stop(); }
  void stop() {
    if (!server_.joinable()) return;
    kill(getpid(), SIGTERM);
    server_.join();
  }

  /// Sends bytes as they are and reads until the server closes or answers `answers` times.
  std::string talk(const std::string& bytes) {
    tcp::socket socket(io_);
    socket.connect({asio::ip::address_v4::loopback(), port_});
    boost::system::error_code failure;
    asio::write(socket, asio::buffer(bytes), failure);
    std::string answer;
    asio::read(socket, asio::dynamic_buffer(answer), failure);
    return answer;
  }
  std::string get(const std::string& target, const std::string& more = "") {
    return talk("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + more + "\r\n");
  }

  TestDatabase test_{Engine::sqlite};
  Operations operations_;
  std::unique_ptr<Application> app_;
  HttpSettings settings_;
  std::thread server_;
  uint16_t port_ = 0;
  asio::io_context io_;
};

TEST_F(HttpTest, AnswersWithSecurityHeaders) {
  const std::string page = get("/some/page");
  EXPECT_TRUE(page.starts_with("HTTP/1.1 200")) << page;
  for (const char* header : {"Content-Security-Policy:", "X-Content-Type-Options: nosniff",
                             "X-Frame-Options: DENY", "X-Request-Id:", "Cache-Control: no-cache"})
    EXPECT_NE(page.find(header), page.npos) << header;
  const size_t etag = page.find("ETag: ") + 6;
  const std::string unchanged = page.substr(etag, page.find("\r\n", etag) - etag);
  EXPECT_TRUE(get("/", "If-None-Match: " + unchanged + "\r\n").starts_with("HTTP/1.1 304"));
  EXPECT_TRUE(
      get("/assets/a.js", "If-None-Match: " + unchanged + "\r\n").starts_with("HTTP/1.1 200"));
  EXPECT_NE(get("/assets/a.js").find("immutable"), std::string::npos);
  EXPECT_TRUE(get("/assets/b.js").starts_with("HTTP/1.1 404"));
  EXPECT_NE(get("/healthz").find("ok"), std::string::npos);
  EXPECT_NE(get("/metrics").find("gaoxin_requests_total"), std::string::npos);
}

TEST_F(HttpTest, RefusesWhatIsTooLargeBeforeReadingIt) {
  const std::string head = "POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: ";
  EXPECT_TRUE(talk(head + "99999999999\r\n\r\n").starts_with("HTTP/1.1 413"));
  const std::string chunked =
      "POST /api/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_TRUE(talk(chunked + "200000\r\n" + std::string(0x200000, 'a') + "\r\n0\r\n\r\n")
                  .starts_with("HTTP/1.1 413"));
  EXPECT_TRUE(talk("POST /api/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                   "Content-Length: 2\r\n\r\n{}")
                  .starts_with("HTTP/1.1 404"));
  EXPECT_NE(talk("POST /api/measure?filename=a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                 "Content-Length: 4000000\r\n\r\n" +
                 std::string(4'000'000, 'a'))
                .find("{\"size\":4000000}"),
            std::string::npos);
}

TEST_F(HttpTest, SurvivesNonsense) {
  for (const std::string& bytes :
       {std::string("\0\1\2\3\r\n\r\n", 8), std::string("GET\r\n\r\n"),
        std::string("GET / HTTP/9.9\r\n\r\n"), "GET / HTTP/1.1\r\nA: " + std::string(20000, 'a'),
        std::string("POST /api/session HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\n")}) {
    const std::string answer = talk(bytes);
    EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 4")) << answer.substr(0, 60);
  }
  EXPECT_NE(get("/healthz").find("ok"), std::string::npos);
}

TEST_F(HttpTest, AnIdleConnectionDoesNotStarveOthers) {
  std::vector<std::unique_ptr<tcp::socket>> idle;
  for (int i = 0; i < 50; ++i) {
    idle.push_back(std::make_unique<tcp::socket>(io_));
    idle.back()->connect({asio::ip::address_v4::loopback(), port_});
  }
  EXPECT_NE(get("/healthz").find("ok"), std::string::npos);
}

TEST_F(HttpTest, FinishesWhatIsUnderWayWhenStopped) {
  auto answer = std::async(std::launch::async, [&] { return get("/api/slow"); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  stop();
  EXPECT_NE(answer.get().find("{\"size\":1}"), std::string::npos);
}

}  // namespace
}  // namespace gaoxin
