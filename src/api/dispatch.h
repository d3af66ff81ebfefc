// The way of a request: find the operation, know the actor, check permission and zone, open the
// transaction, call the use case, write the audit row in the same transaction, commit only if the
// result is ok. Knows nothing of sockets: the HTTP server and the command line both call it.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "api/operation.h"

namespace gaoxin {

struct HttpRequest {
  std::string method;
  std::string target;  ///< path and query as sent
  std::string body;
  std::string cookie, csrf_token, accept_encoding, if_none_match, content_type;
  std::string address;  ///< of the client
  std::string request_id;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string operation;  ///< for log and metrics; "web" for files
  std::string username;   ///< for the log
};

/// A file of the web application, built into the program.
struct WebFile {
  std::string_view path;  ///< "/assets/index-1f3a.js"
  std::string_view bytes, gzip, brotli;
};

class Application {
 public:
  using Clock = std::function<Timestamp()>;
  /// `database` and `operations` outlive the application.
  Application(Database& database, const Operations& operations, std::span<const WebFile> web_files,
              Clock clock = system_now);

  HttpResponse handle(HttpRequest request);
  /// What `gaoxin call` does: the same checks and transaction without a session.
  Result<json::value> call(const Actor& actor, const Operation& operation,
                           const json::object& input, Upload* upload, File* file);
  /// How large a body may be for this request; a route that does not exist is answered 404 after
  /// the ordinary limit.
  size_t body_limit(std::string_view method, std::string_view target) const;

 private:
  using ResponseHeaders = std::vector<std::pair<std::string, std::string>>;
  struct Caller {
    const Actor* actor = nullptr;
    std::shared_ptr<const ZoneTree> zones;
    const Session* session = nullptr;
    std::string address, request_id;
  };
  HttpResponse handle_api(const HttpRequest& request, std::string_view path,
                          std::string_view query);
  HttpResponse handle_file(const HttpRequest& request, std::string_view path) const;
  Result<json::value> run(const Caller& caller, const Operation& operation,
                          const Operation::Prepared& prepared, const json::value& input,
                          ResponseHeaders* headers);
  static void audit(Transaction& db, const Call& call, const Operation& operation,
                    std::optional<int64_t> zone, const json::value& input);

  Database& database_;
  const Operations& operations_;
  std::span<const WebFile> web_files_;
  std::vector<std::string> web_etags_;  // Of each file, hashed once.
  Clock clock_;
  ZoneTreeCache zones_;
  LoginLimiter login_limiter_;
};

/// The JSON answer of an error.
HttpResponse error_response(const Error& error, const std::string& request_id);
std::string gzip(std::string_view bytes);

}  // namespace gaoxin
