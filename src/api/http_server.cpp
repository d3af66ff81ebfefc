// Coroutines live only in the connection loop; a request is handled by a plain call on a pool of
// threads, so that a slow database never stops the sockets. A body over its operation's limit is
// answered 413 before it is read.
#include "api/http_server.h"

#include <fmt/format.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <chrono>

#include "access/password.h"

namespace gaoxin {
namespace {

/// An address may hold a token (a calendar's): the log does not.
std::string without_secrets(std::string target) {
  constexpr size_t kTokenDigits = 40;
  for (size_t begin = 0; begin < target.size();) {
    const size_t end = std::min(target.find_first_not_of("0123456789abcdef", begin), target.size());
    if (end - begin >= kTokenDigits) target.replace(begin, end - begin, "***");
    begin = target.find_first_not_of("0123456789abcdef*", begin);
    begin = std::min(begin, target.size()) + 1;
  }
  return target;
}

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

class Metrics {
 public:
  Metrics()
      : requests_(prometheus::BuildCounter()
                      .Name("gaoxin_requests_total")
                      .Help("Requests answered, by operation and status")
                      .Register(registry_)),
        seconds_(prometheus::BuildHistogram()
                     .Name("gaoxin_request_seconds")
                     .Help("Time from the whole request to the answer, by operation")
                     .Register(registry_)),
        connections_(prometheus::BuildGauge()
                         .Name("gaoxin_connections")
                         .Help("Open connections")
                         .Register(registry_)
                         .Add({})) {}

  void answered(const HttpResponse& response, double seconds) {
    const std::string operation = response.operation.empty() ? "none" : response.operation;
    requests_.Add({{"operation", operation}, {"status", std::to_string(response.status)}})
        .Increment();
    seconds_
        .Add({{"operation", operation}},
             prometheus::Histogram::BucketBoundaries{0.001, 0.005, 0.02, 0.1, 0.5, 2, 10})
        .Observe(seconds);
  }
  prometheus::Gauge& connections() { return connections_; }
  std::string text() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

 private:
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  prometheus::Gauge& connections_;
};

using Parser = http::request_parser<http::string_body>;
using Answer = http::response<http::string_body>;

/// What every answer carries. Scripts come from this server alone.
void set_security_headers(Answer& answer) {
  answer.set("Content-Security-Policy",
             "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src "
             "'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
             "form-action 'self'");
  answer.set("X-Content-Type-Options", "nosniff");
  answer.set("X-Frame-Options", "DENY");
  answer.set("Referrer-Policy", "same-origin");
  answer.set("Cross-Origin-Opener-Policy", "same-origin");
}

/// Counts a request while it lives.
class UnderWay {
 public:
  explicit UnderWay(std::atomic<int>& count) : count_(count) { ++count_; }
  ~UnderWay() { --count_; }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

 private:
  std::atomic<int>& count_;
};

struct Server {
  Application& application;
  const HttpSettings& settings;
  asio::io_context io;
  asio::thread_pool handlers;
  Metrics metrics;
  std::atomic<int> connections = 0;
  std::atomic<int> under_way = 0;  // Requests read and not yet wholly answered.
  std::atomic<bool> draining = false;

  Server(Application& app, const HttpSettings& set)
      : application(app), settings(set), handlers(static_cast<size_t>(set.handler_threads)) {}

  HttpResponse handle(HttpRequest request) {
    const Clock::time_point start = Clock::now();
    if (request.target == "/metrics") {
      HttpResponse response;
      response.content_type = "text/plain; version=0.0.4; charset=utf-8";
      if (request.address == "127.0.0.1" || request.address == "::1") {
        response.body = metrics.text();
      } else {
        response.status = 403;
        response.body = "only from this machine\n";
      }
      return response;
    }
    const std::string request_id = request.request_id;
    const std::string method = request.method;
    const std::string target = without_secrets(request.target.substr(0, 512));
    HttpResponse response = application.handle(std::move(request));
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    metrics.answered(response, seconds);
    const auto level = response.status >= 500        ? spdlog::level::err
                       : response.operation == "web" ? spdlog::level::debug
                                                     : spdlog::level::info;
    spdlog::log(level, "{} {} {} {} {:.1f}ms {}", request_id, method, target, response.status,
                seconds * 1000, response.username.empty() ? "-" : response.username);
    return response;
  }

  /// Reads the header; the body too when it is within the limit. `too_large` otherwise.
  asio::awaitable<beast::error_code> read_request(beast::tcp_stream& stream,
                                                  beast::flat_buffer& buffer, Parser& parser,
                                                  bool* too_large) {
    beast::error_code failure;
    parser.header_limit(static_cast<std::uint32_t>(settings.header_bytes_max));
    parser.body_limit(boost::none);
    stream.expires_after(std::chrono::seconds(settings.header_seconds_max));
    co_await http::async_read_header(stream, buffer, parser,
                                     asio::redirect_error(asio::use_awaitable, failure));
    if (failure) co_return failure;
    const std::string method(parser.get().method_string());
    const std::string target(parser.get().target());
    const std::uint64_t limit = application.body_limit(method, target);
    const auto length = parser.content_length();
    if (length && *length > limit) {
      *too_large = true;
      co_return failure;
    }
    parser.body_limit(limit);
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      http::response<http::empty_body> proceed(http::status::continue_, 11);
      co_await http::async_write(stream, proceed,
                                 asio::redirect_error(asio::use_awaitable, failure));
      if (failure) co_return failure;
    }
    stream.expires_after(std::chrono::seconds(settings.body_seconds_max));
    co_await http::async_read(stream, buffer, parser,
                              asio::redirect_error(asio::use_awaitable, failure));
    if (failure == http::error::body_limit) {
      *too_large = true;
      failure = {};
    }
    co_return failure;
  }

  Answer make_answer(HttpResponse response, bool head, bool keep_alive,
                     const std::string& request_id) {
    Answer answer(static_cast<http::status>(response.status), 11);
    answer.set(http::field::content_type, response.content_type);
    answer.set("X-Request-Id", request_id);
    set_security_headers(answer);
    for (const auto& [name, value] : response.headers) answer.insert(name, value);
    answer.keep_alive(keep_alive);
    const std::size_t size = response.body.size();
    if (!head) answer.body() = std::move(response.body);
    answer.prepare_payload();
    if (head) answer.content_length(size);
    return answer;
  }

  asio::awaitable<void> connection(tcp::socket socket) {
    beast::error_code failure;
    const std::string address = socket.remote_endpoint(failure).address().to_string();
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    while (!draining) {
      Parser parser;
      bool too_large = false;
      failure = co_await read_request(stream, buffer, parser, &too_large);
      const std::string request_id = random_token().substr(0, 16);
      const UnderWay answering(under_way);
      if (failure == http::error::end_of_stream || failure == beast::error::timeout ||
          failure == asio::error::connection_reset || failure == asio::error::operation_aborted ||
          failure == asio::error::eof || failure == http::error::partial_message)
        break;
      HttpResponse response;
      bool keep_alive = false;
      bool head = false;
      if (failure || too_large) {
        response = error_response(
            {ErrorCode::invalid,
             too_large ? "api.too_large" : "api.http",
             too_large
                 ? Text{"请求内容超过大小限制", "the body is larger than this operation takes"}
                 : Text{"无法识别的 HTTP 请求", "this is not an HTTP request that we can read"},
             {}},
            request_id);
        response.status = too_large ? 413 : 400;
        response.operation = "refused";
        metrics.answered(response, 0);
      } else {
        auto& message = parser.get();
        keep_alive = message.keep_alive();
        head = message.method() == http::verb::head;
        HttpRequest request;
        request.method = std::string(message.method_string());
        request.target = std::string(message.target());
        request.cookie = std::string(message[http::field::cookie]);
        request.csrf_token = std::string(message["X-CSRF-Token"]);
        request.accept_encoding = std::string(message[http::field::accept_encoding]);
        request.if_none_match = std::string(message[http::field::if_none_match]);
        request.content_type = std::string(message[http::field::content_type]);
        request.body = std::move(message.body());
        request.address = address;
        request.request_id = request_id;
        stream.expires_never();
        auto work = [this, &request, &response]() -> asio::awaitable<void> {
          response = handle(std::move(request));
          co_return;
        };
        co_await asio::co_spawn(handlers, work, asio::use_awaitable);
      }
      keep_alive = keep_alive && !draining && !too_large;
      Answer answer = make_answer(std::move(response), head, keep_alive, request_id);
      stream.expires_after(std::chrono::seconds(settings.body_seconds_max));
      co_await http::async_write(stream, answer,
                                 asio::redirect_error(asio::use_awaitable, failure));
      if (failure || !keep_alive) break;
    }
    stream.socket().shutdown(tcp::socket::shutdown_send, failure);
  }

  asio::awaitable<void> counted_connection(tcp::socket socket) {
    metrics.connections().Increment();
    try {
      co_await connection(std::move(socket));
    } catch (const std::exception& problem) {
      spdlog::warn("connection ended: {}", problem.what());
    }
    metrics.connections().Decrement();
    --connections;
  }

  /// Lets the requests under way be answered, then stops; idle connections are dropped.
  asio::awaitable<void> drain() {
    draining = true;
    const auto deadline = Clock::now() + std::chrono::seconds(settings.drain_seconds_max);
    asio::steady_timer pause(io);
    while (under_way > 0 && Clock::now() < deadline) {
      pause.expires_after(std::chrono::milliseconds(20));
      co_await pause.async_wait(asio::use_awaitable);
    }
    io.stop();
  }

  asio::awaitable<void> accept(tcp::acceptor& acceptor) {
    while (!draining) {
      beast::error_code failure;
      tcp::socket socket =
          co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, failure));
      if (failure == asio::error::operation_aborted) co_return;
      if (failure) {  // Out of descriptors, most likely: wait for some to be closed.
        asio::steady_timer pause(io, std::chrono::milliseconds(100));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, failure));
        continue;
      }
      if (connections >= settings.connections_max) continue;  // Closing is the answer.
      ++connections;
      asio::co_spawn(io, counted_connection(std::move(socket)), asio::detached);
    }
  }
};

}  // namespace

Result<Done> serve_http(Application& application, const HttpSettings& settings,
                        const std::function<void(uint16_t port)>& ready) {
  Server server(application, settings);
  beast::error_code failure;
  const auto address = asio::ip::make_address(settings.address, failure);
  tcp::acceptor acceptor(server.io);
  if (!failure) {
    const tcp::endpoint endpoint(address, settings.port);
    acceptor.open(endpoint.protocol(), failure);
    if (!failure) acceptor.set_option(asio::socket_base::reuse_address(true), failure);
    if (!failure) acceptor.bind(endpoint, failure);
    if (!failure) acceptor.listen(asio::socket_base::max_listen_connections, failure);
  }
  if (failure)
    return Error{
        ErrorCode::invalid,
        "api.listen",
        {fmt::format("无法监听 {}:{}:{}", settings.address, settings.port, failure.message()),
         fmt::format("cannot listen on {}:{}: {}", settings.address, settings.port,
                     failure.message())},
        {}};
  asio::signal_set signals(server.io, SIGTERM, SIGINT);
  signals.async_wait([&](beast::error_code aborted, int) {
    if (aborted) return;
    acceptor.close();
    asio::co_spawn(server.io, server.drain(), asio::detached);
  });
  asio::co_spawn(server.io, server.accept(acceptor), asio::detached);
  ready(acceptor.local_endpoint().port());
  server.io.run();
  server.handlers.join();
  return Done{};
}

}  // namespace gaoxin
